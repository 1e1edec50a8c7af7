"""Evidence in a case and files of a record: kept once, shown to those who may read them, and each look is noted."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import unescape

import attachment_samples as samples
import pytest
import sqlalchemy as sa
from case_fakes import close_case
from case_samples import OFFENSIVE
from fakes import NOON, FakeDoor, FakeReceipts
from httpx import Response
from staff_site import Browser, field_of

from assistant.adapters.sql import tables
from assistant.core.attachments import MOST_BYTES, Attachment, FileKind
from assistant.core.cases import Case, EntryKind
from assistant.core.posts import Category, Finding, Reading
from assistant.core.records import Account, Draft, Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note, set_facts
from assistant.services.give_record import give_record
from assistant.services.hand_case import share_case
from assistant.services.open_case import open_case, open_case_from_record
from assistant.services.ports import PostReader
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
HERE = "/staff/cases/C-0001"
FIELDS = {"seen_on": "2026-08-30", "seen_at": "14:05", "address": "https://example.test/p/1", "words": "“useless”"}
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class Desk:
    """The deputy head at a case of hers."""

    def __init__(self, browser: Browser, account: StaffAccount, parts: Wiring) -> None:
        self.browser, self.account, self.parts = browser, account, parts
        open_case(parts.case_desk, actor=account, title="a post", facts=OFFENSIVE, request_id="r1")
        self.csrf = browser.csrf()

    @property
    def case(self) -> Case:
        case = self.parts.cases.by_number(1)
        assert case is not None
        return case

    def send(self, file: bytes | None, name: str = "shot.png", /, **fields: object) -> Response:
        known = {"csrf": self.csrf, "version": str(self.case.version), "request_id": str(uuid.uuid4())}
        chosen = ("", b"") if file is None else (name, file)
        return self.browser.post(f"{HERE}/evidence", data=known | FIELDS | fields, files={"file": chosen})

    def kept(self) -> tuple[Attachment, ...]:
        return self.parts.attachments.of_case(self.case.id)


class SeesHate(PostReader):
    def read(self, texts: Sequence[str]) -> list[Reading]:
        found = [Finding(category, 0.9, ()) for category in (Category.RACIST, Category.COMPLAINT)]
        return [Reading(tuple(found)) for _ in texts]


@pytest.fixture
def desk(enter: Enter, parts: Wiring) -> Desk:
    return Desk(*enter(StaffRole.SENIOR_LEADER, name="dee"), parts)


def _views(parts: Wiring) -> list[tuple[str, str]]:
    with parts.engine.begin() as connection:
        rows = connection.execute(sa.select(tables.audit).where(tables.audit.c.event == "attachment_viewed"))
        return [(row["record_id"], row["account_id"]) for row in rows.mappings()]


def _done(answer: Response) -> bool:
    return (answer.status_code, answer.headers.get("location")) == (303, f"{HERE}?done=evidence")


def _beside(page: str, field: str) -> str:
    return unescape(page.split(f'id="{field}-wrong">')[1].split("</p>")[0])


def test_a_screenshot_is_kept_with_where_and_when_and_stands_in_the_chronology(desk: Desk) -> None:
    page = desk.browser.get(f"{HERE}/evidence").text
    assert (field_of(page, "version"), field_of(page, "seen_on")) == ("1", "2026-09-01")
    assert 'enctype="multipart/form-data"' in page
    assert _done(desk.send(samples.png()))
    (kept,) = desk.kept()
    page = unescape(desk.browser.get(f"{HERE}?done=evidence").text)
    assert "The evidence is kept." in page
    assert f'<a href="{HERE}/attachments/{kept.id}">Look at C-0001-entry-3.png</a>' in page
    told = "Evidence: https://example.test/p/1; seen at 14.05; picture (PNG) C-0001-entry-3.png"
    printed = unescape(desk.browser.get(f"{HERE}/chronology").text)
    assert (f"<strong>{told}</strong>" in printed, "Sunday 30 August 2026" in printed) == (True, True)
    saved = desk.browser.get(f"{HERE}/chronology.csv").text
    assert f"3,2026-08-30,{told},“useless”" in saved


def test_a_file_is_shown_alone_without_cookies_of_ours_at_work_and_each_look_is_noted(desk: Desk) -> None:
    desk.send(samples.jpeg(place=True))
    (kept,) = desk.kept()
    for _ in range(2):
        answer = desk.browser.get(f"{HERE}/attachments/{kept.id}")
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in (
        "content-type", "content-disposition", "content-length", "content-security-policy", "x-content-type-options",
        "cache-control", "cross-origin-resource-policy",
    )} == {
        "content-type": "image/jpeg",
        "content-disposition": 'inline; filename="C-0001-entry-3.jpg"',
        "content-length": str(kept.size),
        "content-security-policy": ALONE,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    assert (len(answer.content), samples.PLANT in answer.content) == (kept.size, False)
    assert _views(desk.parts) == [(desk.case.id, desk.account.id)] * 2


def test_a_pdf_is_saved_rather_than_shown(desk: Desk) -> None:
    desk.send(samples.pdf_that_does(), "page.pdf")
    (kept,) = desk.kept()
    answer = desk.browser.get(f"{HERE}/attachments/{kept.id}")
    assert (answer.headers["content-type"], answer.headers["content-disposition"]) == (
        "application/pdf",
        'attachment; filename="C-0001-entry-3.pdf"',
    )
    assert (answer.content[:5], b"JavaScript" in answer.content) == (b"%PDF-", False)
    assert "Save C-0001-entry-3.pdf" in desk.browser.get(HERE).text


def test_other_pages_keep_their_own_policy(desk: Desk) -> None:
    assert "sandbox" not in desk.browser.get(HERE).headers["content-security-policy"]


def test_evidence_needs_no_file_but_something(desk: Desk) -> None:
    assert _done(desk.send(None))
    assert (desk.case.entries[-1].kind, desk.kept()) == (EntryKind.EVIDENCE, ())
    page = desk.send(None, address="", words=" ")
    assert (page.status_code, _beside(page.text, "file")) == (
        422,
        "Give a file, an address, or say in words what you saw.",
    )


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"seen_on": "2026-09-02"}, "seen_on", "That day has not come yet."),
        ({"seen_on": ""}, "seen_on", "Give the day as a date"),
        ({"seen_at": "late"}, "seen_at", "hours and minutes"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_the_file_asked_for_again(
    desk: Desk, fields: dict[str, str], field: str, words: str
) -> None:
    page = desk.send(samples.png(), **fields)
    assert page.status_code == 422
    assert words in _beside(page.text, field)
    assert "The file was not kept. Please choose it again." in page.text
    assert "“useless”" in unescape(page.text)
    assert (len(desk.case.entries), desk.kept()) == (2, ())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (samples.zipped(), "Only pictures (PNG or JPEG) and PDFs can be taken."),
        (samples.png_claiming(50_000, 50_000), "too many points"),
        (samples.locked_pdf(), "locked"),
        (bytes(MOST_BYTES + 1), "larger than 10 MB"),
    ],
    ids=["zip", "points", "locked", "large"],
)
def test_a_bad_file_is_refused_with_why_and_what_was_typed_is_kept(desk: Desk, content: bytes, words: str) -> None:
    page = desk.send(content)
    assert page.status_code == 422
    assert words in _beside(page.text, "file")
    assert field_of(page.text, "address") == "https://example.test/p/1"
    assert desk.kept() == ()


def test_sent_twice_it_is_kept_once(desk: Desk) -> None:
    same = {"request_id": str(uuid.uuid4()), "version": "1"}
    assert [_done(desk.send(samples.png(), **same)) for _ in range(2)] == [True, True]
    assert (len(desk.kept()), len(desk.case.entries)) == (1, 3)


def test_somebody_who_was_first_is_told_and_the_file_asked_for_again(desk: Desk) -> None:
    add_note(desk.parts.case_desk, actor=desk.account, number=1, version=1, words="I rang her.")
    page = desk.send(samples.png(), version="1")
    assert page.status_code == 409
    assert ("I rang her." in page.text, field_of(page.text, "version")) == (True, "2")
    assert "choose it again" in page.text
    assert desk.kept() == ()


def test_a_form_of_another_page_and_one_without_its_token_store_nothing(desk: Desk) -> None:
    assert desk.send(samples.png(), csrf="wrong").status_code == 403
    desk.browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert desk.send(samples.png()).status_code == 403
    assert desk.kept() == ()


def test_a_form_that_lost_its_file_over_a_sign_in_asks_for_it_again(desk: Desk) -> None:
    known = {"csrf": desk.csrf, "version": "1", "request_id": str(uuid.uuid4()), "had_file": "yes"}
    page = desk.browser.post(f"{HERE}/evidence", data=known | FIELDS)
    assert (page.status_code, _beside(page.text, "file")) == (
        422,
        "Choose the file again: it could not be kept while you were away.",
    )


def test_other_forms_take_no_file(desk: Desk) -> None:
    known = {"csrf": desk.csrf, "version": "1", "request_id": str(uuid.uuid4()), "words": "x"}
    assert desk.browser.post(f"{HERE}/note", data=known, files={"file": ("a", b"b")}).status_code == 415


def test_a_closed_case_takes_no_evidence(desk: Desk) -> None:
    close_case(desk.parts.case_desk, actor=desk.account, number=1, version=1, on=NOON.date(), reason="a mistake")
    page = desk.send(samples.png())
    assert (page.status_code, "The case is closed." in unescape(page.text)) == (422, True)
    assert f"{HERE}/evidence" not in desk.browser.get(HERE).text


def test_evidence_that_was_wrong_is_withdrawn_and_stays(desk: Desk) -> None:
    desk.send(samples.png())
    known = {"csrf": desk.csrf, "version": str(desk.case.version), "request_id": str(uuid.uuid4())}
    withdrawn = known | {"entry": "3", "words": "another post", "withdraw": "yes"}
    assert desk.browser.post(f"{HERE}/entry", data=withdrawn).status_code == 303
    assert (desk.case.withdrawn, len(desk.kept())) == ({3}, 1)


def test_only_those_who_may_see_the_case_see_its_files(desk: Desk, enter: Enter) -> None:
    desk.send(samples.png())
    (kept,) = desk.kept()
    lead, account = enter(StaffRole.SAFEGUARDING_LEAD)
    assert lead.get(f"{HERE}/attachments/{kept.id}").status_code == 404
    assert lead.get(f"{HERE}/evidence").status_code == 404
    share_case(desk.parts.case_desk, actor=desk.account, number=1, version=2, recipient=account)
    assert lead.get(f"{HERE}/attachments/{kept.id}").status_code == 200
    assert desk.browser.get(f"{HERE}/attachments/nothing").status_code == 404
    assert desk.browser.get(f"/staff/records/{desk.case.id}/attachments/{kept.id}").status_code == 404
    assert _views(desk.parts) == [(desk.case.id, account.id)]


def _sent(parts: Wiring, about: About = About.PUPIL) -> tuple[Record, tuple[Attachment, ...]]:
    """A concern with a picture and a PDF, as a parent sent it."""
    kept = (Attachment("a1", FileKind.PNG, 3, NOON), Attachment("a2", FileKind.PDF, 5, NOON))
    for one, content in zip(kept, (b"PNG", b"%PDF-"), strict=True):
        parts.attachments.keep_waiting(one, [content], sender_id="web-1")
    draft = Draft(Kind.CONCERN, about, Account("pushed on the stairs"), attachments=("a1", "a2"))
    given = give_record(parts.store, FakeReceipts(), parts.clock, draft=draft, request_id="web-1:m")
    return given.record, kept


def test_a_record_lists_its_files_and_gives_them_to_its_readers_alone(parts: Wiring, enter: Enter) -> None:
    record, _ = _sent(parts)
    head, account = enter(StaffRole.HEADTEACHER)
    here = f"/staff/records/{record.id}"
    page = head.get(here).text
    assert "Files they sent" in page
    assert f'<a href="{here}/attachments/a1">Look at file 1</a> <span class="hint">picture (PNG), 1 kB</span>' in page
    assert f'<a href="{here}/attachments/a2">Save file 2</a> <span class="hint">PDF, 1 kB</span>' in page
    answers = [head.get(f"{here}/attachments/{one}") for one in ("a1", "a2")]
    assert [(one.content, one.headers["content-disposition"]) for one in answers] == [
        (b"PNG", 'inline; filename="file-1.png"'),
        (b"%PDF-", 'attachment; filename="file-2.pdf"'),
    ]
    assert {one.headers["content-security-policy"] for one in answers} == {ALONE}
    assert _views(parts) == [(record.id, account.id)] * 2
    governor, _ = enter(StaffRole.GOVERNOR)
    assert governor.get(f"{here}/attachments/a1").status_code == 404
    assert head.get(f"{here}/attachments/a3").status_code == 404
    assert len(_views(parts)) == 2


def test_a_record_without_files_says_nothing_of_files(parts: Wiring, enter: Enter) -> None:
    draft = Draft(Kind.CONCERN, About.PUPIL, Account("pushed"))
    record = give_record(parts.store, FakeReceipts(), parts.clock, draft=draft, request_id="web-1:m").record
    head, _ = enter(StaffRole.HEADTEACHER)
    assert "Files they sent" not in head.get(f"/staff/records/{record.id}").text


def test_a_case_that_was_opened_from_a_record_shows_what_came_with_it(parts: Wiring, enter: Enter) -> None:
    record, _ = _sent(parts)
    head, account = enter(StaffRole.HEADTEACHER)
    case = open_case_from_record(
        parts.case_desk, parts.store, actor=account, record_id=record.id, title="x", facts=OFFENSIVE, request_id="r"
    ).case
    page = head.get(HERE).text
    assert ("Files that came with it" in page, f'href="{HERE}/attachments/a1"' in page) == (True, True)
    answer = head.get(f"{HERE}/attachments/a2")
    assert (answer.content, answer.headers["content-disposition"]) == (
        b"%PDF-",
        'attachment; filename="C-0001-sent.pdf"',
    )
    assert _views(parts) == [(case.id, account.id)]


def test_without_a_sign_in_there_is_no_file(desk: Desk, new_browser: Callable[..., Browser], fake: FakeDoor) -> None:
    desk.send(samples.png())
    (kept,) = desk.kept()
    answer = new_browser().get(f"{HERE}/attachments/{kept.id}")
    assert (answer.status_code, answer.headers["location"].startswith("/staff/sign-in")) == (303, True)
    assert _views(desk.parts) == []


def test_evidence_whose_words_are_for_the_police_is_said_to_be_where_the_facts_do_not(desk: Desk) -> None:
    desk.parts.post_reader = SeesHate()
    kept = desk.send(None, words="they should go back where they came from")
    assert kept.headers["location"] == f"{HERE}?done=evidence&may=racist"
    page = unescape(desk.browser.get(kept.headers["location"]).text)
    assert "By its words, what you kept may be racist." in page
    assert f'href="{HERE}/facts"' in page
    assert "By its words" not in desk.browser.get(f"{HERE}?done=evidence&may=nonsense").text
    racist = replace(desk.case.facts, categories=frozenset({Category.RACIST}))
    set_facts(desk.parts.case_desk, actor=desk.account, number=1, version=desk.case.version, facts=racist)
    assert desk.send(None, words="the same again").headers["location"] == f"{HERE}?done=evidence"
