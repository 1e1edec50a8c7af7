"""Rasa's tracker store: one sealed row a conversation, rewritten each turn.

Kept are the slots, the active form and the last events, so that a text can truly be removed and a late turn costs what
an early one costs.
"""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
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

from assistant.wiring import wiring

_KEPT_EVENTS = 20
_KEPT_RANKING = 5
_FORGET = {"action_find_draft": "draft", "action_check_post": "draft"}
"""After such an action, the message before it and this slot are kept without their words."""
_ENDS_ACCOUNT = frozenset(
    {
        "action_cancel",
        "action_raise_concern",
        "action_make_complaint",
        "action_report_post",
        "action_send_again",
        "action_leave_contact",
        "action_record_case",
        "action_open_case",
    }
)
_ACCOUNT = frozenset({"account_text", "account_place", "account_about", "account_contact"})
_CASE = frozenset({"case_words", "case_what", "case_reason", "case_title"})
"""After such an action has cleared these slots (it was stored, or the person declined), all that was said before is
kept without its words; only a message that told of danger stays, so that it can still be passed on."""
_CLEARED_LAST = frozenset({"account_contact", "case_words"})
"""Cleared by every such action: that it was done is seen by these."""


class SealedTrackerStore(TrackerStore):
    """Saves through the port ``Conversations``; a failed save raises, and the channel answers 503."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker)
        self._wiring = wiring()
        self._conversations = self._wiring.conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replace the conversation's row."""
        content = json.dumps([event.as_dict() for event in kept_events(tracker)]).encode()
        now = self._wiring.clock.now()
        await asyncio.to_thread(self._conversations.save, tracker.sender_id, content, now)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, or nothing."""
        content = await asyncio.to_thread(self._conversations.load, sender_id)
        if content is None:
            return None
        events = deserialise_events(json.loads(content))
        return DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return await asyncio.to_thread(self._conversations.all_senders)


def kept_events(tracker: DialogueStateTracker) -> list[Event]:
    """Return what is saved of a conversation: its state as events, then the last turns without forgotten words."""
    state: list[Event] = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value is not None and name not in _FORGET.values()
    ]
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name))
    return state + [_slim(event) for event in _forgetting(_last_turns(list(tracker.events)))]


def _last_turns(events: list[Event]) -> list[Event]:
    """Return at least the last turn, and as many before it as fit, cut where the assistant was listening."""
    starts = [
        at
        for at, event in enumerate(events)
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
    ]
    fitting = [at for at in starts if len(events) - at <= _KEPT_EVENTS]
    if fitting and any(isinstance(event, UserUttered) for event in events[fitting[0] :]):
        return events[fitting[0] :]
    return events[starts[-2] :] if len(starts) > 1 else events


def ends_account(events: Iterable[Event]) -> bool:
    """Tell whether, within these events, an account was given or declined, and its slots cleared."""
    ended = False
    for event in events:
        if isinstance(event, ActionExecuted) and event.action_name in _ENDS_ACCOUNT:
            ended = True
        elif ended and isinstance(event, SlotSet) and event.key in _CLEARED_LAST and event.value is None:
            return True
    return False


def _forgetting(events: list[Event]) -> list[Event]:
    starts = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    ended = next((at for at in reversed(starts) if ends_account(events[at:])), 0)
    kept: list[Event] = [_without_account(event) for event in events[: ended + 1]] if ended else []
    for event in events[len(kept) :]:
        if isinstance(event, SlotSet) and event.key in _FORGET.values():
            continue
        if isinstance(event, ActionExecuted) and event.action_name in _FORGET:
            _blank_last_message(kept)
        kept.append(event)
    return kept


def _without_account(event: Event) -> Event:
    if isinstance(event, UserUttered) and not (event.parse_data or {}).get("danger"):
        return _user_message(event, text="", entities=[])
    if isinstance(event, BotUttered):
        return BotUttered("", {}, timestamp=event.timestamp)
    if isinstance(event, SlotSet) and event.key in _ACCOUNT | _CASE:
        return SlotSet(event.key, None, timestamp=event.timestamp)
    return event


def _blank_last_message(events: list[Event]) -> None:
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, UserUttered):
            events[at] = _user_message(event, text="", entities=[])
            return


def _slim(event: Event) -> Event:
    if isinstance(event, UserUttered):
        return _user_message(event, text=event.text or "", entities=event.entities)
    if isinstance(event, BotUttered):
        return BotUttered(event.text, event.data, timestamp=event.timestamp)
    return event


def _user_message(event: UserUttered, *, text: str, entities: list[Any]) -> UserUttered:
    parse = event.parse_data or {}
    slim = {
        "text": text,
        "intent": event.intent,
        "entities": entities,
        "intent_ranking": list(parse.get("intent_ranking") or [])[:_KEPT_RANKING],
        "danger": parse.get("danger"),
    }
    return UserUttered(
        text,
        event.intent,
        entities,
        slim,
        timestamp=event.timestamp,
        input_channel=event.input_channel,
        message_id=event.message_id,
        metadata=event.metadata,
    )
