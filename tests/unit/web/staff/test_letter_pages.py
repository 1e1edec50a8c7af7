"""A letter's page: the draft shows its gaps and what was typed, and one with gaps is never recorded as sent."""

import io
import re
import shutil
import uuid
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import docx
import pytest
from fastapi import FastAPI
from httpx import Response
from letter_samples import CONTENT, TYPED
from staff_site import Browser, field_of

from assistant.adapters.content import read_letters
from assistant.core.case_errors import NotFoundError
from assistant.core.case_history import What
from assistant.core.cases import Case, EntryKind
from assistant.core.errors import ContentError
from assistant.core.letters import LetterKind
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note, record_event
from assistant.services.draft_letter import draft_letter
from assistant.services.hand_case import set_details
from assistant.services.open_case import open_case
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
FULL = TYPED | {"signer_name": "Ann Hill"}
PLACE = "Year 2 parents' group on Facebook"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REQUEST, WARNING = "request_for_removal", "written_warning"


class Desk:
    """The deputy head at a case of hers."""

    def __init__(self, browser: Browser, account: StaffAccount, parts: Wiring, **case: object) -> None:
        self.browser, self.account, self.parts = browser, account, parts
        given = {"facts": OFFENSIVE, "place": PLACE} | case
        open_case(parts.case_desk, actor=account, title="a <post>", request_id="r1", **given)
        self.csrf = browser.csrf()

    @property
    def case(self) -> Case:
        case = self.parts.cases.by_number(1)
        assert case is not None
        return case

    def get(self, kind: str) -> Response:
        return self.browser.get(f"/staff/cases/C-0001/letters/{kind}")

    def send(self, kind: str, action: str, details: dict[str, str] = FULL, **fields: str) -> Response:
        known = {"csrf": self.csrf, "version": str(self.case.version), "request_id": str(uuid.uuid4())}
        typed = {f"letter_{name}": value for name, value in details.items()}
        given = known | {"action": action, "on": "2026-09-01"} | typed | fields
        return self.browser.post(f"/staff/cases/C-0001/letters/{kind}", data=given)


@pytest.fixture
def new_desk(enter: Enter, parts: Wiring) -> Callable[..., Desk]:
    return lambda **case: Desk(*enter(StaffRole.SENIOR_LEADER, name="dee"), parts, **case)


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk()


def _main(page: Response) -> str:
    return " ".join(unescape(page.text.split("<main", 1)[1]).split())


def _draft(page: Response) -> str:
    return _main(page).split('<article class="letter"')[1].split("</article>")[0]


def _typed(page: Response, name: str) -> str:
    found = re.search(rf'<textarea[^>]* name="letter_{name}"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found is not None, name
    return unescape(found[1])


def _fields(page: Response) -> list[str]:
    return re.findall(r'<textarea[^>]* name="letter_([a-z_]+)"', page.text)


def test_the_case_page_lists_the_letters_that_suit_and_the_others_apart(desk: Desk) -> None:
    main = _main(desk.browser.get("/staff/cases/C-0001"))
    section = main.split('<section aria-labelledby="letters">')[1].split("</section>")[0]
    suiting, others = section.split("Letters that are not for now")
    links = re.compile(r'href="/staff/cases/C-0001/letters/([a-z_]+)"')
    assert links.findall(suiting) == ["invitation_to_discuss", REQUEST, "acknowledgement_of_complaint"]
    assert sorted(links.findall(suiting) + links.findall(others)) == sorted(LetterKind)
    assert "Request to remove a post" in suiting


def test_a_closed_case_has_no_letters(desk: Desk) -> None:
    for what in (What.REMOVED, What.CLOSED):
        given = {"actor": desk.account, "number": 1, "version": desk.case.version, "on": desk.case.entries[0].on}
        record_event(desk.parts.case_desk, what=what, reason="so", **given)
    assert "/letters/" not in desk.browser.get("/staff/cases/C-0001").text


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_has_a_page_that_asks_what_it_needs_and_marks_each_gap_in_words(desk: Desk, kind: str) -> None:
    page = desk.get(kind)
    assert page.status_code == 200
    form = desk.parts.letter_desk.forms.forms()[LetterKind(kind)]
    assert _fields(page) == [*(one.name for one in form.asks), "signer_name"]
    assert [one.name for one in form.asks if one.description[1:] not in _main(page)] == []
    draft = _draft(page)
    assert form.title in draft
    letter = draft_letter(
        desk.parts.case_desk, desk.parts.letter_desk, actor=desk.account, number=1, kind=kind, details={}
    )
    marked = re.findall('<mark class="gap"><strong>Missing:</strong> ([^<]+)</mark>', draft)
    assert marked == [" ".join(gap.split()) for gap in re.findall("〔([^〕]+)〕", letter.text())] != []
    assert field_of(page.text, "version") == "1"
    assert str(uuid.UUID(field_of(page.text, "request_id"))) == field_of(page.text, "request_id")


def test_what_the_letter_can_do_without_is_said(desk: Desk) -> None:
    main = _main(desk.get("note_to_police"))
    assert 'id="letter_police_reference-hint">You may leave it empty.' in main
    assert "letter_post_summary-hint" not in main


def test_a_quotation_stands_apart_with_its_section(desk: Desk) -> None:
    clause = desk.parts.policy.clauses["procedure.first_step"]
    shown = f"<blockquote><p>“{clause.text}”</p></blockquote> <figcaption><cite>The policy, {clause.section}</cite>"
    assert shown in _draft(desk.get("invitation_to_discuss"))


def test_showing_the_letter_puts_in_what_was_typed_and_keeps_it(desk: Desk) -> None:
    page = desk.send(REQUEST, "show", {"recipient": "Mrs <b>Khan</b>", "post_summary": "a\r\nb"}, on="2026-08-31")
    assert page.status_code == 200
    assert "Mrs &lt;b&gt;Khan" in page.text
    assert "Dear Mrs <b>Khan</b>," in _draft(page)
    assert "Monday 31 August 2026" in _draft(page)
    assert (_typed(page, "recipient"), _typed(page, "post_summary")) == ("Mrs <b>Khan</b>", "a\r\nb")
    assert field_of(page.text, "on") == "2026-08-31"
    assert '<a href="#letter_signer_name">The name of the person who signs</a>' in _main(page)
    assert "One thing is missing" in _main(page)
    full = desk.send(REQUEST, "show")
    assert "Nothing is missing." in _main(full)
    assert ('class="gap"' in full.text, len(desk.case.entries)) == (False, 2)


def test_what_the_case_did_not_say_keeps_its_field_once_it_is_filled(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(place="")
    assert {"host", "place"} <= set(_fields(desk.get("report_to_host")))
    page = desk.send("report_to_host", "show", FULL | {"place": PLACE})
    assert "To Facebook" in _draft(page)
    assert _typed(page, "place") == PLACE


def test_what_was_typed_over_what_the_case_says_is_never_out_of_sight(desk: Desk) -> None:
    page = desk.send(REQUEST, "show", FULL | {"place": "elsewhere", "unknown": "x", "reference": "C-1"})
    assert _typed(page, "place") == "elsewhere"
    assert {"unknown", "reference"}.isdisjoint(_fields(page))


def test_a_gap_that_only_the_case_can_fill_has_no_field(desk: Desk, tmp_path: Path) -> None:
    letter = _content(tmp_path) / "letters" / "request_for_removal.md"
    letter.write_text(letter.read_text("utf-8") + "\nWe wrote to you on {{ warned_on }}.\n", "utf-8")
    forms = read_letters(letter.parent, desk.parts.policy)
    desk.parts.letter_desk = replace(desk.parts.letter_desk, forms=forms)
    page = desk.send(REQUEST, "record", FULL | {"warned_on": "Monday"})
    assert (page.status_code, len(desk.case.entries)) == (422, 2)
    assert _main(page).count("The day of the last written warning (record this in the case first)") == 2
    assert "warned_on" not in page.text


def test_the_file_is_one_for_word_and_named_after_the_case(desk: Desk) -> None:
    answer = desk.send(REQUEST, "download")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == WORD
    assert answer.headers["content-disposition"] == 'attachment; filename="C-0001-request-for-removal.docx"'
    words = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "Dear Mrs Khan," in words
    assert len(desk.case.entries) == 2


def test_a_file_with_gaps_is_named_a_draft(desk: Desk) -> None:
    answer = desk.send(REQUEST, "download", {})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="C-0001-request-for-removal-DRAFT.docx"'


def test_a_letter_that_was_sent_is_the_event_with_its_words(desk: Desk) -> None:
    answer = desk.send(REQUEST, "record")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/cases/C-0001?done=letter")
    entry = desk.case.entries[-1]
    assert (entry.what, entry.by) == (What.REMOVAL_REQUESTED, desk.account.id)
    assert "Dear Mrs Khan," in entry.words
    page = _main(desk.browser.get(answer.headers["location"]))
    assert "The letter is recorded as sent" in page
    assert "Dear Mrs Khan," in page


def test_a_letter_that_is_no_event_is_kept_as_a_note(desk: Desk) -> None:
    assert desk.send("invitation_to_discuss", "record").status_code == 303
    assert (desk.case.entries[-1].kind, "Mrs Khan" in desk.case.entries[-1].words) == (EntryKind.NOTE, True)


def test_a_letter_with_gaps_is_not_recorded_and_the_gaps_are_named(desk: Desk) -> None:
    page = desk.send(REQUEST, "record", {"recipient": "Mrs Khan"})
    assert (page.status_code, len(desk.case.entries)) == (422, 2)
    problem = _main(page).split('<div class="problem" role="alert">')[1].split("</div>")[0]
    assert "It was not recorded as sent: the letter still has gaps." in problem
    named = re.findall(r'<a href="#letter_([a-z_]+)">', problem)
    assert named == ["post_summary", "signer_name"]
    for name in named:
        assert f'id="letter_{name}-wrong">This is still missing in the letter.' in _main(page)
        assert re.search(rf'<textarea id="letter_{name}"[^>]* aria-invalid="true"', page.text)
    assert _typed(page, "recipient") == "Mrs Khan"
    assert "<title>Error:" in page.text


def test_a_letter_against_the_advice_asks_why_and_keeps_the_reason(desk: Desk) -> None:
    assert 'name="reason"' in desk.get(WARNING).text
    assert 'name="reason"' not in desk.get(REQUEST).text
    page = desk.send(WARNING, "record")
    assert (page.status_code, len(desk.case.entries)) == (422, 2)
    assert "say why, and the reason is kept" in _main(page).split('id="reason-wrong">')[1].split("</p>")[0]
    assert _typed(page, "recipient") == "Mrs Khan"
    assert desk.send(WARNING, "record", reason="the governors\r\nasked").status_code == 303
    assert (desk.case.entries[-1].what, desk.case.entries[-1].reason) == (What.WARNING_SENT, "the governors\nasked")


@pytest.mark.parametrize(
    ("action", "on", "words"),
    [
        ("record", "2026-09-02", "That day has not come yet."),
        ("record", "2026-08-31", "before the material was reported"),
        *((action, "soon", "Give the day as a date") for action in ("show", "download", "record")),
        *((action, "9999-12-30", "Give a day within the next year.") for action in ("show", "download", "record")),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it(desk: Desk, action: str, on: str, words: str) -> None:
    page = desk.send(WARNING, action, on=on, reason="so")
    assert (page.status_code, len(desk.case.entries)) == (422, 2)
    assert words in _main(page).split('id="on-wrong">')[1].split("</p>")[0]
    assert (_typed(page, "recipient"), field_of(page.text, "on")) == ("Mrs Khan", on)


def test_a_letter_that_is_too_long_is_refused_without_a_field(desk: Desk) -> None:
    page = desk.send(REQUEST, "record", FULL | {"post_summary": "x" * 20_000})
    assert (page.status_code, len(desk.case.entries)) == (422, 2)
    assert '<p class="problem" role="alert" id="problem">That is too long.' in _main(page)


def test_a_conflict_shows_what_the_other_wrote_and_keeps_what_was_typed(desk: Desk) -> None:
    add_note(desk.parts.case_desk, actor=desk.account, number=1, version=1, words="she has <phoned>")
    page = desk.send(REQUEST, "record", version="1")
    assert (page.status_code, len(desk.case.entries)) == (409, 3)
    assert "she has &lt;phoned&gt;" in page.text
    assert "Reported to the school" not in page.text.split('id="conflict"')[1].split("</section>")[0]
    assert (_typed(page, "recipient"), field_of(page.text, "version")) == ("Mrs Khan", "2")
    assert desk.send(REQUEST, "record", request_id=field_of(page.text, "request_id")).status_code == 303


def test_a_letter_that_is_recorded_twice_is_stored_once(desk: Desk) -> None:
    request_id = str(uuid.uuid4())
    for _ in range(2):
        answer = desk.send(REQUEST, "record", version="1", request_id=request_id)
        assert (answer.status_code, len(desk.case.entries)) == (303, 3)


def test_the_report_to_a_website_shows_the_way_there(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk(place="a page on TikTok")
    guide, main = desk.parts.letter_desk.hosts, _main(desk.get("report_to_host"))
    host = guide.of_place("TikTok")
    assert host is not None
    assert "How to report to TikTok" in main
    assert [step for step in host.steps if step not in main] == []
    assert [point for point in host.include if point[1:] not in main] == []
    assert f'<a href="{host.url}">' in main
    assert [helpline.name for helpline in guide.helplines if helpline.name not in main] == []
    assert "Checked on Thursday 26 November 2026." in main
    assert "How to report" not in desk.get(REQUEST).text


@pytest.mark.parametrize("path", ["C-0001/letters/love_letter", "C-0002/letters/note_to_police", "1/letters/x"])
def test_what_is_not_there_is_the_same_page(desk: Desk, path: str) -> None:
    page = desk.browser.get(f"/staff/cases/{path}")
    assert (page.status_code, "There is nothing here for you" in page.text) == (404, True)


def test_nobody_gets_a_letter_of_a_case_that_they_may_not_see(desk: Desk, enter: Enter) -> None:
    others = [enter(StaffRole.GOVERNOR), enter(StaffRole.HEADTEACHER, name="acc")]
    accused = {"accused": [others[1][1]], "about": [], "child_at_risk": False}
    given = {"actor": desk.account, "number": 1, "version": 1, "title": "t", "place": PLACE, "people": ""}
    set_details(desk.parts.case_desk, **given, **accused)
    for browser, account in others:
        other = Desk.__new__(Desk)
        other.browser, other.account, other.parts, other.csrf = browser, account, desk.parts, browser.csrf()
        assert other.get(REQUEST).status_code == 404
        for action in ("show", "download", "record"):
            assert other.send(REQUEST, action).status_code == 404
    assert len(desk.case.entries) == 3


@pytest.mark.parametrize(("action", "service"), [("show", "draft_letter"), ("record", "record_letter_sent")])
def test_a_case_that_is_taken_away_meanwhile_is_not_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, action: str, service: str
) -> None:
    def taken(*_: object, **__: object) -> None:
        raise NotFoundError

    monkeypatch.setattr(f"assistant.web.staff.letters.{service}", taken)
    page = desk.send(REQUEST, action)
    assert (page.status_code, "There is nothing here for you" in page.text) == (404, True)


@pytest.mark.parametrize("action", ["show", "download", "record"])
def test_a_form_of_another_page_does_nothing(desk: Desk, action: str) -> None:
    assert desk.send(REQUEST, action, csrf="wrong").status_code == 403
    desk.browser.headers["Sec-Fetch-Site"] = "cross-site"
    assert desk.send(REQUEST, action).status_code == 403
    assert len(desk.case.entries) == 2


@pytest.mark.parametrize("fields", [{"version": "x"}, {"request_id": "x"}])
def test_a_form_without_what_the_page_has_put_into_it_records_nothing(desk: Desk, fields: dict[str, str]) -> None:
    assert (desk.send(REQUEST, "record", **fields).status_code, len(desk.case.entries)) == (422, 2)


def test_a_broken_letter_stops_the_start(make_app: Callable[..., FastAPI], tmp_path: Path) -> None:
    letter = _content(tmp_path) / "letters" / "written_warning.md"
    letter.write_text(letter.read_text("utf-8") + "\n{{ nobody_knows }}\n", "utf-8")
    with pytest.raises(ContentError, match="nobody_knows"):
        make_app(content_dir=tmp_path / "content")


def _content(tmp_path: Path) -> Path:
    """A school's own copy of the content."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))
