"""How much one address and one conversation may ask for, kept in memory by the library ``limits``."""

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_ATTACHMENTS = RateLimitItemPerHour(30)
_ATTACHMENTS_OF_ADDRESS = RateLimitItemPerHour(120)


class Limits:
    """Generous for a family or a whole school behind one address, too little for a flood."""

    def __init__(self, *, sessions_per_hour: int, messages_per_minute: int) -> None:
        self._sessions = RateLimitItemPerHour(sessions_per_hour)
        self._messages = RateLimitItemPerMinute(messages_per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def may_open_session(self, address: str) -> bool:
        """Count a new session of an address."""
        return self._hit(self._sessions, "session", address)

    def may_send(self, sender_id: str) -> bool:
        """Count a message of a conversation."""
        return self._hit(self._messages, "message", sender_id)

    def may_attach(self, sender_id: str, address: str) -> bool:
        """Count a file of a conversation and of an address."""
        return self._hit(_ATTACHMENTS, "attachment", sender_id) and self._hit(
            _ATTACHMENTS_OF_ADDRESS, "attachments of address", address
        )

    def _hit(self, limit: RateLimitItem, kind: str, who: str) -> bool:
        return self._limiter.hit(limit, kind, who)
