"""What all work on cases has in common: seeing one, writing to it once, and what comes back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from assistant.core.access import may_see
from assistant.core.attachments import Attachment
from assistant.core.calendar import school_time
from assistant.core.case_changes import Stamp
from assistant.core.case_errors import ConflictError, NotFoundError
from assistant.core.cases import Case
from assistant.core.deadlines import Due
from assistant.core.procedure import Advice
from assistant.core.staff import StaffAccount
from assistant.services.ports import CaseDesk, Clock


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, what the policy has next for it, and by when."""

    case: Case
    advice: Advice
    due: Due | None

    def overdue(self, today: date) -> bool:
        """Tell whether the day by which something was to be done has passed."""
        return self.due is not None and self.due.on < today


def today(clock: Clock) -> date:
    """Return the day that it is at school."""
    return school_time(clock.now()).date()


def view(desk: CaseDesk, case: Case) -> CaseView:
    """Return a case as it is shown."""
    return CaseView(case, case.advice, desk.timetable.due(case))


def seen(case: Case | None, actor: StaffAccount) -> Case:
    """Return a case to somebody who may see it.

    Raises:
        NotFoundError: there is none, or none for this person.
    """
    if case is None or not may_see(case, actor):
        raise NotFoundError
    return case


def stamp(desk: CaseDesk, actor: StaffAccount, request_id: str) -> Stamp:
    """Return who writes and when."""
    return Stamp(actor.id, desk.clock.now(), today(desk.clock), request_id)


def change(
    desk: CaseDesk,
    actor: StaffAccount,
    *,
    number: int,
    version: int,
    request_id: str,
    make: Callable[[Case, Stamp], Case],
    evidence: tuple[Attachment, Iterable[bytes]] | None = None,
) -> CaseView:
    """Make one change to the version of a case that the actor has seen; the same request again changes nothing.

    ``evidence`` is a file that the change names, stored with it or not at all.

    Raises:
        NotFoundError: there is no such case for the actor.
        ConflictError: somebody else was first; it carries the case as it stands now.
        RefusedError: the case does not take the change.
    """
    case = seen(desk.cases.by_number(number), actor)
    if case.version == version and not case.holds(request_id):
        changed = make(case, stamp(desk, actor, request_id))
        due = desk.timetable.due(changed)
        if desk.cases.replace(case, changed, due_on=due.on if due else None, evidence=evidence):
            return view(desk, changed)
        case = seen(desk.cases.by_number(number), actor)
    if case.holds(request_id):
        return view(desk, case)
    raise ConflictError(case)
