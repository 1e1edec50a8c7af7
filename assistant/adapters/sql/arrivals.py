"""What has come for each post, page by page: worked out from a record's notices whenever one of them changes."""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, false, func, insert, select, true, tuple_, union

from assistant.adapters.sql import tables
from assistant.core.access import Reach
from assistant.core.arrivals import Place, Shelf, Standing, place_of, standing
from assistant.core.paging import COUNTED, READ_FOR_PAGE, Beside
from assistant.core.records import Notice, Record
from assistant.core.routing import Role

_TABLE = tables.arrivals


def hold_record(connection: Connection, record_id: str) -> None:
    """Let no other transaction change a record's notices until this one ends, so that each is worked in.

    What only refers to the record, such as a new notice, does not wait for this. A transaction that goes on to the
    audit trail holds its record before that, so that no two wait for each other.
    """
    held = select(tables.records.c.id).where(tables.records.c.id == record_id)
    connection.execute(held.with_for_update(key_share=True))


def file_arrivals(connection: Connection, record: Record, notices: Collection[Notice]) -> None:
    """Store where a record stands at each post, of whose notices all are given."""
    rows = []
    for role in {notice.role for notice in notices}:
        stands = standing(notice for notice in notices if notice.role is role)
        rows.append(
            {
                "record_id": record.id,
                "role": role,
                "about": record.about,
                "waiting": stands is not Standing.READ,
                "news": stands is Standing.NEWS,
                "later": place_of(record, Shelf.NEW).later,
                "came_at": record.created_at,
            }
        )
    connection.execute(delete(_TABLE).where(_TABLE.c.record_id == record.id))
    if rows:
        connection.execute(insert(_TABLE), rows)


def arrived_page(reached: Reach, shelf: Shelf, beside: Beside[Place] | None) -> Select[Any]:
    """Select the records that come next to a place, at most as many as are read for a page, away from the place."""
    forward = beside is None or not beside.before
    order = [_TABLE.c.later, _TABLE.c.came_at, _TABLE.c.record_id] if shelf is Shelf.NEW else _opened_key()
    rising = forward is (shelf is Shelf.NEW)
    conditions = [] if beside is None else [_past(order, beside.place, shelf, rising=rising)]

    def ordered(rows: Select[Any]) -> Select[Any]:
        return rows.order_by(*(column if rising else column.desc() for column in order)).limit(READ_FOR_PAGE)

    found = _found(reached, shelf, conditions, ordered)
    records = select(tables.records).join(found, found.c.record_id == tables.records.c.id)
    by = [found.c[column.name] for column in order]
    return records.order_by(*(column if rising else column.desc() for column in by)).limit(READ_FOR_PAGE)


def count_arrived(connection: Connection, reached: Reach, shelf: Shelf) -> int:
    """Count a shelf, one further than lists are counted."""
    found = _found(reached, shelf, [], lambda rows: rows.limit(COUNTED + 1))
    counted: int = connection.execute(select(func.count()).select_from(found)).scalar_one()
    return min(counted, COUNTED + 1)


def _found(
    reached: Reach,
    shelf: Shelf,
    conditions: Collection[ColumnElement[bool]],
    cut: Callable[[Select[Any]], Select[Any]],
) -> Any:
    """Join what each post has, each cut off by itself so that its index alone is read; a record once."""
    posts = sorted(reached.posts)
    columns = (_TABLE.c.record_id, _TABLE.c.later, _TABLE.c.came_at)
    rows = select(*columns).where(_TABLE.c.about.not_in(reached.accused), _is_on(shelf, reached.posts), *conditions)
    parts = [cut(rows.where(_TABLE.c.role == post)).subquery() for post in posts]
    return union(*(select(part) for part in parts)).subquery()


def _is_on(shelf: Shelf, posts: Collection[Role]) -> ColumnElement[bool]:
    """Tell by all posts of a person, as ``is_new`` does.

    What stands at the other posts is looked up row by row, as a plain condition: PostgreSQL would read the whole table
    for an ``EXISTS``, and sort all rows where it took the condition for a rare one.
    """
    if len(posts) == 1:
        return _TABLE.c.waiting if shelf is Shelf.NEW else ~_TABLE.c.waiting
    other = _TABLE.alias()
    own = (other.c.record_id == _TABLE.c.record_id, other.c.role.in_(posts))
    read, news = (
        func.coalesce(select(true()).where(*own, condition).correlate(_TABLE).limit(1).scalar_subquery(), false())
        for condition in (~other.c.waiting, other.c.news)
    )
    if shelf is Shelf.NEW:
        return _TABLE.c.waiting & (_TABLE.c.news | ~read)
    return ~_TABLE.c.waiting & ~news


def _opened_key() -> list[Any]:
    return [_TABLE.c.came_at, _TABLE.c.record_id]


def _past(order: list[Any], place: Place, shelf: Shelf, *, rising: bool) -> ColumnElement[bool]:
    there = (place.later, place.came_at, place.id) if shelf is Shelf.NEW else (place.came_at, place.id)
    return tuple_(*order) > there if rising else tuple_(*order) < there
