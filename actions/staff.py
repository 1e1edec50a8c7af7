"""What all actions for staff have in common: only signed-in staff, and only the cases that are theirs to see."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.speaking import Said, say_whom_to_ring
from assistant.core.case_errors import CaseError
from assistant.core.case_words import find_description, find_numbers
from assistant.core.cases import Case
from assistant.core.errors import AssistantError
from assistant.core.goals import STAFF_LOOKS
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, today
from assistant.services.read_cases import Which, likely_cases, list_cases, numbered_cases, show_case
from assistant.services.staff_accounts import present_staff
from assistant.wiring import wiring

CASE_SLOTS = (
    "case_goal",
    "case_letters",
    "case_ref",
    "case_likely",
    "case_version",
    "case_words",
    "case_what",
    "case_day",
    "case_reason",
    "case_title",
    "case_location",
    "case_found",
    "case_about",
    "case_extra",
    "case_confirm",
)
"""What is asked and told while something is being recorded; the case in mind stays."""

_OFFERED = 5
_RECORD_FORM, _CHOOSE_FORM = "case_record_form", "choose_case_form"
_NAMED_WELL = 8
"""Points of a search above which a message means another case than the one in mind: two words of a title."""

logger = logging.getLogger(__name__)


def staff_of(tracker: Tracker) -> StaffAccount | None:
    """Return the account of the message's speaker, or nothing: the gateway's word with this very message counts."""
    metadata = tracker.latest_message.get("metadata") or {}
    if metadata.get("role") != "staff" or not tracker.sender_id.startswith("staff-"):
        return None
    return present_staff(wiring().staff_door.store, str(metadata.get("staff") or ""))


def refused(dispatcher: CollectingDispatcher) -> Said:
    """Say that this is for staff, and end whatever was going on."""
    dispatcher.utter_message(response="utter_staff_only")
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


Validate = Callable[[Any, Any, CollectingDispatcher, Tracker, DomainDict], dict[str, Any]]


def given(validate: Validate) -> Validate:
    """Let a form's ``validate_<slot>`` see answers only: Rasa also hands it a slot that was cleared."""

    @wraps(validate)
    def checked(
        self: Any, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        if value is None:
            return {validate.__name__.removeprefix("validate_"): None}
        return validate(self, value, dispatcher, tracker, domain)

    return checked


class OnlyStaffForm:
    """Before ``FormValidationAction`` among a class's bases: only signed-in staff are heard; ``form`` is its name."""

    form: str

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"validate_{self.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Said:
        """Make sure who speaks, before anything else."""
        if staff_of(tracker) is None:
            return refused(dispatcher)
        events: Said = await super().run(dispatcher, tracker, domain)  # type: ignore[misc]  # the form's own
        return events


class OnlyStaff(ABC):
    """An action for signed-in staff; ``answer`` is run for nobody else."""

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Do it for this person."""

    def leave(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Return the events that leave a form for this action, as a question of a form never does."""
        return []

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Make sure who speaks, before anything else; what a case does not take is said in its own words."""
        left: Said = []
        try:
            person = staff_of(tracker)
            if person is None:
                return refused(dispatcher)
            left = self.leave(dispatcher, tracker, person)
            return [*left, *self.answer(dispatcher, tracker, person)]
        except CaseError as error:
            dispatcher.utter_message(response="utter_case_refused", why=str(error))
            return left
        except AssistantError:
            logger.exception("a staff action was not done")
            say_whom_to_ring(dispatcher, "utter_case_not_done")
            return left


class StaffGoal(OnlyStaff):
    """The action that answers a goal of staff: it is the first of its message, and a form may have been left for it."""

    def leave(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Say that a form was left for this message, where something had been told in it, and clear what was told."""
        form = next(tracker.get_latest_entity_values("left_form"), None)
        if form is None:
            return []
        pending = _case_of_slot(tracker, person, "case_ref") if form == _RECORD_FORM else []
        if pending:
            dispatcher.utter_message(response="utter_case_left", case=case_title(pending[0].case))
        elif form != _CHOOSE_FORM or tracker.get_slot("case_goal") not in STAFF_LOOKS:
            dispatcher.utter_message(response="utter_case_left_unnamed")
        return forgotten_case()


class OnlyLooks(StaffGoal):
    """A goal that changes nothing: a form that is open goes on after it, and says for what."""

    @abstractmethod
    def show(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Show it to this person."""

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Show it; say then which case the form's question is for."""
        events = self.show(dispatcher, tracker, person)
        if tracker.active_loop_name == _RECORD_FORM:
            for pending in _case_of_slot(tracker, person, "case_ref"):
                dispatcher.utter_message(response="utter_case_back", case=case_title(pending.case))
        return events


def _case_of_slot(tracker: Tracker, person: StaffAccount, slot: str) -> list[CaseView]:
    """Return the case whose number a slot holds, where the person may still see it."""
    number = tracker.get_slot(slot)
    return numbered_cases(wiring().case_desk, actor=person, numbers=[int(number)]) if number else []


def text_of(tracker: Tracker) -> str:
    """Return what the person typed."""
    return str(tracker.latest_message.get("text") or "")


def typed(tracker: Tracker) -> str:
    """Return what the person typed; nothing where a button was pressed, whose title is no words of theirs."""
    return "" if tracker.latest_message.get("intent_ranking") == [] else text_of(tracker)


def school_day() -> date:
    """Return the day that it is at school."""
    return today(wiring().clock)


def request_of(tracker: Tracker) -> str:
    """Return the id under which this message changes a case, however often it comes."""
    return f"{tracker.sender_id}:{tracker.latest_message.get('message_id') or ''}"


def named_case(tracker: Tracker, person: StaffAccount) -> CaseView | list[CaseView]:
    """Return the case that a message means, or those it may mean, the likeliest first.

    A number counts most, then what the case is called, then the case that was last spoken of.

    Raises:
        NotFoundError: a number is named, and there is no such case for this person.
    """
    desk, text = wiring().case_desk, text_of(tracker)
    pressed = next(tracker.get_latest_entity_values("case"), None)
    numbers = [int(pressed)] if pressed and str(pressed).isdecimal() else find_numbers(text)
    if len(numbers) == 1:
        return show_case(desk, actor=person, number=numbers[0])
    if numbers:
        return numbered_cases(desk, actor=person, numbers=numbers)
    called = find_description(text)
    found = likely_cases(desk, actor=person, words=called.words) if called else []
    if not found:
        found = likely_cases(desk, actor=person, words=text, least=_NAMED_WELL)
    in_mind = _case_of_slot(tracker, person, "case_in_mind")
    if len(found) != 1 and in_mind and not (called and called.meant):
        found = in_mind
    if len(found) == 1:
        return show_case(desk, actor=person, number=found[0].case.number)
    return found or list_cases(desk, actor=person, which=Which.OPEN)


def ask_which(dispatcher: CollectingDispatcher, tracker: Tracker, likely: Sequence[CaseView], goal: str) -> Said:
    """Return the events that ask which case is meant, to go on with ``goal`` then.

    Where a form is open its own question stays: the cases are offered beside it.
    """
    if tracker.active_loop_name:
        buttons = [
            {"title": case_title(shown.case), "payload": f"/{goal}?case={shown.case.number}"}
            for shown in likely[:_OFFERED]
        ]
        dispatcher.utter_message(response="utter_case_several" if buttons else "utter_case_not_found", buttons=buttons)
        return []
    numbers = [shown.case.number for shown in likely[:_OFFERED]]
    return [
        SlotSet("case_goal", goal),
        SlotSet("case_ref", None),
        SlotSet("case_likely", numbers),
        FollowupAction("choose_case_form"),
    ]


def keep_in_mind(case: Case) -> dict[str, Any]:
    """Return the event by which ``it`` means this case from now on."""
    event: dict[str, Any] = SlotSet("case_in_mind", case.number)
    return event


def forgotten_case() -> Said:
    """Return the events that clear all that was asked and told, but for the case in mind."""
    return [SlotSet(slot, None) for slot in CASE_SLOTS]


def case_title(case: Case) -> str:
    """Return a case as it is named in a sentence or on a button."""
    return f"{case.reference} {case.title}"


def case_page(case: Case) -> str:
    """Return where a case's page is."""
    return f"/staff/cases/{case.reference}"


def day_words(day: date) -> str:
    """Return a day as it is said."""
    return f"{day:%A} {day.day} {day:%B}" if day.year == school_day().year else f"{day.day} {day:%B %Y}"
