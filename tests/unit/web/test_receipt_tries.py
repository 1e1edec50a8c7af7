"""Wrong receipts are answered later and later, right ones as soon as they are computed; two at a time, in turn."""

import asyncio
from collections.abc import Callable

import pytest

from assistant.web.receipt_tries import MOST_WAITING, ReceiptTries, TooManyWaitingError
from assistant.web.turns import Turns


class Waits:
    """Notes each delay instead of waiting."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def _wrong() -> str | None:
    return None


async def _right() -> str | None:
    return "token"


def _try(tries: ReceiptTries, call: Callable = _wrong, *, session: str = "s", address: str = "192.0.2.1") -> str | None:
    return asyncio.run(tries.attempt(call, session=session, address=address))


def test_wrong_tries_of_one_browser_are_answered_later_and_later() -> None:
    waits = Waits()
    tries = ReceiptTries(waits)
    for _ in range(9):
        assert _try(tries) is None
    assert waits.seconds == [0, 0, 0, 1, 2, 4, 8, 8, 8]


def test_a_right_one_is_never_delayed() -> None:
    waits = Waits()
    tries = ReceiptTries(waits)
    for _ in range(400):
        _try(tries)
    waits.seconds.clear()
    assert _try(tries, _right) == "token"
    assert waits.seconds == []


@pytest.mark.parametrize(
    ("address", "free"),
    [
        (lambda _: "192.0.2.1", 30),
        (lambda at: f"2001:db8:0:1::{at:x}", 30),
        (lambda at: f"2001:db8:0:{at:x}::1", 300),
        (lambda at: f"192.0.{at // 250}.{at % 250}", 300),
        (lambda _: "unknown", 30),
    ],
)
def test_new_browsers_do_not_help_an_address_nor_new_addresses_everybody(
    address: Callable[[int], str], free: int
) -> None:
    waits = Waits()
    tries = ReceiptTries(waits)
    for at in range(free + 1):
        _try(tries, session=f"s{at}", address=address(at))
    assert waits.seconds == [0] * free + [1]


def test_two_are_computed_at_a_time_and_addresses_take_turns() -> None:
    async def run() -> tuple[int, list[str]]:
        tries, running, most = ReceiptTries(Waits()), 0, 0
        order: list[str] = []
        gate = asyncio.Event()

        def computing(name: str) -> Callable:
            async def call() -> str:
                nonlocal running, most
                running += 1
                most = max(most, running)
                order.append(name)
                await gate.wait()
                running -= 1
                return name

            return call

        crowd = [tries.attempt(computing("crowd"), session="x", address="192.0.2.1") for _ in range(8)]
        waiting = [asyncio.create_task(one) for one in crowd]
        await asyncio.sleep(0)
        owner = asyncio.create_task(tries.attempt(computing("owner"), session="y", address="192.0.2.2"))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(owner, *waiting)
        return most, order

    most, order = asyncio.run(run())
    assert most == 2
    assert order == ["crowd"] * 3 + ["owner"] + ["crowd"] * 5


def test_more_than_ten_waiting_from_one_address_are_asked_to_come_back_and_nobody_else() -> None:
    async def run() -> str | None:
        tries, gate = ReceiptTries(Waits()), asyncio.Event()

        async def slow() -> str | None:
            await gate.wait()
            return "token"

        crowd = [
            asyncio.create_task(tries.attempt(slow, session="x", address="192.0.2.1")) for _ in range(MOST_WAITING + 2)
        ]
        await asyncio.sleep(0)
        with pytest.raises(TooManyWaitingError):
            await tries.attempt(slow, session="x", address="192.0.2.1")
        other = asyncio.create_task(tries.attempt(slow, session="x", address="192.0.2.2"))
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*crowd)
        return await other

    assert asyncio.run(run()) == "token"


def test_somebody_who_leaves_while_waiting_does_not_keep_a_turn() -> None:
    async def run() -> str:
        turns = Turns(1)
        async with turns.turn("a"):
            left = [asyncio.create_task(_take(turns, name)) for name in ("b", "c")]
            await asyncio.sleep(0)
            left[0].cancel()
            await asyncio.sleep(0)
        return await left[1]

    assert asyncio.run(run()) == "c"


def test_a_turn_that_comes_as_somebody_leaves_is_passed_on() -> None:
    async def run() -> str:
        turns = Turns(1)
        async with turns.turn("a"):
            leaving = asyncio.create_task(_take(turns, "b"))
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait([leaving])
        return await _take(turns, "c")

    assert asyncio.run(run()) == "c"


async def _take(turns: Turns, name: str) -> str:
    async with turns.turn(name):
        return name
