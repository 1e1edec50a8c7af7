"""Write in a case. Each function makes one change to the version that the actor has seen.

All raise ``NotFoundError`` where there is no such case for the actor, ``ConflictError`` where somebody else was first,
and ``RefusedError`` where the case does not take the change. With a ``request_id`` a repeated request changes nothing.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from assistant.core.access import about_accused, may_see
from assistant.core.case_changes import (
    Stamp,
    assign,
    change_details,
    change_facts,
    choose,
    correct,
    note,
    record,
    share,
)
from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import Case
from assistant.core.procedure import Facts, Step
from assistant.core.routing import About
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, change
from assistant.services.ports import CaseDesk


def record_event(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    what: What,
    on: date,
    words: str = "",
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Record what happened, and return the new advice. An event that goes against the advice needs a reason."""

    def make(case: Case, stamp: Stamp) -> Case:
        return record(case, stamp, what=what, on=on, words=words, reason=reason)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def choose_step(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    step: Step,
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Keep which step is to be taken. One that goes against the advice needs a reason."""

    def make(case: Case, stamp: Stamp) -> Case:
        return choose(case, stamp, step=step, reason=reason)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def add_note(
    desk: CaseDesk, *, actor: StaffAccount, number: int, version: int, words: str, request_id: str = ""
) -> CaseView:
    """Write something down that is no event of the procedure."""

    def make(case: Case, stamp: Stamp) -> Case:
        return note(case, stamp, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def correct_entry(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    position: int,
    words: str,
    withdraw: bool,
    request_id: str = "",
) -> CaseView:
    """Add to an earlier entry; ``withdraw``: it was wrong, and the procedure takes no account of it any more."""

    def make(case: Case, stamp: Stamp) -> Case:
        return correct(case, stamp, position=position, words=words, withdraw=withdraw)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def set_facts(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    facts: Facts,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Set what was found; the facts before stay in the chronology."""

    def make(case: Case, stamp: Stamp) -> Case:
        return change_facts(case, stamp, facts=facts, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def set_details(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    title: str,
    place: str,
    people: str,
    accused: Collection[StaffAccount],
    about: Collection[About],
    child_at_risk: bool,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Set what a case is called and whom it is about; from then on the accused see nothing of it."""

    def make(case: Case, stamp: Stamp) -> Case:
        details = replace(
            case.details,
            title=title,
            place=place,
            people=people,
            accused=frozenset(account.id for account in accused),
            about=frozenset(about) | {about_accused(account) for account in accused},
            child_at_risk=child_at_risk,
        )
        return change_details(case, stamp, details=details, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def assign_owner(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    owner: StaffAccount | None,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Give a case to somebody who may read it, or to nobody."""

    def make(case: Case, stamp: Stamp) -> Case:
        return _readable_by(owner, assign(case, stamp, owner=owner.id if owner else None, words=words))

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def share_case(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    recipient: StaffAccount,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Let somebody into a case, who may not be among the accused."""

    def make(case: Case, stamp: Stamp) -> Case:
        return _readable_by(recipient, share(case, stamp, staff_id=recipient.id, words=words))

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def close_case(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    on: date,
    words: str = "",
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Close a case. Where the advice is not to close it yet, that needs a reason."""
    return record_event(
        desk,
        actor=actor,
        number=number,
        version=version,
        what=What.CLOSED,
        on=on,
        words=words,
        reason=reason,
        request_id=request_id,
    )


def _readable_by(person: StaffAccount | None, case: Case) -> Case:
    if person is not None and not may_see(case, person):
        raise RefusedError(Refusal.MAY_NOT_READ_IT)
    return case
