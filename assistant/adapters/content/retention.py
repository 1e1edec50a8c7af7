"""``retention.yml``: how long each thing is kept."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.periods import Period, add_months
from assistant.core.retention import WITHOUT_PERIOD, Kept, Rule, Schedule

_REVIEWED_EACH = 12
"""Months after which a school should look at its schedule again."""
_LONGEST_CHAT = 30
_IN_DAYS = frozenset({Rule.SIGN_INS, Rule.REMINDERS})


class _Keep(Shape):
    days: Annotated[int, Field(ge=0, le=3650, strict=True)] | None = None
    years: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None


def _read_keep(value: object) -> object:
    """Return nothing for the word ``never``; an empty entry has neither days nor years."""
    return None if value == "never" else {} if value is None else value


class _Rule(Shape):
    what: str
    keep: Annotated[_Keep | None, BeforeValidator(_read_keep)]
    since: str = ""
    why: str
    law: str = ""
    named_day: str = ""
    named_day_counts_alone: bool = False


class _File(Shape):
    adopted: date | None
    rules: dict[Rule, _Rule]


def read_retention(path: Path) -> Schedule:
    """Read and check the schedule.

    Raises:
        ContentError: a rule is missing, or keeps what must not be kept, or would delete what must not be deleted.
    """
    file = read_yaml(path, _File)
    problems = [f"rules: {rule} is missing" for rule in Rule if rule not in file.rules]
    problems += [problem for rule, entry in file.rules.items() for problem in _problems(rule, entry)]
    if problems:
        raise ContentError(path.name, problems)
    return Schedule({rule: _kept(file.rules[rule]) for rule in Rule}, file.adopted)


def retention_warnings(schedule: Schedule, today: date) -> list[str]:
    """Return what to tell the school: that the schedule is still the example, or was not looked at for a year."""
    if schedule.adopted is None:
        return ["this is the example schedule; let the school check it, then put the day after `adopted`"]
    if schedule.adopted > today:
        day = schedule.adopted
        return [f"adopted: {day.day} {day:%B %Y} is still to come; until then this is the example schedule"]
    if add_months(schedule.adopted, _REVIEWED_EACH) < today:
        day = schedule.adopted
        return [f"the schedule was adopted on {day.day} {day:%B %Y}; look at it again, and put the new day there"]
    return []


def _problems(rule: Rule, entry: _Rule) -> Iterator[str]:
    if rule in WITHOUT_PERIOD:
        if entry.keep is not None:
            yield f"rules > {rule} > keep: must be never; nothing deletes it by age"
        return
    if entry.keep is None or (entry.keep.days is None) == (entry.keep.years is None):
        yield f"rules > {rule} > keep: must be a number of days or of years, as in {{days: 90}}"
        return
    if not entry.since:
        yield f"rules > {rule} > since: is missing; say from when it is counted"
    if rule is Rule.DRAFTS and entry.keep.days != 0:
        yield "rules > drafts > keep: must be {days: 0}; a post that was checked is not stored at all"
    if rule in _IN_DAYS and entry.keep.days is None:
        yield f"rules > {rule} > keep: must be a number of days, as in {{days: 90}}"
    if rule is Rule.CHATS and not 1 <= (entry.keep.days or 0) <= _LONGEST_CHAT:
        yield f"rules > chats > keep: must be from 1 to {_LONGEST_CHAT} days"
    if rule not in {Rule.DRAFTS, Rule.CHATS} and entry.keep.days == 0:
        yield f"rules > {rule} > keep: must be at least a day"


def _kept(entry: _Rule) -> Kept:
    period = None if entry.keep is None else Period(days=entry.keep.days or 0, years=entry.keep.years or 0)
    return Kept(
        what=entry.what,
        since=entry.since,
        why=entry.why,
        period=period,
        law=entry.law,
        named_day=entry.named_day,
        named_day_counts_alone=entry.named_day_counts_alone,
    )
