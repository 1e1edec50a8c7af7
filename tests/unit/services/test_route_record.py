"""A draft goes to those who may read it as the accounts stand; what they leave unopened goes on, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from case_fakes import person
from fakes import FakeReceipts, FakeStore
from route_samples import DAY, ONE_EACH, TUESDAY, draft_about, route_desk

from assistant.core.errors import NobodyLeftError
from assistant.core.records import Draft, HandOver
from assistant.core.routing import About, Role
from assistant.core.staff import StaffRole
from assistant.services.ports import RouteDesk
from assistant.services.read_record import open_own_record
from assistant.services.route_record import pass_on_unopened, readers_of, send_record

HEAD, LEAD = Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK

BOTH = ((StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), (StaffRole.CHAIR_OF_GOVERNORS,), (StaffRole.CLERK,))
ALONE = ((StaffRole.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.CLERK),)


def _send(desk: RouteDesk, draft: Draft, request_id: str = "r1"):
    return send_record(desk, FakeReceipts(), draft=draft, request_id=request_id)


def _roles(desk: RouteDesk) -> list[Role]:
    return [notice.role for notice in desk.store.rows.notices.values()]


@pytest.mark.parametrize(
    ("people", "about", "told"),
    [
        (ONE_EACH, About.SAFEGUARDING_LEAD, (HEAD,)),
        (BOTH, About.SAFEGUARDING_LEAD, (CHAIR,)),
        (BOTH, About.STAFF, (HEAD,)),
        (ALONE, About.HEADTEACHER, ()),
    ],
)
def test_the_readers_are_those_without_a_conflict_and_those_that_are_stored(
    people: tuple[tuple[StaffRole, ...], ...], about: About, told: tuple[Role, ...]
) -> None:
    desk = route_desk(people)
    assert readers_of(desk, draft_about(about)) == told
    if told:
        assert _send(desk, draft_about(about)).readers == told
    assert _roles(desk) == list(told)


def test_where_nobody_is_left_nothing_is_stored() -> None:
    desk = route_desk(ALONE)
    with pytest.raises(NobodyLeftError):
        _send(desk, draft_about(About.HEADTEACHER))
    assert desk.store.rows == FakeStore().rows


def test_the_same_request_gives_the_readers_of_the_first_time_though_the_accounts_have_changed() -> None:
    desk = route_desk(BOTH)
    first = _send(desk, draft_about(About.SAFEGUARDING_LEAD))
    later = replace(desk, staff=route_desk().staff)
    assert _send(later, draft_about(About.SAFEGUARDING_LEAD)) == first
    assert _roles(desk) == [CHAIR]


def test_the_same_request_is_found_again_though_nobody_would_be_left_now() -> None:
    desk = route_desk()
    first = _send(desk, draft_about(About.HEADTEACHER))
    assert _send(replace(desk, staff=route_desk(ALONE).staff), draft_about(About.HEADTEACHER)) == first


def test_what_lies_unopened_goes_on_in_one_transaction_once_and_is_audited() -> None:
    desk = route_desk()
    record = _send(desk, draft_about()).record
    desk.clock.pass_by(DAY - timedelta(seconds=1))
    assert pass_on_unopened(desk) == 0
    desk.clock.pass_by(timedelta(seconds=1))
    assert [pass_on_unopened(desk), pass_on_unopened(desk)] == [1, 0]
    first, second = desk.store.rows.notices.values()
    assert (second.role, second.state, second.cause) == (CHAIR, HandOver.QUEUED, first.id)
    assert second.queued_at == TUESDAY + DAY
    assert desk.store.rows.audit == [("complaint_stored", record.id), ("notice_passed_on", record.id)]


def test_a_failure_stores_nothing_and_the_next_round_does_it() -> None:
    desk = route_desk()
    _send(desk, draft_about())
    desk.clock.pass_by(DAY)
    before = desk.store.rows
    desk.store.failures = 1
    with pytest.raises(Exception, match="the database is down"):
        pass_on_unopened(desk)
    assert desk.store.rows == before
    assert pass_on_unopened(desk) == 1


def test_it_goes_on_to_the_end_and_then_reminds_until_somebody_opens_it() -> None:
    desk = route_desk()
    record = _send(desk, draft_about()).record
    for _ in range(14):
        desk.clock.pass_by(DAY)
        pass_on_unopened(desk)
    roles = _roles(desk)
    assert roles[:3] == [HEAD, CHAIR, CLERK]
    assert set(roles[3:]) == {CLERK}
    clerk = person(StaffRole.CLERK)
    assert open_own_record(desk.store, desk.clock, actor=clerk, record_id=record.id) is not None
    desk.clock.pass_by(30 * DAY)
    assert pass_on_unopened(desk) == 0


def test_it_never_goes_on_to_somebody_in_conflict() -> None:
    desk = route_desk(((StaffRole.HEADTEACHER,), (StaffRole.SAFEGUARDING_LEAD, StaffRole.CHAIR_OF_GOVERNORS)))
    _send(desk, draft_about(About.SAFEGUARDING_LEAD, child=True))
    for _ in range(5):
        desk.clock.pass_by(DAY)
        pass_on_unopened(desk)
    assert set(_roles(desk)) == {HEAD, CLERK}


def test_the_accounts_are_read_once_a_round_and_not_at_all_where_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, rounds = route_desk(), []
    assert pass_on_unopened(desk) == 0
    for number in range(3):
        _send(desk, draft_about(), f"r{number}")
    real = desk.staff.transaction
    monkeypatch.setattr(desk.staff, "transaction", lambda: (rounds.append(1), real())[1])
    desk.clock.pass_by(DAY)
    assert (pass_on_unopened(desk), len(rounds)) == (3, 1)
    assert (pass_on_unopened(desk), len(rounds)) == (0, 1)
