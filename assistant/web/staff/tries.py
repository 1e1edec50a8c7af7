"""Slow wrong tries to sign in, without ever locking the right person out. Kept in memory, for an hour.

Each name is slowed for each address or known browser by itself, so a stranger's tries cost the owner nothing. Browsers
where nobody has signed in before are also limited together, by address and overall; a known one is not (OWASP's device
cookies). Addresses that have not tried within the hour have a share of their own, so that a flood from others does not
keep somebody out who signs in on a new machine.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta

from assistant.core.staff import wait_after

_KEPT = timedelta(hours=1)
_MOST_KEPT = 10_000
_MINUTE = timedelta(minutes=1)
_AN_ADDRESS = 10
_OVERALL = 60
"""Tries a minute of browsers that are not known: so many of addresses that have tried before, as many of new ones."""


class Tries:
    """Every try counts as wrong from its start until it is told to be right: many at once gain nothing."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[Hashable, tuple[int, datetime]] = OrderedDict()
        self._by_address: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._overall: deque[datetime] = deque()
        self._newcomers: deque[datetime] = deque()

    def begin(self, who: Hashable, address: str, now: datetime, *, known: bool) -> int:
        """Count a try; return the seconds to wait before it, nothing being counted then. Nought: go on."""
        self._forget(now)
        count, last = self._wrong.get(who, (0, now))
        wait = last + wait_after(count) - now
        windows = [] if known else self._windows(address)
        for window, most in windows:
            if len(window) >= most:
                wait = max(wait, window[-most] + _MINUTE - now)
        if wait > timedelta(0):
            return math.ceil(wait.total_seconds())
        self._wrong[who] = (count + 1, now)
        self._wrong.move_to_end(who)
        for window, _ in windows:
            window.append(now)
        return 0

    def right(self, who: Hashable) -> None:
        """Forget the wrong tries of somebody who has signed in."""
        self._wrong.pop(who, None)

    def _windows(self, address: str) -> list[tuple[deque[datetime], int]]:
        tried = self._of(address)
        return [(tried, _AN_ADDRESS), (self._overall if tried else self._newcomers, _OVERALL)]

    def _of(self, address: str) -> deque[datetime]:
        self._by_address.setdefault(address, deque(maxlen=_AN_ADDRESS))
        self._by_address.move_to_end(address)
        return self._by_address[address]

    def _forget(self, now: datetime) -> None:
        while self._wrong and (len(self._wrong) > _MOST_KEPT or next(iter(self._wrong.values()))[1] < now - _KEPT):
            self._wrong.popitem(last=False)
        for together in (self._overall, self._newcomers):
            while together and together[0] <= now - _MINUTE:
                together.popleft()
        while self._by_address and (
            len(self._by_address) > _MOST_KEPT or self._over(next(iter(self._by_address.values())), now)
        ):
            self._by_address.popitem(last=False)

    @staticmethod
    def _over(times: deque[datetime], now: datetime) -> bool:
        return not times or times[-1] <= now - _KEPT
