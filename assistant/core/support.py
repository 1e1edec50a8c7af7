"""Where people in danger can turn, and how the school reads what it is sent: data that a school edits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Service:
    """One place to turn to."""

    id: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""

    def line(self) -> str:
        """Return the service in one line of text."""
        reach = " ".join(part for part in (self.phone, self.url) if part)
        line = f"{self.name}: {reach}"
        return f"{line}. {self.note}" if self.note else line


def lines_of(places: Iterable[Service]) -> str:
    """Return places to turn to, a line each."""
    return "\n".join(f"- {place.line()}" for place in places)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said first when a message tells of danger, and the services shown with it."""

    text: str
    services: tuple[Service, ...]
    sms: str
    """The answer as a text message, which holds neither the services nor other languages."""

    def message(self) -> str:
        """Return the whole answer as one text, a service a line."""
        return "\n".join([self.text, "", *(service.line() for service in self.services)])


@dataclass(frozen=True, slots=True)
class Support:
    """The emergency answers, to an adult and to a child, with the date when their numbers were checked."""

    checked: date
    adult: Answer
    child: Answer
    languages: Mapping[str, str]
    """The first line in other languages, by the language's own name."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When the school reads what it is sent, and how soon it answers: said before anything is taken."""

    read_when: str
    read_when_short: str
    """The same for a text message."""
    reply_within: str
