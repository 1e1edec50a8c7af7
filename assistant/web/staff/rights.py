"""What people ask about their own data: the list with its last days, answering, a copy of all, and erasing."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.rights import Outcome, RightsKind
from assistant.services.case_desk import today
from assistant.services.close_record import readable
from assistant.services.rights_requests import (
    Answered,
    Erased,
    OpenedRequest,
    acknowledge_request,
    answer_request,
    erase_asked,
    kept_by,
    list_requests,
    open_request,
    stored_about,
)
from assistant.web.callers import StaffCaller, require_roles
from assistant.web.staff.case_fields import FieldError, Trouble, fresh_form, read_choice, read_words
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.own_page import RIGHTS_HANDLERS, show_own_page
from assistant.web.staff.stored_words import in_words

Handler = Annotated[StaffCaller, Depends(require_roles(*RIGHTS_HANDLERS))]

_SAID = {
    Answered.REASON_NEEDED: Trouble("reason", "choose"),
    Answered.WORDS_NEEDED: Trouble("words", "words_needed"),
    Answered.TOO_LONG: Trouble("words", "too_long"),
}

router = APIRouter(prefix="/staff/rights")


@router.get("")
async def rights_page(request: Request, caller: Handler) -> Response:
    """The requests that a person handles, the most urgent first."""
    desk: Desk = request.app.state.staff
    found = await desk.stored(list_requests, desk.parts.rights_desk, actor=caller.account)
    return show_own_page(
        request, caller, "rights", found=found, rights=desk.parts.rights_words, today=today(desk.parts.clock)
    )


@router.get("/{record_id}")
async def request_page(request: Request, caller: Handler, record_id: str) -> Response:
    """A request with its words, and the form to answer it."""
    return await _show(request, caller, record_id, fresh_form(outcome=Outcome.FULFILLED))


@router.post("/{record_id}/acknowledge")
async def post_acknowledge(request: Request, caller: Handler, record_id: str) -> Response:
    """Record that the person was told that the request came."""
    desk: Desk = request.app.state.staff
    await desk.stored(acknowledge_request, desk.parts.rights_desk, actor=caller.account, record_id=record_id)
    return RedirectResponse(f"/staff/rights/{record_id}", status_code=303)


@router.post("/{record_id}/answer")
async def post_answer(request: Request, caller: Handler, record_id: str) -> Response:
    """Record how the school answered; what is missing is said beside the form, which keeps what was typed."""
    desk: Desk = request.app.state.staff
    form, words = await read_form(request), desk.parts.rights_words
    try:
        outcome = read_choice(form, "outcome", Outcome)
    except FieldError as error:
        return await _show(request, caller, record_id, form, Trouble(error.field, error.code))
    done = await desk.stored(
        answer_request,
        desk.parts.rights_desk,
        actor=caller.account,
        record_id=record_id,
        outcome=outcome,
        reason=form.get("reason"),
        words=read_words(form, "words"),
        reasons={kind: words.reasons_for(kind) for kind in RightsKind},
    )
    if done in _SAID:
        return await _show(request, caller, record_id, form, _SAID[done])
    if done is Answered.NO_SUCH:
        raise StaffProblemError(404, "no_such")
    return RedirectResponse(f"/staff/rights/{record_id}", status_code=303)


@router.get("/{record_id}/stored")
async def stored_page(request: Request, caller: Handler, record_id: str) -> Response:
    """All that is stored about a record, to read and to print."""
    parts = request.app.state.staff.parts
    stored = in_words(
        await _stored(request, caller, record_id),
        words=parts.procedure.words,
        posts={role: contact.title for role, contact in parts.directory.contacts.items()},
        wishes=parts.rights_words.titles,
    )
    return show_own_page(request, caller, "rights_stored", record_id=record_id, stored=stored)


@router.get("/{record_id}/stored.json")
async def stored_file(request: Request, caller: Handler, record_id: str) -> Response:
    """The same as a file for a program."""
    stored = await _stored(request, caller, record_id)
    headers = {"Content-Disposition": 'attachment; filename="stored.json"'}
    return Response(json.dumps(stored, indent=2, ensure_ascii=False), media_type="application/json", headers=headers)


@router.get("/{record_id}/erase")
async def erase_page(request: Request, caller: Handler, record_id: str) -> Response:
    """What would go, what must be kept and why, before anything is erased."""
    return await _show_erasing(request, caller, record_id)


@router.post("/{record_id}/erase")
async def post_erase(request: Request, caller: Handler, record_id: str) -> Response:
    """Erase the record that a request concerns, where it was confirmed and no law keeps it."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    if form.get("sure") != "yes":
        return await _show_erasing(request, caller, record_id, Trouble("sure", "tick"))
    done = await desk.stored(erase_asked, desk.parts.rights_desk, actor=caller.account, record_id=record_id)
    if done is Erased.NO_SUCH:
        raise StaffProblemError(404, "no_such")
    if done is not Erased.DONE:
        return await _show_erasing(request, caller, record_id)
    return RedirectResponse(f"/staff/rights/{record_id}?done=erased", status_code=303)


async def _opened(request: Request, caller: StaffCaller, record_id: str) -> OpenedRequest:
    desk: Desk = request.app.state.staff
    opened = await desk.stored(open_request, desk.parts.rights_desk, actor=caller.account, record_id=record_id)
    if opened is None:
        raise StaffProblemError(404, "no_such")
    return opened


async def _show(
    request: Request, caller: StaffCaller, record_id: str, form: Form, trouble: Trouble | None = None
) -> Response:
    desk: Desk = request.app.state.staff
    opened = await _opened(request, caller, record_id)
    words = desk.parts.rights_words
    return show_own_page(
        request,
        caller,
        "rights_request",
        422 if trouble else 200,
        shown=opened.shown,
        asked=opened.shown.request,
        account=opened.account,
        target=opened.target,
        rights=words,
        words=desk.parts.procedure.words,
        reasons=words.reasons_for(opened.shown.request.kind),
        form=form,
        trouble=trouble,
        done=request.query_params.get("done"),
        has_record_page=await desk.stored(readable, desk.parts.store, caller.account, record_id) is not None,
    )


async def _stored(request: Request, caller: StaffCaller, record_id: str) -> dict[str, list[dict[str, object]]]:
    desk: Desk = request.app.state.staff
    stored = await desk.stored(stored_about, desk.parts.rights_desk, actor=caller.account, record_id=record_id)
    if stored is None:
        raise StaffProblemError(404, "no_such")
    return dict(stored)


async def _show_erasing(
    request: Request, caller: StaffCaller, record_id: str, trouble: Trouble | None = None
) -> Response:
    desk: Desk = request.app.state.staff
    parts = desk.parts
    opened = await _opened(request, caller, record_id)
    target = opened.target
    if target is None or opened.shown.request.kind is not RightsKind.ERASURE:
        raise StaffProblemError(404, "no_such")
    rule = await desk.stored(kept_by, parts.rights_desk, target)
    case = await desk.stored(parts.cases.by_record, target.id)
    stored = await desk.stored(parts.keeping.everything_about, target.id)
    return show_own_page(
        request,
        caller,
        "rights_erase",
        422 if trouble else 200,
        record_id=record_id,
        target=target,
        kept=None if rule is None else parts.retention.rules[rule],
        has_case=case is not None,
        counts={name: len(rows) for name, rows in stored.items()},
        trouble=trouble,
    )
