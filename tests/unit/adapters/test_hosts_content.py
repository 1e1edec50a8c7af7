"""How each website takes a report is data with a date; what is wrong in it or out of date is told in plain words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from letter_samples import CONTENT

from assistant.adapters.content import hosts_warnings, read_hosts
from assistant.core.errors import ContentError
from assistant.core.hosts import Helpline

GUIDE = read_hosts(CONTENT / "hosts.yml")

Change = Callable[[dict[str, Any]], object]


def test_our_own_file_has_every_host_that_parents_use() -> None:
    assert [host.id for host in GUIDE.hosts] == [
        "facebook",
        "instagram",
        "whatsapp",
        "x",
        "tiktok",
        "snapchat",
        "youtube",
        "google_reviews",
        "nextdoor",
        "reddit",
        "mumsnet",
        "other_website",
    ]
    assert GUIDE.any_other.id == "other_website"
    assert [helpline.id for helpline in GUIDE.helplines] == ["posh", "report_harmful_content"]
    assert [host.id for host in GUIDE.hosts if not (host.steps and host.include and host.find)] == []


def test_a_helpline_is_read_as_it_stands() -> None:
    assert GUIDE.helplines[1] == Helpline(
        id="report_harmful_content",
        name="Report Harmful Content, of the UK Safer Internet Centre",
        url="https://reportharmfulcontent.com",
        note="For a report that a host has refused or not answered. Report to the host first, and keep its answer.",
    )


PROBLEMS: list[tuple[Change, list[str]]] = [
    (lambda c: c.pop("checked_on"), ["checked_on: is missing"]),
    (lambda c: c.update(checked_on="soon"), ["checked_on: must be a date, written like 2026-09-01"]),
    (lambda c: c["hosts"].clear(), ["hosts: must have at least one entry"]),
    (lambda c: c["hosts"].append(c["hosts"][0]), ["hosts: facebook stands there twice"]),
    (lambda c: c["helplines"].append(c["helplines"][0]), ["helplines: posh stands there twice"]),
    (lambda c: c["hosts"][0].update(steps=[]), ["hosts > 1 > steps: must have at least one entry"]),
    (lambda c: c["hosts"][0].update(adress="x"), ["hosts > 1 > adress: is not a name that this file knows"]),
    (
        lambda c: c["hosts"][0].update(url="http://www.facebook.com/help"),
        ["hosts > facebook > url: must begin with https://"],
    ),
    (
        lambda c: c["helplines"][0].update(url="javascript:alert(1)"),
        ["helplines > posh > url: must begin with https://"],
    ),
    (
        lambda c: c["helplines"][1].pop("url"),
        ["helplines > report_harmful_content: has neither a phone number nor an address"],
    ),
]


@pytest.mark.parametrize(("change", "problems"), PROBLEMS, ids=[problems[0] for _, problems in PROBLEMS])
def test_hosts_problems(tmp_path: Path, change: Change, problems: list[str]) -> None:
    content = yaml.safe_load((CONTENT / "hosts.yml").read_text(encoding="utf-8"))
    change(content)
    (tmp_path / "hosts.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_hosts(tmp_path / "hosts.yml")
    assert raised.value.problems == problems


@pytest.mark.parametrize(
    ("days", "warnings"),
    [
        (0, []),
        (180, []),
        (181, ["the entries were checked on 1 September 2026; open each address and put today's date there"]),
    ],
)
def test_the_school_is_warned_after_180_days(days: int, warnings: list[str]) -> None:
    checked = date(2026, 9, 1)
    assert hosts_warnings(replace(GUIDE, checked_on=checked), checked + timedelta(days=days)) == warnings


def test_the_school_is_warned_of_a_helpline_that_is_missing() -> None:
    assert hosts_warnings(replace(GUIDE, helplines=()), GUIDE.checked_on) == [
        "helplines: the Professionals Online Safety Helpline is missing (its id is posh)",
        "helplines: Report Harmful Content is missing (its id is report_harmful_content)",
    ]
