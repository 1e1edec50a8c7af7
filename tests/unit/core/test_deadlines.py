"""By when something is due: from the day since when it has been required, never later for what was done beside it."""

from datetime import date

import pytest
from case_fakes import DAYS, EVERY_WEEKDAY
from case_samples import AT, FRIDAY, MONDAY, OFFENSIVE, RACIST, Stamp, stamp, started, told

from assistant.core.case_changes import assign, change_facts, correct, note
from assistant.core.deadlines import Due, Timetable
from assistant.core.procedure import Facts, Step

TIMETABLE = Timetable(EVERY_WEEKDAY, DAYS, 5)
TALK, WARN, POLICE, CLOSE = (
    Step.DISCUSS_AND_REQUEST_REMOVAL,
    Step.WRITTEN_WARNING,
    Step.CONTACT_POLICE,
    Step.CLOSE,
)
ASKED = "discussed@8 removal_requested@8"


def _september(day: int) -> date:
    return MONDAY.replace(day=day)


# the facts, what was recorded on Friday the 11th after a report on Monday the 7th, what is due
DUES: dict[str, tuple[Facts, str, Due | None]] = {
    "the first step, from the report": (OFFENSIVE, "", Due(_september(9), TALK)),
    "half of the first step does not put off the rest": (OFFENSIVE, "discussed@8", Due(_september(9), TALK)),
    "the police on the very day": (RACIST, "", Due(_september(7), POLICE)),
    "a talk does not put off the police": (RACIST, "discussed@8", Due(_september(7), POLICE)),
    "after the police, the first step since the report": (RACIST, "police_contacted@8", Due(_september(9), TALK)),
    "new material, the police anew": (RACIST, "police_contacted@8 continued@10", Due(_september(9), TALK)),
    "asked: look again": (OFFENSIVE, ASKED, Due(_september(18))),
    "refused: the warning": (OFFENSIVE, f"{ASKED} refused@9", Due(_september(16), WARN)),
    "still the warning, from the first refusal": (
        OFFENSIVE,
        f"{ASKED} refused@9 continued@10",
        Due(_september(16), WARN),
    ),
    "warned: the day by which the letter asks": (OFFENSIVE, f"{ASKED} refused@9 warning_sent@10", Due(_september(17))),
    "warned, then the host asked": (OFFENSIVE, "refused@8 warning_sent@8 host_contacted@10", Due(_september(15))),
    "warned and posted again: the host": (
        OFFENSIVE,
        "refused@8 warning_sent@8 continued@10",
        Due(_september(14), Step.CONTACT_HOST),
    ),
    "removed: close": (OFFENSIVE, f"{ASKED} removed@9", Due(_september(23), CLOSE)),
    "closed: nothing": (OFFENSIVE, f"{ASKED} removed@9 closed@10", None),
    "open again: the first step anew": (
        OFFENSIVE,
        f"{ASKED} removed@9 closed@10 continued@11",
        Due(_september(15), TALK),
    ),
}


@pytest.mark.parametrize("name", DUES)
def test_what_is_due(name: str) -> None:
    facts, events, due = DUES[name]
    assert TIMETABLE.due(told(started(facts), events)) == due


def test_a_step_that_only_new_facts_require_counts_from_those() -> None:
    case = change_facts(told(started(), "discussed@8 removal_requested@8"), stamp(), facts=RACIST)
    assert TIMETABLE.due(case) == Due(FRIDAY, POLICE)


def test_a_note_puts_off_looking_again_and_nothing_else() -> None:
    later = Stamp("ann", AT, _september(14))
    asked = told(started(), ASKED)
    assert TIMETABLE.due(note(asked, later, words="rang, no answer")) == Due(_september(21))
    assert TIMETABLE.due(assign(asked, later, owner="bob")) == Due(_september(18))
    assert TIMETABLE.due(note(started(), later, words="rang")) == Due(_september(9), TALK)


def test_a_note_does_not_put_off_the_day_by_which_a_warning_asks_until_that_day() -> None:
    warned = told(started(), f"{ASKED} refused@9 warning_sent@10")
    early, late = Stamp("ann", AT, _september(16)), Stamp("ann", AT, _september(17))
    assert TIMETABLE.due(note(warned, early, words="rang, no answer")) == Due(_september(17))
    assert TIMETABLE.due(note(warned, late, words="still up")) == Due(_september(24))


def test_a_withdrawn_event_sets_no_date() -> None:
    case = correct(told(started(), f"{ASKED} refused@9"), stamp(), position=5, words="wrong parent", withdraw=True)
    assert TIMETABLE.due(case) == Due(_september(18))


def test_a_case_whose_report_was_withdrawn_counts_from_its_opening() -> None:
    case = correct(started(), stamp(), position=2, words="reported on another day", withdraw=True)
    assert TIMETABLE.due(case) == Due(_september(15), TALK)


def test_a_case_is_due_whatever_the_order_in_which_it_was_recorded() -> None:
    assert TIMETABLE.due(told(started(), "refused@9 discussed@8 removal_requested@8")) == Due(_september(16), WARN)


def test_each_required_step_has_its_own_day_the_most_urgent_first() -> None:
    case = told(started(RACIST), "")
    assert TIMETABLE.required(case) == [Due(_september(7), POLICE), Due(_september(9), TALK)]
    assert TIMETABLE.required(told(started(OFFENSIVE), ASKED)) == []
