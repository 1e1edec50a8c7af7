"""A page that plays a phone with several numbers, so that texts can be tried out without a provider.

Only in development, and only for a browser on this machine; nothing tells others that it is there.
"""

import asyncio
import uuid
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from assistant.core.errors import AssistantError
from assistant.core.sms_text import is_gsm, segments, septets
from assistant.core.text import clean
from assistant.services.take_text import emergency_text, take_text
from assistant.web.bodies import json_object
from assistant.web.errors import ApiError
from assistant.web.rendering import templates
from assistant.wiring import Wiring

PHONES = ("+447700900101", "+447700900102", "+447700900103", "+447700900104")
"""Numbers that Ofcom keeps for drama: nobody has them."""
_MOST = 1_600
"""Letters that a provider hands over in one text."""
_HERE = {"127.0.0.1", "localhost", "[::1]"}
_UCS2_ONE, _UCS2_MANY = 70, 67

router = APIRouter()


def developer(request: Request) -> Wiring:
    """Return the parts to a browser on this machine, in development; 404 for anybody else."""
    parts: Wiring = request.app.state.parts
    here = request.client is not None and _is_loopback(request.client.host)
    named = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
    if parts.settings.env != "development" or parts.settings.sms != "console" or not here or named not in _HERE:
        raise ApiError(404, "http_error", "Not Found")
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        raise ApiError(404, "http_error", "Not Found")
    return parts


PartsOf = Annotated[Wiring, Depends(developer)]


@router.get("/phone")
async def phone_page(request: Request, parts: PartsOf) -> HTMLResponse:
    """The phone."""
    phones = [f"0{number[3:7]} {number[7:]}" for number in PHONES]
    return templates.TemplateResponse(
        request, "phone.html", {"school": parts.policy.school, "phones": phones, "most": _MOST}
    )


@router.get("/phone/threads/{phone}")
async def thread(phone: int, parts: PartsOf) -> JSONResponse:
    """The texts of one of the phones, the oldest first."""
    shown = await asyncio.to_thread(parts.console_sms.thread, _number(phone))
    return JSONResponse({"texts": [_text(one.body, one.at, mine=one.mine, times=one.times) for one in shown]})


@router.post("/phone/threads/{phone}")
async def send(request: Request, phone: int, parts: PartsOf) -> Response:
    """Send a text from one of the phones, as the provider would hand it in."""
    body = await json_object(request)
    text, picture = body.get("text"), body.get("picture", False)
    if not isinstance(text, str) or not isinstance(picture, bool) or len(text) > _MOST:
        raise ApiError(422, "bad_fields", f"The text must be at most {_MOST:,} characters.")
    try:
        await asyncio.to_thread(_send, parts, _number(phone), clean(text), media=int(picture))
    except AssistantError as error:
        raise ApiError(503, "not_ready", "The text was not stored.", retry_after=1) from error
    return Response(status_code=204)


@router.delete("/phone/threads/{phone}")
async def clear(phone: int, parts: PartsOf) -> Response:
    """Wipe the texts from one of the phones; what the assistant has stored of them stays."""
    await asyncio.to_thread(parts.console_sms.clear, _number(phone))
    return Response(status_code=204)


def _send(parts: Wiring, number: str, body: str, *, media: int) -> None:
    sid, at = f"SM{uuid.uuid4().hex}", parts.clock.now()
    take_text(parts.text_desk, sid=sid, number=number, body=body, media=media)
    parts.console_sms.show(sid, number, body or "(a picture)", at, mine=True)
    emergency = emergency_text(parts.support, body)
    if emergency:
        parts.console_sms.show(f"{sid}-now", number, emergency, at, mine=False)


def _number(phone: int) -> str:
    if not 0 <= phone < len(PHONES):
        raise ApiError(404, "http_error", "Not Found")
    return PHONES[phone]


def _text(body: str, at: str, *, mine: bool, times: int) -> dict[str, Any]:
    gsm = is_gsm(body)
    units = septets(body) if gsm else len(body.encode("utf-16-le")) // 2
    parts = segments(body) if gsm else 1 if units <= _UCS2_ONE else -(-units // _UCS2_MANY)
    return {"text": body, "at": at, "mine": mine, "times": times, "characters": units, "segments": parts}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
