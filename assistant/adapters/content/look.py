"""``look.yml``: the school's colour and crest, and its complaints form."""

from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.colour import BLACK, read_colour
from assistant.core.errors import ContentError
from assistant.core.look import Look, unreadable

CREST_KINDS = {".png": "image/png", ".svg": "image/svg+xml"}
_MOST_CREST_BYTES = 64 * 1024


class _File(Shape):
    colour: str
    crest: str = ""
    complaints_form: str


def read_look(path: Path) -> Look:
    """Read and check ``look.yml``.

    Raises:
        ContentError: the colour cannot be read on the pages, or the crest or an address cannot be used.
    """
    file = read_yaml(path, _File)
    colour = read_colour(file.colour)
    crest = path.parent / file.crest if file.crest else None
    problems = []
    if colour is None:
        problems.append("colour: must be written like #0b5563, in quotation marks")
    elif words := unreadable(colour):
        problems.append(f"colour: {words}")
    if crest is not None and (problem := _crest_problem(crest, path.parent)):
        problems.append(f"crest: {problem}")
    if not file.complaints_form.startswith("https://"):
        problems.append("complaints_form: must begin with https://")
    if problems:
        raise ContentError(path.name, problems)
    return Look(colour or BLACK, file.complaints_form, crest)


def look_examples(look: Look) -> list[str]:
    """Return which entries still hold an example address; a production start refuses any."""
    host = look.complaints_form.removeprefix("https://").partition("/")[0]
    return ["complaints_form"] if host.endswith(".example") else []


def look_warnings(look: Look) -> list[str]:
    """Return what to tell the school: that an address is still an example."""
    return [f"{entry} still has an example address" for entry in look_examples(look)]


def _crest_problem(crest: Path, folder: Path) -> str | None:
    if crest.suffix.lower() not in CREST_KINDS:
        return "must be a PNG or SVG file"
    if crest.resolve().parent != folder.resolve() or not crest.is_file():
        return "there is no such file beside look.yml"
    if crest.stat().st_size > _MOST_CREST_BYTES:
        return "the file is larger than 64 kB; save a smaller one"
    return None
