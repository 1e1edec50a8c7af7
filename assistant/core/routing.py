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
    """Whom a concern or a complaint is about, in the person's choice."""

    SCHOOL = "school"
    STAFF = "staff"
    HEADTEACHER = "headteacher"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    GOVERNORS = "governors"
    CLERK = "clerk"
    PUPIL = "pupil"
    PARENT = "parent"
    OTHER = "other"


class Kind(StrEnum):
    """What was given: a worry, a complaint, a report of a post, a child at risk, a wish about one's own data."""

    CONCERN = "concern"
    COMPLAINT = "complaint"
    REPORT = "report"
    SAFEGUARDING = "safeguarding"
    DATA_RIGHTS = "data_rights"


_ABOUT_AN_ADULT = {
    About.STAFF: Role.HEADTEACHER,
    About.SAFEGUARDING_LEAD: Role.HEADTEACHER,
    About.HEADTEACHER: Role.CHAIR_OF_GOVERNORS,
    About.GOVERNORS: Role.CLERK,
    About.CLERK: Role.CHAIR_OF_GOVERNORS,
}

ADULTS_AT_SCHOOL = frozenset(_ABOUT_AN_ADULT)
"""Those a record can be about who work for the school or govern it."""

ACCUSED_POSTS: Mapping[About, frozenset[Role]] = {
    About.HEADTEACHER: frozenset({Role.HEADTEACHER}),
    About.SAFEGUARDING_LEAD: frozenset({Role.SAFEGUARDING_LEAD}),
    About.GOVERNORS: frozenset({Role.CHAIR_OF_GOVERNORS}),
    About.CLERK: frozenset({Role.CLERK}),
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
