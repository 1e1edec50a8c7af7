"""Let those who may read a record or a case look at its files; each look stands in the audit trail."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.core.attachments import Attachment
from assistant.core.cases import Case
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import seen
from assistant.services.ports import Attachments, CaseDesk, Clock, Store
from assistant.services.read_record import open_own_record


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to show: what it is called, and its content piece by piece."""

    attachment: Attachment
    name: str
    content: Iterator[bytes]


def view_record_attachment(
    store: Store,
    attachments: Attachments,
    clock: Clock,
    *,
    actor: StaffAccount,
    record_id: str,
    attachment_id: str,
) -> OpenedFile | None:
    """Return a file of a record to somebody who may read the record, which then counts as opened; nothing otherwise."""
    if open_own_record(store, clock, actor=actor, record_id=record_id) is None:
        return None
    kept = attachments.of_record(record_id)
    found = _named(kept, attachment_id)
    if found is None:
        return None
    attachments.viewed(clock.now(), of=record_id, account_id=actor.id)
    name = f"file-{kept.index(found) + 1}.{found.kind.suffix}"
    return OpenedFile(found, name, attachments.read(attachment_id))


def view_case_attachment(
    desk: CaseDesk, attachments: Attachments, *, actor: StaffAccount, number: int, attachment_id: str
) -> OpenedFile | None:
    """Return a file of a case to somebody who may see the case; nothing where it has no such file.

    Raises:
        NotFoundError: there is no such case for the actor.
    """
    case = seen(desk.cases.by_number(number), actor)
    found = _named(attachments.of_case(case.id), attachment_id)
    if found is None:
        return None
    attachments.viewed(desk.clock.now(), of=case.id, account_id=actor.id)
    return OpenedFile(found, _name_in_case(case, found), attachments.read(attachment_id))


def came_with(case: Case, kept: Collection[Attachment]) -> list[Attachment]:
    """Return those of a case's files that no entry of it names: a parent sent them."""
    named = {entry.evidence.file_id for entry in case.entries if entry.evidence}
    return [one for one in kept if one.id not in named]


def _name_in_case(case: Case, found: Attachment) -> str:
    entry = next((one for one in case.entries if one.evidence and one.evidence.file_id == found.id), None)
    return case.file_name(entry) if entry else f"{case.reference}-sent.{found.kind.suffix}"


def _named(kept: Collection[Attachment], attachment_id: str) -> Attachment | None:
    return next((one for one in kept if one.id == attachment_id), None)
