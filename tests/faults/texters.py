"""Parents who complain by text while the assistant is being killed. The provider repeats a text until it is taken."""

import random
import time

from assistant.core.sms_text import MORE, page_content
from tests.conversations.steps import said_by_text
from tests.faults.parents import ASK, MOVES, Complaint, told, until_answered
from tests.sms_line import Line, inbound

_PATIENCE = 400.0
"""Seconds. What a killed worker had claimed is free after two minutes, and the next worker may be killed too."""
_TEXT_ASKED = said_by_text("utter_ask_make_complaint_form_account_text")
_RECEIPT = "Receipt: "
_CHOSEN = ("send it", "don't contact me", "a member of staff")


class Texter:
    """Somebody with a phone of their own, who sends again what was answered by an apology."""

    def __init__(self, line: Line, number: int, chance: random.Random) -> None:
        self._line = line
        self._number = number
        self._chance = chance
        self._phone = f"+4477009{number:05d}"
        self._texts = 0

    def complain(self) -> Complaint:
        """Go through the whole complaint until the receipt is shown."""
        move = ASK
        while self._texts < MOVES:
            shown = self._read(self._text(move))
            receipt = next((line for line in shown if line.startswith(_RECEIPT)), None)
            if receipt is not None:
                return Complaint(self._number, receipt.removeprefix(_RECEIPT), self._phone, self._texts)
            move = self._next(shown, move)
        return Complaint(self._number, None, self._phone, self._texts)

    def _next(self, shown: list[str], before: str) -> str:
        if _TEXT_ASKED in shown:
            return told(self._number)
        for line in shown:
            option, _, title = line.partition(" ")
            if option.isdigit() and title.casefold() in _CHOSEN:
                return option
        time.sleep(self._chance.uniform(10, 20))
        return before

    def _read(self, page: str) -> list[str]:
        """Reply 9 until all is read; return the lines."""
        lines = page_content(page).splitlines()
        while page.endswith(MORE):
            page = self._text("9")
            lines += page_content(page).splitlines()
        return lines

    def _text(self, body: str) -> str:
        """Send a text; wait until each text sent has an answer, and return the last."""
        fields = inbound(self._phone, body)
        until_answered(lambda: self._line.signed("/api/sms/inbound", fields), 200)
        self._texts += 1
        deadline = time.monotonic() + _PATIENCE
        while len(answers := self._line.answers_to(self._phone)) < self._texts:
            assert time.monotonic() < deadline, f"text {self._texts} was not answered within {_PATIENCE} s"
            time.sleep(0.2)
        time.sleep(self._chance.uniform(0, 0.2))
        return list(answers.values())[-1]
