"""Read what a case's forms hold; a field that cannot be used is named, and the form is shown again as it was typed."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.cases import Case, Details
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.routing import ONE_EACH
from assistant.core.staff import StaffAccount
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.forms import Form

Choice = TypeVar("Choice", bound=StrEnum)
People = Mapping[str, StaffAccount]
_ON = "yes"


class FieldError(Exception):
    """A field that cannot be used; ``code`` names its words in ``staff/fields.html``."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is said beside a field; ``words`` are the core's, or else ``code`` names the page's own.

    ``also`` is another field's, where two are wrong at once.
    """

    field: str
    code: str = ""
    words: str = ""
    also: "Trouble | None" = None


_FIELDS = {
    Refusal.IN_THE_FUTURE: "on",
    Refusal.BEFORE_THE_MATERIAL: "on",
    Refusal.REASON_NEEDED: "reason",
    Refusal.WORDS_NEEDED: "words",
    Refusal.TITLE_NEEDED: "title",
    Refusal.TOO_LONG: "words",
    Refusal.MAY_NOT_READ_IT: "person",
    Refusal.NOT_TO_BE_WITHDRAWN: "withdraw",
    Refusal.WITHDRAWN_ALREADY: "withdraw",
    Refusal.EVIDENCE_NEEDED: "file",
    Refusal.SEEN_IN_THE_FUTURE: "seen_on",
}


def trouble_of(error: FieldError | RefusedError) -> Trouble:
    """Return what is said beside which field; beside none, where it is about the whole form."""
    if isinstance(error, FieldError):
        return Trouble(error.field, error.code)
    return Trouble(_FIELDS.get(error.code, ""), str(error.code), str(error))


def fresh_form(**fields: str) -> Form:
    """Return a form that nobody has typed into yet, with an id so that sending it twice does it once."""
    return Form((("request_id", str(uuid.uuid4())), *fields.items()))


def read_words(form: Form, name: str) -> str:
    """Return what was typed into a box; browsers end its lines in two characters."""
    return form.get(name).replace("\r\n", "\n")


def read_choice(form: Form, name: str, kind: type[Choice]) -> Choice:
    """Return the one that was chosen."""
    found = next((choice for choice in kind if choice.value == form.get(name)), None)
    if found is None:
        raise FieldError(name, "choose")
    return found


def read_choices(form: Form, name: str, known: Iterable[Choice]) -> frozenset[Choice]:
    """Return those that were ticked."""
    return frozenset(choice for choice in known if choice.value in form.all(name))


def read_day(form: Form, name: str) -> date:
    """Return the day that was given."""
    try:
        return date.fromisoformat(form.get(name))
    except ValueError as error:
        raise FieldError(name, "no_day") from error


def read_number(form: Form, name: str) -> int:
    """Return a number that the page itself has put into the form."""
    given = form.get(name)
    if not given.isascii() or not given.isdigit():
        raise StaffProblemError(422, "form")
    return int(given)


def read_request_id(form: Form) -> str:
    """Return the id with which the page makes sending twice harmless."""
    try:
        return str(uuid.UUID(form.get("request_id")))
    except ValueError as error:
        raise StaffProblemError(422, "form") from error


def is_ticked(form: Form, name: str) -> bool:
    """Tell whether a box is ticked."""
    return form.get(name) == _ON


def read_facts(form: Form) -> Facts:
    """Return what was found."""
    return Facts(
        location=read_choice(form, "location", Location),
        categories=read_choices(form, "category", Category),
        grossly_obscene=is_ticked(form, "grossly_obscene"),
        harassment=is_ticked(form, "harassment"),
        author_known=not is_ticked(form, "author_unknown"),
    )


def read_accused(form: Form, people: People) -> list[StaffAccount]:
    """Return the staff whom a case is about."""
    return [people[account_id] for account_id in form.all("accused") if account_id in people]


def read_person(form: Form, people: People) -> StaffAccount:
    """Return the member of staff who was chosen."""
    if form.get("person") not in people:
        raise FieldError("person", "choose")
    return people[form.get("person")]


def read_hour(form: Form, name: str) -> str:
    """Return an hour that may be given, as ``14.05``."""
    given = form.get(name)
    if not given:
        return ""
    try:
        return f"{time.fromisoformat(given):%H.%M}"
    except ValueError as error:
        raise FieldError(name, "no_time") from error


def facts_fields(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return a form's fields that hold these facts."""
    flags = {
        "grossly_obscene": facts.grossly_obscene,
        "harassment": facts.harassment,
        "author_unknown": not facts.author_known,
    }
    return (
        ("location", facts.location.value),
        *(("category", category.value) for category in Category if category in facts.categories),
        *((name, _ON) for name, holds in flags.items() if holds),
    )


def details_fields(details: Details) -> tuple[tuple[str, str], ...]:
    """Return a form's fields that hold these details."""
    return (
        ("title", details.title),
        ("place", details.place),
        ("people", details.people),
        *(("about", about.value) for about in ONE_EACH if about in details.about),
        *(("accused", account_id) for account_id in sorted(details.accused)),
        *((("child_at_risk", _ON),) if details.child_at_risk else ()),
    )


def case_form(case: Case, *fields: tuple[str, str]) -> Form:
    """Return a form for one change to a case as it stands."""
    return Form((*fresh_form(version=str(case.version)).fields, *fields))
