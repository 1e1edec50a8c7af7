"""The staff pages of accounts: signing in, enrolling, and one's own account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from assistant.core.passwords import LEAST_CHARACTERS
from assistant.services.enrol_staff import Enrolled, enrol_staff, invited_account
from assistant.services.sign_in import (
    living_sessions,
    recovery_codes_left,
    sign_in,
    sign_out,
    sign_out_everywhere,
    signed_in,
)
from assistant.services.staff_accounts import token_digest
from assistant.services.staff_chat import forget_all_staff_chats, forget_staff_chats, hand_on_staff_chat
from assistant.web.callers import StaffCaller, StaffOf, staff_onlooker, staff_session, staff_visitor
from assistant.web.staff.carried import close_text, is_staff_path, open_text
from assistant.web.staff.desk import Desk
from assistant.web.staff.errors import SIGN_IN, StaffProblemError
from assistant.web.staff.forms import read_form
from assistant.web.staff.own_page import show_own_page, time_left
from assistant.web.staff.showing import show_page

router = APIRouter(prefix="/staff")


@router.get("/sign-in", dependencies=[Depends(staff_visitor)])
async def sign_in_page(
    request: Request, back: Annotated[str, Query(alias="next")] = "", out: Annotated[str, Query()] = ""
) -> Response:
    """The sign-in page; a person who has signed in goes on."""
    desk: Desk = request.app.state.staff
    token = desk.cookies.session(request)
    found = None if token is None else await desk.stored(signed_in, desk.door, token)
    if found is not None:
        return RedirectResponse(_safe(back), status_code=303)
    return show_page(request, "sign_in", next=back, signed_out=bool(out))


@router.post("/sign-in", dependencies=[Depends(staff_visitor)])
async def post_sign_in(request: Request) -> Response:
    """Sign in, with the same words for every kind of wrong; a carried form is shown to be sent again."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    email, carried = form.get("email"), form.get("carried")
    kept = {"email": email, "next": form.get("next"), "carried": carried}
    wait = desk.begin_try(request, email)
    if wait:
        return show_page(request, "sign_in", 429, wait=wait, **kept)
    before = desk.cookies.session(request)
    found = await desk.stored(
        sign_in, desk.door, email=email, password=form.get("password"), code=form.get("code"), before=before
    )
    if found is None:
        return show_page(request, "sign_in", 403, wrong=True, **kept)
    token, who = found
    desk.right_try(request, email)
    if before is not None:
        await desk.stored(hand_on_staff_chat, desk.parts.chats, desk.door, who.account, before=before, token=token)
    carried_form = desk.carrier.open(carried, account_id=who.account.id, now=desk.door.clock.now())
    if carried_form is not None:
        response = show_page(request, "send_again", form=carried_form, csrf=desk.csrf(token), signed_in=True)
    else:
        response = RedirectResponse(_safe(form.get("next")), status_code=303)
    desk.cookies.set_session(response, token)
    desk.cookies.remember_device(response, desk.device(request), desk.email_hash(email))
    return response


@router.get("/enrol/{token}", dependencies=[Depends(staff_visitor)])
async def enrol_page(request: Request, token: str) -> Response:
    """The page where an invited person sets a password; each load offers a fresh secret for the app."""
    desk: Desk = request.app.state.staff
    return await _enrol_page(request, token, desk.door.codes.new_secret())


@router.post("/enrol/{token}", dependencies=[Depends(staff_visitor)])
async def post_enrol(request: Request, token: str) -> Response:
    """Take the password and the app's first code; show the recovery codes, once. The browser is known from now on."""
    desk: Desk = request.app.state.staff
    form = await read_form(request)
    secret = open_text(desk.parts.seal, form.get("secret"), row=_secret_row(token))
    if secret is None:
        return await _enrol_page(request, token, desk.door.codes.new_secret(), problem="code")
    if form.get("password") != form.get("again"):
        return await _enrol_page(request, token, secret.decode(), problem="again")
    code = "".join(form.get("code").split())
    done = await desk.stored(
        enrol_staff, desk.door, token, password=form.get("password"), code_secret=secret.decode(), code=code
    )
    if isinstance(done, Enrolled):
        response = show_page(request, "recovery_codes", codes=done.recovery_codes, account=done.account)
        desk.cookies.remember_device(response, desk.device(request), desk.email_hash(done.account.email))
        return response
    return await _enrol_page(request, token, secret.decode(), problem=done)


@router.get("/account")
async def account_page(request: Request, caller: StaffOf) -> Response:
    """One's own account: where one is signed in, and how many recovery codes are left."""
    desk: Desk = request.app.state.staff
    sessions = await desk.stored(living_sessions, desk.door, caller.account)
    codes = await desk.stored(recovery_codes_left, desk.door, caller.account)
    return show_own_page(request, caller, "account", sessions=sessions, here=token_digest(caller.token), codes=codes)


@router.post("/sign-out")
async def post_sign_out(request: Request, caller: StaffOf) -> Response:
    """End this session."""
    desk: Desk = request.app.state.staff
    await _forget_chat(desk, caller.token)
    await desk.stored(sign_out, desk.door, caller.token)
    return _signed_out(desk)


@router.post("/sign-out-everywhere")
async def post_sign_out_everywhere(request: Request, caller: StaffOf) -> Response:
    """End all of one's sessions."""
    desk: Desk = request.app.state.staff
    await desk.stored(forget_all_staff_chats, desk.parts.chats, desk.door, caller.account)
    await desk.stored(sign_out_everywhere, desk.door, caller.account)
    return _signed_out(desk)


@router.get("/api/session")
async def session_left(request: Request, caller: Annotated[StaffCaller, Depends(staff_onlooker)]) -> Response:
    """Say how long the session lasts, without keeping it alive."""
    return JSONResponse(time_left(request, caller))


@router.post("/api/session")
async def stay_signed_in(request: Request, caller: Annotated[StaffCaller, Depends(staff_session)]) -> Response:
    """Keep the session alive for a page that a person is still working on."""
    return JSONResponse(time_left(request, caller))


async def _enrol_page(request: Request, token: str, secret: str, *, problem: str = "") -> Response:
    desk: Desk = request.app.state.staff
    account = await desk.stored(invited_account, desk.door, token)
    if account is None:
        raise StaffProblemError(404, "link")
    address = desk.door.codes.address(secret, email=account.email, issuer=desk.parts.policy.school)
    return show_page(
        request,
        "enrol",
        422 if problem else 200,
        account=account,
        qr=desk.parts.qr_codes.svg(address),
        address=address,
        secret=secret,
        sealed=close_text(desk.parts.seal, secret.encode(), row=_secret_row(token)),
        least=LEAST_CHARACTERS,
        problem=problem,
    )


async def _forget_chat(desk: Desk, token: str) -> None:
    """Delete the chat of a sign-in that ends."""
    await desk.stored(forget_staff_chats, desk.parts.chats, desk.door.digests, [token_digest(token)])


def _secret_row(token: str) -> str:
    return f"staff_enrol:{token_digest(token).hex()}"


def _signed_out(desk: Desk) -> Response:
    response = RedirectResponse(f"{SIGN_IN}?out=1", status_code=303)
    desk.cookies.drop_session(response)
    return response


def _safe(path: str) -> str:
    return path if is_staff_path(path) else "/staff"
