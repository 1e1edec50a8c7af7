"""Who reads a concern or a complaint, by whom it is about. Nobody reads an allegation about themselves.

Source: the usual school complaints procedure (headteacher, chair of governors, clerk) and Keeping Children Safe in
Education, part four (an allegation about the headteacher goes to the chair of governors; the safeguarding lead hears
of any child at risk). The posts' names and addresses are in ``content/contacts.yml``.
"""

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
    PUPIL = "pupil"
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
}


def readers(kind: Kind, about: About, *, child_at_risk: bool = False) -> tuple[Role, ...]:
    """Return who is told, the first being responsible for the answer.

    A child at risk brings in the safeguarding lead as well, unless it is the safeguarding lead who is accused:
    then the headteacher is told (and the family is shown children's social care, who do not belong to the school).
    """
    if about in _ABOUT_AN_ADULT:
        first = _ABOUT_AN_ADULT[about]
    elif kind is Kind.SAFEGUARDING:
        first = Role.SAFEGUARDING_LEAD
    elif kind is Kind.CONCERN and about is About.SCHOOL:
        first = Role.OFFICE
    else:
        first = Role.HEADTEACHER
    found = [first]
    if (child_at_risk or kind is Kind.SAFEGUARDING) and about is not About.SAFEGUARDING_LEAD:
        found.append(Role.SAFEGUARDING_LEAD)
    return tuple(dict.fromkeys(found))
