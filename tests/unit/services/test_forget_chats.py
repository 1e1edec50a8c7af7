"""Chats untouched for the given days are deleted, and no others."""

from datetime import timedelta

import pytest
from fakes import NOON, FakeChats, FakeClock

from assistant.services.forget_chats import forget_chats


@pytest.mark.parametrize(
    ("age", "gone"),
    [
        (timedelta(0), 0),
        (timedelta(days=7), 0),
        (timedelta(days=7, seconds=1), 1),
        (timedelta(days=30), 1),
    ],
)
def test_forget_chats_deletes_what_is_older_than_its_days(age: timedelta, gone: int) -> None:
    chats = FakeChats()
    chats.touched = {"web-old": NOON - age, "web-new": NOON}
    assert forget_chats(chats, FakeClock(), days=7) == gone
    assert sorted(chats.touched) == (["web-new"] if gone else ["web-new", "web-old"])
