"""Take a copy along: a page to print or keep, and a file for a program."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from assistant.core.attachments import Attachment
from assistant.core.rights import RightsRequest
from assistant.services.hold_receipt import Held, Why
from assistant.services.ports import Contacts
from assistant.services.sign_receipt import signed_receipt_of
from assistant.web.receipt.errors import RECEIPT, ReceiptNeededError
from assistant.web.receipt.holder import Holder, ReceiptDesk
from assistant.web.receipt.pages import HolderOf, asked_by, held_by
from assistant.web.receipt.showing import show_receipt_page

_FILE = "from-the-school-assistant.json"
_PROOF = "receipt.json"

router = APIRouter(prefix=f"{RECEIPT}/copy")


@router.get("")
async def copy_page(request: Request, holder: HolderOf) -> Response:
    """Everything on one page, to print or to keep."""
    return show_receipt_page(
        request,
        "copy",
        held=await held_by(request, holder, why=Why.EXPORTED),
        asked=await asked_by(request, holder),
        files=await _files(request, holder),
    )


@router.get("/file")
async def copy_file(request: Request, holder: HolderOf) -> Response:
    """Everything as JSON; the receipt number is not in it."""
    desk: ReceiptDesk = request.app.state.receipts
    held = await held_by(request, holder, why=Why.EXPORTED)
    asked = await asked_by(request, holder)
    files = await _files(request, holder)
    content = exported(held, asked, files, desk.parts.directory.contacts, desk.parts.policy.school)
    return JSONResponse(content, headers={"Content-Disposition": f'attachment; filename="{_FILE}"'})


@router.get("/proof")
async def proof_file(request: Request, holder: HolderOf) -> Response:
    """The signed receipt: proof of what kind of thing was given to whom and when, without a word of it."""
    desk: ReceiptDesk = request.app.state.receipts
    file = await desk.stored(signed_receipt_of, desk.parts.receipt_desk, holder.record_id)
    if file is None:
        raise ReceiptNeededError
    headers = {"Content-Disposition": f'attachment; filename="{_PROOF}"'}
    return Response(file, media_type="application/json", headers=headers)


async def _files(request: Request, holder: Holder) -> Sequence[Attachment]:
    desk: ReceiptDesk = request.app.state.receipts
    return await desk.stored(desk.parts.attachments.of_record, holder.record_id)


def exported(
    held: Held,
    asked: Sequence[tuple[RightsRequest, date]],
    files: Sequence[Attachment],
    contacts: Contacts,
    school: str,
) -> dict[str, Any]:
    """Return a record as its giver may keep it; moments as RFC 3339."""
    record, account = held.record, held.account
    return {
        "school": school,
        "kind": record.kind,
        "about": record.about,
        "child_may_be_at_risk": record.child_at_risk,
        "stored_at": record.created_at.isoformat(),
        "withdrawn_at": None if record.withdrawn_at is None else record.withdrawn_at.isoformat(),
        "what_happened": account.text,
        "where": account.place,
        "contact": account.contact,
        "files": [{"kind": file.kind, "bytes": file.size, "stored_at": file.added_at.isoformat()} for file in files],
        "notices": [
            {
                "to": contacts[notice.role].title,
                "about": notice.news,
                "state": notice.state,
                "queued_at": notice.queued_at.isoformat(),
                "sent_at": None if notice.sent_at is None else notice.sent_at.isoformat(),
                "opened_at": None if notice.opened_at is None else notice.opened_at.isoformat(),
                "answered_at": None if notice.answered_at is None else notice.answered_at.isoformat(),
            }
            for notice in held.notices
        ],
        "thread": [
            {
                "by": "you" if reply.role is None else contacts[reply.role].title,
                "at": reply.at.isoformat(),
                "text": reply.text,
            }
            for reply in held.replies
        ],
        "asked_about_data": [
            {
                "for": one.kind,
                "asked_at": one.received_at.isoformat(),
                "last_day": last_day.isoformat(),
                "acknowledged_at": None if one.acknowledged_at is None else one.acknowledged_at.isoformat(),
                "answered_at": None if one.answered_at is None else one.answered_at.isoformat(),
                "outcome": one.outcome,
            }
            for one, last_day in asked
        ],
    }
