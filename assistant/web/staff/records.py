"""What a person gave the school, shown to the posts that it was sent to."""

from fastapi import APIRouter, Request, Response

from assistant.core.access import may_open
from assistant.core.escalation import sum_up
from assistant.services.read_cases import case_of_record
from assistant.services.read_record import is_urgent, open_own_record
from assistant.services.sign_receipt import public_reference
from assistant.web.callers import StaffOf
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.own_page import show_own_page

router = APIRouter(prefix="/staff/records")


@router.get("/{record_id}")
async def record_page(request: Request, caller: StaffOf, record_id: str) -> Response:
    """A record with its words; its notice counts as opened from now on."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    opened = await desk.stored(open_own_record, parts.store, parts.clock, actor=caller.account, record_id=record_id)
    if opened is None:
        raise StaffProblemError(404, "no_such")
    case = await desk.stored(case_of_record, parts.case_desk, actor=caller.account, record_id=record_id)
    return show_own_page(
        request,
        caller,
        "record",
        record=opened.record,
        account=opened.account,
        told=sum_up(opened.notices),
        reference=public_reference(parts.digests, opened.record.id),
        urgent=is_urgent(opened.record),
        posts={role: contact.title for role, contact in parts.directory.contacts.items()},
        words=parts.procedure.words,
        case=case,
        may_open=may_open(caller.account),
    )
