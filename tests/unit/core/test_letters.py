"""What a letter is made of: who signs it, how it reads as plain text, what the case puts into it."""

from dataclasses import replace
from datetime import date

import pytest
from case_fakes import EVERY_WEEKDAY
from case_samples import FRIDAY, OFFENSIVE, stamp, started, told
from letter_samples import CASES, CONTENT, POLICY

from assistant.adapters.content import read_procedure
from assistant.core.attachments import FileKind
from assistant.core.case_changes import add_evidence, correct
from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF
from assistant.core.cases import Case, Details, Evidence
from assistant.core.letter_values import FIXED, KNOWN, LISTS, values_of
from assistant.core.letters import (
    EVENT_OF,
    Heading,
    Items,
    Letter,
    LetterKind,
    Placeholder,
    Quote,
    Text,
    cut_at_gaps,
    gap,
    in_words,
    signer,
)
from assistant.core.posts import Category
from assistant.core.routing import About, Role

WORDS = read_procedure(CONTENT / "procedure.yml").words


@pytest.mark.parametrize(
    ("role", "about", "signs"),
    [
        (Role.HEADTEACHER, [], Role.HEADTEACHER),
        (Role.HEADTEACHER, [About.STAFF, About.PUPIL], Role.HEADTEACHER),
        (Role.HEADTEACHER, [About.GOVERNORS], Role.HEADTEACHER),
        (Role.HEADTEACHER, [About.HEADTEACHER], Role.CHAIR_OF_GOVERNORS),
        (Role.HEADTEACHER, [About.HEADTEACHER, About.GOVERNORS], Role.CLERK),
        (Role.CHAIR_OF_GOVERNORS, [About.GOVERNORS], Role.CLERK),
        (Role.SAFEGUARDING_LEAD, [About.SAFEGUARDING_LEAD], Role.HEADTEACHER),
        (Role.SAFEGUARDING_LEAD, [About.SAFEGUARDING_LEAD, About.HEADTEACHER], Role.CHAIR_OF_GOVERNORS),
        (Role.OFFICE, list(About), Role.OFFICE),
        (Role.CLERK, list(About), Role.CLERK),
    ],
)
def test_nobody_signs_a_letter_about_themselves(role: Role, about: list[About], signs: Role) -> None:
    assert signer(role, frozenset(about)) is signs


def test_a_letter_as_plain_text() -> None:
    blocks = (Text("Dear all,\nhello"), Heading("Why"), Items(("one", "two")), Quote("c", "Section", "Words."))
    assert Letter(LetterKind.NOTE_TO_POLICE, "A title", blocks).text() == (
        "A title\n\nDear all,\nhello\n\nWhy\n\n- one\n- two\n\n“Words.”\n(Section)"
    )


def test_a_text_is_cut_at_its_gaps() -> None:
    hole = gap(Placeholder("recipient", "the parent's name"))
    assert cut_at_gaps(f"{hole}\nDear {hole}{hole},") == (
        (hole, True),
        ("\nDear ", False),
        (hole, True),
        (hole, True),
        (",", False),
    )
    assert cut_at_gaps("") == ()


def test_a_day_in_words() -> None:
    assert in_words(date(2026, 9, 1)) == "Tuesday 1 September 2026"


def test_every_letter_that_is_an_event_carries_out_a_step() -> None:
    assert set(EVENT_OF.values()) <= set(STEP_OF)
    assert set(LetterKind) - set(EVENT_OF) == {
        LetterKind.INVITATION_TO_DISCUSS,
        LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT,
    }


def _values(case: Case, *, on: date = FRIDAY, days: int | None = None) -> dict[str, object]:
    return dict(values_of(case, POLICY, WORDS, EVERY_WEEKDAY, on=on, days=days))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_value_of_a_case_has_a_name_that_letters_know(case: Case) -> None:
    values = _values(case)
    assert set(values) - set(KNOWN) == set()
    assert FIXED - set(values) == set()
    assert {name for name, value in values.items() if isinstance(value, tuple)} == LISTS


def test_the_days_are_those_of_what_stands() -> None:
    case = told(started(), "discussed@8 removal_requested@8 continued@9 removal_requested@10 warning_sent@11")
    values = _values(case, days=5)
    days = {
        "seen_on": "Wednesday 9 September 2026",
        "discussed_on": "",
        "discussed_before": "Tuesday 8 September 2026",
        "asked_on": "Thursday 10 September 2026",
        "asked_before": "Tuesday 8 September 2026",
        "warned_on": "Friday 11 September 2026",
        "deadline": "Friday 18 September 2026",
        "date": "Friday 11 September 2026",
    }
    assert {name: values[name] for name in days} == days
    assert _values(case)["deadline"] == ""


def test_what_was_withdrawn_is_not_in_a_letter() -> None:
    case = told(started(), "discussed@8")
    told_twice = replace(case, entries=(*case.entries, replace(case.entries[-1], position=9, on=FRIDAY)))
    withdrawn = replace(case.entries[1], what=None)
    assert _values(told_twice)["discussed_on"] == "Friday 11 September 2026"
    assert _values(replace(case, entries=(case.entries[0], withdrawn)))["chronology"] == ()


def test_the_evidence_that_stands_is_named_with_its_day_and_address_and_no_words_of_staff() -> None:
    case = started(OFFENSIVE, Details("a post", place="https://host.example/group"))
    assert (_values(case)["web_address"], _values(case)["evidence"]) == ("https://host.example/group", "")
    assert _values(started(OFFENSIVE, Details("a post", place="a group")))["web_address"] == ""
    first = Evidence("https://host.example/1", "08.10", file_id="f", file_kind=FileKind.PNG)
    seen = add_evidence(case, stamp(), evidence=first, on=date(2026, 9, 8), words="secret")
    seen = add_evidence(seen, stamp(), evidence=Evidence("https://host.example/2"), on=FRIDAY)
    wrong = add_evidence(seen, stamp(), evidence=Evidence("https://host.example/wrong"), on=FRIDAY)
    values = _values(correct(wrong, stamp(), position=len(wrong.entries), words="a slip", withdraw=True))
    assert values["web_address"] == "https://host.example/2, https://host.example/1"
    assert values["evidence"] == (
        f"picture (PNG) C-{case.number:04d}-entry-3.png, seen on Tuesday 8 September 2026, 08.10, https://host.example/1\n"
        "a note of what was seen, seen on Friday 11 September 2026, https://host.example/2"
    )
    assert "secret" not in repr(values)


def test_a_clause_of_two_categories_is_quoted_once_and_in_their_order() -> None:
    every = replace(OFFENSIVE, categories=frozenset(Category))
    clauses = _values(replace(started(every)))["clauses"]
    assert isinstance(clauses, tuple)
    assert [quote.clause for quote in clauses] == [
        f"inappropriate.{name}"
        for name in ("allegations", "complaints", "defamatory", "offensive", "racist", "violence")
    ]


def test_the_chronology_has_the_schools_words_and_nothing_that_staff_wrote() -> None:
    case = told(started(), "discussed@8")
    entry = replace(case.entries[-1], words="secret", reason="secret")
    values = _values(replace(case, entries=(*case.entries[:-1], entry)))
    assert values["chronology"] == (
        "Monday 7 September 2026: Reported to the school",
        f"Tuesday 8 September 2026: {WORDS.events[What.DISCUSSED]}",
    )
    assert "secret" not in repr(values)
