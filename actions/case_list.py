"""The cases that a person may see: open, overdue, one's own, or all."""

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_next_step import due_words, status_words
from actions.speaking import Said
from actions.staff import OnlyStaff, case_title, school_day, text_of
from assistant.core.case_words import find_which
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.services.read_cases import Which, list_cases
from assistant.services.staff_accounts import staff_names
from assistant.wiring import wiring

_SHOWN = 10
_BUTTONS = 5
_TITLES = {
    Which.OPEN: "open",
    Which.MINE: "open and yours",
    Which.OVERDUE: "overdue",
    Which.ALL: "on file",
}


class ActionCaseList(OnlyStaff, Action):
    """Lists cases with their owner, where they stand and what is due."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_list"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """List those that the message asks for."""
        which = Which(find_which(text_of(tracker)))
        found = list_cases(wiring().case_desk, actor=person, which=which)
        if not found:
            dispatcher.utter_message(response="utter_case_list_empty", which=_TITLES[which])
            return []
        names = staff_names(wiring().staff_door.store)
        dispatcher.utter_message(
            response="utter_case_list",
            count=len(found),
            which=_TITLES[which],
            cases="\n".join(_line(shown, names) for shown in found[:_SHOWN]),
            buttons=[
                {"title": shown.case.reference, "payload": f"/case_show?case={shown.case.number}"}
                for shown in found[:_BUTTONS]
            ],
        )
        if len(found) > _SHOWN:
            dispatcher.utter_message(response="utter_case_list_more")
        return []


def _line(shown: CaseView, names: dict[str, str]) -> str:
    owner = names.get(shown.case.owner or "", "nobody")
    due = due_words(shown.due, overdue=shown.overdue(school_day()))
    return f"- {case_title(shown.case)}: {status_words(shown.advice)}, with {owner}. {due}".rstrip()
