"""Signing in: every refusal is alike and does the same work; a code works once; sessions end when they must."""

from datetime import timedelta

import pytest
from fakes import NOON, FakeDoor

from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.forget_staff_sessions import forget_staff_sessions
from assistant.services.sign_in import (
    living_sessions,
    recovery_codes_left,
    session_owner,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from assistant.services.staff_accounts import add_staff, disable_staff, reset_staff, token_digest

EMAIL, PASSWORD, STEP = "ann@school.test", "teapot ladder", timedelta(seconds=30)


class Ann(FakeDoor):
    """A door, and an enrolled person who knows her codes."""

    def __init__(self) -> None:
        super().__init__()
        self.link = add_staff(self.door, email=EMAIL, name="Ann", roles=frozenset({StaffRole.CLERK}))
        done = enrol_staff(self.door, self.link, password=PASSWORD, code_secret="SECRET", code=self.code())
        assert isinstance(done, Enrolled)
        self.account, self.recovery = done.account, done.recovery_codes
        self.clock.pass_by(STEP)
        self.store.rows.audit.clear()

    def try_in(self, *, email: str = EMAIL, password: str = PASSWORD, code: str | None = None, before=None):
        return sign_in(
            self.door, email=email, password=password, code=self.code() if code is None else code, before=before
        )

    def enter(self, **with_what) -> str:
        found = self.try_in(**with_what)
        assert found is not None
        return found[0]


@pytest.fixture
def ann() -> Ann:
    return Ann()


def test_sign_in_opens_a_session_for_twelve_hours(ann: Ann) -> None:
    now = ann.clock.now()
    found = ann.try_in(email=" ANN@school.test")
    assert found is not None
    token, who = found
    assert (who.account.id, who.account.can_sign_in) == (ann.account.id, True)
    assert (who.session.created_at, who.session.seen_at, who.session.ends_at) == (now, now, now + timedelta(hours=12))
    assert ann.store.rows.sessions == {token_digest(token): who.session}
    assert signed_in(ann.door, token) == who
    assert ann.store.rows.audit == [("sign_in", ann.account.id)]


def test_every_session_has_a_token_of_its_own_that_is_not_stored(ann: Ann) -> None:
    first = ann.enter()
    ann.clock.pass_by(STEP)
    second = ann.enter()
    assert first != second
    assert min(len(first), len(second)) >= 43
    assert [token for token in (first, second) if token in repr(ann.store.rows)] == []


@pytest.mark.parametrize(
    ("wrong", "of_account"),
    [
        ({"email": "nobody@school.test"}, False),
        ({"email": ""}, False),
        ({"password": "teapot ladders"}, True),
        ({"password": ""}, True),
        ({"code": "000000"}, True),
        ({"code": ""}, True),
        ({"code": "123412341234"}, True),
    ],
)
def test_whatever_is_wrong_the_answer_the_work_and_the_trace_are_alike(ann: Ann, wrong, of_account: bool) -> None:
    ann.passwords.asked.clear()
    ann.codes.asked.clear()
    assert ann.try_in(**wrong) is None
    assert (len(ann.passwords.asked), len(ann.codes.asked)) == (1, 1)
    assert ann.store.rows.audit == [("sign_in_failed", ann.account.id if of_account else None)]
    assert ann.store.rows.sessions == {}


def test_the_work_is_the_same_for_who_has_not_enrolled_or_is_shut_out(ann: Ann) -> None:
    add_staff(ann.door, email="bob@school.test", name="Bob", roles=frozenset({StaffRole.OFFICE}))
    disable_staff(ann.door, email=EMAIL)
    ann.passwords.asked.clear()
    assert [ann.try_in(email="bob@school.test"), ann.try_in()] == [None, None]
    assert ann.passwords.asked == [None, None]


def test_a_wrong_password_does_not_use_up_a_code(ann: Ann) -> None:
    assert ann.try_in(password="wrong") is None
    assert ann.try_in(code=ann.recovery[0], password="wrong") is None
    assert ann.enter()
    assert recovery_codes_left(ann.door, ann.account) == 10


def test_a_code_works_once(ann: Ann) -> None:
    ann.enter()
    assert ann.try_in() is None
    ann.clock.pass_by(STEP)
    assert ann.enter()


def test_the_code_of_the_enrolment_does_not_sign_in(ann: Ann) -> None:
    assert ann.try_in(code=ann.code(-1)) is None


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_one_step_away(ann: Ann, steps: int, works: bool) -> None:
    ann.clock.pass_by(STEP * 10)
    assert (ann.try_in(code=ann.code(steps)) is not None) is works


def test_an_earlier_code_than_the_last_used_does_not_work(ann: Ann) -> None:
    ann.clock.pass_by(STEP * 10)
    ann.enter(code=ann.code(1))
    assert [ann.try_in(code=ann.code(steps)) for steps in (-1, 0, 1)] == [None, None, None]


def test_a_code_may_be_written_with_a_blank(ann: Ann) -> None:
    code = ann.code()
    assert ann.enter(code=f" {code[:3]} {code[3:]}\n")


def test_a_recovery_code_works_once_and_however_it_is_spaced(ann: Ann) -> None:
    code = ann.recovery[3]
    assert ann.enter(code=f"{code[:4]} {code[4:8]} {code[8:]}")
    assert ann.try_in(code=code) is None
    assert recovery_codes_left(ann.door, ann.account) == 9
    events = [event for event, _ in ann.store.rows.audit]
    assert events == ["recovery_code_used", "sign_in", "sign_in_failed"]


def test_a_recovery_code_of_somebody_else_does_not_work(ann: Ann) -> None:
    link = add_staff(ann.door, email="bob@school.test", name="Bob", roles=frozenset({StaffRole.OFFICE}))
    done = enrol_staff(ann.door, link, password=PASSWORD, code_secret="OTHER", code=ann.code())
    assert isinstance(done, Enrolled)
    assert ann.try_in(code=done.recovery_codes[0]) is None


@pytest.mark.parametrize("change", [reset_staff, disable_staff])
def test_who_is_reset_or_shut_out_while_the_password_is_checked_does_not_get_in(ann: Ann, change) -> None:
    class Meanwhile(type(ann.passwords)):
        def matches(self, password: str, stored: str | None) -> bool:
            change(ann.door, email=EMAIL)
            return super().matches(password, stored)

    object.__setattr__(ann.door, "passwords", Meanwhile())
    assert ann.try_in() is None
    assert ann.store.rows.sessions == {}


def test_signing_in_again_ends_the_session_that_the_browser_had(ann: Ann) -> None:
    first = ann.enter()
    ann.clock.pass_by(STEP)
    second = ann.enter(before=first)
    assert (signed_in(ann.door, first), signed_in(ann.door, second) is None) == (None, False)


def test_a_failed_sign_in_leaves_the_session_that_the_browser_had(ann: Ann) -> None:
    first = ann.enter()
    ann.try_in(before=first, password="wrong")
    assert signed_in(ann.door, first) is not None


def test_a_session_ends_after_half_an_hour_without_a_request(ann: Ann) -> None:
    token = ann.enter()
    for _ in range(3):
        ann.clock.pass_by(timedelta(minutes=29, seconds=59))
        assert signed_in(ann.door, token) is not None
    ann.clock.pass_by(timedelta(minutes=30))
    assert signed_in(ann.door, token) is None


def test_looking_at_a_session_does_not_keep_it_alive(ann: Ann) -> None:
    token = ann.enter()
    ann.clock.pass_by(timedelta(minutes=29))
    assert signed_in(ann.door, token, active=False) is not None
    ann.clock.pass_by(timedelta(minutes=1))
    assert signed_in(ann.door, token) is None


def test_a_session_ends_after_twelve_hours_whatever_happens(ann: Ann) -> None:
    token = ann.enter()
    for _ in range(36):
        ann.clock.pass_by(timedelta(minutes=20))
        alive = signed_in(ann.door, token)
    assert alive is None


@pytest.mark.parametrize("token", ["", "unknown"])
def test_an_unknown_token_is_nobody(ann: Ann, token: str) -> None:
    assert (signed_in(ann.door, token), session_owner(ann.door, token)) == (None, None)
    sign_out(ann.door, token)
    assert ann.store.rows.audit == []


def test_sign_out_ends_one_session_and_everywhere_ends_all(ann: Ann) -> None:
    tokens = []
    for _ in range(3):
        tokens.append(ann.enter())
        ann.clock.pass_by(STEP)
    sign_out(ann.door, tokens[0])
    assert [signed_in(ann.door, token) is not None for token in tokens] == [False, True, True]
    assert [found[0] for found in living_sessions(ann.door, ann.account)] == [
        token_digest(tokens[2]),
        token_digest(tokens[1]),
    ]
    sign_out_everywhere(ann.door, ann.account)
    assert [signed_in(ann.door, token) for token in tokens] == [None, None, None]
    assert [event for event, _ in ann.store.rows.audit[-2:]] == ["sign_out", "sign_out_everywhere"]


def test_an_ended_session_still_tells_whose_it_was_for_a_day(ann: Ann) -> None:
    token = ann.enter()
    sign_out(ann.door, token)
    ann.clock.pass_by(timedelta(days=1))
    assert (forget_staff_sessions(ann.store, ann.clock, days=1), session_owner(ann.door, token)) == (0, ann.account.id)
    ann.clock.pass_by(timedelta(seconds=1))
    assert (forget_staff_sessions(ann.store, ann.clock, days=1), session_owner(ann.door, token)) == (1, None)


def test_forgetting_takes_old_invitations_and_leaves_what_lives(ann: Ann) -> None:
    add_staff(ann.door, email="bob@school.test", name="Bob", roles=frozenset({StaffRole.OFFICE}))
    ann.clock.at = NOON + timedelta(days=8, minutes=1)
    token = ann.enter()
    assert forget_staff_sessions(ann.store, ann.clock, days=1) == 0
    assert (ann.store.rows.invitations, len(ann.store.rows.sessions)) == ({}, 1)
    assert signed_in(ann.door, token) is not None
