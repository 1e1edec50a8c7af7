"""A posted message: a clear status for everything that is off, and never a word of it in the answer."""

import asyncio
import json
import uuid
from typing import Any

import pytest
from fastapi import Request

from assistant.web.bodies import Posted, read_message
from assistant.web.errors import ApiError, answer_api_error

ID = "0b0b6a0e-6a3f-4a8e-9d7e-0f1e2d3c4b5a"
PLANTED = "xylophone"


def _request(*chunks: bytes, content_type: str | None = "application/json") -> Request:
    parts = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    parts.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> dict[str, Any]:
        return parts.pop(0)

    headers = [] if content_type is None else [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def _read(*chunks: bytes, content_type: str | None = "application/json") -> Posted:
    return asyncio.run(read_message(_request(*chunks, content_type=content_type)))


def _posted(**body: Any) -> Posted:
    return _read(json.dumps(body).encode())


def _refused(*chunks: bytes, content_type: str | None = "application/json") -> tuple[int, str]:
    with pytest.raises(ApiError) as raised:
        _read(*chunks, content_type=content_type)
    shown = asyncio.run(answer_api_error(_request(), raised.value))
    assert shown.status_code == raised.value.status
    assert PLANTED not in bytes(shown.body).decode()
    assert set(json.loads(bytes(shown.body))["error"]) == {"code", "message"}
    return raised.value.status, raised.value.code


@pytest.mark.parametrize(
    ("body", "posted"),
    [
        ({"id": ID, "text": "hello"}, Posted(ID, "hello", None)),
        ({"id": ID.upper(), "text": "hello"}, Posted(ID, "hello", None)),
        ({"id": ID, "text": ""}, Posted(ID, "", None)),
        ({"id": ID, "text": " kept \n as it is "}, Posted(ID, " kept \n as it is ", None)),
        ({"id": ID, "text": "a\0b\ud83d"}, Posted(ID, "a\ufffdb\ufffd", None)),
        ({"id": ID, "text": "x" * 5_000}, Posted(ID, "x" * 5_000, None)),
        ({"id": ID, "text": "👩" * 5_000}, Posted(ID, "👩" * 5_000, None)),
        ({"id": ID, "button": "token"}, Posted(ID, None, "token")),
        ({"id": ID, "text": None, "button": "token"}, Posted(ID, None, "token")),
        ({"id": ID, "text": "hello", "more": 1}, Posted(ID, "hello", None)),
    ],
)
def test_read_message(body: dict[str, Any], posted: Posted) -> None:
    assert _posted(**body) == posted


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "bad_id"),
        ({"text": PLANTED}, 422, "bad_id"),
        ({"id": 7, "text": PLANTED}, 422, "bad_id"),
        ({"id": PLANTED, "text": PLANTED}, 422, "bad_id"),
        ({"id": f"{{{ID}}}", "text": PLANTED}, 422, "bad_id"),
        ({"id": ID.replace("-", ""), "text": PLANTED}, 422, "bad_id"),
        ({"id": f"urn:uuid:{ID}", "text": PLANTED}, 422, "bad_id"),
        ({"id": ID}, 422, "bad_fields"),
        ({"id": ID, "text": PLANTED, "button": PLANTED}, 422, "bad_fields"),
        ({"id": ID, "text": 7}, 422, "bad_fields"),
        ({"id": ID, "text": [PLANTED]}, 422, "bad_fields"),
        ({"id": ID, "button": 7}, 422, "bad_fields"),
        ({"id": ID, "text": PLANTED + "x" * 5_000}, 413, "too_long"),
        ([PLANTED], 422, "bad_fields"),
        (PLANTED, 422, "bad_fields"),
        (None, 422, "bad_fields"),
    ],
)
def test_read_message_refuses_fields_that_are_off(body: object, status: int, code: str) -> None:
    assert _refused(json.dumps(body).encode()) == (status, code)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"xylophone",
        b'{"text": "xylophone"',
        b'{"text": "xylophone\xff"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5_000 + b"}",
    ],
)
def test_read_message_refuses_what_is_not_json(body: bytes) -> None:
    assert _refused(body) == (400, "not_json")


@pytest.mark.parametrize("kind", [None, "", "text/plain", "multipart/form-data", "application/jsonp"])
def test_read_message_refuses_another_type(kind: str | None) -> None:
    assert _refused(json.dumps({"id": ID, "text": PLANTED}).encode(), content_type=kind) == (
        415,
        "wrong_type",
    )


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON ; charset=utf-8"])
def test_read_message_takes_json_with_its_options(kind: str) -> None:
    body = json.dumps({"id": ID, "text": "hello"}).encode()
    assert _read(body, content_type=kind) == Posted(ID, "hello", None)


def test_read_message_takes_a_body_in_pieces() -> None:
    body = json.dumps({"id": ID, "text": "é hello"}, ensure_ascii=False).encode()
    assert _read(*(body[at : at + 1] for at in range(len(body)))) == Posted(ID, "é hello", None)


def test_read_message_stops_reading_a_body_without_an_end() -> None:
    read: list[int] = []

    async def endless() -> dict[str, Any]:
        read.append(1)
        return {"type": "http.request", "body": b"x" * 1024, "more_body": True}

    headers = [(b"content-type", b"application/json")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, endless)
    with pytest.raises(ApiError) as raised:
        asyncio.run(read_message(request))
    assert (raised.value.status, len(read)) == (413, 129)


def test_any_uuid_is_an_id() -> None:
    for message_id in (str(uuid.uuid4()), str(uuid.uuid1()), str(uuid.UUID(int=0))):
        assert _posted(id=message_id, text="x").id == message_id
