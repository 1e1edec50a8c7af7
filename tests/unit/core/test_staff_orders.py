"""What staff order in a whole message, and what only sounds like it."""

import pytest

from assistant.core.staff_orders import Order, find_order


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("anything overdue?", "case_list"),
        ("Anything else overdue?", "case_list"),
        ("what's new?", "case_list"),
        ("anything new since yesterday?", "case_list"),
        ("has anything come in since Friday", "case_list"),
        ("which are open?", "case_list"),
        ("hang on, list my open cases", "case_list"),
        ("what's next for C-12", "case_next_step"),
        ("What’s next for the Year 1 Facebook thing?", "case_next_step"),
        ("ok, what's next?", "case_next_step"),
        ("and after that?", "case_next_step"),
        ("what do I do next on case 7 please", "case_next_step"),
        ("who's dealing with the harvest basket thing?", "case_show"),
        ("can you show me C-41 first", "case_show"),
        ("where are we with C-12", "case_show"),
        ("draft the warning letter", "case_letter"),
        ("could you write the note to the police for C-7?", "case_letter"),
        ("draft a letter to the mum for C-12", "case_letter"),
        ("close it", "case_close"),
        ("can I close C-12 now?", "case_close"),
        ("open a new case", "case_open"),
        ("new case please", "case_open"),
    ],
)
def test_a_whole_message_that_asks_for_one_thing_is_an_order(text: str, goal: str) -> None:
    assert find_order(text) == Order(goal)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("never mind, show me C-41", "case_show"),
        ("Forget that. What's next for C-3?", "case_next_step"),
        ("cancel that and close C-3", "case_close"),
        ("leave it for now, anything overdue?", "case_list"),
    ],
)
def test_an_order_can_say_to_leave_what_is_going_on(text: str, goal: str) -> None:
    assert find_order(text) == Order(goal, drops=True)


@pytest.mark.parametrize(
    "text",
    [
        "the head spoke to her about what's next",
        "what's next for her is a talk with the head",
        "she asked me to close it",
        "close it or I go to the papers, he said",
        "she said never mind and put the phone down",
        "never mind, she took it down",
        "stop it, he said, show me C-41",
        "the draft letter was read out to her on Tuesday",
        "warning letter sent today",
        "the open cases",
        "overdue library books post",
        "close friends group chat",
        "new case of shouting at the gate",
        "closed it",
        "what's new is that he refused",
        "he told us to draft the warning letter and be done",
        "C-41",
        "today",
        "never mind",
        "what next",
        f"show me the {'very ' * 20}old case",
    ],
)
def test_what_says_more_or_less_than_an_order_is_none(text: str) -> None:
    assert find_order(text) is None
