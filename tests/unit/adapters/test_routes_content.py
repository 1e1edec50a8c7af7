"""``routes.yml``: what a school may change in it, and what is told where it cannot be so."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.adapters.content import read_directory, read_routes, routes_warnings
from assistant.core.errors import ContentError
from assistant.core.excluded import Matter
from assistant.core.routing import USUAL_STAND_INS, Role

OURS = Path(__file__).parents[3] / "assistant" / "content"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("routes.yml", "contacts.yml"):
        shutil.copy(OURS / name, tmp_path)
    return tmp_path


def _read(folder: Path, change: Change):
    path = folder / "routes.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return read_routes(path, read_directory(folder / "contacts.yml"))


def test_ours_has_the_usual_order_and_names_the_places_outside(folder: Path) -> None:
    routes = _read(folder, lambda _: None)
    assert routes.stand_ins == USUAL_STAND_INS
    assert [place.id for place in routes.nobody_left] == ["local_authority", "dfe"]
    assert [place.id for place in routes.child_harmed] == ["social_care", "lado"]
    assert set(routes.matters) == set(Matter)
    assert "01632 960112" in routes.matters[Matter.CHILD_PROTECTION].message()
    assert "the school office: 01632 960101" in routes.matters[Matter.STAFF_GRIEVANCE].message()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda c: c["stand_ins"].pop("clerk"), "stand_ins: clerk is missing"),
        (
            lambda c: c["stand_ins"].update(clerk=[]),
            "stand_ins > clerk: nobody would read in its stead; name at least one post",
        ),
        (
            lambda c: c["stand_ins"]["clerk"].append("clerk"),
            "stand_ins > clerk: it cannot stand in for itself",
        ),
        (
            lambda c: c["stand_ins"]["clerk"].append("office"),
            "stand_ins > clerk: the office cannot stand in, since it must not read complaints about people",
        ),
        (
            lambda c: c["stand_ins"]["clerk"].append("headteacher"),
            "stand_ins > clerk: headteacher stands there twice",
        ),
        (
            lambda c: c["stand_ins"].update(clerk=["caretaker"]),
            "stand_ins > clerk > 1: is not a name that the assistant knows",
        ),
        (lambda c: c["unopened"].update(school_days=0), "unopened > school_days: is too small a number"),
        (
            lambda c: c["unopened"].update(child_at_risk_hours=25),
            "unopened > child_at_risk_hours: is too large a number",
        ),
        (lambda c: c["nobody_left"].append("nowhere"), "nobody_left: the place nowhere is not listed"),
        (lambda c: c.update(nobody_left=[]), "nobody_left: must have at least one entry"),
        (
            lambda c: c["places"].append({"id": "lado", "name": "the LADO", "phone": "1"}),
            "places > lado: this is in contacts.yml; remove it here",
        ),
        (
            lambda c: c["places"].append({"id": "new", "name": "somebody"}),
            "places > new: has neither a phone number nor an address",
        ),
        (
            lambda c: c["places"][0].update(url="http://x.test"),
            "places > local_authority > url: must begin with https://",
        ),
        (lambda c: c["places"].append(c["places"][0]), "places: local_authority stands there twice"),
        (lambda c: c["matters"].pop("admissions"), "matters: admissions is missing"),
        (
            lambda c: c["matters"]["admissions"].update(text="This is about admissions."),
            'matters > admissions > text: must say "may", since nobody has decided it',
        ),
        (
            lambda c: c["matters"]["admissions"].update(places=["nowhere"]),
            "matters > admissions: the place nowhere is not listed",
        ),
    ],
)
def test_what_cannot_be_so_is_told(folder: Path, change: Change, problem: str) -> None:
    with pytest.raises(ContentError) as raised:
        _read(folder, change)
    assert raised.value.problems == [problem]


def test_examples_are_warned_of_while_they_stand_and_a_promise_that_differs(folder: Path) -> None:
    directory = read_directory(folder / "contacts.yml")
    names = ["local_authority", "admissions", "exclusions"]
    examples = [f"places > {name} still has an example number" for name in names]
    assert routes_warnings(_read(folder, lambda _: None), directory) == examples
    for place in names:
        _read(folder, lambda c, name=place: _place(c, name).update(phone="01926 410410"))
    assert routes_warnings(_read(folder, lambda _: None), directory) == []
    (differs,) = routes_warnings(_read(folder, lambda c: c.update(answer_school_days=10)), directory)
    assert differs.startswith("answer_school_days is 10, but contacts.yml says reply_within: 5 school days")


def _place(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(place for place in content["places"] if place["id"] == name)


def test_every_post_has_somebody_in_its_stead(folder: Path) -> None:
    assert set(_read(folder, lambda _: None).stand_ins) == set(Role)
