"""How long a notice waits before it is handed to the mail server again: longer each time, and not all at once."""

import hashlib
from datetime import timedelta

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
_SPREAD = 0.25
_DOUBLINGS = 10


def wait_before_retry(tries: int, key: str) -> timedelta:
    """Return the wait after so many tries, at least one: a minute, doubled each time, at most an hour.

    Up to a quarter more or less, by ``key`` and the number of tries: notices that failed together do not come back
    together, and the same notice waits as long wherever it is worked out.
    """
    doubled: int = 2 ** min(tries - 1, _DOUBLINGS)
    wait = min(_FIRST * doubled, _LONGEST)
    digest = hashlib.sha256(f"{key} {tries}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return wait * (1 - _SPREAD + 2 * _SPREAD * share)
