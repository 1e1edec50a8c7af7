"""When a notice that was not opened goes on to the next post, and how what was told of a record is summed up.

The notices of a record form lines: the first is sent to the post that the rule names, each further one has the one
before as its ``cause``. A line ends as soon as somebody in it has opened the record. Where no further post may read
it, the last one is reminded, again and again.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from assistant.core.calendar import SchoolCalendar, school_time
from assistant.core.records import HandOver, News, Notice, Record
from assistant.core.routes import Waits
from assistant.core.routing import ACCUSED_POSTS, ADULTS_AT_SCHOOL, Kind, Role, StandIns, line_of

_MORNING = time(8, 30)
_REMIND_URGENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NextNotice:
    """A notice that is due because another was not opened: to a post that was not told yet, or as a reminder."""

    cause: Notice
    role: Role


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the notices to one post; ``instead_of`` is the post that did not open it in time."""

    role: Role
    state: HandOver
    at: datetime
    instead_of: Role | None = None
    reminded: datetime | None = None
    """When it was last reminded, where it was."""


def due_notices(
    record: Record,
    notices: Sequence[Notice],
    *,
    now: datetime,
    waits: Waits,
    calendar: SchoolCalendar,
    stand_ins: StandIns,
    barred: Collection[Role],
) -> list[NextNotice]:
    """Return the notices of a record that are due now; never one to a post that is accused or barred.

    What was withdrawn goes no further, unless a child may be at risk.
    """
    if record.withdrawn_at is not None and not record.is_urgent:
        return []
    found: list[NextNotice] = []
    told = {notice.role for notice in notices}
    for line in _lines(notices):
        last = line[-1]
        if any(notice.opened_at for notice in line) or last.news is News.WITHDRAWN:
            continue
        posts = list(line_of(line[0].role, record.about, barred=barred, stand_ins=stand_ins))
        ahead = next((post for post in posts if post not in told), None)
        misplaced = last.role not in posts
        opened = any(notice.opened_at and notice.opened_at >= line[0].queued_at for notice in notices)
        due = _due_at(record, last, reminds=ahead is None, opened=opened, waits=waits, calendar=calendar)
        if now < due and not misplaced:
            continue
        to = ahead if ahead or misplaced else last.role
        if to is not None:
            found.append(NextNotice(last, to))
            told.add(to)
    return found


def onward_posts(record: Record, notices: Sequence[Notice], *, barred: Collection[Role]) -> tuple[Role, ...]:
    """Return the posts that a reader may pass a record on to: none that has it, is accused or barred.

    The office gets nothing about an adult at the school nor of a child at risk. A request about data stays with those
    whom the law's last day was told.
    """
    if record.kind is Kind.DATA_RIGHTS:
        return ()
    kept_out = {*barred, *ACCUSED_POSTS.get(record.about, ()), *(notice.role for notice in notices)}
    if record.is_urgent or record.about in ADULTS_AT_SCHOOL:
        kept_out.add(Role.OFFICE)
    return tuple(post for post in Role if post not in kept_out)


def sum_up(notices: Sequence[Notice]) -> tuple[Told, ...]:
    """Return each post that was told, in the order in which it was, with its reminders folded in."""
    by_id = {notice.id: notice for notice in notices}
    found: dict[Role, Told] = {}
    for notice in notices:
        if notice.news is not News.RECORD:
            continue
        cause = by_id.get(notice.cause or "")
        told = found.get(notice.role)
        if told is None:
            instead_of = cause.role if cause is not None else None
            found[notice.role] = Told(notice.role, notice.state, _moment(notice), instead_of)
            continue
        state, at = told.state, told.at
        if _RANK[notice.state] > _RANK[state]:
            state, at = notice.state, _moment(notice)
        found[notice.role] = Told(notice.role, state, at, told.instead_of, notice.sent_at or told.reminded)
    return tuple(found.values())


_RANK = {state: rank for rank, state in enumerate(HandOver)}


def _moment(notice: Notice) -> datetime:
    return notice.answered_at or notice.opened_at or notice.sent_at or notice.queued_at


def _lines(notices: Sequence[Notice]) -> Iterator[list[Notice]]:
    """Give each line, from its first notice to its last."""
    after = {notice.cause: notice for notice in notices if notice.cause}
    for first in notices:
        if first.cause:
            continue
        line = [first]
        while line[-1].id in after:
            line.append(after[line[-1].id])
        yield line


def _due_at(
    record: Record, last: Notice, *, reminds: bool, opened: bool, waits: Waits, calendar: SchoolCalendar
) -> datetime:
    """Return when the notice after the last one of a line is due.

    A child at risk does not wait for school days; where somebody else has opened the record since the line began, and
    so has read what it is about, the line goes by them.
    """
    if record.is_urgent and not opened:
        return last.queued_at + (_REMIND_URGENT if reminds else waits.child_at_risk)
    return after_school_days(last.queued_at, 1 if reminds else waits.school_days, calendar)


def after_school_days(moment: datetime, days: int, calendar: SchoolCalendar) -> datetime:
    """Return the moment after which so many whole school days have passed, in UTC.

    From within a school day it is the same time of a later one. What comes on another day counts from the morning of
    the next school day.
    """
    local = school_time(moment)
    day, at = local.date(), local.time()
    if not calendar.is_school_day(day):
        day, at = calendar.add_school_days(day, 1), _MORNING
    there = datetime.combine(calendar.add_school_days(day, days), at, tzinfo=UTC)
    return there - (school_time(there).utcoffset() or timedelta(0))
