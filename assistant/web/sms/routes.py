"""What the provider posts: texts that come in, and what became of those that went out."""

import asyncio
import logging
import re
import uuid
from typing import Annotated
from xml.sax.saxutils import escape

from fastapi import APIRouter, Depends, Request, Response

from assistant.core.errors import AssistantError
from assistant.core.text import MESSAGE_LIMIT, clean
from assistant.services.sms_ports import StatusReport
from assistant.services.take_text import emergency_text, emergency_with, take_text
from assistant.web.errors import ApiError
from assistant.web.sms.provider import Fields, provider
from assistant.wiring import Wiring

_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_RETRY_SECONDS = 10

logger = logging.getLogger(__name__)
router = APIRouter()
ProviderOf = Annotated[Fields, Depends(provider)]


@router.post("/api/sms/inbound")
async def inbound(request: Request, fields: ProviderOf) -> Response:
    """Store a text and answer at once: with nothing, or with the emergency answer where it tells of danger.

    The dialogue's answer comes later, from the worker. A text from no person's number, or from a country that the
    school does not text with, is not stored.
    """
    parts: Wiring = request.app.state.parts
    sid, body, media = _message(fields)
    number = parts.phone_numbers.read(fields.get("From", ""))
    emergency = emergency_text(parts.support, body)
    if number is None or not parts.phone_numbers.served(number):
        logger.warning("a text from a number that is not texted with was not stored")
        return _twiml(emergency if number is not None else "")
    try:
        taken = await asyncio.to_thread(
            take_text,
            parts.text_desk,
            sid=sid,
            number=number,
            body=body,
            media=media,
            network_answered="OptOutType" in fields,
        )
    except AssistantError as error:
        logger.exception("a text was not stored")
        if emergency:
            return _twiml(emergency_with(emergency, parts.service_words.not_kept))
        raise ApiError(503, "not_ready", "The text was not stored.", retry_after=_RETRY_SECONDS) from error
    if not taken.same:
        logger.warning("a text came with the id of another one and was not stored")
    return _twiml(emergency)


@router.post("/api/sms/status")
async def status(request: Request, fields: ProviderOf) -> Response:
    """Store what became of a text that went out; its own id stands in the address, which is signed too."""
    parts: Wiring = request.app.state.parts
    report = _report(request, fields)
    try:
        await asyncio.to_thread(parts.texts.reported, report, parts.clock.now())
    except AssistantError as error:
        logger.exception("what became of a text was not stored")
        raise ApiError(503, "not_ready", "The report was not stored.", retry_after=_RETRY_SECONDS) from error
    return Response(status_code=204)


def _message(fields: Fields) -> tuple[str, str, int]:
    sid, body, media = fields.get("MessageSid", ""), clean(fields.get("Body", "")), fields.get("NumMedia", "0")
    if not _SID.fullmatch(sid):
        raise ApiError(422, "bad_id", "The message needs its MessageSid.")
    if not media.isascii() or not media.isdigit() or len(media) > 2:
        raise ApiError(422, "bad_fields", "NumMedia must be a number.")
    if len(body) > MESSAGE_LIMIT:
        raise ApiError(413, "too_long", f"The message has over {MESSAGE_LIMIT:,} characters. Nothing of it was used.")
    return sid, body, int(media)


def _report(request: Request, fields: Fields) -> StatusReport:
    sid, code = fields.get("MessageSid", ""), fields.get("ErrorCode", "")
    if not _SID.fullmatch(sid):
        raise ApiError(422, "bad_id", "The report needs its MessageSid.")
    try:
        name = str(uuid.UUID(request.query_params.get("text", "")))
    except ValueError as error:
        raise ApiError(422, "bad_fields", "The address names no text.") from error
    known = int(code) if code.isascii() and code.isdigit() and len(code) <= 6 else None
    return StatusReport(name, sid, fields.get("MessageStatus", ""), known)


def _twiml(text: str) -> Response:
    """Return the answer that the provider acts on: send this text back, or nothing."""
    message = f"<Message>{escape(text)}</Message>" if text else ""
    content = f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
    return Response(content, media_type="text/xml")
