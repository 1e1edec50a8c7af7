"""What became of something that was sent."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.held_receipt import offer_receipt_choices
from actions.speaking import Said, said_moment, say_whom_to_ring
from assistant.core.escalation import Told, sum_up
from assistant.core.records import HandOver, News, Notice, Status
from assistant.core.routing import Kind, Role
from assistant.services.follow_up import status_of
from assistant.wiring import wiring

_KINDS = {
    Kind.CONCERN: "Your concern",
    Kind.COMPLAINT: "Your complaint",
    Kind.REPORT: "Your report",
    Kind.SAFEGUARDING: "What you told us",
    Kind.DATA_RIGHTS: "Your request about your data",
}
_NEWS = {News.ADDED: "that you added something", News.WITHDRAWN: "that you withdrew it"}
_OPENED = {News.ADDED: "what you added", News.WITHDRAWN: "the message that you withdrew it"}


class ActionBeginFollowUp(Action):
    """Takes the receipt of this message, or the one whose status was told; the form asks where there is none."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_begin_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Forget any other receipt."""
        held = tracker.get_slot("held_receipt")
        return [SlotSet("receipt", next(tracker.get_latest_entity_values("receipt"), held))]


class ActionFollowUp(Action):
    """Says where what was sent stands. Only an opened notice has arrived."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_follow_up"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Look it up by the receipt's handle."""
        status = status_of(wiring().store, tracker.get_slot("receipt") or "")
        handle = tracker.get_slot("receipt")
        if status is None:
            say_whom_to_ring(dispatcher, "utter_receipt_unknown")
            return [SlotSet("receipt", None), SlotSet("held_receipt", None)]
        dispatcher.utter_message(response="utter_status", status=_words(status))
        offer_receipt_choices(dispatcher, status)
        return [SlotSet("receipt", None), SlotSet("held_receipt", handle)]


def _words(status: Status) -> str:
    record = status.record
    lines = [f"{_KINDS[record.kind]} was stored on {said_moment(record.created_at)}."]
    lines += [_told(told) for told in sum_up(status.notices)]
    lines += [_notice(notice) for notice in status.notices if notice.news is not News.RECORD]
    if record.withdrawn_at is not None:
        lines.append(f"You withdrew it on {said_moment(record.withdrawn_at)}.")
    return "\n".join(lines)


def _told(told: Told) -> str:
    title = _title(told.role)
    parts = []
    if told.instead_of is not None:
        parts.append(f"{_capital(_title(told.instead_of))} did not open it in time, so it was passed on to {title}.")
    if told.state is HandOver.QUEUED:
        parts.append(f"The message to {title} is waiting to be sent.")
    elif told.state is HandOver.SENT:
        parts.append(f"A message about it was sent to {title} on {said_moment(told.at)}. It has not been opened yet.")
        if told.reminded is not None:
            parts.append(f"They were last reminded on {said_moment(told.reminded)}.")
    elif told.state is HandOver.OPENED:
        parts.append(f"{_capital(title)} opened it on {said_moment(told.at)}.")
    else:
        parts.append(f"{_capital(title)} answered on {said_moment(told.at)}.")
    return " ".join(parts)


def _notice(notice: Notice) -> str:
    title, about = _title(notice.role), _NEWS[notice.news]
    if notice.opened_at is not None:
        return f"{_capital(title)} opened {_OPENED[notice.news]} on {said_moment(notice.opened_at)}."
    if notice.state is HandOver.QUEUED or notice.sent_at is None:
        return f"The message {about} to {title} is waiting to be sent."
    return f"A message {about} was sent to {title} on {said_moment(notice.sent_at)}. It has not been opened yet."


def _title(role: Role) -> str:
    return wiring().directory.contacts[role].title


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
