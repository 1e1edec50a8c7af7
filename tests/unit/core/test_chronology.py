"""The chronology as it is printed: everything is there, what was withdrawn struck through."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from case_samples import FRIDAY, MONDAY, OFFENSIVE, UNKNOWN, stamp, started, told

from assistant.adapters.content import read_procedure
from assistant.core.case_changes import assign, change_details, change_facts, choose, correct, note, share, unshare
from assistant.core.cases import Details
from assistant.core.chronology import rows
from assistant.core.procedure import Step
from assistant.core.routing import About

WORDS = read_procedure(Path(__file__).parents[3] / "assistant" / "content" / "procedure.yml").words
NAMES = {"ann": "Ann Deputy", "bob": "Bob Head"}


def test_each_entry_is_a_row_by_its_day_with_what_it_was() -> None:
    case = started(OFFENSIVE, Details("a post", place="a group", people="two parents"), owner="ann")
    case = told(case, "discussed@8")
    case = note(case, stamp("cat"), words="rang, no answer")
    case = choose(case, stamp(), step=Step.WRITTEN_WARNING, reason="a second family")
    case = change_facts(case, stamp(), facts=UNKNOWN, words="denied")
    case = change_details(
        case,
        stamp(),
        details=replace(case.details, accused=frozenset({"bob"}), about=frozenset({About.STAFF}), child_at_risk=True),
    )
    case = assign(case, stamp(), owner=None)
    case = share(case, stamp(), staff_id="cat", words="for the meeting")
    case = correct(case, stamp(), position=3, words="with the other parent", withdraw=True)
    case = correct(case, stamp(), position=3, words="see the letter", withdraw=False)
    case = unshare(case, stamp(), staff_id="cat", words="the meeting is over")
    assert [
        (row.position, row.what, row.who, row.words, row.reason, row.struck) for row in rows(case, WORDS, NAMES)
    ] == [
        (2, "Reported to the school", "Ann Deputy", "", "", False),
        (3, "Talked with the parent", "Ann Deputy", "", "so decided", True),
        (
            1,
            "Case opened: a post, a group, two parents; on a social network, offensive",
            "Ann Deputy",
            "",
            "",
            False,
        ),
        (4, "Note", "cat", "rang, no answer", "", False),
        (5, "Step chosen: Send a written warning", "Ann Deputy", "", "a second family", False),
        (
            6,
            "Facts changed: on a social network, offensive, nobody knows who wrote it",
            "Ann Deputy",
            "denied",
            "",
            False,
        ),
        (
            7,
            (
                "Details changed: a post, a group, two parents, about a member of staff, Bob Head, "
                "a child may be at risk"
            ),
            "Ann Deputy",
            "",
            "",
            False,
        ),
        (8, "Owner changed", "Ann Deputy", "", "", False),
        (9, "Shared with: cat", "Ann Deputy", "for the meeting", "", False),
        (10, "Correction; withdraws entry: 3", "Ann Deputy", "with the other parent", "", False),
        (11, "Added to entry: 3", "Ann Deputy", "see the letter", "", False),
        (12, "No longer shared with: cat", "Ann Deputy", "the meeting is over", "", False),
    ]


def test_a_row_has_the_day_of_the_event_and_the_schools_own_hour_of_writing() -> None:
    reported, opened = rows(started(), WORDS, NAMES)
    assert (reported.on, opened.on) == (MONDAY, FRIDAY)
    assert reported.recorded.replace(tzinfo=None) == datetime(2026, 9, 11, 13, 0)
