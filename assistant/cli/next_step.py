"""``assistant next-step``: what the policy has the school do next in a case. Starts nothing and loads no model."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from assistant.adapters.clock import SystemClock
from assistant.cli.lines import BadLineError, InputFile, answer_lines
from assistant.core.calendar import school_time
from assistant.core.case_history import Event, What
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, advise

Choice = TypeVar("Choice", bound=StrEnum)

_REQUIRED = ("location", "categories", "events")
_FLAGS = ("grossly_obscene", "harassment", "author_known")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def next_step(file: InputFile = None) -> None:
    """Say what comes next in each case: the case's facts a line in; status, next steps and the others out."""
    answer_lines(file, lambda: _answer)


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    advice = advise(*_read_case(given))
    return {
        "status": advice.status,
        "next_steps": [
            {"step": step.step, "clause": step.clause, "why": step.why, "required": step.required}
            for step in advice.next_steps
        ],
        "not_applicable": [{"step": entry.step, "why": entry.why} for entry in advice.not_applicable],
    }


def _read_case(given: dict[str, Any]) -> tuple[Facts, list[Event]]:
    """Read a case's facts; a ``BadLineError`` names the first field that cannot be used."""
    _check_keys(given, "", required=_REQUIRED, known={"id", *_REQUIRED, *_FLAGS})
    if not isinstance(given.get("id", ""), str):
        raise BadLineError("id: not a string")
    facts = Facts(
        _choice(given["location"], Location, "location"),
        _categories(given["categories"]),
        **{name: _flag(given[name], name) for name in _FLAGS if name in given},
    )
    events = [_event(entry, f"events[{at}]") for at, entry in enumerate(_list(given["events"], "events"))]
    return facts, events


def _check_keys(given: dict[str, Any], place: str, *, required: Collection[str], known: Collection[str]) -> None:
    for name in required:
        if name not in given:
            raise BadLineError(f"{place}{name}: missing")
    for name in given:
        if name not in known:
            raise BadLineError(f"{place}{name}: no such field")


def _categories(given: Any) -> frozenset[Category]:
    found = [_choice(name, Category, f"categories[{at}]") for at, name in enumerate(_list(given, "categories"))]
    for at, category in enumerate(found):
        if category in found[:at]:
            raise BadLineError(f"categories[{at}]: {category} is there twice")
    return frozenset(found)


def _event(given: Any, place: str) -> Event:
    if not isinstance(given, dict):
        raise BadLineError(f"{place}: not an object")
    _check_keys(given, f"{place}.", required=["event"], known=["event", "on"])
    what = _choice(given["event"], What, f"{place}.event")
    return Event(what, _past_day(given["on"], f"{place}.on") if "on" in given else None)


def _past_day(given: Any, place: str) -> date:
    day = _day(given, place)
    if day > school_time(SystemClock().now()).date():
        raise BadLineError(f"{place}: that day has not come yet")
    return day


def _day(given: Any, place: str) -> date:
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise BadLineError(f"{place}: there is no such day") from error
    raise BadLineError(f"{place}: not a date like 2025-09-30")


def _choice(given: Any, choices: type[Choice], place: str) -> Choice:
    if isinstance(given, str) and given in list(choices):
        return choices(given)
    raise BadLineError(f"{place}: not one of {', '.join(choices)}")


def _flag(given: Any, name: str) -> bool:
    if isinstance(given, bool):
        return given
    raise BadLineError(f"{name}: neither true nor false")


def _list(given: Any, place: str) -> list[Any]:
    if isinstance(given, list):
        return given
    raise BadLineError(f"{place}: not a list")
