"""How long each thing is kept, and what has had its time. Only the decision is here; deleting is the worker's.

A record that nobody has opened, or not since its giver added something, one that staff have not closed, and an open
case are never over: time does not close anything. A record that became a case stays as long as the case does.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.core.access import ADULTS, may_be_about_an_adult
from assistant.core.calendar import school_time
from assistant.core.cases import Case
from assistant.core.periods import Period
from assistant.core.records import Record
from assistant.core.routing import Kind


class Rule(StrEnum):
    """What a period is for. ``UNREAD``, ``ACCOUNTS`` and ``AUDIT`` are without one: nothing of it is deleted."""

    DRAFTS = "drafts"
    CHATS = "chats"
    SIGN_INS = "sign_ins"
    REMINDERS = "reminders"
    UNREAD = "unread"
    NO_CASE = "no_case"
    COMPLAINT = "complaint"
    CASE = "case"
    ALLEGATION = "allegation"
    CHILD_AT_RISK = "child_at_risk"
    RIGHTS_REQUEST = "rights_request"
    ACCOUNTS = "accounts"
    AUDIT = "audit"


OF_RECORDS = (Rule.NO_CASE, Rule.COMPLAINT, Rule.ALLEGATION, Rule.CHILD_AT_RISK)
"""The rules that staff choose from as they close a record, the shortest first."""
WITHOUT_PERIOD = frozenset({Rule.UNREAD, Rule.ACCOUNTS, Rule.AUDIT})


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the schedule. ``period`` is nothing where it is never deleted by itself.

    ``what`` and ``since`` are in plain words; ``law`` names why the school must keep it so long, where it must.
    ``named_day`` is what staff may give as a day of its own, such as a birthday: nothing is deleted before it, and
    with ``named_day_counts_alone`` the period does not matter beside it.
    """

    what: str
    since: str
    why: str
    period: Period | None = None
    law: str = ""
    named_day: str = ""
    named_day_counts_alone: bool = False

    @property
    def how_long(self) -> str:
        """The period in words."""
        return "not deleted by itself" if self.period is None else f"{self.period} {self.since}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The school's schedule; ``adopted`` is the day on which the school made it its own, nothing for the example."""

    rules: Mapping[Rule, Kept]
    adopted: date | None = None

    def period(self, rule: Rule) -> Period:
        """Return a rule's period; the content's check has seen that it has one."""
        period = self.rules[rule].period
        if period is None:
            raise KeyError(rule)
        return period

    def longest(self, rules: Iterable[Rule]) -> Rule:
        """Return the rule that keeps longest, the first of equals."""
        return max(rules, key=lambda rule: self.period(rule).after(_ANY_DAY))


_ANY_DAY = date(2000, 3, 1)


@dataclass(frozen=True, slots=True)
class Closing:
    """Staff closed a record that became no case, and chose how long it is kept."""

    record_id: str
    at: datetime
    by: str
    rule: Rule
    reason: str = ""
    keep_until: date | None = None
    """The day of the rule's own that staff gave, such as a birthday."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record and what decides how long it is kept; ``answered_at`` is of a rights request."""

    record: Record
    opened: bool
    """Whether somebody has opened it, or answered the request, since its giver last told something."""
    closing: Closing | None = None
    answered_at: datetime | None = None


class Thing(StrEnum):
    """What is deleted as one."""

    RECORD = "record"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Over:
    """Something that has had its time. ``version`` is a case's, so that one that was written to since stays."""

    thing: Thing
    id: str
    rule: Rule
    since: datetime
    version: int = 0
    record_id: str | None = None
    """The record that a case was opened from; it goes with the case."""


class Waiting(StrEnum):
    """Why something stays whose time does not run."""

    UNREAD = "unread"
    NOT_CLOSED = "not_closed"
    CASE_OPEN = "case_open"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go now, and how many things stay whose time does not run yet."""

    over: tuple[Over, ...]
    waiting: Mapping[Waiting, int]


def least_rule(record: Record) -> Rule:
    """Return the shortest time for which staff may keep a record that became no case."""
    if record.child_at_risk or record.kind is Kind.SAFEGUARDING:
        return Rule.CHILD_AT_RISK
    return Rule.COMPLAINT if record.kind is Kind.COMPLAINT else Rule.NO_CASE


def suggested_rule(record: Record) -> Rule:
    """Return what is ticked beforehand as staff close a record: a complaint about an adult may be an allegation."""
    least = least_rule(record)
    return Rule.ALLEGATION if least is Rule.COMPLAINT and record.about in ADULTS else least


def rules_for(record: Record, schedule: Schedule) -> tuple[Rule, ...]:
    """Return the rules that staff may choose from: none that keeps a record shorter than it must be kept."""
    least = schedule.period(least_rule(record)).after(_ANY_DAY)
    return tuple(rule for rule in OF_RECORDS if schedule.period(rule).after(_ANY_DAY) >= least)


def rule_to_erase_by(record: Record, closing: Closing | None) -> Rule:
    """Return the rule that decides whether a record may be erased before its time.

    What is about an adult counts as an allegation until staff have closed it as something less.
    """
    if closing is not None:
        return closing.rule
    return Rule.ALLEGATION if record.about in ADULTS and least_rule(record) is Rule.NO_CASE else least_rule(record)


def rule_of_case(case: Case, schedule: Schedule, record: Record | None = None) -> Rule:
    """Return the rule that keeps a case longest, its record's too."""
    rules = [Rule.CASE]
    if case.details.child_at_risk:
        rules.append(Rule.CHILD_AT_RISK)
    if may_be_about_an_adult(case):
        rules.append(Rule.ALLEGATION)
    if record is not None:
        rules.append(least_rule(record))
    return schedule.longest(rules)


def last_day(schedule: Schedule, rule: Rule, since: datetime, keep_until: date | None = None) -> date:
    """Return the last day on which something is kept, counted from the school's day of ``since``."""
    last = schedule.period(rule).after(school_time(since).date())
    if keep_until is None:
        return last
    return keep_until if schedule.rules[rule].named_day_counts_alone else max(last, keep_until)


def plan_deletions(records: Iterable[StoredRecord], cases: Iterable[Case], schedule: Schedule, now: datetime) -> Plan:
    """Return what has had its time, and count what stays because its time does not run."""
    stored = {found.record.id: found for found in records}
    over: list[Over] = []
    today = school_time(now).date()
    waiting: Counter[Waiting] = Counter()
    in_cases = set()
    for case in cases:
        in_cases.add(case.record_id)
        found = stored.get(case.record_id or "")
        record = found.record if found else None
        if not case.closed:
            waiting[Waiting.CASE_OPEN] += 1
            continue
        if found and not found.opened:
            waiting[Waiting.UNREAD] += 1
            continue
        since = max(entry.recorded_at for entry in case.entries)
        rule = rule_of_case(case, schedule, record)
        if last_day(schedule, rule, since) < today:
            over.append(Over(Thing.CASE, case.id, rule, since, case.version, record.id if record else None))
    for one in stored.values():
        if one.record.id in in_cases:
            continue
        kept = _of_record(one)
        if isinstance(kept, Waiting):
            waiting[kept] += 1
            continue
        rule, since, keep_until = kept
        if last_day(schedule, rule, since, keep_until) < today:
            over.append(Over(Thing.RECORD, one.record.id, rule, since))
    return Plan(tuple(over), dict(waiting))


def _of_record(found: StoredRecord) -> Waiting | tuple[Rule, datetime, date | None]:
    ended: tuple[Rule, datetime, date | None]
    if found.record.kind is Kind.DATA_RIGHTS:
        if found.answered_at is None:
            return Waiting.NOT_ANSWERED
        ended = Rule.RIGHTS_REQUEST, found.answered_at, None
    elif found.closing is not None:
        ended = found.closing.rule, found.closing.at, found.closing.keep_until
    else:
        return Waiting.NOT_CLOSED if found.opened else Waiting.UNREAD
    return ended if found.opened else Waiting.UNREAD
