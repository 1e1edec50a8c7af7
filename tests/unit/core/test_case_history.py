"""The order of a case's events, however they were entered."""

from datetime import date

import pytest

from assistant.core.case_history import Event, What, in_order

DAY = {number: date(2025, 1, number) for number in range(1, 32)}


def _told(events: str) -> list[Event]:
    """Read ``what`` and ``what@day of January``."""
    pairs = [entry.partition("@") for entry in events.split()]
    return [Event(What(what), DAY[int(day)] if day else None) for what, _, day in pairs]


@pytest.mark.parametrize(
    ("entered", "ordered"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("closed reported", "closed reported", id="no dates: as entered"),
        pytest.param("removed@14 reported@9 discussed@12", "reported@9 discussed@12 removed@14", id="dates decide"),
        pytest.param("discussed@9 reported@9 removed@9", "discussed@9 reported@9 removed@9", id="one day: as entered"),
        pytest.param(
            "refused@12 removal_requested@12 discussed@12 reported@9",
            "reported@9 discussed@12 removal_requested@12 refused@12",
            id="newest first: turned round, one day too",
        ),
        pytest.param(
            "closed removed@14 discussed reported@9",
            "reported@9 discussed removed@14 closed",
            id="newest first, some without a date",
        ),
        pytest.param(
            "closed@9 removed@9 refused@9 reported@9",
            "reported@9 refused@9 removed@9 closed@9",
            id="newest first, all on one day",
        ),
        pytest.param(
            "reported@14 closed@12 reported@9 discussed@9 reported@9",
            "reported@9 discussed@9 reported@9 closed@12 reported@14",
            id="reports besides the last: not newest first",
        ),
        pytest.param(
            "discussed@9 removal_requested@9 reported@12",
            "discussed@9 removal_requested@9 reported@12",
            id="the report at the end of rising dates: not newest first",
        ),
        pytest.param(
            "reported@14 discussed removed@9 closed",
            "removed@9 reported@14 discussed closed",
            id="falling dates with the report in front: not newest first",
        ),
        pytest.param(
            "reported discussed@12 removed closed@14",
            "reported discussed@12 removed closed@14",
            id="without a date: behind the one before",
        ),
        pytest.param(
            "continued@20 reported@1 discussed removed@5",
            "reported@1 discussed removed@5 continued@20",
            id="without a date: moves with the one before",
        ),
        pytest.param(
            "reported@1 continued@20 refused@5 removed",
            "reported@1 refused@5 continued@20 removed",
            id="without a date, after all the dates: newest",
        ),
    ],
)
def test_in_order(entered: str, ordered: str) -> None:
    assert in_order(_told(entered)) == tuple(_told(ordered))
