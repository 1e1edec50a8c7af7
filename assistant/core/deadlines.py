"""By when a case's next step is due, in school days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.core.calendar import SchoolCalendar
from assistant.core.case_history import Event, What, in_order
from assistant.core.cases import Case, EntryKind
from assistant.core.procedure import Step, advise

_MATERIAL = frozenset({What.REPORTED, What.CONTINUED})
_ACTIVITY = frozenset({EntryKind.OPENED, EntryKind.EVENT, EntryKind.NOTE, EntryKind.CHOICE, EntryKind.FACTS})


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something is to be done; no step: nothing is required, and somebody should look again."""

    on: date
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    """The school's calendar, the school days that each step may take, and those after which to look again."""

    calendar: SchoolCalendar
    days: Mapping[Step, int]
    look_again: int

    def due(self, case: Case) -> Due | None:
        """Return what is due first in a case, counted from the day since when it has been required."""
        if case.closed:
            return None
        dues = self.required(case)
        if dues:
            return min(dues, key=lambda due: due.on)
        last = max(entry.on for entry in case.standing if entry.kind in _ACTIVITY)
        answer = self._answer_to_warning(case)
        return Due(answer or self.calendar.add_school_days(last, self.look_again))

    def _answer_to_warning(self, case: Case) -> date | None:
        """Return the day by which a warning asks for an answer, while nobody has looked on it or later."""
        since = [event for event in in_order(case.events) if event.on]
        newest = max((at for at, event in enumerate(since) if event.what in _MATERIAL), default=0)
        warned = [event.on for event in since[newest:] if event.on and event.what is What.WARNING_SENT]
        if not warned:
            return None
        answer = self.calendar.add_school_days(warned[-1], self.look_again)
        told = (entry.on for entry in case.standing if entry.kind in _ACTIVITY - {EntryKind.OPENED})
        return answer if max(told) < answer else None

    def required(self, case: Case) -> list[Due]:
        """Return by when each required step is due, the most urgent step first."""
        return [
            Due(self.calendar.add_school_days(since, self.days[step]), step)
            for step, since in _required_since(case).items()
        ]


def _required_since(case: Case) -> dict[Step, date]:
    """Return the required steps, the most urgent first, each with the day since when it has been required."""
    since: dict[Step, date] = {}
    for day, required in _required_by_day(case):
        since = {step: since.get(step, day) for step in required}
    return since


def _required_by_day(case: Case) -> Iterator[tuple[date, list[Step]]]:
    facts, events = case.entries[0].facts or case.facts, list[Event]()
    for entry in case.standing:
        facts = entry.facts or facts
        if entry.what:
            events.append(Event(entry.what, entry.on))
        if entry.what or entry.facts:
            yield entry.on, [offer.step for offer in advise(facts, events).next_steps if offer.required]
