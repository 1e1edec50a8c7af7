"""The machine's clock."""

from datetime import UTC, datetime

from assistant.services.ports import Clock


class SystemClock(Clock):
    """The present moment."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)
