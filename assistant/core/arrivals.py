"""What has come for somebody's posts: which of it is new there, and in which order it is listed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import total_ordering

from assistant.core.records import News, Notice, Record

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST_ID = 36


class Shelf(StrEnum):
    """The two lists of what has come for somebody."""

    NEW = "new"
    OPENED = "opened"


class Standing(StrEnum):
    """Where a record stands at one post: not opened there, opened, or with something that came since."""

    UNREAD = "unread"
    READ = "read"
    NEWS = "news"


@total_ordering
@dataclass(frozen=True, slots=True)
class Place:
    """A record's place on a shelf: what is new has the urgent first and then the oldest, what is not the newest."""

    later: bool
    """Whether the urgent come before it; no on the shelf of what was opened."""
    came_at: datetime
    id: str

    def __lt__(self, other: "Place") -> bool:
        return (self.later, self.came_at, self.id) < (other.later, other.came_at, other.id)

    def __str__(self) -> str:
        return f"{self.later:d}.{(self.came_at - _EPOCH) // _MICROSECOND}.{self.id}"


def place_of(record: Record, shelf: Shelf) -> Place:
    """Return a record's place on a shelf."""
    return Place(shelf is Shelf.NEW and not record.is_urgent, record.created_at, record.id)


def parse_place(text: str) -> Place | None:
    """Return the place that a text names; nothing for any other text."""
    later, _, rest = text.partition(".")
    moment, _, record_id = rest.partition(".")
    digits = moment.isascii() and moment.isdigit()
    if later not in {"0", "1"} or not digits or not 0 < len(record_id) <= _LONGEST_ID or not record_id.isascii():
        return None
    try:
        return Place(later == "1", _EPOCH + int(moment) * _MICROSECOND, record_id)
    except (ValueError, OverflowError):
        return None


def standing(notices: Iterable[Notice]) -> Standing:
    """Return where a record stands at a post, of which these are the notices."""
    unopened, read = set(), False
    for notice in notices:
        if notice.opened_at is None:
            unopened.add(notice.news)
        elif notice.news is News.RECORD:
            read = True
    if unopened - {News.RECORD}:
        return Standing.NEWS
    return Standing.READ if read or not unopened else Standing.UNREAD


def is_new(standings: Collection[Standing]) -> bool:
    """Tell whether a record is new for somebody, by where it stands at each post of theirs that it was sent to."""
    return Standing.NEWS in standings or Standing.READ not in standings
