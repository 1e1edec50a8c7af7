"""Read a posted form of a bounded size, fields in the order in which they were sent; a page may take a file too."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.web.staff.errors import StaffProblemError
from assistant.web.uploads import KIND, Upload, UploadError, read_multipart

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 200
_KIND = "application/x-www-form-urlencoded"
_HAD_FILE = "had_file"


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted, or what a fresh form begins with."""

    fields: tuple[tuple[str, str], ...] = ()
    chosen: bool = False
    """A file came with the form, to the request's upload."""
    too_large: bool = False
    """It is too large to be taken."""

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


async def takes_a_file(request: Request) -> AsyncIterator[None]:
    """Let a page's form bring a file, which ``request.state.upload`` holds until the request is over."""
    async with Upload(request.app.state.uploads) as upload:
        request.state.upload = upload
        yield


async def read_form(request: Request, *, with_file: bool = True) -> Form:
    """Return the posted form, read once; a page with status 413, 415 or 422 otherwise.

    Without ``with_file`` nothing takes in the file that comes with it: it is thrown away.
    """
    if not hasattr(request.state, "form"):
        request.state.form = await _read(request, with_file=with_file)
    form: Form = request.state.form
    return form


async def _read(request: Request, *, with_file: bool) -> Form:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == KIND and hasattr(request.state, "upload"):
        return await _read_with_file(request, request.state.upload if with_file else None)
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


async def _read_with_file(request: Request, upload: Upload | None) -> Form:
    try:
        posted = await read_multipart(request, upload)
    except UploadError as error:
        problems = {"too_large": "too_long", "too_slow": "slow"}
        raise StaffProblemError(error.status, problems.get(error.code, "form")) from error
    mark = ((_HAD_FILE, "yes"),) if posted.chosen else ()
    return Form((*posted.fields, *mark), posted.chosen, posted.too_large)
