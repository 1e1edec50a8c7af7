"""The page on which staff keep evidence in a case: a picture or PDF, where it was seen, and when."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from assistant.core.attachments import CleanFile, Unfit, UnfitFileError
from assistant.core.case_errors import ConflictError, NotFoundError, RefusedError
from assistant.core.cases import Case
from assistant.core.posts import Category
from assistant.services.case_desk import today
from assistant.services.change_case import keep_evidence
from assistant.web.callers import StaffCaller, StaffOf
from assistant.web.staff.case_fields import (
    FieldError,
    Trouble,
    case_form,
    read_day,
    read_hour,
    read_number,
    read_request_id,
    read_words,
    trouble_of,
)
from assistant.web.staff.case_page import news_since, shown_case
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form, takes_a_file
from assistant.web.staff.own_page import show_own_page
from assistant.web.staff.read_words import GRAVE, categories_in, load_checker
from assistant.web.unfit import UNFIT_WORDS
from assistant.web.uploads import Upload

router = APIRouter(prefix="/staff/cases/{reference}/evidence")


@router.get("")
async def evidence_page(request: Request, caller: StaffOf, reference: str) -> Response:
    """The form."""
    desk: Desk = request.app.state.staff
    shown = await shown_case(desk, caller, reference)
    form = case_form(shown.case, ("seen_on", today(desk.parts.clock).isoformat()))
    page = await _show(request, caller, shown.case, form)
    page.background = BackgroundTask(load_checker, desk)
    return page


@router.post("", dependencies=[Depends(takes_a_file)])
async def post_evidence(request: Request, caller: StaffOf, reference: str) -> Response:
    """Keep it; what cannot be kept is said beside the form, which keeps what was typed, but for the file."""
    desk: Desk = request.app.state.staff
    form, shown = await read_form(request), await shown_case(desk, caller, reference)
    try:
        await desk.stored(
            keep_evidence,
            desk.parts.case_desk,
            actor=caller.account,
            number=shown.case.number,
            version=read_number(form, "version"),
            request_id=read_request_id(form),
            on=read_day(form, "seen_on"),
            seen_at=read_hour(form, "seen_at"),
            address=form.get("address").strip(),
            words=read_words(form, "words"),
            file=await _cleaned(request, form),
        )
    except UnfitFileError as error:
        trouble = Trouble("file", error.why.value, UNFIT_WORDS[error.why])
        return await _show(request, caller, shown.case, form, 422, trouble=trouble)
    except (FieldError, RefusedError) as error:
        return await _show(request, caller, shown.case, form, 422, trouble=trouble_of(error))
    except ConflictError as error:
        seen, form = read_number(form, "version"), form.with_value("version", str(error.current.version))
        return await _show(request, caller, error.current, form, 409, seen=seen)
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error
    found = await categories_in(desk, [read_words(form, "words")]) & GRAVE - shown.case.facts.categories
    may = "".join(f"&may={category.value}" for category in Category if category in found)
    return RedirectResponse(f"/staff/cases/{reference}?done=evidence{may}", status_code=303)


async def _cleaned(request: Request, form: Form) -> CleanFile | None:
    """Return the file written anew, where one was chosen; a form that is sent again has lost its own."""
    if form.too_large:
        raise UnfitFileError(Unfit.TOO_LARGE)
    if form.chosen:
        upload: Upload = request.state.upload
        return await upload.clean()
    if form.had_file:
        raise FieldError("file", "file_again")
    return None


async def _show(
    request: Request,
    caller: StaffCaller,
    case: Case,
    form: Form,
    status: int = 200,
    *,
    trouble: Trouble | None = None,
    seen: int | None = None,
) -> Response:
    desk: Desk = request.app.state.staff
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "trouble": trouble,
        "news": [] if seen is None else news_since(desk, case, seen, await desk.people()),
        "today": today(desk.parts.clock),
    }
    return show_own_page(request, caller, "case_evidence", status, **context)
