"""Pass a record on to another post, by one who may read it: it came to the wrong one, or not only to the right one."""

import uuid
from enum import StrEnum

from assistant.core.escalation import onward_posts
from assistant.core.records import HandOver, Notice
from assistant.core.routing import Role
from assistant.core.staff import StaffAccount
from assistant.services.close_record import readable
from assistant.services.ports import RouteDesk
from assistant.services.route_record import barred


class HandedOn(StrEnum):
    """What came of passing a record on."""

    DONE = "done"
    NO_SUCH = "no_such"
    """There is no such record, or it is not this person's: nobody is told which."""
    NOT_THIS_POST = "not_this_post"
    """No post was chosen, or one that has the record already, or that must not read it."""


def posts_for(desk: RouteDesk, *, actor: StaffAccount, record_id: str) -> tuple[Role, ...]:
    """Return the posts that somebody may pass a record on to; none where they may not read it."""
    record = readable(desk.store, actor, record_id)
    if record is None:
        return ()
    with desk.store.transaction() as records:
        notices = records.notices(record_id)
    return onward_posts(record, notices, barred=barred(desk, record.about))


def hand_on_record(desk: RouteDesk, *, actor: StaffAccount, record_id: str, to: Role | None) -> HandedOn:
    """Tell another post of a record, which it can read and answer from then on, as those before it still can.

    What it does not open goes on from there as anything else.

    Raises:
        StorageError: nothing was stored.
    """
    record = readable(desk.store, actor, record_id)
    if record is None:
        return HandedOn.NO_SUCH
    kept_out = barred(desk, record.about)
    with desk.store.transaction() as records:
        held = records.hold(record_id)
        if held is None:
            return HandedOn.NO_SUCH
        if to is None or to not in onward_posts(held, records.notices(record_id), barred=kept_out):
            return HandedOn.NOT_THIS_POST
        notice = Notice(str(uuid.uuid4()), record_id, to, HandOver.QUEUED, queued_at=desk.clock.now())
        records.add_notice(notice, account_id=actor.id)
    return HandedOn.DONE
