"""The audit trail: events about records and staff accounts, in one chain."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from assistant.adapters.sql import tables

_LOCK = 7_203_417
"""Any constant: PostgreSQL's advisory lock that lets one transaction at a time append to the audit trail."""


def append_event(
    connection: Connection, at: datetime, event: str, *, record_id: str | None = None, account_id: str | None = None
) -> None:
    """Append to the chain: each hash covers the event and the hash before it.

    An event about a record is covered as it was before there were accounts, so that the chain stays one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = connection.execute(
        select(tables.audit.c.position, tables.audit.c.hash).order_by(tables.audit.c.position.desc()).limit(1)
    ).first()
    position, before = (last.position + 1, last.hash) if last else (1, b"")
    covered = [position, at.isoformat(), event, record_id]
    if record_id is None or account_id is not None:
        covered.append(account_id)
    connection.execute(
        insert(tables.audit).values(
            position=position,
            at=at,
            event=event,
            record_id=record_id,
            account_id=account_id,
            hash=hashlib.sha256(before + json.dumps(covered).encode()).digest(),
        )
    )
