"""Read a posted ``multipart/form-data`` body piece by piece (RFC 7578): fields, and at most one file of a bounded size.

What the headers say of the body's length, and what the part says of the file's name and type, is not believed. A
file that is too large is read to its end and thrown away, so that the browser hears why.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from assistant.core.attachments import MOST_BYTES, Unfit
from assistant.web.errors import ApiError
from assistant.web.unfit import unfit_error

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

KIND = "multipart/form-data"
_MOST_READ = 5 * MOST_BYTES
_MOST_FIELD_BYTES = 256 * 1024
_MOST_HEADER_BYTES = 4 * 1024
_MOST_PARTS = 50
_SECONDS = 180.0
_AT_ONCE = 8
_OPENED_AT_ONCE = 2


class UploadError(Exception):
    """The body cannot be read; ``status`` and ``code`` are those of the answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Multipart:
    """The fields in their order, and the file, if one was chosen; ``too_large`` where it was, and is not here."""

    fields: tuple[tuple[str, str], ...]
    file: bytes | None
    too_large: bool = False


class Uploads:
    """How many files are taken in and opened at once: each is in memory as a whole until it was written anew."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._turns = asyncio.Semaphore(_OPENED_AT_ONCE)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn to open a file here, where no thread is held that the chat needs."""
        async with self._turns:
            yield

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Take a place; 429 where there is none, so that nobody waits in a queue without knowing."""
        if self._places.locked():
            message = "Many files are being sent just now. Please try again in a few seconds."
            raise ApiError(429, "too_many", message, retry_after=5)
        async with self._places:
            yield


async def read_attachment(request: Request) -> bytes:
    """Return the one file of a body as the contract has it; 413, 415 or 422 otherwise."""
    try:
        posted = await read_multipart(request)
    except UploadError as error:
        raise _api_error(error) from error
    if posted.too_large:
        raise unfit_error(Unfit.TOO_LARGE)
    if posted.file is None:
        raise ApiError(422, "bad_fields", "Please send one file.")
    return posted.file


async def read_multipart(request: Request) -> Multipart:
    """Return what was posted.

    Raises:
        UploadError: it is no such body, is malformed, holds two files, is far too large or far too slow.
    """
    kind, options = parse_options_header(request.headers.get("Content-Type", ""))
    boundary = options.get(b"boundary", b"")
    if kind.decode("latin-1").lower() != KIND or not boundary:
        raise UploadError(415, "wrong_type")
    reading = _Reading()
    parser = MultipartParser(boundary, reading.callbacks())
    try:
        async with asyncio.timeout(_SECONDS):
            async for piece in request.stream():
                reading.size += len(piece)
                if reading.size > _MOST_READ:
                    raise UploadError(413, "too_large")
                parser.write(piece)
        parser.finalize()
    except MultipartParseError as error:
        raise UploadError(422, "bad_form") from error
    except TimeoutError as error:
        raise UploadError(422, "too_slow") from error
    if not reading.ended:
        raise UploadError(422, "bad_form")
    return Multipart(tuple(reading.fields), reading.file, reading.too_large)


@dataclass
class _Part:
    name: str = ""
    is_file: bool = False
    chosen: bool = False
    """Whether a file was chosen: browsers send an empty part without a name where none was."""
    content: bytearray = field(default_factory=bytearray)


class _Reading:
    """What was read so far."""

    def __init__(self) -> None:
        self.size = 0
        self.ended = self.too_large = False
        self.fields: list[tuple[str, str]] = []
        self.file: bytes | None = None
        self._files = self._parts = self._field_bytes = 0
        self._part = _Part()
        self._header, self._value, self._header_bytes = bytearray(), bytearray(), 0

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._more_header,
            "on_header_value": self._more_value,
            "on_header_end": self._end_header,
            "on_part_data": self._more,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise UploadError(422, "bad_form")
        self._part, self._header_bytes = _Part(), 0

    def _more_header(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._header += data[start:end]

    def _more_value(self, data: bytes, start: int, end: int) -> None:
        self._count_header(end - start)
        self._value += data[start:end]

    def _count_header(self, size: int) -> None:
        self._header_bytes += size
        if self._header_bytes > _MOST_HEADER_BYTES:
            raise UploadError(422, "bad_form")

    def _end_header(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
            self._part.is_file = b"filename" in options
            self._part.chosen = bool(options.get(b"filename"))
        self._header, self._value = bytearray(), bytearray()

    def _more(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.is_file and len(part.content) + end - start > MOST_BYTES:
            self.too_large = True
            part.content = bytearray()
        if part.is_file:
            part.content += b"" if self.too_large else data[start:end]
            return
        self._field_bytes += end - start
        if self._field_bytes > _MOST_FIELD_BYTES:
            raise UploadError(413, "too_large")
        part.content += data[start:end]

    def _end_part(self) -> None:
        part, self._part = self._part, _Part()
        if not part.is_file:
            self.fields.append((part.name, part.content.decode("utf-8", "replace")))
        elif part.chosen or part.content or self.too_large:
            self._files += 1
            if self._files > 1:
                raise UploadError(422, "one_file")
            self.file = None if self.too_large else bytes(part.content)

    def _end(self) -> None:
        self.ended = True


def _api_error(error: UploadError) -> ApiError:
    words = {
        "wrong_type": "The file must be sent as multipart/form-data.",
        "too_large": unfit_error(Unfit.TOO_LARGE).message,
        "one_file": "Please send one file at a time.",
        "too_slow": "The file took too long to arrive. Please try again, or send a smaller one.",
    }
    return ApiError(error.status, error.code, words.get(error.code, "The file could not be read. Please try again."))
