"""The chat of signed-in staff: a page, and the routes that its script uses."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from assistant.web.answering import answer_message
from assistant.web.callers import StaffOf, StaffSpeakerOf
from assistant.web.chat import Chat
from assistant.web.staff.own_page import show_own_page

router = APIRouter(prefix="/staff")


@router.get("/chat")
async def chat_page(request: Request, caller: StaffOf) -> Response:
    """The page where staff talk to the assistant."""
    return show_own_page(request, caller, "chat")


@router.post("/api/chat/sessions")
async def greet(request: Request, speaker: StaffSpeakerOf) -> Response:
    """Greet; the conversation is that of the sign-in, so what was said before still counts."""
    chat: Chat = request.app.state.chat
    return JSONResponse({"messages": await chat.greet(speaker)}, status_code=201)


@router.post("/api/chat/messages")
async def send_message(request: Request, speaker: StaffSpeakerOf) -> Response:
    """Answer one message."""
    return await answer_message(request, speaker)


@router.delete("/api/chat/sessions/current")
async def clear(request: Request, speaker: StaffSpeakerOf) -> Response:
    """Delete the conversation; the next message begins another."""
    chat: Chat = request.app.state.chat
    await chat.close_staff(speaker)
    return Response(status_code=204)
