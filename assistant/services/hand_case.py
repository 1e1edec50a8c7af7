"""Say what a case is called and whom it is about, give it to somebody, let somebody in or out.

As in ``change_case``: each makes one change to the version that the actor has seen, or raises.
"""

from collections.abc import Collection

from assistant.core.access import about_accused, may_see, may_unshare
from assistant.core.case_changes import Stamp, assign, change_details, share, unshare
from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.cases import Case, Details
from assistant.core.routing import About
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, change
from assistant.services.ports import CaseDesk


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
        details = Details(
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


def unshare_case(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    reader: StaffAccount,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Take back that somebody was let into a case; who reads it by a post, or owns it, goes on reading it."""

    def make(case: Case, stamp: Stamp) -> Case:
        if any(one.staff_id == reader.id and not may_unshare(case, one, actor) for one in case.shares):
            raise RefusedError(Refusal.NOT_YOURS_TO_UNSHARE)
        return unshare(case, stamp, staff_id=reader.id, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def _readable_by(person: StaffAccount | None, case: Case) -> Case:
    if person is not None and not may_see(case, person):
        raise RefusedError(Refusal.MAY_NOT_READ_IT)
    return case
