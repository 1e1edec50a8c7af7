"""Withdraw what was given: said first what that does not do, done once."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.services.hold_receipt import withdraw_record
from assistant.web.receipt.errors import RECEIPT
from assistant.web.receipt.holder import ReceiptDesk
from assistant.web.receipt.pages import HolderOf, show_form

router = APIRouter(prefix=f"{RECEIPT}/withdraw")


@router.get("")
async def withdraw_page(request: Request, holder: HolderOf) -> Response:
    """What withdrawing does and does not do, and the button."""
    return await show_form(request, holder, "withdraw")


@router.post("")
async def withdraw(request: Request, holder: HolderOf) -> Response:
    """Withdraw it; a second time changes nothing."""
    desk: ReceiptDesk = request.app.state.receipts
    done = await desk.stored(withdraw_record, desk.parts.store, desk.parts.clock, record_id=holder.record_id)
    return RedirectResponse(f"{RECEIPT}?done={'withdrawn' if done else 'withdrawn_before'}", status_code=303)
