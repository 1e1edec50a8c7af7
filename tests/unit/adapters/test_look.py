"""The school's colour and crest, and the page for parents, as the school's files have them."""

from datetime import date
from pathlib import Path

import pytest

from assistant.adapters.content import (
    children_online_warnings,
    look_warnings,
    read_children_online,
    read_look,
)
from assistant.core.errors import ContentError

LOOK = 'colour: "#0b5563"\ncomplaints_form: https://www.school.example/complaints\n'
PAGE = """checked_on: 2026-01-01
in_chat: "Help: {page}"
introduction: Hello.
parts: [{title: One, lines: [Two]}]
links: [{title: Three, url: https://three.example}]
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_look_of_the_example_is_read_and_its_address_is_named(tmp_path: Path) -> None:
    look = read_look(written(tmp_path, "look.yml", LOOK))
    assert (str(look.colour), look.crest) == ("#0b5563", None)
    assert look_warnings(look) == ["complaints_form still has an example address"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            LOOK.replace("#0b5563", "#ffcc00"),
            "colour: #ffcc00 has a contrast of 1.4 to 1 where 4.5 is needed; #876c00 is near and can be read",
        ),
        (LOOK.replace("#0b5563", "blue"), "colour: must be written like #0b5563, in quotation marks"),
        (LOOK.replace("https", "javascript"), "complaints_form: must begin with https://"),
        (LOOK + "crest: crest.png\n", "crest: there is no such file beside look.yml"),
        (LOOK + "crest: ../crest.png\n", "crest: there is no such file beside look.yml"),
        (LOOK + "crest: crest.gif\n", "crest: must be a PNG or SVG file"),
        (LOOK + "crest: large.png\n", "crest: the file is larger than 64 kB; save a smaller one"),
    ],
)
def test_a_look_that_cannot_be_used_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "large.png").write_bytes(b"0" * 70_000)
    with pytest.raises(ContentError) as refused:
        read_look(written(tmp_path, "look.yml", text))
    assert refused.value.problems == [problem]


def test_the_page_is_read_and_old_links_are_named(tmp_path: Path) -> None:
    page = read_children_online(written(tmp_path, "children_online.yml", PAGE))
    assert (page.parts[0].lines, page.links[0].url) == (("Two",), "https://three.example")
    assert page.told("https://school.example/children-online") == "Help: https://school.example/children-online"
    assert children_online_warnings(page, date(2026, 6, 30)) == []
    assert children_online_warnings(page, date(2026, 7, 1)) == [
        "the links were checked on 1 January 2026; open each one and put today's date there"
    ]


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("{title: Four, url: 'http://four.example'}", "links > Four: must begin with https://"),
        ("{title: Four, url: 'javascript:alert(1)'}", "links > Four: must begin with https://"),
        ("{title: Four, url: 'https://three.example'}", "links: https://three.example stands there twice"),
    ],
)
def test_a_link_that_cannot_be_opened_safely_is_refused(tmp_path: Path, link: str, problem: str) -> None:
    text = PAGE.replace("links: [", f"links: [{link}, ")
    with pytest.raises(ContentError) as refused:
        read_children_online(written(tmp_path, "children_online.yml", text))
    assert refused.value.problems == [problem]


@pytest.mark.parametrize("words", ["Help", "Help: {page} {page}", "Help: {page} {school}", "Help: {page"])
def test_a_sentence_for_the_chat_that_does_not_name_the_page_once_is_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_children_online(written(tmp_path, "children_online.yml", PAGE.replace("Help: {page}", words)))
    assert refused.value.problems == ["in_chat: must name the page once, as {page}, and nothing else in braces"]
