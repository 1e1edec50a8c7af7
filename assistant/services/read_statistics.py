"""Count a school year for the governors."""

from assistant.core.statistics import SchoolYear, Statistics, count, school_years
from assistant.services.case_desk import today
from assistant.services.ports import CaseDesk, Store


def read_statistics(
    desk: CaseDesk, store: Store, *, begins: int | None
) -> tuple[Statistics, SchoolYear, tuple[SchoolYear, ...]]:
    """Return the counts of the school year that begins in a year, which year it is, and all years to choose from.

    The newest year where there is nothing of the year asked for.
    """
    cases = desk.cases.all()
    with store.transaction() as records:
        given = records.all()
    years = school_years(cases, given, today(desk.clock))
    year = SchoolYear(begins) if begins is not None and SchoolYear(begins) in years else years[0]
    return count(cases, given, year, desk.timetable.calendar), year, years
