"""Who reads a record and sees a case: those who need to, and never the accused."""

from dataclasses import replace

import pytest
from case_fakes import person
from case_samples import ALLEGATION, AT, OFFENSIVE, RACIST, stamp, started

from assistant.core.access import about_accused, is_accused, may_open, may_read_record, may_see, may_unshare
from assistant.core.case_changes import assign, change_details, share
from assistant.core.cases import Case, Details
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Record
from assistant.core.routing import About, Kind, Role, readers
from assistant.core.staff import StaffAccount, StaffRole

HEAD, LEADER, LEAD, OFFICE, CHAIR, CLERK, GOVERNOR = (
    person(role)
    for role in (
        StaffRole.HEADTEACHER,
        StaffRole.SENIOR_LEADER,
        StaffRole.SAFEGUARDING_LEAD,
        StaffRole.OFFICE,
        StaffRole.CHAIR_OF_GOVERNORS,
        StaffRole.CLERK,
        StaffRole.GOVERNOR,
    )
)
EVERYBODY = (HEAD, LEADER, LEAD, OFFICE, CHAIR, CLERK, GOVERNOR)
VIOLENT = Facts(Location.SCHOOL_FORUM, frozenset({Category.VIOLENCE, Category.OFFENSIVE}))


def _case(facts: Facts = OFFENSIVE, *about: About, **details: object) -> Case:
    return started(facts, Details("a post", about=frozenset(about), **details))


def _given(facts: Facts, *about: About, **details: object) -> Case:
    """A case from a record, whose owner is none of those below."""
    opened = started(facts, Details("a post", about=frozenset(about), **details), owner="somebody")
    return replace(opened, record_id="r")


# the case, and the posts that see it without being let in
SEEN: dict[str, tuple[Case, set[StaffAccount]]] = {
    "about nobody": (_case(), {HEAD, LEADER}),
    "about the school": (_case(OFFENSIVE, About.SCHOOL), {HEAD, LEADER}),
    "about a pupil": (_case(OFFENSIVE, About.PUPIL), {HEAD, LEADER}),
    "about a member of staff": (_case(ALLEGATION, About.STAFF), {HEAD, LEADER}),
    "racist": (_case(RACIST), {HEAD, LEADER, LEAD}),
    "violent": (_case(VIOLENT), {HEAD, LEADER, LEAD}),
    "a child at risk": (_case(child_at_risk=True), {HEAD, LEADER, LEAD}),
    "about the headteacher": (_case(ALLEGATION, About.HEADTEACHER), {CHAIR}),
    "about the headteacher, a child at risk": (
        _case(ALLEGATION, About.HEADTEACHER, child_at_risk=True),
        {CHAIR, LEAD},
    ),
    "about the safeguarding lead, a child at risk": (
        _case(ALLEGATION, About.SAFEGUARDING_LEAD, child_at_risk=True),
        {HEAD, LEADER},
    ),
    "about the governors": (_case(ALLEGATION, About.GOVERNORS), {HEAD, LEADER, CLERK}),
    "about the clerk": (_case(ALLEGATION, About.CLERK), {HEAD, LEADER, CHAIR}),
    "about the headteacher and the governors": (_case(ALLEGATION, About.HEADTEACHER, About.GOVERNORS), {CLERK}),
    "about the deputy": (_case(ALLEGATION, About.STAFF, accused=frozenset({LEADER.id})), {HEAD}),
    "from a record, about a pupil": (_given(OFFENSIVE, About.PUPIL), {HEAD, LEADER}),
    "from a record, racist, about a pupil": (_given(RACIST, About.PUPIL), {HEAD, LEADER, LEAD}),
    "from a record, an allegation about nobody": (_given(ALLEGATION, About.SCHOOL), {HEAD}),
    "from a record, about a member of staff": (_given(RACIST, About.STAFF), {HEAD}),
    "from a record, about staff, a child at risk": (_given(OFFENSIVE, About.STAFF, child_at_risk=True), {HEAD, LEAD}),
    "from a record, about the headteacher": (_given(OFFENSIVE, About.HEADTEACHER), {CHAIR}),
    "from a record, about the safeguarding lead, a child at risk": (
        _given(OFFENSIVE, About.SAFEGUARDING_LEAD, child_at_risk=True),
        {HEAD},
    ),
    "from a record, about the governors": (_given(OFFENSIVE, About.GOVERNORS), {CLERK}),
    "from a record, about the clerk": (_given(OFFENSIVE, About.CLERK), {CHAIR}),
    "from a record, about staff and the headteacher": (_given(OFFENSIVE, About.STAFF, About.HEADTEACHER), {CHAIR}),
    "from a record, about the chair and the clerk": (_given(OFFENSIVE, About.GOVERNORS, About.CLERK), {HEAD}),
    "from a record, about all who could read it, a child at risk": (
        _given(OFFENSIVE, About.HEADTEACHER, About.GOVERNORS, About.CLERK, child_at_risk=True),
        {LEAD},
    ),
    "from a record, its owner accused": (
        _given(OFFENSIVE, About.STAFF, accused=frozenset({"somebody"})),
        {HEAD, LEADER},
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_a_case_without_being_let_in(name: str) -> None:
    case, seen = SEEN[name]
    assert {account.id for account in EVERYBODY if may_see(case, account)} == {account.id for account in seen}


def _let_in(case: Case, account: StaffAccount) -> list[Case]:
    owned = replace(case, entries=(replace(case.entries[0], staff_id=account.id), *case.entries[1:]))
    return [owned, share(case, stamp(), staff_id=account.id)]


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.id)
def test_an_owner_and_whoever_was_let_in_see_it(account: StaffAccount) -> None:
    assert [may_see(case, account) for case in _let_in(_case(), account)] == [True, True]
    sees = account is not OFFICE
    assert [may_see(case, account) for case in _let_in(_given(OFFENSIVE, About.STAFF), account)] == [sees, sees]


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.id)
def test_the_accused_never_see_it_not_even_an_owner_or_one_let_in(account: StaffAccount) -> None:
    for case in [_case(), *_let_in(_case(), account)]:
        accused = change_details(case, stamp(), details=replace(case.details, accused=frozenset({account.id})))
        assert is_accused(accused, account)
        assert not may_see(accused, account)


@pytest.mark.parametrize(
    ("about", "accused"),
    [
        (About.HEADTEACHER, [HEAD]),
        (About.SAFEGUARDING_LEAD, [LEAD]),
        (About.GOVERNORS, [CHAIR, GOVERNOR]),
        (About.CLERK, [CLERK]),
        (About.STAFF, []),
        (About.PUPIL, []),
    ],
)
def test_whoever_holds_the_accused_post_never_sees_it(about: About, accused: list[StaffAccount]) -> None:
    case = _case(OFFENSIVE, about)
    assert [account for account in EVERYBODY if is_accused(case, account)] == accused
    for account in accused:
        assert [may_see(let_in, account) for let_in in _let_in(case, account)] == [False, False]


def test_a_second_post_does_not_bring_the_accused_back() -> None:
    both = person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    assert not may_see(_case(RACIST, About.SAFEGUARDING_LEAD), both)
    assert may_see(_case(RACIST), both)


@pytest.mark.parametrize(
    ("case", "seen"),
    [
        (_case(OFFENSIVE), True),
        (_case(ALLEGATION, About.PUPIL), True),
        (_case(ALLEGATION), False),
        (_case(ALLEGATION, About.SCHOOL), False),
        (_case(OFFENSIVE, About.STAFF), False),
        (_case(OFFENSIVE, About.HEADTEACHER), False),
        (_case(OFFENSIVE, About.GOVERNORS), False),
        (_case(OFFENSIVE, accused=frozenset({"somebody"})), False),
    ],
)
def test_the_office_never_sees_what_may_be_an_allegation_about_an_adult(case: Case, seen: bool) -> None:
    assert [may_see(let_in, OFFICE) for let_in in _let_in(case, OFFICE)] == [seen, seen]


def test_the_office_sees_it_in_another_role() -> None:
    both = person(StaffRole.OFFICE, StaffRole.SENIOR_LEADER)
    assert may_see(_case(ALLEGATION, About.STAFF), both)
    assert may_see(_let_in(_case(ALLEGATION, About.HEADTEACHER), both)[1], both)


def test_somebody_who_is_shut_out_sees_nothing() -> None:
    for case in _let_in(_case(), HEAD):
        assert not may_see(case, replace(HEAD, disabled=True))
    assert not may_open(replace(HEAD, disabled=True))


def test_everybody_may_open_but_governors_who_are_nothing_else() -> None:
    assert [account.id for account in EVERYBODY if not may_open(account)] == ["governor"]
    assert may_open(person(StaffRole.GOVERNOR, StaffRole.OFFICE))


@pytest.mark.parametrize(
    ("account", "about"),
    [
        (HEAD, About.HEADTEACHER),
        (LEAD, About.SAFEGUARDING_LEAD),
        (CHAIR, About.GOVERNORS),
        (GOVERNOR, About.GOVERNORS),
        (LEADER, About.STAFF),
        (OFFICE, About.STAFF),
        (person(StaffRole.HEADTEACHER, StaffRole.GOVERNOR), About.HEADTEACHER),
    ],
)
def test_an_accused_account_says_whom_the_case_is_about(account: StaffAccount, about: About) -> None:
    assert about_accused(account) is about


def _record(kind: Kind, about: About, *, child: bool = False) -> Record:
    return Record("id", "r", kind, about, child_at_risk=child, created_at=AT)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("about", About)
@pytest.mark.parametrize("role", StaffRole)
def test_a_record_is_read_by_whoever_holds_the_post_alone(kind: Kind, about: About, role: StaffRole) -> None:
    record = _record(kind, about, child=True)
    told = readers(kind, about, child_at_risk=True)
    read = {post for post in told if may_read_record(record, post, person(role))}
    assert read == {post for post in told if post == role.post}


def test_nobody_reads_a_record_about_one_post_by_another() -> None:
    both = person(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD)
    record = _record(Kind.COMPLAINT, About.HEADTEACHER, child=True)
    assert not may_read_record(record, Role.SAFEGUARDING_LEAD, both)
    assert may_read_record(record, Role.SAFEGUARDING_LEAD, person(StaffRole.SAFEGUARDING_LEAD))
    assert may_read_record(_record(Kind.COMPLAINT, About.STAFF, child=True), Role.SAFEGUARDING_LEAD, both)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("about", "role"),
    [
        (About.HEADTEACHER, StaffRole.HEADTEACHER),
        (About.SAFEGUARDING_LEAD, StaffRole.SAFEGUARDING_LEAD),
        (About.GOVERNORS, StaffRole.CHAIR_OF_GOVERNORS),
        (About.GOVERNORS, StaffRole.GOVERNOR),
        (About.CLERK, StaffRole.CLERK),
    ],
)
def test_whoever_holds_the_accused_post_reads_by_no_other_post(kind: Kind, about: About, role: StaffRole) -> None:
    everything = person(*StaffRole)
    record = _record(kind, about, child=True)
    assert [post for post in Role if may_read_record(record, post, everything)] == []
    others = person(*(set(StaffRole) - {StaffRole.CHAIR_OF_GOVERNORS, StaffRole.GOVERNOR, role}))
    assert any(may_read_record(record, post, others) for post in Role)


def test_who_is_shut_out_reads_no_record() -> None:
    gone = person(StaffRole.OFFICE, disabled=True)
    assert not may_read_record(_record(Kind.CONCERN, About.SCHOOL), Role.OFFICE, gone)


def test_a_share_is_taken_back_by_who_gave_it_and_by_those_who_were_not_let_in() -> None:
    sharer = person(StaffRole.GOVERNOR, name="sharer")
    for_sharer = share(_case(), stamp(HEAD.id), staff_id=sharer.id)
    owned = assign(for_sharer, stamp(HEAD.id), owner=CHAIR.id)
    case = share(owned, stamp(sharer.id), staff_id=GOVERNOR.id)
    given = {one.staff_id: one for one in case.shares}
    able = {one.id for one in [*EVERYBODY, sharer] if may_unshare(case, given[GOVERNOR.id], one)}
    assert able == {HEAD.id, LEADER.id, CHAIR.id, sharer.id}
    assert {one.id for one in [*EVERYBODY, sharer] if may_unshare(case, given[sharer.id], one)} == able - {sharer.id}
    accused = change_details(case, stamp(), details=replace(case.details, accused=frozenset({sharer.id})))
    assert not may_unshare(accused, given[GOVERNOR.id], sharer)
