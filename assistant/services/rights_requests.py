"""What people ask about their own data: who of the staff handles it, by when, and how it is answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.core.access import may_read_record
from assistant.core.records import Account, Record
from assistant.core.reminders import RequestDue
from assistant.core.retention import Rule, Schedule, rule_to_erase_by
from assistant.core.rights import Outcome, RightsKind, RightsRequest, due_date, may_handle, still_due
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import today
from assistant.services.close_record import readable
from assistant.services.ports import Cases, Clock, Keeping, Rights, Store

_MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class RightsDesk:
    """What handling requests needs, together."""

    store: Store
    rights: Rights
    keeping: Keeping
    cases: Cases
    clock: Clock
    schedule: Schedule
    bank_holidays: Collection[date]


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request in a list. ``due`` is by when something must be done still, ``last_day`` what the law gave."""

    request: RightsRequest
    record: Record
    last_day: date
    due: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class OpenedRequest:
    """A request with its words. ``target`` is the record that is asked about, where the reader may read that one."""

    shown: ShownRequest
    account: Account
    target: Record | None


class Answered(StrEnum):
    """What came of answering a request."""

    DONE = "done"
    NO_SUCH = "no_such"
    ANSWERED_BEFORE = "answered_before"
    REASON_NEEDED = "reason_needed"
    WORDS_NEEDED = "words_needed"
    TOO_LONG = "too_long"


class Erased(StrEnum):
    """What came of erasing a record."""

    DONE = "done"
    NO_SUCH = "no_such"
    MUST_BE_KEPT = "must_be_kept"
    HAS_CASE = "has_case"


def list_requests(desk: RightsDesk, *, actor: StaffAccount) -> list[ShownRequest]:
    """Return the requests that somebody handles: first those of which something is due, the earliest first."""
    requests = desk.rights.all()
    with desk.store.transaction() as records:
        notices = {record.id: records.notices(record.id) for _, record in requests}
    found = [
        _shown(desk, request, record)
        for request, record in requests
        if may_handle(request, record, notices[record.id], actor)
    ]
    return sorted(found, key=lambda shown: (shown.due is None, shown.due or shown.last_day))


def due_requests(desk: RightsDesk, accounts: Collection[StaffAccount]) -> list[tuple[RequestDue, list[StaffAccount]]]:
    """Return the requests of which something is due, each with those who handle it."""
    requests = [
        (request, record) for request, record in desk.rights.unanswered() if still_due(request, desk.bank_holidays)
    ]
    with desk.store.transaction() as records:
        notices = {record.id: records.notices(record.id) for _, record in requests}
    return [
        (
            RequestDue(
                record.id,
                due_date(request.kind, request.received_on, bank_holidays=desk.bank_holidays),
                child_at_risk=record.is_urgent,
            ),
            [person for person in accounts if may_handle(request, record, notices[record.id], person)],
        )
        for request, record in requests
    ]


def open_request(desk: RightsDesk, *, actor: StaffAccount, record_id: str) -> OpenedRequest | None:
    """Return a request with its words to somebody who handles it; it counts as opened. Nothing to anybody else."""
    found = _handled(desk, actor, record_id)
    if found is None:
        return None
    request, record = found
    now = desk.clock.now()
    with desk.store.transaction() as records:
        account = records.account(record_id)
        for notice in records.notices(record_id):
            if may_read_record(record, notice.role, actor):
                records.notice_opened(notice.id, now, account_id=actor.id)
    desk.rights.looked_at(record_id, account_id=actor.id, now=now)
    about = request.about_record_id
    return OpenedRequest(_shown(desk, request, record), account, readable(desk.store, actor, about) if about else None)


def acknowledge_request(desk: RightsDesk, *, actor: StaffAccount, record_id: str) -> bool:
    """Record that the person was told that the request came; tell whether that was not recorded before."""
    if _handled(desk, actor, record_id) is None:
        return False
    return desk.rights.acknowledge(record_id, account_id=actor.id, now=desk.clock.now())


def answer_request(
    desk: RightsDesk,
    *,
    actor: StaffAccount,
    record_id: str,
    outcome: Outcome,
    reason: str,
    words: str,
    reasons: Mapping[RightsKind, Collection[str]],
) -> Answered:
    """Record how the school answered; ``reasons`` are the legal ones, of which a refusal needs one that suits."""
    found = _handled(desk, actor, record_id)
    if found is None:
        return Answered.NO_SUCH
    request, _ = found
    refused = outcome is not Outcome.FULFILLED
    if refused and reason not in reasons[request.kind]:
        return Answered.REASON_NEEDED
    if not words.strip():
        return Answered.WORDS_NEEDED
    if len(words) > _MOST_CHARACTERS:
        return Answered.TOO_LONG
    answered = replace(
        request,
        answered_at=desk.clock.now(),
        outcome=outcome,
        reason=reason if refused else "",
        words=words.strip(),
    )
    return Answered.DONE if desk.rights.answer(answered, account_id=actor.id) else Answered.ANSWERED_BEFORE


def stored_about(
    desk: RightsDesk, *, actor: StaffAccount, record_id: str
) -> Mapping[str, list[dict[str, object]]] | None:
    """Return all that is stored about the record that a request concerns, of its own record where it names none.

    Nothing where the actor does not handle the request, or may not read the record that it concerns.
    """
    found = _handled(desk, actor, record_id)
    if found is None:
        return None
    target = found[0].about_record_id
    if target is not None and readable(desk.store, actor, target) is None:
        return None
    desk.rights.exported(target or record_id, account_id=actor.id, now=desk.clock.now())
    return desk.keeping.everything_about(target or record_id)


def kept_by(desk: RightsDesk, record: Record) -> Rule | None:
    """Return the rule for which a record must be kept and cannot be erased; nothing where it can."""
    rule = rule_to_erase_by(record, desk.keeping.closing(record.id))
    return rule if desk.schedule.rules[rule].law else None


def erase_asked(desk: RightsDesk, *, actor: StaffAccount, record_id: str) -> Erased:
    """Erase the record that a request for erasure concerns, with all that hangs on it.

    Never what the law makes the school keep, nor a record that became a case.
    """
    found = _handled(desk, actor, record_id)
    target = None
    if found is not None and found[0].kind is RightsKind.ERASURE and found[0].about_record_id:
        target = readable(desk.store, actor, found[0].about_record_id)
    if target is None:
        return Erased.NO_SUCH
    if desk.cases.by_record(target.id) is not None:
        return Erased.HAS_CASE
    if kept_by(desk, target) is not None:
        return Erased.MUST_BE_KEPT
    erased = desk.keeping.erase(target.id, account_id=actor.id, now=desk.clock.now())
    desk.keeping.leave_nothing_behind()
    return Erased.DONE if erased else Erased.NO_SUCH


def _handled(desk: RightsDesk, actor: StaffAccount, record_id: str) -> tuple[RightsRequest, Record] | None:
    request = desk.rights.of_record(record_id)
    with desk.store.transaction() as records:
        record = records.by_id(record_id)
        notices = records.notices(record_id)
    if request is None or record is None or not may_handle(request, record, notices, actor):
        return None
    return request, record


def _shown(desk: RightsDesk, request: RightsRequest, record: Record) -> ShownRequest:
    due = still_due(request, desk.bank_holidays)
    last = due_date(request.kind, request.received_on, bank_holidays=desk.bank_holidays)
    return ShownRequest(request, record, last, due, due is not None and due < today(desk.clock))
