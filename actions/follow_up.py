"""What became of something that was sent."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.held_receipt import offer_receipt_choices
from actions.speaking import Said, said_moment, say_whom_to_ring
from assistant.core.records import HandOver, News, Notice, Status
from assistant.core.routing import Kind
from assistant.services.follow_up import status_of
from assistant.wiring import wiring

_KINDS = {
    Kind.CONCERN: "Your concern",
    Kind.COMPLAINT: "Your complaint",
    Kind.REPORT: "Your report",
    Kind.SAFEGUARDING: "What you told us",
}
_NEWS = {News.RECORD: "", News.ADDED: "that you added something ", News.WITHDRAWN: "that you withdrew it "}
_OPENED = {News.RECORD: "it", News.ADDED: "what you added", News.WITHDRAWN: "the message that you withdrew it"}


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
    lines += [_notice(notice) for notice in status.notices]
    if record.withdrawn_at is not None:
        lines.append(f"You withdrew it on {said_moment(record.withdrawn_at)}.")
    return "\n".join(lines)


def _notice(notice: Notice) -> str:
    title = wiring().directory.contacts[notice.role].title
    about = _NEWS[notice.news]
    if notice.answered_at is not None:
        return f"{title[0].upper()}{title[1:]} answered on {said_moment(notice.answered_at)}."
    if notice.opened_at is not None:
        return f"{title[0].upper()}{title[1:]} opened {_OPENED[notice.news]} on {said_moment(notice.opened_at)}."
    if notice.state is HandOver.QUEUED or notice.sent_at is None:
        return f"The message {about}to {title} is waiting to be sent."
    it = about or "about it "
    return f"A message {it}was sent to {title} on {said_moment(notice.sent_at)}. It has not been opened yet."
