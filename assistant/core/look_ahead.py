"""What would come after the next step of a case, if it were taken and the parent gave way, or did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.core.case_history import Event, What
from assistant.core.procedure import Advice, Facts, Step, advise

TOLD_BY: Mapping[Step, tuple[What, ...]] = {
    Step.DISCUSS_AND_REQUEST_REMOVAL: (What.DISCUSSED, What.REMOVAL_REQUESTED),
    Step.SEEK_LEGAL_ADVICE: (What.LEGAL_ADVICE_TAKEN,),
    Step.WRITTEN_WARNING: (What.WARNING_SENT,),
    Step.CONTACT_POLICE: (What.POLICE_CONTACTED,),
    Step.BLOCK_ACCESS: (What.ACCESS_BLOCKED,),
    Step.CONTACT_HOST: (What.HOST_CONTACTED,),
    Step.OTHER_LEGAL_ACTION: (What.OTHER_LEGAL_ACTION,),
    Step.CLOSE: (What.CLOSED,),
}
"""The events that carry out a step."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step, and what the procedure has next once it is done, by how it went; no outcome: it goes one way only."""

    step: Step
    outcomes: Mapping[What | None, Advice]


def look_ahead(facts: Facts, events: Sequence[Event], *, depth: int = 1) -> Ahead | None:
    """Look beyond the first next step; each step more of ``depth`` supposes that the parent refuses or carries on.

    Nothing where the case is closed, or would be by then.
    """
    so_far = tuple(events)
    for _ in range(depth - 1):
        step = _first(facts, so_far)
        if step is None:
            return None
        so_far = (*_done(step, so_far), Event(What.REFUSED))
    step = _first(facts, so_far)
    if step is None:
        return None
    done = _done(step, so_far)
    if step is Step.CLOSE or not _still_to_read(facts, done):
        return Ahead(step, {None: advise(facts, done)})
    return Ahead(step, {what: advise(facts, (*done, Event(what))) for what in (What.REMOVED, What.REFUSED)})


def _first(facts: Facts, events: Sequence[Event]) -> Step | None:
    steps = advise(facts, events).next_steps
    return steps[0].step if steps else None


def _done(step: Step, events: tuple[Event, ...]) -> tuple[Event, ...]:
    return (*events, *(Event(what) for what in TOLD_BY[step]))


def _still_to_read(facts: Facts, events: Sequence[Event]) -> bool:
    return any(offer.step is not Step.CLOSE for offer in advise(facts, events).next_steps)
