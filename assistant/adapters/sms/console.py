"""Texts for one machine without a provider: each a file, from which a page shows them as a phone would.

Only for trying it out: the files hold numbers and words in the clear.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assistant.core.sms import Outbound
from assistant.core.sms_faults import Meaning
from assistant.services.ports import Clock
from assistant.services.sms_ports import SmsRefusedError, SmsSender


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a phone shows it; ``times`` counts how often one that was repeated has come."""

    id: str
    number: str
    body: str
    at: str
    mine: bool
    times: int


class ConsoleSms(SmsSender):
    """Writes ``<id>.json``; the same text sent again is the same file, which counts."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, text: Outbound) -> str:
        """Write the text whole, or not at all; the id is made like a provider's."""
        self.show(text.id, text.number, text.body, self._clock.now(), mine=False)
        return f"SM{hashlib.sha256(text.id.encode()).hexdigest()[:32]}"

    def show(self, name: str, number: str, body: str, at: datetime, *, mine: bool) -> None:
        """Keep a text of either side, sent at a moment; ``mine`` is one that the phone has sent."""
        path = self._path(name)
        partial = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            times = json.loads(path.read_text(encoding="utf-8"))["times"] + 1 if path.exists() else 1
            shown = Shown(name, number, body, at.isoformat(), mine, times)
            partial.write_text(json.dumps(asdict(shown)), encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise SmsRefusedError(Meaning.AGAIN) from error

    def thread(self, number: str) -> list[Shown]:
        """Return the texts of a number, the oldest first."""
        found = [text for text in self._all() if text.number == number]
        return sorted(found, key=lambda text: datetime.fromisoformat(text.at))

    def clear(self, number: str) -> None:
        """Remove the texts of a number."""
        for text in self.thread(number):
            self._path(text.id).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{re.sub(r'[^-A-Za-z0-9_]', '', name)}.json"

    def _all(self) -> Iterator[Shown]:
        for path in sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns):
            yield Shown(**json.loads(path.read_text(encoding="utf-8")))
