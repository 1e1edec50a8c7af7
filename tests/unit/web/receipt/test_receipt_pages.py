"""The holder of a receipt sees where it stands, reads, adds, withdraws, and takes a copy along; without JavaScript."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from fakes import FakeDoor
from httpx import Response
from staff_site import Browser, field_of, words_of

from assistant.adapters.sql import tables
from assistant.core.attachments import Attachment, FileKind
from assistant.core.records import HandOver, News
from assistant.core.replies import Reply
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.give_record import Given
from assistant.services.sign_receipt import signed_receipt_of
from assistant.web.receipt_tries import ReceiptTries, TooManyWaitingError
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
GiveReceipt = Callable[..., Given]
RECEIPT = "1234 5678 9012 3456"
UNKNOWN = "Nothing was found under that number."


def _open(browser: Browser, typed: str = RECEIPT) -> Response:
    return browser.post("/receipt", data={"receipt": typed})


def _send(browser: Browser, words: str, **fields: str) -> Response:
    page = browser.get("/receipt/add").text
    given = {name: field_of(page, name) for name in ("csrf", "request_id")}
    return browser.post("/receipt/add", data=given | {"words": words} | fields)


def _events(parts: Wiring) -> list[tuple[str, str | None]]:
    with parts.engine.begin() as connection:
        return [
            (row.event, row.account_id)
            for row in connection.execute(sa.select(tables.audit).order_by(tables.audit.c.position))
            if row.record_id is not None
        ]


def _thread(parts: Wiring, given: Given) -> list[Reply]:
    with parts.store.transaction() as records:
        return list(records.replies(given.record.id))


def _notices(parts: Wiring, given: Given) -> list[tuple[Role, News, HandOver]]:
    with parts.store.transaction() as records:
        return [(one.role, one.news, one.state) for one in records.notices(given.record.id)]


@pytest.fixture
def given(give_receipt: GiveReceipt) -> Given:
    """A complaint about the headteacher."""
    return give_receipt(RECEIPT, Kind.COMPLAINT, About.HEADTEACHER, "the gate was open")


def test_the_page_asks_for_the_receipt(browser: Browser) -> None:
    page = browser.get("/receipt")
    assert page.status_code == 200
    assert 'name="receipt"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    "typed",
    [
        "1234 5678 9012 3456",
        "1234567890123456",
        " 1234-5678-9012-3456 ",
        "l234 5678 9O12 3456",
        "my receipt: 1234.5678.9012.3456",
    ],
)
def test_a_receipt_is_read_however_it_is_typed(browser: Browser, given: Given, typed: str) -> None:
    opened = _open(browser, typed)
    assert (opened.status_code, opened.headers["Location"]) == (303, "/receipt")
    page = browser.get("/receipt").text
    assert "Your formal complaint" in page
    assert "Stored on 1 September 2026 at 13:00." in page
    assert "For the chair of governors; waiting to be sent." in page
    assert "the gate was open" not in page


def test_the_page_tells_by_when_the_school_must_do_what_it_has_not_done_and_where_it_answers(
    browser: Browser, given: Given, enter: Enter
) -> None:
    _open(browser)
    page = browser.get("/receipt").text
    to_answer = "The school must answer it by Wednesday 9 September 2026"
    due = ["The school must open it, or pass it on to the next person by Friday 4 September 2026", to_answer]
    assert re.findall(r"The school must[^.<]*", page) == due
    assert "What the school writes to you here is on this page alone" in page
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    staff_page = chair.get(f"/staff/records/{given.record.id}").text
    assert re.findall(r"The school must[^.<]*", browser.get("/receipt").text) == [to_answer]
    form = {name: field_of(staff_page, name) for name in ("csrf", "request_id")}
    chair.post(f"/staff/records/{given.record.id}", data=form | {"words": "We will look into it."})
    assert "The school must" not in browser.get("/receipt").text


def test_nothing_is_due_of_what_was_withdrawn(browser: Browser, given: Given) -> None:
    _open(browser)
    browser.post("/receipt/withdraw", data={"csrf": field_of(browser.get("/receipt/withdraw").text, "csrf")})
    assert "The school must" not in browser.get("/receipt").text


def test_the_cookie_tells_nothing_and_is_for_this_site_alone(browser: Browser, given: Given) -> None:
    cookie = _open(browser).headers["set-cookie"]
    assert re.fullmatch(r"receipt=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", cookie), cookie


def test_over_https_the_cookie_is_the_hosts(make_app: Callable[..., object], give_in: Callable[..., Given]) -> None:
    app = make_app(public_url="https://school.example")
    give_in(app.state.parts, RECEIPT, Kind.CONCERN, About.SCHOOL, "words")  # type: ignore[attr-defined]
    browser = Browser(app, "https://school.example")  # type: ignore[arg-type]
    cookie = _open(browser).headers["set-cookie"]
    assert re.fullmatch(r"__Host-receipt=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", cookie), cookie


@pytest.mark.parametrize("typed", ["1234 5678 9012 3457", "0000000000000000"])
def test_an_unknown_receipt_is_told_kindly_and_the_same_however_close(
    browser: Browser, given: Given, typed: str
) -> None:
    refused = _open(browser, typed)
    assert refused.status_code == 422
    assert UNKNOWN in refused.text
    assert "Nobody can look it up, not at the school either." in refused.text
    assert "office can help" not in refused.text
    assert typed not in refused.text
    assert "set-cookie" not in refused.headers


def test_what_is_no_receipt_is_explained(browser: Browser) -> None:
    refused = _open(browser, "1234 5678")
    assert refused.status_code == 422
    assert "A receipt number has 16 digits" in refused.text


def test_nothing_is_opened_from_another_site(browser: Browser, given: Given) -> None:
    refused = browser.post("/receipt", data={"receipt": RECEIPT}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert "not sent from the school" in refused.text
    assert "set-cookie" not in refused.headers


def test_a_reply_is_shown_as_text_and_what_is_added_comes_back(
    browser: Browser, given: Given, enter: Enter, parts: Wiring, fake: FakeDoor
) -> None:
    _open(browser)
    chair, account = enter(StaffRole.CHAIR_OF_GOVERNORS)
    evil = """<script>alert(1)</script> '); DROP TABLE replies; -- {{ 7 * 7 }}"""
    page = chair.get(f"/staff/records/{given.record.id}").text
    form = {name: field_of(page, name) for name in ("csrf", "request_id")}
    answered = chair.post(f"/staff/records/{given.record.id}", data=form | {"words": evil})
    assert (answered.status_code, answered.headers["Location"]) == (
        303,
        f"/staff/records/{given.record.id}?done=replied",
    )
    seen = browser.get("/receipt").text
    assert "<script>alert" not in seen
    assert evil in unescape(seen)
    assert "The chair of governors wrote on 1 September 2026 at 13:" in seen
    assert re.search(r"opened on [^;]+; answered on ", seen)
    added = _send(browser, "Thank you. <b>One</b> more thing.")
    assert (added.status_code, added.headers["Location"]) == (303, "/receipt?done=added")
    assert "What you added is stored." in browser.get("/receipt?done=added").text
    inbox = chair.get("/staff").text
    assert "New for you (1)" in inbox
    assert "Something was added" in inbox
    assert "One" not in inbox
    assert "Thank you. &lt;b&gt;One&lt;/b&gt; more thing." in chair.get(f"/staff/records/{given.record.id}").text
    assert [(reply.account_id, reply.role) for reply in _thread(parts, given)] == [
        (account.id, Role.CHAIR_OF_GOVERNORS),
        (None, None),
    ]


def test_adding_twice_with_one_form_stores_once(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    once = str(uuid.uuid4())
    for _ in range(2):
        assert _send(browser, "more", request_id=once).status_code == 303
    assert [(reply.position, reply.text) for reply in _thread(parts, given)] == [(0, "more")]
    assert _notices(parts, given) == [
        (Role.CHAIR_OF_GOVERNORS, News.RECORD, HandOver.QUEUED),
        (Role.CHAIR_OF_GOVERNORS, News.ADDED, HandOver.QUEUED),
    ]


def test_danger_in_what_is_added_is_answered_and_kept_and_reaches_the_safeguarding_lead(
    browser: Browser, given: Given, parts: Wiring
) -> None:
    _open(browser)
    answered = _send(browser, "My husband is beating my son right now")
    assert answered.status_code == 200
    assert parts.support.adult.message().splitlines()[0] in words_of(answered.text)
    assert '<strong>If someone is in danger now, call <a href="tel:999">999</a>' in answered.text
    languages = next(iter(parts.support.languages))
    assert answered.text.index(parts.routes.child_harmed[1].name) < answered.text.index(f"{languages}: ")
    assert "Local Authority Designated Officer (LADO)" not in browser.get("/receipt").text
    for place in parts.routes.child_harmed:
        assert place.line() in words_of(answered.text)
        assert f'<a href="tel:{place.phone.replace(" ", "")}">{place.phone}</a>' in answered.text
    assert [reply.text for reply in _thread(parts, given)] == ["My husband is beating my son right now"]
    assert _notices(parts, given)[1:] == [
        (Role.CHAIR_OF_GOVERNORS, News.ADDED, HandOver.QUEUED),
        (Role.SAFEGUARDING_LEAD, News.RECORD, HandOver.QUEUED),
    ]
    assert "child_at_risk_marked" in [event for event, _ in _events(parts)]


def test_those_outside_the_school_are_named_only_where_an_adult_at_school_is_accused(
    browser: Browser, give_receipt: GiveReceipt, parts: Wiring
) -> None:
    give_receipt(RECEIPT, Kind.CONCERN, About.PARENT, "worry")
    _open(browser)
    answered = words_of(_send(browser, "My husband is beating my son right now").text)
    assert parts.support.adult.message().splitlines()[0] in answered
    assert parts.routes.child_harmed[1].name not in answered


@pytest.mark.parametrize(("words", "said"), [(" \n ", "Please type"), ("x" * 5001, "over 5,000 characters")])
def test_what_cannot_be_added_stays_on_the_page(
    browser: Browser, given: Given, parts: Wiring, words: str, said: str
) -> None:
    _open(browser)
    refused = _send(browser, words)
    assert refused.status_code == 422
    assert said in refused.text
    assert words.strip() in refused.text
    assert _thread(parts, given) == []


def test_words_typed_while_the_receipt_closed_are_kept_until_it_is_open_again(
    browser: Browser, given: Given, parts: Wiring, fake: FakeDoor
) -> None:
    _open(browser)
    form = {name: field_of(browser.get("/receipt/add").text, name) for name in ("csrf", "request_id")}
    fake.clock.pass_by(timedelta(minutes=30))
    refused = browser.post("/receipt/add", data=form | {"words": 'a "long" story'})
    assert refused.status_code == 401
    assert _thread(parts, given) == []
    carried = field_of(refused.text, "carried")
    again = browser.post("/receipt", data={"receipt": RECEIPT, "carried": carried})
    assert again.status_code == 200
    assert 'a "long" story</textarea>' in unescape(again.text)
    form = {name: field_of(again.text, name) for name in ("csrf", "request_id")}
    assert browser.post("/receipt/add", data=form | {"words": carried}).status_code == 303
    assert [reply.text for reply in _thread(parts, given)] == ['a "long" story']


def test_a_form_without_its_token_changes_nothing(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    assert _send(browser, "more", csrf="0" * 64).status_code == 401
    assert browser.post("/receipt/withdraw", data={"csrf": ""}).status_code == 401
    assert _thread(parts, given) == []
    assert "record_withdrawn" not in [event for event, _ in _events(parts)]


def test_withdrawing_says_what_it_does_not_do_and_is_done_once(
    browser: Browser, given: Given, parts: Wiring, enter: Enter
) -> None:
    _open(browser)
    page = browser.get("/receipt/withdraw").text
    assert "It is not erased." in page
    form = {"csrf": field_of(page, "csrf")}
    places = [browser.post("/receipt/withdraw", data=form).headers["Location"] for _ in range(2)]
    assert places == ["/receipt?done=withdrawn", "/receipt?done=withdrawn_before"]
    after = browser.get("/receipt").text
    assert "Withdrawn by you on 1 September 2026 at 13:00." in after
    assert 'href="/receipt/withdraw"' not in after
    assert "It can be done only once." in browser.get("/receipt/withdraw").text
    assert _notices(parts, given)[1:] == [(Role.CHAIR_OF_GOVERNORS, News.WITHDRAWN, HandOver.QUEUED)]
    assert [event for event, _ in _events(parts)].count("record_withdrawn") == 1
    chair, _ = enter(StaffRole.CHAIR_OF_GOVERNORS)
    assert "Withdrawn" in chair.get("/staff").text
    assert "the gate was open" in chair.get(f"/staff/records/{given.record.id}").text


def test_a_child_at_risk_goes_on_at_the_school_and_that_is_said_first(
    browser: Browser, give_receipt: GiveReceipt
) -> None:
    give_receipt(RECEIPT, Kind.CONCERN, About.PUPIL, "worry", child=True)
    _open(browser)
    assert "the school goes on looking after this, withdrawn or not" in browser.get("/receipt/withdraw").text


def test_the_copy_holds_everything_but_the_receipt(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    _send(browser, "more")
    _give_file(parts, given.record.id)
    page = browser.get("/receipt/copy")
    assert "<li>picture (PNG), 2 kB</li>" in page.text
    assert (page.status_code, "the gate was open" in page.text, "more" in page.text) == (200, True, True)
    answer = browser.get("/receipt/copy/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="from-the-school-assistant.json"'
    content = answer.json()
    assert (content["kind"], content["about"], content["what_happened"]) == (
        "complaint",
        "headteacher",
        "the gate was open",
    )
    assert content["thread"] == [{"by": "you", "at": "2026-09-01T12:00:00+00:00", "text": "more"}]
    assert content["files"] == [{"kind": "png", "bytes": 2048, "stored_at": "2026-09-01T12:00:00+00:00"}]
    assert [notice["state"] for notice in content["notices"]] == ["queued", "queued"]
    assert "1234" not in re.sub(r"\D", "", json.dumps(content["what_happened"]))
    assert [event for event, _ in _events(parts)].count("exported_by_giver") == 2


def test_the_proof_is_the_signed_receipt_that_the_number_gives(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    assert 'href="/receipt/copy/proof"' in browser.get("/receipt").text
    answer = browser.get("/receipt/copy/proof")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="receipt.json"'
    assert answer.content == signed_receipt_of(parts.receipt_desk, given.record.id)
    assert b"the gate was open" not in answer.content


def _give_file(parts: Wiring, record_id: str) -> None:
    file = Attachment("f1", FileKind.PNG, 2048, parts.clock.now())
    parts.attachments.keep_waiting(file, [b"picture"], sender_id="web-1")
    with parts.engine.begin() as connection:
        connection.execute(sa.update(tables.attachments).values(record_id=record_id, sender_id=None))


def test_leaving_quickly_closes_the_receipt(browser: Browser, given: Given) -> None:
    _open(browser)
    token = browser.cookies["receipt"]
    left = browser.get("/receipt/leave")
    assert (left.status_code, left.headers["Location"]) == (303, "https://www.bbc.co.uk/weather")
    browser.cookies.set("receipt", token)
    assert 'name="receipt"' in browser.get("/receipt").text


def test_closing_ends_it_too(browser: Browser, given: Given) -> None:
    _open(browser)
    token = browser.cookies["receipt"]
    assert browser.post("/receipt/close").headers["Location"] == "/receipt"
    browser.cookies.set("receipt", token)
    assert 'name="receipt"' in browser.get("/receipt").text


@pytest.mark.parametrize(
    "path", ["/receipt/add", "/receipt/withdraw", "/receipt/copy", "/receipt/copy/file", "/receipt/copy/proof"]
)
def test_without_an_opened_receipt_every_page_asks_for_it(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/receipt")


def test_each_reading_leaves_an_event_without_words(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    browser.get("/receipt")
    _send(browser, "more")
    assert [event for event, _ in _events(parts)] == [
        "complaint_stored",
        "read_by_giver",
        "read_by_giver",
        "information_added",
    ]


def test_danger_is_answered_although_the_receipt_is_no_longer_open(
    browser: Browser, given: Given, parts: Wiring, fake: FakeDoor
) -> None:
    _open(browser)
    form = {name: field_of(browser.get("/receipt/add").text, name) for name in ("csrf", "request_id")}
    fake.clock.pass_by(timedelta(minutes=30))
    answered = browser.post("/receipt/add", data=form | {"words": "My husband is beating my son right now"})
    assert answered.status_code == 401
    assert parts.support.adult.message().splitlines()[0] in words_of(answered.text)
    assert '<a href="tel:999">999</a>' in answered.text


def test_wrong_numbers_are_delayed_and_a_right_one_after_them_is_not(browser: Browser, given: Given) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    browser.app.state.receipt_tries = ReceiptTries(wait)  # type: ignore[attr-defined]
    for number in range(5):
        _open(browser, f"0000 0000 0000 {number:04}")
    assert waited == [0, 0, 0, 1, 2]
    assert _open(browser).status_code == 303
    assert waited == [0, 0, 0, 1, 2]


def test_a_crowd_from_one_address_is_asked_to_come_back(browser: Browser, given: Given) -> None:
    class Full(ReceiptTries):
        async def attempt(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise TooManyWaitingError

    browser.app.state.receipt_tries = Full()  # type: ignore[attr-defined]
    refused = _open(browser)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert "Nothing is wrong with yours." in refused.text


@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        (b"receipt=1", {"Content-Type": "text/plain"}, 415),
        (b"receipt=" + b"1" * 300_000, {"Content-Type": "application/x-www-form-urlencoded"}, 413),
        (b"receipt=%ff", {"Content-Type": "application/x-www-form-urlencoded"}, 422),
    ],
)
def test_what_is_no_form_is_refused_with_a_page(
    browser: Browser, data: bytes, headers: dict[str, str], status: int
) -> None:
    refused = browser.post("/receipt", content=data, headers=headers)
    assert refused.status_code == status
    assert "That did not work" in refused.text


def test_a_form_whose_own_id_is_none_is_refused(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    assert _send(browser, "more", request_id="1").status_code == 422
    assert _thread(parts, given) == []


def test_a_page_that_is_not_there_and_a_database_that_is_down_get_pages(
    browser: Browser, given: Given, parts: Wiring
) -> None:
    assert "That did not work" in browser.get("/receipt/nothing").text
    _open(browser)
    with parts.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE replies"))
    down = browser.get("/receipt")
    assert (down.status_code, down.headers["Retry-After"]) == (503, "10")
    assert "Something does not work just now" in down.text


def test_a_record_that_is_gone_asks_for_a_receipt_again(browser: Browser, given: Given, parts: Wiring) -> None:
    _open(browser)
    form = {name: field_of(browser.get("/receipt/add").text, name) for name in ("csrf", "request_id")}
    with parts.engine.begin() as connection:
        connection.execute(sa.delete(tables.records))
    assert browser.post("/receipt/add", data=form | {"words": "more"}).status_code == 401
    assert 'name="receipt"' in browser.get("/receipt").text
