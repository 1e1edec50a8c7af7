"""Close a record that became no case, so that its time begins to run; or open it again."""

from datetime import date
from enum import StrEnum

from assistant.core.access import may_read_record
from assistant.core.periods import add_months
from assistant.core.records import Record
from assistant.core.retention import Closing, Rule, Schedule, rules_for
from assistant.core.routing import Kind
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import today
from assistant.services.ports import Clock, Keeping, Store

_MOST_CHARACTERS = 2_000
_FURTHEST_MONTHS = 12 * 60


class Closed(StrEnum):
    """What came of closing a record."""

    DONE = "done"
    NO_SUCH = "no_such"
    NOT_CLOSABLE = "not_closable"
    """It is closed already, has become a case, or is a request, which is answered instead."""
    WORDS_NEEDED = "words_needed"
    TOO_LONG = "too_long"
    NOT_THIS_RULE = "not_this_rule"
    NOT_THIS_DAY = "not_this_day"


def close_record(
    store: Store,
    keeping: Keeping,
    clock: Clock,
    schedule: Schedule,
    *,
    actor: StaffAccount,
    record_id: str,
    rule: Rule | None,
    reason: str,
    keep_until: date | None = None,
) -> Closed:
    """Close a record as one who may read it; ``rule`` says how long it is kept, never shorter than it must be."""
    record = readable(store, actor, record_id)
    if record is None:
        return Closed.NO_SUCH
    if record.kind is Kind.DATA_RIGHTS:
        return Closed.NOT_CLOSABLE
    if rule is None or rule not in rules_for(record, schedule):
        return Closed.NOT_THIS_RULE
    if not reason.strip():
        return Closed.WORDS_NEEDED
    if len(reason) > _MOST_CHARACTERS:
        return Closed.TOO_LONG
    now = today(clock)
    if keep_until is not None and not (
        schedule.rules[rule].named_day and now < keep_until <= add_months(now, _FURTHEST_MONTHS)
    ):
        return Closed.NOT_THIS_DAY
    closing = Closing(record_id, clock.now(), actor.id, rule, reason.strip(), keep_until)
    return Closed.DONE if keeping.close(closing) else Closed.NOT_CLOSABLE


def reopen_record(store: Store, keeping: Keeping, clock: Clock, *, actor: StaffAccount, record_id: str) -> bool:
    """Open a record again as one who may read it; tell whether it was closed."""
    if readable(store, actor, record_id) is None:
        return False
    return keeping.reopen(record_id, account_id=actor.id, now=clock.now())


def readable(store: Store, actor: StaffAccount, record_id: str) -> Record | None:
    """Return a record to somebody who may read it; reading it is not what this is for, so nothing is marked."""
    with store.transaction() as records:
        record = records.by_id(record_id)
        notices = records.notices(record_id)
    if record is None or not any(may_read_record(record, notice.role, actor) for notice in notices):
        return None
    return record
