"""Read a JSON body as the contract has it: a clear status for everything that is off, and never a word of it in it."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from assistant.core.attachments import MOST_FILES
from assistant.core.references import find_receipt
from assistant.core.text import MESSAGE_LIMIT, clean
from assistant.web.errors import ApiError

_MOST_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as a client posts it: typed, or a button's token."""

    id: str
    text: str | None
    button: str | None
    attachments: tuple[str, ...] = ()
    """The tokens of the files that it names."""


async def read_message(request: Request) -> Posted:
    """Return the posted message; 400, 413, 415 or 422 otherwise."""
    body = await json_object(request)
    message_id, text, button = body.get("id"), body.get("text"), body.get("button")
    if not isinstance(message_id, str) or not _is_uuid(message_id):
        raise ApiError(422, "bad_id", "The message needs an id that is a UUID.")
    if (text is None) == (button is None):
        raise ApiError(422, "bad_fields", "The message needs either a text or a button.")
    attachments = _tokens(body.get("attachments"))
    if button is not None:
        if not isinstance(button, str):
            raise ApiError(422, "bad_fields", "The button must be its token.")
        return Posted(str(uuid.UUID(message_id)), None, button, attachments)
    if not isinstance(text, str):
        raise ApiError(422, "bad_fields", "The text must be a string.")
    if len(text) > MESSAGE_LIMIT:
        raise ApiError(413, "too_long", f"The message has over {MESSAGE_LIMIT:,} characters. Nothing of it was used.")
    return Posted(str(uuid.UUID(message_id)), clean(text), None, attachments)


def _tokens(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(token, str) for token in given):
        raise ApiError(422, "bad_fields", "The attachments must be a list of their tokens.")
    if len(given) > MOST_FILES:
        message = f"A message can have {MOST_FILES} files. Nothing of it was used. Please send fewer."
        raise ApiError(422, "too_many_files", message)
    return tuple(given)


async def read_receipt_number(request: Request) -> str:
    """Return the 16 digits of the posted receipt number; 400, 413, 415 or 422 otherwise."""
    body = await json_object(request)
    given = body.get("receipt")
    found = find_receipt(given) if isinstance(given, str) else None
    if found is None:
        raise ApiError(422, "bad_fields", "A receipt number has 16 digits, like 1234 5678 9012 3456.")
    return found[0]


async def typed_text(request: Request) -> str:
    """Return what was typed in a message that is refused for another reason, to look for danger in it."""
    try:
        return (await read_message(request)).text or ""
    except ApiError:
        return ""


async def json_object(request: Request) -> dict[str, Any]:
    """Return the posted JSON object; 400, 413, 415 or 422 otherwise."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise ApiError(415, "wrong_type", "The message must be sent as application/json.")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            raise ApiError(413, "too_long", "The message is too long. Nothing of it was used.")
    try:
        body = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ApiError(400, "not_json", "The message is not JSON in UTF-8.") from error
    if not isinstance(body, dict):
        raise ApiError(422, "bad_fields", "The message must be a JSON object.")
    return body


def _is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False
