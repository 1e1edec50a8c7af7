"""Which posts must not read a record, because whoever holds them is the person that it is about.

In a small school one person holds several posts, and several posts share an address. The rule is strict: a post is
barred as soon as one of those who hold it also holds the post that is accused.
"""

from collections.abc import Iterable, Mapping

from assistant.core.routing import About, Role, parts_of
from assistant.core.staff import StaffAccount, StaffRole, normal_email

_ACCUSED = {
    About.HEADTEACHER: frozenset({StaffRole.HEADTEACHER}),
    About.SAFEGUARDING_LEAD: frozenset({StaffRole.SAFEGUARDING_LEAD}),
    About.GOVERNORS: frozenset({StaffRole.CHAIR_OF_GOVERNORS, StaffRole.GOVERNOR}),
    About.CLERK: frozenset({StaffRole.CLERK}),
}
ACCUSED: Mapping[About, frozenset[StaffRole]] = {
    about: roles
    for about in About
    if (roles := frozenset[StaffRole]().union(*(_ACCUSED.get(part, ()) for part in parts_of(about))))
}
"""The roles whose holders a record or a case is about."""


def barred_posts(about: About, accounts: Iterable[StaffAccount], addresses: Mapping[Role, str]) -> frozenset[Role]:
    """Return the posts that must not read a record about somebody.

    They are the accused's own, those of the accounts that hold the accused's role and can sign in, and those whose
    notices go to an address of one of these.
    """
    roles = ACCUSED.get(about, frozenset())
    accused = [account for account in accounts if account.can_sign_in and account.roles & roles]
    accused_posts = {role.post for role in roles if role.post}
    posts = accused_posts | {post for account in accused for post in account.posts}
    own = {normal_email(account.email) for account in accused}
    own |= {normal_email(addresses[post]) for post in accused_posts if post in addresses}
    return frozenset(posts | {post for post, address in addresses.items() if normal_email(address) in own})
