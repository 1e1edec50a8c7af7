"""What staff say about a case, in many voices."""

from datetime import date

import pytest

from assistant.core.case_history import What
from assistant.core.case_words import (
    Description,
    Happening,
    asks_for_later,
    asks_of_a_case,
    asks_to_hand_over,
    asks_what_is_due,
    denies,
    find_description,
    find_due_by,
    find_happenings,
    find_letter,
    find_letter_kinds,
    find_numbers,
    find_which,
    gives_a_reason,
    names_only_a_case,
    states_of_a_case,
    takes_back,
    tells_of_something,
)
from assistant.core.letters import LetterKind
from assistant.core.procedure import Step

TODAY = date(2026, 11, 26)
"""A Thursday."""

TUESDAY, WEDNESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 20)
TALK, ASKED, REFUSED, REMOVED = What.DISCUSSED, What.REMOVAL_REQUESTED, What.REFUSED, What.REMOVED
AGAIN, WARNED, POLICE, BLOCKED = What.CONTINUED, What.WARNING_SENT, What.POLICE_CONTACTED, What.ACCESS_BLOCKED
HOST, HOST_DID, LEGAL = What.HOST_CONTACTED, What.HOST_REMOVED, What.LEGAL_ADVICE_TAKEN


@pytest.mark.parametrize(
    ("text", "events"),
    [
        # a talk
        ("spoke to mum at pick up", [TALK]),
        ("I've spoken with the father", [TALK]),
        ("Had a quiet word with dad this morning", [TALK]),
        ("rang her at dinner time, she was ok about it", [TALK]),
        ("met Mrs Okafor in my office", [TALK]),
        ("we sat down with both parents", [TALK]),
        ("seen the grandmother today", [TALK]),
        ("phoned him", [TALK]),
        ("caught mum at the gate", [TALK]),
        ("meeting held with the carer", [TALK]),
        ("the deputy has talked to the stepdad", [TALK]),
        ("spok to her mum yesturday", [TALK]),
        ("Discussed with the parent, calm conversation", [TALK]),
        ("put our concerns to her", [TALK]),
        ("all four mums spoken to", [TALK]),
        # asked to remove it
        ("asked her to delete it", [ASKED]),
        ("told him to take the video down", [ASKED]),
        ("Requested removal", [ASKED]),
        ("we asked dad if he would remove the comments", [ASKED]),
        ("mum was asked to take it off", [ASKED]),
        ("spoke to her and asked her to remove the post", [TALK, ASKED]),
        ("askd her to delete", [ASKED]),
        # gone
        ("she took it down", [REMOVED]),
        ("it's gone", [REMOVED]),
        ("its been taken down", [REMOVED]),
        ("he deleted the comments", [REMOVED]),
        ("The post has been removed.", [REMOVED]),
        ("post no longer there", [REMOVED]),
        ("mum's removed it", [REMOVED]),
        ("all gone now", [REMOVED]),
        ("removed within the hour", [REMOVED]),
        ("She's delted it", [REMOVED]),
        ("the story has disappeared", [REMOVED]),
        ("checked this morning and it isn't up any more, not there anymore", [REMOVED]),
        ("dad got the whole thread taken down", [REMOVED]),
        ("spoke to him, took it down there and then", [TALK, REMOVED]),
        # refused
        ("she won't take it down", [REFUSED]),
        ("refuses", [REFUSED]),
        ("Father declined.", [REFUSED]),
        ("he says no", [REFUSED]),
        ("they are not prepared to remove it", [REFUSED]),
        ("she wont budge", [REFUSED]),
        ("told me where to go", [REFUSED]),
        ("mum's dug her heels in", [REFUSED]),
        ("It's staying up, she says", [REFUSED]),
        ("he stands by every word", [REFUSED]),
        ("no intention of taking it off", [REFUSED]),
        ("over my dead body was the answer", [REFUSED]),
        ("she refussed", [REFUSED]),
        ("flat no from the aunt", [REFUSED]),
        ("He isn't going to delete anything", [REFUSED]),
        ("rang dad, he says no", [TALK, ASKED, REFUSED]),
        ("the head spoke to her, she won't take it down", [TALK, ASKED, REFUSED]),
        ("met both parents, asked them to delete it, they refused", [TALK, ASKED, REFUSED]),
        # more of it
        ("she's posted again", [AGAIN]),
        ("he has put it back up", [AGAIN]),
        ("another post this morning", [AGAIN]),
        ("reposted at midnight", [AGAIN]),
        ("Mum is at it again", [AGAIN]),
        ("still posting about us", [AGAIN]),
        ("there's a new one, worse video than before", [AGAIN]),
        ("dad's carried on", [AGAIN]),
        ("he posted more of the same", [AGAIN]),
        # the letter
        ("sent the warning", [WARNED]),
        ("written warning went out", [WARNED]),
        ("Warning letter posted first class", [WARNED]),
        ("gave him a written warning", [WARNED]),
        ("we've warned her in writing", [WARNED]),
        ("the letter's gone", [WARNED]),
        ("emailed the formal warning to mum", [WARNED]),
        ("sent her the letter", [WARNED]),
        ("warnig sent", [WARNED]),
        # the police
        ("rang 101", [POLICE]),
        ("called the police", [POLICE]),
        ("Police informed", [POLICE]),
        ("reported it to the police", [POLICE]),
        ("spoke to our PCSO", [POLICE]),
        ("passed it on to the police", [POLICE]),
        ("999 called", [POLICE]),
        ("got a crime number", [POLICE]),
        # the host
        ("reported it to Facebook", [HOST]),
        ("asked TikTok to take it down", [HOST]),
        ("flagged the video to YouTube", [HOST]),
        ("we contacted the host", [HOST]),
        ("chased Instagram", [HOST]),
        ("takedown request sent", [HOST]),
        ("complained to Google about the review", [HOST]),
        ("Facebook have taken it down", [HOST_DID]),
        ("removed by the host", [HOST_DID]),
        ("Google removed the review", [HOST_DID]),
        # access
        ("blocked him from the forum", [BLOCKED]),
        ("her access has been suspended", [BLOCKED]),
        ("banned the user", [BLOCKED]),
        ("we've restricted her account", [BLOCKED]),
        ("he is now barred from the noticeboard", [BLOCKED]),
        # the law
        ("solicitor advised us to wait", [LEGAL]),
        ("took legal advice", [LEGAL]),
        ("county legal came back", [LEGAL]),
        ("rang the council's legal team", [LEGAL]),
        ("legal advice recieved, legal advice received that is", [LEGAL]),
        ("issued proceedings", [What.OTHER_LEGAL_ACTION]),
        ("injunction granted", [What.OTHER_LEGAL_ACTION]),
        ("she put it back", [What.CONTINUED]),
        # several
        ("rang 101 and reported it to Instagram", [POLICE, HOST]),
        ("warning sent, she took it down", [REMOVED, WARNED]),
    ],
)
def test_what_happened_is_found(text: str, events: list[What]) -> None:
    assert [one.what for one in find_happenings(text, TODAY)] == events


@pytest.mark.parametrize(
    "text",
    [
        "I haven't spoken to her yet",
        "will ring mum tomorrow",
        "we're going to send the warning",
        "tried to speak to dad",
        "couldn't get hold of the mother",
        "rang her, no answer",
        "phoned dad, straight to voicemail",
        "she says she'll take it down",
        "agreed to remove it tonight",
        "he promised it'd be gone by Friday",
        "it hasn't been removed",
        "still up",
        "he deleted the caption but left the photo, it is still up",
        "she has not refused",
        "should I call the police?",
        "do we need to tell the police",
        "before we block him from the forum",
        "the police have not been told",
        "thinking of taking legal advice",
        "had a letter from her solicitor",
        "parent on holiday until the 3rd",
        "screenshots are in the folder",
        "the TA is upset but fine",
        "put the file back",
        "close it",
        "what's next for C-42?",
        "who's dealing with the Year 1 Facebook thing?",
    ],
)
def test_what_did_not_happen_is_not_found(text: str) -> None:
    assert find_happenings(text, TODAY) == []
    assert not tells_of_something(text)


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        (
            "the head spoke to her on Tuesday, she won't take it down",
            [Happening(TALK, TUESDAY), Happening(ASKED, TUESDAY), Happening(REFUSED, TUESDAY)],
        ),
        (
            "spoke to dad last Friday and he took it down yesterday",
            [Happening(TALK, FRIDAY), Happening(REMOVED, WEDNESDAY)],
        ),
        (
            "She took it down on Friday. On Tuesday she posted again.",
            [Happening(REMOVED, FRIDAY), Happening(AGAIN, TUESDAY)],
        ),
        ("yesterday: rang 101", [Happening(POLICE, WEDNESDAY)]),
        ("spoke to him today, he'll take it off by Friday", [Happening(TALK, TODAY)]),
        ("spoke to mum, she'll do it tomorrow", [Happening(TALK)]),
        ("warning sent 20 Nov", [Happening(WARNED, FRIDAY)]),
        ("it's gone", [Happening(REMOVED)]),
    ],
)
def test_each_event_has_its_day(text: str, happened: list[Happening]) -> None:
    assert find_happenings(text, TODAY) == happened


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("what's next for C-42?", [42]),
        ("c42 next step", [42]),
        ("C-0042", [42]),
        ("show c - 7", [7]),
        ("case 12 please", [12]),
        ("case number 12", [12]),
        ("case no. 9 is mine", [9]),
        ("look at #31", [31]),
        ("C–5 with a long dash", [5]),
        ("close 12", [12]),
        ("log on 12: spoke to mum", [12]),
        ("put on 8 that dad refused", [8]),
        ("C-1 and C-2", [1, 2]),
        ("C-3, C-3 again", [3]),
        ("new, not C-0042, separate matter", []),
        ("it's a duplicate of C-26", []),
        ("rang 101 on 22 November", []),
        ("Year 2 class chat", []),
        ("spoke to 3 parents", []),
        ("that one", []),
    ],
)
def test_the_numbers_of_cases_are_found_in_a_sentence(text: str, numbers: list[int]) -> None:
    assert find_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("who's dealing with the Year 1 Facebook thing?", Description("year 1 facebook", meant=True)),
        ("close the nativity video case", Description("nativity video", meant=True)),
        ("anything on the case about the school trip", Description("school trip", meant=True)),
        ("saw Mrs Okafor", Description("okafor", meant=False)),
        ("met Mr and Mrs Hill", Description("hill", meant=False)),
        ("that one", None),
        ("close the case", None),
        ("the other one", None),
        ("what's next?", None),
    ],
)
def test_a_case_is_known_by_what_it_is_called(text: str, described: Description | None) -> None:
    assert find_description(text) == described


@pytest.mark.parametrize(
    "text", ["and after that?", "Then what?", "what comes after this one", "what then", "and then?"]
)
def test_the_step_after_the_next_is_asked_for(text: str) -> None:
    assert asks_for_later(text)


@pytest.mark.parametrize("text", ["what's next?", "next step for C-42", "what do I do now"])
def test_the_next_step_is_not_the_one_after(text: str) -> None:
    assert not asks_for_later(text)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("draft the warning letter", Step.WRITTEN_WARNING),
        ("a stiff one for dad", Step.WRITTEN_WARNING),
        ("write to Facebook for me", Step.CONTACT_HOST),
        ("takedown notice please", Step.CONTACT_HOST),
        ("letter inviting her in", Step.DISCUSS_AND_REQUEST_REMOVAL),
        ("the notice blocking him", Step.BLOCK_ACCESS),
        ("something for the solicitor", Step.SEEK_LEGAL_ADVICE),
        ("need a letter", None),
    ],
)
def test_a_letter_is_known_by_its_words(text: str, step: Step | None) -> None:
    assert find_letter(text) is step


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("anything overdue?", "overdue"),
        ("which are late", "overdue"),
        ("my cases", "mine"),
        ("what's new?", "new"),
        ("anything new since yesterday", "new"),
        ("what has come in", "new"),
        ("show me the new cases", "new"),
        ("what have i got on", "mine"),
        ("show all cases, closed too", "all"),
        ("whose open", "open"),
        ("list please", "open"),
    ],
)
def test_a_list_is_known_by_its_words(text: str, which: str) -> None:
    assert find_which(text) == which


@pytest.mark.parametrize("text", ["on C-0009", "C-9", "no, for case 9", "sorry, I meant C-9.", "it's for c 9 please"])
def test_an_answer_can_say_only_which_case_it_is_for(text: str) -> None:
    assert names_only_a_case(text)


@pytest.mark.parametrize("text", ["what about C-4", "close C-9", "today, on C-2", "on 9 November", "9", "show C-9"])
def test_an_answer_that_says_more_is_not_only_a_case(text: str) -> None:
    assert not names_only_a_case(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("draft the warning letter", [LetterKind.WRITTEN_WARNING]),
        ("the warning for the Year 1 Facebook thing", [LetterKind.WRITTEN_WARNING]),
        ("write to Facebook for me", [LetterKind.REPORT_TO_HOST]),
        ("letter inviting her in", [LetterKind.INVITATION_TO_DISCUSS]),
        ("a letter asking him to take it down", [LetterKind.REQUEST_FOR_REMOVAL]),
        ("the first letter", [LetterKind.INVITATION_TO_DISCUSS, LetterKind.REQUEST_FOR_REMOVAL]),
        ("note to the police", [LetterKind.NOTE_TO_POLICE]),
        ("the notice blocking him", [LetterKind.NOTICE_OF_BLOCKED_ACCESS]),
        ("acknowledge her complaint", [LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT]),
        ("something for the solicitor", []),
        ("draft a letter", []),
    ],
)
def test_the_letters_that_may_be_meant_are_those_that_the_words_leave(text: str, kinds: list[LetterKind]) -> None:
    assert list(find_letter_kinds(text)) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "C-42: the grandmother rang, she is upset",
        "C-42 - grandad is in hospital so the meeting is put off",
        "the aunt in C-42 says she feels picked on",
        "re C-42, the family has moved to Leeds",
        "mum in case 42 was in tears at the gate this morning",
        "on C-42 the TA has gone off sick with stress",
        "C-42 - he's got his brother with him",
        "the nativity case: gran rang and she is upset",
    ],
)
def test_a_statement_about_a_case_is_one(text: str) -> None:
    assert states_of_a_case(text)


@pytest.mark.parametrize(
    "text",
    [
        "C-42: spoke to her today",
        "C-42: she refused",
        "C-42 what the mum said last week",
        "show me what she said in C-42",
        "is she upset in C-42",
        "close C-42, she has moved away",
        "C-42 has been sorted out so we can close it",
        "C-42: she is upset, what do I do?",
        "the grandmother rang, she is upset",
        "the mums in C-4 and C-5 are sisters",
        "C-42 next thing to do",
    ],
)
def test_an_event_a_question_an_order_or_another_matter_is_no_statement_about_a_case(text: str) -> None:
    assert not states_of_a_case(text)


@pytest.mark.parametrize(
    "text",
    [
        "has he deleted it?",
        "so did she refuse",
        "is C-0013 closed",
        "have we warned her",
        "when did we talk to her",
        "who's rung the police",
        "is the post still up?",
    ],
)
def test_a_question_about_a_case_tells_nothing(text: str) -> None:
    assert asks_of_a_case(text)
    assert not gives_a_reason(text)


@pytest.mark.parametrize(
    "text",
    [
        "she took it down",
        "had the mum in today, she refused",
        "did it again",
        "when I spoke to mum she refused",
        "isn't taking it down",
        "has been removed",
        "can you record that she took it down?",
        "did you know she's posted again?",
    ],
)
def test_an_account_or_an_order_is_no_question_about_a_case(text: str) -> None:
    assert not asks_of_a_case(text)


@pytest.mark.parametrize(
    "text", ["no", "No wait.", "wrong case", "not that one", "scrap that", "no, that's wrong", "sorry, my mistake"]
)
def test_an_answer_takes_back_what_was_told(text: str) -> None:
    assert takes_back(text)
    assert denies(text)


@pytest.mark.parametrize("text", ["no wait she didnt", "he hasn't deleted it its friday", "mum never took it down"])
def test_an_answer_denies_what_was_told(text: str) -> None:
    assert denies(text)
    assert not takes_back(text)


@pytest.mark.parametrize("text", ["no, Tuesday", "no, she refused", "it wasn't today, it was Monday", "no idea", "yes"])
def test_an_answer_that_corrects_or_confirms_denies_nothing(text: str) -> None:
    assert not denies(text)


@pytest.mark.parametrize("text", ["yes", "Ok, thanks", "because", "dunno", "n/a", "why?"])
def test_some_words_give_no_reason(text: str) -> None:
    assert not gives_a_reason(text)


@pytest.mark.parametrize(
    "text", ["because it is gone", "moved away", "yes, agreed with the chair", "no harm was meant"]
)
def test_a_reason_is_one(text: str) -> None:
    assert gives_a_reason(text)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("whats due today", date(2026, 9, 1)),
        ("What's due tomorrow?", date(2026, 9, 2)),
        ("anything due this week", date(2026, 9, 6)),
        ("which ones are due by the end of the week", date(2026, 9, 6)),
        ("what is due next week", date(2026, 9, 13)),
        ("what's due", None),
        ("what came in today", None),
    ],
)
def test_the_day_by_which_something_is_due_is_known(text: str, by: date | None) -> None:
    assert find_due_by(text, date(2026, 9, 1)) == by
    assert asks_what_is_due(text) == ("due" in text)
    assert not asks_what_is_due("what is over due")


@pytest.mark.parametrize(
    ("text", "hands"),
    [
        ("give C-0009 to me", True),
        ("I'll take the newsletter one", True),
        ("can you pass it over to Mr Reed", True),
        ("share C-9 with the safeguarding lead", True),
        ("show me C-9", False),
        ("who has C-9", False),
        ("where are we with the forum thing", False),
    ],
)
def test_it_is_known_that_a_case_is_to_be_given_to_somebody(text: str, hands: bool) -> None:
    assert asks_to_hand_over(text) is hands
