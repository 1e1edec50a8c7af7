"""The pages of cases: the list, a case with what to do now, its forms, and its chronology to print or to save."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.core.access import may_open, may_see
from assistant.core.case_errors import ConflictError, NotFoundError, RefusedError
from assistant.core.cases import Case, parse_reference
from assistant.core.chronology import rows
from assistant.core.letters import suitable
from assistant.core.paging import PAGE, Page
from assistant.core.posts import Category
from assistant.core.routing import ADULTS_AT_SCHOOL
from assistant.services.case_desk import CaseView, today
from assistant.services.link_record import records_of_case
from assistant.services.read_cases import Which, case_chronology_rows, find_cases, page_of_cases
from assistant.services.view_attachment import came_with
from assistant.web.callers import StaffCaller, StaffOf
from assistant.web.staff.case_changes import CHANGES, Change
from assistant.web.staff.case_fields import FieldError, Trouble, is_ticked, read_number, read_request_id, trouble_of
from assistant.web.staff.case_page import case_number, news_since, shown_case
from assistant.web.staff.case_view import happenings, names_of, step_cards, timeline
from assistant.web.staff.csv_file import csv_file
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form, read_form
from assistant.web.staff.own_page import show_own_page
from assistant.web.staff.turning import read_beside, turns

_COLUMNS = ("Entry", "Day", "What", "Words", "Reason", "Withdrawn", "Who", "Recorded")
_LONGEST_REFERENCE = 20

router = APIRouter(prefix="/staff/cases")


@router.get("")
async def list_page(
    request: Request,
    caller: StaffOf,
    which: Annotated[str, Query()] = Which.OPEN.value,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=_LONGEST_REFERENCE)] = "",
    before: Annotated[str, Query(max_length=_LONGEST_REFERENCE)] = "",
) -> Response:
    """The cases that a person may see, page by page; with words, those that they may mean, the likeliest."""
    desk: Desk = request.app.state.staff
    chosen = Which(which) if which in set(Which) else Which.OPEN
    if q.strip():
        found = await desk.stored(find_cases, desk.parts.case_desk, actor=caller.account, words=q)
        page = Page(tuple(found[:PAGE]), goes_on_after=len(found) > PAGE)
    else:
        beside = read_beside(parse_reference, after=after, before=before)
        page = await desk.stored(page_of_cases, desk.parts.case_desk, actor=caller.account, which=chosen, beside=beside)
    return show_own_page(
        request,
        caller,
        "cases",
        page=page,
        turns=turns(page, lambda shown: shown.case.reference, "/staff/cases", which=chosen.value),
        which=chosen,
        all_which=Which,
        q=q.strip(),
        today=today(desk.parts.clock),
        names=names_of(await desk.people()),
        words=desk.parts.procedure.words,
        may_open=may_open(caller.account),
        away=request.query_params.get("away"),
    )


@router.get("/{reference}")
async def case_page(request: Request, caller: StaffOf, reference: str) -> Response:
    """A case: what to do now, first and large; then all that happened."""
    desk: Desk = request.app.state.staff
    shown = await shown_case(desk, caller, reference)
    people, now = await desk.people(), today(desk.parts.clock)
    names, words = names_of(people), desk.parts.procedure.words
    forms = desk.parts.letter_desk.forms.forms()
    return show_own_page(
        request,
        caller,
        "case",
        letters=suitable(shown.advice, forms),
        all_letters=list(forms),
        shown=shown,
        case=shown.case,
        cards=step_cards(shown, desk.parts.policy, desk.parts.case_desk.timetable, today=now),
        happenings=happenings(shown.case, today=now),
        told=timeline(shown.case, words, names),
        records=await desk.stored(records_of_case, desk.parts.store, shown.case, actor=caller.account),
        about_an_adult=bool(shown.case.details.accused or shown.case.details.about & ADULTS_AT_SCHOOL),
        places=desk.parts.route_desk.routes.child_harmed,
        sent=came_with(shown.case, await desk.stored(desk.parts.attachments.of_case, shown.case.id)),
        today=now,
        names=names,
        words=words,
        done=request.query_params.get("done"),
        may=[category for category in Category if category.value in request.query_params.getlist("may")],
        social_care=desk.parts.directory.social_care.line(),
    )


@router.get("/{reference}/chronology")
async def chronology_page(request: Request, caller: StaffOf, reference: str) -> Response:
    """The chronology, to print."""
    desk: Desk = request.app.state.staff
    shown = await shown_case(desk, caller, reference)
    names = names_of(await desk.people())
    found = rows(shown.case, desk.parts.procedure.words, names)
    return show_own_page(
        request,
        caller,
        "chronology",
        case=shown.case,
        shown=shown,
        rows=found,
        names=names,
        words=desk.parts.procedure.words,
        now=desk.parts.clock.now(),
    )


@router.get("/{reference}/chronology.csv")
async def chronology_csv(request: Request, caller: StaffOf, reference: str) -> Response:
    """The chronology as a file for a spreadsheet."""
    desk: Desk = request.app.state.staff
    number, names = case_number(reference), names_of(await desk.people())
    try:
        found = await desk.stored(
            case_chronology_rows,
            desk.parts.case_desk,
            actor=caller.account,
            number=number,
            words=desk.parts.procedure.words,
            names=names,
        )
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error
    lines = [
        (
            str(row.position),
            row.on.isoformat(),
            row.what,
            row.words,
            row.reason,
            "yes" if row.struck else "",
            row.who,
            f"{row.recorded:%Y-%m-%d %H:%M}",
        )
        for row in found
    ]
    headers = {"Content-Disposition": f'attachment; filename="{reference}-chronology.csv"'}
    return Response(csv_file(_COLUMNS, lines), media_type="text/csv; charset=utf-8; header=present", headers=headers)


@router.get("/{reference}/{name}")
async def change_page(request: Request, caller: StaffOf, reference: str, name: str) -> Response:
    """A form that changes a case."""
    desk: Desk = request.app.state.staff
    change = _change(name)
    shown = await shown_case(desk, caller, reference)
    form = change.begin(shown.case, request.query_params, today(desk.parts.clock))
    return await _show_form(request, caller, shown.case, name, form)


@router.post("/{reference}/{name}")
async def post_change(request: Request, caller: StaffOf, reference: str, name: str) -> Response:
    """Change a case; what cannot be done is said beside the form, which keeps what was typed."""
    desk: Desk = request.app.state.staff
    change, form = _change(name), await read_form(request)
    shown = await shown_case(desk, caller, reference)
    try:
        changed = await _made(desk, caller, shown.case.number, change, form)
    except (FieldError, RefusedError) as error:
        return await _show_form(request, caller, shown.case, name, form, 422, trouble=trouble_of(error))
    except ConflictError as error:
        seen, form = read_number(form, "version"), form.with_value("version", str(error.current.version))
        return await _show_form(request, caller, error.current, name, form, 409, seen=seen)
    except NotFoundError as error:
        raise StaffProblemError(404, "no_such") from error
    if not may_see(changed.case, caller.account):
        return RedirectResponse(f"/staff/cases?away={reference}", status_code=303)
    done = "withdrawn" if name == "entry" and is_ticked(form, "withdraw") else name
    return RedirectResponse(f"/staff/cases/{reference}?done={done}", status_code=303)


async def _made(desk: Desk, caller: StaffCaller, number: int, change: Change, form: Form) -> CaseView:
    version, request_id = read_number(form, "version"), read_request_id(form)
    given = change.read(form, await desk.people())
    return await desk.stored(
        change.make,
        desk.parts.case_desk,
        actor=caller.account,
        number=number,
        version=version,
        request_id=request_id,
        **given,
    )


async def _show_form(
    request: Request,
    caller: StaffCaller,
    case: Case,
    name: str,
    form: Form,
    status: int = 200,
    *,
    trouble: Trouble | None = None,
    seen: int | None = None,
) -> Response:
    desk: Desk = request.app.state.staff
    people, words = await desk.people(), desk.parts.procedure.words
    found = rows(case, words, names_of(people))
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "trouble": trouble,
        "news": [] if seen is None else news_since(desk, case, seen, people),
        "people": [account for account in people.values() if not account.disabled],
        "names": names_of(people),
        "words": words,
        "row": next((row for row in found if str(row.position) == form.get("entry")), None),
        **CHANGES[name].offered(case, form, people, today(desk.parts.clock)),
    }
    if name == "entry" and context["row"] is None:
        raise StaffProblemError(404, "no_such")
    return show_own_page(request, caller, f"case_{name}", status, **context)


def _change(name: str) -> Change:
    if name not in CHANGES:
        raise StaffProblemError(404, "no_such")
    return CHANGES[name]
