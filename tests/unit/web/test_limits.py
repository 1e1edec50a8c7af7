"""How much one address and one conversation may ask for."""

from types import SimpleNamespace

import pytest
from limits.storage import memory

from assistant.web.limits import Limits

NOON = 1_800_000_000.0


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limiter's clock; its one entry is the present second."""
    now = [NOON]
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: now[0]))
    return now


@pytest.mark.parametrize(
    ("ask", "most"),
    [("may_open_session", 3), ("may_send", 40)],
)
def test_limits_by_kind(ask: str, most: int) -> None:
    limits = Limits(sessions_per_hour=3, messages_per_minute=40)
    assert [getattr(limits, ask)("a") for _ in range(most + 2)] == [True] * most + [False] * 2


@pytest.mark.parametrize(("ask", "seconds"), [("may_open_session", 3600), ("may_send", 60)])
def test_limits_end_with_their_time(clock: list[float], ask: str, seconds: int) -> None:
    limits = Limits(sessions_per_hour=1, messages_per_minute=40)
    while getattr(limits, ask)("a"):
        pass
    clock[0] = NOON + seconds - 1
    assert getattr(limits, ask)("a") is False
    clock[0] = NOON + seconds + 1
    assert getattr(limits, ask)("a") is True


@pytest.mark.parametrize("ask", ["may_open_session", "may_send"])
def test_limits_count_each_one_alone(ask: str) -> None:
    limits = Limits(sessions_per_hour=1, messages_per_minute=40)
    while getattr(limits, ask)("a"):
        pass
    assert getattr(limits, ask)("b") is True


def test_limits_count_each_kind_alone() -> None:
    limits = Limits(sessions_per_hour=1, messages_per_minute=40)
    while limits.may_send("a"):
        pass
    assert [limits.may_open_session("a"), limits.may_send("a")] == [True, False]


def test_limits_belong_to_one_gateway() -> None:
    first, second = (
        Limits(sessions_per_hour=1, messages_per_minute=40),
        Limits(sessions_per_hour=1, messages_per_minute=40),
    )
    assert [first.may_open_session("a"), second.may_open_session("a")] == [True, True]
