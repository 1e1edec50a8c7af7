"""Who reads a concern or a complaint, by whom it is about. Nobody reads an allegation about themselves.

Source: the usual school complaints procedure (headteacher, chair of governors, clerk) and Keeping Children Safe in
Education, part four (an allegation about the headteacher goes to the chair of governors; the safeguarding lead hears
of any child at risk). The posts' names and addresses are in ``content/contacts.yml``, the order in which one stands
in for another in ``content/routes.yml``.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum


class Role(StrEnum):
    """A post at the school that can be sent a record."""

    OFFICE = "office"
    HEADTEACHER = "headteacher"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    CHAIR_OF_GOVERNORS = "chair_of_governors"
    CLERK = "clerk"


class About(StrEnum):
    """Whom a concern or a complaint is about, in the person's choice; the last four are about two at once."""

    SCHOOL = "school"
    STAFF = "staff"
    HEADTEACHER = "headteacher"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    GOVERNORS = "governors"
    CLERK = "clerk"
    PUPIL = "pupil"
    PARENT = "parent"
    OTHER = "other"
    HEAD_AND_STAFF = "head_and_staff"
    HEAD_AND_LEAD = "head_and_lead"
    HEAD_AND_GOVERNORS = "head_and_governors"
    GOVERNORS_AND_CLERK = "governors_and_clerk"


class Kind(StrEnum):
    """What was given: a worry, a complaint, a report of a post, a child at risk, a wish about one's own data."""

    CONCERN = "concern"
    COMPLAINT = "complaint"
    REPORT = "report"
    SAFEGUARDING = "safeguarding"
    DATA_RIGHTS = "data_rights"


_BOTH: Mapping[About, tuple[About, ...]] = {
    About.HEAD_AND_STAFF: (About.STAFF, About.HEADTEACHER),
    About.HEAD_AND_LEAD: (About.HEADTEACHER, About.SAFEGUARDING_LEAD),
    About.HEAD_AND_GOVERNORS: (About.HEADTEACHER, About.GOVERNORS),
    About.GOVERNORS_AND_CLERK: (About.GOVERNORS, About.CLERK),
}
ONE_EACH = tuple(about for about in About if about not in _BOTH)
"""Those that stand for one each."""

_ABOUT_AN_ADULT = {
    About.STAFF: Role.HEADTEACHER,
    About.SAFEGUARDING_LEAD: Role.HEADTEACHER,
    About.HEADTEACHER: Role.CHAIR_OF_GOVERNORS,
    About.GOVERNORS: Role.CLERK,
    About.CLERK: Role.CHAIR_OF_GOVERNORS,
    About.HEAD_AND_STAFF: Role.CHAIR_OF_GOVERNORS,
    About.HEAD_AND_LEAD: Role.CHAIR_OF_GOVERNORS,
    About.HEAD_AND_GOVERNORS: Role.CLERK,
    About.GOVERNORS_AND_CLERK: Role.HEADTEACHER,
}

ADULTS_AT_SCHOOL = frozenset(_ABOUT_AN_ADULT)
"""Those a record can be about who work for the school or govern it."""

_ACCUSED_POST = {
    About.HEADTEACHER: Role.HEADTEACHER,
    About.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    About.GOVERNORS: Role.CHAIR_OF_GOVERNORS,
    About.CLERK: Role.CLERK,
}


def parts_of(*abouts: About) -> tuple[About, ...]:
    """Return those that this stands for, each by itself."""
    return tuple(dict.fromkeys(part for about in abouts for part in _BOTH.get(about, (about,))))


def together(*abouts: About) -> About | None:
    """Return what is about all of these, as far as it decides who reads it; nothing where there is no such choice."""
    parts = frozenset(parts_of(*abouts))
    for wanted in (parts, parts & _ACCUSED_POST.keys()):
        found = next((about for about in About if frozenset(parts_of(about)) == wanted), None)
        if found:
            return found
    return None


ACCUSED_POSTS: Mapping[About, frozenset[Role]] = {
    about: posts
    for about in About
    if (posts := frozenset(_ACCUSED_POST[part] for part in parts_of(about) if part in _ACCUSED_POST))
}
"""The posts that a record is about, which never read it."""

StandIns = Mapping[Role, tuple[Role, ...]]
"""For each post the others that read in its stead, the next first."""

USUAL_STAND_INS: StandIns = {
    Role.OFFICE: (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS, Role.CLERK),
    Role.HEADTEACHER: (Role.CHAIR_OF_GOVERNORS, Role.CLERK),
    Role.SAFEGUARDING_LEAD: (Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS, Role.CLERK),
    Role.CHAIR_OF_GOVERNORS: (Role.CLERK, Role.HEADTEACHER),
    Role.CLERK: (Role.CHAIR_OF_GOVERNORS, Role.HEADTEACHER),
}
"""The order where the school has named none."""


def first_posts(kind: Kind, about: About, *, child_at_risk: bool = False) -> tuple[Role, ...]:
    """Return the posts that the rule names, the one responsible for the answer first, whoever holds them.

    A child at risk brings in the safeguarding lead as well.
    """
    if about in _ABOUT_AN_ADULT:
        first = _ABOUT_AN_ADULT[about]
    elif kind is Kind.SAFEGUARDING:
        first = Role.SAFEGUARDING_LEAD
    elif kind is Kind.CONCERN and about is About.SCHOOL:
        first = Role.OFFICE
    else:
        first = Role.HEADTEACHER
    urgent = child_at_risk or kind is Kind.SAFEGUARDING
    return tuple(dict.fromkeys([first, Role.SAFEGUARDING_LEAD] if urgent else [first]))


def readers(
    kind: Kind,
    about: About,
    *,
    child_at_risk: bool = False,
    barred: Collection[Role] = (),
    stand_ins: StandIns = USUAL_STAND_INS,
) -> tuple[Role, ...]:
    """Return who is told, the first being responsible for the answer; nobody where no post is left.

    ``barred`` are posts in conflict with the one that it is about (``core.conflicts``). A post that is accused or
    barred is passed over for the next of its stand-ins.
    """
    found = [
        next(line_of(post, about, barred=barred, stand_ins=stand_ins), None)
        for post in first_posts(kind, about, child_at_risk=child_at_risk)
    ]
    return tuple(dict.fromkeys(post for post in found if post is not None))


def line_of(
    first: Role, about: About, *, barred: Collection[Role] = (), stand_ins: StandIns = USUAL_STAND_INS
) -> Iterator[Role]:
    """Give the posts that may read what a post would be sent, that post first, then its stand-ins in their order."""
    kept_out = {*barred, *ACCUSED_POSTS.get(about, ())}
    return (post for post in (first, *stand_ins[first]) if post not in kept_out)
