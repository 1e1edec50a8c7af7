"""Write in a case. Each function makes one change to the version that the actor has seen.

All raise ``NotFoundError`` where there is no such case for the actor, ``ConflictError`` where somebody else was first,
and ``RefusedError`` where the case does not take the change. With a ``request_id`` a repeated request changes nothing.
"""

import uuid
from collections.abc import Sequence
from datetime import date

from assistant.core.attachments import Attachment, CleanFile
from assistant.core.case_changes import Stamp, add_evidence, change_facts, choose, correct, note, record, record_all
from assistant.core.case_history import What
from assistant.core.cases import Case, Evidence
from assistant.core.procedure import Facts, Step
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView, change, seen, stamp, view
from assistant.services.ports import CaseDesk


def record_event(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    what: What,
    on: date,
    words: str = "",
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Record what happened, and return the new advice. An event that goes against the advice needs a reason."""

    def make(case: Case, stamp: Stamp) -> Case:
        return record(case, stamp, what=what, on=on, words=words, reason=reason)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def record_events(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    happened: Sequence[tuple[What, date]],
    words: str = "",
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Record what happened, all of it or nothing; the words are kept with the first event."""

    def make(case: Case, stamp: Stamp) -> Case:
        return record_all(case, stamp, happened=happened, words=words, reason=reason)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def try_events(
    desk: CaseDesk, *, actor: StaffAccount, number: int, happened: Sequence[tuple[What, date]], reason: str = ""
) -> CaseView:
    """Return the case as it would stand after these events, and store nothing; raise as recording them would."""
    case = seen(desk.cases.by_number(number), actor)
    return view(desk, record_all(case, stamp(desk, actor, ""), happened=happened, reason=reason))


def choose_step(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    step: Step,
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Keep which step is to be taken. One that goes against the advice needs a reason."""

    def make(case: Case, stamp: Stamp) -> Case:
        return choose(case, stamp, step=step, reason=reason)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def add_note(
    desk: CaseDesk, *, actor: StaffAccount, number: int, version: int, words: str, request_id: str = ""
) -> CaseView:
    """Write something down that is no event of the procedure."""

    def make(case: Case, stamp: Stamp) -> Case:
        return note(case, stamp, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def keep_evidence(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    on: date,
    address: str = "",
    seen_at: str = "",
    words: str = "",
    file: CleanFile | None = None,
    request_id: str = "",
) -> CaseView:
    """Keep what was seen online, with the picture or PDF of it; both are stored, or neither."""
    kept = None if file is None else Attachment(str(uuid.uuid4()), file.kind, file.size, desk.clock.now())
    evidence = Evidence(address, seen_at, kept.id if kept else None, kept.kind if kept else None)

    def make(case: Case, stamp: Stamp) -> Case:
        return add_evidence(case, stamp, evidence=evidence, on=on, words=words)

    return change(
        desk,
        actor,
        number=number,
        version=version,
        request_id=request_id,
        make=make,
        evidence=(kept, file.pieces) if kept and file else None,
    )


def correct_entry(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    position: int,
    words: str,
    withdraw: bool,
    request_id: str = "",
) -> CaseView:
    """Add to an earlier entry; ``withdraw``: it was wrong, and the procedure takes no account of it any more."""

    def make(case: Case, stamp: Stamp) -> Case:
        return correct(case, stamp, position=position, words=words, withdraw=withdraw)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)


def set_facts(
    desk: CaseDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    facts: Facts,
    words: str = "",
    request_id: str = "",
) -> CaseView:
    """Set what was found; the facts before stay in the chronology."""

    def make(case: Case, stamp: Stamp) -> Case:
        return change_facts(case, stamp, facts=facts, words=words)

    return change(desk, actor, number=number, version=version, request_id=request_id, make=make)
