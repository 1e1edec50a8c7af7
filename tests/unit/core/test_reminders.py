"""Who is reminded of what, on which days and at which hours; never the accused, never somebody shut out."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from case_fakes import DAYS, EVERY_WEEKDAY, person
from case_samples import ALLEGATION, MONDAY, OFFENSIVE, started, told

from assistant.core.calendar import Period, SchoolCalendar
from assistant.core.cases import Case, Details
from assistant.core.deadlines import Timetable
from assistant.core.reminders import CaseDue, Digest, Reminder, ReminderKind, due_reminders, may_send_at, week_of
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole

_, BEFORE, TODAY, OVERDUE, WEEKLY = ReminderKind
HEAD, LEADER, LEAD, OFFICE, CHAIR, CLERK, GOVERNOR = (
    person(role)
    for role in (
        StaffRole.HEADTEACHER,
        StaffRole.SENIOR_LEADER,
        StaffRole.SAFEGUARDING_LEAD,
        StaffRole.OFFICE,
        StaffRole.CHAIR_OF_GOVERNORS,
        StaffRole.CLERK,
        StaffRole.GOVERNOR,
    )
)
OWNER = person(StaffRole.SAFEGUARDING_LEAD, name="owner")
EVERYBODY = (OWNER, HEAD, LEADER, LEAD, OFFICE, CHAIR, CLERK, GOVERNOR)

FRIDAY_OFF = replace(EVERY_WEEKDAY, inset_days=frozenset({date(2026, 9, 11)}))
WEEK_OFF = replace(EVERY_WEEKDAY, holidays=(Period("half term", date(2026, 9, 14), date(2026, 9, 18)),))
MONDAY_OFF = replace(EVERY_WEEKDAY, bank_holidays=frozenset({date(2026, 9, 14)}))


def _case(on: int = 7, *, owner: str | None = "owner", number: int = 42, **details: object) -> Case:
    """A case reported on a day of September; the first step is due two school days later."""
    case = started(OFFENSIVE, Details("a post", **details), owner=owner, on=MONDAY.replace(day=on))
    return replace(case, id=f"id-{number}", number=number)


def _noon(day: int) -> datetime:
    return datetime(2026, 9, day, 12, tzinfo=UTC)


def _due(
    cases: Case | Sequence[Case],
    now: datetime,
    *,
    calendar: SchoolCalendar = EVERY_WEEKDAY,
    people: Sequence[StaffAccount] = EVERYBODY,
    sent: Collection[str] = (),
    weekly: bool = False,
) -> list[Reminder]:
    cases = [cases] if isinstance(cases, Case) else cases
    found = due_reminders(cases, people, Timetable(calendar, DAYS, 5), now, sent=sent)
    return [reminder for reminder in found if (reminder.kind is WEEKLY) is weekly]


# the calendar, the day of the report, whether a child is at risk, the day now, what the owner is told
DAYS_OF_REMINDERS: dict[str, tuple[SchoolCalendar, int, bool, int, ReminderKind | None]] = {
    "two school days before": (EVERY_WEEKDAY, 8, False, 8, None),
    "the school day before": (EVERY_WEEKDAY, 8, False, 9, BEFORE),
    "the due date": (EVERY_WEEKDAY, 8, False, 10, TODAY),
    "the day after": (EVERY_WEEKDAY, 8, False, 11, OVERDUE),
    "due on Monday, on Thursday": (EVERY_WEEKDAY, 10, False, 10, None),
    "due on Monday, on Friday": (EVERY_WEEKDAY, 10, False, 11, BEFORE),
    "due on Monday, on Saturday": (EVERY_WEEKDAY, 10, False, 12, None),
    "due on Monday, on Sunday": (EVERY_WEEKDAY, 10, False, 13, None),
    "due on Monday, on Monday": (EVERY_WEEKDAY, 10, False, 14, TODAY),
    "overdue, on Saturday": (EVERY_WEEKDAY, 8, False, 12, None),
    "overdue, on Monday": (EVERY_WEEKDAY, 8, False, 14, OVERDUE),
    "overdue, on an INSET day": (FRIDAY_OFF, 7, False, 11, None),
    "before an INSET day, due after the weekend": (FRIDAY_OFF, 9, False, 10, BEFORE),
    "overdue, in a holiday": (WEEK_OFF, 8, False, 16, None),
    "overdue, after the holiday": (WEEK_OFF, 8, False, 21, OVERDUE),
    "due after the holiday, on the last school day": (WEEK_OFF, 10, False, 11, BEFORE),
    "due after the holiday, in it": (WEEK_OFF, 10, False, 17, None),
    "overdue, on a bank holiday": (MONDAY_OFF, 8, False, 14, None),
    "a child at risk, the school day before": (EVERY_WEEKDAY, 10, True, 11, BEFORE),
    "a child at risk, due on Monday, on Sunday": (EVERY_WEEKDAY, 10, True, 13, BEFORE),
    "a child at risk, overdue, on Saturday": (EVERY_WEEKDAY, 8, True, 12, OVERDUE),
    "a child at risk, overdue, on an INSET day": (FRIDAY_OFF, 7, True, 11, OVERDUE),
    "a child at risk, overdue, in a holiday": (WEEK_OFF, 8, True, 16, OVERDUE),
    "a child at risk, overdue, on a bank holiday": (MONDAY_OFF, 8, True, 14, OVERDUE),
    "a child at risk, two school days before": (EVERY_WEEKDAY, 8, True, 8, None),
}


@pytest.mark.parametrize("name", DAYS_OF_REMINDERS)
def test_the_day_decides_what_the_owner_is_told(name: str) -> None:
    calendar, reported, at_risk, today, kind = DAYS_OF_REMINDERS[name]
    found = _due(_case(reported, child_at_risk=at_risk), _noon(today), calendar=calendar)
    assert [reminder.kind for reminder in found if reminder.to == OWNER] == ([kind] if kind else [])


def test_a_day_that_is_due_at_a_weekend_waits_for_monday_unless_a_child_is_at_risk() -> None:
    police = Timetable(EVERY_WEEKDAY, dict.fromkeys(DAYS, 0), 5)
    saturday, friday = _noon(12), _case(11)
    case = replace(friday, entries=tuple(replace(entry, on=date(2026, 9, 12)) for entry in friday.entries))
    at_risk = _at_risk(case)
    assert due_reminders([case], EVERYBODY, police, saturday, sent=()) == []
    assert [one.kind for one in due_reminders([at_risk], EVERYBODY, police, saturday, sent=())] == [TODAY]


def _at_risk(case: Case) -> Case:
    opened, *others = case.entries
    return replace(case, entries=(replace(opened, details=Details("a post", child_at_risk=True)), *others))


def test_a_reminder_says_which_case_and_the_day_and_nothing_else() -> None:
    case = _case(8, place="zebrabook", people="xylophone")
    assert _due(case, _noon(10)) == [
        Reminder(TODAY, OWNER, date(2026, 9, 10), CaseDue("id-42", "C-0042", date(2026, 9, 10)))
    ]
    assert _due(case, _noon(9)) == [
        Reminder(BEFORE, OWNER, date(2026, 9, 10), CaseDue("id-42", "C-0042", date(2026, 9, 10)))
    ]
    assert _due(case, _noon(11))[0] == (
        Reminder(OVERDUE, OWNER, date(2026, 9, 11), CaseDue("id-42", "C-0042", date(2026, 9, 10)))
    )


HEAD_SHUT, LEADER_SHUT, OWNER_SHUT = (replace(one, disabled=True) for one in (HEAD, LEADER, OWNER))
SECOND_LEADER = person(StaffRole.SENIOR_LEADER, name="second")
HEAD_AND_LEADER = person(StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER, name="both")


def _accused(*people: StaffAccount) -> frozenset[str]:
    return frozenset(one.id for one in people)


# the case; who has an account; who is told when it is due today; who when it is overdue
WHO: dict[str, tuple[Case, Sequence[StaffAccount], list[StaffAccount], list[StaffAccount]]] = {
    "the owner, and a deputy": (_case(), EVERYBODY, [OWNER], [OWNER, LEADER]),
    "every deputy": (_case(), [*EVERYBODY, SECOND_LEADER], [OWNER], [OWNER, LEADER, SECOND_LEADER]),
    "no deputy: the headteacher": (_case(), [OWNER, HEAD, CHAIR], [OWNER], [OWNER, HEAD]),
    "the deputy is shut out": (_case(), [OWNER, HEAD, LEADER_SHUT], [OWNER], [OWNER, HEAD]),
    "the deputy is accused": (
        _case(accused=_accused(LEADER), about=frozenset({About.STAFF})),
        EVERYBODY,
        [OWNER],
        [OWNER, HEAD],
    ),
    "the deputy owns it": (_case(owner=LEADER.id), EVERYBODY, [LEADER], [LEADER, HEAD]),
    "the headteacher owns it": (_case(owner=HEAD.id), EVERYBODY, [HEAD], [HEAD, LEADER]),
    "the headteacher owns it, alone": (_case(owner=HEAD.id), [HEAD, CHAIR], [HEAD], [HEAD]),
    "one who is both owns it": (_case(owner="both"), [HEAD_AND_LEADER], [HEAD_AND_LEADER], [HEAD_AND_LEADER]),
    "nobody owns it": (_case(owner=None), EVERYBODY, [HEAD], [HEAD, LEADER]),
    "the owner is shut out": (_case(), [OWNER_SHUT, HEAD, LEADER], [HEAD], [HEAD, LEADER]),
    "the owner's account is gone": (_case(owner="gone"), EVERYBODY, [HEAD], [HEAD, LEADER]),
    "the owner is accused": (
        _case(accused=_accused(OWNER), about=frozenset({About.STAFF})),
        EVERYBODY,
        [HEAD],
        [HEAD, LEADER],
    ),
    "the owner may no longer see it": (
        _case(owner=OFFICE.id, about=frozenset({About.STAFF})),
        EVERYBODY,
        [HEAD],
        [HEAD, LEADER],
    ),
    "nobody owns it, about the headteacher": (
        _case(owner=None, about=frozenset({About.HEADTEACHER})),
        EVERYBODY,
        [CHAIR],
        [CHAIR],
    ),
    "about the headteacher": (
        _case(owner=OWNER.id, about=frozenset({About.HEADTEACHER})),
        EVERYBODY,
        [OWNER],
        [OWNER, CHAIR],
    ),
    "the headteacher is accused by name": (
        _case(owner=None, accused=_accused(HEAD), about=frozenset({About.HEADTEACHER})),
        EVERYBODY,
        [CHAIR],
        [CHAIR],
    ),
    "the headteacher, who owned it, is accused": (
        _case(owner=HEAD.id, accused=_accused(HEAD), about=frozenset({About.HEADTEACHER})),
        EVERYBODY,
        [CHAIR],
        [CHAIR],
    ),
    "about the headteacher and the governors": (
        _case(owner=None, about=frozenset({About.HEADTEACHER, About.GOVERNORS})),
        EVERYBODY,
        [CLERK],
        [CLERK],
    ),
    "about the governors": (_case(owner=None, about=frozenset({About.GOVERNORS})), EVERYBODY, [HEAD], [HEAD, LEADER]),
    "nobody owns it, the headteacher is shut out": (
        _case(owner=None),
        [HEAD_SHUT, LEADER, CHAIR],
        [],
        [LEADER],
    ),
    "nobody who could be told": (_case(owner=None), [OFFICE, GOVERNOR, CHAIR], [], []),
    "nobody at all": (_case(), [], [], []),
}


@pytest.mark.parametrize("name", WHO)
def test_who_is_told(name: str) -> None:
    case, people, when_due, when_overdue = WHO[name]
    assert [reminder.to for reminder in _due(case, _noon(9), people=people)] == when_due
    assert [reminder.to for reminder in _due(case, _noon(10), people=people)] == when_overdue


def test_nobody_is_told_of_a_closed_case() -> None:
    case = told(_case(), "discussed@8 removal_requested@8 removed@9 closed@10")
    assert _due(case, _noon(14)) == []
    assert _due(case, _noon(14), weekly=True) == []


def test_an_allegation_is_not_told_to_an_office_that_owns_it() -> None:
    case = replace(started(ALLEGATION, owner=OFFICE.id), number=42)
    assert OFFICE not in [reminder.to for reminder in _due(case, _noon(10))]


def test_what_was_sent_is_not_due_again() -> None:
    case = _case(8)
    (before,) = _due(case, _noon(9))
    (on_the_day,) = _due(case, _noon(10))
    assert before.id != on_the_day.id
    assert _due(case, _noon(9), sent={before.id}) == []
    assert _due(case, _noon(10), sent={before.id}) == [on_the_day]


def test_something_overdue_comes_once_a_day_to_each() -> None:
    case = _case()
    first, second = _due(case, _noon(10)), _due(case, _noon(11))
    ids = {reminder.id for reminder in [*first, *second]}
    assert len(ids) == 4
    assert _due(case, _noon(10), sent={first[0].id}) == first[1:]
    moved = told(case, "discussed@8")
    assert [reminder.id for reminder in _due(moved, _noon(10))] == [reminder.id for reminder in first]


def test_a_child_at_risk_is_told_of_once_before_the_day_whatever_the_weekend() -> None:
    case = _case(10, child_at_risk=True)
    (friday,) = _due(case, _noon(11))
    assert [_due(case, _noon(day), sent={friday.id}) for day in (12, 13)] == [[], []]


def test_a_new_due_date_has_its_own_reminder() -> None:
    case = _case(8)
    (before,) = _due(case, _noon(9))
    (later,) = _due(_case(9), _noon(10))
    assert before.id != later.id


def test_a_new_owner_is_told_too() -> None:
    (first,) = _due(_case(8), _noon(10))
    (second,) = _due(_case(8, owner=HEAD.id), _noon(10), sent={first.id})
    assert (second.to, second.kind) == (HEAD, TODAY)


# the moment in UTC, whether people are reminded then
HOURS = {
    "2026-09-10T06:29:59": False,
    "2026-09-10T06:30:00": True,
    "2026-09-10T15:59:59": True,
    "2026-09-10T16:00:00": False,
    "2026-12-10T07:29:59": False,
    "2026-12-10T07:30:00": True,
    "2026-12-10T16:59:59": True,
    "2026-12-10T17:00:00": False,
    # the last day of winter time, the day on which the clocks go forward, the day after
    "2027-03-27T06:30:00": False,
    "2027-03-28T06:29:59": False,
    "2027-03-28T06:30:00": True,
    "2027-03-28T15:59:59": True,
    "2027-03-28T16:00:00": False,
    "2027-03-29T06:30:00": True,
    # the last day of summer time, the day on which the clocks go back, the day after
    "2026-10-24T06:30:00": True,
    "2026-10-25T06:30:00": False,
    "2026-10-25T07:30:00": True,
    "2026-10-25T16:30:00": True,
    "2026-10-25T17:00:00": False,
    "2026-10-26T06:30:00": False,
}


@pytest.mark.parametrize("moment", HOURS)
def test_people_are_told_in_the_schools_hours(moment: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert may_send_at(at) is HOURS[moment]
    if not HOURS[moment]:
        assert (
            due_reminders([_case(child_at_risk=True)], EVERYBODY, Timetable(EVERY_WEEKDAY, DAYS, 5), at, sent=()) == []
        )


def test_the_day_is_the_schools_own() -> None:
    """Half past eleven at night in UTC is the next day at school in summer; a moment of another zone is that moment."""
    assert week_of(datetime(2026, 9, 6, 23, 30, tzinfo=UTC)) == MONDAY
    assert week_of(datetime(2026, 9, 6, 22, 30, tzinfo=UTC)) == date(2026, 8, 31)


def test_the_first_school_day_of_the_week_has_a_digest_for_whoever_has_cases() -> None:
    cases = [
        _case(11, number=3),  # due on Tuesday the 15th
        _case(8, number=1),  # overdue since the 10th
        _case(10, number=2),  # due on Monday the 14th
        replace(told(_case(number=4), "discussed@11 removal_requested@11"), id="id-4"),  # look again on the 18th
        replace(told(_case(number=5), "discussed@8 removal_requested@8 removed@11"), id="id-5"),  # close by the 25th
        _case(number=6, owner=None),
    ]
    assert _due(cases, _noon(14), weekly=True) == [
        Reminder(
            WEEKLY,
            OWNER,
            date(2026, 9, 14),
            Digest(
                open=("C-0001", "C-0002", "C-0003", "C-0004", "C-0005"),
                due=("C-0002", "C-0003", "C-0004"),
                overdue=("C-0001",),
            ),
        ),
        Reminder(WEEKLY, HEAD, date(2026, 9, 14), Digest(open=("C-0006",), due=(), overdue=("C-0006",))),
    ]


@pytest.mark.parametrize(
    ("calendar", "days"),
    [(EVERY_WEEKDAY, [14, 21]), (MONDAY_OFF, [15, 21]), (WEEK_OFF, [21])],
    ids=["every weekday", "Monday off", "a week off"],
)
def test_the_digest_comes_on_the_first_school_day_of_each_week(calendar: SchoolCalendar, days: list[int]) -> None:
    case = _case(8, child_at_risk=True)
    found = [day for day in range(12, 26) if _due(case, _noon(day), calendar=calendar, weekly=True)]
    assert found == days


def test_a_digest_is_sent_once_a_week() -> None:
    (digest,) = _due(_case(8), _noon(14), weekly=True)
    assert _due([_case(8), _case(9, number=7)], _noon(14), weekly=True, sent={digest.id}) == []
    (next_week,) = _due(_case(8), _noon(21), weekly=True, sent={digest.id})
    assert next_week.id != digest.id


def test_what_is_due_now_never_belongs_to_an_earlier_week() -> None:
    """So that those sent since Monday are all that can matter."""
    cases = [_case(day, number=day, child_at_risk=day % 2 == 0) for day in range(7, 12)]
    for day in range(7, 30):
        now = _noon(day)
        found = due_reminders(cases, EVERYBODY, Timetable(WEEK_OFF, DAYS, 5), now, sent=())
        assert [reminder for reminder in found if reminder.day < week_of(now)] == []


def test_somebody_shut_out_has_no_digest() -> None:
    people = [OWNER_SHUT, HEAD]
    assert [one.to for one in _due(_case(8), _noon(14), people=people, weekly=True)] == [HEAD]
