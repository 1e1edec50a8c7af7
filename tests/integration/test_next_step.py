"""``assistant next-step``, run as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.core.policy import CLAUSE_IDS
from assistant.core.procedure import Status, Step

PROJECT = Path(__file__).parents[2]

CASE = {"location": "school_forum", "categories": ["allegation"], "events": [{"event": "reported"}]}

BAD = [
    ({"categories": [], "events": []}, "location: missing"),
    ({"location": "school_forum", "events": []}, "categories: missing"),
    ({"location": "school_forum", "categories": []}, "events: missing"),
    (CASE | {"colour": "red"}, "colour: no such field"),
    (CASE | {"id": 7}, "id: not a string"),
    (
        CASE | {"location": "pub"},
        "location: not one of social_network, messaging_group, school_website, school_forum, other_website",
    ),
    (
        CASE | {"location": None},
        "location: not one of social_network, messaging_group, school_website, school_forum, other_website",
    ),
    (CASE | {"categories": "racist"}, "categories: not a list"),
    (
        CASE | {"categories": ["racist", "rude"]},
        "categories[1]: not one of allegation, cyberbullying, complaint, defamatory, offensive, racist, violence",
    ),
    (
        CASE | {"categories": [["racist"]]},
        "categories[0]: not one of allegation, cyberbullying, complaint, defamatory, offensive, racist, violence",
    ),
    (CASE | {"categories": ["racist", "offensive", "racist"]}, "categories[2]: racist is there twice"),
    (CASE | {"grossly_obscene": "no"}, "grossly_obscene: neither true nor false"),
    (CASE | {"harassment": 1}, "harassment: neither true nor false"),
    (CASE | {"author_known": None}, "author_known: neither true nor false"),
    (CASE | {"events": {}}, "events: not a list"),
    (CASE | {"events": ["reported"]}, "events[0]: not an object"),
    (CASE | {"events": [{"event": "reported"}, {"on": "2025-09-10"}]}, "events[1].event: missing"),
    (CASE | {"events": [{"event": "reported", "by": "me"}]}, "events[0].by: no such field"),
    (CASE | {"events": [{"event": "reported", "on": "2025-02-30"}]}, "events[0].on: there is no such day"),
    (CASE | {"events": [{"event": "reported", "on": "20250210"}]}, "events[0].on: not a date like 2025-09-30"),
    (CASE | {"events": [{"event": "reported", "on": 20250210}]}, "events[0].on: not a date like 2025-09-30"),
    (CASE | {"events": [{"event": "reported", "on": None}]}, "events[0].on: not a date like 2025-09-30"),
    (
        CASE | {"events": [{"event": "reported", "on": "2025-02-10T09:00:00"}]},
        "events[0].on: not a date like 2025-09-30",
    ),
    (
        CASE | {"events": [{"event": "reported"}, {"event": "removed", "on": "2999-01-01"}]},
        "events[1].on: that day has not come yet",
    ),
    (["a", "list"], "the line is not a JSON object"),
]


def _run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "assistant", "next-step", *arguments]
    return subprocess.run(command, cwd=PROJECT, input=stdin, capture_output=True, check=False, timeout=60)


def _answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _lines(cases: list[Any]) -> bytes:
    return b"".join(json.dumps(case).encode() + b"\n" for case in cases)


def test_next_step_answers_in_the_form_of_the_contract() -> None:
    (answer,) = _answers(_run(stdin=_lines([CASE | {"id": "a case"}])))
    assert list(answer) == ["status", "next_steps", "not_applicable"]
    (first,) = answer["next_steps"]
    assert first == {
        "step": "discuss_and_request_removal",
        "clause": "procedure.first_step",
        "why": "The first step: talk it over with the parent, who may not have realised, and ask them to remove it.",
        "required": True,
    }
    assert [list(entry) for entry in answer["not_applicable"]] == [["step", "why"]] * 7
    assert {first["step"], *(entry["step"] for entry in answer["not_applicable"])} == set(Step)


def test_next_step_takes_every_field() -> None:
    events = [{"event": "police_contacted", "on": "2025-09-11"}, {"event": "reported", "on": "2025-09-10"}]
    flags = {"grossly_obscene": True, "harassment": True, "author_known": False}
    case = {"id": "", "location": "other_website", "categories": [], "events": events} | flags
    (answer,) = _answers(_run("-", stdin=_lines([case])))
    assert answer["status"] == Status.ESCALATED
    assert [(step["step"], step["clause"] in CLAUSE_IDS) for step in answer["next_steps"]] == [("contact_host", True)]


def test_a_bad_line_is_answered_with_the_field_and_the_rest_go_on() -> None:
    given = b"not json\n" + b'{"id": "caf\xe9"}\n' + _lines([case for case, _ in BAD]) + _lines([CASE])
    *bad, good = _answers(_run(stdin=given))
    assert bad == [{"error": "the line is not JSON in UTF-8"}] * 2 + [{"error": error} for _, error in BAD]
    assert good["status"] == "open"


def test_next_step_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(_lines([CASE, CASE | {"events": [{"event": "closed"}]}]))
    assert [answer["status"] for answer in _answers(_run(str(file)))] == ["open", "closed"]


def test_no_lines_have_no_answers() -> None:
    assert _answers(_run()) == []


@pytest.mark.parametrize("arguments", [("none.jsonl",), ("a", "b"), ("--nonsense",)])
def test_unusable_arguments_are_one_line_and_exit_2(arguments: tuple[str, ...]) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)


def test_next_step_imports_no_model_and_no_database() -> None:
    script = """
import sys
from assistant.cli import main

sys.argv = ["assistant", "next-step"]
try:
    main()
except SystemExit:
    print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=PROJECT, input="", capture_output=True, text=True, check=True, timeout=60)
    imported = set(done.stdout.split())
    assert {"typer", "assistant"} <= imported
    assert imported & {"rasa", "rasa_sdk", "spacy", "sklearn", "numpy", "tensorflow", "sqlalchemy", "fastapi"} == set()
