"""What the holder of a receipt is told of each post: only what was opened has arrived."""

from datetime import UTC, datetime

import pytest

from actions.follow_up import _told
from assistant.core.escalation import Told
from assistant.core.records import HandOver
from assistant.core.routing import Role

AT, LATER = datetime(2026, 9, 7, 9, tzinfo=UTC), datetime(2026, 9, 9, 9, tzinfo=UTC)
HEAD, CHAIR = Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(HEAD, HandOver.QUEUED, AT), "The message to the headteacher is waiting to be sent."),
        (
            Told(HEAD, HandOver.SENT, AT),
            "A message about it was sent to the headteacher on 7 September at 10:00. It has not been opened yet.",
        ),
        (Told(HEAD, HandOver.OPENED, AT), "The headteacher opened it on 7 September at 10:00."),
        (
            Told(CHAIR, HandOver.SENT, AT, instead_of=HEAD, reminded=LATER),
            (
                "The headteacher did not open it in time, so it was passed on to the chair of governors. "
                "A message about it was sent to the chair of governors on 7 September at 10:00. "
                "It has not been opened yet. They were last reminded on 9 September at 10:00."
            ),
        ),
        (
            Told(CHAIR, HandOver.OPENED, AT, instead_of=HEAD, reminded=LATER),
            (
                "The headteacher did not open it in time, so it was passed on to the chair of governors. "
                "The chair of governors opened it on 7 September at 10:00."
            ),
        ),
    ],
)
def test_each_post_is_told_of_in_plain_words(told: Told, words: str) -> None:
    assert _told(told) == words
