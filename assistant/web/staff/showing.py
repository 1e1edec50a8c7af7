"""Show a staff page: what every one of them knows."""

from typing import Any

from fastapi import Request, Response

from assistant.web.rendering import templates


def show_page(request: Request, name: str, status: int = 200, **context: Any) -> Response:
    """Return the page ``staff/<name>.html``; ``wait`` in its context is also the header ``Retry-After``."""
    headers = {"Retry-After": str(context["wait"])} if "wait" in context else {}
    known = {"school": request.app.state.parts.policy.school, **context}
    return templates.TemplateResponse(request, f"staff/{name}.html", known, status_code=status, headers=headers)
