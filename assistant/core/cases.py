"""A case: one matter, its facts, and a chronology that only grows.

Nothing of a chronology is ever changed or removed. What was found, whom it is about, whose case it is and where it
stands are read from its entries, so that what was known on any day can be shown later. A mistake is corrected by
another entry, which may withdraw the first for the procedure's purposes; both stay visible.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.core.attachments import FileKind
from assistant.core.case_history import Event, What, recall
from assistant.core.procedure import Advice, Facts, Status, Step, advise
from assistant.core.routing import About

_REFERENCE = re.compile(r"\s*(?:case\s*)?(?:(?:no|number)\b\.?\s*)?#?\s*(?:c\s*[-–]?\s*)?([0-9]{1,9})\s*[.?!]?\s*")


class EntryKind(StrEnum):
    """What an entry of the chronology is."""

    OPENED = "opened"
    EVENT = "event"
    NOTE = "note"
    CHOICE = "choice"
    ADDENDUM = "addendum"
    CORRECTION = "correction"
    """An addendum that withdraws the entry it belongs to."""
    FACTS = "facts"
    DETAILS = "details"
    OWNER = "owner"
    SHARE = "share"
    UNSHARE = "unshare"
    EVIDENCE = "evidence"
    LINK = "link"
    """Another record belongs to the case too."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a case is called and whom it is about."""

    title: str
    place: str = ""
    people: str = ""
    """The people involved, as staff name them."""
    accused: frozenset[str] = frozenset()
    """Staff accounts that it is about."""
    about: frozenset[About] = frozenset()
    child_at_risk: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody has seen online: where, at which hour of the entry's day, and the picture or PDF of it."""

    address: str = ""
    seen_at: str = ""
    """The hour by the clock at school, as ``14.05``; empty where nobody knows."""
    file_id: str | None = None
    file_kind: FileKind | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the chronology. ``on`` is the day of what it tells, ``recorded_at`` the moment it was written.

    ``facts`` and ``details`` are those that the entry sets; ``staff_id`` is the new owner, or who was let in or out.
    """

    position: int
    kind: EntryKind
    on: date
    recorded_at: datetime
    by: str
    words: str = ""
    what: What | None = None
    step: Step | None = None
    reason: str = ""
    """Why staff went against the advice."""
    addendum_to: int | None = None
    facts: Facts | None = None
    details: Details | None = None
    staff_id: str | None = None
    request_id: str = ""
    """The request that wrote it, where the caller may repeat one."""
    evidence: Evidence | None = None
    record_id: str | None = None
    """The record that a link names."""


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody at the school was let into the case."""

    staff_id: str
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case and its whole chronology. ``version`` grows by one with each change; ``record_id`` is where it began."""

    id: str
    number: int
    request_id: str
    opened_at: datetime
    entries: tuple[Entry, ...]
    shares: tuple[Share, ...] = ()
    record_id: str | None = None
    version: int = 1

    @property
    def reference(self) -> str:
        """The number as people write it."""
        return f"C-{self.number:04d}"

    @property
    def facts(self) -> Facts:
        """What staff found, as it stands now."""
        return next(entry.facts for entry in reversed(self.entries) if entry.facts)

    @property
    def details(self) -> Details:
        """What it is called and whom it is about, as it stands now."""
        return next(entry.details for entry in reversed(self.entries) if entry.details)

    @property
    def title(self) -> str:
        """What staff call it."""
        return self.details.title

    @property
    def owner(self) -> str | None:
        """Whose case it is; nobody's, once its owner is among the accused."""
        kinds = {EntryKind.OPENED, EntryKind.OWNER}
        owner = next((entry.staff_id for entry in reversed(self.entries) if entry.kind in kinds), None)
        return None if owner in self.details.accused else owner

    @property
    def withdrawn(self) -> frozenset[int]:
        """The positions of the entries that a correction has withdrawn; withdrawing the correction brings one back."""
        found: set[int] = set()
        for entry in reversed(self.entries):
            if entry.kind is EntryKind.CORRECTION and entry.position not in found and entry.addendum_to:
                found.add(entry.addendum_to)
        return frozenset(found)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """The entries that nobody has withdrawn, by the day of what they tell, those of a day as they were written."""
        withdrawn = self.withdrawn
        kept = (entry for entry in self.entries if entry.position not in withdrawn)
        return tuple(sorted(kept, key=lambda entry: (entry.on, entry.position)))

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened, oldest first, for the procedure."""
        return tuple(Event(entry.what, entry.on) for entry in self.standing if entry.what)

    @property
    def record_ids(self) -> tuple[str, ...]:
        """The records that belong to it: the one that it was opened from, then those that were linked and stand."""
        linked = [entry.record_id for entry in self.standing if entry.kind is EntryKind.LINK]
        return tuple(dict.fromkeys(found for found in [self.record_id, *linked] if found))

    @property
    def advice(self) -> Advice:
        """Where it stands and what comes next."""
        return advise(self.facts, self.events)

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.advice.status

    @property
    def closed(self) -> bool:
        """Closed, and nothing new has come since."""
        return recall(self.events).closed

    def file_name(self, entry: Entry) -> str:
        """Return what the file of an entry is called where it is saved: ``C-0042-entry-7.png``."""
        assert entry.evidence is not None
        assert entry.evidence.file_kind is not None
        return f"{self.reference}-entry-{entry.position}.{entry.evidence.file_kind.suffix}"

    def holds(self, request_id: str) -> bool:
        """Tell whether a request has written here already."""
        return bool(request_id) and any(entry.request_id == request_id for entry in self.entries)


def let_in(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the staff accounts that a chronology has let in and not out again."""
    kinds = {EntryKind.SHARE, EntryKind.UNSHARE}
    last = {entry.staff_id: entry.kind for entry in entries if entry.kind in kinds and entry.staff_id}
    return frozenset(staff_id for staff_id, kind in last.items() if kind is EntryKind.SHARE)


def parse_reference(text: str) -> int | None:
    """Return the number of a case that somebody names, as ``C-0042``, ``c42``, ``case 42`` or ``42``, or nothing."""
    match = _REFERENCE.fullmatch(text.lower())
    return (int(match[1]) or None) if match else None
