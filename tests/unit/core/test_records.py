"""A draft knows who will be told, and hand-over states are those of the contract."""

from dataclasses import FrozenInstanceError

import pytest

from assistant.core.records import Account, Draft, HandOver
from assistant.core.routing import About, Kind, Role


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (Draft(Kind.CONCERN, About.SCHOOL, Account("words")), (Role.OFFICE,)),
        (
            Draft(Kind.CONCERN, About.SCHOOL, Account("words"), child_at_risk=True),
            (Role.OFFICE, Role.SAFEGUARDING_LEAD),
        ),
        (Draft(Kind.COMPLAINT, About.HEADTEACHER, Account("words")), (Role.CHAIR_OF_GOVERNORS,)),
        (Draft(Kind.SAFEGUARDING, About.OTHER, Account("words")), (Role.SAFEGUARDING_LEAD,)),
    ],
)
def test_draft_names_its_readers(draft: Draft, told: tuple[Role, ...]) -> None:
    assert draft.readers == told


def test_states_are_those_of_the_contract_in_their_order() -> None:
    assert list(HandOver) == ["queued", "sent", "opened", "answered"]


def test_a_draft_cannot_be_changed_once_it_was_confirmed() -> None:
    draft = Draft(Kind.CONCERN, About.SCHOOL, Account("words"))
    with pytest.raises(FrozenInstanceError):
        draft.about = About.STAFF  # type: ignore[misc]


def test_an_account_without_contact_or_place_has_empty_ones() -> None:
    assert Account("words") == Account(text="words", contact="", place="")
