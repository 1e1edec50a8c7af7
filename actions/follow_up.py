"""What became of something that was sent."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, say_whom_to_ring
from assistant.core.records import HandOver, Notice, Status
from assistant.core.routing import Kind
from assistant.services.follow_up import status_of
from assistant.wiring import wiring

_LONDON = ZoneInfo("Europe/London")
_KINDS = {
    Kind.CONCERN: "Your concern",
    Kind.COMPLAINT: "Your complaint",
    Kind.REPORT: "Your report",
    Kind.SAFEGUARDING: "What you told us",
    Kind.DATA_RIGHTS: "Your request about your data",
}


class ActionBeginFollowUp(Action):
    """Forgets an earlier receipt, so that the form asks unless this message holds one."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_begin_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Keep only the receipt of this message."""
        return [SlotSet("receipt", next(tracker.get_latest_entity_values("receipt"), None))]


class ActionFollowUp(Action):
    """Says where what was sent stands. Only an opened notice has arrived."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Look it up by the receipt's handle."""
        status = status_of(wiring().store, tracker.get_slot("receipt") or "")
        if status is None:
            say_whom_to_ring(dispatcher, "utter_receipt_unknown")
        else:
            dispatcher.utter_message(response="utter_status", status=_words(status))
        return [SlotSet("receipt", None)]


def _words(status: Status) -> str:
    record = status.record
    lines = [f"{_KINDS[record.kind]} was stored on {_moment(record.created_at)}."]
    return "\n".join(lines + [_notice(notice) for notice in status.notices])


def _notice(notice: Notice) -> str:
    title = wiring().directory.contacts[notice.role].title
    if notice.state is HandOver.QUEUED:
        return f"The message to {title} is waiting to be sent."
    if notice.opened_at is not None:
        return f"{title[0].upper()}{title[1:]} opened it on {_moment(notice.opened_at)}."
    sent = _moment(notice.sent_at) if notice.sent_at else ""
    return f"A message about it was sent to {title} on {sent}. It has not been opened yet."


def _moment(at: datetime) -> str:
    local = at.astimezone(_LONDON)
    return f"{local.day} {local:%B at %H:%M}"
