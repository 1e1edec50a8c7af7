"""Count a school year for the governors."""

from collections.abc import Iterator
from datetime import UTC, datetime

from assistant.core.access import is_accused, reach
from assistant.core.cases import Case
from assistant.core.staff import StaffAccount
from assistant.core.statistics import SchoolYear, Statistics, count, school_year, year_of
from assistant.services.case_desk import today
from assistant.services.ports import CaseDesk, Records, Store

_EVER = datetime.min.replace(tzinfo=UTC)


def read_statistics(
    desk: CaseDesk, store: Store, *, actor: StaffAccount, begins: int | None
) -> tuple[Statistics, SchoolYear, tuple[SchoolYear, ...]]:
    """Return the counts of the school year that begins in a year, which year it is, and all years to choose from.

    The newest year where there is nothing of the year asked for. Cases are opened one after the other, since what is
    counted of them is sealed; records are counted by the database. None is about the actor or a post that they hold.
    """
    newest = school_year(today(desk.clock))
    opened: dict[SchoolYear, list[Case]] = {SchoolYear(newest.begins if begins is None else begins): [], newest: []}
    with store.transaction() as records:
        found = {newest, *_years_given(records)}
    for case in desk.cases.each():
        if is_accused(case, actor):
            continue
        year = year_of(case.opened_at)
        found.add(year)
        if year in opened:
            opened[year].append(case)
    chosen = next(year for year in opened if year in found)
    with store.transaction() as records:
        given = records.count_given(chosen.begins_at, chosen.next.begins_at, but=reach(actor).accused)
    return count(opened[chosen], given, desk.timetable.calendar), chosen, tuple(sorted(found, reverse=True))


def _years_given(records: Records) -> Iterator[SchoolYear]:
    """Give each school year in which a record was given, from the first one on."""
    since = _EVER
    while (moment := records.first_given(since)) is not None:
        year = year_of(moment)
        yield year
        since = year.next.begins_at
