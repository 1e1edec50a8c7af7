"""Who is told, for every kind, every person it can be about, with and without a child at risk."""

import itertools

import pytest

from assistant.core.routing import USUAL_STAND_INS, About, Kind, Role, line_of, readers

OFFICE, HEAD, LEAD = Role.OFFICE, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK

NOT_URGENT = [kind for kind in Kind if kind is not Kind.SAFEGUARDING]

# kind, about: who is told, and who is told where a child may be at risk
TABLE = {
    (Kind.CONCERN, About.SCHOOL): ((OFFICE,), (OFFICE, LEAD)),
    (Kind.CONCERN, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.CONCERN, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.CONCERN, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.CONCERN, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.CONCERN, About.CLERK): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.COMPLAINT, About.CLERK): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.REPORT, About.CLERK): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.SAFEGUARDING, About.CLERK): ((CHAIR, LEAD), (CHAIR, LEAD)),
    (Kind.CONCERN, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.CONCERN, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.CONCERN, About.PARENT): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.COMPLAINT, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.COMPLAINT, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.COMPLAINT, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.PARENT): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.REPORT, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.REPORT, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.REPORT, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.PARENT): ((HEAD,), (HEAD, LEAD)),
    (Kind.SAFEGUARDING, About.SCHOOL): ((LEAD,), (LEAD,)),
    (Kind.SAFEGUARDING, About.STAFF): ((HEAD, LEAD), (HEAD, LEAD)),
    (Kind.SAFEGUARDING, About.HEADTEACHER): ((CHAIR, LEAD), (CHAIR, LEAD)),
    (Kind.SAFEGUARDING, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.SAFEGUARDING, About.GOVERNORS): ((CLERK, LEAD), (CLERK, LEAD)),
    (Kind.SAFEGUARDING, About.PUPIL): ((LEAD,), (LEAD,)),
    (Kind.SAFEGUARDING, About.OTHER): ((LEAD,), (LEAD,)),
    (Kind.SAFEGUARDING, About.PARENT): ((LEAD,), (LEAD,)),
    (Kind.DATA_RIGHTS, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.DATA_RIGHTS, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.DATA_RIGHTS, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.DATA_RIGHTS, About.CLERK): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.DATA_RIGHTS, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.PARENT): ((HEAD,), (HEAD, LEAD)),
    **{(kind, About.HEAD_AND_STAFF): ((CHAIR,), (CHAIR, LEAD)) for kind in NOT_URGENT},
    **{(kind, About.HEAD_AND_LEAD): ((CHAIR,), (CHAIR,)) for kind in Kind},
    **{(kind, About.HEAD_AND_GOVERNORS): ((CLERK,), (CLERK, LEAD)) for kind in NOT_URGENT},
    **{(kind, About.GOVERNORS_AND_CLERK): ((HEAD,), (HEAD, LEAD)) for kind in NOT_URGENT},
    (Kind.SAFEGUARDING, About.HEAD_AND_STAFF): ((CHAIR, LEAD), (CHAIR, LEAD)),
    (Kind.SAFEGUARDING, About.HEAD_AND_GOVERNORS): ((CLERK, LEAD), (CLERK, LEAD)),
    (Kind.SAFEGUARDING, About.GOVERNORS_AND_CLERK): ((HEAD, LEAD), (HEAD, LEAD)),
}

ACCUSED = {
    About.HEADTEACHER: HEAD,
    About.SAFEGUARDING_LEAD: LEAD,
    About.GOVERNORS: CHAIR,
    About.CLERK: CLERK,
}


def test_table_is_whole() -> None:
    assert set(TABLE) == set(itertools.product(Kind, About))


@pytest.mark.parametrize(("kind", "about"), TABLE, ids=str)
def test_readers_by_kind_and_about(kind: Kind, about: About) -> None:
    told, told_at_risk = TABLE[kind, about]
    assert readers(kind, about) == told
    assert readers(kind, about, child_at_risk=True) == told_at_risk


@pytest.mark.parametrize("at_risk", [False, True])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("about", "accused"), ACCUSED.items(), ids=str)
def test_nobody_reads_an_allegation_about_themselves(kind: Kind, about: About, accused: Role, at_risk: bool) -> None:
    assert accused not in readers(kind, about, child_at_risk=at_risk)


@pytest.mark.parametrize(
    ("kind", "about", "at_risk"), list(itertools.product(Kind, sorted(set(About) - {About.SCHOOL}), [False, True]))
)
def test_the_office_never_sees_an_allegation_about_a_person(kind: Kind, about: About, at_risk: bool) -> None:
    assert OFFICE not in readers(kind, about, child_at_risk=at_risk)


# whom it is about, which posts are in conflict: who reads it, and who reads it where a child may be at risk
CONFLICTS = {
    (About.STAFF, (HEAD,)): ((CHAIR,), (CHAIR, LEAD)),
    (About.SAFEGUARDING_LEAD, (HEAD,)): ((CHAIR,), (CHAIR,)),
    (About.SAFEGUARDING_LEAD, (HEAD, CHAIR)): ((CLERK,), (CLERK,)),
    (About.SAFEGUARDING_LEAD, (HEAD, CHAIR, CLERK)): ((), ()),
    (About.HEADTEACHER, (LEAD,)): ((CHAIR,), (CHAIR,)),
    (About.HEADTEACHER, (CHAIR,)): ((CLERK,), (CLERK, LEAD)),
    (About.HEADTEACHER, (CHAIR, CLERK)): ((), (LEAD,)),
    (About.HEADTEACHER, (CHAIR, CLERK, LEAD)): ((), ()),
    (About.GOVERNORS, (CLERK,)): ((HEAD,), (HEAD, LEAD)),
    (About.GOVERNORS, (CLERK, HEAD)): ((), (LEAD,)),
    (About.CLERK, (CHAIR,)): ((HEAD,), (HEAD, LEAD)),
    (About.CLERK, (CHAIR, HEAD)): ((), (LEAD,)),
}


@pytest.mark.parametrize(("about", "barred"), CONFLICTS, ids=str)
def test_a_post_in_conflict_is_passed_over_for_the_next(about: About, barred: tuple[Role, ...]) -> None:
    told, told_at_risk = CONFLICTS[about, barred]
    assert readers(Kind.COMPLAINT, about, barred=barred) == told
    assert readers(Kind.COMPLAINT, about, barred=barred, child_at_risk=True) == told_at_risk


@pytest.mark.parametrize(("about", "accused"), ACCUSED.items(), ids=str)
@pytest.mark.parametrize("kind", Kind)
def test_no_order_of_the_school_brings_the_accused_in(kind: Kind, about: About, accused: Role) -> None:
    stand_ins = {post: (accused, *(other for other in Role if other not in (post, accused))) for post in Role}
    for barred in itertools.chain.from_iterable(itertools.combinations(Role, size) for size in range(5)):
        told = readers(kind, about, child_at_risk=True, barred=barred, stand_ins=stand_ins)
        assert accused not in told
        assert set(told).isdisjoint(barred)


def test_the_line_of_a_post_is_the_post_and_its_stand_ins_without_the_accused() -> None:
    assert list(line_of(CHAIR, About.STAFF)) == [CHAIR, CLERK, HEAD]
    assert list(line_of(CHAIR, About.HEADTEACHER)) == [CHAIR, CLERK]
    assert list(line_of(LEAD, About.OTHER, barred=[HEAD])) == [LEAD, CHAIR, CLERK]
    assert all(OFFICE not in others for others in USUAL_STAND_INS.values())
