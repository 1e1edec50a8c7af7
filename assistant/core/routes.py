"""Where what people send goes when the school is not the one to answer it, and how long a reader may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from assistant.core.excluded import Matter
from assistant.core.routing import StandIns
from assistant.core.support import Service, lines_of


@dataclass(frozen=True, slots=True)
class Guidance:
    """What is said of a matter with a procedure of its own, and the places that deal with it."""

    text: str
    places: tuple[Service, ...]

    def message(self) -> str:
        """Return all of it as one text, a place a line."""
        return "\n".join(filter(None, [self.text, lines_of(self.places)]))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long a notice may lie unopened before the next post is told, and within how many days an answer is due."""

    child_at_risk: timedelta
    school_days: int
    answer_school_days: int


@dataclass(frozen=True, slots=True)
class Routes:
    """The order of the readers, the places outside the school, the matters that belong elsewhere, and the times."""

    stand_ins: StandIns
    nobody_left: tuple[Service, ...]
    """Where a person turns when nobody at the school could read it fairly."""
    child_harmed: tuple[Service, ...]
    """Where a person turns when an adult at the school may have harmed a child."""
    matters: Mapping[Matter, Guidance]
    waits: Waits
