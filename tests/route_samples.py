"""A school's posts with who holds them, and drafts to route among them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from case_fakes import person
from fakes import CONTACTS, FakeClock, FakeStaffStore, FakeStore

from assistant.core.calendar import Period, SchoolCalendar
from assistant.core.records import Account, Draft
from assistant.core.routes import Routes, Waits
from assistant.core.routing import USUAL_STAND_INS, About, Kind
from assistant.core.staff import StaffRole
from assistant.services.ports import Credentials, RouteDesk

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 9, 8, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 9, 12, 14, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = SchoolCalendar(
    terms=(Period("Autumn", date(2026, 9, 2), date(2026, 12, 18)),),
    holidays=(Period("Half term", date(2026, 10, 26), date(2026, 10, 30)),),
    inset_days=frozenset({date(2026, 9, 2)}),
    bank_holidays=frozenset(),
    valid_until=date(2026, 12, 31),
)
WAITS = Waits(child_at_risk=timedelta(hours=1), school_days=1, answer_school_days=5)
ROUTES = Routes(USUAL_STAND_INS, nobody_left=(), child_harmed=(), matters={}, waits=WAITS)
ONE_EACH = tuple((role,) for role in StaffRole)


def route_desk(people: Iterable[tuple[StaffRole, ...]] = ONE_EACH) -> RouteDesk:
    """Return what routing needs at a school with these people, all of them enrolled, on a Tuesday at noon."""
    staff = FakeStaffStore()
    with staff.transaction() as accounts:
        for roles in people:
            account = person(*roles)
            accounts.add(account, account.id.encode())
            accounts.set_credentials(account.id, Credentials("hash", "secret"), [])
    return RouteDesk(FakeStore(), staff, FakeClock(TUESDAY), CONTACTS, ROUTES, CALENDAR)


def draft_about(about: About = About.STAFF, kind: Kind = Kind.COMPLAINT, *, child: bool = False) -> Draft:
    """Return a draft about somebody."""
    return Draft(kind, about, Account("what happened"), child_at_risk=child)
