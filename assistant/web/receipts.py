"""Signed receipts: the holder of a receipt number gets proof as a file, without a session."""

import asyncio
import logging
from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from assistant.core.errors import AssistantError
from assistant.services.sign_receipt import signed_receipt
from assistant.web.address import client_address
from assistant.web.bodies import read_receipt_number
from assistant.web.callers import anyone
from assistant.web.errors import ApiError
from assistant.web.receipt_tries import TooManyWaitingError, browser_of, busy_with_receipts

_FILE = "receipt.json"

router = APIRouter()
logger = logging.getLogger(__name__)


@router.post("/api/receipts/signed", dependencies=[Depends(anyone)])
async def send_signed_receipt(request: Request) -> Response:
    """Give the signed receipt of a receipt number; 404 where no record has it."""
    state = request.app.state
    digits = await read_receipt_number(request)
    address = client_address(request, state.parts.settings.trusted_proxies)
    call = partial(asyncio.to_thread, signed_receipt, state.parts.receipt_desk, digits)
    try:
        file = await state.receipt_tries.attempt(call, session=browser_of(request, address), address=address)
    except TooManyWaitingError as error:
        raise busy_with_receipts() from error
    except AssistantError as error:
        logger.exception("the database did not answer a request for a signed receipt")
        raise state.chat.down() from error
    if file is None:
        raise ApiError(404, "unknown_receipt", "Nothing was found under this receipt number. Please check the digits.")
    headers = {"Content-Disposition": f'attachment; filename="{_FILE}"'}
    return Response(file, media_type="application/json", headers=headers)
