"""Goals are those of the contract, and each has one intent."""

import pytest

from assistant.core.goals import EMERGENCY, GOALS, STAFF_GOALS, STAFF_INTENTS, goal_of, intent_of

CONTRACT = [
    "policy/purpose",
    "policy/who_is_a_parent",
    "policy/objectives",
    "policy/appropriate_use",
    "policy/before_you_post",
    "policy/inappropriate_use",
    "policy/allegations",
    "policy/complaints_online",
    "policy/defamation",
    "policy/offensive_comments",
    "policy/racist_comments",
    "policy/threats",
    "policy/children_online",
    "policy/private_channels",
    "policy/procedure",
    "policy/first_step",
    "policy/if_refused",
    "policy/legal_action",
    "policy/written_warning",
    "policy/police",
    "policy/block_access",
    "policy/contact_host",
    "policy/document_details",
    "check_post",
    "report_post",
    "already_posted",
    "raise_concern",
    "make_complaint",
    "follow_up",
    "privacy",
    "emergency",
    "ask_human",
    "case_next_step",
    "case_list",
    "case_show",
    "case_open",
    "case_record",
    "case_letter",
    "case_close",
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "ask_bot",
    "cancel",
    "out_of_scope",
]


def test_goals_are_those_of_the_contract() -> None:
    assert list(GOALS) == CONTRACT


@pytest.mark.parametrize(
    ("goal", "intent"),
    [
        ("policy/purpose", "policy_purpose"),
        ("policy/who_is_a_parent", "policy_who_is_a_parent"),
        ("policy/if_refused", "policy_if_refused"),
        ("check_post", "check_post"),
        ("out_of_scope", "out_of_scope"),
    ],
)
def test_intent_and_goal_stand_for_each_other(goal: str, intent: str) -> None:
    assert intent_of(goal) == intent
    assert goal_of(intent) == goal


def test_every_goal_has_its_own_intent_and_comes_back_from_it() -> None:
    intents = [intent_of(goal) for goal in GOALS]
    assert [goal_of(intent) for intent in intents] == list(GOALS)
    assert len(set(intents)) == len(GOALS)
    assert [intent for intent in intents if "/" in intent] == []


def test_staff_intents_are_the_cases() -> None:
    assert {goal for goal in GOALS if goal.startswith("case_")} == STAFF_INTENTS == set(STAFF_GOALS)
    assert EMERGENCY in GOALS
