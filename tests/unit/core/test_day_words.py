"""Days as people write them."""

from datetime import date

import pytest

from assistant.core.day_words import find_day, find_days, names_a_day

TODAY = date(2026, 11, 26)
"""A Thursday."""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", date(2026, 11, 26)),
        ("this morning", date(2026, 11, 26)),
        ("just now", date(2026, 11, 26)),
        ("2day", date(2026, 11, 26)),
        ("yesterday", date(2026, 11, 25)),
        ("Yesturday afternoon", date(2026, 11, 25)),
        ("last night", date(2026, 11, 25)),
        ("the day before yesterday", date(2026, 11, 24)),
        ("2 days ago", date(2026, 11, 24)),
        ("a couple of days ago", date(2026, 11, 24)),
        ("a week ago", date(2026, 11, 19)),
        ("a fortnight ago", date(2026, 11, 12)),
        ("three weeks back", date(2026, 11, 5)),
        ("on Tuesday", date(2026, 11, 24)),
        ("tues", date(2026, 11, 24)),
        ("teusday", date(2026, 11, 24)),
        ("wensday", date(2026, 11, 25)),
        ("Thursday", date(2026, 11, 26)),
        ("last Thursday", date(2026, 11, 19)),
        ("last Friday", date(2026, 11, 20)),
        ("fri", date(2026, 11, 20)),
        ("Tuesday last week", date(2026, 11, 17)),
        ("a week last Tuesday", date(2026, 11, 17)),
        ("20 Nov", date(2026, 11, 20)),
        ("20th November", date(2026, 11, 20)),
        ("the 20th of November", date(2026, 11, 20)),
        ("Nov 20", date(2026, 11, 20)),
        ("20 novmber", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20/11", date(2026, 11, 20)),
        ("20.11.26", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("20 Nov 2025", date(2025, 11, 20)),
        ("the 3rd", date(2026, 11, 3)),
        ("on the 28th", date(2026, 10, 28)),
        ("the 31st", date(2026, 10, 31)),
        ("12/3", date(2026, 3, 12)),
        ("1 January", date(2026, 1, 1)),
        ("28 Nov", date(2026, 11, 28)),
        ("tomorrow", date(2026, 11, 27)),
        ("we did it on Monday, I think", date(2026, 11, 23)),
    ],
)
def test_a_day_is_found(text: str, day: date) -> None:
    assert find_day(text, TODAY) == day
    assert names_a_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no idea",
        "at 3.15",
        "10.40",
        "31 November",
        "32/13/2026",
        "ref 4471",
        "she sat down",
        "may be",
        "Tuesday or Friday",
    ],
)
def test_what_is_no_day_or_several_is_not_taken_for_one(text: str) -> None:
    assert find_day(text, TODAY) is None


def test_days_come_in_the_order_of_the_text() -> None:
    assert [named.day for named in find_days("Friday he asked, on Tuesday she refused", TODAY)] == [
        date(2026, 11, 20),
        date(2026, 11, 24),
    ]
