"""What became of something that was sent."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, say_whom_to_ring
from assistant.core.escalation import Told, sum_up
from assistant.core.records import HandOver, Status
from assistant.core.routing import Kind, Role
from assistant.services.follow_up import status_of
from assistant.wiring import wiring

_LONDON = ZoneInfo("Europe/London")
_KINDS = {
    Kind.CONCERN: "Your concern",
    Kind.COMPLAINT: "Your complaint",
    Kind.REPORT: "Your report",
    Kind.SAFEGUARDING: "What you told us",
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
    return "\n".join(lines + [_told(told) for told in sum_up(status.notices)])


def _told(told: Told) -> str:
    title = _title(told.role)
    parts = []
    if told.instead_of is not None:
        parts.append(f"{_capital(_title(told.instead_of))} did not open it in time, so it was passed on to {title}.")
    if told.state is HandOver.QUEUED:
        parts.append(f"The message to {title} is waiting to be sent.")
    elif told.state is HandOver.SENT:
        parts.append(f"A message about it was sent to {title} on {_moment(told.at)}. It has not been opened yet.")
        if told.reminded is not None:
            parts.append(f"They were last reminded on {_moment(told.reminded)}.")
    else:
        parts.append(f"{_capital(title)} opened it on {_moment(told.at)}.")
    return " ".join(parts)


def _title(role: Role) -> str:
    return wiring().directory.contacts[role].title


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _moment(at: datetime) -> str:
    local = at.astimezone(_LONDON)
    return f"{local.day} {local:%B at %H:%M}"
