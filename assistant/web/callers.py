"""Who may call a route. Every route names one of these as a dependency; a test fails for one that does not."""

from typing import Annotated

from fastapi import Depends, Request

from assistant.services.ports import ChatSession
from assistant.web.bodies import typed_text
from assistant.web.chat import Chat
from assistant.web.errors import ApiError


def anyone() -> None:
    """Mark a route that needs no session: pages, new sessions, health."""


async def chat_session(request: Request) -> tuple[str, ChatSession]:
    """Return the bearer's token and living session; 401 otherwise."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError(401, "no_session", "This chat has ended. Please start a new one.")
    chat: Chat = request.app.state.chat
    try:
        return token, await chat.session(token)
    except ApiError as error:
        raise chat.with_danger(error, await typed_text(request)) from error


async def chat_bearer(request: Request) -> str:
    """Return the bearer's token, of a living session or not: a chat may be cleared after its end too."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ApiError(401, "no_session", "There is no chat to clear.")
    return token


SessionOf = Annotated[tuple[str, ChatSession], Depends(chat_session)]
BearerOf = Annotated[str, Depends(chat_bearer)]

CALLERS = (anyone, chat_session, chat_bearer)
