"""What is new at somebody's posts, and the place of each record on its shelf."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fakes import NOON

from assistant.core.arrivals import Place, Shelf, Standing, is_new, parse_place, place_of, standing
from assistant.core.records import HandOver, News, Notice, Record
from assistant.core.routing import About, Kind, Role

RECORD = Record("r-1", "web-1:m1", Kind.CONCERN, About.SCHOOL, False, NOON)


def _notice(news: News = News.RECORD, *, opened: bool = False) -> Notice:
    return Notice("n", "r-1", Role.OFFICE, HandOver.SENT, NOON, opened_at=NOON if opened else None, news=news)


@pytest.mark.parametrize(
    ("notices", "stands"),
    [
        ([_notice()], Standing.UNREAD),
        ([_notice(), _notice()], Standing.UNREAD),
        ([_notice(opened=True)], Standing.READ),
        ([_notice(opened=True), _notice()], Standing.READ),
        ([_notice(opened=True), _notice(News.ADDED)], Standing.NEWS),
        ([_notice(), _notice(News.WITHDRAWN)], Standing.NEWS),
        ([_notice(opened=True), _notice(News.ADDED, opened=True)], Standing.READ),
        ([_notice(), _notice(News.ADDED, opened=True)], Standing.UNREAD),
    ],
)
def test_where_a_record_stands_at_a_post(notices: list[Notice], stands: Standing) -> None:
    assert standing(notices) is stands


@pytest.mark.parametrize(
    ("standings", "new"),
    [
        ([Standing.UNREAD], True),
        ([Standing.READ], False),
        ([Standing.NEWS], True),
        ([Standing.UNREAD, Standing.READ], False),
        ([Standing.UNREAD, Standing.READ, Standing.NEWS], True),
    ],
)
def test_a_record_is_new_until_one_of_ones_posts_has_opened_it_or_something_came(
    standings: list[Standing], new: bool
) -> None:
    assert is_new(standings) is new


def test_the_urgent_come_first_and_then_the_oldest() -> None:
    urgent = replace(RECORD, id="r-2", kind=Kind.SAFEGUARDING, created_at=NOON + timedelta(hours=1))
    later = replace(RECORD, id="r-0", created_at=NOON + timedelta(hours=2))
    places = sorted(place_of(record, Shelf.NEW) for record in (later, RECORD, urgent))
    assert [place.id for place in places] == ["r-2", "r-1", "r-0"]
    assert min(place_of(record, Shelf.OPENED) for record in (later, RECORD, urgent)).id == "r-1"


@pytest.mark.parametrize("place", [Place(True, NOON, "r-1"), Place(False, NOON + timedelta(microseconds=1), "a.b")])
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert parse_place(str(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        *("", "1", "1.2", "1.2.", "2.1.r", "1.-1.r", "1.x.r", "1.²3.r", "1.1.é"),
        *(f"1.{'9' * 40}.r", f"1.{'9' * 5000}.r", f"1.1.{'r' * 37}"),
    ],
)
def test_any_other_text_is_no_place(text: str) -> None:
    assert parse_place(text) is None
