"""Answer a posted message, whoever speaks."""

from dataclasses import replace

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from assistant.web.address import client_address
from assistant.web.bodies import read_message
from assistant.web.chat import Chat, Speaker
from assistant.web.errors import ApiError


async def answer_message(request: Request, speaker: Speaker) -> Response:
    """Read the posted message and answer it as the speaker's; nothing else of the body counts."""
    posted = await read_message(request)
    speaker = replace(speaker, address=client_address(request, request.app.state.parts.settings.trusted_proxies))
    chat: Chat = request.app.state.chat
    if not request.app.state.limits.may_send(speaker.sender_id):
        error = ApiError(429, "too_many", "That was a lot of messages at once. Please wait a minute.", retry_after=60)
        raise chat.with_danger(error, posted.text or "")
    if posted.button is not None:
        messages = await chat.answer_button(speaker, posted.id, posted.button, posted.attachments)
    else:
        messages = await chat.answer(speaker, posted.id, posted.text or "", posted.attachments)
    return JSONResponse({"messages": messages})
