"""Which reminders are due: to those who are to act in a case, on school days, and to nobody who is accused in it.

Where a child is at risk, people are reminded on any day. Only the decision is here; who was reminded already comes in.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from assistant.core.access import may_see
from assistant.core.calendar import SchoolCalendar, school_time
from assistant.core.cases import Case
from assistant.core.deadlines import Timetable
from assistant.core.staff import StaffAccount, StaffRole

_FROM, _UNTIL = time(7, 30), time(17)
_A_WEEK = timedelta(days=7)
_IDS = uuid.UUID("5d1f3f0e-8a55-4f0b-9d0c-3c0f6a2b7e41")

_STAND_INS = (StaffRole.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.CLERK)
"""Who is reminded where a case has no owner: the first of these posts whose holder may see it."""

_DEPUTIES = (StaffRole.SENIOR_LEADER, *_STAND_INS)
"""Who hears of what is overdue as well, in the same way."""


class ReminderKind(StrEnum):
    """What a reminder is about."""

    WEEK_BEFORE = "week_before"
    """Of a request about somebody's data alone, whose last day is the law's."""
    DAY_BEFORE = "day_before"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class CaseDue:
    """A case in which something is due. Nothing else of it is known here, so nothing else can be told."""

    case_id: str
    reference: str
    on: date


@dataclass(frozen=True, slots=True)
class RequestDue:
    """A request about somebody's data that must be answered; nothing of what or whose."""

    record_id: str
    on: date
    child_at_risk: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The references of one person's open cases, and which of them are due this week or overdue."""

    open: tuple[str, ...]
    due: tuple[str, ...]
    overdue: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one person, about a case or as a digest; it is sent once for its kind, person, case and ``day``.

    ``day`` is the due date, so that the reminder before it and on it come once; of something overdue it is today, so
    that it comes once a day; of a digest it is the Monday of the week.
    """

    kind: ReminderKind
    to: StaffAccount
    day: date
    about: CaseDue | RequestDue | Digest

    @property
    def case_id(self) -> str | None:
        """The case that it is about, where it is about one."""
        return self.about.case_id if isinstance(self.about, CaseDue) else None

    @property
    def due_on(self) -> date | None:
        """When something is due, where it is about one thing."""
        return None if isinstance(self.about, Digest) else self.about.on

    @property
    def id(self) -> str:
        """The same for the same reminder, whoever works it out and when."""
        about = self.about.record_id if isinstance(self.about, RequestDue) else self.case_id
        return str(uuid.uuid5(_IDS, f"{self.kind} {self.to.id} {about} {self.day}"))


def may_send_at(moment: datetime) -> bool:
    """Tell whether the clocks at school show a time at which people are reminded."""
    return _FROM <= school_time(moment).time() < _UNTIL


def week_of(moment: datetime) -> date:
    """Return the Monday of the week that it is at school; no reminder that can still be due has an earlier day."""
    today = school_time(moment).date()
    return today - timedelta(days=today.weekday())


def due_reminders(
    cases: Iterable[Case],
    accounts: Sequence[StaffAccount],
    timetable: Timetable,
    now: datetime,
    *,
    sent: Collection[str],
) -> list[Reminder]:
    """Return the reminders that are due now; ``sent`` are the ids of those that went out since ``week_of(now)``."""
    if not may_send_at(now):
        return []
    today, calendar = school_time(now).date(), timetable.calendar
    dues = [(case, due.on) for case in cases if (due := timetable.due(case))]
    found = [reminder for case, due_on in dues for reminder in _of_case(case, due_on, accounts, calendar, today)]
    if _is_first_school_day(calendar, today, week_of(now)):
        found += _digests(dues, accounts, today, week_of(now))
    return [reminder for reminder in found if reminder.id not in sent]


def due_request_reminders(
    requests: Iterable[tuple[RequestDue, Sequence[StaffAccount]]],
    calendar: SchoolCalendar,
    now: datetime,
    *,
    sent: Collection[str],
) -> list[Reminder]:
    """Return the reminders of requests about people's data, each with those who handle it.

    Once a week before the last day, once on the day before, once on the day, and each day after it. The law's last day
    knows no weekends and holidays, so what would come in them comes on the last school day before.
    """
    if not may_send_at(now):
        return []
    today = school_time(now).date()
    found = [
        Reminder(kind, person, today if kind is ReminderKind.OVERDUE else due.on, due)
        for due, people in requests
        if (kind := _kind_of_request(due, calendar, today)) is not None
        for person in people
    ]
    return [reminder for reminder in found if reminder.id not in sent]


def _kind_of_request(due: RequestDue, calendar: SchoolCalendar, today: date) -> ReminderKind | None:
    if not (due.child_at_risk or calendar.is_school_day(today)):
        return None
    if due.on < today:
        return ReminderKind.OVERDUE
    if due.child_at_risk:
        last, before, week = due.on, due.on - timedelta(days=1), due.on - _A_WEEK
    else:
        last, week = (_school_day_by(calendar, day) for day in (due.on, due.on - _A_WEEK))
        before = calendar.school_day_before(last)
    begins = ((last, ReminderKind.DUE_TODAY), (before, ReminderKind.DAY_BEFORE), (week, ReminderKind.WEEK_BEFORE))
    return next((kind for day, kind in begins if day <= today), None)


def _school_day_by(calendar: SchoolCalendar, day: date) -> date:
    """Return a day, or the last school day before it where it is none."""
    return day if calendar.is_school_day(day) else calendar.school_day_before(day)


def _of_case(
    case: Case, due_on: date, accounts: Sequence[StaffAccount], calendar: SchoolCalendar, today: date
) -> Iterator[Reminder]:
    kind = _kind(due_on, calendar, today)
    if kind is None or not (case.details.child_at_risk or calendar.is_school_day(today)):
        return
    people, day = _responsible(case, accounts), due_on
    if kind is ReminderKind.OVERDUE:
        others = [person for person in accounts if person not in people]
        people, day = [*people, *_first_who_see(case, _DEPUTIES, others)], today
    for person in people:
        yield Reminder(kind, person, day, CaseDue(case.id, case.reference, due_on))


def _kind(due_on: date, calendar: SchoolCalendar, today: date) -> ReminderKind | None:
    if due_on < today:
        return ReminderKind.OVERDUE
    if due_on == today:
        return ReminderKind.DUE_TODAY
    return ReminderKind.DAY_BEFORE if calendar.school_day_before(due_on) <= today else None


def _digests(
    dues: Sequence[tuple[Case, date]], accounts: Sequence[StaffAccount], today: date, monday: date
) -> Iterator[Reminder]:
    sunday = monday + timedelta(days=6)
    ordered = sorted(dues, key=lambda one: one[0].number)
    for person in accounts:
        own = [(case.reference, due_on) for case, due_on in ordered if person in _responsible(case, accounts)]
        if own:
            digest = Digest(
                open=tuple(reference for reference, _ in own),
                due=tuple(reference for reference, due_on in own if today <= due_on <= sunday),
                overdue=tuple(reference for reference, due_on in own if due_on < today),
            )
            yield Reminder(ReminderKind.WEEKLY, person, monday, digest)


def _responsible(case: Case, accounts: Sequence[StaffAccount]) -> list[StaffAccount]:
    """Return the owner, or who stands in where there is none who may still see the case."""
    owner = [person for person in accounts if person.id == case.owner and may_see(case, person)]
    return owner or _first_who_see(case, _STAND_INS, accounts)


def _first_who_see(case: Case, roles: Sequence[StaffRole], accounts: Sequence[StaffAccount]) -> list[StaffAccount]:
    seeing = [person for person in accounts if may_see(case, person)]
    by_role = ([person for person in seeing if role in person.roles] for role in roles)
    return next((people for people in by_role if people), [])


def _is_first_school_day(calendar: SchoolCalendar, today: date, monday: date) -> bool:
    return calendar.is_school_day(today) and calendar.school_day_before(today) < monday
