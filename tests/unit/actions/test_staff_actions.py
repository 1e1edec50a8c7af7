"""The staff's actions: nobody else, only their cases, asked back, confirmed, stored once."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from case_fakes import close_case
from fakes import FakeReceipts
from staff_stage import RUDE, Answer, Stage

from actions.case_letter import ActionCaseLetter
from actions.case_list import ActionCaseList
from actions.case_next_step import ActionCaseNextStep
from actions.case_open import (
    ActionAskCaseAbout,
    ActionAskCaseFound,
    ActionAskCaseLocation,
    ActionAskCaseOpenConfirm,
    ActionCaseOpen,
    ActionOpenCase,
    ValidateCaseOpenForm,
)
from actions.case_record import (
    ActionAskCaseReason,
    ActionAskCaseRecordConfirm,
    ActionAskCaseWhat,
    ActionCaseClose,
    ActionCaseRecord,
    ActionRecordCase,
    ValidateCaseRecordForm,
)
from actions.case_show import ActionCaseShow
from actions.choose_case import ActionAskCaseRef, ActionChooseCase, ValidateChooseCaseForm
from actions.forms import ActionCancel
from actions.help import ActionOfferMenu, ActionPrivacy
from assistant.core.case_errors import REFUSALS, Refusal
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.errors import StorageError
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note, record_event
from assistant.services.give_record import give_record
from assistant.services.hand_case import assign_owner
from assistant.services.read_record import open_own_record
from assistant.web.rendering import templates

TODAY = date(2026, 9, 1)
THREAT = Facts(Location.SOCIAL_NETWORK, frozenset({Category.VIOLENCE}))
NEED = [
    ActionAskCaseAbout,
    ActionAskCaseFound,
    ActionAskCaseLocation,
    ActionAskCaseOpenConfirm,
    ActionAskCaseReason,
    ActionAskCaseRecordConfirm,
    ActionAskCaseRef,
    ActionAskCaseWhat,
    ActionCaseClose,
    ActionCaseLetter,
    ActionCaseList,
    ActionCaseNextStep,
    ActionCaseOpen,
    ActionCaseRecord,
    ActionCaseShow,
    ActionChooseCase,
    ActionOpenCase,
    ActionRecordCase,
    ValidateCaseOpenForm,
    ValidateCaseRecordForm,
    ValidateChooseCaseForm,
]
CONFIRMED = {"case_ref": 1, "case_version": 1, "case_words": "he says no", "case_confirm": "record"}


@pytest.mark.parametrize("action", NEED)
@pytest.mark.parametrize(
    ("metadata", "sender"),
    [
        ({}, "staff-1"),
        ({"role": "parent", "channel": "web"}, "web-1"),
        ({"role": "parent", "channel": "web", "staff": "ann"}, "staff-1"),
        ({"role": "staff", "channel": "web"}, "staff-1"),
        ({"role": "staff", "channel": "web", "staff": "nobody"}, "staff-1"),
        ({"role": "staff", "channel": "web", "staff": "shut out"}, "staff-1"),
        ({"role": "staff", "channel": "web", "staff": "ann"}, "web-1"),
    ],
)
def test_nobody_but_signed_in_staff_is_answered(
    stage: Stage, ann: StaffAccount, action: Any, metadata: dict[str, str], sender: str
) -> None:
    stage.open(ann)
    gone = stage.account(StaffRole.HEADTEACHER, name="shut out")
    stage.door.store.rows.accounts["shut out"] = replace(gone, disabled=True)
    stage.metadata = metadata
    slots = CONFIRMED | {"case_ref": 1}
    for mark in ({}, {"left_form": "case_record_form"}, {"as_note": True}):
        for text in ("what's next for C-1", "what's new?"):
            answer = stage.run(action(), text, slots=slots, sender=sender, mark=mark, loop="case_record_form")
            assert answer.responses == ["utter_staff_only"]
            assert answer.slots == {"requested_slot": None}
            assert answer.followup is None
    assert stage.cases.stored[next(iter(stage.cases.stored))].version == 1


def test_the_next_step_is_said_with_its_clause_and_kept_in_mind(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionCaseNextStep(), "what's next for C-1?")
    assert answer.responses == ["utter_case_next_step"]
    assert answer.messages[0]["custom"] == {"quotes": ["procedure.first_step"]}
    assert "Talk with the parent" in answer.messages[0]["steps"]
    assert answer.slots["case_in_mind"] == 1


def test_a_child_at_risk_is_said_before_the_next_step(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, child_at_risk=True)
    first, second, *_ = stage.run(ActionCaseNextStep(), "what's next for C-1?").messages[0]["steps"].splitlines()
    assert first.startswith("- Child protection comes first.")
    assert "Children's social care: 01632 960110" in first
    assert second.startswith("- The policy’s first step: Talk with the parent")


def test_the_next_steps_are_said_in_the_words_of_the_page(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    desk = stage.parts.case_desk
    said = []
    for version, what in enumerate([None, What.REFUSED, What.REMOVED]):
        if what is not None:
            record_event(desk, actor=ann, number=1, version=version, what=what, on=TODAY)
        steps = stage.run(ActionCaseNextStep(), "what's next for C-1?").messages[0]["steps"]
        said.append([line.partition(". ")[0] for line in steps.splitlines() if line.startswith("- ")])
    assert said == [
        ["- The policy’s first step: Talk with the parent and ask for removal"],
        [
            "- Next: the policy says to consider this: Send a written warning",
            "- You may also consider: Talk with the parent and ask for removal",
            "- You may also consider: Ask the host to remove it",
        ],
        ["- Next: Close the case"],
    ]


def test_it_is_the_case_in_mind(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    answer = stage.run(ActionCaseNextStep(), "what's next for it?", slots={"case_in_mind": 1})
    assert answer.messages[0]["case"] == "C-0001 Song"


def test_a_case_that_is_named_counts_more_than_the_one_in_mind(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Nativity video")
    for text in ("what's next for the nativity video case", "C-2 next", "next steps, nativity video"):
        answer = stage.run(ActionCaseNextStep(), text, slots={"case_in_mind": 1})
        assert answer.messages[0]["case"] == "C-0002 Nativity video"


def test_after_that_looks_one_step_further_each_time(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    first = stage.run(ActionCaseNextStep(), "and after that?", slots={"case_in_mind": 1})
    second = stage.run(ActionCaseNextStep(), "and then?", slots={"case_in_mind": 1} | first.slots)
    assert [first.messages[0]["step"], second.messages[0]["step"]] == [
        "Talk with the parent and ask for removal",
        "Send a written warning",
    ]
    assert (first.slots["case_ahead"], second.slots["case_ahead"]) == (1, 2)


def test_nothing_comes_after_a_closed_case(stage: Stage, ann: StaffAccount) -> None:
    shown = stage.open(ann)
    close_case(stage.parts.case_desk, actor=ann, number=1, version=shown.case.version, on=TODAY, reason="moved away")
    assert stage.run(ActionCaseNextStep(), "what's next, C-1").responses == ["utter_case_no_step"]
    assert stage.run(ActionCaseNextStep(), "C-1, and after that?").responses == ["utter_case_nothing_ahead"]


@pytest.mark.parametrize(
    ("action", "goal"),
    [
        (ActionCaseNextStep, "case_next_step"),
        (ActionCaseShow, "case_show"),
        (ActionCaseLetter, "case_letter"),
        (ActionCaseRecord, "case_record"),
        (ActionCaseClose, "case_close"),
    ],
)
def test_which_case_is_asked_with_the_open_ones(stage: Stage, ann: StaffAccount, action: Any, goal: str) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    answer = stage.run(action(), "hm")
    assert answer.followup == "choose_case_form"
    assert answer.slots | {"case_goal": goal, "case_likely": [2, 1], "case_ref": None} == answer.slots


def test_a_case_of_somebody_else_is_not_found(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    stage.sign_in(stage.account(StaffRole.OFFICE, name="olu"))
    for action in (ActionCaseNextStep, ActionCaseShow, ActionCaseLetter, ActionCaseRecord, ActionCaseClose):
        answer = stage.run(action(), "C-1 she refused")
        assert [(one["response"], one.get("why")) for one in answer.messages] == [
            ("utter_case_refused", "There is no such case for you.")
        ]
        assert (answer.slots, answer.followup) == ({}, None)
    assert stage.run(ActionCaseShow(), "the song case", slots={"case_in_mind": 1}).slots["case_likely"] == []
    assert stage.run(ActionCaseList(), "all cases").responses == ["utter_case_list_empty"]


def test_the_list_names_owner_and_due_day(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionCaseList(), "whose open")
    assert answer.messages[0]["cases"].startswith("- C-0001 Song: Open, with Ann. Talk with the parent")
    assert answer.messages[0]["buttons"] == [{"title": "C-0001", "payload": "/case_show?case=1"}]


def test_a_long_list_says_that_there_is_more(stage: Stage, ann: StaffAccount) -> None:
    for number in range(12):
        stage.open(ann, f"Case {number} of the year")
    answer = stage.run(ActionCaseList(), "list")
    assert answer.responses == ["utter_case_list", "utter_case_list_more"]
    assert answer.messages[0]["count"] == 12


def test_what_is_due_by_a_day_is_listed_alone_and_the_earliest_first(stage: Stage, ann: StaffAccount) -> None:
    for title, facts in (("Talk", RUDE), ("Threat", THREAT), ("Chat", RUDE)):
        stage.open(ann, title, facts=facts)
    listed = {}
    for text in ("whats due today", "what's due this week?", "anything due"):
        answer = stage.run(ActionCaseList(), text).messages[0]
        listed[answer["which"]] = [line[2:8] for line in answer["cases"].splitlines()]
    assert listed == {
        "due by Tuesday 1 September": ["C-0002"],
        "due by Sunday 6 September": ["C-0002", "C-0001", "C-0003"],
        "open, with the earliest to be done first": ["C-0002", "C-0001", "C-0003"],
    }
    for number in range(12):
        stage.open(ann, f"Case {number} of the year")
    answer = stage.run(ActionCaseList(), "what's due this week?")
    assert answer.responses == ["utter_case_list"]
    assert answer.messages[0]["cases"].splitlines()[-1].startswith("- 5 more: ")


def test_closing_quotes_no_clause_since_the_policy_has_none_for_it(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    record_event(stage.parts.case_desk, actor=ann, number=1, version=1, what=What.REMOVED, on=TODAY)
    answer = stage.run(ActionCaseNextStep(), "what's next for C-1?").messages[0]
    assert "Close the case" in answer["steps"]
    assert answer["custom"] == {"quotes": []}
    stage.open(ann, "Warned")
    record_event(stage.parts.case_desk, actor=ann, number=2, version=1, what=What.REFUSED, on=TODAY)
    ahead = stage.run(ActionCaseNextStep(), "and after that?", slots={"case_in_mind": 2}).messages[0]
    assert "If the parent removes it: Close the case" in ahead["steps"]
    assert ahead["custom"] == {"quotes": ["procedure.contact_host"]}


def test_the_menu_offers_to_open_a_case_to_those_alone_who_may(stage: Stage, ann: StaffAccount) -> None:
    offered = {}
    for role in (StaffRole.HEADTEACHER, StaffRole.GOVERNOR):
        stage.sign_in(stage.account(role, name=str(role)))
        buttons = stage.run(ActionOfferMenu()).messages[0]["buttons"]
        offered[role] = any("case_open" in button["payload"] for button in buttons)
    assert offered == {StaffRole.HEADTEACHER: True, StaffRole.GOVERNOR: False}


def test_where_nothing_has_to_be_done_at_once_that_is_said_first(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    desk = stage.parts.case_desk
    for version, what in enumerate((What.REFUSED, What.WARNING_SENT), start=1):
        record_event(desk, actor=ann, number=1, version=version, what=what, on=TODAY)
    steps = stage.run(ActionCaseNextStep(), "what's next for C-1?").messages[0]["steps"].splitlines()
    assert steps[0].startswith("Nothing has to be done at once. Look at it again by ")
    assert all(step.startswith("- You may consider: ") for step in steps[1:])
    stage.door.clock.pass_by(timedelta(days=30))
    steps = stage.run(ActionCaseNextStep(), "what's next for C-1?").messages[0]["steps"].splitlines()
    assert steps[-1].endswith(", which is past.")
    assert "Nothing has to be done at once." not in steps[0]


def test_staff_are_told_of_their_own_chat_and_parents_of_theirs(stage: Stage, ann: StaffAccount) -> None:
    card = stage.run(ActionPrivacy(), "who can see this").messages[0]["card"]
    assert "It is deleted when you sign out" in card
    assert "after your last message" not in card
    stage.metadata = {"role": "parent", "channel": "web"}
    card = stage.run(ActionPrivacy(), "who can see this", sender="web-1").messages[0]["card"]
    assert "after your last message" in card
    assert "when you sign out" not in card


def test_whoever_wants_a_case_given_to_somebody_is_told_where(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    where = "/staff/cases/C-0001/owner, or share it at /staff/cases/C-0001/share."
    assert stage.run(ActionCaseShow(), "give C-1 to the deputy").messages[0]["entries"].endswith(where)
    assert where not in stage.run(ActionCaseShow(), "show C-1").messages[0]["entries"]


def test_a_case_is_shown_by_a_button_with_its_latest_entries(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionCaseShow(), "C-0001", entities={"case": "1"})
    message = answer.messages[0]
    assert (message["owner"], message["page"]) == ("Ann", "/staff/cases/C-0001")
    assert "- Tuesday 1 September: Reported to the school (Ann)" in message["entries"]


def test_the_letter_is_that_of_the_next_step_or_the_one_asked_for(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    plain = stage.run(ActionCaseLetter(), "letter for C-1")
    warning = stage.run(ActionCaseLetter(), "warning letter for C-1")
    assert (plain.responses, plain.messages[0]["step"]) == (
        ["utter_case_letter"],
        "Talk with the parent and ask for removal",
    )
    assert (warning.responses, warning.messages[0]["step"]) == (["utter_case_letter_against"], "Send a written warning")


def test_a_letter_is_given_by_the_address_of_its_draft(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    page = "http://127.0.0.1:8000/staff/cases/C-0001/letters"
    assert stage.run(ActionCaseLetter(), "draft the warning letter for C-1").messages[0]["letters"] == (
        f"- Written warning: {page}/written_warning"
    )
    assert stage.run(ActionCaseLetter(), "a letter for C-1").messages[0]["letters"].splitlines() == [
        f"- Invitation to talk: {page}/invitation_to_discuss",
        f"- Request to remove a post: {page}/request_for_removal",
        f"- Acknowledgement of a complaint: {page}/acknowledgement_of_complaint",
    ]
    pressed = stage.run(ActionCaseLetter(), "C-0001 The warning", entities={"case": "1"})
    assert pressed.messages[0]["letters"].count("/letters/") == 3
    thanks = stage.run(ActionCaseLetter(), "acknowledge the complaint in C-1")
    assert (thanks.responses, thanks.messages[0]["letters"]) == (
        ["utter_case_letter_any"],
        f"- Acknowledgement of a complaint: {page}/acknowledgement_of_complaint",
    )


def test_the_letter_that_was_asked_for_is_kept_while_the_case_is_asked_for(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    asked = stage.run(ActionCaseLetter(), "draft the warning letter")
    assert (asked.followup, asked.slots["case_letters"]) == ("choose_case_form", ["written_warning"])
    chosen = stage.run(ActionChooseCase(), "C-2", slots=asked.slots | {"case_ref": 2})
    assert (chosen.responses, chosen.messages[0]["letters"]) == (
        ["utter_case_letter_against"],
        "- Written warning: http://127.0.0.1:8000/staff/cases/C-0002/letters/written_warning",
    )
    assert chosen.slots["case_letters"] is None


def test_a_case_with_nothing_to_write_has_no_letter(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann).case.version
    record_event(stage.parts.case_desk, actor=ann, number=1, version=version, what=What.REMOVED, on=TODAY)
    assert stage.run(ActionCaseLetter(), "letter for C-1").responses == ["utter_case_no_letter"]


def test_what_happened_is_understood_and_only_the_rest_is_asked(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionCaseRecord(), "C-1: spoke to her today, she won't take it down")
    assert answer.followup == "case_record_form"
    assert answer.slots["case_what"] == [
        ["discussed", "2026-09-01"],
        ["removal_requested", "2026-09-01"],
        ["refused", "2026-09-01"],
    ]
    assert (answer.slots["case_day"], answer.slots["case_reason"], answer.slots["case_confirm"]) == ("", "", None)


def test_a_day_that_is_missing_is_asked_and_given_to_all(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    begun = stage.run(ActionCaseRecord(), "C-1 he refused")
    assert (begun.slots["case_what"], begun.slots["case_day"]) == ([["refused", None]], None)
    answer = _answer(stage, begun.slots, case_day="today")
    assert (answer.slots["case_what"], answer.slots["case_reason"]) == ([["refused", "2026-09-01"]], "")
    assert _answer(stage, begun.slots, case_day="dunno").responses == ["utter_say_case_day"]


def test_a_day_in_the_future_is_refused_and_asked_anew(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    begun = stage.run(ActionCaseRecord(), "C-1 he refused")
    answer = _answer(stage, begun.slots, case_day="tomorrow")
    assert answer.messages[0]["why"] == REFUSALS[Refusal.IN_THE_FUTURE]
    assert (answer.slots["case_what"], answer.slots["case_day"]) == ([["refused", None]], None)


def test_a_step_against_the_advice_asks_for_a_reason(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionCaseRecord(), "C-1 warning letter sent today")
    assert (answer.slots["case_reason"], answer.followup) == (None, "case_record_form")
    asked = stage.run(ActionAskCaseReason(), slots=answer.slots)
    assert (asked.messages[0]["case"], asked.messages[0]["step"]) == ("C-0001 Song", "Sent a written warning")
    assert asked.messages[0]["why"] == REFUSALS[Refusal.REASON_NEEDED]
    assert asked.messages[0]["custom"] == {"quotes": ["procedure.first_step"]}


def test_what_the_case_does_not_take_is_said_and_not_asked_about(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann).case.version
    record_event(stage.parts.case_desk, actor=ann, number=1, version=version, what=What.REMOVED, on=TODAY)
    answer = stage.run(ActionCaseRecord(), "C-1 she took it down today")
    assert answer.messages[0]["why"] == REFUSALS[Refusal.GONE_ALREADY]
    assert answer.followup is None
    assert answer.slots["case_in_mind"] == 1


def test_words_that_are_no_event_can_be_kept_as_a_note(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    begun = stage.run(ActionCaseRecord(), "add to C-1: the parent is on holiday until the third")
    assert (begun.slots["case_what"], begun.followup) == (None, "case_record_form")
    assert stage.run(ActionAskCaseWhat()).messages[0]["buttons"][0]["payload"] == "/choose?choice=note"
    chosen = _answer(stage, begun.slots, case_what="note")
    assert chosen.slots["case_what"] == [["note", None]]
    done = stage.run(ActionRecordCase(), slots=begun.slots | chosen.slots | {"case_confirm": "record"})
    assert done.responses == ["utter_case_recorded", "utter_case_next_step"]
    assert stage.cases.by_number(1).entries[-1].words == "add to C-1: the parent is on holiday until the third"  # type: ignore[union-attr]


def test_a_statement_about_a_case_is_offered_as_a_note_and_kept_as_one(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    told = "C-1: the grandmother rang, she is upset"
    begun = stage.run(ActionCaseRecord(), told, mark={"as_note": True})
    assert (begun.slots["case_what"], begun.slots["case_day"], begun.slots["case_reason"]) == ([["note", None]], "", "")
    assert (begun.slots["case_confirm"], begun.followup) == (None, "case_record_form")
    assert len(stage.cases.by_number(1).entries) == 2  # type: ignore[union-attr]
    summary = stage.run(ActionAskCaseRecordConfirm(), slots=begun.slots).messages[0]["summary"]
    assert summary == f"- A note, today\nYour words: {told}"
    stage.run(ActionRecordCase(), "yes", slots=begun.slots | {"case_confirm": "record"})
    entry = stage.cases.by_number(1).entries[-1]  # type: ignore[union-attr]
    assert (entry.kind, entry.words) == (EntryKind.NOTE, told)


def test_an_event_that_was_marked_as_a_note_stays_an_event(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    begun = stage.run(ActionCaseRecord(), "C-1: the mum refused today", mark={"as_note": True})
    assert begun.slots["case_what"] == [["refused", "2026-09-01"]]


@pytest.mark.parametrize(
    ("form", "slots", "said"),
    [
        ("case_record_form", {"case_ref": 1}, [("utter_case_left", "C-0001 Song")]),
        ("case_record_form", {"case_ref": 77}, [("utter_case_left_unnamed", None)]),
        ("case_open_form", {"case_title": "Pond"}, [("utter_case_left_unnamed", None)]),
        ("choose_case_form", {"case_goal": "case_record"}, [("utter_case_left_unnamed", None)]),
        ("choose_case_form", {"case_goal": "case_show"}, []),
    ],
)
def test_what_was_left_for_another_order_is_said_and_forgotten(
    stage: Stage, ann: StaffAccount, form: str, slots: dict[str, Any], said: list[tuple[str, str | None]]
) -> None:
    stage.open(ann, "Song")
    told = slots | {"case_words": "he says no", "case_what": [["refused", None]]}
    answer = stage.run(ActionCaseShow(), "never mind, show me C-1", slots=told, mark={"left_form": form})
    assert [(one["response"], one.get("case")) for one in answer.messages] == [
        *said,
        ("utter_case_show", "C-0001 Song"),
    ]
    assert {name for name, value in answer.slots.items() if value is not None} == {"case_in_mind"}
    assert {"case_words", "case_what", "case_title", "case_ref"} <= set(answer.slots)


@pytest.mark.parametrize("action", [ActionCaseRecord, ActionCaseClose, ActionCaseOpen])
def test_what_is_begun_after_something_was_left_is_not_left_by_its_own_questions(
    stage: Stage, ann: StaffAccount, action: Any
) -> None:
    stage.open(ann, "Song")
    mark = {"left_form": "case_record_form"}
    begun = stage.run(action(), "C-1", slots={"case_ref": 1, "case_words": "he says no"}, mark=mark)
    assert begun.responses == ["utter_case_left"]
    assert begun.followup in {"case_record_form", "case_open_form"}
    assert begun.slots["case_words"] in {None, "", "C-1"}
    asks = [ActionAskCaseWhat, ActionAskCaseLocation, ActionAskCaseFound, ActionAskCaseAbout]
    if begun.slots.get("case_what"):
        asks.append(ActionAskCaseReason)
    for ask in asks:
        asked = stage.run(ask(), "C-1", slots=begun.slots, mark=mark, loop=begun.followup)
        assert (len(asked.responses), asked.slots) == (1, {})


def test_what_was_left_stays_left_where_the_other_case_is_not_theirs(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    mark = {"left_form": "case_record_form"}
    answer = stage.run(ActionCaseShow(), "never mind, show me C-9", slots={"case_ref": 1, "case_words": "x"}, mark=mark)
    assert answer.responses == ["utter_case_left", "utter_case_refused"]
    assert answer.slots["case_words"] is None


@pytest.mark.parametrize("action", [ActionCaseShow, ActionCaseNextStep, ActionCaseLetter, ActionCaseList])
def test_after_a_look_the_case_that_is_being_recorded_in_is_named(stage: Stage, ann: StaffAccount, action: Any) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    looked = stage.run(action(), "C-2", slots={"case_ref": 1}, loop="case_record_form")
    assert (looked.messages[-1]["response"], looked.messages[-1]["case"]) == ("utter_case_back", "C-0001 Song")
    assert "utter_case_back" not in stage.run(action(), "C-2", slots={"case_ref": 1}, loop="case_open_form").responses


def test_several_likely_cases_are_offered_beside_an_open_form(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Nativity song")
    stage.open(ann, "Nativity video")
    asked = stage.run(
        ActionCaseShow(),
        "show me the nativity thing",
        slots={"case_ref": 1, "case_in_mind": 1},
        loop="case_record_form",
    )
    assert (asked.responses, asked.slots, asked.followup) == (["utter_case_several", "utter_case_back"], {}, None)
    assert asked.messages[0]["buttons"] == [
        {"title": "C-0002 Nativity video", "payload": "/case_show?case=2"},
        {"title": "C-0001 Nativity song", "payload": "/case_show?case=1"},
    ]


def test_what_is_new_is_said_as_on_the_first_page(stage: Stage, ann: StaffAccount) -> None:
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("what the person said"), child_at_risk=True)
    record = give_record(stage.parts.store, FakeReceipts(), stage.parts.clock, draft=draft, request_id="r1").record
    stage.open(ann, "Song")
    told = stage.run(ActionCaseList(), "what's new?")
    assert told.responses == ["utter_records_new_staff", "utter_case_list"]
    line, page = told.messages[0]["records"].rsplit(": ", 1)
    lists = templates.env.get_template("staff/lists.html").make_module()
    shown = lists.records([record], stage.parts.procedure.words)  # type: ignore[attr-defined]
    parts = re.sub(r"</?(?:a|strong)\b[^>]*>", "", shown).split("<")
    on_the_page = [" ".join(part.partition(">")[2].split()) for part in parts]
    assert line.removeprefix("- ").split(". ", 2) == [words for words in on_the_page if words]
    assert page == f"http://127.0.0.1:8000/staff/records/{record.id}"
    assert "what the person said" not in str(told.messages)
    assert (told.messages[1]["which"], told.messages[1]["count"]) == ("new since Tuesday 21 July", 1)
    assert open_own_record(stage.parts.store, stage.parts.clock, actor=ann, record_id=record.id) is not None
    assert stage.run(ActionCaseList(), "what's new?").responses == ["utter_records_none_new_staff", "utter_case_list"]


def test_what_was_sent_to_others_is_new_to_nobody_else(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    stage.sign_in(stage.account(StaffRole.CLERK, name="olu"))
    told = stage.run(ActionCaseList(), "anything new since yesterday?")
    assert told.responses == ["utter_records_none_new_staff", "utter_case_list_empty"]
    stage.sign_in(stage.account(StaffRole.GOVERNOR, name="gov"))
    assert stage.run(ActionCaseList(), "what's new?").responses == ["utter_case_list_empty"]


def test_the_summary_shows_days_reason_and_words(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    slots = CONFIRMED | {"case_what": [["refused", "2026-09-01"]], "case_reason": "asked by the chair"}
    summary = stage.run(ActionAskCaseRecordConfirm(), slots=slots).messages[0]["summary"]
    assert summary == "- Tuesday 1 September: The parent refused\nWhy: asked by the chair\nYour words: he says no"


def test_what_was_confirmed_is_stored_once_and_forgotten(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann).case.version
    slots = CONFIRMED | {"case_version": version, "case_what": [["refused", "2026-09-01"]]}
    for _ in range(2):
        done = stage.run(ActionRecordCase(), "Yes, record it", slots=slots, message_id="same")
        assert done.responses == ["utter_case_recorded", "utter_case_next_step"]
        assert {name for name, value in done.slots.items() if value is not None} == {"case_in_mind"}
    case = stage.cases.by_number(1)
    assert case is not None
    assert [event.what for event in case.events] == [What.REPORTED, What.REFUSED]
    assert case.entries[-1].request_id == "staff-1:same"


def test_a_no_stores_nothing(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann).case.version
    slots = CONFIRMED | {"case_what": [["refused", "2026-09-01"]], "case_confirm": "stop"}
    assert stage.run(ActionRecordCase(), "No", slots=slots).responses == ["utter_case_not_recorded"]
    case = stage.cases.by_number(1)
    assert case is not None
    assert case.version == version


def test_a_conflict_is_shown_again_for_the_case_as_it_stands(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann).case.version
    add_note(stage.parts.case_desk, actor=ann, number=1, version=version, words="somebody was here")
    slots = CONFIRMED | {"case_version": version, "case_what": [["refused", "2026-09-01"]]}
    answer = stage.run(ActionRecordCase(), "yes", slots=slots)
    assert answer.responses == ["utter_case_conflict"]
    assert (answer.slots, answer.followup) == (
        {"case_version": version + 1, "case_confirm": None},
        "case_record_form",
    )


def test_a_change_at_the_summary_opens_that_question_again(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    slots = CONFIRMED | {"case_what": [["refused", "2026-09-01"]], "case_day": "", "case_reason": ""}
    day = _answer(stage, slots, case_confirm="change_day").slots
    assert (day["case_what"], day["case_day"], day["case_confirm"]) == ([["refused", None]], None, None)
    what = _answer(stage, slots, case_confirm="change_words").slots
    assert (what["case_what"], what["case_words"], what["case_confirm"]) == (None, None, None)


def test_closing_against_the_advice_needs_a_reason_and_closing_a_removed_post_none(
    stage: Stage, ann: StaffAccount
) -> None:
    stage.open(ann)
    assert stage.run(ActionCaseClose(), "close C-1").slots["case_reason"] is None
    gone = stage.run(ActionCaseClose(), "she took it down today, close C-1")
    assert gone.slots["case_what"] == [["removed", "2026-09-01"], ["closed", "2026-09-01"]]
    assert gone.slots["case_reason"] == ""


def test_a_case_that_was_asked_for_is_taken_by_number_words_or_button(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Nativity video")
    stage.open(ann, "Sports video")
    for text, number in (("C-2", 2), ("2", 2), ("the nativity one", 1), ("nativity", 1)):
        assert _choose(stage, text).slots["case_ref"] == number
    assert (
        _choose(stage, "the video").slots | {"case_likely": [2, 1], "case_ref": None}
        == _choose(stage, "the video").slots
    )
    assert _choose(stage, "C-77").responses == ["utter_case_not_found"]


def test_the_likely_cases_are_offered_as_buttons(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    answer = stage.run(ActionAskCaseRef(), slots={"case_likely": [1, 77]})
    assert answer.messages[0]["buttons"] == [{"title": "C-0001 Song", "payload": "/choose?choice=1"}]
    assert stage.run(ActionAskCaseRef()).responses == ["utter_case_ask_number"]


@pytest.mark.parametrize(
    ("goal", "responses", "followup"),
    [
        ("case_next_step", ["utter_case_next_step"], None),
        ("case_show", ["utter_case_show"], None),
        ("case_letter", ["utter_case_letter"], None),
        ("case_record", [], "case_record_form"),
        ("case_close", [], "case_record_form"),
    ],
)
def test_a_chosen_case_goes_on_with_what_was_asked_first(
    stage: Stage, ann: StaffAccount, goal: str, responses: list[str], followup: str | None
) -> None:
    stage.open(ann)
    slots = {"case_ref": 1, "case_goal": goal, "case_words": "he refused today"}
    answer = stage.run(ActionChooseCase(), "C-1", slots=slots)
    assert (answer.responses, answer.followup) == (responses, followup)
    assert answer.slots["case_in_mind"] == 1


def test_a_new_case_takes_what_was_said_of_it_and_asks_the_rest(stage: Stage, ann: StaffAccount) -> None:
    said = stage.run(ActionCaseOpen(), "open a case about the parking rant on Facebook, rude about a teacher")
    assert said.followup == "case_open_form"
    assert said.slots["case_location"] == "social_network"
    assert said.slots["case_found"] == ["complaint", "offensive"]
    assert said.slots["case_title"] == "parking rant on Facebook, rude about a teacher"
    told = stage.run(ActionCaseOpen(), "open a case for a post that mum showed us on Friday")
    assert (said.slots["case_day"], told.slots["case_day"]) == ("2026-09-01", "2026-08-28")
    plain = stage.run(ActionCaseOpen(), "open a case")
    assert {plain.slots[name] for name in ("case_title", "case_location", "case_found", "case_about")} == {None}


def test_a_governor_may_open_none(stage: Stage) -> None:
    stage.sign_in(stage.account(StaffRole.GOVERNOR, name="gov"))
    answer = stage.run(ActionCaseOpen(), "open a case")
    assert answer.messages[0]["why"] == REFUSALS[Refusal.NOT_YOURS_TO_OPEN]
    assert answer.followup is None


NEW = {
    "case_title": "Song",
    "case_location": "social_network",
    "case_found": ["offensive"],
    "case_about": "staff",
    "case_day": "2026-09-01",
    "case_words": "",
    "case_confirm": "record",
}


def test_a_new_case_is_opened_once(stage: Stage, ann: StaffAccount) -> None:
    extra = {"case_extra": ["author_unknown", "child_at_risk"]}
    for _ in range(2):
        done = stage.run(ActionOpenCase(), "yes", slots=NEW | extra, message_id="same")
        assert done.responses == ["utter_case_opened", None, "utter_case_next_step"]
    case = stage.cases.by_number(1)
    assert case is not None
    assert (case.owner, case.facts.author_known, case.details.child_at_risk) == ("ann", False, True)
    assert case.details.about == {About.STAFF}
    assert len(stage.cases.stored) == 1


@pytest.mark.parametrize(("about", "told"), [("staff", True), ("governors", True), ("pupil", False)])
def test_a_case_about_an_adult_says_how_to_name_who_is_accused(
    stage: Stage, ann: StaffAccount, about: str, told: bool
) -> None:
    summary = stage.run(ActionAskCaseOpenConfirm(), slots=NEW | {"case_about": about}).messages[0]["summary"]
    assert ("\nAccused: nobody by name;" in summary, "/staff/cases/new" in summary) == (told, told)
    said = [
        message["text"] for message in stage.run(ActionOpenCase(), "yes", slots=NEW | {"case_about": about}).messages
    ]
    assert any("name them now at /staff/cases/C-0001/details" in text for text in said if text) == told


def test_a_case_about_oneself_is_refused(stage: Stage, ann: StaffAccount) -> None:
    done = stage.run(ActionOpenCase(), "yes", slots=NEW | {"case_about": "headteacher"})
    assert done.messages[0]["why"] == REFUSALS[Refusal.NOT_YOURS_TO_OPEN]
    assert stage.cases.stored == {}


def test_a_new_case_that_is_declined_is_not_opened(stage: Stage, ann: StaffAccount) -> None:
    done = stage.run(ActionOpenCase(), "no", slots=NEW | {"case_confirm": "stop"})
    assert done.responses == ["utter_case_not_recorded"]
    assert stage.cases.stored == {}


@pytest.mark.parametrize(
    ("slot", "value", "taken"),
    [
        ("case_title", "  Parking\nrant ", "Parking rant"),
        ("case_title", "x" * 81, None),
        ("case_location", "on insta", "social_network"),
        ("case_location", "dunno", None),
        ("case_found", "racist and rude", ["offensive", "racist"]),
        ("case_found", "nothing", []),
        ("case_found", "dunno", None),
        ("case_about", "the head", "headteacher"),
        ("case_about", "Mrs Hill", None),
        ("case_day", "yesterday", "2026-08-31"),
        ("case_day", "tomorrow", None),
        ("case_day", "dunno", None),
        ("case_confirm", "record", "record"),
        ("case_confirm", "change_title", None),
    ],
)
def test_each_answer_about_a_new_case_is_understood(
    stage: Stage, ann: StaffAccount, slot: str, value: str, taken: Any
) -> None:
    answer = _validated(stage, ValidateCaseOpenForm(), "case_open_form", {slot: value})
    assert answer.slots[slot] == taken


def test_what_was_forgotten_is_added_and_taken_back_at_the_summary(stage: Stage, ann: StaffAccount) -> None:
    form = ValidateCaseOpenForm()
    added = _validated(stage, form, "case_open_form", {"case_confirm": "author_unknown"})
    assert added.slots["case_extra"] == ["author_unknown"]
    taken = _validated(
        stage, form, "case_open_form", {"case_confirm": "author_unknown"}, {"case_extra": ["author_unknown"]}
    )
    assert taken.slots["case_extra"] == []
    summary = stage.run(ActionAskCaseOpenConfirm(), slots=NEW | added.slots).messages[0]["summary"]
    assert "nobody knows who wrote it" in summary


def test_stopping_says_that_nothing_was_recorded(stage: Stage, ann: StaffAccount) -> None:
    answer = stage.run(ActionCancel(), "cancel", loop="case_record_form")
    assert answer.responses == ["utter_case_not_recorded"]
    assert answer.slots["case_words"] is None


def test_the_menu_of_staff_is_theirs(stage: Stage, ann: StaffAccount) -> None:
    assert stage.run(ActionOfferMenu()).responses == ["utter_menu_staff"]
    stage.metadata = {"role": "parent"}
    assert stage.run(ActionOfferMenu(), sender="web-1").responses == ["utter_menu"]


def test_a_failing_database_is_said_with_the_offices_number(
    stage: Stage, ann: StaffAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(**_: object) -> list[Any]:
        raise StorageError("down")

    monkeypatch.setattr(stage.cases, "each", down)
    assert stage.run(ActionCaseList(), "list").responses == ["utter_case_not_done"]


def test_a_case_named_in_the_answer_wins_over_the_one_that_was_asked_about(stage: Stage, ann: StaffAccount) -> None:
    closed = stage.open(ann, "Song")
    stage.open(ann, "Parking")
    close_case(stage.parts.case_desk, actor=ann, number=1, version=closed.case.version, on=TODAY, reason="moved away")
    begun = {"case_in_mind": 1, "case_ref": 1, "case_version": 9}
    told = _answer(stage, begun, case_words="she refused to take it down, C-0002")
    assert [(one["response"], one.get("case")) for one in told.messages] == [("utter_case_turned", "C-0002 Parking")]
    assert (told.slots["case_ref"], told.slots["case_version"]) == (2, 1)
    day = _answer(stage, begun | told.slots, case_day="today")
    assert day.responses == []
    assert day.slots["case_what"] == [["refused", "2026-09-01"]]
    done = stage.run(ActionRecordCase(), slots=begun | told.slots | day.slots | {"case_confirm": "record"})
    assert done.messages[0] | {"response": "utter_case_recorded", "case": "C-0002 Parking"} == done.messages[0]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("case_confirm", "on C-2"), ("case_day", "today, on C-2"), ("case_what", "he refused today, C-2")],
)
def test_a_case_named_later_is_recorded_in_as_it_stands_now(
    stage: Stage, ann: StaffAccount, asked: str, answer: str
) -> None:
    stage.open(ann, "Song")
    version = stage.open(ann, "Parking").case.version
    add_note(stage.parts.case_desk, actor=ann, number=2, version=version, words="seen by the office")
    day = None if asked == "case_day" else "2026-09-01"
    what = None if asked == "case_what" else [["refused", day]]
    begun = {"case_in_mind": 1, "case_ref": 1, "case_version": 1, "case_words": "he says no", "case_what": what}
    turned = _answer(stage, begun, **{asked: answer})
    assert turned.responses == ["utter_case_turned"]
    pending = begun | turned.slots
    assert pending.get("case_confirm") is None
    summary = stage.run(ActionAskCaseRecordConfirm(), slots=pending)
    assert summary.messages[0]["case"] == "C-0002 Parking"
    done = stage.run(ActionRecordCase(), "yes", slots=pending | {"case_confirm": "record"})
    assert done.responses == ["utter_case_recorded", "utter_case_next_step"]
    events = [stage.cases.by_number(number).events[-1].what for number in (1, 2)]  # type: ignore[union-attr]
    assert events == [What.REPORTED, What.REFUSED]


def test_a_case_that_was_only_looked_at_meanwhile_is_not_recorded_in(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    pending = CONFIRMED | {"case_what": [["refused", "2026-09-01"]]}
    pending |= stage.run(ActionCaseShow(), "show C-2", slots=pending).slots
    assert stage.run(ActionRecordCase(), "yes", slots=pending).messages[0]["case"] == "C-0001 Song"


def test_a_case_that_is_not_theirs_turns_nothing(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann, "Song")
    begun = {"case_in_mind": 1, "case_ref": 1, "case_version": 1, "case_what": [["refused", "2026-09-01"]]}
    answer = _answer(stage, begun, case_confirm="on C-77")
    assert answer.responses == ["utter_case_refused"]
    assert answer.slots["case_confirm"] is None
    assert "case_ref" not in answer.slots


def test_a_governor_who_asks_for_cases_is_told_where_the_counts_are(stage: Stage, ann: StaffAccount) -> None:
    assert stage.run(ActionCaseList(), "the open cases").messages[0]["which"] == "open"
    stage.open(ann)
    stage.sign_in(stage.account(StaffRole.GOVERNOR, name="gil"))
    answer = stage.run(ActionCaseList(), "the open cases").messages[0]
    assert answer["response"] == "utter_case_list_empty"
    assert answer["which"].endswith("/staff/statistics")


def test_a_case_that_nobody_has_says_where_it_is_given_to_somebody(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    assert stage.run(ActionCaseShow(), "show C-1").messages[0]["owner"] == "Ann"
    case = stage.cases.by_number(1)
    assert case is not None
    assign_owner(stage.parts.case_desk, actor=ann, number=1, version=case.version, owner=None)
    assert stage.run(ActionCaseShow(), "show C-1").messages[0]["owner"].endswith("at /staff/cases/C-0001/owner")


_TOLD: dict[str, Any] = {
    "case_in_mind": 1,
    "case_ref": 1,
    "case_version": 1,
    "case_words": "she took it down",
    "case_what": [["removed", "2026-09-01"]],
    "case_day": "",
    "case_reason": "",
}


@pytest.mark.parametrize("action", [ActionCaseRecord, ActionCaseClose])
@pytest.mark.parametrize(
    "text", ["has he deleted it? C-1", "did she refuse on C-1", "is C-0001 closed", "when did we close C-1"]
)
def test_a_question_what_happened_is_answered_and_records_nothing(
    stage: Stage, ann: StaffAccount, action: Any, text: str
) -> None:
    stage.open(ann)
    answer = stage.run(action(), text)
    assert (answer.responses, answer.followup) == (["utter_case_show"], None)
    assert answer.slots == {"case_in_mind": 1}


def test_an_answer_to_the_summary_can_tell_it_otherwise(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    otherwise = _answer(stage, _TOLD, case_confirm="no, she refused yesterday, 31 August")
    assert otherwise.slots["case_confirm"] is None
    assert otherwise.slots["case_words"] == "no, she refused yesterday, 31 August"
    assert [what for what, _ in otherwise.slots["case_what"]] == ["refused"]
    day = _answer(stage, _TOLD, case_confirm="on 31 August")
    assert (day.slots["case_confirm"], "case_words" in day.slots) == (None, False)


def test_an_answer_to_the_summary_can_give_another_day(stage: Stage, ann: StaffAccount) -> None:
    version = stage.open(ann, reported_on=date(2026, 8, 24)).case.version
    answer = _answer(stage, _TOLD | {"case_version": version}, case_confirm="actually that was on 31 August")
    assert (answer.slots["case_what"], answer.slots["case_confirm"]) == ([["removed", "2026-08-31"]], None)
    assert _answer(stage, _TOLD, case_confirm="hm").responses == ["utter_say_case_confirm"]


@pytest.mark.parametrize("asked", ["case_confirm", "case_day"])
def test_what_is_told_of_another_case_leaves_the_one_that_was_begun(
    stage: Stage, ann: StaffAccount, asked: str
) -> None:
    stage.open(ann, "Song")
    stage.open(ann, "Parking")
    pending = _TOLD | ({"case_what": [["removed", None]], "case_day": None} if asked == "case_day" else {})
    answer = _answer(stage, pending, **{asked: "she has posted again on C-2"})
    assert [(one["response"], one["case"]) for one in answer.messages] == [
        ("utter_case_turned", "C-0002 Parking"),
        ("utter_case_left", "C-0001 Song"),
    ]
    assert (answer.slots["case_ref"], answer.slots["case_what"]) == (2, [["continued", None]])
    assert answer.slots["case_words"] == "she has posted again on C-2"
    unknown = _answer(stage, pending, **{asked: "she has posted again on C-77"})
    assert unknown.responses == ["utter_case_refused"]
    assert not {"case_ref", "case_what", "case_words"} & set(unknown.slots)


def test_what_is_told_once_more_is_kept_with_what_was_told(stage: Stage, ann: StaffAccount) -> None:
    stage.open(ann)
    begun = _TOLD | {"case_words": "she put one up", "case_what": None, "case_day": None}
    answer = _answer(stage, begun, case_what="she refused today")
    assert answer.slots["case_words"] == "she put one up\nshe refused today"
    assert "case_words" not in _answer(stage, begun, case_what="refused").slots


@pytest.mark.parametrize("words", ["yes", "ok thanks", "dunno", "because", "whats the police number"])
def test_what_gives_no_reason_is_not_kept_as_one(stage: Stage, ann: StaffAccount, words: str) -> None:
    stage.open(ann)
    pending = _TOLD | {"case_what": [["closed", "2026-09-01"]], "case_reason": None}
    assert _answer(stage, pending, case_reason=words).slots["case_reason"] is None
    assert _answer(stage, pending, case_reason="the family has moved").slots["case_reason"] == "the family has moved"


def _validated(
    stage: Stage, form: Any, name: str, given: dict[str, Any], slots: dict[str, Any] | None = None
) -> Answer:
    """Hand a form an answer as Rasa does: as the newest slots."""
    asked = next(iter(given))
    domain = {"forms": {name: {"required_slots": [asked]}}, "slots": {}, "intents": []}
    return stage.run(form, "x", slots=(slots or {}) | {"requested_slot": asked}, given=given, loop=name, domain=domain)


def _answer(stage: Stage, slots: dict[str, Any], **given: Any) -> Answer:
    return _validated(stage, ValidateCaseRecordForm(), "case_record_form", given, slots)


def _choose(stage: Stage, text: str) -> Answer:
    return _validated(stage, ValidateChooseCaseForm(), "choose_case_form", {"case_ref": text})
