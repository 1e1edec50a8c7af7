"""Which reminders were taken and sent: ids, days and moments, nothing of a case or a person."""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.transactions import transaction
from assistant.core.reminders import Reminder
from assistant.services.ports import Reminders

_CLAIM = timedelta(minutes=2)
_TABLE = tables.reminders


class SqlReminders(Reminders):
    """Each call is one transaction; a database error rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sent_since(self, day: date) -> frozenset[str]:
        """Return the ids of the reminders for this day and later ones that were sent."""
        with transaction(self._engine) as connection:
            found = select(_TABLE.c.id).where(_TABLE.c.day >= day, _TABLE.c.sent_at.is_not(None))
            return frozenset(connection.execute(found).scalars())

    def claim(self, reminder: Reminder, now: datetime) -> datetime | None:
        """Take a reminder; until two minutes have passed no other worker takes it."""
        with transaction(self._engine) as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            first = dialect.insert(_TABLE).values(
                id=reminder.id,
                kind=reminder.kind,
                account_id=reminder.to.id,
                case_id=reminder.case_id,
                day=reminder.day,
                due_on=reminder.due_on,
                taken_at=now,
                retry_at=now,
            )
            connection.execute(first.on_conflict_do_nothing())
            taken: datetime | None = connection.execute(
                update(_TABLE)
                .where(_TABLE.c.id == reminder.id, _TABLE.c.sent_at.is_(None), _TABLE.c.retry_at <= now)
                .values(retry_at=now + _CLAIM)
                .returning(_TABLE.c.taken_at)
            ).scalar_one_or_none()
        return taken

    def sent(self, reminder: Reminder, now: datetime) -> None:
        """Mark a reminder as accepted by the mail server; the first time counts."""
        with transaction(self._engine) as connection:
            marked = connection.execute(
                update(_TABLE).where(_TABLE.c.id == reminder.id, _TABLE.c.sent_at.is_(None)).values(sent_at=now)
            )
            if marked.rowcount:
                append_event(connection, now, "reminder_sent", record_id=reminder.case_id, account_id=reminder.to.id)

    def failed(self, reminder: Reminder, retry_at: datetime) -> None:
        """Put a reminder back until ``retry_at``."""
        with transaction(self._engine) as connection:
            connection.execute(update(_TABLE).where(_TABLE.c.id == reminder.id).values(retry_at=retry_at))

    def forget_before(self, day: date) -> int:
        """Remove what is stored of the reminders for days before ``day``; return how many."""
        with transaction(self._engine) as connection:
            return connection.execute(delete(_TABLE).where(_TABLE.c.day < day)).rowcount
