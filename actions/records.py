"""Concerns, complaints, reports of posts, and worries for a child's safety: begun, drafted, stored."""

import json
import logging
from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, by_text, menu_buttons, say_whom_to_ring, titles_of
from assistant.core.attachments import count_in_words
from assistant.core.choices import NO_CONTACT, SEND, match_about, named_post, names_somebody_at_school
from assistant.core.errors import AssistantError, NobodyLeftError
from assistant.core.records import Account, Draft
from assistant.core.rights import RightsKind, due_date
from assistant.core.routing import ACCUSED_POSTS, ADULTS_AT_SCHOOL, About, Kind, readers
from assistant.core.said import only_wishes
from assistant.core.support import lines_of
from assistant.core.text import count_words
from assistant.services.case_desk import today
from assistant.services.give_record import AskedRight, Given, add_contact, decline_contact
from assistant.services.hold_receipt import add_information
from assistant.services.route_record import readers_at_risk, send_record
from assistant.wiring import wiring

KIND_OF_FORM = {
    "raise_concern_form": Kind.CONCERN,
    "make_complaint_form": Kind.COMPLAINT,
    "report_post_form": Kind.REPORT,
    "request_data_form": Kind.DATA_RIGHTS,
    "complain_about_data_form": Kind.DATA_RIGHTS,
}
ACCOUNT_SLOTS = (
    "account_text",
    "account_place",
    "account_about",
    "account_contact",
    "account_confirm",
    "account_attachments",
    "added_text",
    "added_confirm",
    "withdraw_confirm",
    "account_begun",
    "at_risk",
)
_TOLD_ALREADY_WORDS = 14
"""A first message of this many words is taken as the account itself, not only as the wish to give one."""
_TELLS_WORDS = 8
"""One of this many that does not only wish to tell something is put before the account that is then asked for."""

_REQUEST_DIGITS = 40
"""Hexadecimal digits of a keyed hash: 160 bits, far beyond a chance meeting, and short enough for the column."""

logger = logging.getLogger(__name__)


def forgotten_account() -> Said:
    """Return the events that clear all that was typed in a form."""
    return [SlotSet(slot, None) for slot in ACCOUNT_SLOTS]


def begun_by(tracker: Tracker, journey: str) -> dict[str, Any]:
    """Return the event that notes which message began a journey, so that each try to send it is the same request.

    Its words stand on the next lines where they tell what happened: the account that is asked for begins with them.
    """
    words = [f"{journey} {_message_id(tracker)}", _told_in_short(tracker)]
    event: dict[str, Any] = SlotSet("account_begun", "\n".join(part for part in words if part))
    return event


def request_of(tracker: Tracker, told: dict[str, Any]) -> str:
    """Return what names that which was confirmed: the same for each try to send it, another once changed."""
    named = json.dumps([tracker.get_slot("account_begun"), told])
    return f"{tracker.sender_id}:{wiring().digests.of(named, purpose='account').hex()[:_REQUEST_DIGITS]}"


def draft_of(tracker: Tracker, kind: Kind | None = None) -> Draft:
    """Return what was said so far as a draft."""
    contact = tracker.get_slot("account_contact")
    return Draft(
        kind=kind or KIND_OF_FORM[tracker.active_loop_name or ""],
        about=About(tracker.get_slot("account_about") or About.OTHER),
        account=Account(
            text=tracker.get_slot("account_text") or "",
            contact="" if contact in (None, NO_CONTACT) else contact,
            place=tracker.get_slot("account_place") or "",
            contact_declined=contact == NO_CONTACT,
        ),
        child_at_risk=bool(tracker.get_slot("at_risk")),
        attachments=attachments_of(tracker),
    )


def attachments_of(tracker: Tracker) -> tuple[str, ...]:
    """Return the ids of the files that go with the account."""
    return tuple(tracker.get_slot("account_attachments") or ())


def told_at_first(tracker: Tracker) -> str:
    """Return the message that began the journey where it told what happened already."""
    return str((tracker.get_slot("account_begun") or "").partition("\n")[2])


def discard_attachments(tracker: Tracker) -> None:
    """Remove the files of an account that is not sent, at once; where that fails, the worker does it later."""
    ids = attachments_of(tracker)
    if not ids:
        return
    try:
        wiring().attachments.discard(ids)
    except AssistantError:
        logger.exception("files that were not sent stay until the worker removes them")


class _Begin:
    """Says who will read it and when, and keeps what was told in the first message."""

    journey: str

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"action_begin_{self.journey}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Clear an earlier account and begin a new one."""
        hours = wiring().directory.hours
        dispatcher.utter_message(
            response=f"utter_begin_{self.journey}",
            read_when=hours.read_when,
            read_when_short=hours.read_when_short,
            reply_within=hours.reply_within,
            readers=titles_of(readers(KIND_OF_FORM[f"{self.journey}_form"], About.OTHER)),
            json_message={"begins": self.journey},
        )
        text = tracker.latest_message.get("text") or ""
        taken_over = next(tracker.get_latest_entity_values("take_over"), None) is not None
        before = tracker.get_slot("account_text") if taken_over else None
        told = taken_over or count_words(text) >= _TOLD_ALREADY_WORDS
        if told:
            dispatcher.utter_message(response="utter_noted_account")
        sent = attachments_of(tracker)
        if sent:
            dispatcher.utter_message(response="utter_attachments_added", files=count_in_words(len(sent)))
        return [
            *([] if taken_over else forgotten_account()),
            SlotSet("account_confirm", None),
            SlotSet("account_text", _joined(before, text) if told else None),
            SlotSet("account_attachments", list(sent) or None),
            begun_by(tracker, self.journey),
        ]


class ActionBeginRaiseConcern(_Begin, Action):
    """Begins a concern."""

    journey = "raise_concern"


class ActionBeginMakeComplaint(_Begin, Action):
    """Begins a complaint."""

    journey = "make_complaint"


class ActionBeginReportPost(_Begin, Action):
    """Begins a report."""

    journey = "report_post"


class ActionBeginRequestData(_Begin, Action):
    """Begins a request for a copy of one's data."""

    journey = "request_data"


class ActionBeginComplainAboutData(_Begin, Action):
    """Begins a complaint about how one's data is used."""

    journey = "complain_about_data"


class _Give:
    """Stores what was confirmed, and nothing where the person declined."""

    journey: str
    kind: Kind
    thanks: str
    asks: RightsKind | None = None

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"action_{self.journey}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Store it once, whatever happens in between, and show the receipt."""
        cleared = forgotten_account()
        if tracker.get_slot("account_confirm") != SEND:
            discard_attachments(tracker)
            dispatcher.utter_message(response="utter_not_sent", buttons=menu_buttons(tracker))
            return cleared
        asked = None if self.asks is None else AskedRight(self.asks)
        draft = draft_of(tracker, self.kind)
        given = _store(dispatcher, draft, request_of(tracker, asdict(draft)), asked)
        if given is None:
            return []
        passed = tracker.get_slot("given_record")
        if passed and draft.account.contact:
            add_contact(wiring().store, record_id=passed, contact=draft.account.contact)
        hours = wiring().directory.hours
        dispatcher.utter_message(
            response=self.thanks,
            readers=titles_of(given.readers),
            read_when=hours.read_when,
            read_when_short=hours.read_when_short,
            reply_within=hours.reply_within,
            due="" if self.asks is None else _last_day(self.asks),
            json_message={"reference": given.handle},
        )
        return [*cleared, SlotSet("given_record", None)]


class ActionRaiseConcern(_Give, Action):
    """Stores a concern."""

    journey, kind, thanks = "raise_concern", Kind.CONCERN, "utter_concern_given"


class ActionMakeComplaint(_Give, Action):
    """Hands over a formal complaint."""

    journey, kind, thanks = "make_complaint", Kind.COMPLAINT, "utter_complaint_given"


class ActionReportPost(_Give, Action):
    """Stores a report of somebody else's post."""

    journey, kind, thanks = "report_post", Kind.REPORT, "utter_report_given"


class ActionRequestData(_Give, Action):
    """Stores a request for a copy of one's data."""

    journey, kind, thanks = "request_data", Kind.DATA_RIGHTS, "utter_request_given"
    asks = RightsKind.ACCESS


class ActionComplainAboutData(_Give, Action):
    """Stores a complaint about how one's data is used."""

    journey, kind, thanks = "complain_about_data", Kind.DATA_RIGHTS, "utter_data_complaint_given"
    asks = RightsKind.COMPLAINT


class ActionPassToSafeguarding(Action):
    """Passes all messages of this conversation that told of danger to the safeguarding lead."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_pass_to_safeguarding"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Store it at once; how to be reached is asked afterwards, so that nothing is lost."""
        messages = _told_of_danger(tracker)
        if not messages:
            before = tracker.get_slot("passed_message")
            dispatcher.utter_message(response="utter_passed_before" if before else "utter_nothing_to_pass")
            return []
        told = "\n".join(text for _, text in messages)
        in_an_account = tracker.active_loop_name in KIND_OF_FORM
        sent = () if in_an_account else attachments_of(tracker)
        contact = tracker.get_slot("account_contact")
        account = Account(told, contact="" if contact in (None, NO_CONTACT) else contact)
        about = _accused(tracker, told)
        draft = Draft(Kind.SAFEGUARDING, about, account, child_at_risk=True, attachments=sent)
        accuses = draft.about in ADULTS_AT_SCHOOL or names_somebody_at_school(told)
        if accuses and tracker.get_slot("requested_slot") != "account_confirm":
            say_who_helps_a_child(dispatcher)
        given = _store(dispatcher, draft, f"{tracker.sender_id}:{_message_id(tracker)}")
        if given is None:
            return []
        hours = wiring().directory.hours
        dispatcher.utter_message(
            response="utter_passed_to_safeguarding",
            readers=titles_of(given.readers),
            read_when=hours.read_when,
            read_when_short=hours.read_when_short,
            json_message={"reference": given.handle},
        )
        passed = [SlotSet("given_record", given.record.id), SlotSet("passed_message", messages[-1][0])]
        if in_an_account:
            return passed
        passed += [SlotSet("account_contact", None), SlotSet("account_attachments", None)]
        if account.contact:
            return [*passed, SlotSet("given_record", None)]
        return [*passed, FollowupAction("leave_contact_form")]


class ActionLeaveContact(Action):
    """Adds how to reach the person to what was passed on."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_leave_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Add it, or leave it out as the person chose."""
        contact = tracker.get_slot("account_contact")
        record_id = tracker.get_slot("given_record")
        if contact and contact != NO_CONTACT and record_id:
            add_contact(wiring().store, record_id=record_id, contact=contact)
            dispatcher.utter_message(response="utter_contact_left")
        else:
            if contact == NO_CONTACT and record_id:
                decline_contact(wiring().store, record_id=record_id)
            dispatcher.utter_message(response="utter_no_contact_left")
        return [SlotSet("account_contact", None), SlotSet("given_record", None)]


def add_to_passed(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Add what is told after something was passed on to it, so that its readers hear it too.

    Words that name one of those who read it are not added: they may accuse that person.
    """
    parts = wiring()
    text = tracker.latest_message.get("text") or ""
    record_id = tracker.get_slot("given_record")
    if not record_id or (match_about(text) or named_post(text)) in ACCUSED_POSTS:
        dispatcher.utter_message(response="utter_say_contact")
        return
    try:
        added = add_information(
            parts.store,
            parts.clock,
            lambda record: readers_at_risk(parts.route_desk, record),
            record_id=record_id,
            text=text,
            request_id=f"{tracker.sender_id}:{_message_id(tracker)}",
            at_risk=True,
        )
    except AssistantError:
        logger.exception("what was told after something was passed on was not stored")
        say_whom_to_ring(dispatcher, "utter_not_stored")
        return
    dispatcher.utter_message(response="utter_detail_added" if added else "utter_say_contact")


def say_nobody_left(dispatcher: CollectingDispatcher) -> None:
    """Say that nobody at the school may read it, and where the person can turn instead."""
    dispatcher.utter_message(response="utter_nobody_left", places=lines_of(wiring().routes.nobody_left))


def say_who_helps_a_child(dispatcher: CollectingDispatcher) -> None:
    """Name those outside the school who act when an adult there may have harmed a child."""
    dispatcher.utter_message(response="utter_child_harmed", places=lines_of(wiring().routes.child_harmed))


def _last_day(kind: RightsKind) -> str:
    parts = wiring()
    day = due_date(kind, today(parts.clock), bank_holidays=parts.calendar.bank_holidays)
    return f"{day.day} {day:%B %Y}"


def _store(
    dispatcher: CollectingDispatcher, draft: Draft, request_id: str, asked: AskedRight | None = None
) -> Given | None:
    """Store a draft once for its request; where that fails, say so with the school's number."""
    parts = wiring()
    try:
        return send_record(parts.route_desk, parts.receipts, draft=draft, request_id=request_id, asked=asked)
    except NobodyLeftError:
        say_nobody_left(dispatcher)
        return None
    except AssistantError:
        logger.exception("a record was not stored")
        say_whom_to_ring(dispatcher, "utter_not_stored")
        return None


def _told_in_short(tracker: Tracker) -> str:
    text = str(tracker.latest_message.get("text") or "")
    tells = _TELLS_WORDS <= count_words(text) < _TOLD_ALREADY_WORDS and not only_wishes(text)
    return text if tells and not by_text(tracker) else ""


def _joined(before: str | None, text: str) -> str:
    return "\n".join(part for part in (before, text) if part)


def _message_id(tracker: Tracker) -> str:
    return str(tracker.latest_message.get("message_id") or "")


def _accused(tracker: Tracker, told: str) -> About:
    """Return whom a disclosure is about, so that it never goes to that person."""
    chosen = tracker.get_slot("account_about")
    if chosen:
        return About(chosen)
    named = match_about(told)
    if named not in (About.SAFEGUARDING_LEAD, About.HEADTEACHER):
        named = named_post(told)
    return named or About.OTHER


def _told_of_danger(tracker: Tracker) -> list[tuple[str, str]]:
    """Return the id and the words of each message that told of danger and is not passed on yet, in order."""
    told = [
        (str(event.get("message_id") or ""), str(event["text"]))
        for event in tracker.events
        if event.get("event") == "user" and event.get("text") and (event.get("parse_data") or {}).get("danger")
    ]
    passed = [at for at, (message_id, _) in enumerate(told) if message_id == tracker.get_slot("passed_message")]
    return told[passed[-1] + 1 :] if passed else told
