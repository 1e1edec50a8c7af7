"""All that has come for a person, page by page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assistant.core.arrivals import Shelf, parse_place, place_of
from assistant.services.read_record import arrived_records
from assistant.web.callers import StaffOf
from assistant.web.staff.desk import Desk
from assistant.web.staff.own_page import show_own_page
from assistant.web.staff.turning import read_beside, turns

router = APIRouter(prefix="/staff/records")

_LONGEST_PLACE = 80


@router.get("")
async def arrived_page(
    request: Request,
    caller: StaffOf,
    shelf: str = Shelf.NEW.value,
    after: Annotated[str, Query(max_length=_LONGEST_PLACE)] = "",
    before: Annotated[str, Query(max_length=_LONGEST_PLACE)] = "",
) -> Response:
    """A page of what is new for a person, or of what was opened before."""
    desk: Desk = request.app.state.staff
    chosen = Shelf(shelf) if shelf in set(Shelf) else Shelf.NEW
    beside = read_beside(parse_place, after=after, before=before)
    arrived = await desk.stored(arrived_records, desk.parts.store, actor=caller.account, shelf=chosen, beside=beside)
    return show_own_page(
        request,
        caller,
        "arrived",
        arrived=arrived,
        shelves=Shelf,
        turns=turns(arrived.page, lambda record: place_of(record, chosen), "/staff/records", shelf=chosen.value),
        words=desk.parts.procedure.words,
    )
