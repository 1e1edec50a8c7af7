"""What is saved of a conversation: its state and its last turns, and nothing of a checked draft."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes import NOON, FakeClock
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from assistant.core.errors import StorageError
from assistant.rasa_io import tracker_store
from assistant.rasa_io.tracker_store import SealedTrackerStore, kept_events
from assistant.rasa_io.turn import Turn
from assistant.services.ports import Conversations

PROJECT = Path(__file__).parents[3]
DRAFT = "Xylophonic Mrs Hill is a wretched quacksalver"
SECRET_WORDS = ("Xylophonic", "quacksalver")


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(PROJECT / "domain.yml"))


def _tracker(domain: Domain, events: Sequence[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("web-1", list(events), slots=domain.slots, domain=domain)


def _saved(tracker: DialogueStateTracker) -> str:
    return json.dumps([event.as_dict() for event in kept_events(tracker)])


def _loaded(domain: Domain, saved: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("web-1", deserialise_events(json.loads(saved)), slots=domain.slots)


def _listen() -> ActionExecuted:
    return ActionExecuted("action_listen")


def _said(text: str, intent: str = "free_text", at: int = 0, **parse: Any) -> UserUttered:
    named = {"name": intent, "confidence": 1.0}
    ranking = [{"name": f"goal_{place}", "confidence": 0.01} for place in range(47)]
    return UserUttered(
        text,
        named,
        [],
        {"text": text, "intent": named, "entities": [], "intent_ranking": ranking} | parse,
        message_id=f"m{at}",
        input_channel="web",
        metadata={"channel": "web", "role": "parent"},
    )


def _small_turn(at: int) -> list[Event]:
    return [
        _listen(),
        _said(f"question {at}", "thank", at),
        ActionExecuted("utter_thank"),
        BotUttered("You're welcome. Is there anything else?", {"buttons": None}),
    ]


def _checked(draft: str, at: int = 0) -> list[Event]:
    """The events of a draft that is checked, up to the answer."""
    return [
        _listen(),
        _said("can you check my post", "check_post", at),
        ActionExecuted("action_find_draft"),
        SlotSet("draft", None),
        ActionExecuted("check_post_form"),
        ActiveLoop("check_post_form"),
        SlotSet("requested_slot", "draft"),
        BotUttered("Please type or paste the post here."),
        _listen(),
        _said(draft, "free_text", at + 1),
        SlotSet("draft", draft),
        ActionExecuted("check_post_form"),
        SlotSet("requested_slot", None),
        ActiveLoop(None),
        ActionExecuted("action_check_post"),
        BotUttered("⟨0:10⟩ may be rude.", {"custom": {"marks": []}}),
        SlotSet("draft", None),
    ]


def _in_form() -> list[Event]:
    return [
        _listen(),
        _said("I have a worry", "raise_concern"),
        ActionExecuted("action_begin_raise_concern"),
        ActionExecuted("raise_concern_form"),
        ActiveLoop("raise_concern_form"),
        SlotSet("account_text", "what happened"),
        SlotSet("at_risk", True),
        SlotSet("requested_slot", "account_about"),
        BotUttered("Who is it about?", {"buttons": [{"title": "A pupil", "payload": "/choose"}]}),
        _listen(),
    ]


def test_what_is_saved_stays_small_over_200_turns(domain: Domain) -> None:
    sizes: dict[int, int] = {}
    counts: dict[int, int] = {}
    tracker = _tracker(domain, [])
    for turn in range(1, 201):
        for event in [*_small_turn(100 + turn % 100), _listen()][:-1]:
            tracker.update(event)
        saved = _saved(tracker)
        sizes[turn], counts[turn] = len(saved), len(json.loads(saved))
        tracker = _loaded(domain, saved)
    assert max(counts.values()) <= 20
    assert {counts[turn] for turn in range(5, 201)} == {20}
    assert sizes[200] <= sizes[5] * 1.02


def test_what_is_saved_stays_small_over_200_turns_inside_a_form(domain: Domain) -> None:
    tracker = _tracker(domain, _in_form())
    sizes = []
    for turn in range(200):
        for event in [
            _said("who reads this", "privacy", 100 + turn % 100),
            ActionExecuted("action_privacy"),
            BotUttered("This is what is kept about you"),
            ActionExecuted("raise_concern_form"),
            SlotSet("requested_slot", "account_about"),
            BotUttered("Who is it about?"),
            _listen(),
        ]:
            tracker.update(event)
        saved = _saved(tracker)
        sizes.append(len(saved))
        tracker = _loaded(domain, saved)
        assert tracker.active_loop_name == "raise_concern_form"
        assert tracker.get_slot("account_text") == "what happened"
    assert sizes[-1] <= sizes[4] * 1.02


def test_one_endless_turn_is_kept_whole_and_no_more(domain: Domain) -> None:
    endless = [_listen(), _said("one message"), *(BotUttered(f"part {at}") for at in range(50)), _listen()]
    kept = kept_events(_tracker(domain, [*_small_turn(1), *_small_turn(2), *endless]))
    assert [event.text for event in kept if isinstance(event, UserUttered)] == ["one message"]
    assert len(kept) == len(endless)


@pytest.mark.parametrize("more", [0, 1, 2, 5, 30])
def test_a_checked_draft_is_forgotten_at_once_and_later(domain: Domain, more: int) -> None:
    events = [*_checked(DRAFT), *(event for at in range(more) for event in _small_turn(at)), _listen()]
    saved = _saved(_tracker(domain, events))
    assert [word for word in SECRET_WORDS if word in saved] == []


def test_a_draft_that_was_typed_with_the_request_is_forgotten(domain: Domain) -> None:
    events = [
        _listen(),
        _said(f"is this ok: {DRAFT}", "check_post"),
        ActionExecuted("action_find_draft"),
        SlotSet("draft", DRAFT),
        ActionExecuted("check_post_form"),
        ActiveLoop("check_post_form"),
        SlotSet("draft", DRAFT),
        SlotSet("requested_slot", None),
        ActiveLoop(None),
        ActionExecuted("action_check_post"),
        BotUttered("⟨12:22⟩ may be rude."),
        SlotSet("draft", None),
        _listen(),
    ]
    saved = _saved(_tracker(domain, events))
    assert [word for word in SECRET_WORDS if word in saved] == []


def test_a_draft_is_forgotten_also_where_its_check_did_not_clear_the_slot(domain: Domain) -> None:
    events = [event for event in _checked(DRAFT) if not (isinstance(event, SlotSet) and event.value is None)]
    saved = _saved(_tracker(domain, events))
    assert [word for word in SECRET_WORDS if word in saved] == []


def test_a_draft_is_forgotten_also_where_its_check_failed(domain: Domain) -> None:
    events = [
        _listen(),
        _said(f"is this ok: {DRAFT}", "check_post"),
        ActionExecuted("action_find_draft"),
        _listen(),
    ]
    saved = _saved(_tracker(domain, events))
    assert [word for word in SECRET_WORDS if word in saved] == []


def _answered_in_form(text: str, at: int, **parse: Any) -> list[Event]:
    """The events of a message that answers the form's question, so that the form asks the next one."""
    return [
        _said(text, "free_text", at, **parse),
        SlotSet("account_text", text),
        ActionExecuted("raise_concern_form"),
        SlotSet("requested_slot", "account_about"),
        BotUttered("Who is it about?"),
        _listen(),
    ]


def test_the_message_that_answered_a_form_is_saved_so_that_a_repeat_is_recognised(domain: Domain) -> None:
    tracker = _tracker(domain, [*_in_form(), *_answered_in_form("it was on Friday", 5)])
    after = _loaded(domain, _saved(tracker))
    assert [event.message_id for event in after.events if isinstance(event, UserUttered)][-1] == "m5"


def test_danger_told_in_a_form_is_saved_so_that_yes_passes_it_on(domain: Domain) -> None:
    told = _answered_in_form("he hits me", 5, danger={"child_speaking": False})
    after = _loaded(domain, _saved(_tracker(domain, [*_in_form(), *told])))
    turn = Turn.of(after)
    assert (turn.offered_safeguarding, turn.last_text) == (True, "he hits me")


def test_the_second_of_two_drafts_is_forgotten_as_the_first(domain: Domain) -> None:
    events = [*_checked(DRAFT), *_checked(DRAFT, at=2), _listen()]
    saved = _saved(_tracker(domain, events))
    assert [word for word in SECRET_WORDS if word in saved] == []


def _ended_by(action: str, *, cleared: bool = True) -> list[Event]:
    """The events of a form in which the secret words were typed and shown, and which this action ended."""
    slots = [SlotSet("account_text", None), SlotSet("account_contact", None)] if cleared else []
    return [
        *_in_form(),
        *_answered_in_form(DRAFT, 5),
        _said(
            "quacksalver@example.org", "choose", 6, entities=[{"entity": "choice", "value": "quacksalver@example.org"}]
        ),
        SlotSet("account_contact", "quacksalver@example.org"),
        ActionExecuted("action_ask_account_confirm"),
        BotUttered(f"What happened: {DRAFT}"),
        _listen(),
        _said("the last word", "choose", 7),
        ActionExecuted(action),
        BotUttered("All right."),
        *slots,
        _listen(),
    ]


@pytest.mark.parametrize("more", [0, 1, 2])
@pytest.mark.parametrize("action", sorted(tracker_store._ENDS_ACCOUNT))
def test_an_account_that_was_given_or_declined_is_kept_without_its_words(
    domain: Domain, action: str, more: int
) -> None:
    events = [*_ended_by(action), *(event for at in range(more) for event in _small_turn(at)), _listen()]
    once = _saved(_tracker(domain, events))
    for saved in (once, _saved(_loaded(domain, once))):
        assert [word for word in SECRET_WORDS if word in saved] == []
        assert "All right." in saved


def test_an_account_that_could_not_be_stored_keeps_its_words(domain: Domain) -> None:
    saved = _saved(_tracker(domain, _ended_by("action_raise_concern", cleared=False)))
    assert [word for word in SECRET_WORDS if word not in saved] == []


def test_danger_told_before_an_account_was_declined_can_still_be_passed_on(domain: Domain) -> None:
    told = [_listen(), _said("he hits me", "emergency", 1, danger={"child_speaking": True}), BotUttered("999")]
    after = _loaded(domain, _saved(_tracker(domain, [*told, *_ended_by("action_cancel")[-6:]])))
    assert [event.text for event in after.events if isinstance(event, UserUttered)] == ["he hits me", ""]


def test_only_the_draft_is_forgotten(domain: Domain) -> None:
    kept = kept_events(_tracker(domain, [*_small_turn(7), *_checked(DRAFT)[8:], _listen()]))
    said = [(event.text, event.intent_name, event.message_id) for event in kept if isinstance(event, UserUttered)]
    assert said == [("question 7", "thank", "m7"), ("", "free_text", "m1")]
    assert [event.text for event in kept if isinstance(event, BotUttered)] == [
        "You're welcome. Is there anything else?",
        "⟨0:10⟩ may be rude.",
    ]


def test_slots_and_the_active_form_survive_a_round_trip(domain: Domain) -> None:
    before = _tracker(domain, _in_form())
    after = _loaded(domain, _saved(before))
    assert after.active_loop_name == "raise_concern_form"
    assert after.current_slot_values() == before.current_slot_values()
    assert after.current_slot_values()["account_text"] == "what happened"
    assert after.get_slot("requested_slot") == "account_about"


def test_state_survives_when_its_own_events_are_long_gone(domain: Domain) -> None:
    beside = [
        event
        for at in range(30)
        for event in (_said("who reads this", "privacy", at), ActionExecuted("action_privacy"), _listen())
    ]
    tracker = _tracker(domain, [*_in_form(), *beside])
    kept = kept_events(tracker)
    assert [event for event in kept if isinstance(event, UserUttered) and event.text == "I have a worry"] == []
    after = _loaded(domain, _saved(tracker))
    assert (after.active_loop_name, after.get_slot("at_risk")) == ("raise_concern_form", True)
    assert after.current_slot_values() == tracker.current_slot_values()


def test_a_form_that_was_left_and_slots_that_were_cleared_stay_so(domain: Domain) -> None:
    left = [
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        SlotSet("account_text", None),
        SlotSet("at_risk", None),
    ]
    after = _loaded(domain, _saved(_tracker(domain, [*_in_form(), _said("stop", "cancel", 1), *left, _listen()])))
    assert after.active_loop_name is None
    assert {name: value for name, value in after.current_slot_values().items() if value is not None} == {}


def test_the_round_trip_of_a_round_trip_is_the_same(domain: Domain) -> None:
    once = _loaded(domain, _saved(_tracker(domain, [*_small_turn(1), *_in_form()])))
    twice = _loaded(domain, _saved(once))
    assert twice.active_loop_name == once.active_loop_name
    assert twice.current_slot_values() == once.current_slot_values()
    assert [event.text for event in twice.events if isinstance(event, UserUttered)] == [
        "question 1",
        "I have a worry",
    ]


def test_a_kept_message_tells_what_the_next_turn_needs_and_no_more(domain: Domain) -> None:
    danger = {"child_speaking": True}
    said = _said("he hit me", "emergency", 3, danger=danger, text_tokens=[[0, 2]], response_selector={"big": "x" * 999})
    (kept,) = (
        event for event in kept_events(_tracker(domain, [_listen(), said, _listen()])) if isinstance(event, UserUttered)
    )
    assert kept.parse_data == {
        "message_id": "m3",
        "metadata": {"channel": "web", "role": "parent"},
        "text": "he hit me",
        "intent": {"name": "emergency", "confidence": 1.0},
        "entities": [],
        "intent_ranking": [{"name": f"goal_{place}", "confidence": 0.01} for place in range(5)],
        "danger": danger,
    }
    assert kept.input_channel == "web"


class _Conversations(Conversations):
    """Conversations in a dictionary; one that is told to fails."""

    def __init__(self, *, fails: bool = False) -> None:
        self.rows: dict[str, tuple[bytes, datetime]] = {}
        self._fails = fails

    def load(self, sender_id: str) -> bytes | None:
        return self.rows[sender_id][0] if sender_id in self.rows else None

    def save(self, sender_id: str, content: bytes, now: datetime) -> None:
        if self._fails:
            raise StorageError("the database is down")
        self.rows[sender_id] = (content, now)

    def delete(self, sender_id: str) -> None:
        self.rows.pop(sender_id, None)

    def all_senders(self) -> list[str]:
        return list(self.rows)


def _store(monkeypatch: pytest.MonkeyPatch, domain: Domain, conversations: _Conversations) -> SealedTrackerStore:
    parts = SimpleNamespace(conversations=conversations, clock=FakeClock())
    monkeypatch.setattr(tracker_store, "wiring", lambda: parts)
    return SealedTrackerStore(domain)


def test_store_saves_a_row_and_gives_it_back(monkeypatch: pytest.MonkeyPatch, domain: Domain) -> None:
    conversations = _Conversations()
    store = _store(monkeypatch, domain, conversations)
    asyncio.run(store.save(_tracker(domain, _in_form())))
    assert [moment for _, moment in conversations.rows.values()] == [NOON]
    tracker = asyncio.run(store.retrieve("web-1"))
    assert tracker is not None
    assert (tracker.sender_id, tracker.active_loop_name) == ("web-1", "raise_concern_form")
    assert list(asyncio.run(store.keys())) == ["web-1"]


def test_store_knows_no_other_conversation(monkeypatch: pytest.MonkeyPatch, domain: Domain) -> None:
    assert asyncio.run(_store(monkeypatch, domain, _Conversations()).retrieve("web-2")) is None


def test_store_does_not_swallow_a_failed_save(monkeypatch: pytest.MonkeyPatch, domain: Domain) -> None:
    store = _store(monkeypatch, domain, _Conversations(fails=True))
    with pytest.raises(StorageError):
        asyncio.run(store.save(_tracker(domain, _in_form())))
