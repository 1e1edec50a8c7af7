"""The counts of a school year for the governors: no names, and no small numbers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from assistant.services.read_statistics import read_statistics
from assistant.web.callers import StaffCaller, require_roles
from assistant.web.staff.desk import Desk
from assistant.web.staff.own_page import STATISTICS_READERS, show_own_page

router = APIRouter(prefix="/staff/statistics")


@router.get("")
async def statistics_page(
    request: Request,
    caller: Annotated[StaffCaller, Depends(require_roles(*STATISTICS_READERS))],
    year: Annotated[str, Query(max_length=4)] = "",
) -> Response:
    """A school year's counts, as a table and as a picture."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    begins = int(year) if year.isascii() and year.isdigit() else None
    counts, shown_year, years = await desk.stored(
        read_statistics, parts.case_desk, parts.store, actor=caller.account, begins=begins
    )
    return show_own_page(
        request, caller, "statistics", counts=counts, year=shown_year, years=years, words=parts.procedure.words
    )
