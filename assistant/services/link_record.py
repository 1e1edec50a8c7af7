"""Say that a record belongs to a case that is there already; the record itself stays as it is."""

from collections.abc import Iterable

from assistant.core.access import may_see, reach
from assistant.core.case_changes import link
from assistant.core.case_errors import NotFoundError, Refusal, RefusedError
from assistant.core.cases import Case
from assistant.core.records import Record
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, change, seen
from assistant.services.close_record import readable
from assistant.services.ports import CaseDesk, Digests, Store
from assistant.services.sign_receipt import public_reference


def link_record(
    desk: CaseDesk,
    store: Store,
    digests: Digests,
    *,
    actor: StaffAccount,
    people: Iterable[StaffAccount],
    record_id: str,
    number: int,
    request_id: str,
) -> CaseView:
    """Link a record that the actor may read to a case that the actor may see; the entry holds its reference alone.

    The entry tells whoever sees the case that there is the record, so none is linked where one of ``people``, all who
    have an account, sees the case and holds the post that the record is about.

    Raises:
        NotFoundError: there is no such record or case for the actor.
        ConflictError: somebody wrote in the case at the same moment.
        RefusedError: the case does not take it, or holds it already, or would tell the accused.
    """
    record = readable(store, actor, record_id)
    if record is None:
        raise NotFoundError
    case = seen(desk.cases.by_number(number), actor)
    if any(record.about in reach(person).accused and may_see(case, person) for person in people):
        raise RefusedError(Refusal.WOULD_TELL_THE_ACCUSED)
    return change(
        desk,
        actor,
        number=number,
        version=case.version,
        request_id=request_id,
        make=lambda case, stamp: link(case, stamp, record_id=record_id, words=public_reference(digests, record_id)),
    )


def linked_cases(desk: CaseDesk, *, actor: StaffAccount, record_id: str) -> list[Case]:
    """Return the cases that a record was linked to, but for the one that was opened from it, where the actor may."""
    return [
        case
        for case in desk.cases.each()
        if record_id in case.record_ids and record_id != case.record_id and may_see(case, actor)
    ]


def records_of_case(store: Store, case: Case, *, actor: StaffAccount) -> list[Record]:
    """Return the records that belong to a case and that the actor may read, the one that it was opened from first."""
    found = [readable(store, actor, record_id) for record_id in case.record_ids]
    return [record for record in found if record is not None]
