"""What is said of files that come without words, and what becomes of those that are not sent."""

from typing import Any

import pytest
from rasa_sdk import Tracker
from staff_stage import Stage

from actions.attachments import ActionTakeAttachments
from actions.forms import ActionAskAccountConfirm, ActionCancel, ValidateRaiseConcernForm
from actions.records import ActionBeginRaiseConcern, ActionRaiseConcern
from assistant.core.errors import StorageError
from assistant.services.ports import Attachments

FORM = "raise_concern_form"


class FakeAttachments(Attachments):
    """Notes what is discarded; all else is not asked for here."""

    def __init__(self) -> None:
        self.discarded: list[str] = []
        self.down = False

    def discard(self, ids) -> None:
        if self.down:
            raise StorageError("the database is down")
        self.discarded += ids

    def _not_asked(self, *_: object, **__: object) -> Any:
        raise AssertionError("not asked for here")

    keep_waiting = waiting = count_waiting = of_record = of_case = viewed = read = forget_before = _not_asked


@pytest.fixture
def files(stage: Stage) -> FakeAttachments:
    stage.parts.attachments = FakeAttachments()
    stage.metadata = {"channel": "web", "role": "parent"}
    return stage.parts.attachments


def _slots(**more: object) -> dict[str, object]:
    return {"account_attachments": ["a", "b"], "account_text": "x", "account_about": "pupil"} | more


@pytest.mark.parametrize(
    ("loop", "response"),
    [
        (None, "utter_attachments_offer"),
        (FORM, "utter_attachments_added"),
        ("report_post_form", "utter_attachments_added"),
        ("check_post_form", "utter_attachments_not_here"),
        ("follow_up_form", "utter_attachments_not_here"),
    ],
)
def test_files_alone_are_answered_by_where_the_conversation_stands(
    stage: Stage, files: FakeAttachments, loop: str | None, response: str
) -> None:
    answer = stage.run(ActionTakeAttachments(), slots=_slots(), loop=loop)
    assert answer.responses == [response]
    if response != "utter_attachments_not_here":
        assert answer.messages[0]["files"] == "2 files"
    assert [button["payload"] for button in answer.messages[0]["buttons"]] == (
        [] if loop else ["/raise_concern", "/report_post", "/make_complaint"]
    )


def test_an_account_that_begins_keeps_the_files_that_came_before(stage: Stage, files: FakeAttachments) -> None:
    answer = stage.run(ActionBeginRaiseConcern(), "a worry", slots=_slots())
    assert answer.responses == ["utter_begin_raise_concern", "utter_attachments_added"]
    assert answer.slots["account_attachments"] == ["a", "b"]
    assert stage.run(ActionBeginRaiseConcern(), "a worry").slots["account_attachments"] is None


def test_the_summary_counts_the_files_and_offers_to_leave_them_out(stage: Stage, files: FakeAttachments) -> None:
    (said,) = stage.run(ActionAskAccountConfirm(), slots=_slots(), loop=FORM).messages
    assert said["summary"].splitlines()[-1] == "Sent with it: 2 files"
    assert [button["payload"] for button in said["buttons"]] == ["/choose?choice=leave_out_attachments"]
    assert said["custom"] == {"private": True}
    (said,) = stage.run(ActionAskAccountConfirm(), slots=_slots(account_attachments=None), loop=FORM).messages
    assert ("Sent with it" in said["summary"], said["buttons"]) == (False, [])


def test_files_that_are_left_out_declined_or_stopped_are_removed(stage: Stage, files: FakeAttachments) -> None:
    left_out = ValidateRaiseConcernForm().validate_account_confirm
    tracker_slots = _slots(account_confirm="stop")
    assert stage.run(ActionRaiseConcern(), slots=tracker_slots, loop=FORM).responses == ["utter_not_sent"]
    assert files.discarded == ["a", "b"]
    stage.run(ActionCancel(), slots=_slots(), loop=FORM)
    assert files.discarded == ["a", "b"] * 2
    tracker = Tracker("web-1", _slots(), {}, [], False, None, {"name": FORM}, "action_listen")
    assert left_out("leave_out_attachments", None, tracker, {}) == {
        "account_confirm": None,
        "account_attachments": None,
    }
    assert files.discarded == ["a", "b"] * 3


def test_stopping_works_while_the_database_is_down(stage: Stage, files: FakeAttachments) -> None:
    files.down = True
    answer = stage.run(ActionCancel(), slots=_slots(), loop=FORM)
    assert (answer.responses, answer.slots["account_attachments"]) == (["utter_cancelled"], None)
