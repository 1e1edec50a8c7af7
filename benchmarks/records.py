"""``python -m benchmarks.records [URL …]``: a receipt and the inbox's pages with 1,000 concerns and with 100,000.

Rows are written in one go, as the assistant stores them and sealed as real, without hashing a receipt. What a hash
costs is told by itself; no database has a part in it. SQLite lies in a folder of its own. On a PostgreSQL that an
address, or ``TEST_DATABASE_URL``, names, two databases of its own are made and dropped; the named one is not touched.
"""

import hashlib
import json
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from assistant.adapters.clock import SystemClock
from assistant.adapters.crypto import AesGcmSeal, Argon2Receipts, KeyFile
from assistant.adapters.sql import SqlStore, make_engine, tables, upgrade_schema
from assistant.adapters.sql.sealed import ACCOUNT, RECEIPT
from assistant.core.arrivals import Place, Shelf, place_of
from assistant.core.paging import PAGE, Beside
from assistant.core.records import HandOver, News, Record
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.follow_up import handle_for_receipt, status_of
from assistant.services.ports import Seal
from assistant.services.read_record import arrived_records

SIZES = (1_000, 100_000)
BAR = 1.5
TIMES = 51
AT_ONCE = 5_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=5)
"""How long after the one before each concern comes."""
HEAD = StaffAccount("head", "head@school.test", "Head", frozenset({StaffRole.HEADTEACHER}), BEGIN)
BOTH = StaffAccount(
    "both", "both@school.test", "Both", frozenset({StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD}), BEGIN
)


class Counted(Argon2Receipts):
    """Hashes that cost nothing, so that what is measured is the database."""

    def __init__(self) -> None:
        super().__init__(b"")

    def hashed(self, digits: str) -> bytes:
        return hashlib.sha256(digits.encode()).digest()


def main() -> None:
    """Measure and print."""
    given = sys.argv[1:] or [url for url in [os.environ.get("TEST_DATABASE_URL", "")] if url]
    keys = KeyFile("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))
    seal = AesGcmSeal(keys)
    hashing = [_seconds(lambda: Argon2Receipts(keys.site_secret).hashed("0" * 16)) for _ in range(5)]
    print(f"hashing a receipt (Argon2id), not counted below: {1000 * statistics.median(hashing):.0f} ms")
    print(f"medians of {TIMES}, in ms; {SIZES[0]:,} and {SIZES[1]:,} concerns in turn; the bar is {BAR} times")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        missed += _compare("SQLite", [f"sqlite:///{Path(folder) / f'{size}.db'}" for size in SIZES], seal)
    for url in given:
        with _databases(url) as urls:
            missed += _compare("PostgreSQL", urls, seal)
    if not given:
        print("PostgreSQL was not measured: give an address, or set TEST_DATABASE_URL")
    raise SystemExit(bool(missed))


@contextmanager
def _databases(url: str) -> Iterator[list[str]]:
    """Make an empty database for each size beside the one that is named."""
    named = sa.make_url(url)
    names = [f"{named.database}_{size}_concerns" for size in SIZES]
    server = sa.create_engine(named, isolation_level="AUTOCOMMIT")
    _each(server, 'drop database if exists "{}"', names)
    _each(server, 'create database "{}"', names)
    try:
        yield [named.set(database=name).render_as_string(hide_password=False) for name in names]
    finally:
        _each(server, 'drop database "{}"', names)
        server.dispose()


def _each(server: Engine, command: str, names: Iterable[str]) -> None:
    with server.connect() as connection:
        for name in names:
            connection.execute(sa.text(command.format(name)))


def _compare(title: str, urls: Sequence[str], seal: Seal) -> int:
    """Fill and measure the sizes of one kind of database in turn; return how many things took longer than the bar."""
    engines = [make_engine(url) for url in urls]
    looks = []
    for engine, size in zip(engines, SIZES, strict=True):
        began = time.monotonic()
        upgrade_schema(engine)
        _fill(engine, seal, size)
        print(f"{title}: {size:,} concerns written in {time.monotonic() - began:.0f} s")
        looks.append(_looks(engine, seal, size))
    print(f"{title:34} {SIZES[0]:>9,} {SIZES[1]:>9,}   times")
    missed = 0
    for name in looks[0]:
        few, many = _medians([look[name] for look in looks])
        ratio = many / few
        missed += ratio > BAR
        print(f"{name:34} {1000 * few:9.2f} {1000 * many:9.2f}   {ratio:5.2f}{'  over the bar' if ratio > BAR else ''}")
    for engine in engines:
        engine.dispose()
    return missed


def _medians(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Return the median of each, measured in turn, so that what else the machine does falls on all alike."""
    for call in calls:
        call()
    taken = [[_seconds(call) for call in calls] for _ in range(TIMES)]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


def _looks(engine: Engine, seal: Seal, size: int) -> dict[str, Callable[[], object]]:
    """Return what is measured, by name."""
    store, chance = SqlStore(engine, seal, SystemClock()), random.Random(size)

    def receipt() -> None:
        handle = handle_for_receipt(store, Counted(), _receipt(chance.randrange(size)))
        assert handle is not None
        assert status_of(store, handle) is not None

    def wrong() -> None:
        assert handle_for_receipt(store, Counted(), "9" * 16) is None

    def page(actor: StaffAccount, shelf: Shelf, beside: Beside[Place] | None = None) -> Callable[[], object]:
        def look() -> None:
            assert len(arrived_records(store, actor=actor, shelf=shelf, beside=beside).page.items) == PAGE

        return look

    middle = Place(False, BEGIN + size // 2 * APART, "")
    return {
        "a receipt, with its status": receipt,
        "a receipt that is nobody's": wrong,
        "new, first page": page(HEAD, Shelf.NEW),
        "new, a middle page": page(HEAD, Shelf.NEW, Beside(replace(middle, later=True))),
        "new, the page before it": page(HEAD, Shelf.NEW, Beside(replace(middle, later=True), before=True)),
        "opened, first page": page(HEAD, Shelf.OPENED),
        "opened, a middle page": page(HEAD, Shelf.OPENED, Beside(middle)),
        "opened, last page": page(HEAD, Shelf.OPENED, Beside(Place(False, BEGIN, ""), before=True)),
        "two posts: new, first page": page(BOTH, Shelf.NEW),
        "two posts: opened, a middle page": page(BOTH, Shelf.OPENED, Beside(middle)),
    }


def _fill(engine: Engine, seal: Seal, size: int) -> None:
    """Write concerns, a part at a time: half of them opened, one in twenty with a child at risk."""
    for begin in range(0, size, AT_ONCE):
        rows = [_rows(seal, at) for at in range(begin, min(size, begin + AT_ONCE))]
        with engine.begin() as connection:
            for table in (tables.records, tables.receipt_handles, tables.notices, tables.arrivals, tables.audit):
                connection.execute(sa.insert(table), [row for one in rows for row in one[table.name]])
    with engine.begin() as connection:
        connection.execute(sa.text("analyze"))


def _rows(seal: Seal, at: int) -> dict[str, list[dict[str, object]]]:
    """Return the rows of one complaint about staff, as the assistant writes them."""
    child, opened = at % 20 == 0, at % 2 == 0
    came_at = BEGIN + at * APART
    record = Record(str(uuid.uuid4()), f"web-{at}", Kind.COMPLAINT, About.STAFF, child, came_at)
    handle, words = str(uuid.uuid4()), {"text": f"what happened, number {at}. " * 20, "contact": "", "place": ""}
    roles = [Role.HEADTEACHER, *([Role.SAFEGUARDING_LEAD] if child else [])]
    state = HandOver.OPENED if opened else HandOver.SENT
    return {
        "records": [
            {
                **asdict(record),
                "receipt_hash": Counted().hashed(_receipt(at)),
                "sealed_account": ACCOUNT.close(seal, json.dumps(words).encode(), record.id),
            }
        ],
        "receipt_handles": [
            {
                "handle": handle,
                "record_id": record.id,
                "sealed_receipt": RECEIPT.close(seal, _receipt(at).encode(), handle),
            }
        ],
        "notices": [
            {
                "id": str(uuid.uuid4()),
                "record_id": record.id,
                "role": role,
                "state": state,
                "news": News.RECORD,
                "position": position,
                "queued_at": came_at,
                "due_at": came_at,
                "attempts": 1,
                "sent_at": came_at,
                "opened_at": came_at if opened else None,
            }
            for position, role in enumerate(roles)
        ],
        "arrivals": [
            {
                "record_id": record.id,
                "role": role,
                "about": record.about,
                "waiting": not opened,
                "news": False,
                "later": place_of(record, Shelf.NEW).later,
                "came_at": came_at,
            }
            for role in roles
        ],
        "audit": [
            {
                "position": at + 1,
                "at": came_at,
                "event": "complaint_stored",
                "record_id": record.id,
                "hash": hashlib.sha256(str(at).encode()).digest(),
            }
        ],
    }


def _receipt(at: int) -> str:
    return f"{at:016d}"


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
