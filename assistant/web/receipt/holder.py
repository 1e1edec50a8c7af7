"""What the pages for a receipt share in one process: the cookie of an opened receipt, and what its forms hold."""

import asyncio
import hmac
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from fastapi import Request, Response

from assistant.core.errors import AssistantError
from assistant.services.hold_receipt import record_of_token
from assistant.web.receipt.errors import ReceiptNeededError, ReceiptProblemError
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.same_site import is_same_site
from assistant.wiring import Wiring

_READING = {"GET", "HEAD"}
_RETRY_SECONDS = 10

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has opened a receipt in this browser, and what the page's forms must hold."""

    record_id: str
    token: str
    csrf: str


class ReceiptDesk:
    """The cookie has no meaning of its own and ends with the browser; with https only this very host gets it."""

    def __init__(self, parts: Wiring) -> None:
        self.parts = parts
        self._https = parts.settings.public_url.startswith("https:")
        self._cookie = "__Host-receipt" if self._https else "receipt"

    def token(self, request: Request) -> str | None:
        """Return the token that the browser sent."""
        return request.cookies.get(self._cookie) or None

    def keep_token(self, response: Response, token: str, *, max_age: int | None = None) -> None:
        """Give the browser a token until it closes; with an age of nought, take it away."""
        response.set_cookie(
            self._cookie, token, max_age=max_age, path="/", secure=self._https, httponly=True, samesite="strict"
        )

    def csrf(self, token: str) -> str:
        """Return what every form of an opened receipt holds; it tells nothing about the token."""
        return self.parts.digests.of(token, purpose="receipt form").hex()

    async def stored(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call something that touches the database, off the event loop; its failure is a page with status 503."""
        try:
            return await asyncio.to_thread(call, *args, **kwargs)
        except AssistantError as error:
            logger.exception("the database did not answer the page for receipts")
            raise ReceiptProblemError(503, "down", retry_after=_RETRY_SECONDS) from error


async def receipt_visitor(request: Request) -> None:
    """Mark a page that needs no opened receipt; what it is posted must come from a page of ours."""
    desk: ReceiptDesk = request.app.state.receipts
    if request.method not in _READING and not is_same_site(request, desk.parts.settings.public_url):
        raise ReceiptProblemError(403, "elsewhere")


async def receipt_holder(request: Request) -> Holder:
    """Return who has opened a receipt here, for another while; the page to type it otherwise.

    What changes something must come from a page of ours and hold the token of its forms in the field ``csrf``.
    """
    await receipt_visitor(request)
    desk: ReceiptDesk = request.app.state.receipts
    reading = request.method in _READING
    typed = "" if reading else (await posted(request)).get("words")
    token = desk.token(request)
    if token is None:
        raise ReceiptNeededError(typed=typed)
    holder = await opened_holder(request, token, typed=typed)
    if not reading and not hmac.compare_digest(holder.csrf.encode(), (await posted(request)).get("csrf").encode()):
        raise ReceiptNeededError(typed=typed)
    return holder


async def opened_holder(request: Request, token: str, *, typed: str = "") -> Holder:
    """Return the holder of a living token; the page to type the receipt otherwise."""
    desk: ReceiptDesk = request.app.state.receipts
    record_id = await desk.stored(record_of_token, desk.parts.store, desk.parts.clock, token=token)
    if record_id is None:
        raise ReceiptNeededError(typed=typed)
    return Holder(record_id, token, desk.csrf(token))


async def posted(request: Request) -> Form:
    """Return the posted form; a page with status 413, 415 or 422 otherwise."""
    try:
        return await read_form(request)
    except StaffProblemError as error:
        raise ReceiptProblemError(error.status, error.problem) from error


def request_id(form: Form, holder: Holder) -> str:
    """Return under which id what a form sends is stored, once; 422 where the form's own is no UUID."""
    try:
        return f"receipt:{holder.record_id}:{uuid.UUID(form.get('request_id'))}"
    except ValueError as error:
        raise ReceiptProblemError(422, "form") from error
