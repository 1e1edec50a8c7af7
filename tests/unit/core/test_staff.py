"""Roles and posts, the end of a sign-in, the wait after wrong tries."""

from datetime import timedelta

import pytest
from fakes import NOON

from assistant.core.routing import Role
from assistant.core.staff import StaffAccount, StaffRole, StaffSession, normal_email, wait_after


def _account(*roles: StaffRole, **state: bool) -> StaffAccount:
    return StaffAccount("a1", "ann@school.test", "Ann", frozenset(roles), NOON, **state)


def test_every_post_is_a_role_of_the_same_name() -> None:
    assert {role.value: role.post for role in StaffRole if role.post} == {post.value: post for post in Role}
    assert [role for role in StaffRole if role.post is None] == [StaffRole.SENIOR_LEADER, StaffRole.GOVERNOR]


def test_a_person_may_hold_several_posts() -> None:
    account = _account(StaffRole.GOVERNOR, StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    assert account.posts == {Role.HEADTEACHER, Role.SAFEGUARDING_LEAD}


@pytest.mark.parametrize(
    ("enrolled", "disabled", "may"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_only_who_is_enrolled_and_not_shut_out_can_sign_in(enrolled: bool, disabled: bool, may: bool) -> None:
    assert _account(enrolled=enrolled, disabled=disabled).can_sign_in is may


@pytest.mark.parametrize(
    ("seen", "expires"),
    [
        (timedelta(0), timedelta(minutes=30)),
        (timedelta(hours=3), timedelta(hours=3, minutes=30)),
        (timedelta(hours=11, minutes=45), timedelta(hours=12)),
    ],
)
def test_a_session_ends_half_an_hour_after_the_last_request_or_after_twelve_hours(
    seen: timedelta, expires: timedelta
) -> None:
    session = StaffSession("a1", NOON, NOON + seen, NOON + timedelta(hours=12))
    assert session.expires_at == NOON + expires


@pytest.mark.parametrize("text", ["Ann@School.Test", " ann@school.test ", "ANN@SCHOOL.TEST"])
def test_an_address_is_one_however_it_is_written(text: str) -> None:
    assert normal_email(text) == "ann@school.test"


def test_the_wait_doubles_up_to_half_a_minute() -> None:
    waits = [wait_after(tries).total_seconds() for tries in (0, 1, 2, 3, 4, 5, 6, 7, 10**9)]
    assert waits == [0, 1, 2, 4, 8, 16, 30, 30, 30]
