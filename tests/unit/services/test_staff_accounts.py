"""Accounts are made, renewed and shut; each change is in the audit trail and ends what it must end."""

from datetime import timedelta

import pytest
from fakes import NOON, FakeDoor

from assistant.core.routing import Role
from assistant.core.staff import StaffRole
from assistant.services.enrol_staff import Enrolled, enrol_staff, invited_account
from assistant.services.sign_in import sign_in, signed_in
from assistant.services.staff_accounts import (
    StaffAccountError,
    add_staff,
    colleagues,
    disable_staff,
    list_staff,
    posts_without_reader,
    reset_staff,
    token_digest,
)

HEAD = frozenset({StaffRole.HEADTEACHER})


@pytest.fixture
def fake() -> FakeDoor:
    return FakeDoor()


def _add(fake: FakeDoor, email: str = "ann@school.test", *roles: StaffRole) -> str:
    return add_staff(fake.door, email=email, name="Ann", roles=frozenset(roles) or HEAD)


def _enrol(fake: FakeDoor, token: str) -> Enrolled:
    done = enrol_staff(fake.door, token, password="teapot ladder", code_secret="S", code=fake.code())
    assert isinstance(done, Enrolled)
    return done


def _enter(fake: FakeDoor, email: str = "ann@school.test") -> str:
    fake.clock.pass_by(timedelta(seconds=30))
    found = sign_in(fake.door, email=email, password="teapot ladder", code=fake.code(), before=None)
    assert found is not None
    return found[0]


def test_add_staff_makes_an_account_that_has_to_enrol(fake: FakeDoor) -> None:
    token = _add(fake, " Ann@School.test ", StaffRole.CLERK, StaffRole.GOVERNOR)
    (listed,) = list_staff(fake.store)
    account = listed.account
    assert (account.email, account.name, account.created_at) == ("Ann@School.test", "Ann", NOON)
    assert account.roles == {StaffRole.CLERK, StaffRole.GOVERNOR}
    assert (account.enrolled, account.disabled, listed.invited_until) == (False, False, NOON + timedelta(days=7))
    assert list(fake.store.rows.invitations) == [token_digest(token)]
    assert fake.store.rows.audit == [("staff_added", account.id)]


def test_the_token_itself_is_stored_nowhere(fake: FakeDoor) -> None:
    token = _add(fake)
    assert len(token) >= 43
    assert token not in repr(fake.store.rows)


@pytest.mark.parametrize("email", ["", "ann", "@school.test", "ann@", "a@b@c", "ann smith@school.test"])
def test_what_is_no_address_gets_no_account(fake: FakeDoor, email: str) -> None:
    with pytest.raises(StaffAccountError, match="the e-mail address is not one"):
        _add(fake, email)
    assert fake.store.rows.accounts == {}


@pytest.mark.parametrize(("name", "roles"), [("  ", HEAD), ("Ann", frozenset())])
def test_an_account_needs_a_name_and_a_role(fake: FakeDoor, name: str, roles: frozenset[StaffRole]) -> None:
    with pytest.raises(StaffAccountError, match="needs a name and at least one role"):
        add_staff(fake.door, email="ann@school.test", name=name, roles=roles)


def test_an_address_has_one_account_however_it_is_written(fake: FakeDoor) -> None:
    _add(fake)
    before = fake.store.rows
    with pytest.raises(StaffAccountError, match="there is an account of this address already"):
        _add(fake, "ANN@school.test")
    assert fake.store.rows == before


def test_reset_ends_everything_and_invites_anew(fake: FakeDoor) -> None:
    first = _add(fake)
    _enrol(fake, first)
    session = _enter(fake)
    fake.clock.pass_by(timedelta(minutes=1))
    second = reset_staff(fake.door, email="ann@school.test")
    (account,) = fake.store.rows.accounts.values()
    assert signed_in(fake.door, session) is None
    assert (fake.store.rows.credentials, fake.store.rows.recovery, fake.store.rows.steps) == ({}, set(), {})
    assert sign_in(fake.door, email="ann@school.test", password="teapot ladder", code=fake.code(), before=None) is None
    assert invited_account(fake.door, first) is None
    assert invited_account(fake.door, second) == account
    assert account.roles == HEAD
    assert ("staff_reset", account.id) in fake.store.rows.audit


def test_reset_replaces_a_link_that_was_not_used(fake: FakeDoor) -> None:
    first = _add(fake)
    second = reset_staff(fake.door, email="ANN@school.test", roles=frozenset({StaffRole.CLERK}))
    assert (invited_account(fake.door, first), len(fake.store.rows.invitations)) == (None, 1)
    account = invited_account(fake.door, second)
    assert account is not None
    assert account.roles == {StaffRole.CLERK}


def test_a_person_who_was_shut_out_cannot_do_anything_until_reset(fake: FakeDoor) -> None:
    _enrol(fake, _add(fake))
    session = _enter(fake)
    disable_staff(fake.door, email="ann@school.test")
    (account,) = fake.store.rows.accounts.values()
    fake.clock.pass_by(timedelta(seconds=30))
    assert signed_in(fake.door, session) is None
    assert sign_in(fake.door, email="ann@school.test", password="teapot ladder", code=fake.code(), before=None) is None
    assert fake.store.rows.audit[-2:] == [("staff_disabled", account.id), ("sign_in_failed", account.id)]
    _enrol(fake, reset_staff(fake.door, email="ann@school.test"))
    assert signed_in(fake.door, _enter(fake)) is not None


def test_a_link_of_somebody_who_was_shut_out_does_not_work(fake: FakeDoor) -> None:
    token = _add(fake)
    disable_staff(fake.door, email="ann@school.test")
    assert invited_account(fake.door, token) is None


@pytest.mark.parametrize("change", [reset_staff, disable_staff])
def test_an_unknown_address_is_an_error(fake: FakeDoor, change) -> None:
    with pytest.raises(StaffAccountError, match="there is no account of this address"):
        change(fake.door, email="nobody@school.test")


def test_posts_without_reader_counts_only_who_can_sign_in(fake: FakeDoor) -> None:
    assert posts_without_reader(fake.store) == tuple(Role)
    _enrol(fake, _add(fake, "ann@school.test", StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD))
    _enrol(fake, _add(fake, "bob@school.test", StaffRole.CLERK, StaffRole.GOVERNOR))
    _enrol(fake, _add(fake, "cat@school.test", StaffRole.OFFICE))
    _add(fake, "dan@school.test", StaffRole.CHAIR_OF_GOVERNORS)
    disable_staff(fake.door, email="cat@school.test")
    assert posts_without_reader(fake.store) == (Role.OFFICE, Role.CHAIR_OF_GOVERNORS)


def test_colleagues_are_all_accounts_the_shut_ones_too(fake: FakeDoor) -> None:
    _enrol(fake, _add(fake))
    _add(fake, "bob@school.test")
    disable_staff(fake.door, email="bob@school.test")
    assert [(one.email, one.enrolled, one.disabled) for one in colleagues(fake.door.store)] == [
        ("ann@school.test", True, False),
        ("bob@school.test", False, True),
    ]
