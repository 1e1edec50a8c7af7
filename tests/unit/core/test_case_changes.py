"""What a case takes and what it refuses, each with its own code."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_samples import ALLEGATION, FRIDAY, MONDAY, OFFENSIVE, RACIST, UNKNOWN, stamp, started, told

from assistant.core.case_changes import (
    TITLE_LIMIT,
    WORDS_LIMIT,
    assign,
    change_details,
    change_facts,
    choose,
    correct,
    note,
    record,
    share,
    unshare,
)
from assistant.core.case_errors import REFUSALS, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import Case, Details, EntryKind, let_in
from assistant.core.procedure import Facts, Status, Step

ASKED = "discussed@8 removal_requested@8"
REFUSES = f"{ASKED} refused@9"
COMPLIED = f"{ASKED} removed@9"
CLOSED = f"{COMPLIED} closed@10"

# the facts, what was recorded, the event and its day of September, why it is refused (or nothing)
EVENTS: dict[str, tuple[Facts, str, str, Refusal | None]] = {
    "today": (OFFENSIVE, "", "discussed@11", None),
    "on the day of the report": (OFFENSIVE, "", "discussed@7", None),
    "tomorrow": (OFFENSIVE, "", "discussed@12", Refusal.IN_THE_FUTURE),
    "the day before the report": (OFFENSIVE, "", "discussed@6", Refusal.BEFORE_THE_MATERIAL),
    "an earlier report": (OFFENSIVE, "", "reported@4", None),
    "after an earlier report": (OFFENSIVE, "reported@4", "discussed@5", None),
    "between two days, recorded late": (OFFENSIVE, "refused@10", "discussed@8", None),
    "removed once": (OFFENSIVE, ASKED, "removed@9", None),
    "removed twice": (OFFENSIVE, COMPLIED, "removed@10", Refusal.GONE_ALREADY),
    "removed earlier than recorded": (OFFENSIVE, COMPLIED, "removed@8", None),
    "the host removes what is gone": (OFFENSIVE, COMPLIED, "host_removed@10", Refusal.GONE_ALREADY),
    "refused after it was removed": (OFFENSIVE, COMPLIED, "refused@10", Refusal.GONE_ALREADY),
    "refused before it was removed, recorded late": (OFFENSIVE, COMPLIED, "refused@8", None),
    "continued after it was removed": (OFFENSIVE, COMPLIED, "continued@10", None),
    "removed again after it came back": (OFFENSIVE, f"{COMPLIED} continued@10", "removed@11", None),
    "talked with nobody": (UNKNOWN, "", "discussed@8", Refusal.AUTHOR_UNKNOWN),
    "asked nobody": (UNKNOWN, "", "removal_requested@8", Refusal.AUTHOR_UNKNOWN),
    "nobody refused": (UNKNOWN, "", "refused@8", Refusal.AUTHOR_UNKNOWN),
    "warned nobody": (UNKNOWN, "", "warning_sent@8", Refusal.AUTHOR_UNKNOWN),
    "somebody removed it": (UNKNOWN, "", "removed@8", None),
    "asked the host about nobody": (UNKNOWN, "", "host_contacted@8", None),
    "on a closed case": (OFFENSIVE, CLOSED, "discussed@11", Refusal.CASE_CLOSED),
    "reported again on a closed case": (OFFENSIVE, CLOSED, "reported@11", None),
    "reported before the closing": (OFFENSIVE, CLOSED, "reported@9", Refusal.CASE_CLOSED),
    "refused on a closed case, the material gone": (OFFENSIVE, CLOSED, "refused@11", Refusal.GONE_ALREADY),
    "refused on a closed case, the material standing": (OFFENSIVE, "closed@10", "refused@11", None),
    "refused before the closing": (OFFENSIVE, "closed@10", "refused@9", Refusal.CASE_CLOSED),
    "closed twice": (OFFENSIVE, CLOSED, "closed@11", Refusal.CASE_CLOSED),
    "recorded late on a closed case": (OFFENSIVE, CLOSED, "discussed@8", Refusal.CASE_CLOSED),
    "continued on a closed case": (OFFENSIVE, CLOSED, "continued@11", None),
    "continued on the day of closing": (OFFENSIVE, CLOSED, "continued@10", None),
    "continued before the closing": (OFFENSIVE, CLOSED, "continued@9", Refusal.CASE_CLOSED),
    "after it was opened again": (OFFENSIVE, f"{CLOSED} continued@11", "discussed@11", None),
}


def _refusal(change: Callable[[], object]) -> Refusal | None:
    try:
        change()
    except RefusedError as error:
        return error.code
    return None


@pytest.mark.parametrize("name", EVENTS)
def test_which_events_a_case_takes(name: str) -> None:
    facts, before, event, refusal = EVENTS[name]
    case = told(started(facts), before)
    assert _refusal(lambda: told(case, event)) == refusal


def test_continued_opens_a_closed_case_again() -> None:
    case = told(started(), CLOSED)
    assert (case.closed, case.status) == (True, Status.CLOSED)
    assert told(case, "continued@11").closed is False


# the facts, what was recorded, the step, whether it goes against the advice on Friday
CHOICES: dict[str, tuple[Facts, str, Step, bool]] = {
    "the first step": (OFFENSIVE, "", Step.DISCUSS_AND_REQUEST_REMOVAL, False),
    "not for now": (OFFENSIVE, "", Step.WRITTEN_WARNING, True),
    "never for this": (OFFENSIVE, "", Step.CONTACT_POLICE, True),
    "closing what still stands": (OFFENSIVE, "", Step.CLOSE, True),
    "a choice while nothing is required": (OFFENSIVE, ASKED, Step.DISCUSS_AND_REQUEST_REMOVAL, False),
    "the required one": (OFFENSIVE, REFUSES, Step.WRITTEN_WARNING, False),
    "another in place of the required one": (OFFENSIVE, REFUSES, Step.CONTACT_HOST, True),
    "another after the required one": (OFFENSIVE, f"{REFUSES} warning_sent@10", Step.CONTACT_HOST, False),
    "one of two required": (RACIST, "", Step.DISCUSS_AND_REQUEST_REMOVAL, False),
    "the other of two required": (RACIST, "", Step.CONTACT_POLICE, False),
    "neither of two required": (RACIST, "", Step.CONTACT_HOST, True),
    "closing when all is done": (OFFENSIVE, COMPLIED, Step.CLOSE, False),
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_step_against_the_advice_needs_a_reason(name: str) -> None:
    facts, before, step, against = CHOICES[name]
    case = told(started(facts), before)
    assert _refusal(lambda: choose(case, stamp(), step=step)) == (Refusal.REASON_NEEDED if against else None)
    assert _refusal(lambda: choose(case, stamp(), step=step, reason=" . ")) == (
        Refusal.REASON_NEEDED if against else None
    )
    chosen = choose(case, stamp(), step=step, reason=" The head decided. ").entries[-1]
    assert (chosen.kind, chosen.step, chosen.reason) == (EntryKind.CHOICE, step, "The head decided.")


def test_an_event_that_is_a_step_against_the_advice_needs_a_reason_and_keeps_it() -> None:
    case = started()
    assert _refusal(lambda: record(case, stamp(), what=What.WARNING_SENT, on=FRIDAY)) is Refusal.REASON_NEEDED
    sent = record(case, stamp(), what=What.WARNING_SENT, on=FRIDAY, reason="threatened on the phone")
    assert sent.entries[-1].reason == "threatened on the phone"


@pytest.mark.parametrize("what", [What.REMOVED, What.REFUSED, What.CONTINUED, What.HOST_REMOVED, What.REPORTED])
def test_what_happens_to_the_school_needs_no_reason(what: What) -> None:
    assert record(started(RACIST), stamp(), what=what, on=FRIDAY).entries[-1].what is what


def test_an_event_is_judged_by_what_was_known_on_its_own_day() -> None:
    case = told(started(), f"{REFUSES} removed@10")
    on = MONDAY.replace(day=9)
    assert record(case, stamp(), what=What.WARNING_SENT, on=on).entries[-1].on == on
    later = MONDAY.replace(day=10)
    assert _refusal(lambda: record(case, stamp(), what=What.WARNING_SENT, on=later)) is Refusal.REASON_NEEDED


def test_a_step_chosen_with_its_reason_is_carried_out_without_another() -> None:
    case = choose(started(), stamp(), step=Step.WRITTEN_WARNING, reason="a second family")
    done = record(case, stamp(), what=What.WARNING_SENT, on=FRIDAY)
    assert done.entries[-1].reason == ""
    assert _refusal(lambda: record(done, stamp(), what=What.WARNING_SENT, on=FRIDAY)) is Refusal.REASON_NEEDED


def test_a_withdrawn_choice_gives_no_leave() -> None:
    case = choose(started(), stamp(), step=Step.WRITTEN_WARNING, reason="a second family")
    case = correct(case, stamp(), position=3, words="not yet", withdraw=True)
    assert _refusal(lambda: record(case, stamp(), what=What.WARNING_SENT, on=FRIDAY)) is Refusal.REASON_NEEDED


def test_a_step_that_was_fit_when_it_was_chosen_needs_a_reason_once_it_is_not() -> None:
    case = told(choose(told(started(), REFUSES), stamp(), step=Step.WRITTEN_WARNING), "removed@10")
    assert _refusal(lambda: record(case, stamp(), what=What.WARNING_SENT, on=FRIDAY)) is Refusal.REASON_NEEDED


def test_a_required_step_that_was_chosen_is_not_skipped_by_another() -> None:
    case = choose(told(started(), REFUSES), stamp(), step=Step.WRITTEN_WARNING)
    assert choose(case, stamp(), step=Step.CONTACT_HOST).entries[-1].step is Step.CONTACT_HOST


def test_a_choice_of_the_first_step_holds_for_the_talk_and_the_request() -> None:
    case = choose(told(started(), REFUSES), stamp(), step=Step.DISCUSS_AND_REQUEST_REMOVAL, reason="new to the school")
    for what in (What.DISCUSSED, What.REMOVAL_REQUESTED):
        case = record(case, stamp(), what=what, on=FRIDAY)
    assert _refusal(lambda: record(case, stamp(), what=What.DISCUSSED, on=FRIDAY)) is Refusal.REASON_NEEDED


CLOSED_CASE = told(started(), CLOSED)
LONG = "x" * (WORDS_LIMIT + 1)

REFUSED: dict[str, tuple[Callable[[], Case], Refusal]] = {
    "a note without words": (lambda: note(started(), stamp(), words=" … "), Refusal.WORDS_NEEDED),
    "a note that is too long": (lambda: note(started(), stamp(), words=LONG), Refusal.TOO_LONG),
    "an event with too many words": (
        lambda: record(started(), stamp(), what=What.REFUSED, on=FRIDAY, words=LONG),
        Refusal.TOO_LONG,
    ),
    "a reason that is too long": (
        lambda: choose(started(), stamp(), step=Step.CONTACT_POLICE, reason=LONG),
        Refusal.TOO_LONG,
    ),
    "a note on a closed case": (lambda: note(CLOSED_CASE, stamp(), words="rang"), Refusal.CASE_CLOSED),
    "a choice on a closed case": (
        lambda: choose(CLOSED_CASE, stamp(), step=Step.WRITTEN_WARNING, reason="x"),
        Refusal.CASE_CLOSED,
    ),
    "facts of a closed case": (lambda: change_facts(CLOSED_CASE, stamp(), facts=RACIST), Refusal.CASE_CLOSED),
    "the same facts": (lambda: change_facts(started(), stamp(), facts=OFFENSIVE), Refusal.NOTHING_CHANGED),
    "the same details": (
        lambda: change_details(started(), stamp(), details=Details(" a post ")),
        Refusal.NOTHING_CHANGED,
    ),
    "the same owner": (lambda: assign(started(owner="ann"), stamp(), owner="ann"), Refusal.NOTHING_CHANGED),
    "shared twice": (
        lambda: share(share(started(), stamp(), staff_id="bob"), stamp(), staff_id="bob"),
        Refusal.NOTHING_CHANGED,
    ),
    "a share that is not there": (lambda: unshare(started(), stamp(), staff_id="bob"), Refusal.NOT_SHARED),
    "taken back twice": (
        lambda: unshare(
            unshare(share(started(), stamp(), staff_id="bob"), stamp(), staff_id="bob"), stamp(), staff_id="bob"
        ),
        Refusal.NOT_SHARED,
    ),
    "no title": (lambda: started(details=Details("  ")), Refusal.TITLE_NEEDED),
    "a title of two lines": (lambda: started(details=Details("one\ntwo")), Refusal.TITLE_NEEDED),
    "a title that is too long": (lambda: started(details=Details("x" * (TITLE_LIMIT + 1))), Refusal.TOO_LONG),
    "no such entry": (
        lambda: correct(started(), stamp(), position=3, words="x", withdraw=False),
        Refusal.NO_SUCH_ENTRY,
    ),
    "entry nought": (lambda: correct(started(), stamp(), position=0, words="x", withdraw=True), Refusal.NO_SUCH_ENTRY),
    "a correction without words": (
        lambda: correct(started(), stamp(), position=2, words="", withdraw=True),
        Refusal.WORDS_NEEDED,
    ),
    "withdrawing the opening": (
        lambda: correct(started(), stamp(), position=1, words="x", withdraw=True),
        Refusal.NOT_TO_BE_WITHDRAWN,
    ),
    "withdrawing a share": (
        lambda: correct(share(started(), stamp(), staff_id="bob"), stamp(), position=3, words="x", withdraw=True),
        Refusal.NOT_TO_BE_WITHDRAWN,
    ),
    "withdrawing twice": (
        lambda: correct(
            correct(started(), stamp(), position=2, words="x", withdraw=True),
            stamp(),
            position=2,
            words="x",
            withdraw=True,
        ),
        Refusal.WITHDRAWN_ALREADY,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name: str) -> None:
    change, refusal = REFUSED[name]
    assert _refusal(change) is refusal


def test_every_refusal_has_words_of_its_own() -> None:
    assert [str(RefusedError(code)) for code in Refusal] == [REFUSALS[code] for code in Refusal]
    assert set(REFUSALS) == set(Refusal)
    assert len(set(REFUSALS.values())) == len(Refusal)


@pytest.mark.parametrize("withdraw", [True, False])
def test_a_closed_case_can_always_be_added_to(withdraw: bool) -> None:
    case = correct(CLOSED_CASE, stamp(), position=6, words="closed by mistake", withdraw=withdraw)
    assert case.closed is not withdraw


def test_a_closed_case_can_be_given_shared_and_given_an_accused() -> None:
    case = share(assign(CLOSED_CASE, stamp(), owner="bob"), stamp(), staff_id="cat", words="for the panel")
    accused = change_details(case, stamp(), details=replace(case.details, accused=frozenset({"bob"})))
    assert (case.owner, [(one.staff_id, one.note) for one in case.shares]) == ("bob", [("cat", "for the panel")])
    assert accused.details.accused == {"bob"}


def test_each_change_is_one_entry_more_and_one_version_more_by_whom_and_when() -> None:
    case = started(ALLEGATION)
    later = stamp("bob", "r2", FRIDAY + timedelta(days=3))
    changed = note(case, later, words=" rang, \0no answer ")
    assert (len(changed.entries), changed.version) == (len(case.entries) + 1, case.version + 1)
    entry = changed.entries[-1]
    assert (entry.position, entry.kind, entry.by, entry.words) == (3, EntryKind.NOTE, "bob", "rang, \ufffdno answer")
    assert (entry.on, entry.recorded_at, entry.request_id) == (date(2026, 9, 14), later.at, "r2")


def test_a_share_that_is_taken_back_leaves_both_entries_and_the_other_shares() -> None:
    shared = share(share(started(), stamp(), staff_id="bob"), stamp(), staff_id="cat")
    case = unshare(shared, stamp(), staff_id="bob", words=" left the panel ")
    last = case.entries[-1]
    assert [one.staff_id for one in case.shares] == ["cat"]
    assert case.entries[:-1] == shared.entries
    assert (last.kind, last.staff_id, last.words) == (EntryKind.UNSHARE, "bob", "left the panel")
    again = share(case, stamp(), staff_id="bob")
    assert [one.staff_id for one in again.shares] == ["cat", "bob"]
    assert [let_in(one.entries) for one in (shared, case, again)] == [{"bob", "cat"}, {"cat"}, {"bob", "cat"}]
