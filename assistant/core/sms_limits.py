"""How many texts of one number are answered: against floods, and against two machines that answer each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LOOK_BACK = timedelta(hours=1)
"""How far back a number's texts are looked at."""

_LOOP_TIME = timedelta(minutes=15)
_SAME_TEXTS = 6
"""The same text may come so often within the time above: somebody who was told to try again does. Short ones, such as
the number of an answer, may come more."""
_SHORT = 12
"""Letters up to which a text may be an answer that comes again and again: ``9``, ``go back``."""
MOST_CONFIRMED = 3
"""How often a word of the network is confirmed within the time that is looked back; it is obeyed however often."""
_QUICK_TIME = timedelta(minutes=2)
_QUICK_TEXTS = 15
"""Nobody reads and writes more texts than these within that time."""


class Verdict(StrEnum):
    """What becomes of a text."""

    ANSWER = "answer"
    TELL = "tell"
    """Say once that these were too many."""
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Past:
    """A text of a number: when, a hash of its words, its letters, whether it was too many or told of danger."""

    at: datetime
    body_hash: bytes
    length: int
    limited: bool = False
    danger: bool = False


def judge(text: Past, before: Sequence[Past], *, per_hour: int) -> Verdict:
    """Decide about a text; ``before`` are the number's texts of the last hour.

    Too many are told of once an hour and met with silence after that: a machine that answers us hears it once.
    """
    again = text.length > _SHORT and _comes_again(text, before)
    quick = sum(text.at - past.at <= _QUICK_TIME for past in before) >= _QUICK_TEXTS
    if not again and not quick and len(before) < per_hour:
        return Verdict.ANSWER
    return Verdict.SILENT if any(past.limited for past in before) else Verdict.TELL


def judge_danger(text: Past, before: Sequence[Past]) -> Verdict:
    """Decide about a text whose danger was answered as it came in: no limit holds, but for the same text over again."""
    return Verdict.SILENT if _comes_again(text, before) else Verdict.ANSWER


def _comes_again(text: Past, before: Sequence[Past]) -> bool:
    same = [past for past in before if past.body_hash == text.body_hash and text.at - past.at <= _LOOP_TIME]
    return len(same) >= _SAME_TEXTS
