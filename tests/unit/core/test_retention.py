"""What has had its time by the schedule, and what never has."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from case_samples import OFFENSIVE

from assistant.adapters.content import read_retention
from assistant.core.case_history import What
from assistant.core.cases import Case, Details, Entry, EntryKind
from assistant.core.records import Record
from assistant.core.retention import (
    Closing,
    Over,
    Plan,
    Rule,
    StoredRecord,
    Thing,
    Waiting,
    last_day,
    least_rule,
    plan_deletions,
    rule_of_case,
    rule_to_erase_by,
    rules_for,
    suggested_rule,
)
from assistant.core.routing import About, Kind
from assistant.settings import PROJECT

SCHEDULE = read_retention(PROJECT / "assistant" / "content" / "retention.yml")
CLOSED = datetime(2026, 9, 1, 12, tzinfo=UTC)


def _record(kind: Kind = Kind.CONCERN, about: About = About.SCHOOL, *, child: bool = False, name: str = "r") -> Record:
    return Record(name, f"q-{name}", kind, about, child, CLOSED - timedelta(days=30))


def _closed(record: Record, rule: Rule, keep_until: date | None = None) -> StoredRecord:
    return StoredRecord(record, opened=True, closing=Closing(record.id, CLOSED, "a", rule, "done", keep_until))


def _case(*whats: What, record: str | None = None, about: About = About.PUPIL, child: bool = False) -> Case:
    details = Details("t", about=frozenset({about}), child_at_risk=child)
    first = Entry(1, EntryKind.OPENED, CLOSED.date(), CLOSED, "a", facts=OFFENSIVE, details=details)
    rest = [
        Entry(at, EntryKind.EVENT, CLOSED.date(), CLOSED + timedelta(days=at), "a", what=what)
        for at, what in enumerate(whats, 2)
    ]
    return Case("c", 1, "q", CLOSED, (first, *rest), record_id=record, version=3)


@pytest.mark.parametrize(
    ("rule", "stays", "goes"),
    [
        (Rule.NO_CASE, "2026-11-30", "2026-12-01"),
        (Rule.COMPLAINT, "2032-09-01", "2032-09-02"),
        (Rule.ALLEGATION, "2036-09-01", "2036-09-02"),
        (Rule.CHILD_AT_RISK, "2051-09-01", "2051-09-02"),
    ],
)
def test_closed_record_goes_the_day_after_its_last(rule: Rule, stays: str, goes: str) -> None:
    stored = [_closed(_record(), rule)]
    for day, over in ((stays, ()), (goes, (Over(Thing.RECORD, "r", rule, CLOSED),))):
        now = datetime.fromisoformat(f"{day}T12:00+00:00")
        assert plan_deletions(stored, [], SCHEDULE, now) == Plan(over, {})


def test_what_nobody_opened_closed_or_answered_stays_for_ever() -> None:
    stored = [
        StoredRecord(_record(name="unread"), opened=False),
        StoredRecord(_record(name="open"), opened=True),
        StoredRecord(_record(Kind.DATA_RIGHTS, name="asked"), opened=True),
    ]
    found = plan_deletions(stored, [_case(What.DISCUSSED)], SCHEDULE, CLOSED + timedelta(days=36_500))
    assert found == Plan((), dict.fromkeys(Waiting, 1))


@pytest.mark.parametrize(
    ("stored", "cases"),
    [
        (replace(_closed(_record(), Rule.NO_CASE), opened=False), []),
        (StoredRecord(_record(Kind.DATA_RIGHTS), opened=False, answered_at=CLOSED), []),
        (StoredRecord(_record(), opened=False), [_case(What.CLOSED, record="r")]),
    ],
    ids=["closed", "answered", "of a closed case"],
)
def test_what_holds_something_that_nobody_opened_stays_for_ever(stored: StoredRecord, cases: list[Case]) -> None:
    found = plan_deletions([stored], cases, SCHEDULE, CLOSED + timedelta(days=36_500))
    assert found == Plan((), {Waiting.UNREAD: 1})


def test_answered_request_goes_three_years_later() -> None:
    stored = [StoredRecord(_record(Kind.DATA_RIGHTS), opened=True, answered_at=CLOSED)]
    last = datetime(2029, 9, 1, 12, tzinfo=UTC)
    assert plan_deletions(stored, [], SCHEDULE, last).over == ()
    over = plan_deletions(stored, [], SCHEDULE, last + timedelta(days=1)).over
    assert over == (Over(Thing.RECORD, "r", Rule.RIGHTS_REQUEST, CLOSED),)


def test_closed_case_goes_with_its_record_and_the_record_never_before() -> None:
    record = _record()
    stored = [_closed(record, Rule.NO_CASE)]
    case = _case(What.CLOSED, record="r")
    last = datetime(2032, 9, 3, 12, tzinfo=UTC)
    assert plan_deletions(stored, [case], SCHEDULE, last).over == ()
    over = plan_deletions(stored, [case], SCHEDULE, last + timedelta(days=1)).over
    assert over == (Over(Thing.CASE, "c", Rule.CASE, CLOSED + timedelta(days=2), 3, "r"),)


@pytest.mark.parametrize(
    ("case", "record", "rule"),
    [
        (_case(), None, Rule.CASE),
        (_case(), _record(Kind.COMPLAINT), Rule.CASE),
        (_case(about=About.STAFF), None, Rule.ALLEGATION),
        (_case(about=About.STAFF, child=True), None, Rule.CHILD_AT_RISK),
        (_case(), _record(child=True), Rule.CHILD_AT_RISK),
        (_case(), _record(Kind.SAFEGUARDING), Rule.CHILD_AT_RISK),
    ],
)
def test_case_is_kept_by_its_longest_rule(case: Case, record: Record | None, rule: Rule) -> None:
    assert rule_of_case(case, SCHEDULE, record) is rule


@pytest.mark.parametrize(
    ("record", "least", "suggested", "erased_by"),
    [
        (_record(), Rule.NO_CASE, Rule.NO_CASE, Rule.NO_CASE),
        (_record(Kind.REPORT), Rule.NO_CASE, Rule.NO_CASE, Rule.NO_CASE),
        (_record(about=About.STAFF), Rule.NO_CASE, Rule.NO_CASE, Rule.ALLEGATION),
        (_record(Kind.COMPLAINT), Rule.COMPLAINT, Rule.COMPLAINT, Rule.COMPLAINT),
        (_record(Kind.COMPLAINT, About.HEADTEACHER), Rule.COMPLAINT, Rule.ALLEGATION, Rule.COMPLAINT),
        (_record(child=True), Rule.CHILD_AT_RISK, Rule.CHILD_AT_RISK, Rule.CHILD_AT_RISK),
        (_record(Kind.SAFEGUARDING), Rule.CHILD_AT_RISK, Rule.CHILD_AT_RISK, Rule.CHILD_AT_RISK),
    ],
)
def test_rules_of_a_record(record: Record, least: Rule, suggested: Rule, erased_by: Rule) -> None:
    assert (least_rule(record), suggested_rule(record), rule_to_erase_by(record, None)) == (least, suggested, erased_by)
    chosen = Closing("r", CLOSED, "a", Rule.NO_CASE)
    assert rule_to_erase_by(record, chosen) is Rule.NO_CASE
    order = [Rule.NO_CASE, Rule.COMPLAINT, Rule.ALLEGATION, Rule.CHILD_AT_RISK]
    assert rules_for(record, SCHEDULE) == tuple(order[order.index(least) :])


@pytest.mark.parametrize(
    ("rule", "day", "last"),
    [
        (Rule.ALLEGATION, date(2050, 5, 1), date(2050, 5, 1)),
        (Rule.ALLEGATION, date(2030, 5, 1), date(2036, 9, 1)),
        (Rule.CHILD_AT_RISK, date(2045, 5, 1), date(2045, 5, 1)),
        (Rule.CHILD_AT_RISK, None, date(2051, 9, 1)),
    ],
)
def test_named_day_is_the_later_one_or_counts_alone(rule: Rule, day: date | None, last: date) -> None:
    assert last_day(SCHEDULE, rule, CLOSED, day) == last


def test_times_of_the_schedule_follow_its_file() -> None:
    rules = dict(SCHEDULE.rules)
    rules[Rule.NO_CASE] = replace(rules[Rule.NO_CASE], period=rules[Rule.COMPLAINT].period)
    assert last_day(replace(SCHEDULE, rules=rules), Rule.NO_CASE, CLOSED) == date(2032, 9, 1)
