"""The start page: what is new for a person, and whose cases are due."""

from fastapi import APIRouter, Request, Response

from assistant.core.access import may_open
from assistant.core.arrivals import Shelf
from assistant.core.paging import PAGE
from assistant.services.case_desk import today
from assistant.services.read_cases import Which, list_cases
from assistant.services.read_record import arrived_records
from assistant.web.callers import StaffOf
from assistant.web.staff.case_view import names_of, sort_cases
from assistant.web.staff.desk import Desk
from assistant.web.staff.own_page import show_own_page

router = APIRouter(prefix="/staff")


@router.get("")
async def inbox_page(request: Request, caller: StaffOf) -> Response:
    """Where a person who has signed in begins."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    new = await desk.stored(arrived_records, parts.store, actor=caller.account, shelf=Shelf.NEW)
    opened = await desk.stored(arrived_records, parts.store, actor=caller.account, shelf=Shelf.OPENED)
    found = await desk.stored(list_cases, parts.case_desk, actor=caller.account, which=Which.OPEN)
    now = today(parts.clock)
    return show_own_page(
        request,
        caller,
        "inbox",
        new=new,
        opened=opened,
        inbox=sort_cases(found, caller.account, today=now),
        page_size=PAGE,
        today=now,
        names=names_of(await desk.people()),
        words=parts.procedure.words,
        may_open=may_open(caller.account),
    )
