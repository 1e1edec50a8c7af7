"""Try a receipt number: at most two hashes at a time, taken in turn, and what is wrong is answered later and later.

A right number is answered as soon as its hash is computed, whatever others try. The numbers themselves protect the
records: at the ten hashes a second that two at a time allow, trying all 16 digits takes millions of years.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from fastapi import Request
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.web.errors import ApiError
from assistant.web.turns import Turns

AT_ONCE = 2
MOST_WAITING = 10
"""Tries of one address that may wait; more are asked to come back in a moment."""

RETRY_SECONDS = 5
"""When it is worth to come back where too many tries wait."""

_LONGEST = timedelta(seconds=8)
_AN_HOUR = RateLimitItemPerHour(1_000_000)
_FREE = {"session": 3, "address": 30, "all": 300}
"""Wrong tries an hour that are answered at once: of one browser or chat, of one address, of everybody."""

T = TypeVar("T")


class TooManyWaitingError(Exception):
    """Too many tries of one address wait at this moment; nothing was tried."""


def busy_with_receipts() -> ApiError:
    """Return the answer of the API where too many tries wait."""
    message = (
        "Many numbers are being tried from where you are. Nothing is wrong with yours. Please try again in a moment."
    )
    return ApiError(429, "too_many_receipts", message, retry_after=RETRY_SECONDS)


class ReceiptTries:
    """Shared by the chat, the page for receipts and the signed receipts. Counts wrong tries in memory, for an hour."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._turns = Turns(AT_ONCE)
        self._wrong = MovingWindowRateLimiter(MemoryStorage())
        self._sleep = sleep

    async def attempt(self, call: Callable[[], Awaitable[T | None]], *, session: str, address: str) -> T | None:
        """Return what ``call`` finds by a receipt number; nothing, after a delay, where it is wrong.

        ``session`` is the conversation, or what is known of the browser: its address and how it names itself.

        Raises:
            TooManyWaitingError: nothing was tried.
        """
        place = _place(address)
        if self._turns.waiting(place) >= MOST_WAITING:
            raise TooManyWaitingError
        async with self._turns.turn(place):
            found = await call()
        if found is None:
            await self._sleep(self._count(session, place).total_seconds())
        return found

    def _count(self, session: str, place: str) -> timedelta:
        """Count a wrong try and return how much later it is answered: the longest of the three."""
        over = 0
        for kind, who in (("session", session), ("address", place), ("all", "")):
            self._wrong.hit(_AN_HOUR, kind, who)
            left = self._wrong.get_window_stats(_AN_HOUR, kind, who).remaining
            over = max(over, _AN_HOUR.amount - left - _FREE[kind])
        return min(timedelta(seconds=2 ** min(over - 1, 10)), _LONGEST) if over > 0 else timedelta(0)


def browser_of(request: Request, address: str) -> str:
    """Return what is known of a browser that has no session: its address and how it names itself."""
    return f"{address} {request.headers.get('User-Agent', '')}"


def _place(address: str) -> str:
    """Return an address as it is counted: of IPv6 the network of one household."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address
