"""What the holder of a receipt can do in the chat once its status was told: read, add, withdraw, or leave it."""

import logging
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.records import begun_by, forgotten_account, request_of
from actions.speaking import PRIVATE, Said, said_moment, say_whom_to_ring, titles_of
from assistant.core.choices import SEND, STOP
from assistant.core.errors import AssistantError
from assistant.core.records import Record, Status
from assistant.core.replies import Reply
from assistant.services.follow_up import status_of
from assistant.services.hold_receipt import add_information, read_record, record_of_handle, withdraw_record
from assistant.services.route_record import readers_at_risk
from assistant.wiring import wiring

logger = logging.getLogger(__name__)


def offer_receipt_choices(dispatcher: CollectingDispatcher, status: Status) -> None:
    """Say what can be done with a receipt, as buttons."""
    choices = [
        ("Read the reply" if status.answers == 1 else "Read the replies", "read_replies", status.answers > 0),
        ("Add something", "add_information", True),
        ("Withdraw it", "withdraw_record", status.record.withdrawn_at is None),
        ("Erase it or get a copy", "ask_right", True),
        ("Something else", "leave_receipt", True),
    ]
    buttons = [{"title": title, "payload": f"/{intent}"} for title, intent, possible in choices if possible]
    dispatcher.utter_message(response="utter_receipt_choices", buttons=buttons)


class ActionReadReplies(Action):
    """Says what the school answered."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_read_replies"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Read it, which leaves an event in the audit trail."""
        store = wiring().store
        record = _held(dispatcher, tracker)
        held = None if record is None else read_record(store, record_id=record.id)
        if held is None:
            return []
        answers = [_told(reply) for reply in held.replies if reply.by_school]
        if answers:
            dispatcher.utter_message(response="utter_replies", replies="\n\n".join(answers))
        else:
            dispatcher.utter_message(response="utter_no_replies")
        return _offered(dispatcher, tracker)


class _Begin:
    """Begins a form on the receipt whose status was told."""

    form: str

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"action_begin_{self.form}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Forget what an earlier form held, and ask."""
        if _held(dispatcher, tracker) is None:
            return []
        return [*forgotten_account(), begun_by(tracker, self.form), FollowupAction(f"{self.form}_form")]


class ActionBeginAddInformation(_Begin, Action):
    """Begins to add something."""

    form = "add_information"


class ActionBeginWithdrawRecord(_Begin, Action):
    """Begins to withdraw."""

    form = "withdraw_record"


class ValidateAddInformationForm(FormValidationAction):
    """The form of what is added."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_add_information_form"

    def validate_added_confirm(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Send, stop, or ask for the words again."""
        if value == "change_text":
            return {"added_confirm": None, "added_text": None}
        return {"added_confirm": value if value in (SEND, STOP) else None}


class ValidateWithdrawRecordForm(FormValidationAction):
    """The form that asks whether to withdraw."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_withdraw_record_form"

    def validate_withdraw_confirm(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take a yes or a no."""
        return {"withdraw_confirm": value if value in (SEND, STOP) else None}


class ActionAskAddedConfirm(Action):
    """Shows what is to be added and who is told, before it is sent."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_added_confirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say the summary."""
        added = tracker.get_slot("added_text") or ""
        dispatcher.utter_message(
            response="utter_added_summary", added=added, readers=_readers(tracker), json_message=PRIVATE
        )
        return []


class ActionAskWithdrawConfirm(Action):
    """Says what withdrawing does not do, before it is done."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_withdraw_confirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say it, and for a child at risk that the school goes on."""
        record = record_of_handle(wiring().store, tracker.get_slot("held_receipt") or "")
        child = record is not None and record.is_urgent
        response = "utter_ask_withdraw_child" if child else "utter_ask_withdraw"
        dispatcher.utter_message(response=response, readers=_readers(tracker))
        return []


class ActionAddInformation(Action):
    """Stores what was added, and nothing where the person declined."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_add_information"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Store it once, whatever happens in between."""
        if tracker.get_slot("added_confirm") != SEND:
            dispatcher.utter_message(response="utter_not_sent")
            return [*forgotten_account(), *_offered(dispatcher, tracker)]
        record = _held(dispatcher, tracker)
        if record is None or not _add(dispatcher, tracker, record):
            return []
        read_when = wiring().directory.hours.read_when
        readers = _readers(tracker)
        dispatcher.utter_message(
            response="utter_information_added", readers=readers[:1].upper() + readers[1:], read_when=read_when
        )
        return [*forgotten_account(), *_offered(dispatcher, tracker)]


class ActionWithdrawRecord(Action):
    """Withdraws what was sent, once, where the person said yes."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_withdraw_record"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Mark it and tell its readers."""
        if tracker.get_slot("withdraw_confirm") != SEND:
            dispatcher.utter_message(response="utter_not_withdrawn")
        else:
            record = _held(dispatcher, tracker)
            if record is not None:
                _withdraw(dispatcher, tracker, record)
        return [*forgotten_account(), *_offered(dispatcher, tracker)]


class ActionAskRight(Action):
    """Says where the holder of a receipt asks for erasure, for a copy or for a correction, and complains."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_right"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Name the page."""
        dispatcher.utter_message(response="utter_ask_right", page=wiring().receipt_page)
        return _offered(dispatcher, tracker)


class ActionLeaveReceipt(Action):
    """Forgets the receipt, and goes on with something else."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_leave_receipt"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Forget its handle."""
        return [SlotSet("held_receipt", None)]


def _add(dispatcher: CollectingDispatcher, tracker: Tracker, record: Record) -> bool:
    parts = wiring()
    text = tracker.get_slot("added_text") or ""
    try:
        return add_information(
            parts.store,
            parts.clock,
            lambda held: readers_at_risk(parts.route_desk, held),
            record_id=record.id,
            text=text,
            request_id=request_of(tracker, {"record": record.id, "text": text}),
            at_risk=bool(tracker.get_slot("at_risk")),
        )
    except AssistantError:
        logger.exception("what was added was not stored")
        say_whom_to_ring(dispatcher, "utter_not_stored")
        return False


def _withdraw(dispatcher: CollectingDispatcher, tracker: Tracker, record: Record) -> None:
    parts = wiring()
    if not withdraw_record(parts.store, parts.clock, record_id=record.id):
        dispatcher.utter_message(response="utter_withdrawn_before")
        return
    response = "utter_withdrawn_child" if record.is_urgent else "utter_withdrawn"
    dispatcher.utter_message(response=response, readers=_readers(tracker))


def _held(dispatcher: CollectingDispatcher, tracker: Tracker) -> Record | None:
    """Return the record of the receipt whose status was told; say what to do where there is none any more."""
    record = record_of_handle(wiring().store, tracker.get_slot("held_receipt") or "")
    if record is None:
        dispatcher.utter_message(response="utter_no_receipt_open")
    return record


def _offered(dispatcher: CollectingDispatcher, tracker: Tracker) -> Said:
    status = status_of(wiring().store, tracker.get_slot("held_receipt") or "")
    if status is not None:
        offer_receipt_choices(dispatcher, status)
    return []


def _readers(tracker: Tracker) -> str:
    status = status_of(wiring().store, tracker.get_slot("held_receipt") or "")
    return titles_of(() if status is None else tuple(dict.fromkeys(notice.role for notice in status.notices)))


def _told(reply: Reply) -> str:
    title = "" if reply.role is None else titles_of((reply.role,))
    return f"{title[:1].upper()}{title[1:]} wrote on {said_moment(reply.at)}:\n{reply.text}"
