"""Type a receipt number, see where it stands, read what was said, and leave."""

import uuid
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.references import read_receipt
from assistant.core.rights import RightsRequest, due_date
from assistant.core.signed_receipt import still_due
from assistant.services.hold_receipt import Held, Why, close_receipt, open_receipt, read_record
from assistant.web.address import client_address
from assistant.web.callers import anyone
from assistant.web.receipt.actions import possible_actions
from assistant.web.receipt.errors import RECEIPT, ReceiptNeededError, ReceiptProblemError
from assistant.web.receipt.holder import Holder, ReceiptDesk, opened_holder, posted, receipt_holder, receipt_visitor
from assistant.web.receipt.showing import show_receipt_page
from assistant.web.receipt_tries import RETRY_SECONDS, ReceiptTries, TooManyWaitingError, browser_of
from assistant.web.widget.release import plain_script

_ELSEWHERE = "https://www.bbc.co.uk/weather"
_AN_HOUR = "public, max-age=3600"
_DONE = {"added", "withdrawn", "withdrawn_before"}

router = APIRouter(prefix=RECEIPT)
HolderOf = Annotated[Holder, Depends(receipt_holder)]


@router.get("", dependencies=[Depends(receipt_visitor)])
async def receipt_page(request: Request, done: str = "") -> Response:
    """Where the record of the opened receipt stands; without one, where to type it."""
    try:
        holder = await receipt_holder(request)
    except ReceiptNeededError:
        return show_receipt_page(request, "type")
    return await show_held(request, holder, done=done if done in _DONE else "")


@router.post("", dependencies=[Depends(receipt_visitor)])
async def open_page(request: Request) -> Response:
    """Open a receipt in this browser. A wrong number is answered later and later, a right one at once."""
    desk: ReceiptDesk = request.app.state.receipts
    form = await posted(request)
    carried, digits = form.get("carried"), read_receipt(form.get("receipt"))
    if digits is None:
        return show_receipt_page(request, "type", 422, problem="not_a_receipt", carried=carried)
    token = await _opened(request, desk, digits)
    if token is None:
        return show_receipt_page(request, "type", 422, problem="unknown", carried=carried)
    if carried:
        holder = await opened_holder(request, token)
        response = await show_form(request, holder, "add", typed=carried)
    else:
        response = RedirectResponse(RECEIPT, status_code=303)
    desk.keep_token(response, token)
    return response


@router.get("/leave", dependencies=[Depends(receipt_visitor)])
async def leave_page(request: Request) -> Response:
    """Close the receipt and show a page that has nothing to do with the school."""
    return await _closed(request, _ELSEWHERE)


@router.get("/leave.js", dependencies=[Depends(anyone)])
async def leave_script() -> Response:
    """What makes leaving immediate: one plain script, because a module would run after the page is shown."""
    return Response(plain_script("receipt.js"), media_type="text/javascript", headers={"Cache-Control": _AN_HOUR})


@router.post("/close", dependencies=[Depends(receipt_visitor)])
async def close_page(request: Request) -> Response:
    """Close the receipt."""
    return await _closed(request, RECEIPT)


async def show_held(request: Request, holder: Holder, status: int = 200, **context: Any) -> Response:
    """Show where the record of an opened receipt stands, what was said, and what can be done."""
    held = await held_by(request, holder)
    known: dict[str, Any] = {
        "csrf": holder.csrf,
        "actions": possible_actions(held),
        "asked": await asked_by(request, holder),
        "due": _still_due(request, held),
    }
    return show_receipt_page(request, "record", status, held=held, **known, **context)


async def show_form(request: Request, holder: Holder, name: str, status: int = 200, **context: Any) -> Response:
    """Show the page of an action, ``receipt/<name>.html``, whose form is sent once however often it is posted."""
    held = await held_by(request, holder)
    fresh = {"request_id": str(uuid.uuid4())} | context
    return show_receipt_page(request, name, status, held=held, csrf=holder.csrf, **fresh)


async def held_by(request: Request, holder: Holder, *, why: Why = Why.READ) -> Held:
    """Return the record of an opened receipt; the page to type it where there is none any more."""
    desk: ReceiptDesk = request.app.state.receipts
    held = await desk.stored(read_record, desk.parts.store, record_id=holder.record_id, why=why)
    if held is None:
        raise ReceiptNeededError
    return held


async def asked_by(request: Request, holder: Holder) -> list[tuple[RightsRequest, date]]:
    """Return what the holder of a receipt has asked about their own data, each with the last day that the law gives."""
    desk: ReceiptDesk = request.app.state.receipts
    holidays = desk.parts.calendar.bank_holidays
    asked = await desk.stored(desk.parts.rights.asked_by, holder.record_id)
    return [(one, due_date(one.kind, one.received_on, bank_holidays=holidays)) for one in asked]


def _still_due(request: Request, held: Held) -> list[tuple[str, date]]:
    parts = request.app.state.receipts.parts
    return still_due(held.record, held.notices, waits=parts.routes.waits, calendar=parts.calendar)


async def _opened(request: Request, desk: ReceiptDesk, digits: str) -> str | None:
    parts = desk.parts
    tries: ReceiptTries = request.app.state.receipt_tries
    address = client_address(request, parts.settings.trusted_proxies)

    async def call() -> str | None:
        return await desk.stored(open_receipt, parts.store, parts.receipts, parts.clock, digits=digits)

    try:
        return await tries.attempt(call, session=browser_of(request, address), address=address)
    except TooManyWaitingError as error:
        raise ReceiptProblemError(429, "busy", retry_after=RETRY_SECONDS) from error


async def _closed(request: Request, onward: str) -> Response:
    desk: ReceiptDesk = request.app.state.receipts
    token = desk.token(request)
    if token is not None:
        await desk.stored(close_receipt, desk.parts.store, token=token)
    response = RedirectResponse(onward, status_code=303)
    desk.keep_token(response, "", max_age=0)
    return response
