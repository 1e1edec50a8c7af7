"""Texts that come in, inside a transaction: stored once, in the order of their number, until they are handled."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.sql import tables
from assistant.adapters.sql.chats import forget_conversations
from assistant.adapters.sql.sealed import PHONE_NUMBER, TALK, TEXT_IN
from assistant.adapters.sql.texts_claim import claim_next
from assistant.adapters.sql.texts_out import count_queued, count_sent, drop_queued, leave_queued, queue
from assistant.core.sms import Inbound, Keyword, OutKind, Talk, read_keyword
from assistant.core.sms_limits import LOOK_BACK, MOST_CONFIRMED, Past
from assistant.services.ports import Seal
from assistant.services.sms_ports import KeywordReplies, NewText, Reply, Taken

_NUMBERS, _IN, _SEEN = tables.sms_numbers, tables.sms_inbound, tables.sms_seen
_KNOWN_FOR = timedelta(days=400)
"""How much longer than all else the hash of a text's id is kept: an old request's signature stays good."""


def take(
    connection: Connection, seal: Seal, text: NewText, now: datetime, replies: KeywordReplies, *, network_answered: bool
) -> Taken:
    """Store a text once; do what a keyword asks."""
    number = _number(connection, seal, text, now)
    stored = connection.execute(select(_IN.c.body_hash, _IN.c.sender_id).where(_IN.c.sid == text.sid)).first()
    if stored is not None:
        same = bytes(stored.body_hash) == text.body_hash and stored.sender_id == text.sender_id
        return Taken(new=False, same=same)
    if connection.execute(select(_SEEN.c.sid_hash).where(_SEEN.c.sid_hash == text.sid_hash)).first() is not None:
        return Taken(new=False, same=True)
    opted_out = number.opted_out_at is not None
    keyword = None if text.media else read_keyword(text.body, opted_out=opted_out)
    _store(connection, seal, text, now, position=number.next_in, waits=keyword is None)
    if text.emergency:
        count_sent(connection, text.sender_id, text.sid, text.emergency, now)
    if keyword is not None:
        _obey(connection, seal, text.sender_id, keyword, now)
        kind = OutKind(keyword)
        confirmed = network_answered or (keyword is Keyword.STOP and opted_out)
        if not confirmed and count_queued(connection, text.sender_id, kind, now - LOOK_BACK) < MOST_CONFIRMED:
            reply = Reply(replies.to(keyword, opted_out=opted_out), kind)
            queue(connection, seal, text.sender_id, text.sid, reply, now)
    return Taken(new=True, same=True)


def claim(connection: Connection, now: datetime) -> RowMapping | None:
    """Take the oldest unhandled text of a number, for two minutes."""
    return claim_next(connection, _IN, now, key=_IN.c.sid, first=_IN.c.received_at)


def opened(row: RowMapping, seal: Seal) -> Inbound:
    """Return a text that was taken, its number and words opened."""
    return Inbound(
        sid=row["sid"],
        sender_id=row["sender_id"],
        number=PHONE_NUMBER.open(seal, row["sealed_number"], row["sender_id"]).decode(),
        body=TEXT_IN.open(seal, row["sealed_body"], row["sid"]).decode(),
        media=row["media"],
        danger_answered=row["danger_answered"],
        opted_out_at=row["opted_out_at"],
        attempts=row["attempts"] + 1,
    )


def again(connection: Connection, sid: str, at: datetime) -> None:
    """Put a text back until ``at``."""
    connection.execute(update(_IN).where(_IN.c.sid == sid, _IN.c.due_at.is_not(None)).values(due_at=at))


def handled(
    connection: Connection,
    seal: Seal,
    text: Inbound,
    reply: Reply | None,
    talk: Talk,
    now: datetime,
    *,
    limited: bool,
) -> bool:
    """Store what a text led to, and forget its words; no, where that was done already."""
    number = lock_number(connection, text.sender_id)
    done = connection.execute(
        update(_IN)
        .where(_IN.c.sid == text.sid, _IN.c.due_at.is_not(None))
        .values(due_at=None, sealed_body=None, limited=limited)
    )
    if number is None or done.rowcount == 0:
        return False
    opted_out = number.opted_out_at is not None
    in_danger = reply is not None and reply.kind is OutKind.EMERGENCY
    if reply is not None and (in_danger or not opted_out):
        queue(connection, seal, text.sender_id, text.sid, reply, now)
    if in_danger or not opted_out:
        sealed = TALK.close(seal, talk.as_json(), text.sender_id)
        connection.execute(
            update(_NUMBERS).where(_NUMBERS.c.sender_id == text.sender_id).values(sealed_talk=sealed, seen_at=now)
        )
    return True


def talk_of(connection: Connection, seal: Seal, sender_id: str) -> Talk | None:
    """Return where a number's conversation stands."""
    sealed = connection.execute(
        select(_NUMBERS.c.sealed_talk).where(_NUMBERS.c.sender_id == sender_id)
    ).scalar_one_or_none()
    return None if sealed is None else Talk.of_json(TALK.open(seal, sealed, sender_id))


def before(connection: Connection, sid: str, since: datetime) -> tuple[Past, list[Past]]:
    """Return a text and those of the same number that came before it since a moment."""
    text = connection.execute(select(_IN).where(_IN.c.sid == sid)).mappings().one()
    earlier = connection.execute(
        select(_IN).where(
            _IN.c.sender_id == text["sender_id"], _IN.c.position < text["position"], _IN.c.received_at >= since
        )
    ).mappings()
    return _past(text), [_past(row) for row in earlier]


def lock_number(connection: Connection, sender_id: str) -> Row[Any] | None:
    """Return a number's row, which nobody else changes until the transaction ends."""
    return connection.execute(select(_NUMBERS).where(_NUMBERS.c.sender_id == sender_id).with_for_update()).first()


def opt_out(connection: Connection, seal: Seal, sender_id: str, now: datetime) -> None:
    """Remember that nothing may be sent, drop what waits, and forget what was said, but not that others use it too."""
    talk = talk_of(connection, seal, sender_id)
    shared = talk is not None and talk.shared
    kept = TALK.close(seal, Talk(shared=True).as_json(), sender_id) if shared else None
    connection.execute(
        update(_NUMBERS)
        .where(_NUMBERS.c.sender_id == sender_id, _NUMBERS.c.opted_out_at.is_(None))
        .values(opted_out_at=now, sealed_talk=kept)
    )
    drop_queued(connection, sender_id)
    forget_conversations(connection, [sender_id])


def forget_before(connection: Connection, moment: datetime) -> int:
    """Remove old texts, and the numbers silent since then; of those that opted out the opt-out stays."""
    connection.execute(delete(_IN).where(_IN.c.received_at < moment))
    connection.execute(delete(_SEEN).where(_SEEN.c.seen_at < moment - _KNOWN_FOR))
    old = _NUMBERS.c.seen_at < moment
    connection.execute(update(_NUMBERS).where(old).values(sealed_talk=None))
    return connection.execute(delete(_NUMBERS).where(old, _NUMBERS.c.opted_out_at.is_(None))).rowcount


def leave_unsent(connection: Connection, moment: datetime) -> None:
    """Let nothing that waited in a backup be handled or sent again; opt-outs stay."""
    connection.execute(update(_IN).where(_IN.c.due_at.is_not(None)).values(due_at=None, sealed_body=None))
    leave_queued(connection)
    forget_before(connection, moment)


def _number(connection: Connection, seal: Seal, text: NewText, now: datetime) -> Row[Any]:
    """Return the row of the text's number, locked, made where it is new."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = dialect.insert(_NUMBERS).values(
        sender_id=text.sender_id,
        seen_at=now,
        next_in=1,
        next_out=1,
        sealed_number=PHONE_NUMBER.close(seal, text.number.encode(), text.sender_id),
    )
    connection.execute(first.on_conflict_do_nothing())
    number = lock_number(connection, text.sender_id)
    assert number is not None
    return number


def _store(connection: Connection, seal: Seal, text: NewText, now: datetime, *, position: int, waits: bool) -> None:
    connection.execute(insert(_SEEN).values(sid_hash=text.sid_hash, seen_at=now))
    connection.execute(
        insert(_IN).values(
            sid=text.sid,
            sender_id=text.sender_id,
            position=position,
            received_at=now,
            body_hash=text.body_hash,
            length=len(text.body),
            media=text.media,
            danger_answered=bool(text.emergency),
            due_at=now if waits else None,
            attempts=0,
            limited=False,
            sealed_body=TEXT_IN.close(seal, text.body.encode(), text.sid) if waits else None,
        )
    )
    connection.execute(
        update(_NUMBERS).where(_NUMBERS.c.sender_id == text.sender_id).values(next_in=position + 1, seen_at=now)
    )


def _obey(connection: Connection, seal: Seal, sender_id: str, keyword: Keyword, now: datetime) -> None:
    if keyword is Keyword.STOP:
        opt_out(connection, seal, sender_id, now)
    elif keyword is Keyword.START:
        connection.execute(update(_NUMBERS).where(_NUMBERS.c.sender_id == sender_id).values(opted_out_at=None))


def _past(row: RowMapping) -> Past:
    return Past(row["received_at"], bytes(row["body_hash"]), row["length"], row["limited"], row["danger_answered"])
