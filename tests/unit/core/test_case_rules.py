"""What a case would take today, and what was decided on and not done yet."""

import pytest
from case_samples import FRIDAY, OFFENSIVE, UNKNOWN, stamp, started, told

from assistant.core.case_changes import choose, correct
from assistant.core.case_history import What
from assistant.core.case_rules import chosen_steps, needs_reason, possible_events
from assistant.core.cases import Details
from assistant.core.procedure import Facts, Step

GONE = {What.REMOVED, What.HOST_REMOVED, What.REFUSED}
WITH_THE_AUTHOR = {What.DISCUSSED, What.REMOVAL_REQUESTED, What.REFUSED, What.WARNING_SENT}


@pytest.mark.parametrize(
    ("facts", "events", "impossible"),
    [
        (OFFENSIVE, "", set()),
        (OFFENSIVE, "removed@8", GONE),
        (UNKNOWN, "", WITH_THE_AUTHOR),
        (OFFENSIVE, "removed@8 closed@9", set(What) - {What.CONTINUED, What.REPORTED}),
        (OFFENSIVE, "closed@9", set(What) - {What.CONTINUED, What.REPORTED, What.REFUSED}),
    ],
)
def test_possible_events_are_those_that_the_case_takes(facts: Facts, events: str, impossible: set[What]) -> None:
    assert possible_events(told(started(facts), events), today=FRIDAY) == tuple(
        what for what in What if what not in impossible
    )


def test_chosen_steps_are_those_that_were_not_carried_out_or_withdrawn_since() -> None:
    case = choose(started(), stamp(), step=Step.CONTACT_HOST, reason="it spreads")
    case = choose(case, stamp(), step=Step.WRITTEN_WARNING, reason="asked for")
    assert {step: entry.reason for step, entry in chosen_steps(case).items()} == {
        Step.CONTACT_HOST: "it spreads",
        Step.WRITTEN_WARNING: "asked for",
    }
    case = told(case, "host_contacted")
    assert set(chosen_steps(case)) == {Step.WRITTEN_WARNING}
    assert chosen_steps(correct(case, stamp(), position=4, words="a slip", withdraw=True)) == {}


def test_the_police_can_be_told_of_a_child_at_risk_without_a_reason_and_nothing_else_can() -> None:
    at_risk = started(OFFENSIVE, Details("a post", child_at_risk=True))
    assert not needs_reason(at_risk, Step.CONTACT_POLICE, on=FRIDAY)
    assert needs_reason(at_risk, Step.CONTACT_HOST, on=FRIDAY)
    assert needs_reason(started(OFFENSIVE), Step.CONTACT_POLICE, on=FRIDAY)
