"""A question about who reads something is answered no only where it names somebody who does not."""

import pytest

from assistant.core.reader_words import asks_for_another
from assistant.core.routing import Role

HEAD, CHAIR, LEAD = Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS, Role.SAFEGUARDING_LEAD


@pytest.mark.parametrize(
    ("text", "told", "another"),
    [
        ("can the head see this", (HEAD,), False),
        ("does the Head’s office get it", (HEAD,), False),
        ("will the headteacher know", (HEAD, LEAD), False),
        ("is it going to the dsl as well", (HEAD, LEAD), False),
        ("do the governors read it", (CHAIR,), False),
        ("who will read it", (HEAD,), False),
        ("whos going to see this? does she see it", (CHAIR,), False),
        ("can the head see this", (CHAIR,), True),
        ("will the governors see it", (HEAD,), True),
        ("will her teacher hear about this?", (HEAD,), True),
        ("does she get to see it", (HEAD,), True),
    ],
)
def test_no_is_an_answer_only_to_a_question_about_somebody_else(
    text: str, told: tuple[Role, ...], another: bool
) -> None:
    assert asks_for_another(text, told) is another
