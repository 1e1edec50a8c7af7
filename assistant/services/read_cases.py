"""Read cases: nobody sees one that is not theirs to see, nor that there is one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice

from assistant.core.access import may_see
from assistant.core.calendar import school_time
from assistant.core.case_search import best, search
from assistant.core.cases import Case
from assistant.core.chronology import CaseWords, Row, rows
from assistant.core.paging import READ_FOR_PAGE, Beside, Page, page_of
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, seen, today, view
from assistant.services.ports import CaseDesk


class Which(StrEnum):
    """The cases of a list. All but ``ALL`` are open ones."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    ALL = "all"


def list_cases(desk: CaseDesk, *, actor: StaffAccount, which: Which) -> list[CaseView]:
    """Return the cases that the actor may see, the newest first."""
    return list(_listed(desk, actor, which))


def page_of_cases(
    desk: CaseDesk, *, actor: StaffAccount, which: Which, beside: Beside[int] | None = None
) -> Page[CaseView]:
    """Return a page of the cases that the actor may see, the newest first; no more are read than fill it.

    Who may see a case stands in what is sealed, so each is opened and left out before it is listed or counted.
    """
    return page_of(list(islice(_listed(desk, actor, which, beside), READ_FOR_PAGE)), beside)


def opened_since(desk: CaseDesk, *, actor: StaffAccount, since: date) -> list[CaseView]:
    """Return the cases, open or closed, that were opened on a day or later and that the actor may see."""
    visible = _visible(desk, actor)
    return [view(desk, case) for case in visible if school_time(case.opened_at).date() >= since]


def show_case(desk: CaseDesk, *, actor: StaffAccount, number: int) -> CaseView:
    """Return a case with what comes next; that it was read stands in the audit trail.

    Raises:
        NotFoundError: there is no such case for the actor.
    """
    return view(desk, _read(desk, actor, number))


def find_cases(desk: CaseDesk, *, actor: StaffAccount, words: str) -> list[CaseView]:
    """Return the cases that somebody may mean by a few words of title, place or people, the likeliest first."""
    return [view(desk, case) for case in search(_visible(desk, actor), words)]


def numbered_cases(desk: CaseDesk, *, actor: StaffAccount, numbers: Sequence[int]) -> list[CaseView]:
    """Return those of the cases that the actor may see, to choose from: as in any list, none of them counts as read."""
    found = (desk.cases.by_number(number) for number in numbers)
    return [view(desk, case) for case in found if case is not None and may_see(case, actor)]


def case_of_record(desk: CaseDesk, *, actor: StaffAccount, record_id: str) -> Case | None:
    """Return the case that was opened from a record, where the actor may see it."""
    case = desk.cases.by_record(record_id)
    return case if case is not None and may_see(case, actor) else None


def likely_cases(desk: CaseDesk, *, actor: StaffAccount, words: str, least: int = 1) -> list[CaseView]:
    """Return the case that a few words tell apart from the others, or those between which they do not."""
    return [view(desk, case) for case in best(_visible(desk, actor), words, least=least)]


def case_chronology_rows(
    desk: CaseDesk, *, actor: StaffAccount, number: int, words: CaseWords, names: Mapping[str, str]
) -> list[Row]:
    """Return a case's chronology to save, which counts as reading; ``names`` are those of the staff accounts, by id.

    Raises:
        NotFoundError: there is no such case for the actor.
    """
    return rows(_read(desk, actor, number), words, names)


def _read(desk: CaseDesk, actor: StaffAccount, number: int) -> Case:
    case = seen(desk.cases.by_number(number), actor)
    desk.cases.viewed(case, desk.clock.now(), account_id=actor.id)
    return case


def _listed(desk: CaseDesk, actor: StaffAccount, which: Which, beside: Beside[int] | None = None) -> Iterator[CaseView]:
    owner = actor.id if which is Which.MINE else None
    found = _visible(desk, actor, open_only=which is not Which.ALL, owner=owner, beside=beside)
    shown = (view(desk, case) for case in found)
    if which is not Which.OVERDUE:
        return shown
    day = today(desk.clock)
    return (one for one in shown if one.overdue(day))


def _visible(
    desk: CaseDesk,
    actor: StaffAccount,
    *,
    open_only: bool = False,
    owner: str | None = None,
    beside: Beside[int] | None = None,
) -> Iterator[Case]:
    cases = desk.cases.each(open_only=open_only, owner=owner, beside=beside)
    return (case for case in cases if may_see(case, actor))
