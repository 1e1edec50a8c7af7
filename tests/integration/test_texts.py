"""Texts in and out over the real gateway, worker and databases."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from texts import EMPTY, School, school, sid, spoken

from assistant.adapters.sql import SqlTexts, tables
from assistant.core.errors import StorageError
from assistant.core.records import Account, Draft
from assistant.core.routing import About, Kind
from assistant.core.sms_text import MORE, page_content
from assistant.services.give_record import give_record
from assistant.web.sms.worker import SmsWorker
from tests.conversations.steps import until

PLAIN = str.maketrans("ół", "ol")


@pytest.fixture
def a_school(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path / "var") as parts:
        yield parts


@pytest.fixture
def on_either(tmp_path: Path, url: str) -> Iterator[School]:
    """A school on each of the two databases."""
    with school(tmp_path / "var", database_url=url) as parts:
        yield parts


def test_a_text_is_answered_through_the_chat(on_either: School) -> None:
    assert on_either.comes_in("what is the policy for?") == EMPTY
    assert on_either.received() == []
    on_either.works()
    assert on_either.received() == [f"{on_either.first}\nYou said: what is the policy for?"]
    (heard,) = on_either.dialogue.heard
    assert (heard["channel"], heard["role"], heard["sender"]) == ("sms", "parent", on_either.sender_id)


def test_the_school_is_named_in_the_first_text_of_a_conversation_only(a_school: School) -> None:
    assert a_school.says("one") == [f"{a_school.first}\nYou said: one"]
    assert a_school.says("two") == ["You said: two"]
    assert a_school.parts.policy.school in a_school.first


def test_the_same_message_id_is_stored_and_answered_once(a_school: School) -> None:
    for _ in range(3):
        a_school.comes_in("hello", MessageSid=sid(1))
    a_school.works()
    assert len(a_school.received()) == 1
    assert list(a_school.dialogue.done.values()) == [1]


def test_another_text_under_a_known_id_is_not_handled(on_either: School) -> None:
    on_either.comes_in("hello", MessageSid=sid(1))
    on_either.comes_in("something else", MessageSid=sid(1))
    on_either.comes_in("hello", MessageSid=sid(1), From="+447700900299")
    on_either.works()
    assert [heard["text"] for heard in on_either.dialogue.heard] == ["hello"]


def test_an_old_request_replayed_does_nothing(a_school: School) -> None:
    a_school.says("hello", MessageSid=sid(1))
    a_school.clock.pass_by(timedelta(days=3))
    a_school.comes_in("hello", MessageSid=sid(1))
    a_school.works()
    assert len(a_school.received()) == 1


@pytest.mark.parametrize(("days", "stored"), [(8, 0), (300, 0), (408, 1)])
def test_an_old_request_is_known_long_after_the_text_is_forgotten(on_either: School, days: int, stored: int) -> None:
    on_either.says("hello", MessageSid=sid(1))
    on_either.clock.pass_by(timedelta(days=days))
    on_either.parts.texts.forget_before(on_either.clock.now() - timedelta(days=7))
    assert _rows(on_either, tables.sms_inbound) == 0
    on_either.comes_in("hello", MessageSid=sid(1))
    assert _rows(on_either, tables.sms_inbound) == stored


def test_danger_is_answered_at_once_and_the_dialogue_does_not_say_it_again(a_school: School) -> None:
    emergency = a_school.parts.support.adult.sms
    a_school.dialogue.danger = {"child_speaking": False}
    a_school.dialogue.says = [spoken("Shall I pass it on?", ("Pass it on", "/pass_to_safeguarding"))]
    answer = a_school.comes_in("he is going to kill me & my son")
    assert answer == EMPTY.replace("><", ">|<", 1).replace("|", "").replace(
        "<Response></Response>", f"<Response><Message>{emergency}</Message></Response>"
    )
    a_school.works()
    assert a_school.received() == [f"{a_school.first}\n{_offer(a_school)}"]


def test_danger_that_only_the_model_finds_comes_first_in_the_reply(a_school: School) -> None:
    a_school.dialogue.danger = {"child_speaking": False}
    (reply,) = a_school.says("everything is grey and I am so tired of it all")
    assert reply.startswith(a_school.parts.support.adult.sms)


@pytest.mark.parametrize("begun", [False, True])
def test_what_can_be_done_stands_in_the_text_with_the_danger_that_only_the_model_finds(
    a_school: School, *, begun: bool
) -> None:
    words = a_school.parts.service_words
    if begun:
        a_school.says("hello")
    a_school.dialogue.danger = {"child_speaking": False}
    a_school.dialogue.says = [
        spoken(
            "Shall I also pass this to the school's safeguarding lead? It does not replace 999.",
            ("Pass it on", "/pass_to_safeguarding"),
            ("Don't pass it on", "/not"),
        )
    ]
    (reply,) = a_school.says("everything is grey and I am so tired of it all")
    choice = f"{words.short_offer}\n1 Pass it on\n2 Don't pass it on\n3 {words.shared_option}"
    assert page_content(reply) == f"{a_school.parts.support.adult.sms}\n{choice}"
    assert reply.endswith(MORE) is not begun
    if not begun:
        (following,) = a_school.says("9")
        assert following == a_school.first
    a_school.says("1")
    assert a_school.dialogue.heard[-1]["command"] == "/pass_to_safeguarding"


def test_danger_is_answered_to_somebody_who_opted_out_and_the_talk_about_it_goes_on(on_either: School) -> None:
    on_either.says("STOP")
    on_either.dialogue.says = [spoken("Shall I pass it on?", ("Pass it on", "/pass_to_safeguarding"))]
    assert on_either.parts.support.adult.sms in on_either.comes_in("he is going to kill me")
    on_either.works()
    assert on_either.received()[1:] == [f"{on_either.first}\n{_offer(on_either)}"]
    assert on_either.says("1") != []
    assert on_either.dialogue.heard[-1]["command"] == "/pass_to_safeguarding"


@pytest.mark.parametrize(
    "word", ["STOP", "stop.", " Stop! ", "StopAll", "unsubscribe", "CANCEL", "end", "'quit'", "S\u200bTOP"]
)
def test_a_word_that_opts_out_is_confirmed_once_and_then_nothing_is_sent(a_school: School, word: str) -> None:
    assert a_school.says(word) == [a_school.parts.service_words.stop]
    for text in ("STOP", "hello?", "what is the policy for?"):
        assert a_school.says(text) == []
    assert a_school.dialogue.heard == []


def test_danger_before_an_opt_out_does_not_undo_it(a_school: School) -> None:
    a_school.says("he is going to kill me")
    assert a_school.says("STOP") == [a_school.parts.service_words.stop]
    assert a_school.says("hello") == []


def test_a_reply_that_waits_is_not_sent_after_an_opt_out(a_school: School) -> None:
    a_school.comes_in("hello")
    a_school.comes_in("STOP")
    a_school.works()
    assert a_school.received() == [a_school.parts.service_words.stop]


@pytest.mark.parametrize("word", ["START", "unstop", "Yes!"])
def test_a_word_that_opts_in_begins_again(a_school: School, word: str) -> None:
    a_school.says("STOP")
    assert a_school.says(word) == [a_school.parts.service_words.start]
    assert a_school.says("hello") == [f"{a_school.first}\nYou said: hello"]


@pytest.mark.parametrize("text", ["STOP PLEASE", "please stop him", "yes", "end of term?", "helpful"])
def test_more_than_a_single_word_and_yes_as_an_answer_go_to_the_dialogue(a_school: School, text: str) -> None:
    assert a_school.says(text) == [f"{a_school.first}\nYou said: {text}"]


@pytest.mark.parametrize("word", ["HELP", "info?"])
def test_help_begins_with_999_and_names_start_to_somebody_who_opted_out(a_school: School, word: str) -> None:
    words = a_school.parts.service_words
    assert a_school.says(word) == [words.help]
    a_school.says("STOP")
    assert a_school.says(word) == [words.help_stopped]
    assert [("999" in text[:30], text.endswith("send START.")) for text in (words.help, words.help_stopped)] == [
        (True, False),
        (True, True),
    ]


def test_what_the_network_has_confirmed_is_not_confirmed_again(a_school: School) -> None:
    assert a_school.says("STOP", OptOutType="STOP") == []
    assert a_school.says("hello") == []


def test_an_opt_out_forgets_the_conversation(on_either: School) -> None:
    on_either.says("my name is Xylophone")
    assert _rows(on_either, tables.chat_answers) == 1
    on_either.says("STOP")
    assert (_rows(on_either, tables.chat_answers), _rows(on_either, tables.chat_sessions)) == (0, 0)


def test_numbered_answers_and_pages(a_school: School) -> None:
    a_school.dialogue.says = [spoken("A question. " * 40, ("First", "/one"), ("Second", "/two"))]
    (page,) = a_school.says("hello")
    assert page.endswith("Reply 9 for more")
    pages = [page]
    while pages[-1].endswith("Reply 9 for more"):
        pages += a_school.says("9")
    assert pages[-1].endswith("1 First\n2 Second")
    a_school.says("2")
    assert a_school.dialogue.heard[-1]["command"] == "/two"
    assert len(a_school.dialogue.heard) == 2


def test_a_numbered_answer_holds_for_two_days_and_then_it_is_said_that_all_was_deleted(a_school: School) -> None:
    a_school.dialogue.says = [spoken("Which?", ("First", "/one"))]
    a_school.says("hello")
    a_school.clock.pass_by(timedelta(hours=47))
    a_school.says("1")
    assert a_school.dialogue.heard[-1]["command"] == "/one"
    a_school.clock.pass_by(timedelta(hours=49))
    a_school.dialogue.says = [spoken("Again?")]
    assert a_school.says("1") == [f"{a_school.parts.service_words.expired}\n{a_school.first}\nAgain?"]
    assert a_school.dialogue.heard[-1]["command"] is None


def test_the_school_is_named_also_where_the_first_text_needs_no_dialogue(on_either: School) -> None:
    words = on_either.parts.service_words
    assert on_either.says("", NumMedia="1") == [f"{words.first}\n{words.no_pictures}"]
    assert on_either.says("what is the policy for?") == ["You said: what is the policy for?"]
    for at, (body, said) in enumerate((("", words.empty), ("9", on_either.parts.sms_words.all_read))):
        on_either.number = f"+44770090021{at}"
        assert on_either.says(body) == [f"{words.first}\n{said}"]


def test_the_school_is_named_where_nothing_works_and_again_in_the_next_answer(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.dialogue.down = True
    a_school.comes_in("hello")
    for _ in range(8):
        a_school.works()
        a_school.clock.pass_by(timedelta(minutes=3))
    assert a_school.received() == [f"{words.first}\n{words.down}"]
    a_school.dialogue.down = False
    assert a_school.says("hello") == [f"{words.first}\nYou said: hello"]


@pytest.mark.parametrize(("body", "media"), [("9", "0"), ("", "1"), ("", "0")])
def test_after_two_quiet_days_it_is_said_that_all_was_deleted_whatever_comes(
    a_school: School, body: str, media: str
) -> None:
    words = a_school.parts.service_words
    a_school.says("hello")
    a_school.clock.pass_by(timedelta(hours=49))
    said = {"0": a_school.parts.sms_words.all_read if body else words.empty, "1": words.no_pictures}[media]
    (answer,) = a_school.says(body, NumMedia=media)
    pages = [answer]
    while pages[-1].endswith(MORE):
        pages += a_school.says("9")
    assert " ".join(map(page_content, pages)).split() == f"{words.expired} {words.first} {said}".split()
    assert a_school.says("hello") == ["You said: hello"]


@pytest.mark.parametrize(("body", "media"), [("9", "0"), ("", "1")])
def test_a_text_without_dialogue_keeps_the_conversation(a_school: School, body: str, media: str) -> None:
    a_school.says("my first words")
    a_school.clock.pass_by(timedelta(hours=47))
    a_school.says(body, NumMedia=media)
    a_school.clock.pass_by(timedelta(hours=2))
    assert a_school.says("an answer") == ["You said: an answer"]
    assert _rows(a_school, tables.chat_answers) == 2


def test_the_conversation_before_is_deleted_once_when_the_text_after_it_is_tried_twice(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.says("my first words")
    a_school.clock.pass_by(timedelta(hours=48, seconds=-30))
    a_school.dialogue.down = True
    assert a_school.says("just in time") == []
    a_school.dialogue.down = False
    a_school.clock.pass_by(timedelta(seconds=6))
    a_school.works()
    assert a_school.received()[1:] == ["You said: just in time"]
    assert _rows(a_school, tables.chat_answers) == 2
    a_school.clock.pass_by(timedelta(hours=49))
    a_school.dialogue.down = True
    assert a_school.says("too late") == []
    a_school.dialogue.down = False
    a_school.clock.pass_by(timedelta(seconds=6))
    a_school.works()
    assert a_school.received()[2:] == [f"{words.expired}\n{words.first}\nYou said: too late"]
    assert _rows(a_school, tables.chat_answers) == 1


def test_a_text_after_two_quiet_days_whose_answer_was_not_stored_is_asked_of_the_dialogue_once(
    on_either: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_either.says("my first words")
    on_either.clock.pass_by(timedelta(hours=49))
    with monkeypatch.context() as broken:
        broken.setattr(SqlTexts, "handled", _storage_is_down)
        assert on_either.says("too late") == []
    on_either.clock.pass_by(timedelta(minutes=3))
    on_either.works()
    words = on_either.parts.service_words
    assert on_either.received()[1:] == [f"{words.expired}\n{words.first}\nYou said: too late"]
    assert list(on_either.dialogue.done.values()) == [1, 1]


def test_a_picture_and_an_empty_text_are_answered_without_the_dialogue(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.comes_in("hello")
    a_school.works()
    a_school.dialogue.heard.clear()
    assert a_school.says("", NumMedia="1") == [words.no_pictures]
    assert a_school.says("") == [words.empty]
    assert a_school.says("\u200b\u200f\u2067") == [words.empty]
    assert a_school.dialogue.heard == []
    (reply,) = a_school.says("look at this", NumMedia="2")
    assert words.picture_left_out in reply


def test_a_long_text_and_one_from_right_to_left_reach_the_dialogue_whole(a_school: School) -> None:
    long = "a long story " * 123
    a_school.says(long[:1600])
    a_school.says("\u200fهل المدرسة مفتوحة\u200b")
    assert [heard["text"] for heard in a_school.dialogue.heard] == [long[:1600].strip(), "هل المدرسة مفتوحة"]
    assert all(len(text) <= 306 for text in a_school.received())


@pytest.mark.parametrize(
    "number",
    [
        "TWILIO",
        "60777",
        "whatsapp:+447700900201",
        "",
        "+449098790012",
        "+447012345678",
        "07012 345678",
        "+4470",
        "+" + "4" * 40,
        "+447700900201;ext=1",
        "+44\u200b7700900201",
        "+\uff14\uff147700900201",
    ],
)
def test_a_text_from_no_persons_number_is_not_stored(a_school: School, number: str) -> None:
    assert a_school.comes_in("hello", From=number) == EMPTY
    assert _rows(a_school, tables.sms_inbound) == 0


def test_a_foreign_number_is_not_served_but_told_of_999(a_school: School) -> None:
    a_school.number = "+12025550123"
    assert a_school.comes_in("hello") == EMPTY
    assert a_school.parts.support.adult.sms in a_school.comes_in("he is going to kill me")
    assert _rows(a_school, tables.sms_inbound) == 0


def test_a_country_that_the_school_texts_with_is_a_setting(tmp_path: Path) -> None:
    with school(tmp_path / "var", sms_country_codes=[44, 1]) as wider:
        wider.number = "+12025550123"
        assert wider.says("hello") == [f"{wider.first}\nYou said: hello"]


def test_a_number_is_one_person_however_it_is_written(a_school: School) -> None:
    for written in ("+447700900201", "07700 900201", "+44 (7700) 900-201"):
        a_school.comes_in("hello", From=written)
    assert _rows(a_school, tables.sms_numbers) == 1


def test_texts_of_one_number_are_handled_in_order_while_a_part_was_down(on_either: School) -> None:
    on_either.dialogue.down = True
    on_either.comes_in("one")
    on_either.comes_in("two")
    on_either.works()
    on_either.dialogue.down = False
    on_either.works()
    assert on_either.dialogue.heard == []
    on_either.clock.pass_by(timedelta(seconds=6))
    on_either.works()
    assert [heard["text"] for heard in on_either.dialogue.heard] == ["one", "two"]
    assert [text.rpartition("\n")[2] for text in on_either.received()] == ["You said: one", "You said: two"]


def test_a_text_that_cannot_be_handled_is_given_up_and_the_next_ones_are_answered(on_either: School) -> None:
    words = on_either.parts.service_words
    on_either.says("hello")
    on_either.dialogue.says = [{"nothing": "that anybody expects"}]
    on_either.comes_in("one")
    for _ in range(2):
        on_either.works()
        on_either.clock.pass_by(timedelta(minutes=3))
    on_either.comes_in("two")
    on_either.works()
    on_either.dialogue.says = []
    on_either.works()
    on_either.clock.pass_by(timedelta(minutes=3))
    on_either.works()
    assert on_either.received()[1:] == [words.down, "You said: two"]


def test_a_number_whose_talk_cannot_be_read_is_answered_again(a_school: School) -> None:
    a_school.says("hello")
    with a_school.parts.engine.begin() as connection:
        connection.execute(sa.update(tables.sms_numbers).values(sealed_talk=b"broken"))
    a_school.comes_in("one")
    for _ in range(4):
        a_school.works()
        a_school.clock.pass_by(timedelta(minutes=3))
    words = a_school.parts.service_words
    assert a_school.received()[1:] == [f"{words.first}\n{words.down}"]
    assert a_school.says("two") == [f"{words.first}\nYou said: two"]


def test_mistakes_that_nobody_thought_of_do_not_end_the_workers_loops(
    a_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in reading what came in nor in sending what goes out; each fails once."""
    broken, texts = {"claim_inbound", "claim_outbound"}, type(a_school.parts.texts)

    def breaking(name: str) -> Callable[..., object]:
        real = getattr(texts, name)

        def call(*given: object) -> object:
            if name in broken:
                broken.remove(name)
                raise RuntimeError(name)
            return real(*given)

        return call

    for name in broken:
        monkeypatch.setattr(texts, name, breaking(name))
    a_school.comes_in("hello")
    stop = threading.Event()
    with ThreadPoolExecutor() as threads:
        ran = threads.submit(SmsWorker(a_school.parts).run, stop)
        try:
            until(lambda: ran.done() or a_school.received(), seconds=60, what="the answer")
        finally:
            stop.set()
        ran.result()
    assert (broken, a_school.received()) == (set(), [f"{a_school.first}\nYou said: hello"])


def test_a_text_whose_words_cannot_be_opened_holds_up_no_other_number(on_either: School) -> None:
    on_either.comes_in("one")
    with on_either.parts.engine.begin() as connection:
        connection.execute(sa.update(tables.sms_inbound).values(sealed_body=b"broken"))
    on_either.works()
    on_either.number = "+447700900202"
    assert on_either.says("two") == [f"{on_either.first}\nYou said: two"]


def test_a_flood_is_told_once_and_then_met_with_silence(a_school: School) -> None:
    for at in range(34):
        a_school.clock.pass_by(timedelta(minutes=1))
        a_school.comes_in(f"question number {at}")
        a_school.works()
    assert len(a_school.dialogue.heard) == 30
    assert a_school.received().count(a_school.parts.service_words.too_many) == 1
    assert len(a_school.received()) == 31
    assert a_school.parts.support.adult.sms in a_school.comes_in("he is going to kill me")


def test_a_machine_that_answers_us_is_told_once_and_then_met_with_silence(a_school: School) -> None:
    for _ in range(9):
        a_school.says("I am away until Monday and will reply then.")
    assert len(a_school.dialogue.heard) == 6
    assert a_school.received()[6:] == [a_school.parts.service_words.too_many]


def test_somebody_who_is_told_to_try_again_is_answered_once_all_runs_again(a_school: School) -> None:
    a_school.dialogue.down = True
    for _ in range(5):
        a_school.comes_in("I want to make a formal complaint")
        a_school.clock.pass_by(timedelta(minutes=2))
    a_school.dialogue.down = False
    a_school.works()
    assert len(a_school.dialogue.heard) == 5


@pytest.mark.parametrize("word", ["HELP", "INFO"])
def test_the_answer_to_a_word_of_the_network_comes_three_times_an_hour(on_either: School, word: str) -> None:
    for _ in range(40):
        on_either.comes_in(word)
        on_either.clock.pass_by(timedelta(seconds=50))
    on_either.works()
    assert on_either.received() == [on_either.parts.service_words.help] * 3
    on_either.clock.pass_by(timedelta(minutes=30))
    assert on_either.says(word) == [on_either.parts.service_words.help]


def test_stop_is_obeyed_however_often_it_comes_and_confirmed_three_times_an_hour(on_either: School) -> None:
    words = on_either.parts.service_words
    for _ in range(20):
        on_either.says("STOP")
        on_either.says("START")
    assert sorted(on_either.received()) == sorted([words.stop, words.start] * 3)
    on_either.says("STOP")
    assert on_either.says("hello") == []


def test_a_machine_that_tells_of_danger_gets_999_each_time_and_the_rest_six_times(a_school: School) -> None:
    for _ in range(9):
        assert a_school.parts.support.adult.sms in a_school.comes_in("he is going to kill me")
        a_school.clock.pass_by(timedelta(seconds=30))
        a_school.works()
    assert len(a_school.received()) == 6
    a_school.clock.pass_by(timedelta(minutes=16))
    a_school.comes_in("he is going to kill me")
    a_school.works()
    assert len(a_school.received()) == 7


def test_the_daily_limit_stops_replies_tells_people_and_staff_once_and_never_an_emergency(tmp_path: Path) -> None:
    with school(tmp_path / "var", sms_segments_per_day=10) as small:
        for at in range(14):
            small.clock.pass_by(timedelta(minutes=3))
            small.comes_in(f"question {at}")
            small.works()
        limit = small.parts.service_words.limit
        assert small.received().count(limit) == 1
        assert len(small.received()) < 14
        mail = list((tmp_path / "var" / "mail").glob("*.eml"))
        assert len(mail) == 1
        assert b"limit is reached" in mail[0].read_bytes()
        assert small.parts.support.adult.sms in small.comes_in("he is going to kill me")
        small.works()
        assert "he is going to kill me" in small.received()[-1]
        small.clock.pass_by(timedelta(days=1))
        assert small.says("good morning") != []


def test_a_shared_phone_gets_no_receipt(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.dialogue.says = [spoken("First, so that you know.", begins="raise_concern"), spoken("What happened?")]
    (reply,) = a_school.says("I have a worry about my son")
    assert reply.endswith(f"What happened?\n1 {words.shared_option}")
    assert a_school.says("1") == [words.shared_on]
    draft = Draft(Kind.CONCERN, About.STAFF, Account("words"))
    parts = a_school.parts
    given = give_record(parts.store, parts.receipts, a_school.clock, draft=draft, request_id="r1")
    a_school.dialogue.says = [spoken("Your concern was sent.", reference=given.handle), spoken("Anything else?")]
    assert a_school.says("send it") == [f"{words.shared_done}\nAnything else?"]


def test_the_question_is_asked_again_once_a_phone_is_shared(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.dialogue.asking = True
    _shared(a_school)
    assert a_school.received()[-1] == f"{words.shared_on}\nWhat happened?"


def test_a_text_that_is_hardly_english_is_told_whom_to_ring(a_school: School) -> None:
    words = a_school.parts.service_words
    polish = "mój syn jest bity przez innego chłopca"
    assert a_school.says(polish) == [f"{a_school.first}\n{words.english_only}\nYou said: {polish}".translate(PLAIN)]
    a_school.dialogue.asking = True
    a_school.says("hello")
    assert a_school.says(polish) == [f"You said: {polish}".translate(PLAIN)]


def test_a_phone_is_shared_by_words_too(a_school: School) -> None:
    words = a_school.parts.service_words
    assert a_school.says("my ex reads my texts") == [f"{a_school.first}\n{words.shared_on}\n{words.shared_next}"]
    assert a_school.dialogue.heard == []
    a_school.dialogue.says = [spoken("What happened: he was hit.", ("Send it", "/send"), private=True)]
    assert a_school.says("a member of staff") == [f"{words.shared_summary}\n1 Send it"]


def test_what_is_told_beside_it_is_answered_as_on_a_shared_phone(a_school: School) -> None:
    words = a_school.parts.service_words
    a_school.says("hello")
    assert a_school.says("my ex reads my texts, what is the policy for") == [
        f"{words.shared_now}\nYou said: my ex reads my texts, what is the policy for"
    ]
    a_school.dialogue.says = [spoken("What happened: he was hit.", ("Send it", "/send"), private=True)]
    assert a_school.says("a member of staff") == [f"{words.shared_summary}\n1 Send it"]


def test_that_it_is_shared_never_hides_whether_to_pass_on_a_danger(a_school: School) -> None:
    words = a_school.parts.service_words
    offer = "Shall I also pass this to the school's safeguarding lead? It does not replace 999. On school days only."
    a_school.dialogue.says = [spoken(offer, ("Pass it on", "/pass_to_safeguarding"), ("Don't pass it on", "/not"))]
    (reply,) = a_school.says("he is going to kill me. my husband reads my texts")
    choice = "1 Pass it on\n2 Don't pass it on"
    assert reply == f"{a_school.first}\n{words.not_anonymous}\n{offer}\n{choice}\n{MORE}"
    assert a_school.says("9") == [words.shared_now]


def test_a_shared_phone_shows_nothing_again_of_what_was_told(a_school: School) -> None:
    words = a_school.parts.service_words
    _shared(a_school)
    a_school.dialogue.says = [
        spoken("A complaint about exclusions goes to the governors.", private=True),
        spoken("What happened: he was hit. Shall I send it?", ("Send it", "/send"), ("No", "/no"), private=True),
    ]
    assert a_school.says("a member of staff") == [f"{words.shared_summary}\n1 Send it\n2 No"]
    a_school.dialogue.says = [spoken("Such things go to the council.", private=True), spoken("Nobody can read it.")]
    assert a_school.says("1") == ["Nobody can read it."]


def test_a_phone_that_is_not_shared_is_shown_what_was_told(a_school: School) -> None:
    a_school.dialogue.says = [spoken("What happened: he was hit.", ("Send it", "/send"), private=True)]
    assert a_school.says("a member of staff") == [f"{a_school.first}\nWhat happened: he was hit.\n1 Send it"]


def test_a_phone_stays_shared_after_an_opt_out(on_either: School) -> None:
    _shared(on_either)
    on_either.says("STOP")
    on_either.says("START")
    on_either.dialogue.says = [spoken("He was hit. Shall I send it?", ("Send it", "/send"), private=True)]
    assert on_either.says("hello") == [
        f"{on_either.first}\n{on_either.parts.service_words.shared_summary}\n1 Send it",
    ]


def test_before_a_danger_is_handed_over_it_says_that_texts_are_not_anonymous_and_who_else_may_read(
    a_school: School,
) -> None:
    words = a_school.parts.service_words
    offer = spoken("Shall I pass it on?", ("Pass it on", "/pass_to_safeguarding"), ("Don't", "/not"))
    a_school.dialogue.says = [offer]
    a_school.comes_in("he is going to kill me")
    a_school.works()
    assert a_school.received() == [
        f"{a_school.first}\n{words.not_anonymous}\nShall I pass it on?\n1 Pass it on\n2 Don't\n3 {words.shared_option}"
    ]
    assert a_school.says("3") == [f"{words.shared_on}\n1 Pass it on\n2 Don't"]
    assert a_school.says("1") == [f"{words.not_anonymous}\nShall I pass it on?\n1 Pass it on\n2 Don't"]
    assert a_school.dialogue.heard[-1]["command"] == "/pass_to_safeguarding"


def test_the_number_is_in_clear_nowhere(on_either: School, caplog: pytest.LogCaptureFixture) -> None:
    on_either.says("my secret word is xylophone")
    on_either.comes_in("and zither")
    on_either.comes_in("he is going to kill me", From="60777")
    with on_either.parts.engine.connect() as connection:
        stored = [
            str(value)
            for table in tables.metadata.sorted_tables
            for row in connection.execute(sa.select(table))
            for value in row
        ]
    for secret in ("7700900201", "xylophone", "zither"):
        assert not [value for value in stored if secret in value]
        assert secret not in caplog.text
        assert secret not in str(on_either.dialogue.heard) or secret == "xylophone"


def test_what_was_handled_and_sent_keeps_no_words(a_school: School) -> None:
    a_school.says("hello")
    with a_school.parts.engine.connect() as connection:
        assert connection.execute(sa.select(tables.sms_inbound.c.sealed_body)).scalars().all() == [None]
        assert connection.execute(sa.select(tables.sms_outbound.c.sealed_body)).scalars().all() == [None]


def test_old_texts_and_numbers_are_forgotten_but_not_an_opt_out(on_either: School) -> None:
    on_either.says("hello")
    on_either.number = "+447700900202"
    on_either.says("STOP")
    on_either.clock.pass_by(timedelta(days=8))
    assert on_either.parts.texts.forget_before(on_either.clock.now() - timedelta(days=7)) == 1
    assert (_rows(on_either, tables.sms_numbers), _rows(on_either, tables.sms_inbound)) == (1, 0)
    assert on_either.says("hello") == []


def _storage_is_down(*_: object, **__: object) -> None:
    raise StorageError("the database is down")


def _offer(a_school: School) -> str:
    words = a_school.parts.service_words
    return f"{words.not_anonymous}\nShall I pass it on?\n1 Pass it on\n2 {words.shared_option}"


def _shared(a_school: School) -> None:
    """Begin to tell something, and say that others use the phone."""
    a_school.dialogue.says = [spoken("First, so that you know.", begins="raise_concern"), spoken("What happened?")]
    a_school.says("I have a worry about my son")
    a_school.says("1")


def _rows(a_school: School, table: sa.Table) -> int:
    with a_school.parts.engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
