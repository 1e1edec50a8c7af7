"""Open a case: from what somebody holds in their hand, or from what a parent gave the school."""

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from assistant.core.access import about_accused, may_open, may_see
from assistant.core.calendar import clock_time, school_time
from assistant.core.case_changes import note, record, start
from assistant.core.case_errors import ConflictError, NotFoundError, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import Case, Details
from assistant.core.errors import StorageError
from assistant.core.procedure import Facts
from assistant.core.routing import About, Kind, parts_of
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, seen, stamp, today, view
from assistant.services.ports import CaseDesk, Store
from assistant.services.read_record import open_own_record


def open_case(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    title: str,
    facts: Facts,
    request_id: str,
    reported_on: date | None = None,
    words: str = "",
    place: str = "",
    people: str = "",
    accused: Collection[StaffAccount] = (),
    about: Collection[About] = (),
    child_at_risk: bool = False,
) -> CaseView:
    """Open a case, once for each ``request_id``; the actor owns it until it is given to somebody else.

    Raises:
        RefusedError: the actor may not open it, or something given cannot be used.
        StorageError: nothing was stored.
    """
    details = Details(
        title=title,
        place=place,
        people=people,
        accused=frozenset(account.id for account in accused),
        about=frozenset({*about, *map(about_accused, accused)}),
        child_at_risk=child_at_risk,
    )
    on = reported_on or today(desk.clock)
    return _store(desk, actor, _new(desk, actor, details, facts, request_id=request_id, on=on, words=words))


def open_case_from_record(
    desk: CaseDesk,
    store: Store,
    *,
    actor: StaffAccount,
    record_id: str,
    title: str,
    facts: Facts,
    request_id: str,
    people: str = "",
    accused: Collection[StaffAccount] = (),
) -> CaseView:
    """Open a case from a record that the actor may read; it then counts as read.

    The person's words, what they added since, and the place are copied, so that the case stands when the record is
    gone and whoever has it shared reads all of it; their contact details are not.

    Raises:
        NotFoundError: there is no such record for the actor.
        ConflictError: it has a case already.
        RefusedError: something given cannot be used.
        StorageError: nothing was stored.
    """
    read = open_own_record(store, desk.clock, actor=actor, record_id=record_id)
    if read is None:
        raise NotFoundError
    found, account = read.record, read.account
    details = Details(
        title=title,
        place=account.place,
        people=people,
        accused=frozenset(person.id for person in accused),
        about=frozenset({*parts_of(found.about), *map(about_accused, accused)}),
        child_at_risk=found.child_at_risk or found.kind is Kind.SAFEGUARDING,
    )
    on = school_time(found.created_at).date()
    case = _new(desk, actor, details, facts, request_id=request_id, on=on, words=account.text)
    by = stamp(desk, actor, request_id)
    for added in (reply for reply in read.replies if not reply.by_school):
        words = f"Added by the person who sent it, {clock_time(added.at)}:\n{added.text}"
        case = note(case, by, words=words)
    return _store(desk, actor, replace(case, record_id=record_id))


def _new(
    desk: CaseDesk,
    actor: StaffAccount,
    details: Details,
    facts: Facts,
    *,
    request_id: str,
    on: date,
    words: str,
) -> Case:
    by = stamp(desk, actor, request_id)
    opened = start(str(uuid.uuid4()), by, details=details, facts=facts, owner=actor.id)
    if not may_open(actor) or not may_see(opened, actor):
        raise RefusedError(Refusal.NOT_YOURS_TO_OPEN)
    return record(opened, by, what=What.REPORTED, on=on, words=words)


def _store(desk: CaseDesk, actor: StaffAccount, case: Case) -> CaseView:
    existing = _existing(desk, actor, case)
    if existing is None:
        due = desk.timetable.due(case)
        try:
            return view(desk, desk.cases.add(case, due_on=due.on if due else None))
        except StorageError:
            existing = _existing(desk, actor, case)
            if existing is None:
                raise
    return view(desk, existing)


def _existing(desk: CaseDesk, actor: StaffAccount, case: Case) -> Case | None:
    """Return the case that this request has opened already; one of another request for its record is a conflict."""
    of_request = desk.cases.by_request(case.request_id)
    if of_request is not None:
        return seen(of_request, actor)
    of_record = desk.cases.by_record(case.record_id) if case.record_id else None
    if of_record is not None:
        raise ConflictError(seen(of_record, actor))
    return None
