"""Read a posted form of a bounded size, fields in the order in which they were sent; one page takes a file too."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.web.staff.errors import StaffProblemError
from assistant.web.uploads import KIND, UploadError, read_multipart

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 200
_KIND = "application/x-www-form-urlencoded"
_TAKES_FILES = re.compile(r"/staff/cases/[^/]+/evidence")
_HAD_FILE = "had_file"


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted, or what a fresh form begins with."""

    fields: tuple[tuple[str, str], ...] = ()
    file: bytes | None = None
    too_large: bool = False
    """A file was chosen, and is too large to be here."""

    def get(self, name: str) -> str:
        """Return the first value of a field; empty where there is none."""
        return next((value for field, value in self.fields if field == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, as boxes that are ticked send them."""
        return tuple(value for field, value in self.fields if field == name)

    @property
    def had_file(self) -> bool:
        """Whether a file was chosen, also where the form is sent again and has lost it."""
        return bool(self.get(_HAD_FILE))

    def with_value(self, name: str, value: str) -> "Form":
        """Return the form with one value of a field in the place of what it held."""
        return Form((*((field, old) for field, old in self.fields if field != name), (name, value)))


async def read_form(request: Request) -> Form:
    """Return the posted form, read once; a page with status 413, 415 or 422 otherwise."""
    if not hasattr(request.state, "form"):
        request.state.form = await _read(request)
    form: Form = request.state.form
    return form


async def _read(request: Request) -> Form:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == KIND and _TAKES_FILES.fullmatch(request.url.path):
        return await _read_with_file(request)
    if kind != _KIND:
        raise StaffProblemError(415, "form")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            raise StaffProblemError(413, "too_long")
    try:
        fields = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise StaffProblemError(422, "form") from error
    return Form(tuple(fields))


async def _read_with_file(request: Request) -> Form:
    try:
        posted = await read_multipart(request)
    except UploadError as error:
        problems = {"too_large": "too_long", "too_slow": "slow"}
        raise StaffProblemError(error.status, problems.get(error.code, "form")) from error
    chosen = posted.too_large or posted.file is not None
    mark = ((_HAD_FILE, "yes"),) if chosen else ()
    return Form((*posted.fields, *mark), posted.file, posted.too_large)
