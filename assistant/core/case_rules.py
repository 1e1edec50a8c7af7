"""What a case takes: no event that cannot be, and no step against the advice without a reason."""

from datetime import date

from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.case_history import Event, What, recall
from assistant.core.cases import Case, Entry, EntryKind
from assistant.core.procedure import Step, advise

STEP_OF = {
    What.DISCUSSED: Step.DISCUSS_AND_REQUEST_REMOVAL,
    What.REMOVAL_REQUESTED: Step.DISCUSS_AND_REQUEST_REMOVAL,
    What.LEGAL_ADVICE_TAKEN: Step.SEEK_LEGAL_ADVICE,
    What.WARNING_SENT: Step.WRITTEN_WARNING,
    What.POLICE_CONTACTED: Step.CONTACT_POLICE,
    What.ACCESS_BLOCKED: Step.BLOCK_ACCESS,
    What.HOST_CONTACTED: Step.CONTACT_HOST,
    What.OTHER_LEGAL_ACTION: Step.OTHER_LEGAL_ACTION,
    What.CLOSED: Step.CLOSE,
}
"""The step that an event carries out; the other events happen to the school."""

_OF_THE_MATERIAL = frozenset({What.REMOVED, What.HOST_REMOVED, What.REFUSED})
_WITH_THE_AUTHOR = frozenset({What.DISCUSSED, What.REMOVAL_REQUESTED, What.REFUSED, What.WARNING_SENT})


def check_event(case: Case, what: What, on: date, *, today: date) -> None:
    """Refuse an event that cannot have happened, or that a closed case does not take.

    An event is judged by what had happened up to its own day, so that days may be recorded later and in any order.

    Raises:
        RefusedError: with the first reason found.
    """
    if on > today:
        raise RefusedError(Refusal.IN_THE_FUTURE)
    reported = [event.on for event in case.events if event.what is What.REPORTED and event.on]
    if what is not What.REPORTED and reported and on < min(reported):
        raise RefusedError(Refusal.BEFORE_THE_MATERIAL)
    if case.closed and not _reopens(case, what, on):
        raise RefusedError(Refusal.CASE_CLOSED)
    if what in _OF_THE_MATERIAL and not recall(_events_by(case, on)).stands:
        raise RefusedError(Refusal.GONE_ALREADY)
    if what in _WITH_THE_AUTHOR and not case.facts.author_known:
        raise RefusedError(Refusal.AUTHOR_UNKNOWN)


def possible_events(case: Case, *, today: date) -> tuple[What, ...]:
    """Return what the case would take as having happened today."""
    return tuple(what for what in What if _takes(case, what, today))


def needs_reason(case: Case, step: Step, *, on: date) -> bool:
    """Tell whether a step goes against the advice of its day: it is not for now, or skips a required one.

    A step that was chosen before, with its reason where it needed one, needs none again when it is carried out.
    A required step that was chosen already is not skipped by another. Where a child may be at risk the police can
    always be told: that is for child protection, not for this procedure.
    """
    if step is Step.CONTACT_POLICE and case.details.child_at_risk:
        return False
    required = {offer.step: offer.required for offer in advise(case.facts, _events_by(case, on)).next_steps}
    chosen = chosen_steps(case)
    if step not in required:
        return step not in chosen or not chosen[step].reason
    skipped = {offer for offer, due in required.items() if due} - set(chosen)
    return not required[step] and step not in chosen and bool(skipped)


def chosen_steps(case: Case) -> dict[Step, Entry]:
    """Return the last choice of each step that was chosen and not carried out since; a talk is half of its step."""
    chosen: dict[Step, Entry] = {}
    withdrawn = case.withdrawn
    for entry in case.entries:
        if entry.position in withdrawn:
            continue
        if entry.kind is EntryKind.CHOICE and entry.step:
            chosen[entry.step] = entry
        elif entry.what in STEP_OF and entry.what is not What.DISCUSSED:
            chosen.pop(STEP_OF[entry.what], None)
    return chosen


def _takes(case: Case, what: What, today: date) -> bool:
    try:
        check_event(case, what, today, today=today)
    except RefusedError:
        return False
    return True


def _reopens(case: Case, what: What, on: date) -> bool:
    return not recall([*case.events, Event(what, on)]).closed


def _events_by(case: Case, on: date) -> list[Event]:
    return [event for event in case.events if event.on and event.on <= on]
