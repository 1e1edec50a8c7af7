"""Show a page to a person who has signed in: it knows the person, the forms' token and when the session ends."""

from typing import Any

from fastapi import Request, Response

from assistant.web.callers import StaffCaller
from assistant.web.staff.showing import show_page


def show_own_page(request: Request, caller: StaffCaller, name: str, status: int = 200, **context: Any) -> Response:
    """Return the page ``staff/<name>.html``, which extends ``staff/base.html``."""
    known = {"caller": caller, "csrf": caller.csrf, "left": time_left(request, caller), **context}
    return show_page(request, name, status, **known)


def time_left(request: Request, caller: StaffCaller) -> dict[str, int | bool]:
    """Return the seconds until the session ends, and whether asking for something would move that end."""
    session = caller.session
    seconds = (session.expires_at - request.app.state.parts.clock.now()).total_seconds()
    return {"seconds": int(seconds), "can_stay": session.expires_at < session.ends_at}
