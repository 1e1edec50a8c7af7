"""Put the gateway together: routes, headers, errors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from assistant.core.errors import AssistantError
from assistant.settings import SECRET_HEADER, Settings
from assistant.web import parents, receipts
from assistant.web.address import client_address
from assistant.web.answering import answer_message
from assistant.web.callers import BearerOf, SessionOf, UploaderOf, anyone
from assistant.web.chat import Chat
from assistant.web.errors import ApiError, answer_api_error
from assistant.web.limits import Limits
from assistant.web.rasa_client import RasaClient, certificates
from assistant.web.receipt.errors import (
    ReceiptNeededError,
    ReceiptProblemError,
    answer_receipt_needed,
    answer_receipt_problem,
    is_receipt_page,
    receipt_problem_page,
)
from assistant.web.receipt.holder import ReceiptDesk
from assistant.web.receipt.routes import ROUTERS
from assistant.web.receipt_tries import ReceiptTries
from assistant.web.sms import phone
from assistant.web.sms import routes as sms_routes
from assistant.web.staff import (
    arrived,
    attachments,
    cases,
    evidence,
    inbox,
    letters,
    new_case,
    records,
    rights,
    settings_page,
    statistics,
)
from assistant.web.staff import chat as staff_chat
from assistant.web.staff import pages as staff_pages
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import (
    SendAgainError,
    SignInNeededError,
    StaffProblemError,
    answer_problem,
    answer_send_again,
    answer_sign_in_needed,
    is_staff_page,
    problem_page,
)
from assistant.web.uploads import Upload, Uploads, receive_attachment
from assistant.web.widget.cross_origin import CrossOrigin
from assistant.web.widget.release import Releases, keep_each_day, present_release
from assistant.wiring import Wiring

_HERE = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

_STAFF = (
    staff_pages.router,
    inbox.router,
    arrived.router,
    records.router,
    rights.router,
    new_case.router,
    attachments.router,
    evidence.router,
    cases.router,
    letters.router,
    statistics.router,
    settings_page.router,
)

logger = logging.getLogger(__name__)
api = APIRouter()
health = APIRouter()


def create_app(parts: Wiring, *, enrol_only: bool = False) -> FastAPI:
    """Return the gateway; content, keys and database are read here, so that a bad one stops the start.

    With ``enrol_only`` there are the staff pages alone, so that people can enrol before the assistant opens.
    """
    parts.policy, parts.directory, parts.support, parts.routes, parts.letter_desk  # noqa: B018 - read now, to fail now
    parts.privacy_card(chat=False)
    parts.retention, parts.rights_words, parts.service_words, parts.look, parts.children_online, parts.engine  # noqa: B018 - the same
    if not enrol_only:
        parts.require_readers()
    settings = parts.settings
    rasa = RasaClient(settings.rasa_url, settings.rasa_secret.get_secret_value())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        using = keep_each_day(app.state.releases, app.state.release, parts.clock)
        keeping = asyncio.create_task(using, name="keep the widget's release")
        yield
        keeping.cancel()
        await rasa.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.parts, app.state.rasa = parts, rasa
    app.state.limits = Limits(
        sessions_per_hour=settings.sessions_per_hour, messages_per_minute=settings.messages_per_minute
    )
    app.state.receipt_tries = ReceiptTries()
    app.state.receipts = ReceiptDesk(parts)
    app.state.chat = Chat(parts, rasa, app.state.receipt_tries)
    app.state.uploads = Uploads(parts)
    app.state.staff = Desk(parts)
    app.state.cross_origin = CrossOrigin(settings.widget_origins)
    app.state.release, app.state.releases = present_release(), Releases(settings.data_dir / "widget")
    app.state.releases.keep(app.state.release, parts.clock.now())
    for_parents = (staff_chat.router, *ROUTERS, api, receipts.router, parents.api, parents.pages, *_texts(settings))
    routers = (health, *_STAFF) if enrol_only else (health, *_STAFF, *for_parents)
    app.state.paths = frozenset(
        route.path for router in routers for route in router.routes if isinstance(route, APIRoute)
    )
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.add_exception_handler(ApiError, answer_api_error)
    app.add_exception_handler(StaffProblemError, answer_problem)
    app.add_exception_handler(SignInNeededError, answer_sign_in_needed)
    app.add_exception_handler(SendAgainError, answer_send_again)
    app.add_exception_handler(ReceiptProblemError, answer_receipt_problem)
    app.add_exception_handler(ReceiptNeededError, answer_receipt_needed)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(Exception, _answer_unexpected)
    app.middleware("http")(_with_headers)
    return app


def _texts(settings: Settings) -> tuple[APIRouter, ...]:
    """Return the provider's routes, and the page that plays a phone where texts go to it."""
    shows_phone = settings.env == "development" and settings.sms == "console"
    return (sms_routes.router, phone.router) if shows_phone else (sms_routes.router,)


@api.post("/api/chat/sessions", dependencies=[Depends(anyone)])
async def open_session(request: Request) -> Response:
    """Open a chat and greet."""
    state = request.app.state
    address = client_address(request, state.parts.settings.trusted_proxies)
    if not state.limits.may_open_session(address):
        raise ApiError(429, "too_many", "Too many chats were opened. Please wait a minute.", retry_after=60)
    token, session, greeting = await state.chat.open()
    return JSONResponse(
        {"session": token, "expires_at": session.expires_at.isoformat(), "messages": greeting},
        status_code=201,
    )


@api.post("/api/chat/messages")
async def send_message(request: Request, speaker: SessionOf) -> Response:
    """Answer one message."""
    return await answer_message(request, speaker)


@api.post("/api/chat/attachments")
async def keep_attachment(request: Request, speaker: UploaderOf) -> Response:
    """Keep a file, so that a message can name it."""
    state = request.app.state
    address = client_address(request, state.parts.settings.trusted_proxies)
    if not state.limits.may_attach(speaker.sender_id, address):
        message = "That was a lot of files in an hour. Please wait, or tell the school about them in words."
        raise ApiError(429, "too_many", message, retry_after=600)
    async with Upload(state.uploads) as upload:
        upload.require_place()
        await state.chat.require_room()
        await receive_attachment(request, upload)
        token = await state.chat.keep_attachment(speaker, upload)
    return JSONResponse({"attachment": token}, status_code=201)


@api.delete("/api/chat/sessions/current")
async def close_session(request: Request, token: BearerOf) -> Response:
    """Delete the conversation."""
    await request.app.state.chat.close(token)
    return Response(status_code=204)


@health.get("/healthz", dependencies=[Depends(anyone)])
async def healthz() -> Response:
    """Say that this process lives."""
    return JSONResponse({"alive": True})


@health.get("/readyz", dependencies=[Depends(anyone)])
async def readyz(request: Request) -> Response:
    """Say whether every part answers; name those that do not."""
    missing = await _missing_parts(request.app.state.parts, request.app.state.rasa)
    if missing:
        message = f"not ready: {', '.join(missing)}"
        raise ApiError(503, "not_ready", message, retry_after=2)
    return JSONResponse({"ready": True})


async def _missing_parts(parts: Wiring, rasa: RasaClient) -> list[str]:
    settings = parts.settings
    secret = {SECRET_HEADER: settings.actions_secret.get_secret_value()}
    database, dialogue, actions, worker = await asyncio.gather(
        _database_answers(parts),
        rasa.ready(),
        _answers(f"{settings.actions_url}/health", secret),
        _answers(settings.worker_url, {}),
    )
    found = {"database": database, "rasa": dialogue, "actions": actions, "worker": worker}
    return [name for name, answers in found.items() if not answers]


async def _database_answers(parts: Wiring) -> bool:
    try:
        await asyncio.to_thread(parts.conversations.load, "nobody")
    except AssistantError:
        return False
    return True


async def _answers(url: str, headers: dict[str, str]) -> bool:
    try:
        async with httpx.AsyncClient(timeout=2, headers=headers, verify=certificates()) as client:
            return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False


async def _with_headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    cross_origin: CrossOrigin = request.app.state.cross_origin
    response = cross_origin.answer(request) or await call(request)
    for name, value in (_HEADERS | cross_origin.headers(request)).items():
        response.headers.setdefault(name, value)
    static = request.url.path.startswith("/static/")
    response.headers.setdefault("Cache-Control", "no-cache" if static else "no-store")
    return response


async def _answer_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if is_staff_page(request.url.path):
        return problem_page(request, StaffProblemError(error.status_code, "unknown"))
    if is_receipt_page(request.url.path):
        return receipt_problem_page(request, ReceiptProblemError(error.status_code, "unknown"))
    if error.status_code == 404 and parents.reads_pages(request):
        return parents.not_found_page(request)
    return await answer_api_error(request, ApiError(error.status_code, "http_error", str(error.detail)))


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    """Answer what nobody foresaw: the person is sent to a human, the log gets the place and no words."""
    logger.error("an unexpected %s was met at %s", type(error).__name__, request.url.path)
    if is_staff_page(request.url.path):
        return problem_page(request, StaffProblemError(503, "down", retry_after=10))
    if is_receipt_page(request.url.path):
        return receipt_problem_page(request, ReceiptProblemError(503, "down", retry_after=10))
    chat: Chat = request.app.state.chat
    answer = await answer_api_error(request, chat.down())
    answer.headers.update(request.app.state.cross_origin.headers(request))
    return answer
