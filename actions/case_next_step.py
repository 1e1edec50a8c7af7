"""What comes next in a case, and what would come after that."""

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said
from actions.staff import OnlyLooks, ask_which, case_title, day_words, keep_in_mind, named_case, school_day, text_of
from assistant.core.case_history import What
from assistant.core.case_rules import chosen_steps
from assistant.core.case_words import asks_for_later
from assistant.core.deadlines import Due
from assistant.core.look_ahead import look_ahead
from assistant.core.procedure import Advice, Step, label_of
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.wiring import wiring

_MOST_AHEAD = 6
_NOT_AT_ONCE = "Nothing has to be done at once."


class ActionCaseNextStep(OnlyLooks, Action):
    """Says what the policy has next for a case; for ``and after that?`` what would follow."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_next_step"

    def show(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case and say it."""
        found = named_case(tracker, person)
        if isinstance(found, list):
            return ask_which(dispatcher, tracker, found, "case_next_step")
        depth = int(tracker.get_slot("case_ahead") or 0)
        if asks_for_later(text_of(tracker)):
            depth = min(depth + 1, _MOST_AHEAD)
            _say_ahead(dispatcher, found, depth)
            return [keep_in_mind(found.case), SlotSet("case_ahead", depth)]
        return say_next_step(dispatcher, found)


def say_next_step(dispatcher: CollectingDispatcher, shown: CaseView) -> Said:
    """Say where a case stands and what comes next, with the clauses; keep the case in mind."""
    words, steps = wiring().procedure.words.steps, shown.advice.next_steps
    beside, chosen = any(offer.required for offer in steps), chosen_steps(shown.case)
    lines = [
        f"- {label_of(offer.step, required=offer.required, beside_required=beside, chosen=offer.step in chosen)}: "
        f"{words[offer.step]}. {offer.why}"
        for offer in steps
    ]
    if lines and shown.case.details.child_at_risk:
        care = wiring().directory.social_care.line()
        lines.insert(0, f"- {wiring().procedure.words.child_first} {care[:1].upper()}{care[1:]}")
    overdue = shown.overdue(school_day())
    due = due_words(shown.due, overdue=overdue)
    calm = bool(due) and not (beside or overdue or shown.case.details.child_at_risk)
    at_once = [f"{_NOT_AT_ONCE} {due}"] if calm else []
    number = shown.case.number
    dispatcher.utter_message(
        response="utter_case_next_step" if lines else "utter_case_no_step",
        case=case_title(shown.case),
        status=status_words(shown.advice),
        steps="\n".join([*at_once, *lines, *([due] if due and not at_once else [])]),
        json_message={"quotes": list(dict.fromkeys(offer.clause for offer in steps if offer.step is not Step.CLOSE))},
        buttons=[
            {"title": "Record a step", "payload": f"/case_record?case={number}"},
            {"title": "Show the case", "payload": f"/case_show?case={number}"},
        ],
    )
    return [keep_in_mind(shown.case), SlotSet("case_ahead", None)]


def status_words(advice: Advice) -> str:
    """Return where a case stands, in words."""
    return wiring().procedure.words.statuses[advice.status]


def due_words(due: Due | None, *, overdue: bool) -> str:
    """Return by when something is to be done."""
    if due is None:
        return ""
    words = wiring().procedure.words
    what = words.steps[due.step] if due.step else words.look_again
    return f"{what} by {day_words(due.on)}{', which is past' if overdue else ''}."


def _say_ahead(dispatcher: CollectingDispatcher, shown: CaseView, depth: int) -> None:
    ahead = look_ahead(shown.case.facts, shown.case.events, depth=depth)
    if ahead is None:
        dispatcher.utter_message(response="utter_case_nothing_ahead", case=case_title(shown.case))
        return
    words = wiring().procedure.words
    said = {None: "Then", What.REMOVED: "If the parent removes it", What.REFUSED: "If the parent refuses or carries on"}
    lines, clauses = [], []
    for outcome, advice in ahead.outcomes.items():
        first = advice.next_steps[0] if advice.next_steps else None
        then = f"{words.steps[first.step]}. {first.why}" if first else "nothing more is to be done."
        lines.append(f"- {said[outcome]}: {then}")
        clauses += [first.clause] if first and first.step is not Step.CLOSE else []
    dispatcher.utter_message(
        response="utter_case_ahead",
        case=case_title(shown.case),
        step=words.steps[ahead.step],
        steps="\n".join(lines),
        json_message={"quotes": list(dict.fromkeys(clauses))},
    )
