"""The route that gives a signed receipt: known and unknown numbers, bad bodies, and an end to guessing."""

import base64
import json
from pathlib import Path

import pytest
from fakes import FakeReceipts
from fastapi.testclient import TestClient
from route_samples import draft_about

from assistant.adapters.crypto import Ed25519Test, write_key_file
from assistant.adapters.sql import make_engine
from assistant.services.route_record import send_record
from assistant.services.sign_receipt import proven_receipt
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.receipt_tries import ReceiptTries, TooManyWaitingError
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables

PATH = "/api/receipts/signed"


@pytest.fixture
def parts(tmp_path: Path) -> Wiring:
    settings = Settings(data_dir=tmp_path)
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    parts.receipts = FakeReceipts("1234567890123456")
    send_record(parts.route_desk, parts.receipts, draft=draft_about(), request_id="r1")
    return parts


@pytest.fixture
def browser(parts: Wiring) -> TestClient:
    return TestClient(create_app(parts), raise_server_exceptions=False)


def test_a_known_number_gives_the_file(browser: TestClient, parts: Wiring) -> None:
    answer = browser.post(PATH, json={"receipt": "1234 5678 9012 3456"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    content = proven_receipt(Ed25519Test(), answer.content, parts.signatures.public_key())
    assert content["kind"] == "complaint"
    assert base64.b64decode(content["public_key"]) == parts.signatures.public_key()


def test_an_unknown_number_is_said_so_plainly(browser: TestClient) -> None:
    answer = browser.post(PATH, json={"receipt": "0000000000000000"})
    assert answer.status_code == 404
    assert answer.json() == {
        "error": {
            "code": "unknown_receipt",
            "message": "Nothing was found under this receipt number. Please check the digits.",
        }
    }


@pytest.mark.parametrize("body", [{}, {"receipt": None}, {"receipt": 1234567890123456}, {"receipt": "1234"}])
def test_what_is_no_number_is_refused_and_not_counted(browser: TestClient, body: dict[str, object]) -> None:
    for _ in range(12):
        answer = browser.post(PATH, json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_fields")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"{", "application/json", 400), (b"receipt=1", "application/x-www-form-urlencoded", 415)],
)
def test_a_body_of_another_form_is_refused(browser: TestClient, content: bytes, kind: str, status: int) -> None:
    assert browser.post(PATH, content=content, headers={"Content-Type": kind}).status_code == status


def test_wrong_numbers_are_delayed_with_those_of_the_page_and_a_right_one_is_not(browser: TestClient) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    browser.app.state.receipt_tries = ReceiptTries(wait)  # type: ignore[attr-defined]
    for number in range(4):
        assert browser.post(PATH, json={"receipt": f"{number:016d}"}).status_code == 404
    same_site = {"Sec-Fetch-Site": "same-origin"}
    assert browser.post("/receipt", data={"receipt": "0000 0000 0000 9999"}, headers=same_site).status_code == 422
    assert waited == [0, 0, 0, 1, 2]
    assert browser.post(PATH, json={"receipt": "1234567890123456"}).status_code == 200
    assert waited == [0, 0, 0, 1, 2]


def test_a_crowd_from_one_address_is_asked_to_come_back(browser: TestClient) -> None:
    class Full(ReceiptTries):
        async def attempt(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise TooManyWaitingError

    browser.app.state.receipt_tries = Full()  # type: ignore[attr-defined]
    answer = browser.post(PATH, json={"receipt": "1234567890123456"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_receipts")
    assert answer.headers["Retry-After"] == "5"
    assert "1234" not in json.dumps(answer.json())
