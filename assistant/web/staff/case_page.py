"""What every page below a case begins with: the case, if it is this person's, and what others wrote meanwhile."""

import re

from assistant.core.case_errors import NotFoundError
from assistant.core.cases import Case
from assistant.core.chronology import Row, rows
from assistant.services.case_desk import CaseView
from assistant.services.read_cases import show_case
from assistant.web.callers import StaffCaller
from assistant.web.staff.case_fields import People
from assistant.web.staff.case_view import names_of
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError

_REFERENCE = re.compile(r"C-([0-9]{4,9})")


def case_number(reference: str) -> int:
    """Return the number that a reference names; a page with status 404 where it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise StaffProblemError(404, "no_such")
    return int(match[1])


async def shown_case(desk: Desk, caller: StaffCaller, reference: str) -> CaseView:
    """Return the case; a page with status 404 where there is none for this person."""
    number = case_number(reference)
    try:
        return await desk.stored(show_case, desk.parts.case_desk, actor=caller.account, number=number)
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error


def news_since(desk: Desk, case: Case, seen: int, people: People) -> list[Row]:
    """Return what others have written since the version that a form was made for; a version adds one entry."""
    found = rows(case, desk.parts.procedure.words, names_of(people))
    since = len(case.entries) - (case.version - seen)
    return [row for row in sorted(found, key=lambda row: row.position) if row.position > since]
