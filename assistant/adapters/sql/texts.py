"""Texts in and out, all words and numbers sealed. Each call is one transaction."""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.sql import tables, texts_in, texts_out
from assistant.adapters.sql.transactions import transaction
from assistant.core.sms import Inbound, Outbound, OutState, Talk
from assistant.core.sms_faults import Meaning, meaning_of
from assistant.core.sms_limits import Past
from assistant.services.ports import Seal
from assistant.services.sms_ports import KeywordReplies, NewText, Reply, StatusReport, Taken, Texts

_CLAIM = timedelta(minutes=2)
_ALERTS = tables.sms_alerts


class SqlTexts(Texts):
    """A database error rolls a call back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def take(self, text: NewText, now: datetime, replies: KeywordReplies, *, network_answered: bool = False) -> Taken:
        """Store a text once; do at once what a keyword asks, and queue its one confirmation."""
        with transaction(self._engine) as connection:
            return texts_in.take(connection, self._seal, text, now, replies, network_answered=network_answered)

    def claim_inbound(self, now: datetime) -> Inbound | None:
        """Take the oldest unhandled text of a number; until two minutes have passed nobody else does.

        Raises:
            SealedDataError: it cannot be opened; it is taken all the same, so that other numbers' texts go on.
        """
        with transaction(self._engine) as connection:
            row = texts_in.claim(connection, now)
        return None if row is None else texts_in.opened(row, self._seal)

    def inbound_again(self, sid: str, at: datetime) -> None:
        """Put a text back until ``at``."""
        with transaction(self._engine) as connection:
            texts_in.again(connection, sid, at)

    def handled(self, text: Inbound, reply: Reply | None, talk: Talk, now: datetime, *, limited: bool = False) -> bool:
        """Store what a text led to, and forget its words; no, where that was done already."""
        with transaction(self._engine) as connection:
            return texts_in.handled(connection, self._seal, text, reply, talk, now, limited=limited)

    def talk(self, sender_id: str) -> Talk | None:
        """Return where a number's conversation stands."""
        with transaction(self._engine) as connection:
            return texts_in.talk_of(connection, self._seal, sender_id)

    def before(self, sid: str, since: datetime) -> tuple[Past, list[Past]]:
        """Return a text and those of the same number that came before it since a moment."""
        with transaction(self._engine) as connection:
            return texts_in.before(connection, sid, since)

    def claim_outbound(self, now: datetime) -> Outbound | None:
        """Take the oldest unsent text of a number; until two minutes have passed nobody else does."""
        with transaction(self._engine) as connection:
            row = texts_out.claim(connection, now)
        return None if row is None else texts_out.opened(row, self._seal)

    def outbound_again(self, out_id: str, at: datetime) -> None:
        """Put a text back until ``at``."""
        with transaction(self._engine) as connection:
            texts_out.again(connection, out_id, at)

    def sent(self, out_id: str, provider_sid: str, now: datetime) -> None:
        """Remember that the provider took a text, and forget its words."""
        with transaction(self._engine) as connection:
            texts_out.sent(connection, out_id, provider_sid, now)

    def not_sent(self, out_id: str, now: datetime, *, code: int | None = None, dropped: bool = False) -> None:
        """Give a text up, and forget its words."""
        with transaction(self._engine) as connection:
            state = OutState.DROPPED if dropped else OutState.FAILED
            sender_id = texts_out.not_sent(connection, out_id, state, code)
            if sender_id is not None and _says_opted_out(code):
                texts_in.opt_out(connection, self._seal, sender_id, now)

    def reported(self, report: StatusReport, now: datetime) -> bool:
        """Store what the provider tells of a text."""
        with transaction(self._engine) as connection:
            sender_id = texts_out.reported(connection, report, now)
            if sender_id is not None and _says_opted_out(report.code):
                texts_in.opt_out(connection, self._seal, sender_id, now)
            return sender_id is not None

    def tell(self, sender_id: str, key: str, reply: Reply, now: datetime) -> bool:
        """Queue a text that nobody asked for just now, once for each key."""
        with transaction(self._engine) as connection:
            number = texts_in.lock_number(connection, sender_id)
            if number is None or number.opted_out_at is not None:
                return False
            texts_out.queue(connection, self._seal, sender_id, key, reply, now)
            return True

    def segments_since(self, moment: datetime) -> int:
        """Return how many segments went out since a moment."""
        with transaction(self._engine) as connection:
            return texts_out.segments_since(connection, moment)

    def alert(self, day: date, kind: str, key: str, now: datetime) -> bool:
        """Tell whether something is still to be told on a day, and take it for two minutes."""
        with transaction(self._engine) as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            first = dialect.insert(_ALERTS).values(day=day, kind=kind, key=key, retry_at=now, done=False)
            connection.execute(first.on_conflict_do_nothing())
            taken = connection.execute(
                update(_ALERTS)
                .where(_ALERTS.c.day == day, _ALERTS.c.kind == kind, _ALERTS.c.key == key)
                .where(_ALERTS.c.done.is_(False), _ALERTS.c.retry_at <= now)
                .values(retry_at=now + _CLAIM)
            )
            return taken.rowcount == 1

    def alerted(self, day: date, kind: str, key: str) -> None:
        """Remember that it was told."""
        with transaction(self._engine) as connection:
            connection.execute(
                update(_ALERTS)
                .where(_ALERTS.c.day == day, _ALERTS.c.kind == kind, _ALERTS.c.key == key)
                .values(done=True)
            )

    def forget_before(self, moment: datetime) -> int:
        """Remove texts, and numbers silent since ``moment`` that have not opted out; return how many numbers."""
        with transaction(self._engine) as connection:
            texts_out.forget_before(connection, moment)
            connection.execute(delete(_ALERTS).where(_ALERTS.c.day < moment.date()))
            return texts_in.forget_before(connection, moment)


def _says_opted_out(code: int | None) -> bool:
    return code is not None and meaning_of(code) is Meaning.OPTED_OUT
