"""The page of a letter: its draft to fill and to read, its file for an office program, and that it was sent."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.case_errors import ConflictError, NotFoundError, RefusedError
from assistant.core.case_rules import STEP_OF, needs_reason
from assistant.core.cases import Case
from assistant.core.letters import EVENT_OF, IncompleteError, Letter, LetterKind
from assistant.services.case_desk import today
from assistant.services.draft_letter import draft_letter, record_letter_sent, reporting_route
from assistant.web.callers import StaffCaller, StaffOf
from assistant.web.staff.case_fields import (
    FieldError,
    Trouble,
    case_form,
    read_day,
    read_number,
    read_request_id,
    read_words,
    trouble_of,
)
from assistant.web.staff.case_page import news_since, shown_case
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.letter_view import asked_for, gaps_of, parts_of, read_details
from assistant.web.staff.own_page import show_own_page

R = TypeVar("R")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_AHEAD = timedelta(days=366)
"""How far ahead a letter may be dated; a day far beyond is a slip of the keyboard."""
_OWN_FIELDS = {"on", "reason"}

router = APIRouter(prefix="/staff/cases/{reference}/letters")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One letter of one case on somebody's desk."""

    desk: Desk
    caller: StaffCaller
    case: Case
    kind: LetterKind

    async def calls(self, service: Callable[..., R], **given: Any) -> R:
        """Call a service for this case; a page with status 404 where it was taken from the person meanwhile."""
        parts, actor, number = self.desk.parts, self.caller.account, self.case.number
        try:
            return await self.desk.stored(
                service, parts.case_desk, parts.letter_desk, actor=actor, number=number, **given
            )
        except NotFoundError as error:
            raise StaffProblemError(404, "no_such") from error

    async def drafted(self, details: dict[str, str], on: date) -> Letter:
        """Return the draft."""
        return await self.calls(draft_letter, kind=self.kind, details=details, on=on)

    def day(self, form: Form) -> date:
        """Return the day of the letter."""
        on = read_day(form, "on")
        if on > today(self.desk.parts.clock) + _AHEAD:
            raise FieldError("on", "far_day")
        return on


@router.get("/{kind}")
async def letter_page(request: Request, caller: StaffOf, reference: str, kind: str) -> Response:
    """The form of a letter, and its draft below."""
    desk: Desk = request.app.state.staff
    sheet = await _sheet(desk, caller, reference, kind)
    return await _show(request, sheet, case_form(sheet.case, ("on", today(desk.parts.clock).isoformat())))


@router.post("/{kind}")
async def post_letter(request: Request, caller: StaffOf, reference: str, kind: str) -> Response:
    """Show the draft with what was typed, give it as a file, or record that it was sent."""
    desk: Desk = request.app.state.staff
    form, sheet = await read_form(request), await _sheet(desk, caller, reference, kind)
    try:
        match form.get("action"):
            case "download":
                return await _file(sheet, form)
            case "record":
                return await _recorded(sheet, form)
            case _:
                sheet.day(form)
                return await _show(request, sheet, form)
    except (FieldError, RefusedError) as error:
        trouble = trouble_of(error)
        beside = trouble if trouble.field in _OWN_FIELDS else replace(trouble, field="")
        return await _show(request, sheet, form, 422, trouble=beside)
    except IncompleteError:
        return await _show(request, sheet, form, 422, refused=True)
    except ConflictError as error:
        seen, form = read_number(form, "version"), form.with_value("version", str(error.current.version))
        return await _show(request, replace(sheet, case=error.current), form, 409, seen=seen)


async def _sheet(desk: Desk, caller: StaffCaller, reference: str, kind: str) -> _Sheet:
    shown = await shown_case(desk, caller, reference)
    if kind not in set(LetterKind):
        raise StaffProblemError(404, "no_such")
    return _Sheet(desk, caller, shown.case, LetterKind(kind))


async def _file(sheet: _Sheet, form: Form) -> Response:
    """Return the letter as a file; one with gaps is named a draft, so that nobody sends it unread."""
    parts, on = sheet.desk.parts, sheet.day(form)
    letter = await sheet.drafted(read_details(form), on)
    content = await asyncio.to_thread(parts.letter_files.write, letter, school=parts.policy.school, on=on)
    name = f"{sheet.case.reference}-{sheet.kind.replace('_', '-')}{'-DRAFT' if letter.missing else ''}.docx"
    return Response(content, media_type=_WORD, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _recorded(sheet: _Sheet, form: Form) -> Response:
    await sheet.calls(
        record_letter_sent,
        version=read_number(form, "version"),
        kind=sheet.kind,
        details=read_details(form),
        on=sheet.day(form),
        reason=read_words(form, "reason"),
        request_id=read_request_id(form),
    )
    return RedirectResponse(f"/staff/cases/{sheet.case.reference}?done=letter", status_code=303)


async def _show(
    request: Request,
    sheet: _Sheet,
    form: Form,
    status: int = 200,
    *,
    trouble: Trouble | None = None,
    refused: bool = False,
    seen: int | None = None,
) -> Response:
    desk, case, kind = sheet.desk, sheet.case, sheet.kind
    letters, details = desk.parts.letter_desk, read_details(form)
    try:
        on = sheet.day(form)
    except FieldError:
        on = today(desk.parts.clock)
    letter, blank = await sheet.drafted(details, on), await sheet.drafted({}, on)
    what = EVENT_OF.get(kind)
    return show_own_page(
        request,
        sheet.caller,
        "letter",
        status,
        case=case,
        kind=kind,
        form=form,
        trouble=trouble,
        refused=refused,
        news=[] if seen is None else news_since(desk, case, seen, await desk.people()),
        asked=asked_for(letters.forms.forms()[kind], blank, letter, details, refused=refused),
        letter=letter,
        parts=parts_of(letter),
        gaps=gaps_of(letter),
        takes_reason=what is not None,
        against=what is not None and needs_reason(case, STEP_OF[what], on=on),
        route=await sheet.calls(reporting_route) if kind is LetterKind.REPORT_TO_HOST else None,
        guide=letters.hosts,
    )
