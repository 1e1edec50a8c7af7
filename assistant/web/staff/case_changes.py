"""The forms that change a case: each a page with one form and one purpose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.core.access import is_accused
from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF, needs_reason, possible_events
from assistant.core.cases import Case
from assistant.core.procedure import Step
from assistant.core.routing import ONE_EACH
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event, set_facts
from assistant.services.hand_case import assign_owner, set_details, share_case, unshare_case
from assistant.web.staff.case_fields import (
    People,
    case_form,
    details_fields,
    facts_fields,
    is_ticked,
    read_accused,
    read_choice,
    read_choices,
    read_day,
    read_facts,
    read_number,
    read_person,
    read_words,
)
from assistant.web.staff.forms import Form

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: what its form begins with, how it is read, and the service that makes it.

    ``offered`` returns what the page needs beside the case.
    """

    begin: Callable[[Case, Query, date], Form]
    read: Callable[[Form, People], dict[str, Any]]
    make: Callable[..., CaseView]
    offered: Callable[[Case, Form, People, date], dict[str, Any]]


def _nothing(_case: Case, _form: Form, _people: People, _today: date) -> dict[str, Any]:
    return {}


def _begin_event(case: Case, query: Query, today: date) -> Form:
    return case_form(case, ("what", query.get("what", "")), ("on", today.isoformat()))


def _read_event(form: Form, _: People) -> dict[str, Any]:
    what = read_choice(form, "what", What)
    return {
        "what": what,
        "on": read_day(form, "on"),
        "words": read_words(form, "words"),
        "reason": read_words(form, "reason"),
    }


def _offered_event(case: Case, form: Form, _: People, today: date) -> dict[str, Any]:
    what = next((what for what in What if what.value == form.get("what")), None)
    against = what in STEP_OF and needs_reason(case, STEP_OF[what], on=today)
    return {"what": what, "events": possible_events(case, today=today), "against": against, "today": today}


def _begin_step(case: Case, query: Query, _: date) -> Form:
    return case_form(case, ("step", query.get("step", "")))


def _read_step(form: Form, _: People) -> dict[str, Any]:
    return {"step": read_choice(form, "step", Step), "reason": read_words(form, "reason")}


def _offered_step(case: Case, _form: Form, _people: People, today: date) -> dict[str, Any]:
    advice = case.advice
    why = {offer.step: offer.why for offer in advice.next_steps}
    why |= {offer.step: offer.why for offer in advice.not_applicable}
    against = {step for step in why if needs_reason(case, step, on=today)}
    return {"why": why, "against": against}


def _read_entry(form: Form, _: People) -> dict[str, Any]:
    return {
        "position": read_number(form, "entry"),
        "words": read_words(form, "words"),
        "withdraw": is_ticked(form, "withdraw"),
    }


def _read_details(form: Form, people: People) -> dict[str, Any]:
    return {
        "title": form.get("title"),
        "place": form.get("place"),
        "people": read_words(form, "people"),
        "accused": read_accused(form, people),
        "about": read_choices(form, "about", ONE_EACH),
        "child_at_risk": is_ticked(form, "child_at_risk"),
        "words": read_words(form, "words"),
    }


def _offered_people(case: Case, _form: Form, people: People, _today: date) -> dict[str, Any]:
    able = [account for account in people.values() if not account.disabled and not is_accused(case, account)]
    return {"able": able}


def _offered_readers(case: Case, _form: Form, people: People, _today: date) -> dict[str, Any]:
    return {"able": [people[share.staff_id] for share in case.shares if share.staff_id in people]}


CHANGES: Mapping[str, Change] = {
    "event": Change(_begin_event, _read_event, record_event, _offered_event),
    "step": Change(_begin_step, _read_step, choose_step, _offered_step),
    "note": Change(
        lambda case, *_: case_form(case), lambda form, _: {"words": read_words(form, "words")}, add_note, _nothing
    ),
    "entry": Change(
        lambda case, query, _: case_form(case, ("entry", query.get("entry", ""))), _read_entry, correct_entry, _nothing
    ),
    "facts": Change(
        lambda case, *_: case_form(case, *facts_fields(case.facts)),
        lambda form, _: {"facts": read_facts(form), "words": read_words(form, "words")},
        set_facts,
        _nothing,
    ),
    "details": Change(
        lambda case, *_: case_form(case, *details_fields(case.details)), _read_details, set_details, _nothing
    ),
    "owner": Change(
        lambda case, *_: case_form(case, ("person", case.owner or "")),
        lambda form, people: {"owner": read_person(form, people), "words": read_words(form, "words")},
        assign_owner,
        _offered_people,
    ),
    "share": Change(
        lambda case, *_: case_form(case),
        lambda form, people: {"recipient": read_person(form, people), "words": read_words(form, "words")},
        share_case,
        _offered_people,
    ),
    "unshare": Change(
        lambda case, *_: case_form(case),
        lambda form, people: {"reader": read_person(form, people), "words": read_words(form, "words")},
        unshare_case,
        _offered_readers,
    ),
}
"""The forms by the last part of their address."""
