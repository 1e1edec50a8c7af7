"""What was confirmed and not known to be stored is sent again, and is there once."""

from pathlib import Path
from typing import Any

import pytest
from fakes import FakeClock, FakeReceipts, FakeStore
from staff_stage import Stage

from actions.held_receipt import ActionAddInformation, ActionAskAddedConfirm
from actions.records import ActionBeginMakeComplaint, ActionMakeComplaint, forgotten_account
from actions.send_again import ActionSendAgain
from assistant.adapters.crypto import AesGcmSeal, HmacDigests, KeyFile
from assistant.adapters.sql import SqlStore, make_engine, upgrade_schema
from assistant.core.choices import SEND
from assistant.core.routing import Role

KEYS = KeyFile("k1", {"k1": bytes(32)}, bytes(32))
TOLD = {
    "account_text": "The gate is broken.",
    "account_about": "staff",
    "account_contact": "no_contact",
    "account_confirm": SEND,
    "account_begun": "make_complaint m1",
}


@pytest.fixture
def store(stage: Stage) -> FakeStore:
    store = FakeStore()
    stage.parts.store, stage.parts.receipts, stage.parts.digests = store, FakeReceipts(), HmacDigests(KEYS)
    stage.metadata = {"role": "parent"}
    return store


def _send(stage: Stage, action: Any, message_id: str, **changed: Any) -> Any:
    return stage.run(action, "send it", slots=TOLD | changed, sender="web-1", message_id=message_id)


def test_a_journey_notes_the_message_that_began_it(stage: Stage, store: FakeStore) -> None:
    answer = stage.run(ActionBeginMakeComplaint(), "complain", sender="web-1", message_id="m1")
    assert answer.slots["account_begun"] == "make_complaint m1"


def test_what_was_stored_without_an_answer_is_found_again_by_the_next_try(stage: Stage, store: FakeStore) -> None:
    first = _send(stage, ActionMakeComplaint(), "m5")
    again = _send(stage, ActionSendAgain(), "m6")
    assert len(store.rows.records) == 1
    assert again.messages == first.messages
    assert again.responses == ["utter_complaint_given"]


def test_what_could_not_be_stored_is_stored_by_the_next_try(stage: Stage, store: FakeStore) -> None:
    store.failures = 3
    failed = _send(stage, ActionMakeComplaint(), "m5")
    assert failed.responses == ["utter_not_stored"]
    assert failed.slots == {}
    assert store.rows.records == {}
    assert _send(stage, ActionSendAgain(), "m6").responses == ["utter_complaint_given"]
    assert len(store.rows.records) == 1


def test_a_database_that_can_only_be_read_gives_the_schools_number_and_no_receipt(
    stage: Stage, store: FakeStore, tmp_path: Path
) -> None:
    file, seal = tmp_path / "school.db", AesGcmSeal(KEYS)
    upgrade_schema(make_engine(f"sqlite:///{file}"))
    stage.parts.store = SqlStore(make_engine(f"sqlite:///file:{file}?mode=ro&uri=true"), seal, FakeClock())
    failed = _send(stage, ActionMakeComplaint(), "m5")
    office = stage.parts.directory.contacts[Role.OFFICE]
    assert [(message["response"], message["phone"]) for message in failed.messages] == [
        ("utter_not_stored", office.phone)
    ]
    assert failed.slots == {}
    stage.parts.store = SqlStore(make_engine(f"sqlite:///{file}"), seal, FakeClock())
    assert _send(stage, ActionSendAgain(), "m6").responses == ["utter_complaint_given"]


@pytest.mark.parametrize(
    "changed",
    [{"account_text": "The gate is shut."}, {"account_about": "school"}, {"account_begun": "make_complaint m9"}],
)
def test_another_account_is_another_record(stage: Stage, store: FakeStore, changed: dict[str, str]) -> None:
    _send(stage, ActionMakeComplaint(), "m5")
    _send(stage, ActionMakeComplaint(), "m6", **changed)
    assert len(store.rows.records) == 2


@pytest.mark.parametrize("changed", [{"account_begun": None}, {"account_confirm": None}, {"account_begun": "other m1"}])
def test_nothing_unsent_is_said(stage: Stage, store: FakeStore, changed: dict[str, str | None]) -> None:
    assert _send(stage, ActionSendAgain(), "m6", **changed).responses == ["utter_nothing_unsent"]
    assert store.rows.records == {}


def test_the_words_of_an_account_are_not_in_what_names_it(stage: Stage, store: FakeStore) -> None:
    _send(stage, ActionMakeComplaint(), "m5")
    (stored,) = store.rows.records.values()
    assert stored.record.request_id.startswith("web-1:")
    assert "gate" not in stored.record.request_id


def test_all_of_it_is_cleared_in_the_end() -> None:
    assert {event["name"] for event in forgotten_account()} >= set(TOLD)


def test_what_was_added_and_not_known_to_be_stored_is_there_once_after_another_try(
    stage: Stage, store: FakeStore
) -> None:
    _send(stage, ActionMakeComplaint(), "m1")
    (stored,) = store.rows.records.values()
    told = {
        "held_receipt": stored.handle,
        "added_text": "It was on Tuesday.",
        "added_confirm": SEND,
        "account_begun": "add_information m5",
        "account_confirm": None,
    }
    store.failures = 3
    failed = _send(stage, ActionAddInformation(), "m6", **told)
    assert (failed.responses, failed.slots, store.rows.replies) == (["utter_not_stored"], {}, [])
    for message_id in ("m7", "m8"):
        answer = _send(stage, ActionSendAgain(), message_id, **told)
        assert answer.responses == ["utter_information_added", "utter_receipt_choices"]
    assert [reply.text for reply in store.rows.replies] == ["It was on Tuesday."]


def test_what_is_to_be_added_is_shown_with_who_is_told_before_it_is_sent(stage: Stage, store: FakeStore) -> None:
    _send(stage, ActionMakeComplaint(), "m1")
    (stored,) = store.rows.records.values()
    shown = _send(stage, ActionAskAddedConfirm(), "m2", held_receipt=stored.handle, added_text="It was on Tuesday.")
    (message,) = shown.messages
    assert (message["response"], message["added"], message["readers"]) == (
        "utter_added_summary",
        "It was on Tuesday.",
        "the headteacher",
    )
