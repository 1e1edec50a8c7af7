"""The page on what is stored: every time, name and place on it is the one in force, and changes with the files."""

import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.core.retention import Rule
from assistant.settings import Settings
from assistant.wiring import Wiring

MakeApp = Callable[..., FastAPI]


def _page(app: FastAPI) -> str:
    answer = TestClient(app).get("/privacy")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return unescape(answer.text)


def _part(page: str, title: str) -> list[str]:
    """Return the lines of a part of the page."""
    part = page.split(f"<h2>{title}</h2>", 1)[1].split("</ul>", 1)[0]
    return [line.split("</li>")[0] for line in part.split("<li>")[1:]]


def test_the_page_tells_each_part_as_it_is_in_force(app: FastAPI, parts: Wiring) -> None:
    page, rules = _page(app), parts.retention.rules
    told = [(part.title, list(part.lines)) for part in parts.privacy_card(chat=False)]
    assert [(title, _part(page, title)) for title, _ in told] == told
    assert page.count("<h2>") == len(told)
    kept = [Rule.CHATS, Rule.NO_CASE, Rule.COMPLAINT, Rule.CASE, Rule.ALLEGATION, Rule.CHILD_AT_RISK]
    expected = [
        f"{rules[rule].what[0].upper()}{rules[rule].what[1:]}: {rules[rule].how_long}. "
        f"{rules[rule].law or rules[rule].why}"
        for rule in (*kept, Rule.RIGHTS_REQUEST, Rule.AUDIT)
    ]
    assert _part(page, "How long it is kept")[:8] == expected
    assert "These are the times and names in force on Tuesday 1 September 2026." in page
    assert f"at {parts.settings.public_url}/receipt." in " ".join(_part(page, "What you can ask for"))


def test_another_period_and_another_number_to_ring_show_on_the_page(make_app: MakeApp, tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(Settings().content_dir, content)
    before = _page(make_app(content_dir=content))
    for name, change in (
        ("retention.yml", lambda c: c["rules"]["chats"].update(keep={"days": 13})),
        ("contacts.yml", lambda c: c["office"].update(phone="01632 960 177")),
    ):
        changed = yaml.safe_load((content / name).read_text(encoding="utf-8"))
        change(changed)
        (content / name).write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    Settings(data_dir=tmp_path).key_file.unlink()
    after = _page(make_app(content_dir=content))
    assert ["13 days" in page for page in (before, after)] == [False, True]
    assert ["7 days" in page for page in (before, after)] == [True, False]
    assert ["by 14 September 2026" in page for page in (before, after)] == [False, True]
    assert ["01632 960 177" in page for page in (before, after)] == [False, True]
