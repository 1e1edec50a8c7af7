"""Keywords, the state of a conversation, limits, and what a provider's errors mean."""

from datetime import timedelta

import pytest
from fakes import NOON

from assistant.core.sms import Keyword, Talk, read_keyword, visible
from assistant.core.sms_faults import MEANINGS, Meaning, meaning_of
from assistant.core.sms_limits import Past, Verdict, judge, judge_danger
from assistant.core.sms_talk import Option, Page, SmsState


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("STOP", Keyword.STOP),
        ("stop.", Keyword.STOP),
        ("  \u201cQuit\u201d  ", Keyword.STOP),
        ("\u200eEND\u200b", Keyword.STOP),
        ("StopAll!!", Keyword.STOP),
        ("START", Keyword.START),
        ("info?", Keyword.HELP),
        ("YES", None),
        ("stop it", None),
        ("S T O P", None),
        ("stopp", None),
        ("9", None),
        ("", None),
    ],
)
def test_a_keyword_is_a_single_word_in_any_case(text: str, keyword: Keyword | None) -> None:
    assert read_keyword(text, opted_out=False) == keyword


def test_yes_begins_again_only_for_somebody_who_had_stopped() -> None:
    assert read_keyword("Yes", opted_out=True) == Keyword.START


def test_what_shows_nothing_is_taken_off() -> None:
    assert visible("\u202e\u200b h\u0000i\u2069\n there\ufeff ") == "h i".replace(" ", "") + "\n there"


def test_a_conversation_is_stored_and_read_as_it_was() -> None:
    state = SmsState((Option("One", "t1"),), (Page("more", (Option("Two", "t2"),)),))
    talk = Talk(state, shared=True, at=NOON)
    assert Talk.of_json(talk.as_json()) == talk
    assert Talk.of_json(Talk().as_json()) == Talk()


def _past(ago: float, text: str = "x", *, length: int = 30, limited: bool = False) -> Past:
    return Past(NOON - timedelta(minutes=ago), text.encode(), length, limited)


@pytest.mark.parametrize(
    ("before", "text", "verdict"),
    [
        ([], _past(0), Verdict.ANSWER),
        ([_past(1), _past(2)], _past(0), Verdict.ANSWER),
        ([_past(at) for at in range(1, 6)], _past(0), Verdict.ANSWER),
        ([_past(at) for at in range(1, 7)], _past(0), Verdict.TELL),
        ([_past(1, limited=True), *(_past(at) for at in range(1, 7))], _past(0), Verdict.SILENT),
        ([*(_past(at) for at in range(1, 6)), _past(16)], _past(0), Verdict.ANSWER),
        ([_past(at, length=1) for at in (1, 2, 3, 4)], _past(0, length=1), Verdict.ANSWER),
        ([_past(0.1 * at, str(at)) for at in range(15)], _past(0), Verdict.TELL),
        ([_past(3 + at, str(at)) for at in range(20)], _past(0), Verdict.TELL),
        ([_past(3 + at, str(at), limited=at == 0) for at in range(20)], _past(0), Verdict.SILENT),
    ],
    ids=[
        "first",
        "twice",
        "five times before",
        "six times",
        "a loop",
        "long ago",
        "short answers",
        "too quick",
        "too many",
        "told already",
    ],
)
def test_too_many_texts_are_told_once_and_machines_met_with_silence(
    before: list[Past], text: Past, verdict: Verdict
) -> None:
    assert judge(text, before, per_hour=20) == verdict


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        ([_past(0.1 * at, str(at)) for at in range(40)], Verdict.ANSWER),
        ([_past(1, length=5), _past(2, length=5)], Verdict.ANSWER),
        ([*(_past(at, length=5) for at in range(1, 6)), _past(16, length=5)], Verdict.ANSWER),
        ([*(_past(at, length=5) for at in range(1, 6)), _past(14, length=5)], Verdict.SILENT),
    ],
    ids=["a flood of others", "twice before", "long ago", "six times, short as it is"],
)
def test_danger_is_answered_over_every_limit_but_the_same_text_over_again(before: list[Past], verdict: Verdict) -> None:
    assert judge_danger(_past(0, length=5), before) == verdict


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        (21610, 400, Meaning.OPTED_OUT),
        (20429, 429, Meaning.AGAIN),
        (20003, 401, Meaning.SETTINGS),
        (21614, 400, Meaning.NEVER),
        (99999, 400, Meaning.NEVER),
        (99999, 503, Meaning.AGAIN),
        (None, 500, Meaning.AGAIN),
        (None, 401, Meaning.SETTINGS),
    ],
)
def test_each_error_means_one_thing(code: int | None, status: int, meaning: Meaning) -> None:
    assert meaning_of(code, status=status) == meaning


def test_every_code_says_why() -> None:
    assert all(why and len(str(code)) == 5 for code, (_, why) in MEANINGS.items())
