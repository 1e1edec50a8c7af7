"""The chain of events: what was changed is found at its first place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from assistant.core.audit import AuditEvent, Checked, Mark, check_chain, link

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def _chain(count: int = 5) -> list[AuditEvent]:
    events, before = [], b""
    for position in range(1, count + 1):
        told = {
            "position": position,
            "at": AT + timedelta(seconds=position),
            "event": f"event_{position}",
            "record_id": f"r{position}" if position % 3 else None,
            "account_id": f"a{position}" if position % 2 else None,
        }
        before = link(before, **told)
        events.append(AuditEvent(**told, hash=before))
    return events


def test_a_chain_as_it_was_written_is_in_order_and_tells_its_last_place() -> None:
    events = _chain()
    last = Mark(5, events[-1].hash.hex())
    assert check_chain(events) == Checked(5, last)
    assert str(last) == f"5:{events[-1].hash.hex()}"
    assert check_chain([]) == Checked(0, Mark(0, ""))


def test_the_moment_counts_and_not_the_zone_that_it_was_told_in() -> None:
    elsewhere = [replace(one, at=one.at.astimezone(timezone(timedelta(hours=1)))) for one in _chain()]
    assert check_chain(elsewhere).broken_at is None


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize(
    "change",
    [
        {"at": AT},
        {"event": "other"},
        {"record_id": "other"},
        {"account_id": "other"},
        {"account_id": "", "record_id": ""},
        {"hash": b"\0" * 32},
    ],
)
def test_any_change_is_found_at_its_place(at: int, change: dict[str, object]) -> None:
    events = _chain()
    events[at] = replace(events[at], **change)
    checked = check_chain(events)
    assert (checked.broken_at, checked.events) == (at + 1, at)
    assert checked.problem == "the event is not as it was written, or not in its place"


@pytest.mark.parametrize("at", range(4))
def test_an_event_taken_out_is_found_at_its_place(at: int) -> None:
    events = _chain()
    del events[at]
    checked = check_chain(events)
    assert (checked.broken_at, checked.problem) == (at + 1, "an event is missing")


def test_an_event_put_in_is_found() -> None:
    forged = AuditEvent(0, AT, "event", "r", None, b"\0" * 32)
    assert check_chain([forged, *_chain()]).broken_at == 0
    assert check_chain([*_chain(), replace(forged, position=6)]).broken_at == 6


def test_events_that_changed_places_are_found_at_the_first() -> None:
    events = _chain()
    events[1], events[3] = replace(events[3], position=2), replace(events[1], position=4)
    assert check_chain(events).broken_at == 2


def test_a_cut_end_is_found_with_what_was_noted() -> None:
    events = _chain()
    noted = Mark(5, events[-1].hash.hex())
    assert check_chain(events, noted=noted).broken_at is None
    assert check_chain(events[:3]).broken_at is None
    checked = check_chain(events[:3], noted=noted)
    assert (checked.broken_at, checked.problem) == (4, "the chain is shorter than noted; 5 events were noted")


def test_a_chain_written_anew_is_found_with_what_was_noted() -> None:
    noted = Mark(3, _chain()[2].hash.hex())
    assert check_chain(_chain(9), noted=noted).broken_at is None
    events, before = [], b""
    for one in _chain():
        told = {"position": one.position, "at": AT, "event": "x", "record_id": "r", "account_id": None}
        before = link(before, **told)
        events.append(AuditEvent(**told, hash=before))
    assert check_chain(events).broken_at is None
    checked = check_chain(events, noted=noted)
    assert (checked.broken_at, checked.problem) == (3, "the chain up to here is not the one that was noted")


def test_a_cut_end_is_found_where_something_stored_has_left_no_event() -> None:
    events = _chain()
    owed = {("event_5", "r5"): 1, ("event_3", "a3"): 1, ("event_1", "r1"): 1}
    assert check_chain(events, owed=owed).broken_at is None
    checked = check_chain(events[:4], owed=owed)
    assert (checked.broken_at, checked.problem) == (
        5,
        "the chain's end was cut: it lacks 1 events that what is stored must have left",
    )
    assert check_chain(events, owed={("event_5", "r5"): 2}).broken_at == 6
