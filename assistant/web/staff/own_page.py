"""Show a page to a person who has signed in: it knows the person, the forms' token and when the session ends."""

from typing import Any

from fastapi import Request, Response

from assistant.core.staff import StaffRole
from assistant.web.callers import StaffCaller
from assistant.web.staff.showing import show_page

SETTINGS_READERS = frozenset({StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER})
STATISTICS_READERS = SETTINGS_READERS | {StaffRole.GOVERNOR, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.CLERK}

RIGHTS_HANDLERS = frozenset(
    {
        StaffRole.HEADTEACHER,
        StaffRole.OFFICE,
        StaffRole.CHAIR_OF_GOVERNORS,
        StaffRole.CLERK,
        StaffRole.SAFEGUARDING_LEAD,
    }
)
"""Those whom a request about somebody's data may be sent to, and the office."""


def show_own_page(request: Request, caller: StaffCaller, name: str, status: int = 200, **context: Any) -> Response:
    """Return the page ``staff/<name>.html``, which extends ``staff/base.html``."""
    roles = caller.account.roles
    known = {
        "caller": caller,
        "csrf": caller.csrf,
        "left": time_left(request, caller),
        "path": request.url.path,
        "reads_statistics": not roles.isdisjoint(STATISTICS_READERS),
        "handles_rights": not roles.isdisjoint(RIGHTS_HANDLERS),
        "reads_settings": not roles.isdisjoint(SETTINGS_READERS),
        **context,
    }
    return show_page(request, name, status, **known)


def time_left(request: Request, caller: StaffCaller) -> dict[str, int | bool]:
    """Return the seconds until the session ends, and whether asking for something would move that end."""
    session = caller.session
    seconds = (session.expires_at - request.app.state.parts.clock.now()).total_seconds()
    return {"seconds": int(seconds), "can_stay": session.expires_at < session.ends_at}
