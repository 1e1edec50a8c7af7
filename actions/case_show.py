"""One case: what it is, whose it is, what happened, what comes next."""

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_next_step import due_words, status_words
from actions.speaking import Said
from actions.staff import (
    OnlyLooks,
    ask_which,
    case_page,
    case_title,
    day_words,
    keep_in_mind,
    named_case,
    school_day,
    text_of,
)
from assistant.core.case_words import asks_to_hand_over
from assistant.core.chronology import describe_facts, rows
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.services.staff_accounts import staff_names
from assistant.wiring import wiring

_LATEST = 5


class ActionCaseShow(OnlyLooks, Action):
    """Shows one case in short."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_show"

    def show(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case and show it."""
        found = named_case(tracker, person)
        return (
            ask_which(dispatcher, tracker, found, "case_show")
            if isinstance(found, list)
            else say_case(dispatcher, found, to_hand=asks_to_hand_over(text_of(tracker)))
        )


def say_case(dispatcher: CollectingDispatcher, shown: CaseView, *, to_hand: bool = False) -> Said:
    """Show a case with its latest entries, ``to_hand`` with where it is given to somebody; keep it in mind."""
    case, words = shown.case, wiring().procedure.words
    names = staff_names(wiring().staff_door.store)
    due = due_words(shown.due, overdue=shown.overdue(school_day()))
    latest = [row for row in rows(case, words, names) if not row.struck][-_LATEST:]
    dispatcher.utter_message(
        response="utter_case_show",
        case=case_title(case),
        status=status_words(shown.advice),
        owner=names.get(case.owner or "", f"nobody yet; give it to somebody at {case_page(case)}/owner"),
        facts=describe_facts(case.facts, words),
        entries="\n".join(
            [
                *(f"- {day_words(row.on)}: {row.what} ({row.who})" for row in latest),
                *([due] if due else []),
                *(
                    [f"Give it to somebody at {case_page(case)}/owner, or share it at {case_page(case)}/share."]
                    if to_hand
                    else []
                ),
            ]
        ),
        page=case_page(case),
        buttons=[
            {"title": "What is next?", "payload": f"/case_next_step?case={case.number}"},
            {"title": "Record a step", "payload": f"/case_record?case={case.number}"},
        ],
    )
    return [keep_in_mind(case)]
