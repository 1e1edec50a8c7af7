"""Which letter suits a case, and where it is made."""

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said
from actions.staff import OnlyStaff, ask_which, case_page, case_title, keep_in_mind, named_case, text_of
from assistant.core.case_words import find_letter
from assistant.core.procedure import CLAUSE_OF, Step
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.wiring import wiring


class ActionCaseLetter(OnlyStaff, Action):
    """Names the letter and links to the case's page."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_letter"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case and name the letter."""
        found = named_case(tracker, person)
        if isinstance(found, list):
            return ask_which(found, "case_letter")
        return say_letter(dispatcher, found, wanted=find_letter(text_of(tracker)))


def say_letter(dispatcher: CollectingDispatcher, shown: CaseView, *, wanted: Step | None = None) -> Said:
    """Name the letter that was asked for, or else that of the next step; say where the advice is against it."""
    offers = {offer.step: offer for offer in shown.advice.next_steps}
    step = wanted or next((offer for offer in offers if offer is not Step.CLOSE), None)
    if step is None:
        dispatcher.utter_message(
            response="utter_case_no_letter", case=case_title(shown.case), page=case_page(shown.case)
        )
        return [keep_in_mind(shown.case)]
    against = {barred.step: barred.why for barred in shown.advice.not_applicable}
    dispatcher.utter_message(
        response="utter_case_letter" if step in offers else "utter_case_letter_against",
        case=case_title(shown.case),
        step=wiring().procedure.words.steps[step],
        why=offers[step].why if step in offers else against[step],
        page=case_page(shown.case),
        json_message={"quotes": [CLAUSE_OF[step]]},
    )
    return [keep_in_mind(shown.case)]
