"""What would come after the next step."""

from assistant.core.case_history import Event, What
from assistant.core.look_ahead import TOLD_BY, look_ahead
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step

RUDE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
THREAT = Facts(Location.SOCIAL_NETWORK, frozenset({Category.VIOLENCE}))
REPORTED = (Event(What.REPORTED),)


def _firsts(facts: Facts, events: tuple[Event, ...], depth: int = 1) -> tuple[Step, dict[What | None, Step]]:
    ahead = look_ahead(facts, events, depth=depth)
    assert ahead is not None
    return ahead.step, {outcome: advice.next_steps[0].step for outcome, advice in ahead.outcomes.items()}


def test_after_the_first_step_it_depends_on_the_parent() -> None:
    assert _firsts(RUDE, REPORTED) == (
        Step.DISCUSS_AND_REQUEST_REMOVAL,
        {What.REMOVED: Step.CLOSE, What.REFUSED: Step.WRITTEN_WARNING},
    )


def test_each_look_further_supposes_that_the_parent_goes_on() -> None:
    assert _firsts(RUDE, REPORTED, depth=2)[0] is Step.WRITTEN_WARNING
    assert _firsts(RUDE, REPORTED, depth=3)[0] is Step.CONTACT_HOST


def test_the_police_come_first_and_the_talk_after_them() -> None:
    step, then = _firsts(THREAT, REPORTED)
    assert step is Step.CONTACT_POLICE
    assert then[What.REMOVED] is Step.CLOSE


def test_closing_is_the_end_one_way_only() -> None:
    gone = (*REPORTED, Event(What.DISCUSSED), Event(What.REMOVED))
    ahead = look_ahead(RUDE, gone)
    assert ahead is not None
    assert (ahead.step, set(ahead.outcomes)) == (Step.CLOSE, {None})
    assert ahead.outcomes[None].next_steps == ()


def test_a_closed_case_has_nothing_ahead() -> None:
    assert look_ahead(RUDE, (*REPORTED, Event(What.REMOVED), Event(What.CLOSED))) is None


def test_nothing_is_ahead_of_the_end() -> None:
    assert look_ahead(RUDE, (*REPORTED, Event(What.REMOVED)), depth=9) is not None


def test_every_step_is_carried_out_by_events() -> None:
    assert set(TOLD_BY) == set(Step)
