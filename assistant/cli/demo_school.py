"""The example school of ``assistant/demo``, told through the ordinary services, each day of it on that day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.adapters.one_time_codes import code_at
from assistant.core.calendar import SchoolCalendar, school_time
from assistant.core.case_history import What
from assistant.core.errors import AssistantError
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.give_record import give_record
from assistant.services.hand_case import assign_owner, share_case
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.ports import Clock
from assistant.services.read_record import open_record
from assistant.services.staff_accounts import add_staff
from assistant.settings import PROJECT
from assistant.wiring import Wiring

_FOLDER = PROJECT / "assistant" / "demo"
_BEFORE_ALL = 1
_MORNING = time(10, tzinfo=UTC)


class Member(Shape):
    """A member of staff, with what is needed to sign in."""

    id: str
    email: str
    name: str
    roles: list[StaffRole]
    password: str
    secret: str


class _Record(Shape):
    id: str
    ago: int
    kind: Kind
    about: About
    child_at_risk: bool = False
    text: str
    contact: str = ""
    place: str = ""
    read_by: Role | None = None
    read_ago: int = 0


class _Then(Shape):
    """What happened next in a case; with nothing but words it is a note."""

    ago: int
    by: str = ""
    event: What | None = None
    choose: Step | None = None
    share: str = ""
    give_to: str | None = None
    withdraw: int | None = None
    words: str = ""
    reason: str = ""


class _Case(Shape):
    title: str
    ago: int
    by: str
    record: str = ""
    location: Location
    categories: list[Category]
    harassment: bool = False
    author_known: bool = True
    words: str = ""
    place: str = ""
    people: str = ""
    about: list[About] = Field(default_factory=list)
    accused: list[str] = Field(default_factory=list)
    child_at_risk: bool = False
    then: list[_Then] = Field(default_factory=list)

    @property
    def facts(self) -> Facts:
        """What staff found."""
        return Facts(
            self.location, frozenset(self.categories), harassment=self.harassment, author_known=self.author_known
        )


class _Staff(Shape):
    staff: list[Member]


class _Records(Shape):
    records: list[_Record]


class _Cases(Shape):
    cases: list[_Case]


@dataclass(frozen=True, slots=True)
class School:
    """The whole example school; ``ago`` counts school days before today."""

    staff: list[Member]
    records: list[_Record]
    cases: list[_Case]

    @property
    def first(self) -> int:
        """How long ago it begins."""
        told = [*(record.ago for record in self.records), *(case.ago for case in self.cases)]
        return max(told) + _BEFORE_ALL


class NotEnrolledError(AssistantError):
    """A member of the example school could not enrol."""


class PastClock(Clock):
    """Shows the morning of the school day that it was put back to, a minute later each time."""

    def __init__(self, calendar: SchoolCalendar, present: datetime) -> None:
        self._calendar = calendar
        self._present = present
        self._at = present
        self._times = 0

    def now(self) -> datetime:
        """Return the moment that it was put back to."""
        return self._at

    def put_back(self, ago: int) -> None:
        """Go to so many school days before today; never beyond the present."""
        day = school_time(self._present).date()
        for _ in range(ago):
            day = self._calendar.school_day_before(day)
        self._times += 1
        self._at = min(datetime.combine(day, _MORNING) + timedelta(minutes=self._times), self._present)


def read_school() -> School:
    """Read the example school."""
    return School(
        read_yaml(_FOLDER / "staff.yml", _Staff).staff,
        read_yaml(_FOLDER / "records.yml", _Records).records,
        read_yaml(_FOLDER / "cases.yml", _Cases).cases,
    )


def load_school(parts: Wiring, clock: PastClock, school: School) -> None:
    """Tell the whole story in the order in which it happened; ``parts`` go by ``clock``."""
    people = {}
    for member in school.staff:
        clock.put_back(school.first)
        people[member.id] = _enrol(parts, member)
    teller = _Teller(parts, people)
    deeds = [*teller.of_records(school), *teller.of_cases(school)]
    for deed in sorted(deeds, key=lambda deed: -deed.ago):
        clock.put_back(deed.ago)
        deed.do()


def _enrol(parts: Wiring, member: Member) -> StaffAccount:
    door = parts.staff_door
    token = add_staff(door, email=member.email, name=member.name, roles=frozenset(member.roles))
    code = code_at(member.secret, door.clock.now())
    done = enrol_staff(door, token, password=member.password, code_secret=member.secret, code=code)
    if not isinstance(done, Enrolled):
        raise NotEnrolledError(f"the example account {member.id} could not enrol: {done}")
    return done.account


@dataclass(frozen=True, slots=True)
class _Deed:
    ago: int
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Teller:
    parts: Wiring
    people: dict[str, StaffAccount]
    record_ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def of_records(self, school: School) -> Iterator[_Deed]:
        for record in school.records:
            yield _Deed(record.ago, partial(self._give, record))
            if record.read_by:
                yield _Deed(record.read_ago, partial(self._read, record, record.read_by))

    def of_cases(self, school: School) -> Iterator[_Deed]:
        for case in school.cases:
            yield _Deed(case.ago, partial(self._open, case))
            for then in case.then:
                yield _Deed(then.ago, partial(self._go_on, case, then))

    def _give(self, record: _Record) -> None:
        account = Account(record.text, contact=record.contact, place=record.place)
        draft = Draft(record.kind, record.about, account, child_at_risk=record.child_at_risk)
        parts = self.parts
        given = give_record(
            parts.store, parts.receipts, parts.clock, draft=draft, request_id=f"demo record {record.id}"
        )
        self.record_ids[record.id] = given.record.id

    def _read(self, record: _Record, role: Role) -> None:
        open_record(self.parts.store, self.parts.clock, record_id=self.record_ids[record.id], role=role)

    def _open(self, case: _Case) -> None:
        actor, desk, request_id = self.people[case.by], self.parts.case_desk, f"demo case {case.title}"
        if case.record:
            opened = open_case_from_record(
                desk,
                self.parts.store,
                actor=actor,
                record_id=self.record_ids[case.record],
                title=case.title,
                facts=case.facts,
                request_id=request_id,
                people=case.people,
            )
        else:
            opened = open_case(
                desk,
                actor=actor,
                title=case.title,
                facts=case.facts,
                request_id=request_id,
                words=case.words,
                place=case.place,
                people=case.people,
                accused=[self.people[name] for name in case.accused],
                about=case.about,
                child_at_risk=case.child_at_risk,
            )
        self.numbers[case.title] = opened.case.number

    def _go_on(self, case: _Case, then: _Then) -> CaseView:
        actor, desk, number = self.people[then.by or case.by], self.parts.case_desk, self.numbers[case.title]
        case_now = desk.cases.by_number(number)
        assert case_now is not None
        return self._writer(then)(desk, actor=actor, number=number, version=case_now.version)

    def _writer(self, then: _Then) -> Callable[..., CaseView]:
        """Return the service that writes this, with all but the case and the writer."""
        if then.event:
            day = school_time(self.parts.clock.now()).date()
            return partial(record_event, what=then.event, on=day, words=then.words, reason=then.reason)
        if then.choose:
            return partial(choose_step, step=then.choose, reason=then.reason)
        if then.share:
            return partial(share_case, recipient=self.people[then.share], words=then.words)
        if then.give_to is not None:
            return partial(assign_owner, owner=self.people.get(then.give_to), words=then.words)
        if then.withdraw:
            return partial(correct_entry, position=then.withdraw, words=then.words, withdraw=True)
        return partial(add_note, words=then.words)
