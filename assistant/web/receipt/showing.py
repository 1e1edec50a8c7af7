"""Show a page for a receipt: what every one of them knows."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from assistant.core.routing import ADULTS_AT_SCHOOL, Role
from assistant.core.safety import find_danger
from assistant.core.support import Service
from assistant.services.hold_receipt import Held
from assistant.web.rendering import templates
from assistant.web.shown import emergency_messages


def show_receipt_page(
    request: Request, name: str, status: int = 200, *, retry_after: int | None = None, **context: Any
) -> Response:
    """Return the page ``receipt/<name>.html``, which extends ``receipt/base.html``."""
    parts = request.app.state.parts
    directory = parts.directory
    known = {
        "school": parts.policy.school,
        "phone": directory.contacts[Role.OFFICE].phone,
        "office_hours": directory.office_hours,
        "reasons": parts.rights_words.reasons,
        "posts": {role: contact.title for role, contact in directory.contacts.items()},
        **context,
        "urgent": _with_those_outside(parts.routes.child_harmed, context.get("urgent", ()), context.get("held")),
    }
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return templates.TemplateResponse(request, f"receipt/{name}.html", known, status_code=status, headers=headers)


def _with_those_outside(
    places: Sequence[Service], urgent: Sequence[dict[str, Any]], held: Held | None
) -> list[dict[str, Any]]:
    """Return the emergency answer; where it is about an adult at school also with those outside who act on that."""
    outside = [{"places": places}] if urgent and held and held.record.about in ADULTS_AT_SCHOOL else []
    return [*urgent[:1], *outside, *urgent[1:]]


def urgent_messages(request: Request, typed: str) -> list[dict[str, Any]]:
    """Return the emergency answer where what was typed tells of danger, whatever becomes of it otherwise."""
    danger = find_danger(typed)
    if danger is None:
        return []
    return emergency_messages(request.app.state.parts.support, child_speaking=danger.child_speaking)
