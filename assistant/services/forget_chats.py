"""Delete what was said in chats once its time is over."""

from datetime import timedelta

from assistant.services.ports import Chats, Clock


def forget_chats(chats: Chats, clock: Clock, *, days: int) -> int:
    """Delete chats untouched for ``days`` days; return how many conversations went."""
    return chats.forget_before(clock.now() - timedelta(days=days))
