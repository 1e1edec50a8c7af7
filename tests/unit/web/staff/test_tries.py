"""Wrong tries are counted for an hour, by name and address, and never without bound."""

from datetime import timedelta

from fakes import NOON

from assistant.web.staff import tries as tries_module
from assistant.web.staff.tries import Tries

SECOND = timedelta(seconds=1)


def test_a_try_counts_as_wrong_until_it_is_told_to_be_right() -> None:
    tries = Tries()
    assert [tries.begin("ann", "a", NOON, known=True) for _ in range(3)] == [0, 1, 1]
    tries.right("ann")
    assert tries.begin("ann", "a", NOON, known=True) == 0


def test_a_try_that_has_to_wait_is_not_counted() -> None:
    tries = Tries()
    tries.begin("ann", "a", NOON, known=True)
    for _ in range(50):
        tries.begin("ann", "a", NOON, known=True)
    assert tries.begin("ann", "a", NOON + SECOND, known=True) == 0


def test_wrong_tries_are_forgotten_after_an_hour() -> None:
    tries, now = Tries(), NOON
    for _ in range(6):
        assert tries.begin("ann", "a", now, known=True) == 0
        now += timedelta(seconds=30)
    assert tries.begin("ann", "a", now - SECOND, known=True) > 0
    now += timedelta(hours=1)
    assert [tries.begin("ann", "a", now, known=True), tries.begin("ann", "a", now, known=True)] == [0, 1]


def test_unknown_browsers_have_ten_a_minute_an_address_and_sixty_together() -> None:
    tries = Tries()
    for at in range(8):
        tries.begin(f"first{at}", f"address{at}", NOON - timedelta(minutes=10), known=False)
    waits = [tries.begin(f"name{at}", f"address{at // 10}", NOON, known=False) for at in range(60)]
    assert set(waits) == {0}
    assert tries.begin("other", "address7", NOON, known=False) == 60
    assert tries.begin("other", "address7", NOON + timedelta(seconds=59), known=False) == 1
    assert tries.begin("other", "address7", NOON + timedelta(seconds=60), known=False) == 0
    alone = Tries()
    waits = [alone.begin(f"name{at}", "one", NOON, known=False) for at in range(11)]
    assert waits == [0] * 10 + [60]
    assert alone.begin("other", "two", NOON, known=False) == 0


def test_a_flood_does_not_keep_out_who_comes_from_an_address_that_has_not_tried() -> None:
    tries = Tries()
    for at in range(60):
        assert tries.begin(f"name{at}", f"flood{at}", NOON, known=False) == 0
    minute = NOON + timedelta(minutes=1)
    for at in range(60):
        assert tries.begin(f"other{at}", f"flood{at}", minute, known=False) == 0
    assert tries.begin("more", "flood0", minute, known=False) == 60
    assert tries.begin("ann", "the office", minute, known=False) == 0
    for at in range(59):
        tries.begin(f"name{at}", f"new{at}", minute, known=False)
    waits = [tries.begin("bob", "the hall", minute + timedelta(seconds=after), known=False) for after in (0, 60)]
    assert waits == [60, 0]


def test_what_is_remembered_has_a_bound(monkeypatch) -> None:
    monkeypatch.setattr(tries_module, "_MOST_KEPT", 20)
    tries = Tries()
    for at in range(200):
        tries.begin(f"name{at}", f"address{at}", NOON + SECOND * at, known=at % 2 == 0)
    assert max(len(tries._wrong), len(tries._by_address), len(tries._overall)) <= 60
    assert len(tries._wrong) <= 21
    assert len(tries._by_address) <= 21
