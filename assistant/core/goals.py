"""Goals: what one message is for. Inside Rasa the goal ``policy/<topic>`` is the intent ``policy_<topic>``."""

from assistant.core.policy import TOPIC_IDS

POLICY_GOALS = tuple(f"policy/{topic}" for topic in TOPIC_IDS)

JOURNEY_GOALS = (
    "check_post",
    "report_post",
    "already_posted",
    "raise_concern",
    "make_complaint",
    "follow_up",
    "privacy",
    "emergency",
    "ask_human",
)

STAFF_GOALS = (
    "case_next_step",
    "case_list",
    "case_show",
    "case_open",
    "case_record",
    "case_letter",
    "case_close",
)

SMALL_GOALS = ("greet", "goodbye", "thank", "affirm", "deny", "ask_bot", "cancel", "out_of_scope")

GOALS = POLICY_GOALS + JOURNEY_GOALS + STAFF_GOALS + SMALL_GOALS

EMERGENCY = "emergency"


def intent_of(goal: str) -> str:
    """Return Rasa's intent for a goal."""
    return goal.replace("/", "_", 1)


def goal_of(intent: str) -> str:
    """Return the goal for one of Rasa's intents."""
    return intent.replace("policy_", "policy/", 1) if intent.startswith("policy_") else intent


STAFF_INTENTS = frozenset(STAFF_GOALS)
"""Intents that only signed-in staff may have; their goals hold no slash."""

STAFF_LOOKS = frozenset({"case_next_step", "case_list", "case_show", "case_letter"})
"""Those of them that only show something: what was begun can go on after them."""
