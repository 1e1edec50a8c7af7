"""Files in the chat: sent with a concern, a report or a complaint, and offered a way there when they come alone."""

from collections.abc import Sequence

import attachment_samples as samples

from assistant.core.attachments import FileKind
from tests.conftest import HTTP, Person, Site
from tests.conversations.steps import (
    CONTENT,
    account_of,
    answers_of,
    conversation_of,
    given,
    kept_files,
    last_titles,
    newest_record,
    opened,
    rows,
    said,
    summary,
    texts,
    walk,
)

ACCOUNT = "The school gate was left open again at lunchtime on Monday, as the photo shows."
HEADS = "the headteacher"
PHOTO, PAGE = samples.jpeg(place=True), samples.pdf()


def send_file(person: Person, content: bytes) -> str:
    """Upload a file; return the token that names it."""
    answer = HTTP.post(
        f"{person.url}/api/chat/attachments",
        files={"file": ("secret name.png", content, "image/png")},
        headers={"Authorization": f"Bearer {person.session}"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["attachment"])


def say_with(person: Person, text: str, files: Sequence[bytes]) -> list[str]:
    """Say something that names files; return the texts of the answer."""
    tokens = [send_file(person, content) for content in files]
    person._heard(person.post(text=text, attachments=tokens))
    return texts(person)


def added(count: str) -> str:
    return said("utter_attachments_added", files=count)


def test_a_concern_is_sent_with_two_files(running: Site, person: Person) -> None:
    walk(person, "I want to raise a concern")
    assert say_with(person, ACCOUNT, [PHOTO, PAGE])[0] == added("2 files")
    walk(person, "[Something else]", "[Don't contact me]")
    readers = person.text.partition("Who will read it: ")[2].partition(".")[0]
    shown = summary(ACCOUNT, "something else", readers)
    with_files = shown.replace(
        "How to reach you: don't contact me", "How to reach you: don't contact me\nSent with it: 2 files"
    )
    assert (texts(person), last_titles(person)[-1]) == ([with_files], "Leave the files out")
    person.press("Send it")
    assert texts(person) == [given("utter_concern_given", readers)]
    record_id, *_ = newest_record(running)
    assert account_of(running, record_id).text == ACCOUNT
    files = opened(running).attachments
    kept = files.of_record(record_id)
    assert [one.kind for one in kept] == [FileKind.JPEG, FileKind.PDF]
    assert samples.PLANT not in b"".join(files.read(kept[0].id))
    stored = str(conversation_of(running, person)).encode() + b"".join(answers_of(running, person))
    assert [one.id for one in kept if one.id.encode() in stored] == []
    leaked = [path.name for path in kept_files(running) if samples.PLANT in path.read_bytes()]
    assert (leaked, [path.name for path in kept_files(running) if b"secret name" in path.read_bytes()]) == ([], [])


def test_a_picture_alone_is_offered_a_way_and_goes_with_the_concern_that_begins(running: Site, person: Person) -> None:
    assert say_with(person, "", [PHOTO]) == [said("utter_attachments_offer", files="1 file")]
    titles = CONTENT.titles.titles
    assert last_titles(person) == [titles[goal] for goal in ("raise_concern", "report_post", "make_complaint")]
    person.press(titles["raise_concern"])
    assert added("1 file") in texts(person)
    walk(person, ACCOUNT, "[A pupil]", "[Don't contact me]", "[Send it]")
    assert len(opened(running).attachments.of_record(newest_record(running)[0])) == 1


def test_a_picture_with_a_question_is_not_lost_either(person: Person) -> None:
    answer = say_with(person, "is this picture ok to post on facebook?", [PHOTO])
    assert answer == [said("utter_attachments_offer", files="1 file")]


def test_a_picture_with_the_first_words_of_a_concern_goes_with_it(person: Person) -> None:
    assert added("1 file") in say_with(person, "I'm worried about my son, he is being left out at playtime", [PHOTO])


def test_a_picture_without_words_in_the_middle_is_kept_and_the_question_asked_again(person: Person) -> None:
    walk(person, "I want to raise a concern")
    question = texts(person)[-1]
    assert say_with(person, " ", [PHOTO]) == [added("1 file"), question]
    walk(person, ACCOUNT)
    assert say_with(person, "", [PAGE])[0] == added("2 files")


def test_files_are_left_out_and_removed_at_the_summary(running: Site, person: Person) -> None:
    walk(person, "I want to raise a concern")
    say_with(person, ACCOUNT, [PHOTO])
    walk(person, "[A pupil]", "[Don't contact me]", "[Leave the files out]")
    assert ("Sent with it" in person.text, "Leave the files out" in person.titles) == (False, False)
    person.press("Send it")
    assert opened(running).attachments.of_record(newest_record(running)[0]) == ()


def test_a_sixth_file_has_no_room_and_is_said_so(person: Person) -> None:
    walk(person, "I want to raise a concern")
    say_with(person, ACCOUNT, [PHOTO, PHOTO, PHOTO])
    answer = say_with(person, "", [PHOTO, PHOTO, PHOTO])
    assert answer[0] == said("utter_attachments_too_many", files="5 files")
    walk(person, "[A pupil]", "[Don't contact me]")
    assert "Sent with it: 5 files" in person.text


def test_what_was_stopped_is_removed_at_once(running: Site, person: Person) -> None:
    for stop in ("cancel", "[Don't send it]"):
        before = rows(running, "SELECT count(*) FROM attachments")
        walk(person, "I want to raise a concern")
        say_with(person, ACCOUNT, [PHOTO])
        walk(person, "[A pupil]", "[Don't contact me]")
        walk(person, stop)
        assert rows(running, "SELECT count(*) FROM attachments") == before


def test_danger_with_a_picture_is_answered_first_and_both_are_passed_on(running: Site, person: Person) -> None:
    answer = say_with(person, "my dad is hitting my mum right now", [PHOTO])
    assert "999" in answer[0]
    person.press("Yes, pass it on")
    record_id, kind, *_ = newest_record(running)
    assert (kind, len(opened(running).attachments.of_record(record_id))) == ("safeguarding", 1)


def test_a_draft_to_check_takes_no_picture(person: Person) -> None:
    walk(person, "can you check a post before I post it?")
    answer = say_with(person, "lovely assembly today, thank you all", [PHOTO])
    assert answer[0] == said("utter_attachments_not_here")
