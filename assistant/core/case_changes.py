"""How a case grows: each change is one entry more and one version more, or is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF, check_event, needs_reason
from assistant.core.cases import Case, Details, Entry, EntryKind, Evidence, Share
from assistant.core.procedure import Facts, Step
from assistant.core.text import clean, has_words

TITLE_LIMIT = 80
"""Most characters of a case's title."""

WORDS_LIMIT = 20_000
"""Most characters of one entry: a whole letter, or all that a parent has sent."""

ADDRESS_LIMIT = 2_000
"""Most characters of an address on the web."""

_WITHDRAWABLE = frozenset(
    {
        EntryKind.EVENT,
        EntryKind.NOTE,
        EntryKind.CHOICE,
        EntryKind.ADDENDUM,
        EntryKind.CORRECTION,
        EntryKind.EVIDENCE,
        EntryKind.LINK,
    }
)
"""The rest say what the case is; what they say is changed by another of their kind."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes and when; ``today`` is the school's own day. ``request_id`` lets a request be repeated."""

    by: str
    at: datetime
    today: date
    request_id: str = ""


def start(case_id: str, stamp: Stamp, *, details: Details, facts: Facts, owner: str | None) -> Case:
    """Return a new case without a number; the report follows as its first event."""
    opening = Entry(
        1, EntryKind.OPENED, stamp.today, stamp.at, stamp.by, facts=facts, details=_usable(details), staff_id=owner
    )
    return Case(case_id, 0, stamp.request_id, stamp.at, (opening,), version=0)


def record(case: Case, stamp: Stamp, *, what: What, on: date, words: str = "", reason: str = "") -> Case:
    """Add an event."""
    check_event(case, what, on, today=stamp.today)
    if what in STEP_OF and needs_reason(case, STEP_OF[what], on=on) and not has_words(reason):
        raise RefusedError(Refusal.REASON_NEEDED)
    return _grown(case, stamp, EntryKind.EVENT, on=on, what=what, words=_text(words), reason=_text(reason))


def record_all(
    case: Case, stamp: Stamp, *, happened: Sequence[tuple[What, date]], words: str = "", reason: str = ""
) -> Case:
    """Add several events that were told together: the words to the first, the reason to each that needs one."""
    for at, (what, on) in enumerate(happened):
        against = what in STEP_OF and needs_reason(case, STEP_OF[what], on=on)
        case = record(case, stamp, what=what, on=on, words="" if at else words, reason=reason if against else "")
    return case


def choose(case: Case, stamp: Stamp, *, step: Step, reason: str = "") -> Case:
    """Add the choice of a step that is to be taken."""
    if case.closed:
        raise RefusedError(Refusal.CASE_CLOSED)
    if needs_reason(case, step, on=stamp.today) and not has_words(reason):
        raise RefusedError(Refusal.REASON_NEEDED)
    return _grown(case, stamp, EntryKind.CHOICE, step=step, reason=_text(reason))


def note(case: Case, stamp: Stamp, *, words: str) -> Case:
    """Add a note."""
    if case.closed:
        raise RefusedError(Refusal.CASE_CLOSED)
    return _grown(case, stamp, EntryKind.NOTE, words=_needed(words))


def add_evidence(case: Case, stamp: Stamp, *, evidence: Evidence, on: date, words: str = "") -> Case:
    """Add what was seen online: an address, a file, or at least words; ``on`` is the day on which it was seen."""
    if case.closed:
        raise RefusedError(Refusal.CASE_CLOSED)
    if on > stamp.today:
        raise RefusedError(Refusal.SEEN_IN_THE_FUTURE)
    given = replace(evidence, address=_text(evidence.address, limit=ADDRESS_LIMIT))
    if not given.address and given.file_id is None and not has_words(words):
        raise RefusedError(Refusal.EVIDENCE_NEEDED)
    return _grown(case, stamp, EntryKind.EVIDENCE, on=on, words=_text(words), evidence=given)


def link(case: Case, stamp: Stamp, *, record_id: str, words: str) -> Case:
    """Add that another record belongs to the case too; the words tell it from others."""
    if case.closed:
        raise RefusedError(Refusal.CASE_CLOSED)
    if record_id in case.record_ids:
        raise RefusedError(Refusal.NOTHING_CHANGED)
    return _grown(case, stamp, EntryKind.LINK, words=_text(words), record_id=record_id)


def correct(case: Case, stamp: Stamp, *, position: int, words: str, withdraw: bool) -> Case:
    """Add to an earlier entry, and withdraw it where it was wrong; always possible, also on a closed case."""
    entry = next((entry for entry in case.entries if entry.position == position), None)
    if entry is None:
        raise RefusedError(Refusal.NO_SUCH_ENTRY)
    if withdraw and entry.kind not in _WITHDRAWABLE:
        raise RefusedError(Refusal.NOT_TO_BE_WITHDRAWN)
    if withdraw and position in case.withdrawn:
        raise RefusedError(Refusal.WITHDRAWN_ALREADY)
    kind = EntryKind.CORRECTION if withdraw else EntryKind.ADDENDUM
    return _grown(case, stamp, kind, words=_needed(words), addendum_to=position)


def change_facts(case: Case, stamp: Stamp, *, facts: Facts, words: str = "") -> Case:
    """Set what was found; the facts before stay in their entry."""
    if case.closed:
        raise RefusedError(Refusal.CASE_CLOSED)
    if facts == case.facts:
        raise RefusedError(Refusal.NOTHING_CHANGED)
    return _grown(case, stamp, EntryKind.FACTS, facts=facts, words=_text(words))


def change_details(case: Case, stamp: Stamp, *, details: Details, words: str = "") -> Case:
    """Set what it is called and whom it is about, also on a closed case; the details before stay in their entry."""
    usable = _usable(details)
    if usable == case.details:
        raise RefusedError(Refusal.NOTHING_CHANGED)
    return _grown(case, stamp, EntryKind.DETAILS, details=usable, words=_text(words))


def assign(case: Case, stamp: Stamp, *, owner: str | None, words: str = "") -> Case:
    """Give the case to somebody, or to nobody."""
    if owner == case.owner:
        raise RefusedError(Refusal.NOTHING_CHANGED)
    return _grown(case, stamp, EntryKind.OWNER, staff_id=owner, words=_text(words))


def share(case: Case, stamp: Stamp, *, staff_id: str, words: str = "") -> Case:
    """Let somebody into the case."""
    if any(entry.staff_id == staff_id for entry in case.shares):
        raise RefusedError(Refusal.NOTHING_CHANGED)
    let_in = Share(staff_id, stamp.by, stamp.at, _text(words))
    grown = _grown(case, stamp, EntryKind.SHARE, staff_id=staff_id, words=let_in.note)
    return replace(grown, shares=(*case.shares, let_in))


def unshare(case: Case, stamp: Stamp, *, staff_id: str, words: str = "") -> Case:
    """Take back that somebody was let into the case."""
    kept = tuple(entry for entry in case.shares if entry.staff_id != staff_id)
    if kept == case.shares:
        raise RefusedError(Refusal.NOT_SHARED)
    grown = _grown(case, stamp, EntryKind.UNSHARE, staff_id=staff_id, words=_text(words))
    return replace(grown, shares=kept)


def _grown(case: Case, stamp: Stamp, kind: EntryKind, *, on: date | None = None, **fields: Any) -> Case:
    entry = Entry(
        len(case.entries) + 1,
        kind,
        on or stamp.today,
        stamp.at,
        stamp.by,
        request_id=stamp.request_id,
        **fields,
    )
    return replace(case, entries=(*case.entries, entry), version=case.version + 1)


def _text(words: str, *, limit: int = WORDS_LIMIT) -> str:
    cleaned = clean(words).strip()
    if len(cleaned) > limit:
        raise RefusedError(Refusal.TOO_LONG)
    return cleaned


def _needed(words: str) -> str:
    if not has_words(words):
        raise RefusedError(Refusal.WORDS_NEEDED)
    return _text(words)


def _usable(details: Details) -> Details:
    title = _text(details.title, limit=TITLE_LIMIT)
    if not has_words(title) or len(title.splitlines()) > 1:
        raise RefusedError(Refusal.TITLE_NEEDED)
    return replace(details, title=title, place=_text(details.place), people=_text(details.people))
