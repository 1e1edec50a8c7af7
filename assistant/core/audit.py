"""The audit trail as a chain: each event's hash covers the event and the hash before it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from assistant.core.errors import AuditBrokenError


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """An event at its place in the chain; it is about a record or case, a staff account, both, or nobody known."""

    position: int
    at: datetime
    event: str
    record_id: str | None
    account_id: str | None
    hash: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the chain that was noted elsewhere; the chain as it was cannot be changed up to here unseen."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


Trace = tuple[str, str]
"""What something that is stored must have left in the trail: an event, and the id that it is about."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check. ``broken_at`` is the first position that is not as it was written."""

    events: int
    last: Mark
    broken_at: int | None = None
    problem: str = ""

    def or_raise(self) -> Self:
        """Return this; raise ``AuditBrokenError`` where the chain is broken."""
        if self.broken_at is not None:
            raise AuditBrokenError(f"the audit trail is broken at position {self.broken_at}: {self.problem}")
        return self


def link(
    before: bytes, *, position: int, at: datetime, event: str, record_id: str | None, account_id: str | None
) -> bytes:
    """Return an event's hash.

    An event about a record is covered as it was before there were accounts, so that the chain stays one.
    """
    covered = [position, at.astimezone(UTC).isoformat(), event, record_id]
    if record_id is None or account_id is not None:
        covered.append(account_id)
    return hashlib.sha256(before + json.dumps(covered).encode()).digest()


def check_chain(
    events: Iterable[AuditEvent], *, owed: Mapping[Trace, int] | None = None, noted: Mark | None = None
) -> Checked:
    """Walk the chain from its beginning to the first place that is wrong.

    Args:
        events: by position.
        owed: how many events of a kind each stored thing must have left; found missing, the chain's end was cut.
        noted: a place that was noted elsewhere.
    """
    left: Counter[Trace] = Counter(owed or {})
    count, before = 0, b""
    for found in events:
        due = count + 1
        if found.position != due:
            where = min(found.position, due)
            problem = "an event is missing" if found.position > due else "there is an event before the first"
            return Checked(count, _mark(count, before), where, problem)
        if found.hash != _hash_of(before, found):
            return Checked(count, _mark(count, before), due, "the event is not as it was written, or not in its place")
        if noted is not None and noted.position == due and noted.hash != found.hash.hex():
            return Checked(count, _mark(count, before), due, "the chain up to here is not the one that was noted")
        if found.record_id is not None:
            left[found.event, found.record_id] -= 1
        if found.account_id is not None and found.record_id is None:
            left[found.event, found.account_id] -= 1
        count, before = due, found.hash
    last = _mark(count, before)
    if noted is not None and noted.position > count:
        return Checked(count, last, count + 1, f"the chain is shorter than noted; {noted.position} events were noted")
    missing = (+left).total()
    if missing:
        problem = f"the chain's end was cut: it lacks {missing} events that what is stored must have left"
        return Checked(count, last, count + 1, problem)
    return Checked(count, last)


def _mark(position: int, hashed: bytes) -> Mark:
    return Mark(position, hashed.hex())


def _hash_of(before: bytes, found: AuditEvent) -> bytes:
    return link(
        before,
        position=found.position,
        at=found.at,
        event=found.event,
        record_id=found.record_id,
        account_id=found.account_id,
    )
