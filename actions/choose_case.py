"""Ask which case is meant, and go on with what it was wanted for."""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.case_letter import say_letter
from actions.case_next_step import say_next_step
from actions.case_record import begin_close, begin_record
from actions.case_show import say_case
from actions.speaking import Said
from actions.staff import OnlyStaff, OnlyStaffForm, case_title, given, staff_of
from assistant.core.case_words import find_description, find_numbers
from assistant.core.letters import LetterKind
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.services.read_cases import likely_cases, numbered_cases, show_case
from assistant.wiring import wiring


class ActionAskCaseRef(OnlyStaff, Action):
    """Asks which case, with the likely ones as buttons."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_ref"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Offer the likely ones that the person may still see."""
        numbers = tracker.get_slot("case_likely") or []
        likely = numbered_cases(wiring().case_desk, actor=person, numbers=numbers)
        if not likely:
            dispatcher.utter_message(response="utter_case_ask_number")
            return []
        dispatcher.utter_message(
            response="utter_case_which",
            buttons=[
                {"title": case_title(shown.case), "payload": f"/choose?choice={shown.case.number}"} for shown in likely
            ],
        )
        return []


class ValidateChooseCaseForm(OnlyStaffForm, FormValidationAction):
    """Finds the case that an answer means."""

    form = "choose_case_form"

    @given
    def validate_case_ref(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take a number or a few words; several that fit are offered."""
        person = staff_of(tracker)
        assert person is not None
        found = _meant(person, str(value))
        if len(found) == 1:
            return {"case_ref": found[0].case.number}
        if found:
            return {"case_ref": None, "case_likely": [shown.case.number for shown in found]}
        dispatcher.utter_message(response="utter_case_not_found")
        return {"case_ref": None}


def _meant(person: StaffAccount, text: str) -> list[CaseView]:
    numbers = [int(text)] if text.strip().isdecimal() else find_numbers(text)
    if numbers:
        return numbered_cases(wiring().case_desk, actor=person, numbers=numbers)
    called = find_description(text)
    found = likely_cases(wiring().case_desk, actor=person, words=called.words) if called else []
    return found or likely_cases(wiring().case_desk, actor=person, words=text)


class ActionChooseCase(OnlyStaff, Action):
    """Goes on with what the case was wanted for."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_choose_case"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Do with the case what was asked first."""
        shown = show_case(wiring().case_desk, actor=person, number=int(tracker.get_slot("case_ref")))
        goal, told = tracker.get_slot("case_goal"), str(tracker.get_slot("case_words") or "")
        if goal == "case_record":
            return begin_record(dispatcher, person, shown, told)
        if goal == "case_close":
            return begin_close(dispatcher, person, shown, told)
        if goal == "case_letter":
            kinds = [LetterKind(kind) for kind in tracker.get_slot("case_letters") or []]
            return [
                *say_letter(dispatcher, shown, kinds),
                SlotSet("case_ref", None),
                SlotSet("case_letters", None),
            ]
        say = say_case if goal == "case_show" else say_next_step
        return [*say(dispatcher, shown), SlotSet("case_ref", None)]
