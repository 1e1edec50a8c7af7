"""The pages for parents to read, as the school's own files have them."""

import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.settings import Settings

MakeApp = Callable[..., FastAPI]
LINKS = [
    {"title": "Our own page", "url": "https://www.school.example/online", "note": "With a film."},
    {"title": "A page <without> a note", "url": "https://help.example/?a=1&b=2"},
]
CLAUSES = {
    "children.appropriate_use": "Parents should explain the rules.",
    "children.explain_and_monitor": "Parents should look now & then.",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(Settings().content_dir, folder)
    return folder


def change(file: Path, edit: Callable[..., None]) -> None:
    known = yaml.safe_load(file.read_text(encoding="utf-8"))
    edit(known)
    file.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")


def rewrite(policy: dict[str, Any]) -> None:
    for section in policy["sections"]:
        for clause in section["clauses"]:
            clause["text"] = CLAUSES.get(clause["id"], clause["text"])


def between(page: str, start: str, end: str) -> list[str]:
    """Return what stands between each start and the end that follows it."""
    return [part.split(end)[0] for part in page.split(start)[1:]]


def test_links_and_clauses_that_a_school_edits_are_those_on_the_page(make_app: MakeApp, content: Path) -> None:
    change(content / "children_online.yml", lambda page: page.update(links=LINKS))
    change(content / "policy.yml", rewrite)
    page = TestClient(make_app(content_dir=content)).get("/children-online").text
    shown = between(page.split("<h2>Pages that help</h2>")[1].split("</ul>")[0], "<li>", "</li>")
    assert shown == [
        '<a href="https://www.school.example/online" rel="noopener noreferrer">Our own page</a>. With a film.',
        '<a href="https://help.example/?a=1&amp;b=2" rel="noopener noreferrer">A page &lt;without&gt; a note</a>',
    ]
    assert [unescape(one) for one in between(page, '"><p>', "</p></blockquote>")] == list(CLAUSES.values())


def test_the_accessibility_statement_has_its_date_and_whom_to_tell(make_app: MakeApp, content: Path) -> None:
    change(content / "contacts.yml", lambda contacts: contacts["office"].update(email="help@school.example"))
    page = TestClient(make_app(content_dir=content)).get("/accessibility").text
    assert "This statement was written on 26 November 2026." in page
    assert between(page, '<a href="mailto:', '"') == ["help@school.example"]


def test_a_mistyped_address_is_answered_with_a_page_in_a_browser_alone(make_app: MakeApp) -> None:
    client = TestClient(make_app())
    page = client.get("/reciept", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "<h1>This page is not here</h1>" in page.text
    assert '<a href="/receipt">' in page.text
    for path, accepts in (("/reciept", "*/*"), ("/api/reciept", "text/html"), ("/static/none.css", "text/html")):
        assert client.get(path, headers={"Accept": accepts}).json()["error"]["code"] == "http_error"
