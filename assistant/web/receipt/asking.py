"""Ask for a right to one's own data: the form, a look at it before it is sent, and the receipt of the request."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from assistant.core.choices import NO_CONTACT, match_contact
from assistant.core.errors import NobodyLeftError
from assistant.core.records import Account
from assistant.core.replies import clean_reply, reply_problem
from assistant.core.retention import rule_to_erase_by
from assistant.core.rights import RightsKind, due_date
from assistant.core.routing import About, Role
from assistant.services.ask_right import Wish, ask_right, readers_of_wish
from assistant.services.case_desk import today
from assistant.services.give_record import receipt_to_show
from assistant.services.hold_receipt import Held
from assistant.web.receipt.errors import RECEIPT, ReceiptProblemError
from assistant.web.receipt.holder import Holder, ReceiptDesk, posted, request_id
from assistant.web.receipt.pages import HolderOf, held_by
from assistant.web.receipt.showing import show_receipt_page, urgent_messages
from assistant.web.staff.forms import Form

_NEEDS_WORDS = frozenset({RightsKind.CORRECTION, RightsKind.COMPLAINT})
_CONTACT_LIMIT = 200

router = APIRouter(prefix=f"{RECEIPT}/ask")


@dataclass(frozen=True, slots=True)
class _Asking:
    """Somebody who asks, what is asked, and how a page about it is shown."""

    request: Request
    holder: Holder
    held: Held
    kind: RightsKind

    @property
    def desk(self) -> ReceiptDesk:
        desk: ReceiptDesk = self.request.app.state.receipts
        return desk

    @property
    def last_day(self) -> date:
        parts = self.desk.parts
        return due_date(self.kind, today(parts.clock), bank_holidays=parts.calendar.bank_holidays)

    def show(self, page: str, status: int = 200, **context: Any) -> Response:
        """Return a page that knows what is asked for and by when the school must answer."""
        schedule = self.desk.parts.retention
        kept = schedule.rules[rule_to_erase_by(self.held.record, None)]
        known: dict[str, Any] = {
            "csrf": self.holder.csrf,
            "kind": self.kind,
            "held": self.held,
            "last_day": self.last_day,
            "kept": kept if kept.law else None,
        }
        return show_receipt_page(self.request, page, status, **known | context)


@router.get("/{name}")
async def ask_page(request: Request, holder: HolderOf, name: str) -> Response:
    """What can be asked for, by when the school must answer, and the form."""
    asking = await _asking(request, holder, name)
    contact = asking.held.account.contact
    return asking.show("ask", typed="", contact=contact, about="", request_id=str(uuid.uuid4()))


@router.post("/{name}")
async def ask(request: Request, holder: HolderOf, name: str) -> Response:
    """Show the whole of it with who will read it; send it once where that was confirmed."""
    asking, form = await _asking(request, holder, name), await posted(request)
    stored_as, urgent = request_id(form, holder), urgent_messages(request, form.get("words"))
    typed: dict[str, Any] = {name: form.get(name) for name in ("contact", "about", "request_id")} | {
        "typed": form.get("words")
    }
    wish = _wish(asking, form, at_risk=bool(urgent))
    if isinstance(wish, str):
        return asking.show("ask", 422, problem=wish, urgent=urgent, **typed)
    if form.get("step") == "change":
        return asking.show("ask", **typed)
    if form.get("step") == "send":
        return await _send(asking, wish, stored_as, urgent)
    desk = asking.desk
    found = await desk.stored(readers_of_wish, desk.parts.route_desk, asking.held, wish)
    if not found:
        return _nobody_left(asking, urgent)
    return asking.show("ask_check", wish=wish, readers=found, urgent=urgent, request_id=form.get("request_id"))


async def _asking(request: Request, holder: Holder, name: str) -> _Asking:
    """Return what is asked for by the last part of the address; a page with status 404 for anything else."""
    kind = next((kind for kind in RightsKind if kind.value == name), None)
    if kind is None:
        raise ReceiptProblemError(404, "form")
    return _Asking(request, holder, await held_by(request, holder), kind)


def _wish(asking: _Asking, form: Form, *, at_risk: bool) -> Wish | str:
    """Return what the form asks for, or what is wrong with it."""
    kind, text = asking.kind, clean_reply(form.get("words"))
    contact = " ".join(clean_reply(form.get("contact")).split())
    about = asking.held.record.about
    if kind is RightsKind.COMPLAINT:
        chosen = next((about for about in About if about.value == form.get("about")), None)
        if chosen is None:
            return "no_about"
        about = chosen
    problem = reply_problem(text) if text or kind in _NEEDS_WORDS else ""
    if problem:
        return problem
    if contact and (match_contact(contact) in (None, NO_CONTACT) or len(contact) > _CONTACT_LIMIT):
        return "no_contact"
    return Wish(kind, Account(text, contact=contact, contact_declined=not contact), about, at_risk=at_risk)


async def _send(asking: _Asking, wish: Wish, stored_as: str, urgent: list[dict[str, Any]]) -> Response:
    desk = asking.desk
    parts = desk.parts

    def send() -> tuple[str | None, tuple[Role, ...]]:
        try:
            given = ask_right(parts.route_desk, parts.receipts, held=asking.held, wish=wish, request_id=stored_as)
        except NobodyLeftError:
            return None, ()
        return receipt_to_show(parts.store, given.handle), given.readers

    receipt, told = await desk.stored(send)
    if not told:
        return _nobody_left(asking, urgent)
    return asking.show("asked", receipt=receipt, readers=told, urgent=urgent)


def _nobody_left(asking: _Asking, urgent: list[dict[str, Any]]) -> Response:
    places = asking.desk.parts.routes.nobody_left
    return asking.show("ask_elsewhere", 409, places=places, urgent=urgent)
