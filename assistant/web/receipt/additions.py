"""Add something to what was given."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.replies import clean_reply, reply_problem
from assistant.services.hold_receipt import add_information
from assistant.services.route_record import readers_at_risk
from assistant.web.receipt.errors import RECEIPT, ReceiptNeededError
from assistant.web.receipt.holder import ReceiptDesk, posted, request_id
from assistant.web.receipt.pages import HolderOf, show_form, show_held
from assistant.web.receipt.showing import urgent_messages

router = APIRouter(prefix=f"{RECEIPT}/add")


@router.get("")
async def add_page(request: Request, holder: HolderOf) -> Response:
    """Where something can be added."""
    return await show_form(request, holder, "add")


@router.post("")
async def add(request: Request, holder: HolderOf) -> Response:
    """Store what was added and tell its readers; danger is answered first, and the words are kept all the same."""
    desk: ReceiptDesk = request.app.state.receipts
    form = await posted(request)
    typed = form.get("words")
    urgent = urgent_messages(request, typed)
    text, stored_as = clean_reply(typed), request_id(form, holder)
    problem = reply_problem(text)
    if problem:
        kept = {"typed": typed, "request_id": form.get("request_id")}
        return await show_form(request, holder, "add", 422, problem=problem, urgent=urgent, **kept)
    added = await desk.stored(
        add_information,
        desk.parts.store,
        desk.parts.clock,
        lambda held: readers_at_risk(desk.parts.route_desk, held),
        record_id=holder.record_id,
        text=text,
        request_id=stored_as,
        at_risk=bool(urgent),
    )
    if not added:
        raise ReceiptNeededError(typed=typed)
    if urgent:
        return await show_held(request, holder, done="added", urgent=urgent)
    return RedirectResponse(f"{RECEIPT}?done=added", status_code=303)
