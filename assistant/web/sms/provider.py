"""The provider's requests: a posted form, signed for the public address that the settings name."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.web.errors import ApiError
from assistant.wiring import Wiring

_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 200
_KIND = "application/x-www-form-urlencoded"
_SIGNATURE = "X-Twilio-Signature"

Fields = Mapping[str, str]


async def provider(request: Request) -> Fields:
    """Return the fields of a form that the provider has signed; 403 for anybody else, 400, 413 or 415 before that.

    The address comes from ``ASSISTANT_PUBLIC_URL``: what the headers say of host and scheme proves nothing.
    """
    fields = await _fields(request)
    parts: Wiring = request.app.state.parts
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{parts.settings.public_url}{request.url.path}{query}"
    if not parts.sms_signatures.right(address, fields, request.headers.get(_SIGNATURE, "")):
        raise ApiError(403, "not_signed", "This is for the provider of text messages alone.")
    own = parts.settings.sms_account_sid
    if own and fields.get("AccountSid") != own:
        raise ApiError(403, "other_account", "This is for the school's own account alone.")
    return fields


async def _fields(request: Request) -> dict[str, str]:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _KIND:
        raise ApiError(415, "wrong_type", f"The message must be sent as {_KIND}.")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            raise ApiError(413, "too_long", "The message is too long. Nothing of it was used.")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(raw),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise ApiError(400, "not_a_form", "The message is not a form.") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ApiError(400, "twice", "A field of the message is there twice.")
    return fields
