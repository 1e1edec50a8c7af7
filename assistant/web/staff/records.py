"""What a person gave the school, shown to the posts that it was sent to, and answered by them."""

import uuid
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.access import may_open
from assistant.core.case_errors import CaseError
from assistant.core.cases import parse_reference
from assistant.core.escalation import sum_up
from assistant.core.records import News
from assistant.core.replies import clean_reply, reply_problem
from assistant.core.retention import Rule, last_day, rules_for, suggested_rule
from assistant.core.routing import ADULTS_AT_SCHOOL, Kind, Role
from assistant.services.case_desk import today
from assistant.services.close_record import Closed, close_record, readable, reopen_record
from assistant.services.hand_on_record import HandedOn, hand_on_record, posts_for
from assistant.services.link_record import link_record, linked_cases
from assistant.services.read_cases import case_of_record
from assistant.services.read_record import open_own_record
from assistant.services.reply_to_record import Replied, reply_to_record
from assistant.services.sign_receipt import public_reference
from assistant.web.callers import StaffCaller, StaffOf
from assistant.web.staff.case_fields import Trouble, fresh_form, read_request_id, read_words
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
async def record_page(request: Request, caller: StaffOf, record_id: str, done: str = "") -> Response:
    """A record with its words and what was said since; its notices count as opened from now on."""
    return await _show(request, caller, record_id, _fresh(), replied=done == "replied")


@router.post("/{record_id}")
async def reply(request: Request, caller: StaffOf, record_id: str) -> Response:
    """Answer the person who gave it; the same form again changes nothing."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    text = clean_reply(form.get("words"))
    problem = reply_problem(text)
    if problem:
        return await _show(request, caller, record_id, form, 422, problem=problem)
    done = await desk.stored(
        reply_to_record,
        desk.parts.store,
        desk.parts.clock,
        actor=caller.account,
        record_id=record_id,
        text=text,
        request_id=_request_id(form, caller),
        news=desk.parts.news_desk,
    )
    if done is Replied.NO_SUCH:
        raise StaffProblemError(404, "no_such")
    if done is Replied.NOT_OPENED:
        return await _show(request, caller, record_id, form, 422, problem=done)
    return RedirectResponse(f"/staff/records/{record_id}?done=replied", status_code=303)


async def _show(
    request: Request,
    caller: StaffCaller,
    record_id: str,
    form: Form,
    status: int = 200,
    *,
    problem: str = "",
    link_problem: str = "",
    onward_trouble: Trouble | None = None,
    replied: bool = False,
) -> Response:
    desk: Desk = request.app.state.staff
    parts = desk.parts
    opened = await desk.stored(open_own_record, parts.store, parts.clock, actor=caller.account, record_id=record_id)
    if opened is None:
        raise StaffProblemError(404, "no_such")
    onward = await desk.stored(posts_for, parts.route_desk, actor=caller.account, record_id=record_id)
    closing = await desk.stored(parts.keeping.closing, record_id)
    case = await desk.stored(case_of_record, parts.case_desk, actor=caller.account, record_id=record_id)
    return show_own_page(
        request,
        caller,
        "record",
        status,
        form=form,
        trouble=problem,
        replied=replied,
        replies=opened.replies,
        names=names_of(await desk.people()),
        record=opened.record,
        account=opened.account,
        told=sum_up(opened.notices),
        later=[notice for notice in opened.notices if notice.news is not News.RECORD],
        reference=public_reference(parts.digests, opened.record.id),
        attachments=await desk.stored(parts.attachments.of_record, record_id),
        urgent=opened.record.is_urgent,
        about_an_adult=opened.record.about in ADULTS_AT_SCHOOL and opened.record.kind is not Kind.DATA_RIGHTS,
        places=parts.route_desk.routes.child_harmed,
        posts={role: contact.title for role, contact in parts.directory.contacts.items()},
        words=parts.procedure.words,
        case=case,
        linked=await desk.stored(linked_cases, parts.case_desk, actor=caller.account, record_id=record_id),
        link_trouble=link_problem,
        onward=onward,
        onward_posts=[(post, parts.directory.contacts[post].title) for post in onward],
        onward_trouble=onward_trouble,
        may_open=may_open(caller.account),
        closing=closing,
        kept_until=last_day(parts.retention, closing.rule, closing.at, closing.keep_until) if closing else None,
        schedule=parts.retention,
        done=request.query_params.get("done"),
    )


@router.post("/{record_id}/link")
async def post_link(request: Request, caller: StaffOf, record_id: str) -> Response:
    """Say that a record belongs to a case that is there already."""
    desk: Desk = request.app.state.staff
    parts, form = desk.parts, await read_form(request)
    people = (await desk.people()).values()
    given: dict[str, Any] = {"record_id": record_id, "request_id": read_request_id(form), "people": people}
    number = parse_reference(form.get("case")) or 0
    try:
        await desk.stored(
            link_record, parts.case_desk, parts.store, parts.digests, actor=caller.account, number=number, **given
        )
    except CaseError as error:
        return await _show(request, caller, record_id, form, 422, link_problem=str(error))
    return RedirectResponse(f"/staff/records/{record_id}?done=linked", status_code=303)


@router.post("/{record_id}/pass-on")
async def post_pass_on(request: Request, caller: StaffOf, record_id: str) -> Response:
    """Pass a record on to another post; without a choice that can be made, say so beside the form."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    to = next((role for role in Role if role.value == form.get("to")), None)
    done = await desk.stored(hand_on_record, desk.parts.route_desk, actor=caller.account, record_id=record_id, to=to)
    if done is HandedOn.NO_SUCH:
        raise StaffProblemError(404, "no_such")
    if done is HandedOn.NOT_THIS_POST:
        return await _show(request, caller, record_id, _fresh(), 422, onward_trouble=Trouble("to", "choose"))
    return RedirectResponse(f"/staff/records/{record_id}?done=handed_on", status_code=303)


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


def _fresh() -> Form:
    return Form((("request_id", str(uuid.uuid4())),))


def _request_id(form: Form, caller: StaffCaller) -> str:
    try:
        return f"staff:{caller.account.id}:{uuid.UUID(form.get('request_id'))}"
    except ValueError as error:
        raise StaffProblemError(422, "form") from error
