"""Cases in memory, a desk to work on them, and people who do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from fakes import CLAIM, NOON, FakeClock

from assistant.core.attachments import Attachment
from assistant.core.calendar import Period, SchoolCalendar
from assistant.core.case_history import What
from assistant.core.cases import Case
from assistant.core.deadlines import Timetable
from assistant.core.errors import StorageError
from assistant.core.paging import Beside
from assistant.core.procedure import Step
from assistant.core.reminders import Reminder
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import record_event
from assistant.services.ports import CaseDesk, Cases, Clock, Reminders

close_case = partial(record_event, what=What.CLOSED)


class FakeCases(Cases):
    """Cases in a dictionary by id; ``meanwhile`` is what somebody else does just before the next change is stored."""

    def __init__(self) -> None:
        self.stored: dict[str, Case] = {}
        self.due: dict[str, date | None] = {}
        self.audit: list[tuple[str, str, str]] = []
        self.read: list[tuple[str, str, datetime]] = []
        self.failures = 0
        self.meanwhile: list[Callable[[], object]] = []

    def add(self, case: Case, *, due_on: date | None) -> Case:
        self._go_ahead()
        others = self.stored.values()
        taken = {other.request_id for other in others} | {other.record_id for other in others if other.record_id}
        if case.request_id in taken or case.record_id in taken:
            raise StorageError("the case is stored already")
        numbered = replace(case, number=len(self.stored) + 1)
        self._keep(numbered, due_on, since=0)
        return numbered

    def replace(
        self,
        before: Case,
        after: Case,
        *,
        due_on: date | None,
        evidence: tuple[Attachment, Iterable[bytes]] | None = None,
    ) -> bool:
        self._go_ahead()
        if self.stored[before.id].version != before.version:
            return False
        self._keep(after, due_on, since=len(before.entries))
        return True

    def by_number(self, number: int) -> Case | None:
        return next((case for case in self.stored.values() if case.number == number), None)

    def by_request(self, request_id: str) -> Case | None:
        return next((case for case in self.stored.values() if case.request_id == request_id), None)

    def by_record(self, record_id: str) -> Case | None:
        return next((case for case in self.stored.values() if case.record_id == record_id), None)

    def viewed(self, case: Case, now: datetime, *, account_id: str) -> None:
        self._go_ahead()
        self.read.append((case.id, account_id, now))

    def each(
        self, *, open_only: bool = False, owner: str | None = None, beside: Beside[int] | None = None
    ) -> Iterator[Case]:
        found = [case for case in self.stored.values() if not (open_only and case.closed)]
        found = [case for case in found if owner is None or case.owner == owner]
        if beside is not None and beside.before:
            return iter(sorted((c for c in found if c.number > beside.place), key=lambda case: case.number))
        found = [case for case in found if beside is None or case.number < beside.place]
        return iter(sorted(found, key=lambda case: -case.number))

    def _keep(self, case: Case, due_on: date | None, *, since: int) -> None:
        self.stored[case.id] = case
        self.due[case.id] = due_on
        self.audit += [(f"case_{entry.kind}", case.id, entry.by) for entry in case.entries[since:]]

    def _go_ahead(self) -> None:
        while self.meanwhile:
            self.meanwhile.pop()()
        if self.failures:
            self.failures -= 1
            raise StorageError("the database is down")


class FakeReminders(Reminders):
    """Reminders in dictionaries by id."""

    def __init__(self) -> None:
        self.taken: dict[str, datetime] = {}
        self.retry: dict[str, datetime] = {}
        self.days: dict[str, date] = {}
        self.sent_at: dict[str, datetime] = {}

    def sent_since(self, day: date) -> frozenset[str]:
        return frozenset(found for found in self.sent_at if self.days[found] >= day)

    def claim(self, reminder: Reminder, now: datetime) -> datetime | None:
        self.days[reminder.id] = reminder.day
        if reminder.id in self.sent_at or self.retry.get(reminder.id, now) > now:
            return None
        self.retry[reminder.id] = now + CLAIM
        return self.taken.setdefault(reminder.id, now)

    def sent(self, reminder: Reminder, now: datetime) -> None:
        self.sent_at.setdefault(reminder.id, now)

    def failed(self, reminder: Reminder, retry_at: datetime) -> None:
        self.retry[reminder.id] = retry_at

    def forget_before(self, day: date) -> int:
        old = [found for found in self.days if self.days[found] < day]
        for found in old:
            for rows in (self.taken, self.retry, self.days, self.sent_at):
                rows.pop(found, None)
        return len(old)


EVERY_WEEKDAY = SchoolCalendar(
    (Period("a year", date(2026, 9, 1), date(2027, 8, 31)),), (), frozenset(), frozenset(), date(2027, 8, 31)
)
DAYS = dict.fromkeys(Step, 2) | {Step.CONTACT_POLICE: 0, Step.WRITTEN_WARNING: 5, Step.CLOSE: 10}


def case_desk(cases: Cases | None = None, clock: Clock | None = None) -> CaseDesk:
    """A desk whose school is open on every day of the working week."""
    return CaseDesk(cases or FakeCases(), clock or FakeClock(), Timetable(EVERY_WEEKDAY, DAYS, 5))


def person(*roles: StaffRole, name: str = "", disabled: bool = False) -> StaffAccount:
    """A member of staff, called by the first role unless named."""
    called = name or roles[0].value
    return StaffAccount(called, f"{called}@school.test", called, frozenset(roles), NOON, disabled=disabled)
