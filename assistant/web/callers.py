"""Who may call a route. Every route names one of these as a dependency; a test fails for one that does not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from assistant.core.staff import StaffAccount, StaffRole, StaffSession
from assistant.services.sign_in import session_owner, signed_in
from assistant.services.staff_accounts import token_digest
from assistant.services.staff_chat import staff_chat_key
from assistant.web.bodies import typed_text
from assistant.web.chat import Chat, Speaker
from assistant.web.errors import ApiError
from assistant.web.receipt.holder import receipt_holder, receipt_visitor
from assistant.web.sms.phone import developer
from assistant.web.sms.provider import provider
from assistant.web.staff.carried import worth_keeping
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import SendAgainError, SignInNeededError, StaffProblemError, is_staff_page
from assistant.web.staff.forms import read_form
from assistant.web.staff.same_site import is_same_site

_READING = {"GET", "HEAD"}
_DOWN = 503
CSRF_HEADER = "X-Staff-Form"


def anyone() -> None:
    """Mark a route that needs no session: pages, new sessions, health."""


async def chat_session(request: Request) -> Speaker:
    """Return the speaker of the bearer's living session; 401 otherwise."""
    token = _bearer(request)
    chat: Chat = request.app.state.chat
    try:
        return await chat.speaker(token)
    except ApiError as error:
        raise chat.with_danger(error, await typed_text(request)) from error


async def chat_uploader(request: Request) -> Speaker:
    """Return the speaker of the bearer's living session, who sends a file and no words; 401 otherwise."""
    chat: Chat = request.app.state.chat
    return await chat.speaker(_bearer(request))


async def chat_bearer(request: Request) -> str:
    """Return the bearer's token, of a living session or not: a chat may be cleared after its end too."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError(401, "no_session", "There is no chat to clear.")
    return token


@dataclass(frozen=True, slots=True)
class StaffCaller:
    """The person who has signed in, and what the page's forms must hold."""

    account: StaffAccount
    session: StaffSession
    token: str
    csrf: str


def staff_visitor(request: Request) -> None:
    """Mark a staff route that needs no session; what it is posted must come from a page of ours."""
    _require_same_site(request)


async def staff_session(request: Request) -> StaffCaller:
    """Return the person who has signed in, whose session this keeps alive; the sign-in page otherwise.

    What changes something must come from a page of ours and hold the session's form token: a form in its field
    ``csrf``, a script under ``/staff/api/`` in the header ``X-Staff-Form``.
    """
    return await _signed_in(request, active=True)


async def staff_onlooker(request: Request) -> StaffCaller:
    """Return the person who has signed in, without keeping the session alive."""
    return await _signed_in(request, active=False)


async def staff_speaker(request: Request) -> Speaker:
    """Return the person who has signed in as a speaker in the chat of that sign-in; 401 otherwise.

    Danger is answered here too, whatever stands in the way.
    """
    chat: Chat = request.app.state.chat
    try:
        caller = await staff_session(request)
    except ApiError as error:
        raise chat.with_danger(error, await typed_text(request)) from error
    except StaffProblemError as error:
        if error.status != _DOWN:
            raise
        raise chat.with_danger(chat.down(), await typed_text(request)) from error
    key = staff_chat_key(request.app.state.staff.door.digests, token_digest(caller.token))
    return await chat.of_staff(key, caller.account.id)


def require_roles(*roles: StaffRole) -> Callable[[StaffCaller], Awaitable[StaffCaller]]:
    """Return a dependency: the person who has signed in, where he or she has one of these roles; 403 otherwise."""

    async def one_of_these(caller: Annotated[StaffCaller, Depends(staff_session)]) -> StaffCaller:
        if caller.account.roles.isdisjoint(roles):
            raise StaffProblemError(403, "not_yours")
        return caller

    return one_of_these


SessionOf = Annotated[Speaker, Depends(chat_session)]
UploaderOf = Annotated[Speaker, Depends(chat_uploader)]
StaffSpeakerOf = Annotated[Speaker, Depends(staff_speaker)]
BearerOf = Annotated[str, Depends(chat_bearer)]
StaffOf = Annotated[StaffCaller, Depends(staff_session)]

CALLERS = (
    anyone,
    chat_session,
    chat_uploader,
    chat_bearer,
    receipt_visitor,
    receipt_holder,
    staff_visitor,
    staff_session,
    staff_onlooker,
    staff_speaker,
    provider,
    developer,
)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError(401, "no_session", "This chat has ended. Please start a new one.")
    return token


async def _signed_in(request: Request, *, active: bool) -> StaffCaller:
    desk: Desk = request.app.state.staff
    _require_same_site(request)
    token = desk.cookies.session(request)
    found = None if token is None else await desk.stored(signed_in, desk.door, token, active=active)
    if token is None or found is None:
        raise await _without_session(request, desk, token)
    if request.method not in _READING:
        await _require_csrf(request, desk, token)
    return StaffCaller(found.account, found.session, token, desk.csrf(token))


def _require_same_site(request: Request) -> None:
    desk: Desk = request.app.state.staff
    if request.method not in _READING and not is_same_site(request, desk.parts.settings.public_url):
        raise StaffProblemError(403, "elsewhere")


async def _without_session(request: Request, desk: Desk, token: str | None) -> Exception:
    if not is_staff_page(request.url.path):
        return ApiError(401, "no_session", "You are no longer signed in.")
    if request.method in _READING or token is None:
        return SignInNeededError()
    form = worth_keeping(request.url.path, (await read_form(request, with_file=False)).fields)
    owner = await desk.stored(session_owner, desk.door, token)
    if form is None or owner is None:
        return SignInNeededError()
    return SignInNeededError(carried=desk.carrier.close(form, account_id=owner, now=desk.door.clock.now()))


async def _require_csrf(request: Request, desk: Desk, token: str) -> None:
    if not is_staff_page(request.url.path):
        if not desk.is_csrf(token, request.headers.get(CSRF_HEADER, "")):
            raise ApiError(403, "wrong_form", "This page is of another sign-in. Please load it again.")
        return
    form = await read_form(request)
    if desk.is_csrf(token, form.get("csrf")):
        return
    kept = worth_keeping(request.url.path, form.fields)
    if kept is None:
        raise StaffProblemError(403, "wrong_form")
    raise SendAgainError(kept, desk.csrf(token))
