"""Read a posted form: URL-encoded, of a bounded size, fields in the order in which they were sent."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request

from assistant.web.staff.errors import StaffProblemError

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 200
_KIND = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted, or what a fresh form begins with."""

    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return the first value of a field; empty where there is none."""
        return next((value for field, value in self.fields if field == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, as boxes that are ticked send them."""
        return tuple(value for field, value in self.fields if field == name)

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
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _KIND:
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
