"""Which letters suit a case, and where each is drafted."""

from collections.abc import Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said
from actions.staff import (
    OnlyLooks,
    ask_which,
    case_page,
    case_title,
    keep_in_mind,
    named_case,
    typed,
)
from assistant.core.case_words import find_letter_kinds
from assistant.core.cases import Case
from assistant.core.letters import LETTER_NAMES, LetterKind, suitable
from assistant.core.procedure import CLAUSE_OF, Step
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.wiring import wiring


class ActionCaseLetter(OnlyLooks, Action):
    """Names the letter and gives the address of the page where its draft is."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_letter"

    def show(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case and name the letter; which letter was asked for is kept while the case is asked for."""
        found, kinds = named_case(tracker, person), find_letter_kinds(typed(tracker))
        if isinstance(found, list):
            asked = ask_which(dispatcher, tracker, found, "case_letter")
            return [*asked, SlotSet("case_letters", [str(kind) for kind in kinds] or None)]
        return say_letter(dispatcher, found, kinds)


def say_letter(dispatcher: CollectingDispatcher, shown: CaseView, kinds: Sequence[LetterKind]) -> Said:
    """Name the letters that were asked for, or else those of the next steps; say where the advice is against one."""
    forms = wiring().letter_desk.forms.forms()
    offers = {offer.step: offer for offer in shown.advice.next_steps}
    step = forms[kinds[0]].step if kinds else next((offer for offer in offers if offer is not Step.CLOSE), None)
    if kinds and step is None:
        dispatcher.utter_message(
            response="utter_case_letter_any", case=case_title(shown.case), letters=_lines(shown.case, kinds)
        )
        return [keep_in_mind(shown.case)]
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
        letters=_lines(shown.case, kinds or suitable(shown.advice, forms)),
        json_message={"quotes": [CLAUSE_OF[step]]},
    )
    return [keep_in_mind(shown.case)]


def _lines(case: Case, kinds: Sequence[LetterKind]) -> str:
    return "\n".join(
        f"- {LETTER_NAMES[kind]}: {wiring().address(f'{case_page(case)}/letters/{kind}')}" for kind in kinds
    )
