"""Who may hand texts in: only what the provider has signed for the public address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from texts import ACCOUNT, EMPTY, OTHER_TOKEN, PUBLIC, School, school, sid
from twilio.request_validator import RequestValidator

from assistant.core.errors import StorageError
from assistant.services.sms_ports import NewText, Taken
from assistant.web.sms import phone

FIELDS = {"MessageSid": sid(1), "AccountSid": ACCOUNT, "From": "+447700900201", "Body": "hello", "NumMedia": "0"}
URL = f"{PUBLIC}/api/sms/inbound"


@pytest.fixture
def a_school(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path / "var") as parts:
        yield parts


def _signed(url: str, fields: dict[str, str], token: str = "token of the school") -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields)}


def test_both_tokens_sign_while_one_is_changed(a_school: School) -> None:
    assert a_school.post(**FIELDS).text == EMPTY
    assert a_school.post(token=OTHER_TOKEN, **FIELDS | {"MessageSid": sid(2)}).text == EMPTY


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "nonsense"},
        _signed(URL, FIELDS, "a stranger's token"),
        _signed(URL, FIELDS, ""),
        _signed(URL, FIELDS | {"Body": "something else"}),
        _signed("http://inside:8000/api/sms/inbound", FIELDS),
        _signed("https://evil.test/api/sms/inbound", FIELDS) | {"X-Forwarded-Host": "evil.test", "Host": "evil.test"},
    ],
)
def test_what_is_not_signed_for_the_public_address_is_refused(a_school: School, headers: dict[str, str]) -> None:
    answer = a_school.client.post("/api/sms/inbound", data=FIELDS, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_signed")
    a_school.works()
    assert a_school.dialogue.heard == []


def test_another_account_is_refused(a_school: School) -> None:
    assert a_school.post(**FIELDS | {"AccountSid": "AC" + "9" * 32}).status_code == 403


def test_nobody_is_let_in_while_there_is_no_token(tmp_path: Path) -> None:
    with school(tmp_path / "var") as parts:
        parts.parts.sms_signatures = type(parts.parts.sms_signatures)(["", ""])
        assert parts.post(token="", **FIELDS).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"Body": "hello"}', "application/json", 415),
        (b"Body=hello", "text/plain", 415),
        (b"Body=hello&Body=bye", "application/x-www-form-urlencoded", 400),
        (b"Body=\xff", "application/x-www-form-urlencoded", 400),
        (b"no form at all", "application/x-www-form-urlencoded", 400),
        (b"Body=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
def test_what_is_no_form_is_refused_before_anything_is_used(
    a_school: School, body: bytes, kind: str, status: int
) -> None:
    answer = a_school.client.post("/api/sms/inbound", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"MessageSid": ""}, 422),
        ({"MessageSid": "SM1; drop table"}, 422),
        ({"NumMedia": "many"}, 422),
        ({"Body": "x" * 5_001}, 413),
    ],
)
def test_a_signed_form_with_odd_fields_is_refused(a_school: School, more: dict[str, str], status: int) -> None:
    assert a_school.post(**FIELDS | more).status_code == status


def test_danger_is_answered_while_nothing_can_be_stored_and_anything_else_is_asked_for_again(
    a_school: School,
) -> None:
    class Down(type(a_school.parts.texts)):  # type: ignore[misc]
        def take(self, text: NewText, *_: Any, **__: Any) -> Taken:
            raise StorageError("down")

    a_school.parts.text_desk = type(a_school.parts.text_desk)(
        Down(a_school.parts.engine, a_school.parts.seal),
        a_school.clock,
        a_school.parts.digests,
        a_school.parts.phone_numbers,
        a_school.parts.support,
        a_school.parts.text_desk.replies,
    )
    answer = a_school.comes_in("he is going to kill me")
    assert a_school.parts.support.adult.sms in answer
    assert a_school.parts.service_words.not_kept in answer
    refused = a_school.post(**FIELDS)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")


def test_the_phone_page_is_for_this_machine_in_development_alone(tmp_path: Path) -> None:
    with school(tmp_path / "var") as parts:
        client = parts.client
        assert client.get("/phone").status_code == 404
    here = {"Host": "127.0.0.1:8000"}
    with school(tmp_path / "var2") as parts:
        client = type(parts.client)(parts.client.app, client=("127.0.0.1", 1), base_url="http://127.0.0.1:8000")
        assert client.get("/phone").status_code == 200
        assert client.get("/phone", headers={"Host": "evil.test:8000"}).status_code == 404
        assert client.get("/phone", headers=here | {"X-Forwarded-For": "127.0.0.1"}).status_code == 404
        far = type(client)(parts.client.app, client=("10.0.0.9", 1), base_url="http://127.0.0.1:8000")
        assert far.get("/phone").status_code == 404


def test_the_phone_page_sends_and_shows_texts(tmp_path: Path) -> None:
    with school(tmp_path / "var") as parts:
        client = type(parts.client)(parts.client.app, client=("127.0.0.1", 1), base_url="http://127.0.0.1:8000")
        assert client.post("/phone/threads/0", json={"text": "he is going to kill me"}).status_code == 204
        parts.works()
        texts = client.get("/phone/threads/0").json()["texts"]
        assert [text["mine"] for text in texts] == [True, False, False]
        assert texts[1]["text"] == parts.parts.support.adult.sms
        assert client.get("/phone/threads/1").json() == {"texts": []}
        assert client.get("/phone/threads/7").status_code == 404
        assert client.post("/phone/threads/0", json={"text": 7}).status_code == 422
        assert client.post("/phone/threads/0", data={"text": "hi"}).status_code == 415
        client.delete("/phone/threads/0")
        assert client.get("/phone/threads/0").json() == {"texts": []}
    assert len(set(phone.PHONES)) == 4


def test_a_gateway_without_the_console_has_no_phone_page(tmp_path: Path) -> None:
    with school(tmp_path / "var", sms_provider="off") as parts:
        client = type(parts.client)(parts.client.app, client=("127.0.0.1", 1), base_url="http://127.0.0.1:8000")
        assert client.get("/phone").status_code == 404
