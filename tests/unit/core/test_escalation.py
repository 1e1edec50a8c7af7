"""When what nobody opened goes on, to whom, and how it is summed up."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from route_samples import CALENDAR, DAY, MONDAY, SATURDAY, WAITS

from assistant.core.escalation import Told, after_school_days, due_notices, sum_up
from assistant.core.records import HandOver, Notice, Record
from assistant.core.routing import USUAL_STAND_INS, About, Kind, Role

HEAD, LEAD = Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def _record(about: About = About.STAFF, *, child: bool = False) -> Record:
    return Record("r", "q", Kind.COMPLAINT, about, child_at_risk=child, created_at=MONDAY)


def _notice(name: str, role: Role, at: datetime = MONDAY, *, opened: bool = False, cause: str | None = None) -> Notice:
    state = HandOver.OPENED if opened else HandOver.SENT
    return Notice(name, "r", role, state, at, sent_at=at, opened_at=at if opened else None, cause=cause)


def _due(record: Record, notices: list[Notice], now: datetime, barred: Collection[Role] = ()) -> list[tuple[str, Role]]:
    found = due_notices(
        record, notices, now=now, waits=WAITS, calendar=CALENDAR, stand_ins=USUAL_STAND_INS, barred=barred
    )
    return [(one.cause.id, one.role) for one in found]


@pytest.mark.parametrize(
    ("came", "days", "after"),
    [
        (MONDAY, 1, datetime(2026, 9, 8, 9, tzinfo=UTC)),
        (MONDAY, 2, datetime(2026, 9, 9, 9, tzinfo=UTC)),
        (datetime(2026, 9, 11, 15, tzinfo=UTC), 1, datetime(2026, 9, 14, 15, tzinfo=UTC)),
        (SATURDAY, 1, datetime(2026, 9, 15, 7, 30, tzinfo=UTC)),
        (datetime(2026, 8, 20, 12, tzinfo=UTC), 1, datetime(2026, 8, 21, 12, tzinfo=UTC)),
        (datetime(2026, 10, 23, 15, tzinfo=UTC), 1, datetime(2026, 11, 2, 16, tzinfo=UTC)),
        (datetime(2026, 10, 28, 15, tzinfo=UTC), 1, datetime(2026, 11, 3, 8, 30, tzinfo=UTC)),
    ],
    ids=["within a day", "two days", "over a weekend", "on Saturday", "unknown year", "clocks go back", "in half term"],
)
def test_whole_school_days_pass_by_the_clock_at_school(came: datetime, days: int, after: datetime) -> None:
    assert after_school_days(came, days, CALENDAR) == after


def test_what_nobody_opened_goes_to_the_next_post_after_a_school_day() -> None:
    notices = [_notice("n1", HEAD)]
    assert _due(_record(), notices, MONDAY + DAY - SECOND) == []
    assert _due(_record(), notices, MONDAY + DAY) == [("n1", CHAIR)]


def test_what_was_never_sent_goes_on_too() -> None:
    queued = replace(_notice("n1", HEAD), state=HandOver.QUEUED, sent_at=None)
    assert _due(_record(), [queued], MONDAY + DAY) == [("n1", CHAIR)]


def test_what_was_opened_goes_nowhere() -> None:
    assert _due(_record(), [_notice("n1", HEAD, opened=True)], MONDAY + 30 * DAY) == []


def test_a_line_ends_with_whoever_in_it_opens_the_record() -> None:
    first, second = _notice("n1", HEAD), _notice("n2", CHAIR, MONDAY + DAY, cause="n1")
    later = MONDAY + 30 * DAY
    assert _due(_record(), [first, second], later) == [("n2", CLERK)]
    assert _due(_record(), [replace(first, opened_at=later), second], later) == []
    assert _due(_record(), [first, replace(second, opened_at=later)], later) == []


def test_a_child_at_risk_waits_an_hour_on_any_day() -> None:
    notices = [_notice("n1", HEAD, SATURDAY), _notice("n2", LEAD, SATURDAY)]
    urgent = _record(child=True)
    assert _due(urgent, notices, SATURDAY + HOUR - SECOND) == []
    assert _due(urgent, notices, SATURDAY + HOUR) == [("n1", CHAIR), ("n2", CLERK)]


def test_a_child_at_risk_that_somebody_has_seen_goes_by_school_days() -> None:
    notices = [_notice("n1", HEAD), _notice("n2", LEAD, opened=True)]
    assert _due(_record(child=True), notices, MONDAY + 5 * HOUR) == []
    assert _due(_record(child=True), notices, MONDAY + DAY) == [("n1", CHAIR)]


def test_danger_told_later_waits_an_hour_though_the_record_was_opened_before() -> None:
    notices = [_notice("n1", HEAD, opened=True), _notice("n2", LEAD, SATURDAY)]
    assert _due(_record(child=True), notices, SATURDAY + HOUR - SECOND) == []
    assert _due(_record(child=True), notices, SATURDAY + HOUR) == [("n2", CHAIR)]
    seen = [*notices, replace(_notice("n3", HEAD, SATURDAY), opened_at=SATURDAY + HOUR - SECOND)]
    assert _due(_record(child=True), seen, SATURDAY + HOUR) == []


def test_a_line_goes_by_school_days_as_long_as_somebody_has_seen_what_it_began_with() -> None:
    notices = [
        _notice("n1", HEAD),
        _notice("n2", LEAD, opened=True),
        _notice("n3", CHAIR, MONDAY + DAY, cause="n1"),
    ]
    assert _due(_record(child=True), notices, MONDAY + DAY + HOUR) == []
    assert _due(_record(child=True), notices, MONDAY + 2 * DAY) == [("n3", CLERK)]


def test_at_the_end_of_the_line_the_last_is_reminded_each_day() -> None:
    line = [
        _notice("n1", HEAD, SATURDAY),
        _notice("n2", CHAIR, SATURDAY, cause="n1"),
        _notice("n3", CLERK, SATURDAY, cause="n2"),
    ]
    urgent = _record(child=True)
    assert _due(urgent, line, SATURDAY + DAY - SECOND) == []
    assert _due(urgent, line, SATURDAY + DAY) == [("n3", CLERK)]
    again = [*line, _notice("n4", CLERK, SATURDAY + DAY, cause="n3")]
    assert _due(urgent, again, SATURDAY + 2 * DAY - SECOND) == []
    assert _due(urgent, again, SATURDAY + 2 * DAY) == [("n4", CLERK)]
    assert _due(_record(), again, SATURDAY + DAY) == []
    assert _due(_record(), again, datetime(2026, 9, 15, 7, 30, tzinfo=UTC)) == [("n4", CLERK)]


@pytest.mark.parametrize(
    ("about", "first", "line"),
    [
        (About.STAFF, HEAD, [CHAIR, CLERK]),
        (About.SAFEGUARDING_LEAD, HEAD, [CHAIR, CLERK]),
        (About.HEADTEACHER, CHAIR, [CLERK]),
        (About.GOVERNORS, CLERK, [HEAD]),
        (About.CLERK, CHAIR, [HEAD]),
    ],
)
def test_a_line_never_reaches_the_accused(about: About, first: Role, line: list[Role]) -> None:
    notices, reached, now = [_notice("n0", first)], [], MONDAY
    for number in range(1, 6):
        now += 7 * DAY
        ((cause, role),) = _due(_record(about), notices, now)
        notices.append(_notice(f"n{number}", role, now, cause=cause))
        reached.append(role)
    assert reached == [*line, *[line[-1]] * (5 - len(line))]


def test_a_post_in_conflict_is_passed_over_and_one_that_has_come_into_it_hands_on_at_once() -> None:
    notices = [_notice("n1", HEAD)]
    about = _record(About.SAFEGUARDING_LEAD)
    assert _due(about, notices, MONDAY + DAY, [CHAIR]) == [("n1", CLERK)]
    assert _due(about, notices, MONDAY, [HEAD]) == [("n1", CHAIR)]
    assert _due(about, notices, MONDAY + 30 * DAY, [HEAD, CHAIR, CLERK]) == []


def test_each_post_is_summed_up_once_with_its_reminders() -> None:
    at = [MONDAY + number * DAY for number in range(5)]
    notices = [
        _notice("n1", HEAD, at[0]),
        _notice("n2", CHAIR, at[1], cause="n1"),
        _notice("n3", CHAIR, at[2], cause="n2"),
        _notice("n4", CHAIR, at[3], cause="n3"),
    ]
    assert sum_up(notices) == (
        Told(HEAD, HandOver.SENT, at[0]),
        Told(CHAIR, HandOver.SENT, at[1], instead_of=HEAD, reminded=at[3]),
    )
    opened = replace(notices[-1], state=HandOver.OPENED, opened_at=at[4])
    assert sum_up([*notices[:-1], opened])[1] == Told(CHAIR, HandOver.OPENED, at[4], instead_of=HEAD, reminded=at[3])


def test_a_reminder_that_waits_does_not_hide_that_the_first_was_sent() -> None:
    waiting = Notice("n2", "r", CLERK, HandOver.QUEUED, MONDAY + DAY, cause="n1")
    assert sum_up([_notice("n1", CLERK), waiting]) == (Told(CLERK, HandOver.SENT, MONDAY),)
