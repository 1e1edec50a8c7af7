"""Which other sites may talk to the chat: at the gateway itself, with a real client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.widget.release import present_release
from tests.made_once import make_parts, make_tables

SCHOOL = "https://www.school.example"
OTHER = "https://other.example"
ASKED = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), widget_origins=[SCHOOL])
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    with TestClient(create_app(make_parts(settings))) as client:
        yield client


def test_a_named_site_may_ask_beforehand_and_gets_no_credentials(client: TestClient) -> None:
    answer = client.options("/api/chat/messages", headers=ASKED | {"Origin": SCHOOL})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == SCHOOL
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, DELETE"
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_named_site_may_read_answers_and_errors(client: TestClient) -> None:
    asked = client.get("/api/chat/school", headers={"Origin": SCHOOL, "Sec-Fetch-Site": "cross-site"})
    refused = client.post("/api/chat/messages", json={}, headers={"Origin": SCHOOL})
    assert [(answer.status_code, answer.headers["Access-Control-Allow-Origin"]) for answer in (asked, refused)] == [
        (200, SCHOOL),
        (401, SCHOOL),
    ]
    assert refused.headers["Access-Control-Expose-Headers"] == "Retry-After"


@pytest.mark.parametrize("origin", [OTHER, "null", SCHOOL + ".other.example", "http://www.school.example"])
def test_any_other_site_is_refused(client: TestClient, origin: str) -> None:
    before = client.options("/api/chat/messages", headers=ASKED | {"Origin": origin})
    sent = client.post("/api/chat/sessions", headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"})
    assert [(answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) for answer in (before, sent)] == [
        (403, None),
        (403, None),
    ]


def test_the_staff_pages_are_for_no_other_site(client: TestClient) -> None:
    answer = client.get("/staff/sign-in", headers={"Origin": SCHOOL})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_widgets_file_is_for_all_and_for_ever(client: TestClient) -> None:
    answer = client.get(f"/{present_release().name}")
    assert (answer.status_code, answer.content) == (200, present_release().content)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/widget-0000000000000000.js").status_code == 404


def test_the_widget_is_told_what_there_is(client: TestClient) -> None:
    told = client.get("/api/chat/school").json()
    paths = client.app.state.paths  # type: ignore[attr-defined]
    assert told["school"] == "Bilton Infant School"
    assert told["attachments"] is ("/api/chat/attachments" in paths)
    assert told["signed_receipts"] is ("/api/receipts/signed" in paths)
    assert {"/api/chat/messages", "/policy"} <= paths


def test_the_widgets_privacy_card_is_that_of_the_settings_in_force(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(Settings().content_dir, content)
    schedule = (content / "retention.yml").read_text(encoding="utf-8")
    kept = "  chats:\n    what: this chat\n    keep: {days: 7}"
    assert schedule.count(kept) == 1
    changed = schedule.replace(kept, kept.replace("7", "3"))
    (content / "retention.yml").write_text(changed, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", content_dir=content)
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    with TestClient(create_app(parts)) as client:
        card = client.get("/api/chat/school").json()["card"]
    assert card == [{"title": part.title, "lines": list(part.lines)} for part in parts.privacy_card(chat=True)]
    assert "This chat: encrypted. It is deleted 3 days after your last message" in card[0]["lines"][1]


@pytest.mark.parametrize("path", ["/", "/children-online", "/accessibility", "/school.css"])
def test_pages_are_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
