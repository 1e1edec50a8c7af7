"""Parents who complain while the assistant is being killed, and do not give up."""

import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.conftest import HTTP, Person
from tests.conversations.steps import said

ASK = "I want to make a formal complaint"
_TEXT_ASKED = said("utter_ask_make_complaint_form_account_text")
_PRESSED = ("Try again", "Send it", "Don't contact me", "A member of staff")
_PATIENCE = 150.0
MOVES = 200


def told(number: int) -> str:
    """Return what parent number so-and-so complains about."""
    return f"On Monday the supply teacher marked the spelling sheet number {number} wrongly."


@dataclass
class Complaint:
    """One parent's try: the number in the text, and the receipt where one was shown."""

    number: int
    receipt: str | None = None
    phone: str = ""
    """The number it was texted from; none for a complaint by chat."""
    texts: int = 0
    """How many texts it took."""


Complain = Callable[[int, random.Random], Complaint]
"""Make the complaint of this number."""


class Parent:
    """Somebody who repeats what was not answered, under the same id, and says again what was answered by an error."""

    def __init__(self, url: str, number: int, chance: random.Random) -> None:
        self._person = Person(url)
        self._number = number
        self._chance = chance

    def complain(self) -> Complaint:
        """Go through the whole complaint until the receipt is shown."""
        self._arrive()
        move: dict[str, Any] = {"text": ASK}
        for _ in range(MOVES):
            self._post(move)
            if self._person.reference:
                return Complaint(self._number, self._person.reference)
            move = self._next(move)
        return Complaint(self._number)

    def _next(self, before: dict[str, Any]) -> dict[str, Any]:
        for title in _PRESSED:
            tokens = [one["token"] for one in self._person.buttons if one["title"] == title]
            if tokens:
                return {"button": tokens[-1]}
        if self._person.messages[-1]["text"] == _TEXT_ASKED:
            return {"text": told(self._number)}
        time.sleep(0.2)
        return before

    def _arrive(self) -> None:
        answer = until_answered(lambda: HTTP.post(f"{self._person.url}/api/chat/sessions"), 201)
        self._person.session = answer.json()["session"]
        self._person.messages = answer.json()["messages"]

    def _post(self, move: dict[str, Any]) -> None:
        message_id = str(uuid.uuid4())
        answer = until_answered(lambda: self._person.post(id=message_id, **move), 200)
        self._person.messages = answer.json()["messages"]
        time.sleep(self._chance.uniform(0, 0.2))


def until_answered(ask: Callable[[], httpx.Response], status: int) -> httpx.Response:
    """Ask again until the answer has this status."""
    deadline = time.monotonic() + _PATIENCE
    seen: object = None
    while time.monotonic() < deadline:
        try:
            answer = ask()
        except httpx.HTTPError as error:
            seen = error
        else:
            if answer.status_code == status:
                return answer
            seen = answer.text
        time.sleep(0.3)
    raise AssertionError(f"no answer within {_PATIENCE} s: {seen!r}")


@dataclass
class Crowd:
    """Parents who complain one after the other in several threads, until it is enough."""

    ways: tuple[Complain, ...]
    """How each of them complains."""
    seed: int
    complaints: list[Complaint] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._enough = threading.Event()
        self._lock = threading.Lock()
        self._numbers = 0
        self._threads = [threading.Thread(target=self._run, args=way, daemon=True) for way in enumerate(self.ways)]

    def start(self) -> None:
        """Let them begin."""
        for thread in self._threads:
            thread.start()

    def finish(self, *, least: int) -> None:
        """Wait until so many complaints were made, then let everybody come to the end of the complaint in hand."""
        while len(self.complaints) < least and any(thread.is_alive() for thread in self._threads):
            time.sleep(0.2)
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _run(self, at: int, complain: Complain) -> None:
        chance = random.Random(self.seed * 10 + at)
        while not self._enough.is_set():
            with self._lock:
                self._numbers += 1
                number = self._numbers
            try:
                complaint = complain(number, chance)
            except AssertionError as error:
                self.problems.append(f"complaint {number}: {error}")
                return
            self.complaints.append(complaint)
