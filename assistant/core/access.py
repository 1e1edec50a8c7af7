"""Who may read a record, see a case and write in it: those who need to, and nobody who is accused in it.

Source: Keeping Children Safe in Education, part four: an allegation about the headteacher goes to the chair of
governors, and a record of a child is for those who need it. A governor who may sit on a panel must come to it fresh.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.core.cases import Case, Share
from assistant.core.conflicts import ACCUSED
from assistant.core.posts import Category
from assistant.core.records import Record
from assistant.core.routing import ACCUSED_POSTS, About, Kind, Role, first_posts, line_of
from assistant.core.staff import StaffAccount, StaffRole

ADULTS = frozenset({About.STAFF, *ACCUSED})
"""Whom an allegation about an adult who works at the school may be about."""
_GRAVE = frozenset({Category.RACIST, Category.VIOLENCE})


def may_see(case: Case, person: StaffAccount) -> bool:
    """Tell whether somebody may see a case and write in it."""
    if person.disabled or is_accused(case, person):
        return False
    if case.owner == person.id or any(share.staff_id == person.id for share in case.shares):
        return person.roles != {StaffRole.OFFICE} or not may_be_about_an_adult(case)
    routed = _routed_to(case)
    if routed:
        return not routed.isdisjoint(person.posts)
    return any(_BY_ROLE[role](case) for role in person.roles if role in _BY_ROLE)


def may_unshare(case: Case, share: Share, person: StaffAccount) -> bool:
    """Tell whether somebody may take a share back: who gave it, and who sees the case without being let in."""
    return may_see(case, person) and (share.by == person.id or may_see(replace(case, shares=()), person))


@dataclass(frozen=True, slots=True)
class Reach:
    """The records that somebody may read, list and count: those sent to these posts, and about none of these."""

    posts: frozenset[Role]
    accused: frozenset[About]


def reach(person: StaffAccount) -> Reach:
    """Return the records that somebody may read, by the posts that they hold.

    Whoever holds the post that a record is about reads nothing of it by any other: a headteacher who is the
    safeguarding lead too reads no complaint about either.
    """
    accused = frozenset(about for about, roles in ACCUSED.items() if person.roles & roles)
    return Reach(frozenset() if person.disabled else person.posts, accused)


def may_read_record(record: Record, post: Role, person: StaffAccount) -> bool:
    """Tell whether somebody may read a record that was sent to a post, by holding that post."""
    reached = reach(person)
    return post in reached.posts and record.about not in reached.accused


def may_open(person: StaffAccount) -> bool:
    """Tell whether somebody may open cases at all: everybody but those who are governors and nothing else."""
    return not person.disabled and bool(person.roles - {StaffRole.GOVERNOR})


def is_accused(case: Case, person: StaffAccount) -> bool:
    """Tell whether a case is about this person, by name or by post."""
    details = case.details
    return person.id in details.accused or any(person.roles & ACCUSED.get(about, set()) for about in details.about)


def about_accused(accused: StaffAccount) -> About:
    """Return whom a case is about that accuses this person, by the post."""
    return next((about for about, roles in ACCUSED.items() if accused.roles & roles), About.STAFF)


def may_be_about_an_adult(case: Case) -> bool:
    """Tell whether a case may hold an allegation about an adult; one that nobody has placed yet counts as such."""
    details = case.details
    if details.accused or details.about & ADULTS:
        return True
    return Category.ALLEGATION in case.facts.categories and About.PUPIL not in details.about


def _routed_to(case: Case) -> frozenset[Role]:
    """Return the posts whose alone a case from a record that may be an allegation about an adult is, until shared.

    Nobody's where it has no owner any more or where all these posts are accused: then the roles see it as any other.
    """
    if case.record_id is None or case.owner is None or not may_be_about_an_adult(case):
        return frozenset()
    details = case.details
    accused = frozenset[Role]().union(*(ACCUSED_POSTS.get(about, ()) for about in details.about))
    firsts = (
        (post, about)
        for about in details.about & ADULTS or {About.STAFF}
        for post in first_posts(Kind.COMPLAINT, about, child_at_risk=details.child_at_risk)
    )
    found = (next(line_of(post, about, barred=accused), None) for post, about in firsts)
    return frozenset(post for post in found if post is not None)


def _for_safeguarding(case: Case) -> bool:
    return case.details.child_at_risk or bool(case.facts.categories & _GRAVE)


_BY_ROLE: Mapping[StaffRole, Callable[[Case], bool]] = {
    StaffRole.HEADTEACHER: lambda _: True,
    StaffRole.SENIOR_LEADER: lambda case: About.HEADTEACHER not in case.details.about,
    StaffRole.SAFEGUARDING_LEAD: _for_safeguarding,
    StaffRole.CHAIR_OF_GOVERNORS: lambda case: bool(case.details.about & {About.HEADTEACHER, About.CLERK}),
    StaffRole.CLERK: lambda case: About.GOVERNORS in case.details.about,
}
"""The cases that a role sees without being let in, where they are nobody's alone; the office and governors see none."""
