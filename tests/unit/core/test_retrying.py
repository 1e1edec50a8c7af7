"""Waits grow, are spread, and are the same wherever they are worked out."""

from datetime import timedelta

import pytest

from assistant.core.retrying import wait_before_retry

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("tries", "about"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (1000, 60)],
)
def test_the_wait_doubles_up_to_an_hour_within_a_quarter(tries: int, about: int) -> None:
    waits = [wait_before_retry(tries, f"notice {number}") for number in range(200)]
    assert all(0.75 * about * MINUTE <= wait <= 1.25 * about * MINUTE for wait in waits)


def test_notices_that_failed_together_do_not_come_back_together() -> None:
    assert len({wait_before_retry(1, f"notice {number}") for number in range(200)}) == 200


def test_the_same_notice_waits_as_long_wherever_it_is_worked_out() -> None:
    assert wait_before_retry(3, "n1") == wait_before_retry(3, "n1") == timedelta(seconds=204, microseconds=62060)
