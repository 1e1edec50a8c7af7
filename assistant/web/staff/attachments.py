"""The files of a record or a case, to those who may read it: shown or saved, and never as part of a page of ours."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from assistant.core.attachments import FileKind
from assistant.core.case_errors import NotFoundError
from assistant.services.view_attachment import OpenedFile, view_case_attachment, view_record_attachment
from assistant.web.callers import StaffOf
from assistant.web.staff.case_page import case_number
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError

_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file does nothing and asks for nothing; the one style is the browser's own, around a picture."""

router = APIRouter(prefix="/staff")


@router.get("/records/{record_id}/attachments/{attachment_id}")
async def record_attachment(request: Request, caller: StaffOf, record_id: str, attachment_id: str) -> Response:
    """A file that a parent sent."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    opened = await desk.stored(
        view_record_attachment,
        parts.store,
        parts.attachments,
        parts.clock,
        actor=caller.account,
        record_id=record_id,
        attachment_id=attachment_id,
    )
    return _shown(opened)


@router.get("/cases/{reference}/attachments/{attachment_id}")
async def case_attachment(request: Request, caller: StaffOf, reference: str, attachment_id: str) -> Response:
    """A file of a case: evidence, or what came with the record that it was opened from."""
    desk: Desk = request.app.state.staff
    parts, number = desk.parts, case_number(reference)
    try:
        opened = await desk.stored(
            view_case_attachment,
            parts.case_desk,
            parts.attachments,
            actor=caller.account,
            number=number,
            attachment_id=attachment_id,
        )
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error
    return _shown(opened)


def _shown(opened: OpenedFile | None) -> Response:
    """Give the file piece by piece. A PDF is saved: in a page that may do nothing no browser shows one."""
    if opened is None:
        raise StaffProblemError(404, "no_such")
    kind = opened.attachment.kind
    way = "attachment" if kind is FileKind.PDF else "inline"
    headers = {
        "Content-Disposition": f'{way}; filename="{opened.name}"',
        "Content-Length": str(opened.attachment.size),
        "Content-Security-Policy": _ALONE,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return StreamingResponse(opened.content, media_type=kind.media_type, headers=headers)
