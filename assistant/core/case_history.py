"""What happened in a case so far, read once from its events: where the material and the parent stand.

Events are taken as they were entered. One that contradicts an earlier one is the later word and counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from operator import itemgetter


class What(StrEnum):
    """What can happen in a case."""

    REPORTED = "reported"
    DISCUSSED = "discussed"
    REMOVAL_REQUESTED = "removal_requested"
    REMOVED = "removed"
    REFUSED = "refused"
    CONTINUED = "continued"
    LEGAL_ADVICE_TAKEN = "legal_advice_taken"
    WARNING_SENT = "warning_sent"
    POLICE_CONTACTED = "police_contacted"
    ACCESS_BLOCKED = "access_blocked"
    HOST_CONTACTED = "host_contacted"
    HOST_REMOVED = "host_removed"
    OTHER_LEGAL_ACTION = "other_legal_action"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a case, and the day, where it is known."""

    what: What
    on: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Where a case stands after its events.

    The newest material is what the parent used the site for last: the post that was reported, or a later one.
    Closing ends the case; new material, or a refusal, opens it again, and new material makes a fresh start of it:
    only that the parent refused, or was approached, is remembered. The first report is never news, wherever it
    stands: a case begins with it.
    """

    reported: bool = False
    stands: bool = True
    """The newest material is still there to read."""
    closed: bool = False
    """Closed, and no news since."""
    discussed: bool = False
    asked: bool = False
    """The parent was asked to remove what stands, in a talk or in writing, and has not done so."""
    approached: bool = False
    """The school has talked with the parent, asked or warned, at any time."""
    again: bool = False
    """The newest material came after the school had approached the parent."""
    refused: bool = False
    """The parent refused at any time, in words or by going on after being asked."""
    defied: bool = False
    """The parent refused or went on after a written warning."""
    tried: frozenset[What] = frozenset()
    """The actions of the policy's list that were taken."""
    tried_lately: frozenset[What] = frozenset()
    """Those taken since the newest material came."""


def recall(events: Sequence[Event]) -> History:
    """Read a case's events, in any order; no events are a case that was only just opened."""
    return reduce(_after, (event.what for event in in_order(events)), History())


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events oldest first, those of one day as they were entered.

    A list that has its only report at its end was entered newest first where its dates fall, or are all one day: it
    is turned round. An event without a date keeps its place behind the one before it; after the last date it is the
    newest.
    """
    entered = list(reversed(events)) if _newest_first(events) else list(events)
    dated = sorted(zip(_days(entered), entered, strict=True), key=itemgetter(0))
    return tuple(event for _, event in dated)


def _days(entered: Sequence[Event]) -> Iterator[date]:
    known = [event.on for event in entered if event.on]
    day, left = date.min, len(known)
    for event in entered:
        if event.on:
            day, left = event.on, left - 1
            yield day
        else:
            yield day if left else max(known, default=day)


def _newest_first(events: Sequence[Event]) -> bool:
    days = [event.on for event in events if event.on]
    reports = [at for at, event in enumerate(events) if event.what is What.REPORTED]
    fall = bool(days) and days == sorted(days, reverse=True)
    return fall and reports == [len(events) - 1]


def _after(past: History, what: What) -> History:
    match what:
        case What.REPORTED:
            something_new = past.reported and (past.closed or not past.stands)
            return _with_new_material(past) if something_new else replace(past, reported=True)
        case What.CONTINUED:
            return _with_new_material(past)
        case What.DISCUSSED:
            return replace(past, discussed=True, approached=True)
        case What.REMOVAL_REQUESTED:
            return replace(past, asked=True, approached=True)
        case What.REFUSED:
            return replace(past, stands=True, closed=False, approached=True, refused=True, defied=_warned(past))
        case What.REMOVED:
            return replace(past, stands=False, discussed=False, asked=False)
        case What.HOST_REMOVED:
            return replace(past, stands=False)
        case What.CLOSED:
            return replace(past, closed=True)
        case What.WARNING_SENT:
            return replace(_with_action(past, what), asked=True, approached=True)
        case _:
            return _with_action(past, what)


def _with_new_material(past: History) -> History:
    if past.closed:
        return History(reported=True, approached=past.approached, again=past.approached, refused=past.refused)
    return replace(
        past,
        stands=True,
        again=past.approached,
        refused=past.refused or past.asked,
        defied=_warned(past),
        tried_lately=frozenset(),
    )


def _with_action(past: History, what: What) -> History:
    return replace(past, tried=past.tried | {what}, tried_lately=past.tried_lately | {what})


def _warned(past: History) -> bool:
    return What.WARNING_SENT in past.tried
