"""The widget's released files: each under the hash of its content, kept for a year after its last day in use."""

import asyncio
import base64
import functools
import hashlib
import logging
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assistant.services.ports import Clock
from assistant.web.widget.bundle import bundle

_STATIC = Path(__file__).parents[1] / "static"
_ENTRY = "widget.js"
_BUNDLED = {".js", ".css"}
_KEPT = timedelta(days=366)
_DAY_SECONDS = 24 * 60 * 60
_NAME = re.compile(r"widget-[0-9a-f]{16}\.js")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Release:
    """One state of the widget's file."""

    content: bytes

    @property
    def name(self) -> str:
        """The file's name, which changes with its content."""
        return f"widget-{hashlib.sha256(self.content).hexdigest()[:16]}.js"

    @property
    def integrity(self) -> str:
        """The value of ``integrity`` with which a browser checks the file (Subresource Integrity, SHA-384)."""
        return "sha384-" + base64.b64encode(hashlib.sha384(self.content).digest()).decode()


@functools.cache
def plain_script(entry: str) -> str:
    """Return the one script that a module of the pages and all that it imports make."""
    files = {path.name: path.read_text(encoding="utf-8") for path in _STATIC.iterdir() if path.suffix in _BUNDLED}
    return bundle(files, entry)


def present_release() -> Release:
    """Return the release that the modules of today make."""
    return Release(plain_script(_ENTRY).encode())


class Releases:
    """The folder of released files. A file's time is the last moment at which it was the one in use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, release: Release, now: datetime) -> None:
        """Keep the release that is in use now, and remove those that nobody has handed out for a year."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / release.name
        if not path.exists():
            new = path.with_suffix(f".{os.getpid()}")
            new.write_bytes(release.content)
            new.replace(path)
        os.utime(path, (now.timestamp(), now.timestamp()))
        for old in self._folder.glob("widget-*.js"):
            if old.stat().st_mtime < (now - _KEPT).timestamp():
                old.unlink()

    def find(self, name: str) -> bytes | None:
        """Return a released file's content; nothing for any other name."""
        path = self._folder / name
        return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None


async def keep_each_day(
    releases: Releases, release: Release, clock: Clock, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Note each day that a release is in use; a disk that refuses is tried again the next day."""
    while True:
        await sleep(_DAY_SECONDS)
        try:
            await asyncio.to_thread(releases.keep, release, clock.now())
        except OSError as error:
            logger.warning("the widget's file was not kept today (%s)", type(error).__name__)
