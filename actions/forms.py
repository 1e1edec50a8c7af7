"""What every form shares: going back, adding, stopping, asking again, and the summary before anything is sent."""

import logging
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.records import (
    KIND_OF_FORM,
    add_to_passed,
    discard_attachments,
    draft_of,
    forgotten_account,
    say_nobody_left,
    say_who_helps_a_child,
    told_at_first,
)
from actions.speaking import PRIVATE, Said, by_text, menu_buttons, say_whom_to_ring, titles_of, ways_out
from actions.staff import forgotten_case
from assistant.core.attachments import count_in_words
from assistant.core.choices import CHANGES, LEAVE_OUT_ATTACHMENTS, SEND, STOP, named_roles, names_several
from assistant.core.errors import AssistantError
from assistant.core.excluded import Matter, find_matters
from assistant.core.records import Draft
from assistant.core.routing import ADULTS_AT_SCHOOL, About, Kind, Role, parts_of
from assistant.services.route_record import readers_of
from assistant.wiring import wiring

logger = logging.getLogger(__name__)

_PART_NAMES = {
    About.SCHOOL: "the school in general",
    About.STAFF: "a member of staff",
    About.HEADTEACHER: "the headteacher",
    About.SAFEGUARDING_LEAD: "the safeguarding lead",
    About.GOVERNORS: "a governor",
    About.CLERK: "the clerk to the governors",
    About.PUPIL: "a pupil",
    About.PARENT: "another parent",
    About.OTHER: "something else",
}
_ASK_AGAIN = {
    "account_about": "utter_say_about",
    "account_contact": "utter_say_contact",
    "account_confirm": "utter_say_confirm",
    "receipt": "utter_say_receipt",
    "added_confirm": "utter_say_confirm",
    "withdraw_confirm": "utter_say_withdraw_confirm",
    "case_confirm": "utter_say_case_confirm",
    "case_ref": "utter_case_not_found",
}
_OF_A_PARENT = frozenset({"account_about"})
"""Choices of a parent at whose repetition the ways out are shown; the others have a way out of their own."""
_LOST_RECEIPT = [{"title": "I don't have the number", "payload": "/lost_receipt"}]
_TOLD_SLOT = dict.fromkeys(KIND_OF_FORM, "account_text") | {"add_information_form": "added_text"}
"""The slot of each form that holds what happened, in the person's own words."""


class _ValidateAccount:
    """Turns the choice at the summary into what it means for the form."""

    def validate_account_text(
        self, value: str | None, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Put what was told as the journey began before it, but not where what happened is changed later."""
        first = told_at_first(tracker) if tracker.get_slot("account_about") is None else ""
        whole = not value or not first or value.startswith(first)
        return {"account_text": value if whole else f"{first}\n{value}"}

    def validate_account_about(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take only a choice that exists; words that name several people are kept with what happened."""
        typed = tracker.latest_message.get("text") or ""
        if value not in set(About):
            return {"account_about": None}
        if not names_several(typed):
            return {"account_about": value}
        told = tracker.get_slot("account_text")
        return {"account_about": value, "account_text": "\n".join(part for part in (told, typed) if part)}

    def validate_account_confirm(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Send, stop, or open one part again; what nobody may read is not sent, and the form says so again."""
        if value == LEAVE_OUT_ATTACHMENTS:
            discard_attachments(tracker)
            return {"account_confirm": None, "account_attachments": None}
        if value in CHANGES:
            return {"account_confirm": None, CHANGES[value]: None}
        if value == SEND and not _has_reader(draft_of(tracker)):
            return {"account_confirm": None}
        return {"account_confirm": value if value in (SEND, STOP) else None}


class ValidateRaiseConcernForm(_ValidateAccount, FormValidationAction):
    """The form of a concern."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_raise_concern_form"


class ValidateMakeComplaintForm(_ValidateAccount, FormValidationAction):
    """The form of a complaint."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_make_complaint_form"


class ValidateReportPostForm(_ValidateAccount, FormValidationAction):
    """The form of a report."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_report_post_form"


class ValidateRequestDataForm(_ValidateAccount, FormValidationAction):
    """The form of a request for a copy of one's data."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_request_data_form"


class ValidateComplainAboutDataForm(_ValidateAccount, FormValidationAction):
    """The form of a complaint about how one's data is used."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "validate_complain_about_data_form"


class ActionAskAccountConfirm(Action):
    """Shows the whole text and who will read it, before it is sent."""

    summary = "utter_account_summary"

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_account_confirm"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say the summary; where nobody at the school may read it, where to turn instead."""
        draft = draft_of(tracker)
        try:
            told = readers_of(wiring().route_desk, draft)
        except AssistantError:
            logger.exception("the readers of a record were not found")
            say_whom_to_ring(dispatcher, "utter_not_stored")
            return []
        _say_other_ways(dispatcher, draft)
        if not told:
            say_nobody_left(dispatcher)
            return []
        parts = [
            ("Where", draft.account.place),
            ("What happened", draft.account.text),
            ("About", _whom(draft.about) if tracker.get_slot("account_about") else ""),
            ("How to reach you", draft.account.contact or "don't contact me"),
            ("Please note", _accused_reader(draft, told)),
            ("Sent with it", count_in_words(len(draft.attachments)) if draft.attachments else ""),
        ]
        leave_out = {"title": "Leave the files out", "payload": f"/choose?choice={LEAVE_OUT_ATTACHMENTS}"}
        dispatcher.utter_message(
            response=self.summary,
            summary="\n".join(f"{name}: {value}" for name, value in parts if value),
            readers=titles_of(told),
            buttons=[leave_out] if draft.attachments else [],
            json_message=PRIVATE,
        )
        return []


def _whom(about: About) -> str:
    return " and ".join(_PART_NAMES[part] for part in parts_of(about))


def _accused_reader(draft: Draft, told: tuple[Role, ...]) -> str:
    """Return a caution where the account names a post that would read it, which may be accused in it too."""
    named = [role for role in told if role in named_roles(draft.account.text)]
    if not named:
        return ""
    return f"you name {titles_of(tuple(named))}, who would read this. If it is about them too, change who it is about."


def _has_reader(draft: Draft) -> bool:
    """Tell whether somebody may read a draft; where that cannot be found out, the sending says what went wrong."""
    try:
        return bool(readers_of(wiring().route_desk, draft))
    except AssistantError:
        logger.exception("the readers of a record were not found")
        return True


def _say_other_ways(dispatcher: CollectingDispatcher, draft: Draft) -> None:
    """Name who else deals with such a thing, without deciding that it is one; it can be sent all the same."""
    harmed = draft.child_at_risk and draft.about in ADULTS_AT_SCHOOL
    if harmed:
        say_who_helps_a_child(dispatcher)
    if draft.kind is not Kind.COMPLAINT:
        return
    for matter in find_matters(draft.account.text):
        if matter is not Matter.CHILD_PROTECTION or not harmed:
            guidance = wiring().routes.matters[matter].message()
            dispatcher.utter_message(response="utter_other_procedure", guidance=guidance, json_message=PRIVATE)


class ActionAskRequestDataFormAccountConfirm(ActionAskAccountConfirm):
    """The same of a request for one's data, which is about nobody else."""

    summary = "utter_request_summary"

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_request_data_form_account_confirm"


class ActionRepeatQuestion(Action):
    """Says kindly what the question can take; the form then asks it again."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_repeat_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Say what helps with the question that was asked."""
        if tracker.active_loop_name is None:
            dispatcher.utter_message(response="utter_what_next")
        else:
            asked = tracker.get_slot("requested_slot")
            buttons = _LOST_RECEIPT if asked == "receipt" and not by_text(tracker) else []
            if asked in _OF_A_PARENT:
                buttons = ways_out(tracker)
            dispatcher.utter_message(response=_ASK_AGAIN.get(asked, "utter_say_text"), buttons=buttons)
        return []


class ActionGoBack(Action):
    """Opens the question before the one that was asked."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_go_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Clear the answer before."""
        form = tracker.active_loop_name
        slots = domain["forms"][form]["required_slots"] if form else []
        asked = tracker.get_slot("requested_slot")
        at = slots.index(asked) if asked in slots else 0
        if at == 0:
            dispatcher.utter_message(response="utter_at_the_start" if form else "utter_what_next")
            return []
        dispatcher.utter_message(response="utter_went_back")
        return [SlotSet(slots[at - 1], None)]


class ActionAddDetail(Action):
    """Keeps what was told while a choice was asked for, with what happened."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_add_detail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Add the message to the account."""
        if tracker.active_loop_name == "leave_contact_form":
            add_to_passed(dispatcher, tracker)
            return []
        slot = _TOLD_SLOT.get(tracker.active_loop_name or "")
        if slot is None:
            return []
        dispatcher.utter_message(response="utter_detail_added")
        told = [tracker.get_slot(slot), tracker.latest_message.get("text")]
        return [SlotSet(slot, "\n".join(part for part in told if part))]


class ActionCancel(Action):
    """Stops the form and throws away what was typed in it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_cancel"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Stop, where there is something to stop."""
        if tracker.active_loop_name is None:
            dispatcher.utter_message(response="utter_nothing_to_cancel", buttons=menu_buttons(tracker))
            return []
        discard_attachments(tracker)
        of_case = "case" in tracker.active_loop_name
        dispatcher.utter_message(
            response="utter_case_not_recorded" if of_case else "utter_cancelled", buttons=menu_buttons(tracker)
        )
        return [ActiveLoop(None), SlotSet("requested_slot", None), *forgotten_account(), *forgotten_case()]
