"""Score understood goals against a labelled sample."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.core.goals import EMERGENCY


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message with its goal, and others that are right too."""

    text: str
    goal: str
    accept: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoalScores:
    """Shares from 0 to 1; ``by_goal`` has how many were right of how many; ``confusion`` counts meant and found."""

    right: float
    danger_found: float
    false_alarms: float
    by_goal: Mapping[str, tuple[int, int]]
    confusion: Mapping[tuple[str, str], int]
    goals: tuple[str, ...]


def score_goals(messages: Sequence[LabelledMessage], found: Sequence[str]) -> GoalScores:
    """Compare each message with the goal that was found. A share of no messages is 1."""
    pairs = list(zip(messages, found, strict=True))
    right = [goal == message.goal or goal in message.accept for message, goal in pairs]
    totals = Counter(message.goal for message in messages)
    rights = Counter(message.goal for (message, _), ok in zip(pairs, right, strict=True) if ok)
    danger = [goal == EMERGENCY for message, goal in pairs if message.goal == EMERGENCY]
    harmless = [
        goal == EMERGENCY for message, goal in pairs if EMERGENCY not in message.accept | frozenset([message.goal])
    ]
    confusion = Counter(
        (message.goal, message.goal if ok else goal) for (message, goal), ok in zip(pairs, right, strict=True)
    )
    return GoalScores(
        right=_share(right),
        danger_found=_share(danger),
        false_alarms=1 - _share([not alarm for alarm in harmless]),
        by_goal={goal: (rights[goal], total) for goal, total in totals.items()},
        confusion=confusion,
        goals=tuple(sorted({name for pair in confusion for name in pair})),
    )


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 1.0
