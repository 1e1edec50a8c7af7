"""The calendar and the times of the procedure: each mistake is told in words that a school can act on."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.adapters.content import calendar_warning, read_calendar, read_procedure
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.errors import ContentError
from assistant.core.posts import Category
from assistant.core.procedure import Location, Step
from assistant.core.routing import ONE_EACH

OURS = Path(__file__).parents[3] / "assistant" / "content"
READERS = {"calendar.yml": read_calendar, "procedure.yml": read_procedure}

Change = Callable[[dict[str, Any]], object]


def _period(name: str, first: date, last: date) -> dict[str, object]:
    return {"name": name, "first": first, "last": last}


CALENDAR: dict[str, tuple[Change, list[str]]] = {
    "two terms overlap": (
        lambda c: c["terms"][1].update(first=date(2025, 12, 1)),
        ["terms: Autumn term 2025 and Spring term 2026 overlap; look at 1 December 2025"],
    ),
    "a term ends before it begins": (
        lambda c: c["terms"][5].update(last=date(2027, 4, 1)),
        [
            "terms > Summer term 2027: its last day is before its first",
            (
                "holidays > Summer half term 2027: it is not inside one term; "
                "holidays between the terms need no entry, so remove it or mend its days"
            ),
            "inset_days: 7 June 2027 is in no term; one before or after a term needs no entry",
        ],
    ),
    "no term": (lambda c: c.update(terms=[]), ["terms: must have at least one entry"]),
    "two holidays overlap": (
        lambda c: c["holidays"].append(_period("a long weekend", date(2026, 10, 30), date(2026, 10, 30))),
        ["holidays: Autumn half term 2026 and a long weekend overlap; look at 30 October 2026"],
    ),
    "a holiday between the terms": (
        lambda c: c["holidays"].append(_period("Christmas", date(2026, 12, 19), date(2027, 1, 4))),
        [
            (
                "holidays > Christmas: it is not inside one term; "
                "holidays between the terms need no entry, so remove it or mend its days"
            )
        ],
    ),
    "an INSET day at a weekend": (
        lambda c: c["inset_days"].append(date(2026, 11, 28)),
        ["inset_days: 28 November 2026 is at a weekend"],
    ),
    "an INSET day in no term": (
        lambda c: c["inset_days"].append(date(2026, 9, 1)),
        ["inset_days: 1 September 2026 is in no term; one before or after a term needs no entry"],
    ),
    "an INSET day in a holiday": (
        lambda c: c["inset_days"].append(date(2026, 10, 28)),
        ["inset_days: 28 October 2026 is in a holiday already"],
    ),
    "an INSET day twice": (
        lambda c: c["inset_days"].append(date(2026, 11, 27)),
        ["inset_days: 27 November 2026 stands there twice"],
    ),
    "a bank holiday twice": (
        lambda c: c["bank_holidays"].append({"name": "Christmas", "day": date(2026, 12, 25)}),
        ["bank_holidays: 25 December 2026 stands there twice"],
    ),
    "dates that end before the last term": (
        lambda c: c.update(valid_until=date(2027, 7, 20)),
        ["valid_until: 20 July 2027 is before the end of Summer term 2027"],
    ),
    "no date": (
        lambda c: c["terms"][0].update(first="in autumn"),
        ["terms > 1 > first: must be a date, written like 2026-09-01"],
    ),
    "an unknown name": (lambda c: c.update(half_terms=[]), ["half_terms: is not a name that this file knows"]),
}
PARTS = {
    "due_in_school_days": Step,
    "steps": Step,
    "events": What,
    "entries": EntryKind,
    "locations": Location,
    "categories": Category,
    "about": ONE_EACH,
}
PROCEDURE: dict[str, tuple[Change, list[str]]] = {
    "half a day": (
        lambda c: c["due_in_school_days"].update(close=1.5),
        ["due_in_school_days > close: must be a whole number"],
    ),
    "a day in words": (
        lambda c: c["due_in_school_days"].update(close="two"),
        ["due_in_school_days > close: must be a whole number"],
    ),
    "before it is due": (
        lambda c: c["due_in_school_days"].update(close=-1),
        ["due_in_school_days > close: is too small a number"],
    ),
    "next year": (
        lambda c: c["due_in_school_days"].update(close=200),
        ["due_in_school_days > close: is too large a number"],
    ),
    "look again at once": (
        lambda c: c.update(look_again_in_school_days=0),
        ["look_again_in_school_days: is too small a number"],
    ),
    "an unknown step": (
        lambda c: c["steps"].update(dance="Dance"),
        ["steps > dance: is not a name that the assistant knows"],
    ),
}


def _problems(tmp_path: Path, name: str, change: Change) -> list[str]:
    content = yaml.safe_load((OURS / name).read_text(encoding="utf-8"))
    change(content)
    (tmp_path / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        READERS[name](tmp_path / name)
    return raised.value.problems


@pytest.mark.parametrize("mistake", CALENDAR)
def test_calendar_problems(tmp_path: Path, mistake: str) -> None:
    change, problems = CALENDAR[mistake]
    assert _problems(tmp_path, "calendar.yml", change) == problems


@pytest.mark.parametrize("mistake", PROCEDURE)
def test_procedure_problems(tmp_path: Path, mistake: str) -> None:
    change, problems = PROCEDURE[mistake]
    assert _problems(tmp_path, "procedure.yml", change) == problems


@pytest.mark.parametrize("part", PARTS)
def test_procedure_names_what_is_missing(tmp_path: Path, part: str) -> None:
    problems = _problems(tmp_path, "procedure.yml", lambda content: content.update({part: {}}))
    assert problems == [f"{part}: {name} is missing" for name in PARTS[part]]


def test_a_day_that_does_not_exist_is_told(tmp_path: Path) -> None:
    (tmp_path / "calendar.yml").write_text("valid_until: 2026-11-31\n", encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_calendar(tmp_path / "calendar.yml")
    assert raised.value.problems == ["a date does not exist; look for one like 2026-11-31, for November has 30 days"]


def test_terms_may_stand_in_any_order(tmp_path: Path) -> None:
    content = yaml.safe_load((OURS / "calendar.yml").read_text(encoding="utf-8"))
    content["terms"].reverse()
    (tmp_path / "calendar.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    assert read_calendar(tmp_path / "calendar.yml") == read_calendar(OURS / "calendar.yml")


def test_our_calendar_knows_the_bank_holidays_of_england_and_its_own_example_days() -> None:
    calendar = read_calendar(OURS / "calendar.yml")
    assert calendar.add_school_days(date(2026, 12, 17), 2) == date(2027, 1, 5)
    assert calendar.add_school_days(date(2026, 10, 23), 1) == date(2026, 11, 2)
    assert calendar.add_school_days(date(2026, 11, 26), 1) == date(2026, 11, 30)
    assert calendar.add_school_days(date(2027, 4, 30), 1) == date(2027, 5, 4)
    assert [day for day in calendar.bank_holidays if day.weekday() > 4] == []


def test_every_step_has_the_school_days_that_we_propose() -> None:
    procedure = read_procedure(OURS / "procedure.yml")
    assert procedure.due_in == {
        Step.DISCUSS_AND_REQUEST_REMOVAL: 2,
        Step.WRITTEN_WARNING: 5,
        Step.CONTACT_POLICE: 0,
        Step.SEEK_LEGAL_ADVICE: 5,
        Step.BLOCK_ACCESS: 2,
        Step.CONTACT_HOST: 2,
        Step.OTHER_LEGAL_ACTION: 10,
        Step.CLOSE: 10,
    }
    assert procedure.look_again == 5


@pytest.mark.parametrize(
    ("days_left", "warning"),
    [
        (61, None),
        (60, "the dates end on 31 August 2027, in 60 days; put in those of the next school year"),
        (0, "the dates end on 31 August 2027, in 0 days; put in those of the next school year"),
        (-1, "the dates ended on 31 August 2027; put in those of the next school year"),
    ],
)
def test_calendar_warning(days_left: int, warning: str | None) -> None:
    calendar = read_calendar(OURS / "calendar.yml")
    assert calendar_warning(calendar, calendar.valid_until - timedelta(days=days_left)) == warning
