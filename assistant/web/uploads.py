"""Read a posted ``multipart/form-data`` body piece by piece (RFC 7578): fields, and at most one file of a bounded size.

What the headers say of the body's length, and what the part says of the file's name and type, is not believed. A
file is handed on as it comes in, and is never as a whole in memory here. One that is too large is read to its end and
thrown away, so that the browser hears why.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from assistant.core.attachments import MOST_BYTES, CleanFile, Unfit, UnfitFileError
from assistant.services.ports import IncomingFile
from assistant.web.errors import ApiError
from assistant.web.unfit import unfit_error
from assistant.wiring import Wiring

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
    """The fields in their order; ``chosen``: a file came with them, ``too_large`` where it is not taken for that."""

    fields: tuple[tuple[str, str], ...]
    chosen: bool
    too_large: bool


class Uploads:
    """How many files come in and are opened at once: a process waits behind each."""

    def __init__(self, parts: Wiring) -> None:
        self._parts = parts
        self.places = asyncio.Semaphore(_AT_ONCE)
        """One for each file that comes in."""
        self.turns = asyncio.Semaphore(_OPENED_AT_ONCE)
        """One for each file that is opened. They are waited for here, where no thread is held that the chat needs."""

    async def begin(self) -> IncomingFile:
        """Begin to take a file in, off the event loop."""
        return await asyncio.to_thread(self._parts.file_cleaner.begin)


class Upload:
    """One file on its way in; leaving the context lets go of it. A place is taken when its first bytes are there."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads
        self._held = AsyncExitStack()
        self._file: IncomingFile | None = None

    @property
    def is_begun(self) -> bool:
        """Whether a file has come in, be it an empty one, and was not dropped."""
        return self._file is not None

    async def __aenter__(self) -> "Upload":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.drop()

    def require_place(self) -> None:
        """Raise 429 where there is no place, so that nobody waits in a queue without knowing."""
        if self._uploads.places.locked():
            message = "Many files are being sent just now. Please try again in a few seconds."
            raise ApiError(429, "too_many", message, retry_after=5)

    async def feed(self, piece: bytes) -> None:
        """Hand the next bytes on, off the event loop."""
        if self._file is None:
            await self._held.enter_async_context(self._uploads.places)
            self._file = await self._uploads.begin()
            self._held.push_async_callback(asyncio.to_thread, self._file.close)
        await asyncio.to_thread(self._file.feed, piece)

    async def clean(self) -> CleanFile:
        """Wait for a turn, kept until the file is let go of, and return the file written anew.

        Raises:
            UnfitFileError: it is not taken.
        """
        if self._file is None:
            raise UnfitFileError(Unfit.EMPTY)
        await self._held.enter_async_context(self._uploads.turns)
        return await asyncio.to_thread(self._file.clean)

    async def drop(self) -> None:
        """Let go of what has come in."""
        self._file = None
        await self._held.aclose()


async def receive_attachment(request: Request, upload: Upload) -> None:
    """Take in the one file of a body as the contract has it; 413, 415 or 422 otherwise."""
    try:
        posted = await read_multipart(request, upload)
    except UploadError as error:
        raise _api_error(error) from error
    if posted.too_large:
        raise unfit_error(Unfit.TOO_LARGE)
    if not posted.chosen:
        raise ApiError(422, "bad_fields", "Please send one file.")


async def read_multipart(request: Request, upload: Upload | None) -> Multipart:
    """Return what was posted, but for the file, which goes to the upload; without one it is thrown away.

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
                await _hand_on(reading, upload)
        parser.finalize()
    except MultipartParseError as error:
        raise UploadError(422, "bad_form") from error
    except TimeoutError as error:
        raise UploadError(422, "too_slow") from error
    if not reading.ended:
        raise UploadError(422, "bad_form")
    return Multipart(tuple(reading.fields), reading.chosen, reading.too_large)


async def _hand_on(reading: "_Reading", upload: Upload | None) -> None:
    """Give the upload what of the file was read."""
    piece, reading.piece = reading.piece, bytearray()
    if upload is None or not reading.chosen:
        return
    if reading.too_large:
        await upload.drop()
    elif piece or not upload.is_begun:
        await upload.feed(bytes(piece))


@dataclass(eq=False)
class _Part:
    name: str = ""
    is_file: bool = False
    named: bool = False
    """Whether the file has a name: browsers send an empty part without one where none was chosen."""
    size: int = 0
    content: bytearray = field(default_factory=bytearray)
    """Of a field; a file's is not kept."""


class _Reading:
    """What was read so far; of the file, ``piece`` alone, which whoever reads on takes away."""

    def __init__(self) -> None:
        self.size = 0
        self.ended = self.too_large = False
        self.fields: list[tuple[str, str]] = []
        self.piece = bytearray()
        self._parts = self._field_bytes = 0
        self._part = _Part()
        self._file: _Part | None = None
        self._header, self._value, self._header_bytes = bytearray(), bytearray(), 0

    @property
    def chosen(self) -> bool:
        """Whether a file came, be it an empty one."""
        return self._file is not None

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
            self._part.named = bool(options.get(b"filename"))
        self._header, self._value = bytearray(), bytearray()

    def _more(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        part.size += end - start
        if part.is_file:
            self._choose(part)
            self.too_large = self.too_large or part.size > MOST_BYTES
            self.piece += b"" if self.too_large else data[start:end]
            return
        self._field_bytes += end - start
        if self._field_bytes > _MOST_FIELD_BYTES:
            raise UploadError(413, "too_large")
        part.content += data[start:end]

    def _end_part(self) -> None:
        part, self._part = self._part, _Part()
        if not part.is_file:
            self.fields.append((part.name, part.content.decode("utf-8", "replace")))
        elif part.named:
            self._choose(part)

    def _choose(self, part: _Part) -> None:
        """Take a part for the file; there is one."""
        if self._file not in (None, part):
            raise UploadError(422, "one_file")
        self._file = part

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
