"""A case is found by what somebody remembers of it."""

from dataclasses import replace

import pytest
from case_samples import OFFENSIVE, started, told

from assistant.core.case_search import search
from assistant.core.cases import Case, Details
from assistant.core.procedure import Location

CLOSED = "discussed@8 removal_requested@8 removed@9 closed@10"


def _case(
    number: int, title: str, *, place: str = "", people: str = "", on: Location = Location.SOCIAL_NETWORK
) -> Case:
    case = started(replace(OFFENSIVE, location=on), Details(title, place, people))
    return replace(case, number=number)


CASES = [
    _case(5, "Comments on the summer fair", people="Mr Okafor"),
    _case(4, "Year 1 class chat about Miss Grubb", on=Location.MESSAGING_GROUP),
    _case(3, "Year 1 photo", place="facebook.com/groups/year1parents"),
    _case(2, "Petition about parking", place="the town's forum", on=Location.OTHER_WEBSITE),
    told(_case(1, "Parking row", people="two families of Year 2"), CLOSED),
]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("the Year 1 Facebook thing", [3, 4, 5, 1]),
        ("yr 1 whatsapp", [4, 3]),
        ("Y1 photo", [3, 4]),
        ("year one", [4, 3]),
        ("Miss Grubb", [4]),
        ("GRUBB", [4]),
        ("grub", [4]),
        ("gr", []),
        ("okafor", [5]),
        ("parking", [2, 1]),
        ("parking row", [1, 2]),
        ("year 2 parking", [1, 2]),
        ("the fair", [5]),
        ("case 2", [2]),
        ("C-0003", [3]),
        ("C-0099", []),
        ("the thing about the", []),
        ("", []),
        ("unheard of", []),
    ],
)
def test_search(words: str, found: list[int]) -> None:
    assert [case.number for case in search(CASES, words)] == found


def test_search_gives_the_same_whatever_the_order_of_the_cases() -> None:
    assert search(CASES, "year 1 facebook") == search(CASES[::-1], "year 1 facebook")


def test_no_part_of_a_reference_is_taken_for_a_word() -> None:
    cases = (_case(3, "a song", people="Parent C"), _case(7, "a rumour"))
    assert [case.number for case in search(cases, "C-0007")] == [7]
    assert search(cases, "C-0099") == []
