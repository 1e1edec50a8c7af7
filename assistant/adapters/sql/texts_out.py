"""Texts that go out, inside a transaction: each under one id, in the order of their number, until they are sent."""

import uuid
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.sealed import PHONE_NUMBER, TEXT_OUT
from assistant.adapters.sql.texts_claim import claim_next
from assistant.core.sms import Outbound, OutKind, OutState
from assistant.core.sms_text import segments
from assistant.services.ports import Seal
from assistant.services.sms_ports import Reply, StatusReport

_IDS = uuid.UUID("6f0c1a52-7d3e-4d57-9a55-0f6f2f3ce1b4")
"""Any constant: with a text's key it gives the id under which the text goes out."""
_NUMBERS, _OUT = tables.sms_numbers, tables.sms_outbound
_TOLD = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), OutState.SENT),
    **dict.fromkeys(("delivered", "read"), OutState.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), OutState.FAILED),
}
_BEFORE = {
    OutState.SENT: (OutState.QUEUED,),
    OutState.DELIVERED: (OutState.QUEUED, OutState.SENT),
    OutState.FAILED: (OutState.QUEUED, OutState.SENT),
}
"""From which states news leads to a state; anything else is old news."""


def out_id(sender_id: str, key: str) -> str:
    """Return the id of the text that a key of a number stands for."""
    return str(uuid.uuid5(_IDS, f"{sender_id}:{key}"))


def queue(connection: Connection, seal: Seal, sender_id: str, key: str, reply: Reply, now: datetime) -> None:
    """Queue a text once for each key; the number's row is locked by the caller."""
    name = out_id(sender_id, key)
    if connection.execute(select(_OUT.c.id).where(_OUT.c.id == name)).first() is None:
        _insert(
            connection,
            sender_id,
            id=name,
            kind=reply.kind,
            state=OutState.QUEUED,
            segments=segments(reply.body),
            queued_at=now,
            due_at=now,
            sealed_body=TEXT_OUT.close(seal, reply.body.encode(), name),
        )


def count_sent(connection: Connection, sender_id: str, key: str, body: str, now: datetime) -> None:
    """Count a text that went out as the answer to the provider's own request."""
    _insert(
        connection,
        sender_id,
        id=out_id(sender_id, f"{key}:at once"),
        kind=OutKind.EMERGENCY,
        state=OutState.SENT,
        segments=segments(body),
        queued_at=now,
        sent_at=now,
    )


def count_queued(connection: Connection, sender_id: str, kind: OutKind, since: datetime) -> int:
    """Return how many texts of a kind were queued for a number since a moment and not dropped."""
    return int(
        connection.execute(
            select(func.count()).where(
                _OUT.c.sender_id == sender_id,
                _OUT.c.kind == kind,
                _OUT.c.queued_at > since,
                _OUT.c.state != OutState.DROPPED,
            )
        ).scalar_one()
    )


def claim(connection: Connection, now: datetime) -> RowMapping | None:
    """Take the oldest unsent text of a number, for two minutes."""
    return claim_next(connection, _OUT, now, key=_OUT.c.id, first=_OUT.c.due_at)


def opened(row: RowMapping, seal: Seal) -> Outbound:
    """Return a text that was taken, its number and words opened."""
    return Outbound(
        id=row["id"],
        sender_id=row["sender_id"],
        kind=OutKind(row["kind"]),
        number=PHONE_NUMBER.open(seal, row["sealed_number"], row["sender_id"]).decode(),
        body=TEXT_OUT.open(seal, row["sealed_body"], row["id"]).decode(),
        segments=row["segments"],
        attempts=row["attempts"] + 1,
        opted_out=row["opted_out_at"] is not None,
    )


def again(connection: Connection, name: str, at: datetime) -> None:
    """Put a text back until ``at``."""
    connection.execute(update(_OUT).where(_OUT.c.id == name, _OUT.c.due_at.is_not(None)).values(due_at=at))


def sent(connection: Connection, name: str, provider_sid: str, now: datetime) -> None:
    """Remember that the provider took a text; what it told of it meanwhile stays."""
    connection.execute(
        update(_OUT)
        .where(_OUT.c.id == name)
        .values(due_at=None, sealed_body=None, provider_sid=provider_sid, sent_at=func.coalesce(_OUT.c.sent_at, now))
    )
    connection.execute(
        update(_OUT).where(_OUT.c.id == name, _OUT.c.state == OutState.QUEUED).values(state=OutState.SENT)
    )


def not_sent(connection: Connection, name: str, state: OutState, code: int | None) -> str | None:
    """Give a text up; return its number's sender id."""
    return connection.execute(
        update(_OUT)
        .where(_OUT.c.id == name, _OUT.c.state == OutState.QUEUED)
        .values(state=state, due_at=None, sealed_body=None, error_code=code)
        .returning(_OUT.c.sender_id)
    ).scalar_one_or_none()


def reported(connection: Connection, report: StatusReport, now: datetime) -> str | None:
    """Store what the provider tells of a text; return its number's sender id, where there is such a text."""
    sender_id: str | None = connection.execute(
        select(_OUT.c.sender_id).where(_OUT.c.id == report.out_id)
    ).scalar_one_or_none()
    state = _TOLD.get(report.status)
    if sender_id is not None and state is not None:
        connection.execute(
            update(_OUT)
            .where(_OUT.c.id == report.out_id, _OUT.c.state.in_(_BEFORE[state]))
            .values(
                state=state,
                due_at=None,
                sealed_body=None,
                provider_sid=report.provider_sid,
                error_code=report.code,
                reported_at=now,
                sent_at=func.coalesce(_OUT.c.sent_at, now),
            )
        )
    return sender_id


def drop_queued(connection: Connection, sender_id: str) -> None:
    """Drop what waits to be sent to a number; what tells of 999 stays."""
    connection.execute(
        update(_OUT)
        .where(_OUT.c.sender_id == sender_id, _OUT.c.state == OutState.QUEUED, _OUT.c.kind != OutKind.EMERGENCY)
        .values(state=OutState.DROPPED, due_at=None, sealed_body=None)
    )


def leave_queued(connection: Connection) -> None:
    """Drop everything that waits."""
    waits = _OUT.c.due_at.is_not(None)
    connection.execute(update(_OUT).where(waits).values(state=OutState.DROPPED, due_at=None, sealed_body=None))


def segments_since(connection: Connection, moment: datetime) -> int:
    """Return how many segments went out since a moment, each try counted."""
    tries = func.max(_OUT.c.attempts, 1) if connection.dialect.name == "sqlite" else func.greatest(_OUT.c.attempts, 1)
    counted: int | None = connection.execute(
        select(func.sum(_OUT.c.segments * tries)).where(_OUT.c.sent_at >= moment)
    ).scalar_one()
    return int(counted or 0)


def forget_before(connection: Connection, moment: datetime) -> None:
    """Remove old texts."""
    connection.execute(delete(_OUT).where(_OUT.c.queued_at < moment))


def _insert(connection: Connection, sender_id: str, **values: object) -> None:
    position = connection.execute(
        update(_NUMBERS)
        .where(_NUMBERS.c.sender_id == sender_id)
        .values(next_out=_NUMBERS.c.next_out + 1)
        .returning(_NUMBERS.c.next_out)
    ).scalar_one()
    connection.execute(insert(_OUT).values(sender_id=sender_id, position=position, attempts=0, **values))
