"""What a person gave the school, shown to the posts that it was sent to."""

from datetime import date

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.access import may_open
from assistant.core.retention import Rule, last_day, rules_for, suggested_rule
from assistant.services.case_desk import today
from assistant.services.close_record import Closed, close_record, readable, reopen_record
from assistant.services.read_cases import case_of_record
from assistant.services.read_record import is_urgent, open_own_record
from assistant.web.callers import StaffCaller, StaffOf
from assistant.web.staff.case_fields import Trouble, fresh_form, read_words
from assistant.web.staff.case_view import names_of
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.own_page import show_own_page

_SAID = {
    Closed.WORDS_NEEDED: Trouble("words", "words_needed"),
    Closed.TOO_LONG: Trouble("words", "too_long"),
    Closed.NOT_THIS_RULE: Trouble("rule", "choose"),
    Closed.NOT_THIS_DAY: Trouble("keep_until", "not_this_day"),
}

router = APIRouter(prefix="/staff/records")


@router.get("/{record_id}")
async def record_page(request: Request, caller: StaffOf, record_id: str) -> Response:
    """A record with its words; its notice counts as opened from now on."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    opened = await desk.stored(open_own_record, parts.store, parts.clock, actor=caller.account, record_id=record_id)
    if opened is None:
        raise StaffProblemError(404, "no_such")
    closing = await desk.stored(parts.keeping.closing, record_id)
    case = await desk.stored(case_of_record, parts.case_desk, actor=caller.account, record_id=record_id)
    return show_own_page(
        request,
        caller,
        "record",
        record=opened.record,
        account=opened.account,
        notices=opened.notices,
        urgent=is_urgent(opened.record),
        posts={role: contact.title for role, contact in parts.directory.contacts.items()},
        words=parts.procedure.words,
        case=case,
        may_open=may_open(caller.account),
        closing=closing,
        kept_until=last_day(parts.retention, closing.rule, closing.at, closing.keep_until) if closing else None,
        schedule=parts.retention,
        names=names_of(await desk.people()),
        done=request.query_params.get("done"),
    )


@router.get("/{record_id}/close")
async def close_page(request: Request, caller: StaffOf, record_id: str) -> Response:
    """The form that closes a record."""
    desk: Desk = request.app.state.staff
    record = await desk.stored(readable, desk.parts.store, caller.account, record_id)
    if record is None:
        raise StaffProblemError(404, "no_such")
    return await _show_closing(request, caller, record_id, fresh_form(rule=suggested_rule(record)))


@router.post("/{record_id}/close")
async def post_close(request: Request, caller: StaffOf, record_id: str) -> Response:
    """Close a record; what cannot be done is said beside the form, which keeps what was typed."""
    desk: Desk = request.app.state.staff
    parts, form = desk.parts, await read_form(request)
    day = form.get("keep_until").strip()
    try:
        keep_until = date.fromisoformat(day) if day else None
    except ValueError:
        return await _show_closing(request, caller, record_id, form, Trouble("keep_until", "no_day"))
    done = await desk.stored(
        close_record,
        parts.store,
        parts.keeping,
        parts.clock,
        parts.retention,
        actor=caller.account,
        record_id=record_id,
        rule=next((rule for rule in Rule if rule == form.get("rule")), None),
        reason=read_words(form, "words"),
        keep_until=keep_until,
    )
    if done in _SAID:
        return await _show_closing(request, caller, record_id, form, _SAID[done])
    if done is Closed.NO_SUCH:
        raise StaffProblemError(404, "no_such")
    return RedirectResponse(f"/staff/records/{record_id}?done={done}", status_code=303)


@router.post("/{record_id}/reopen")
async def post_reopen(request: Request, caller: StaffOf, record_id: str) -> Response:
    """Open a record again."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    await desk.stored(reopen_record, parts.store, parts.keeping, parts.clock, actor=caller.account, record_id=record_id)
    return RedirectResponse(f"/staff/records/{record_id}?done=reopened", status_code=303)


async def _show_closing(
    request: Request, caller: StaffCaller, record_id: str, form: Form, trouble: Trouble | None = None
) -> Response:
    desk: Desk = request.app.state.staff
    record = await desk.stored(readable, desk.parts.store, caller.account, record_id)
    if record is None:
        raise StaffProblemError(404, "no_such")
    schedule = desk.parts.retention
    return show_own_page(
        request,
        caller,
        "record_close",
        422 if trouble else 200,
        record=record,
        form=form,
        trouble=trouble,
        rules={rule: schedule.rules[rule] for rule in rules_for(record, schedule)},
        today=today(desk.parts.clock),
    )
