"""What stands around the chat for parents: its page, the widget's file, and pages to read."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.adapters.content import CREST_KINDS
from assistant.core.routing import Role
from assistant.services.case_desk import today
from assistant.web.callers import anyone
from assistant.web.errors import ApiError
from assistant.web.rendering import templates
from assistant.web.widget.release import Release, Releases
from assistant.web.widget.snippet import script_tag
from assistant.wiring import Wiring

_FOR_EVER = "public, max-age=31536000, immutable"
_CHILDREN = ("children.appropriate_use", "children.explain_and_monitor")
_ATTACHMENTS, _SIGNED_RECEIPTS, _PRIVACY = "/api/chat/attachments", "/api/receipts/signed", "/privacy"
_PAGES = {"/policy": "The whole policy", "/children-online": "Help with what children do online"}

pages = APIRouter()
api = APIRouter()


@pages.get("/", dependencies=[Depends(anyone)])
async def chat_page(request: Request) -> HTMLResponse:
    """The page where one can talk to the assistant: the widget, as large as the window."""
    parts: Wiring = request.app.state.parts
    release: Release = request.app.state.release
    phone = _phone(parts)
    return templates.TemplateResponse(
        request,
        "chat.html",
        {
            "school": parts.policy.school,
            "phone": phone,
            "office_hours": parts.directory.office_hours,
            "document_title": parts.policy.title,
            "complaints_form": parts.look.complaints_form,
            "script": script_tag(release, address="", phone=phone, look=parts.look, full=True),
        },
    )


@pages.get("/policy", dependencies=[Depends(anyone)])
async def policy_page(request: Request) -> HTMLResponse:
    """The whole policy."""
    parts: Wiring = request.app.state.parts
    overdue = parts.policy.review_overdue(parts.clock.now().date())
    return templates.TemplateResponse(request, "policy.html", {"policy": parts.policy, "review_overdue": overdue})


@pages.get("/privacy", dependencies=[Depends(anyone)])
async def privacy_page(request: Request) -> HTMLResponse:
    """What is stored about people, where, until when, and who reads it."""
    parts: Wiring = request.app.state.parts
    context = {
        "school": parts.policy.school,
        "card": parts.privacy_card(chat=False),
        "today": today(parts.clock),
    }
    return templates.TemplateResponse(request, "privacy.html", context)


@pages.get("/children-online", dependencies=[Depends(anyone)])
async def children_online_page(request: Request) -> HTMLResponse:
    """Help for parents with what their children do online, with the policy's clauses on it."""
    parts: Wiring = request.app.state.parts
    clauses = [parts.policy.clauses[name] for name in _CHILDREN]
    context = {"school": parts.policy.school, "page": parts.children_online, "clauses": clauses, "phone": _phone(parts)}
    return templates.TemplateResponse(request, "children_online.html", context)


@pages.get("/accessibility", dependencies=[Depends(anyone)])
async def accessibility_page(request: Request) -> HTMLResponse:
    """What was done so that everybody can use the assistant, and whom to tell where it falls short."""
    parts: Wiring = request.app.state.parts
    office = parts.directory.contacts[Role.OFFICE]
    context = {
        "school": parts.policy.school,
        "office": office,
        "office_hours": parts.directory.office_hours,
        "minutes": parts.settings.session_minutes,
    }
    return templates.TemplateResponse(request, "accessibility.html", context)


def reads_pages(request: Request) -> bool:
    """Tell whether a request is a person's who opens an address in a browser."""
    opened = request.method == "GET" and not request.url.path.startswith(("/api/", "/static/"))
    return opened and "text/html" in request.headers.get("Accept", "")


def not_found_page(request: Request) -> Response:
    """Return the page for an address that there is not."""
    parts: Wiring = request.app.state.parts
    context = {"school": parts.policy.school, "phone": _phone(parts)}
    return templates.TemplateResponse(request, "not_found.html", context, status_code=404)


@pages.get("/school.css", dependencies=[Depends(anyone)])
async def school_colours(request: Request) -> Response:
    """The school's colours, for the pages."""
    look = request.app.state.parts.look
    sheet = f":root {{\n  --school: {look.colour};\n  --school-in-the-dark: {look.colour_in_the_dark};\n}}\n"
    return Response(sheet, media_type="text/css")


@pages.get("/crest", dependencies=[Depends(anyone)])
async def crest(request: Request) -> Response:
    """The school's crest."""
    file = request.app.state.parts.look.crest
    if file is None:
        raise ApiError(404, "not_found", "This school has no crest here.")
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(file.read_bytes(), media_type=CREST_KINDS[file.suffix.lower()], headers=headers)


@pages.get("/widget-{digest}.js", dependencies=[Depends(anyone)])
async def widget_file(request: Request, digest: str) -> Response:
    """A released file of the widget, the same for ever under its name."""
    release: Release = request.app.state.release
    releases: Releases = request.app.state.releases
    name = f"widget-{digest}.js"
    content = release.content if name == release.name else releases.find(name)
    if content is None:
        raise ApiError(404, "not_found", "There is no such file.")
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": _FOR_EVER,
    }
    return Response(content, media_type="text/javascript", headers=headers)


@api.get("/api/chat/school", dependencies=[Depends(anyone)])
async def school(request: Request) -> Response:
    """What the widget has to know of the school; what is not offered here is not shown."""
    parts: Wiring = request.app.state.parts
    paths = request.app.state.paths
    look = parts.look
    numbers = [{"name": one.name, "phone": one.phone} for one in parts.support.adult.services if one.phone]
    known: dict[str, Any] = {
        "school": parts.policy.school,
        "phone": _phone(parts),
        "office_hours": parts.directory.office_hours,
        "colour": str(look.colour),
        "colour_in_the_dark": str(look.colour_in_the_dark),
        "crest": "/crest" if look.crest else "",
        "minutes": parts.settings.session_minutes,
        "card": [{"title": part.title, "lines": part.lines} for part in parts.privacy_card(chat=True)],
        "attachments": _ATTACHMENTS in paths,
        "signed_receipts": _SIGNED_RECEIPTS in paths,
        "privacy": _PRIVACY if _PRIVACY in paths else "",
        "numbers": numbers,
        "links": [
            *({"title": title, "url": path} for path, title in _PAGES.items()),
            {"title": "The complaints form", "url": look.complaints_form},
            {"title": "Accessibility", "url": "/accessibility"},
        ],
    }
    return JSONResponse(known)


def _phone(parts: Wiring) -> str:
    return parts.directory.contacts[Role.OFFICE].phone
