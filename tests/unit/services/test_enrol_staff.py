"""A link works once, for seven days, with a good password and a code of the app."""

from datetime import timedelta

import pytest
from fakes import FakeDoor

from assistant.core.passwords import PasswordProblem
from assistant.core.staff import StaffRole, StaffSession
from assistant.services.enrol_staff import Enrolled, EnrolProblem, enrol_staff, invited_account
from assistant.services.ports import Credentials
from assistant.services.staff_accounts import add_staff, disable_staff


@pytest.fixture
def fake() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def token(fake: FakeDoor) -> str:
    return add_staff(fake.door, email="ann@school.test", name="Ann", roles=frozenset({StaffRole.CLERK}))


def _enrol(fake: FakeDoor, token: str, *, password: str = "teapot ladder", code: str | None = None):
    return enrol_staff(
        fake.door, token, password=password, code_secret="SECRET", code=fake.code() if code is None else code
    )


def test_enrol_staff_stores_the_hash_the_secret_and_ten_hashed_codes(fake: FakeDoor, token: str) -> None:
    done = _enrol(fake, token)
    assert isinstance(done, Enrolled)
    account_id = done.account.id
    assert fake.store.rows.credentials == {account_id: Credentials("hash of teapot ladder", "SECRET")}
    assert len(set(done.recovery_codes)) == 10
    assert {(len(code), code.isdecimal()) for code in done.recovery_codes} == {(12, True)}
    assert fake.store.rows.recovery == {
        (account_id, f"staff recovery code: {account_id}:{code}".encode()) for code in done.recovery_codes
    }
    assert fake.store.rows.audit[-1] == ("staff_enrolled", account_id)


def test_a_link_works_once(fake: FakeDoor, token: str) -> None:
    assert isinstance(_enrol(fake, token), Enrolled)
    before = fake.store.rows
    fake.clock.pass_by(timedelta(seconds=30))
    assert _enrol(fake, token, password="another long one") is EnrolProblem.LINK
    assert (fake.store.rows, invited_account(fake.door, token)) == (before, None)


@pytest.mark.parametrize(("age", "works"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)])
def test_a_link_works_for_seven_days(fake: FakeDoor, token: str, age: timedelta, works: bool) -> None:
    fake.clock.pass_by(age)
    assert (invited_account(fake.door, token) is not None) is works
    assert isinstance(_enrol(fake, token), Enrolled) is works


@pytest.mark.parametrize("other", ["", "wrong"])
def test_an_unknown_link_is_refused(fake: FakeDoor, token: str, other: str) -> None:
    assert _enrol(fake, other) is EnrolProblem.LINK


def test_a_link_of_somebody_who_was_shut_out_is_refused(fake: FakeDoor, token: str) -> None:
    disable_staff(fake.door, email="ann@school.test")
    assert _enrol(fake, token) is EnrolProblem.LINK


def test_a_refused_password_or_code_leaves_the_link_as_it_is(fake: FakeDoor, token: str) -> None:
    before = fake.store.rows
    assert _enrol(fake, token, password="short") is PasswordProblem.TOO_SHORT
    assert _enrol(fake, token, password="ann@school.test") is PasswordProblem.EMAIL
    assert _enrol(fake, token, code="000000") is EnrolProblem.CODE
    assert _enrol(fake, token, code="") is EnrolProblem.CODE
    assert fake.store.rows == before
    assert isinstance(_enrol(fake, token), Enrolled)


def test_a_link_that_was_used_at_the_same_moment_is_refused(fake: FakeDoor, token: str) -> None:
    class Meanwhile(type(fake.passwords)):
        def hashed(self, password: str) -> str:
            fake.store.rows.invitations.clear()
            return super().hashed(password)

    object.__setattr__(fake.door, "passwords", Meanwhile())
    assert _enrol(fake, token) is EnrolProblem.LINK
    assert fake.store.rows.credentials == {}


def test_enrolling_ends_a_session_that_a_reset_at_the_same_moment_has_missed(fake: FakeDoor, token: str) -> None:
    account = invited_account(fake.door, token)
    assert account is not None
    now = fake.clock.now()
    fake.store.rows.sessions[b"missed"] = StaffSession(account.id, now, now, now + timedelta(hours=12))
    assert isinstance(_enrol(fake, token), Enrolled)
    assert fake.store.rows.sessions[b"missed"].expires_at == now
