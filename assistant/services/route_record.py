"""Find who may read what a person gives, give it to them, and pass on what they do not open."""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from assistant.core.conflicts import barred_posts
from assistant.core.errors import NobodyLeftError
from assistant.core.escalation import due_notices
from assistant.core.records import Draft, HandOver, Notice, Record
from assistant.core.routing import About, Role, readers
from assistant.core.staff import StaffAccount
from assistant.services.give_record import AskedRight, Given, already_given, give_record
from assistant.services.ports import Receipts, RouteDesk

_LEAST_WAIT = timedelta(minutes=1)


def barred(desk: RouteDesk, about: About) -> frozenset[Role]:
    """Return the posts that are in conflict with whom a record is about, as the accounts stand now."""
    return _barred(desk, about, _accounts(desk))


def readers_of(desk: RouteDesk, draft: Draft) -> tuple[Role, ...]:
    """Return who would read a draft, the one responsible first; nobody where all are in conflict."""
    return readers(
        draft.kind,
        draft.about,
        child_at_risk=draft.child_at_risk,
        barred=barred(desk, draft.about),
        stand_ins=desk.routes.stand_ins,
    )


def readers_at_risk(desk: RouteDesk, record: Record) -> tuple[Role, ...]:
    """Return who must hear of a record with a child at risk, the one responsible first."""
    return readers(
        record.kind,
        record.about,
        child_at_risk=True,
        barred=barred(desk, record.about),
        stand_ins=desk.routes.stand_ins,
    )


def send_record(
    desk: RouteDesk,
    receipts: Receipts,
    *,
    draft: Draft,
    request_id: str,
    asked: AskedRight | None = None,
    find: Callable[[], tuple[Role, ...]] | None = None,
) -> Given:
    """Give a draft to those who may read it, once for each ``request_id``; ``asked`` is a right that it asks for.

    ``find`` tells who they are, where that does not follow from the draft alone.

    Raises:
        NobodyLeftError: nobody at the school may read it; nothing was stored.
        StorageError: nothing was stored.
    """
    given = already_given(desk.store, request_id)
    if given is not None:
        return given
    found = readers_of(desk, draft) if find is None else find()
    if not found:
        raise NobodyLeftError("nobody at the school may read this record")
    return give_record(desk.store, receipts, desk.clock, draft=draft, request_id=request_id, readers=found, asked=asked)


def pass_on_unopened(desk: RouteDesk) -> int:
    """Send what lies unopened to the next post, or remind the last; return how many notices were stored.

    Each record is one transaction. Several workers at once pass a notice on once.
    """
    with desk.store.transaction() as records:
        waiting = records.unopened(desk.clock.now() - _LEAST_WAIT)
    accounts = _accounts(desk) if waiting else []
    return sum(len(_pass_on(desk, record_id, accounts)) for record_id in waiting)


def _accounts(desk: RouteDesk) -> Sequence[StaffAccount]:
    with desk.staff.transaction() as staff:
        return staff.all()


def _barred(desk: RouteDesk, about: About, accounts: Sequence[StaffAccount]) -> frozenset[Role]:
    return barred_posts(about, accounts, {post: contact.email for post, contact in desk.contacts.items()})


def _pass_on(desk: RouteDesk, record_id: str, accounts: Sequence[StaffAccount]) -> Sequence[Notice]:
    with desk.store.transaction() as records:
        matters = [found for found in (records.by_id(record_id), records.concerned_by(record_id)) if found]
    kept_out = frozenset[Role]().union(*(_barred(desk, matter.about, accounts) for matter in matters))
    with desk.store.transaction() as records:
        held = records.hold(record_id)
        if held is None:
            return ()
        now = desk.clock.now()
        due = due_notices(
            held,
            records.notices(record_id),
            now=now,
            waits=desk.routes.waits,
            calendar=desk.calendar,
            stand_ins=desk.routes.stand_ins,
            barred=kept_out,
        )
        added = [
            Notice(str(uuid.uuid4()), record_id, one.role, HandOver.QUEUED, queued_at=now, cause=one.cause.id)
            for one in due
        ]
        for notice in added:
            records.add_notice(notice)
    return added
