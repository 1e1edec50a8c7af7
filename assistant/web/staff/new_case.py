"""Open a case, with the post checker's suggestion of what was found; the text that it reads is not stored.

What was reported is read as well before a case is opened: words graver than what was ticked are shown once.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from assistant.core.case_errors import ConflictError, NotFoundError, Refusal, RefusedError
from assistant.core.errors import AssistantError
from assistant.core.posts import Category, Reading
from assistant.core.routing import ONE_EACH
from assistant.core.safety import find_danger
from assistant.core.staff import StaffRole
from assistant.services.case_desk import CaseView, today
from assistant.services.check_post import check_post
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.read_record import OpenedRecord, open_own_record
from assistant.web.callers import StaffCaller, require_roles
from assistant.web.staff.case_fields import (
    FieldError,
    Trouble,
    fresh_form,
    is_ticked,
    read_accused,
    read_choices,
    read_day,
    read_facts,
    read_request_id,
    read_words,
    trouble_of,
)
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.own_page import show_own_page
from assistant.web.staff.read_words import GRAVE, categories_in, load_checker

_may_open = require_roles(*(role for role in StaffRole if role is not StaffRole.GOVERNOR))
Opener = Annotated[StaffCaller, Depends(_may_open)]

_FACTS = ("category", "grossly_obscene", "harassment")

router = APIRouter(prefix="/staff/cases")


@dataclass(frozen=True, slots=True)
class Overlooked:
    """What the words of a case may be and was not ticked; ``danger``: they may tell of somebody in danger."""

    categories: tuple[Category, ...]
    danger: bool

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.categories) or self.danger


@router.get("/new")
async def new_page(request: Request, caller: Opener, record_id: Annotated[str, Query(alias="record")] = "") -> Response:
    """The form with which a case is opened, from nothing or from a record."""
    desk: Desk = request.app.state.staff
    record = await _record(desk, caller, record_id)
    on = today(desk.parts.clock).isoformat()
    form = fresh_form(record=record_id, post=record.account.text if record else "", on=on)
    page = await _show(request, caller, form, record)
    page.background = BackgroundTask(load_checker, desk)
    return page


@router.post("/new")
async def post_new(request: Request, caller: Opener) -> Response:
    """Open the case and show what to do now; or suggest what was found, and open nothing yet."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    if form.get("action") == "suggest":
        return await _suggest(request, caller, form)
    if not form.get("looked") and form.get("title").strip() and form.get("location"):
        record = await _record(desk, caller, form.get("record"))
        overlooked = await _overlooked(desk, form, record)
        if overlooked:
            found = (("category", category.value) for category in overlooked.categories)
            kept = (field for field in form.fields if field[0] != "looked")
            ticked = Form((*kept, *found, ("looked", "yes")))
            return await _show(request, caller, ticked, record, overlooked=overlooked)
    try:
        opened = await _opened(desk, caller, form)
    except (FieldError, RefusedError) as error:
        record = await _record(desk, caller, form.get("record"))
        return await _show(request, caller, form, record, 422, trouble=_trouble(error, form))
    except ConflictError as error:
        return RedirectResponse(f"/staff/cases/{error.current.reference}?done=opened_before", status_code=303)
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error
    return RedirectResponse(f"/staff/cases/{opened.case.reference}?done=opened", status_code=303)


def _trouble(error: FieldError | RefusedError, form: Form) -> Trouble:
    """Return what is wrong with the form; a title that is missing too is said at once with it."""
    trouble = trouble_of(error)
    if trouble.field == "title" or form.get("title").strip():
        return trouble
    return replace(trouble_of(RefusedError(Refusal.TITLE_NEEDED)), also=trouble)


async def _opened(desk: Desk, caller: StaffCaller, form: Form) -> CaseView:
    given: dict[str, Any] = {
        "actor": caller.account,
        "title": form.get("title"),
        "facts": read_facts(form),
        "people": read_words(form, "people"),
        "accused": read_accused(form, await desk.people()),
        "child_at_risk": is_ticked(form, "child_at_risk"),
        "request_id": read_request_id(form),
    }
    if form.get("record"):
        store = desk.parts.store
        record_id = form.get("record")
        return await desk.stored(open_case_from_record, desk.parts.case_desk, store, record_id=record_id, **given)
    return await desk.stored(
        open_case,
        desk.parts.case_desk,
        **given,
        reported_on=read_day(form, "on"),
        words=read_words(form, "words"),
        place=form.get("place"),
        about=read_choices(form, "about", ONE_EACH),
    )


async def _suggest(request: Request, caller: StaffCaller, form: Form) -> Response:
    desk: Desk = request.app.state.staff
    record = await _record(desk, caller, form.get("record"))
    if not form.get("post").strip():
        return await _show(request, caller, form, record, 422, trouble=Trouble("post", "no_post"))
    try:
        reading = await desk.read_post(check_post, form.get("post"))
    except AssistantError:
        return await _show(request, caller, form, record, 503, trouble=Trouble("post", "no_checker"))
    found = [finding.category for finding in reading.findings]
    kept = tuple((name, value) for name, value in form.fields if name not in {"category", "action"})
    ticked = Form((*kept, *(("category", category.value) for category in found)))
    return await _show(request, caller, ticked, record, suggested=reading)


async def _overlooked(desk: Desk, form: Form, record: OpenedRecord | None) -> Overlooked:
    """Read the words that are to be stored; where the checker does not answer, only for danger."""
    texts = [record.account.text] if record else [read_words(form, "words"), read_words(form, "post")]
    found = await categories_in(desk, texts)
    if any(form.get(name) for name in _FACTS):
        found &= GRAVE
    missed = tuple(category for category in Category if category in found - set(form.all("category")))
    danger = not record and not is_ticked(form, "child_at_risk") and any(map(find_danger, texts))
    return Overlooked(missed, danger)


async def _record(desk: Desk, caller: StaffCaller, record_id: str) -> OpenedRecord | None:
    if not record_id:
        return None
    parts = desk.parts
    opened = await desk.stored(open_own_record, parts.store, parts.clock, actor=caller.account, record_id=record_id)
    if opened is None:
        raise StaffProblemError(404, "no_such")
    return opened


async def _show(
    request: Request,
    caller: StaffCaller,
    form: Form,
    record: OpenedRecord | None,
    status: int = 200,
    *,
    trouble: Trouble | None = None,
    suggested: Reading | None = None,
    overlooked: Overlooked | None = None,
) -> Response:
    desk: Desk = request.app.state.staff
    people = await desk.people()
    return show_own_page(
        request,
        caller,
        "case_new",
        status,
        form=form,
        record=record,
        trouble=trouble,
        suggested=suggested,
        overlooked=overlooked,
        people=[account for account in people.values() if not account.disabled],
        words=desk.parts.procedure.words,
        today=today(desk.parts.clock),
    )
