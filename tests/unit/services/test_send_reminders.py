"""Reminders go out at least once, under one Message-ID, and tell only that something is due in a case."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from case_fakes import FakeCases, FakeReminders, case_desk, person
from case_samples import OFFENSIVE
from fakes import FakeClock, FakeMail, FakeStaffStore

from assistant.core.calendar import Period
from assistant.core.errors import StorageError
from assistant.core.reminders import RequestDue
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.forget_reminders import forget_reminders
from assistant.services.open_case import open_case
from assistant.services.send_reminders import send_reminders

HEAD, LEADER, CHAIR = (
    person(role) for role in (StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER, StaffRole.CHAIR_OF_GOVERNORS)
)
PLANTED = ("xylophone", "quacksalver", "zebrabook", "kumquat")
TUESDAY = datetime(2026, 9, 8, 12, tzinfo=UTC)
DUE = date(2026, 9, 10)


@dataclass
class School:
    """A school with three people, and all that reminding them needs."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(TUESDAY))
    cases: FakeCases = field(default_factory=FakeCases)
    staff: FakeStaffStore = field(default_factory=FakeStaffStore)
    reminders: FakeReminders = field(default_factory=FakeReminders)
    mail: FakeMail = field(default_factory=FakeMail)
    asked: list[RequestDue] = field(default_factory=list)
    holidays: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        for account in (HEAD, LEADER, CHAIR):
            self.let_in(account)

    def let_in(self, account: StaffAccount) -> None:
        with self.staff.transaction() as staff:
            staff.add(account, account.email.encode())

    def open(self, request_id: str = "r1", actor: StaffAccount = HEAD, **given) -> None:
        """Open a case on Tuesday that is due on Thursday, a planted word wherever words may stand."""
        words = {"title": "xylophone", "words": "quacksalver", "place": "zebrabook", "people": "kumquat"}
        desk = case_desk(self.cases, FakeClock(TUESDAY))
        open_case(desk, actor=actor, facts=OFFENSIVE, request_id=request_id, **words | given)

    def send(self, mail: FakeMail | None = None, *, public_url: str = "https://chat.school.test") -> int:
        desk = case_desk(self.cases, self.clock)
        calendar = replace(desk.timetable.calendar, holidays=self.holidays)
        return send_reminders(
            replace(desk, timetable=replace(desk.timetable, calendar=calendar)),
            self.staff,
            self.reminders,
            mail or self.mail,
            asked=lambda accounts: [(due, [one for one in accounts if one == HEAD]) for due in self.asked],
            sender="assistant@school.test",
            public_url=public_url,
        )

    def send_on(self, day: int, hour: int = 12) -> int:
        self.clock.at = datetime(2026, 9, day, hour, tzinfo=UTC)
        return self.send()


@pytest.fixture
def school() -> School:
    return School()


def test_the_owner_is_reminded_the_day_before_and_on_the_day_and_a_deputy_when_it_is_overdue(school: School) -> None:
    school.open()
    assert [school.send_on(day) for day in (8, 9, 10, 11, 12, 13)] == [0, 1, 1, 2, 0, 0]
    assert [(message["To"], message["Subject"]) for message in school.mail.sent] == [
        ("headteacher@school.test", "Case C-0001: something is due on 10 September 2026"),
        ("headteacher@school.test", "Case C-0001: something is due today"),
        ("headteacher@school.test", "Case C-0001: something was due on 10 September 2026"),
        ("senior_leader@school.test", "Case C-0001: something was due on 10 September 2026"),
    ]


def test_the_message_says_which_case_and_where_to_look(school: School) -> None:
    school.open()
    school.send_on(10)
    (message,) = school.mail.sent
    assert message.get_content() == (
        "In case C-0001 something is due today.\n\n"
        "For privacy this message does not say what it is, nor whom the case is about.\n"
        "Sign in to see it: https://chat.school.test/staff/cases/C-0001\n"
    )
    assert sorted(message.keys()) == [
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]


def test_an_address_with_a_last_slash_makes_the_same_link(school: School) -> None:
    school.open()
    school.clock.at = datetime(2026, 9, 10, 12, tzinfo=UTC)
    school.send(public_url="https://chat.school.test/")
    assert "https://chat.school.test/staff/cases/C-0001\n" in school.mail.sent[0].get_content()


def test_the_week_begins_with_a_digest(school: School) -> None:
    school.open()
    school.open("r2", reported_on=date(2026, 9, 1))
    assert school.send_on(14) == 5
    digest = school.mail.sent[-1]
    assert (digest["To"], digest["Subject"]) == ("headteacher@school.test", "Your cases this week: 2 open")
    assert digest.get_content() == (
        "Open: 2 (C-0001, C-0002)\n"
        "Due this week: none\n"
        "Overdue: 2 (C-0001, C-0002)\n\n"
        "For privacy this message does not say what the cases are, nor whom they are about.\n"
        "Sign in to see them: https://chat.school.test/staff/cases\n"
    )
    assert school.send() == 0


def test_no_message_holds_a_planted_word_nor_whom_a_case_is_about(school: School) -> None:
    school.open(about=[About.STAFF, About.PUPIL], child_at_risk=True)
    school.open("r2", actor=CHAIR, about=[About.HEADTEACHER], accused=[HEAD])
    assert [word for word in PLANTED if word not in repr(school.cases.stored)] == []
    for day in range(9, 22):
        school.send_on(day)
    whole = "\n".join(message.as_string() for message in school.mail.sent).lower()
    assert len(school.mail.sent) > 20
    told = ["risk", "child", "pupil", "allegation", "talk", "removal", "urgent", *PLANTED]
    assert [word for word in told if word in whole] == []


def test_the_accused_gets_none(school: School) -> None:
    school.open(actor=CHAIR, about=[About.HEADTEACHER], accused=[HEAD])
    for day in range(9, 22):
        school.send_on(day)
    assert {message["To"] for message in school.mail.sent} == {"chair_of_governors@school.test"}


def test_somebody_shut_out_gets_none(school: School) -> None:
    school.open()
    with school.staff.transaction() as staff:
        staff.change(HEAD.id, roles=HEAD.roles, disabled=True)
    assert school.send_on(11) == 1
    assert [message["To"] for message in school.mail.sent] == ["senior_leader@school.test"]


def test_nothing_is_read_or_sent_out_of_hours(school: School) -> None:
    school.open()
    school.staff.down = True
    assert [school.send_on(10, hour) for hour in (0, 6, 16, 23)] == [0, 0, 0, 0]
    with pytest.raises(StorageError):
        school.send_on(10, 7)


def test_nothing_is_sent_twice_also_after_a_restart(school: School) -> None:
    school.open()
    assert [school.send_on(10, hour) for hour in (7, 8, 15)] == [1, 0, 0]
    (reminder_id,) = school.reminders.sent_at
    assert school.mail.sent[0]["Message-ID"] == f"<{reminder_id}@school.test>"
    assert school.reminders.sent_at[reminder_id] == datetime(2026, 9, 10, 7, tzinfo=UTC)


def test_one_that_is_not_accepted_is_tried_again_after_five_minutes_under_the_same_id_and_date(school: School) -> None:
    school.open()
    mail = FakeMail(refusals=1)
    school.clock.at = datetime(2026, 9, 10, 12, tzinfo=UTC)
    assert school.send(mail) == 0
    school.clock.pass_by(timedelta(minutes=4, seconds=59))
    assert school.send(mail) == 0
    school.clock.pass_by(timedelta(seconds=1))
    assert [school.send(mail), school.send(mail)] == [1, 0]
    first, second = mail.tried
    assert first.as_bytes() == second.as_bytes()
    assert first["Date"] == "Thu, 10 Sep 2026 12:00:00 +0000"


def test_one_that_is_not_accepted_does_not_hold_up_the_others(school: School) -> None:
    school.open()
    school.clock.at = datetime(2026, 9, 11, 12, tzinfo=UTC)
    mail = FakeMail(refusals=1)
    assert school.send(mail) == 1
    assert [message["To"] for message in mail.sent] == ["senior_leader@school.test"]


def test_the_log_says_why_a_reminder_was_not_taken(school: School, caplog: pytest.LogCaptureFixture) -> None:
    school.open()
    school.clock.at = datetime(2026, 9, 10, 15, 58, tzinfo=UTC)
    school.send(FakeMail(refusals=1))
    assert caplog.messages == ["a reminder was not taken by the mail server and is tried again: refused"]


def test_one_that_was_not_accepted_is_not_sent_once_it_is_no_longer_due(school: School) -> None:
    school.open()
    school.clock.at = datetime(2026, 9, 10, 15, 58, tzinfo=UTC)
    assert school.send(FakeMail(refusals=1)) == 0
    assert [school.send_on(10, 16), school.send_on(11)] == [0, 2]
    assert {message["Subject"] for message in school.mail.sent} == {
        "Case C-0001: something was due on 10 September 2026"
    }


def test_an_address_that_cannot_be_used_adds_no_header_and_does_not_hold_up_the_others(school: School) -> None:
    evil = StaffAccount("evil", "x\r\nBcc: thief@evil.test", "Evil", frozenset({StaffRole.SENIOR_LEADER}), TUESDAY)
    school.let_in(evil)
    school.open(actor=evil)
    assert school.send_on(11) == 1
    assert [message["To"] for message in school.mail.tried] == ["senior_leader@school.test"]


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_message_id(school: School) -> None:
    school.open()
    school.clock.at = datetime(2026, 9, 10, 12, tzinfo=UTC)

    class Dies(FakeMail):
        """Sends, and the process ends before it can note it."""

        def send(self, message) -> None:
            super().send(message)
            raise KeyboardInterrupt

    first, second = Dies(), FakeMail()
    with pytest.raises(KeyboardInterrupt):
        school.send(first)
    assert school.send(second) == 0
    school.clock.pass_by(timedelta(minutes=2))
    assert school.send(second) == 1
    assert first.sent[0].as_bytes() == second.sent[0].as_bytes()


def test_reminders_are_forgotten_after_ninety_days(school: School) -> None:
    school.open()
    school.send_on(10)
    for day, left in ((date(2026, 12, 9), 1), (date(2026, 12, 10), 0)):
        clock = FakeClock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        assert forget_reminders(school.reminders, clock, days=90) == 1 - left
        assert len(school.reminders.sent_at) == left


def test_a_request_about_data_is_reminded_of_on_school_days_alone_or_the_last_before(school: School) -> None:
    school.asked = [RequestDue("r-1", date(2026, 9, 20)), RequestDue("r-2", date(2026, 9, 20))]
    sent = {day: school.send_on(day) for day in range(10, 24)}
    assert sent == dict.fromkeys(range(10, 24), 0) | dict.fromkeys((11, 17, 18, 21, 22, 23), 2)
    assert [school.send_on(23), school.send_on(23)] == [0, 0]
    first = school.mail.sent[0]
    assert (first["To"], first["Subject"]) == (
        "headteacher@school.test",
        "A request about data has its last day on 20 September 2026",
    )
    assert first.get_content() == (
        "The law gives 20 September 2026 as the last day for something about somebody's own data.\n\n"
        "For privacy this message does not say what it is, nor whose.\n"
        "Sign in to see it: https://chat.school.test/staff/rights/r-1\n"
    )


def test_a_request_is_reminded_of_a_week_before_the_day_before_on_the_day_and_each_school_day_after(
    school: School,
) -> None:
    school.asked = [RequestDue("r-1", date(2026, 9, 17))]
    assert [day for day in range(8, 23) if school.send_on(day)] == [10, 16, 17, 18, 21, 22]


def test_a_request_where_a_child_is_at_risk_is_reminded_of_on_any_day(school: School) -> None:
    school.asked = [RequestDue("r-1", date(2026, 9, 20), child_at_risk=True)]
    assert [day for day in range(10, 28) if school.send_on(day)] == [13, 19, 20, 21, 22, 23, 24, 25, 26, 27]


def test_a_request_whose_last_day_is_in_the_holidays_is_reminded_of_before_them(school: School) -> None:
    school.holidays = (Period("half-term", date(2026, 9, 14), date(2026, 9, 25)),)
    school.asked = [RequestDue("r-1", date(2026, 9, 23))]
    assert [day for day in range(8, 30) if school.send_on(day)] == [10, 11, 28, 29]


def test_an_answered_request_is_not_reminded_of(school: School) -> None:
    school.asked = [RequestDue("r-1", date(2026, 9, 20))]
    assert school.send_on(18) == 1
    school.asked = []
    assert school.send_on(21) == 0
