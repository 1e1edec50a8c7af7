"""Posts in conflict: by one person with several posts, and by one address for several posts."""

from dataclasses import replace

import pytest
from case_fakes import person

from assistant.core.conflicts import barred_posts
from assistant.core.routing import About, Role
from assistant.core.staff import StaffAccount, StaffRole

OFFICE, HEAD, LEAD = Role.OFFICE, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK
APART = {post: f"{post}@school.test" for post in Role}


def _one(*roles: StaffRole) -> StaffAccount:
    return replace(person(*roles), email="ann@school.test", enrolled=True)


@pytest.mark.parametrize(
    ("about", "own"),
    [
        (About.SCHOOL, set()),
        (About.STAFF, set()),
        (About.PUPIL, set()),
        (About.OTHER, set()),
        (About.HEADTEACHER, {HEAD}),
        (About.SAFEGUARDING_LEAD, {LEAD}),
        (About.GOVERNORS, {CHAIR}),
        (About.CLERK, {CLERK}),
    ],
)
def test_where_everybody_holds_one_post_only_the_accused_post_is_barred(about: About, own: set[Role]) -> None:
    accounts = [replace(person(role), enrolled=True) for role in StaffRole]
    assert barred_posts(about, accounts, APART) == own


@pytest.mark.parametrize(
    ("about", "roles", "barred"),
    [
        (About.SAFEGUARDING_LEAD, (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), {HEAD, LEAD}),
        (About.HEADTEACHER, (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), {HEAD, LEAD}),
        (About.GOVERNORS, (StaffRole.CLERK, StaffRole.GOVERNOR), {CHAIR, CLERK}),
        (About.GOVERNORS, (StaffRole.HEADTEACHER, StaffRole.GOVERNOR), {CHAIR, HEAD}),
        (About.CLERK, (StaffRole.CLERK, StaffRole.OFFICE), {CLERK, OFFICE}),
        (About.STAFF, (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), set()),
        (About.CLERK, (StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), {CLERK}),
    ],
)
def test_one_person_with_several_posts(about: About, roles: tuple[StaffRole, ...], barred: set[Role]) -> None:
    assert barred_posts(about, [_one(*roles), replace(person(StaffRole.HEADTEACHER), enrolled=True)], APART) == barred


@pytest.mark.parametrize("state", [{"enrolled": False}, {"disabled": True}])
def test_who_cannot_sign_in_bars_nothing(state: dict[str, bool]) -> None:
    both = replace(_one(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD), **state)
    assert barred_posts(About.SAFEGUARDING_LEAD, [both], APART) == {LEAD}


def test_one_address_for_two_posts_however_it_is_written() -> None:
    shared = APART | {HEAD: "office@school.test", CHAIR: " Office@School.test "}
    assert barred_posts(About.HEADTEACHER, [], shared) == {HEAD, CHAIR, OFFICE}


def test_the_accused_persons_own_address_at_another_post() -> None:
    head = _one(StaffRole.HEADTEACHER)
    assert barred_posts(About.HEADTEACHER, [head], APART | {CHAIR: "ANN@school.test"}) == {HEAD, CHAIR}
