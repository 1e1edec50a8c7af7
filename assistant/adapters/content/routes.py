"""``routes.yml``: who reads in whose stead, when the next one is told, and what belongs to another procedure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.adapters.content.contacts import Directory, is_example_phone
from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.excluded import Matter
from assistant.core.routes import Guidance, Routes, Waits
from assistant.core.routing import Role
from assistant.core.support import Service

_OF_THE_DIRECTORY = ("office", "social_care", "lado")
_MAY = re.compile(r"\bmay\b")
_Days = Annotated[int, Field(ge=1, le=60, strict=True)]


class _Unopened(Shape):
    child_at_risk_hours: Annotated[int, Field(ge=1, le=24, strict=True)]
    school_days: _Days


class _Place(Shape):
    id: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""


class _Matter(Shape):
    text: str
    places: list[str] = Field(min_length=1)


class _File(Shape):
    stand_ins: dict[Role, list[Role]]
    unopened: _Unopened
    answer_school_days: _Days
    places: list[_Place]
    nobody_left: list[str] = Field(min_length=1)
    matters: dict[Matter, _Matter]


def read_routes(path: Path, directory: Directory) -> Routes:
    """Read and check ``routes.yml``; the office and the council's people are those of the directory.

    Raises:
        ContentError: a post or a matter is missing, a post stands in for itself, or a place is not listed.
    """
    file = read_yaml(path, _File)
    places = {entry.id: Service(**entry.model_dump()) for entry in file.places}
    office = directory.contacts[Role.OFFICE]
    places |= {"office": Service("office", office.title, office.phone, note="Ask for the school's policy on this.")}
    places |= {"social_care": directory.social_care, "lado": directory.lado}
    problems = [*_wrong_stand_ins(file), *_wrong_places(file, places), *_wrong_matters(file)]
    if problems:
        raise ContentError(path.name, problems)
    return Routes(
        stand_ins={post: tuple(file.stand_ins[post]) for post in Role},
        nobody_left=tuple(places[name] for name in file.nobody_left),
        child_harmed=(directory.social_care, directory.lado),
        matters={
            name: Guidance(matter.text, tuple(places[place] for place in matter.places))
            for name, matter in file.matters.items()
        },
        waits=Waits(
            child_at_risk=timedelta(hours=file.unopened.child_at_risk_hours),
            school_days=file.unopened.school_days,
            answer_school_days=file.answer_school_days,
        ),
    )


def routes_examples(routes: Routes) -> list[str]:
    """Return which places still hold an example number; a production start refuses any."""
    shown = {place.id: place for place in routes.nobody_left}
    for guidance in routes.matters.values():
        shown |= {place.id: place for place in guidance.places}
    return [
        f"places > {name}"
        for name, place in shown.items()
        if name not in _OF_THE_DIRECTORY and is_example_phone(place.phone)
    ]


def routes_warnings(routes: Routes, directory: Directory) -> list[str]:
    """Return what to tell the school: examples that still stand, and a promise that differs from ``contacts.yml``."""
    found = [f"{place} still has an example number" for place in routes_examples(routes)]
    days = routes.waits.answer_school_days
    if not re.search(rf"\b{days}\b", directory.hours.reply_within):
        found.append(
            f"answer_school_days is {days}, but contacts.yml says reply_within: {directory.hours.reply_within}; "
            "say the same in both"
        )
    return found


def _wrong_stand_ins(file: _File) -> Iterator[str]:
    for post in Role:
        if post not in file.stand_ins:
            yield f"stand_ins: {post} is missing"
            continue
        others = file.stand_ins[post]
        if not others:
            yield f"stand_ins > {post}: nobody would read in its stead; name at least one post"
        if post in others:
            yield f"stand_ins > {post}: it cannot stand in for itself"
        if Role.OFFICE in others:
            yield f"stand_ins > {post}: the office cannot stand in, since it must not read complaints about people"
        yield from (f"stand_ins > {post}: {name} stands there twice" for name, n in Counter(others).items() if n > 1)


def _wrong_places(file: _File, places: Mapping[str, Service]) -> Iterator[str]:
    for entry in file.places:
        if entry.id in _OF_THE_DIRECTORY:
            yield f"places > {entry.id}: this is in contacts.yml; remove it here"
        if not entry.phone and not entry.url:
            yield f"places > {entry.id}: has neither a phone number nor an address"
        if entry.url and not entry.url.startswith("https://"):
            yield f"places > {entry.id} > url: must begin with https://"
    for name, count in Counter(entry.id for entry in file.places).items():
        if count > 1:
            yield f"places: {name} stands there twice"
    named = [("nobody_left", file.nobody_left)]
    named += [(f"matters > {name}", matter.places) for name, matter in file.matters.items()]
    for where, names in named:
        yield from (f"{where}: the place {name} is not listed" for name in names if name not in places)


def _wrong_matters(file: _File) -> Iterator[str]:
    for name in Matter:
        if name not in file.matters:
            yield f"matters: {name} is missing"
        elif not _MAY.search(file.matters[name].text):
            yield f'matters > {name} > text: must say "may", since nobody has decided it'
