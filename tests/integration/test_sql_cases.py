"""Cases in the database for real: nothing is lost between writers, nothing readable stands in any column."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from case_fakes import case_desk, close_case, person
from case_samples import OFFENSIVE
from fakes import NOON, FakeClock, FakeReceipts
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import SqlAuditTrail, SqlCases, SqlStore, make_engine, tables, upgrade_schema
from assistant.core.case_errors import CaseError, ConflictError, NotFoundError
from assistant.core.case_history import What
from assistant.core.cases import Case
from assistant.core.errors import SealedDataError, StorageError
from assistant.core.paging import READ_FOR_PAGE, Beside
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event, set_facts
from assistant.services.give_record import give_record
from assistant.services.hand_case import assign_owner, set_details, share_case, unshare_case
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import Which, list_cases, page_of_cases, show_case

SEAL = AesGcmSeal(KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64))))
HEAD = person(StaffRole.HEADTEACHER)
DEPUTY = person(StaffRole.SENIOR_LEADER)
GOVERNOR = person(StaffRole.GOVERNOR)
PLANTED = ("xylophone", "quacksalver", "zebrabook", "kumquat", "flummox", "gallimaufry", "wherewithal", "accused-id")
TODAY = NOON.date()
EVERYTHING = Facts(
    Location.SCHOOL_FORUM, frozenset({Category.RACIST, Category.OFFENSIVE}), grossly_obscene=True, author_known=False
)


@pytest.fixture
def desk(engine: Engine) -> CaseDesk:
    return case_desk(SqlCases(engine, SEAL))


DEPUTY = person(StaffRole.SENIOR_LEADER)


def _open(desk: CaseDesk, request_id: str = "r1", **given) -> CaseView:
    planted = {"title": "a xylophone", "facts": OFFENSIVE, "words": "quacksalver"}
    return open_case(desk, actor=HEAD, request_id=request_id, **planted | given)


def _worked_on(desk: CaseDesk) -> Case:
    """A case with every kind of entry, a planted word in each place that takes words."""
    _open(desk, place="zebrabook", people="kumquat")
    steps: list[Callable[[int], CaseView]] = [
        lambda at: record_event(desk, actor=HEAD, number=1, version=at, what=What.REFUSED, on=TODAY, words="flummox"),
        lambda at: choose_step(
            desk, actor=HEAD, number=1, version=at, step=Step.CONTACT_POLICE, reason="gallimaufry", request_id="r2"
        ),
        lambda at: add_note(desk, actor=HEAD, number=1, version=at, words="wherewithal"),
        lambda at: correct_entry(desk, actor=HEAD, number=1, version=at, position=5, words="flummox", withdraw=True),
        lambda at: correct_entry(desk, actor=HEAD, number=1, version=at, position=3, words="flummox", withdraw=False),
        lambda at: set_facts(desk, actor=HEAD, number=1, version=at, facts=EVERYTHING),
        lambda at: set_details(
            desk,
            actor=HEAD,
            number=1,
            version=at,
            title="a kumquat",
            place="zebrabook",
            people="quacksalver",
            accused=[person(StaffRole.OFFICE, name="accused-id")],
            about=[About.STAFF, About.PUPIL],
            child_at_risk=True,
        ),
        lambda at: assign_owner(desk, actor=HEAD, number=1, version=at, owner=DEPUTY),
        lambda at: share_case(
            desk, actor=HEAD, number=1, version=at, recipient=person(StaffRole.CLERK), words="gallimaufry"
        ),
        lambda at: share_case(desk, actor=HEAD, number=1, version=at, recipient=GOVERNOR, words="flummox"),
        lambda at: unshare_case(desk, actor=HEAD, number=1, version=at, reader=GOVERNOR, words="wherewithal"),
    ]
    version = 1
    for step in steps:
        version = step(version).case.version
    case = desk.cases.by_number(1)
    assert case is not None
    return case


def test_a_case_comes_back_as_it_was_written(desk: CaseDesk) -> None:
    case = _worked_on(desk)
    assert desk.cases.by_number(1) == case
    assert desk.cases.by_request("r1") == case
    assert list(desk.cases.each()) == [case]
    assert len(case.entries) == 13


def test_what_is_not_there_is_nothing(desk: CaseDesk) -> None:
    cases = desk.cases
    assert (cases.by_number(1), cases.by_request("r1"), cases.by_record("x"), list(cases.each())) == (
        None,
        None,
        None,
        [],
    )


def test_lists_are_newest_first_and_can_leave_out_the_closed(desk: CaseDesk) -> None:
    for at in range(3):
        _open(desk, f"r{at}")
    close_case(desk, actor=HEAD, number=2, version=1, on=TODAY, reason="settled")
    assert [case.number for case in list(desk.cases.each())] == [3, 2, 1]
    assert [case.number for case in desk.cases.each(open_only=True)] == [3, 1]
    assert [shown.case.number for shown in list_cases(desk, actor=HEAD, which=Which.OPEN)] == [3, 1]


@pytest.mark.parametrize(
    ("beside", "numbers"),
    [(None, [5, 4, 3, 2, 1]), (Beside(4), [3, 2, 1]), (Beside(2, before=True), [3, 4, 5]), (Beside(1), [])],
)
def test_cases_are_read_a_few_at_a_time_from_a_place_on_or_back(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch, beside: Beside[int] | None, numbers: list[int]
) -> None:
    monkeypatch.setattr("assistant.adapters.sql.cases._AT_A_TIME", 2)
    for at in range(5):
        _open(desk, f"r{at}")
    assert [case.number for case in desk.cases.each(beside=beside)] == numbers
    assign_owner(desk, actor=HEAD, number=3, version=1, owner=DEPUTY)
    own = desk.cases.each(owner=DEPUTY.id, open_only=True, beside=beside)
    assert [case.number for case in own] == [number for number in numbers if number == 3]


def test_no_more_cases_are_read_than_fill_a_page(desk: CaseDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.adapters.sql.cases._AT_A_TIME", 2)
    for at in range(READ_FOR_PAGE + 4):
        _open(desk, f"r{at}")
    opened = []
    monkeypatch.setattr(SqlCases, "_case", _noting(opened))
    page = page_of_cases(desk, actor=HEAD, which=Which.OPEN)
    assert ([one.case.number for one in page.items], page.goes_on_after) == (
        list(range(READ_FOR_PAGE + 4, 4 + 1, -1)),
        True,
    )
    assert len(opened) == READ_FOR_PAGE


def _noting(opened: list[int]) -> Callable[..., Case]:
    """Open a case as it is opened, and note its number."""
    really = SqlCases._case

    def open_it(self: SqlCases, row: sa.RowMapping, *belonging: Sequence[sa.RowMapping]) -> Case:
        opened.append(row["number"])
        return really(self, row, *belonging)

    return open_it


def test_what_sorts_and_finds_a_case_stands_in_clear(desk: CaseDesk, engine: Engine) -> None:
    case = _worked_on(desk)
    with engine.begin() as connection:
        row = connection.execute(sa.select(tables.cases)).one()
        entries = connection.execute(sa.select(tables.case_entries).order_by(tables.case_entries.c.position)).all()
        shares = connection.execute(sa.select(tables.case_shares)).all()
    assert (row.id, row.number, row.version, row.closed, row.owner_id) == (case.id, 1, 12, False, DEPUTY.id)
    assert (row.opened_at, row.due_on) == (NOON, TODAY)
    assert [entry.kind for entry in entries] == [entry.kind for entry in case.entries]
    assert [(share.staff_id, share.shared_at) for share in shares] == [("clerk", NOON)]


def test_closing_a_case_is_seen_in_its_row(desk: CaseDesk, engine: Engine) -> None:
    _open(desk)
    close_case(desk, actor=HEAD, number=1, version=1, on=TODAY, reason="settled")
    with engine.begin() as connection:
        row = connection.execute(sa.select(tables.cases)).one()
    assert (row.closed, row.due_on) == (True, None)


def test_no_planted_word_stands_in_any_column(desk: CaseDesk, engine: Engine) -> None:
    case = _worked_on(desk)
    assert [word for word in PLANTED if word not in repr(case)] == []
    with engine.begin() as connection:
        stored = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for table in tables.metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            for value in row
        ]
    assert any(value == b"clerk" for value in stored)
    assert [word for word in PLANTED if any(word.encode() in value for value in stored)] == []
    hidden = ("police", "refused", "school_forum", "racist", "pupil")
    assert [word for word in hidden if any(word.encode() in value for value in stored)] == []


def test_planted_words_stand_nowhere_in_the_files(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    upgrade_schema(engine)
    _worked_on(case_desk(SqlCases(engine, SEAL)))
    for _ in range(2):
        content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert [word for word in PLANTED if word.encode() in content] == []
        assert b"case_choice" in content
        engine.dispose()


def test_each_entry_leaves_an_audit_event_with_its_writer(desk: CaseDesk, engine: Engine) -> None:
    case = _worked_on(desk)
    with engine.begin() as connection:
        rows = connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)).all()
    assert [(row.event, row.record_id, row.account_id) for row in rows] == [
        (f"case_{entry.kind}", case.id, HEAD.id) for entry in case.entries
    ]


def _at_once(*works: Callable[[], object]) -> list[CaseError | StorageError]:
    start, errors = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        start.wait(10)
        try:
            work()
        except (CaseError, StorageError) as error:
            errors.append(error)

    workers = [threading.Thread(target=run, args=(work,)) for work in works]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return errors


def test_of_many_writers_at_once_one_is_first_and_the_others_are_shown_its_change(desk: CaseDesk) -> None:
    _open(desk)
    notes = [f"note {at}" for at in range(6)]
    errors = _at_once(
        *(lambda words=words: add_note(desk, actor=HEAD, number=1, version=1, words=words) for words in notes)
    )
    case = show_case(desk, actor=HEAD, number=1).case
    assert (case.version, [entry.words for entry in case.entries[2:]]) == (2, [case.entries[2].words])
    assert case.entries[2].words in notes
    assert len(errors) == 5
    assert [error.current for error in errors if isinstance(error, ConflictError)] == [case] * 5


def test_the_same_request_from_many_at_once_writes_once(desk: CaseDesk) -> None:
    opened: list[CaseView] = []
    assert _at_once(*[lambda: opened.append(_open(desk))] * 4) == []
    assert len({shown.case.id for shown in opened}) == 1
    noted = lambda: add_note(desk, actor=HEAD, number=1, version=1, words="rang", request_id="r2")  # noqa: E731
    assert _at_once(*[noted] * 4) == []
    assert [entry.words for entry in show_case(desk, actor=HEAD, number=1).case.entries[2:]] == ["rang"]


def test_numbers_are_unique_and_without_a_gap_when_many_open_at_once(desk: CaseDesk, engine: Engine) -> None:
    def run(at: int) -> None:
        for turn in range(5):
            _open(desk, f"r{at}-{turn}")

    assert _at_once(*(lambda at=at: run(at) for at in range(4))) == []
    assert sorted(case.number for case in list(desk.cases.each())) == list(range(1, 21))
    with engine.begin() as connection:
        positions = connection.execute(sa.select(tables.audit.c.position)).scalars()
        assert sorted(positions) == list(range(1, 41))


def test_a_case_that_is_not_stored_takes_no_number(desk: CaseDesk) -> None:
    case = _open(desk).case
    with pytest.raises(StorageError, match="holds such a case already"):
        desk.cases.add(replace(case, id="another"), due_on=None)
    assert _open(desk, "r2").case.number == 2


def test_numbers_are_not_given_again(desk: CaseDesk, engine: Engine) -> None:
    _open(desk)
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.cases))
    assert _open(desk, "r2").case.number == 2


def test_a_record_has_one_case(desk: CaseDesk, engine: Engine) -> None:
    store = SqlStore(engine, SEAL, FakeClock())
    draft = Draft(Kind.REPORT, About.PUPIL, Account("quacksalver", place="zebrabook"), child_at_risk=True)
    record_id = give_record(store, FakeReceipts(), FakeClock(), draft=draft, request_id="web-1:m1").record.id
    lead = person(StaffRole.SAFEGUARDING_LEAD)

    def run(actor, request_id: str) -> Callable[[], object]:
        return lambda: open_case_from_record(
            desk, store, actor=actor, record_id=record_id, title="a post", facts=OFFENSIVE, request_id=request_id
        )

    errors = _at_once(run(HEAD, "r1"), run(lead, "r2"))
    (case,) = list(desk.cases.each())
    assert desk.cases.by_record(record_id) == case
    assert [error.current for error in errors if isinstance(error, ConflictError)] == [case]


def test_a_change_that_fails_in_between_leaves_nothing(desk: CaseDesk, engine: Engine) -> None:
    case = _open(desk).case
    with engine.begin() as connection:
        row = {"case_id": case.id, "position": 3, "kind": "note", "recorded_at": NOON, "sealed": b"in the way"}
        connection.execute(sa.insert(tables.case_entries).values(**row))
    with pytest.raises(StorageError):
        add_note(desk, actor=HEAD, number=1, version=1, words="rang")
    assert show_case(desk, actor=HEAD, number=1).case == case


@pytest.mark.parametrize("position", [1, 2, 3])
def test_an_entry_that_somebody_removed_is_missed(desk: CaseDesk, engine: Engine, position: int) -> None:
    _open(desk)
    add_note(desk, actor=HEAD, number=1, version=1, words="rang")
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.case_entries).where(tables.case_entries.c.position == position))
    with pytest.raises(SealedDataError, match="entries of a case are missing"):
        show_case(desk, actor=HEAD, number=1)


def test_an_entry_moved_to_another_case_or_place_does_not_open(desk: CaseDesk, engine: Engine) -> None:
    _open(desk)
    other = _open(desk, "r2").case
    table = tables.case_entries
    with engine.begin() as connection:
        sealed = connection.execute(sa.select(table.c.sealed).where(table.c.case_id == other.id)).scalars().first()
        connection.execute(sa.update(table).where(table.c.case_id != other.id).values(sealed=sealed))
    with pytest.raises(SealedDataError):
        desk.cases.by_number(1)


def test_nobody_is_let_in_by_writing_to_the_database(desk: CaseDesk, engine: Engine) -> None:
    case = _open(desk).case
    with engine.begin() as connection:
        connection.execute(sa.update(tables.cases).values(owner_id="office"))
        row = {"case_id": case.id, "staff_id": "office", "shared_at": NOON, "sealed": b"a forged share"}
    assert show_case(desk, actor=HEAD, number=1).case.owner == HEAD.id
    with engine.begin() as connection:
        connection.execute(sa.insert(tables.case_shares).values(**row))
    with pytest.raises(SealedDataError):
        desk.cases.by_number(1)


def test_entries_written_while_a_case_is_read_are_left_for_the_next_reading(desk: CaseDesk, engine: Engine) -> None:
    case = _open(desk).case
    add_note(desk, actor=HEAD, number=1, version=1, words="rang")
    with engine.begin() as connection:
        row = connection.execute(sa.select(tables.cases)).mappings().one()
        size = SEAL.close(b"2", row=f"cases:{case.id}:1")
        connection.execute(sa.update(tables.cases).values(version=1, sealed_size=size))
    assert row["version"] == 2
    assert desk.cases.by_number(1) == case


def test_a_due_date_moves_with_the_case(desk: CaseDesk, engine: Engine) -> None:
    _open(desk)
    later = case_desk(desk.cases, FakeClock(NOON + timedelta(days=1)))
    version = 1
    for what in (What.DISCUSSED, What.REMOVAL_REQUESTED):
        version = record_event(later, actor=HEAD, number=1, version=version, what=what, on=TODAY).case.version
    with engine.begin() as connection:
        assert connection.execute(sa.select(tables.cases.c.due_on)).scalar_one() == date(2026, 9, 8)


def test_a_database_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    cases = SqlCases(make_engine(f"sqlite:///{tmp_path / 'none' / 'assistant.db'}"), SEAL)
    with pytest.raises(StorageError, match="did not answer as it should"):
        cases.by_number(1)


def test_a_share_that_was_taken_back_can_be_given_anew_and_not_be_written_back(desk: CaseDesk, engine: Engine) -> None:
    _open(desk)
    share_case(desk, actor=HEAD, number=1, version=1, recipient=GOVERNOR)
    with engine.begin() as connection:
        old = dict(connection.execute(sa.select(tables.case_shares)).mappings().one())
    unshare_case(desk, actor=HEAD, number=1, version=2, reader=GOVERNOR)
    with engine.begin() as connection:
        assert connection.execute(sa.select(tables.case_shares)).all() == []
        connection.execute(sa.insert(tables.case_shares).values(**old))
    with pytest.raises(NotFoundError):
        show_case(desk, actor=GOVERNOR, number=1)
    with engine.begin() as connection:
        connection.execute(sa.delete(tables.case_shares))
    again = share_case(desk, actor=HEAD, number=1, version=3, recipient=GOVERNOR).case
    assert show_case(desk, actor=GOVERNOR, number=1).case == again
    assert [share.staff_id for share in again.shares] == [GOVERNOR.id]


def test_a_reading_is_in_the_audit_trail_by_whom_and_when_and_never_what(desk: CaseDesk, engine: Engine) -> None:
    case = _open(desk).case
    show_case(desk, actor=DEPUTY, number=1)
    with pytest.raises(NotFoundError):
        show_case(desk, actor=GOVERNOR, number=1)
    with engine.begin() as connection:
        events = connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position)).all()
    assert [(row.event, row.record_id, row.account_id, row.at) for row in events] == [
        ("case_opened", case.id, HEAD.id, NOON),
        ("case_event", case.id, HEAD.id, NOON),
        ("case_read", case.id, DEPUTY.id, NOON),
    ]
    assert SqlAuditTrail(engine).check().broken_at is None
