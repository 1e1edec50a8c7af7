"""Who is told, for every kind, every person it can be about, with and without a child at risk."""

import itertools

import pytest

from assistant.core.routing import About, Kind, Role, readers

OFFICE, HEAD, LEAD = Role.OFFICE, Role.HEADTEACHER, Role.SAFEGUARDING_LEAD
CHAIR, CLERK = Role.CHAIR_OF_GOVERNORS, Role.CLERK

# kind, about: who is told, and who is told where a child may be at risk
TABLE = {
    (Kind.CONCERN, About.SCHOOL): ((OFFICE,), (OFFICE, LEAD)),
    (Kind.CONCERN, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.CONCERN, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.CONCERN, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.CONCERN, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.CONCERN, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.CONCERN, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.COMPLAINT, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.COMPLAINT, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.COMPLAINT, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.COMPLAINT, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.REPORT, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.REPORT, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.REPORT, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.REPORT, About.OTHER): ((HEAD,), (HEAD, LEAD)),
    (Kind.SAFEGUARDING, About.SCHOOL): ((LEAD,), (LEAD,)),
    (Kind.SAFEGUARDING, About.STAFF): ((HEAD, LEAD), (HEAD, LEAD)),
    (Kind.SAFEGUARDING, About.HEADTEACHER): ((CHAIR, LEAD), (CHAIR, LEAD)),
    (Kind.SAFEGUARDING, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.SAFEGUARDING, About.GOVERNORS): ((CLERK, LEAD), (CLERK, LEAD)),
    (Kind.SAFEGUARDING, About.PUPIL): ((LEAD,), (LEAD,)),
    (Kind.SAFEGUARDING, About.OTHER): ((LEAD,), (LEAD,)),
    (Kind.DATA_RIGHTS, About.SCHOOL): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.STAFF): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.HEADTEACHER): ((CHAIR,), (CHAIR, LEAD)),
    (Kind.DATA_RIGHTS, About.SAFEGUARDING_LEAD): ((HEAD,), (HEAD,)),
    (Kind.DATA_RIGHTS, About.GOVERNORS): ((CLERK,), (CLERK, LEAD)),
    (Kind.DATA_RIGHTS, About.PUPIL): ((HEAD,), (HEAD, LEAD)),
    (Kind.DATA_RIGHTS, About.OTHER): ((HEAD,), (HEAD, LEAD)),
}

ACCUSED = {
    About.HEADTEACHER: HEAD,
    About.SAFEGUARDING_LEAD: LEAD,
    About.GOVERNORS: CHAIR,
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
    ("kind", "about", "at_risk"), itertools.product(Kind, set(About) - {About.SCHOOL}, [False, True])
)
def test_the_office_never_sees_an_allegation_about_a_person(kind: Kind, about: About, at_risk: bool) -> None:
    assert OFFICE not in readers(kind, about, child_at_risk=at_risk)
