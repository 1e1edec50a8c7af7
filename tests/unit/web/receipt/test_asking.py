"""The holder of a receipt asks for a copy, erasure or a correction, or complains; without JavaScript."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

import pytest
import sqlalchemy as sa
from fakes import FakeDoor
from httpx import Response
from staff_site import Browser, field_of, words_of

from assistant.adapters.sql import tables
from assistant.core.records import Account, HandOver, Record
from assistant.core.rights import RightsKind, RightsRequest
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.give_record import Given
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
GiveReceipt = Callable[..., Given]
RECEIPT = "1234 5678 9012 3456"
OF_REQUEST = re.compile(r'<p class="receipt-number">(\d{4} \d{4} \d{4} \d{4})</p>')
HEAD, CHAIR, CLERK, LEAD = Role.HEADTEACHER, Role.CHAIR_OF_GOVERNORS, Role.CLERK, Role.SAFEGUARDING_LEAD
LAST_DAY = {
    RightsKind.ACCESS: "Thursday 1 October 2026",
    RightsKind.CORRECTION: "Thursday 1 October 2026",
    RightsKind.ERASURE: "Thursday 1 October 2026",
    RightsKind.COMPLAINT: "Wednesday 30 September 2026",
}
WORDS = "All of it, and 'the letter'\nof Tuesday."


@dataclass
class Holder:
    """Somebody who has opened a receipt in a browser."""

    browser: Browser
    given: Given

    def ask(self, kind: str, *, step: str = "check", once: str = "", **fields: str) -> Response:
        path = f"/receipt/ask/{kind}"
        page = self.browser.get(path).text
        form = {name: field_of(page, name) for name in ("csrf", "request_id")}
        if kind == RightsKind.COMPLAINT:
            form["about"] = "other"
        if once:
            form["request_id"] = once
        return self.browser.post(path, data=form | {"words": WORDS, "contact": "", "step": step} | fields)

    def send_what_is_shown(self, page: str, kind: str, *, step: str = "send") -> Response:
        names = ("csrf", "request_id", "about", "contact", "words")
        form = {name: unescape(field_of(page, name)) for name in names}
        return self.browser.post(f"/receipt/ask/{kind}", data=form | {"step": step})


@pytest.fixture
def hold(browser: Browser, give_receipt: GiveReceipt) -> Callable[..., Holder]:
    def hold(
        kind: Kind = Kind.COMPLAINT, about: About = About.STAFF, text: str = "the gate", *, child: bool = False
    ) -> Holder:
        given = give_receipt(RECEIPT, kind, about, text, child=child)
        assert browser.post("/receipt", data={"receipt": RECEIPT}).status_code == 303
        return Holder(browser, given)

    return hold


def _asked(parts: Wiring, given: Given) -> list[RightsRequest]:
    return [one for one in parts.rights.asked_by(given.record.id) if one.about_record_id == given.record.id]


def _stored(parts: Wiring, request: RightsRequest) -> tuple[Record, Account, list[tuple[Role, HandOver]]]:
    with parts.store.transaction() as records:
        record = records.by_id(request.record_id)
        assert record is not None
        notices = [(one.role, one.state) for one in records.notices(request.record_id)]
        return record, records.account(request.record_id), notices


@pytest.mark.parametrize("kind", RightsKind)
def test_each_right_is_read_through_sent_and_has_its_own_receipt(
    hold: Callable[..., Holder], parts: Wiring, kind: RightsKind
) -> None:
    holder = hold()
    assert f'href="/receipt/ask/{kind}"' in holder.browser.get("/receipt").text
    assert LAST_DAY[kind] in holder.browser.get(f"/receipt/ask/{kind}").text
    check = holder.ask(kind, contact=" kim@mail.test ")
    assert check.status_code == 200
    shown = unescape(check.text)
    assert ("Nothing has been sent yet." in shown, WORDS in shown, LAST_DAY[kind] in shown) == (True, True, True)
    assert "<dd>The headteacher</dd>" in shown
    assert _asked(parts, holder.given) == []
    sent = holder.send_what_is_shown(check.text, kind)
    assert sent.status_code == 200
    assert "the headteacher will be told that it has come" in sent.text
    assert LAST_DAY[kind] in sent.text
    request = _asked(parts, holder.given)[0]
    record, account, notices = _stored(parts, request)
    assert (request.kind, request.about_record_id) == (kind, holder.given.record.id)
    assert (account.text, account.contact) == (WORDS, "kim@mail.test")
    about = About.OTHER if kind is RightsKind.COMPLAINT else About.STAFF
    assert (record.kind, record.about, record.child_at_risk) == (Kind.DATA_RIGHTS, about, False)
    assert notices == [(HEAD, HandOver.QUEUED)]
    found = OF_REQUEST.search(sent.text)
    assert found is not None
    assert holder.browser.post("/receipt", data={"receipt": found[1]}).status_code == 303
    own = holder.browser.get("/receipt").text
    assert "<h1>Your request about your data</h1>" in own
    assert LAST_DAY[kind] in own
    assert ('href="/receipt/ask/erasure"' in own, 'href="/receipt/ask/access"' in own) == (False, False)
    assert 'href="/receipt/ask/data_protection_complaint"' in own


def test_sending_twice_stores_once_and_shows_the_same_receipt(hold: Callable[..., Holder], parts: Wiring) -> None:
    holder, once = hold(), str(uuid.uuid4())
    answers = [holder.ask(RightsKind.ERASURE, step="send", once=once).text for _ in range(2)]
    shown = [OF_REQUEST.search(answer) for answer in answers]
    assert len({found[1] for found in shown if found}) == 1
    assert None not in shown
    assert len(_asked(parts, holder.given)) == 1


def test_what_was_typed_can_be_changed_before_it_is_sent(hold: Callable[..., Holder], parts: Wiring) -> None:
    holder = hold()
    check = holder.ask(RightsKind.COMPLAINT, about="pupil", contact="01632 960 123")
    again = holder.send_what_is_shown(check.text, RightsKind.COMPLAINT, step="change").text
    assert f"{WORDS}</textarea>" in unescape(again)
    assert re.search(r'value="pupil" required checked', again) is not None
    assert field_of(again, "contact") == "01632 960 123"
    assert _asked(parts, holder.given) == []


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        (RightsKind.COMPLAINT, {"words": " \n"}, "Please type what you would like to say."),
        (RightsKind.CORRECTION, {"words": ""}, "Please type what you would like to say."),
        (RightsKind.ACCESS, {"words": "x" * 5001}, "That has over 5,000 characters."),
        (RightsKind.COMPLAINT, {"about": "nobody"}, "Please choose whom it is about"),
        (RightsKind.ERASURE, {"contact": "the blue door"}, "Please type a phone number or an e-mail address"),
        (RightsKind.ERASURE, {"contact": "no thanks"}, "Please type a phone number or an e-mail address"),
        (RightsKind.ERASURE, {"contact": "1" * 201}, "Please type a phone number or an e-mail address"),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_what_cannot_be_sent_is_said_and_stays(
    hold: Callable[..., Holder], parts: Wiring, kind: RightsKind, fields: dict[str, str], said: str, step: str
) -> None:
    holder = hold()
    refused = holder.ask(kind, step=step, **fields)
    assert refused.status_code == 422
    assert said in refused.text
    assert f"{fields.get('words', WORDS)}</textarea>" in unescape(refused.text)
    assert _asked(parts, holder.given) == []


def test_a_copy_and_erasure_need_no_words(hold: Callable[..., Holder], parts: Wiring, enter: Enter) -> None:
    holder = hold()
    assert '<dd class="lines">Nothing more</dd>' in holder.ask(RightsKind.ERASURE, words="").text
    assert holder.ask(RightsKind.ERASURE, words="", step="send").status_code == 200
    request = _asked(parts, holder.given)[0]
    assert _stored(parts, request)[1] == Account("", contact_declined=True)
    head, _ = enter(StaffRole.HEADTEACHER)
    assert "They wrote no more than that." in head.get(f"/staff/rights/{request.record_id}").text


def test_what_the_law_makes_the_school_keep_is_named_before_one_asks(
    hold: Callable[..., Holder], parts: Wiring
) -> None:
    page = hold(Kind.CONCERN, About.PUPIL, child=True).browser.get("/receipt/ask/erasure").text
    kept = parts.retention.rules["child_at_risk"]  # type: ignore[index]
    assert f"it is, or may be, {kept.what}. It is kept {kept.how_long}.</strong> {kept.law}" in unescape(page)


def test_nothing_is_named_where_no_law_keeps_it(hold: Callable[..., Holder]) -> None:
    assert (
        "the law makes the school keep this"
        not in hold(Kind.CONCERN, About.PARENT).browser.get("/receipt/ask/erasure").text
    )


SENT = [
    (Kind.CONCERN, About.SCHOOL, False, [Role.OFFICE]),
    (Kind.CONCERN, About.PARENT, True, [HEAD, LEAD]),
    (Kind.SAFEGUARDING, About.OTHER, True, [LEAD]),
    (Kind.COMPLAINT, About.HEADTEACHER, False, [CHAIR]),
    (Kind.COMPLAINT, About.GOVERNORS, False, [CLERK]),
]


@pytest.mark.parametrize(("kind", "about", "child", "readers"), SENT)
def test_a_request_goes_to_those_who_were_sent_what_it_concerns_and_to_nobody_else(
    hold: Callable[..., Holder], parts: Wiring, kind: Kind, about: About, child: bool, readers: list[Role]
) -> None:
    holder = hold(kind, about, child=child)
    holder.ask(RightsKind.ACCESS, step="send")
    _, _, notices = _stored(parts, _asked(parts, holder.given)[0])
    assert [role for role, _ in notices] == readers


COMPLAINTS = [
    (About.STAFF, "other", [HEAD]),
    (About.STAFF, "headteacher", [CHAIR]),
    (About.HEADTEACHER, "staff", [CHAIR]),
    (About.HEADTEACHER, "governors", [CLERK]),
    (About.GOVERNORS, "clerk", [HEAD]),
]


@pytest.mark.parametrize(("about", "chosen", "readers"), COMPLAINTS)
def test_a_complaint_about_data_passes_by_whom_it_and_whom_the_first_one_is_about(
    hold: Callable[..., Holder], parts: Wiring, about: About, chosen: str, readers: list[Role]
) -> None:
    holder = hold(Kind.COMPLAINT, about)
    holder.ask(RightsKind.COMPLAINT, about=chosen, step="send")
    _, _, notices = _stored(parts, _asked(parts, holder.given)[0])
    assert [role for role, _ in notices] == readers


def test_where_nobody_could_read_it_fairly_it_is_not_sent_and_places_outside_are_named(
    hold: Callable[..., Holder], parts: Wiring, enter: Enter
) -> None:
    enter(StaffRole.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, StaffRole.CLERK, StaffRole.SAFEGUARDING_LEAD)
    holder = hold(Kind.COMPLAINT, About.HEADTEACHER)
    for step in ("check", "send"):
        refused = holder.ask(RightsKind.COMPLAINT, about="headteacher", step=step)
        assert refused.status_code == 409
        for place in parts.routes.nobody_left:
            assert place.line() in words_of(refused.text)
        assert f'<a href="tel:{parts.routes.nobody_left[0].phone.replace(" ", "")}">' in refused.text
    assert _asked(parts, holder.given) == []


def test_danger_in_a_request_is_answered_and_the_safeguarding_lead_is_told(
    hold: Callable[..., Holder], parts: Wiring
) -> None:
    holder, told = hold(), "Erase it, my husband is beating my son right now because of it"
    for step in ("check", "send"):
        answered = holder.ask(RightsKind.ERASURE, words=told, step=step)
        assert parts.support.adult.message().splitlines()[0] in words_of(answered.text)
    record, account, notices = _stored(parts, _asked(parts, holder.given)[0])
    assert (account.text, record.child_at_risk) == (told, True)
    assert [role for role, _ in notices] == [HEAD, LEAD]


def test_staff_see_the_request_with_what_it_concerns_and_the_holder_sees_how_it_was_answered(
    hold: Callable[..., Holder], parts: Wiring, enter: Enter
) -> None:
    holder = hold(Kind.COMPLAINT, About.STAFF, "the words about the gate")
    holder.ask(RightsKind.ERASURE, step="send")
    asked = _asked(parts, holder.given)[0].record_id
    head, _ = enter(StaffRole.HEADTEACHER)
    assert f'href="/staff/rights/{asked}"' in head.get("/staff/rights").text
    page = head.get(f"/staff/rights/{asked}").text
    assert WORDS in unescape(page)
    assert f'href="/staff/records/{holder.given.record.id}"' in page
    assert f'href="/staff/rights/{asked}/erase"' in page
    office, _ = enter(StaffRole.OFFICE)
    assert office.get(f"/staff/rights/{asked}").status_code == 404
    before = "you asked to have your data erased. The school must answer by Thursday 1 October 2026."
    assert before in " ".join(holder.browser.get("/receipt").text.split())
    head.post(f"/staff/rights/{asked}/acknowledge", data={"csrf": head.csrf()})
    form = {"csrf": head.csrf(), "outcome": "refused", "reason": "must_be_kept", "words": "We keep it."}
    assert head.post(f"/staff/rights/{asked}/answer", data=form).status_code == 303
    after = unescape(" ".join(holder.browser.get("/receipt").text.split()))
    assert "The school noted on 1 September 2026 at" in after
    assert "that it has told you that this came. The school noted its answer on" in after
    assert "it refused. The reason: The law makes the school keep it (UK GDPR, article 17(3)(b))." in after
    copy = holder.browser.get("/receipt/copy/file").json()["asked_about_data"]
    assert [(one["for"], one["last_day"], one["outcome"]) for one in copy] == [("erasure", "2026-10-01", "refused")]


def test_whoever_holds_the_accused_post_handles_no_request_that_concerns_the_record(
    hold: Callable[..., Holder], parts: Wiring, enter: Enter, fake: FakeDoor
) -> None:
    holder = hold(Kind.COMPLAINT, About.SAFEGUARDING_LEAD)
    holder.ask(RightsKind.COMPLAINT, about="other", step="send")
    asked = _asked(parts, holder.given)[0].record_id
    both, _ = enter(StaffRole.HEADTEACHER, StaffRole.SAFEGUARDING_LEAD, name="both")
    head, _ = enter(StaffRole.HEADTEACHER, name="alone")
    assert [one.get(f"/staff/rights/{asked}").status_code for one in (both, head)] == [404, 200]
    assert asked not in both.get("/staff/rights").text


def test_a_form_without_its_token_and_an_unknown_right_change_nothing(
    hold: Callable[..., Holder], parts: Wiring
) -> None:
    holder = hold()
    assert holder.ask(RightsKind.ERASURE, step="send", csrf="0" * 64).status_code == 401
    assert holder.ask(RightsKind.ERASURE, step="send", request_id="1").status_code == 422
    assert holder.browser.get("/receipt/ask/everything").status_code == 404
    with parts.engine.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.rights_requests)).scalar_one() == 0


def test_without_an_opened_receipt_the_number_is_asked_for(browser: Browser) -> None:
    answer = browser.get("/receipt/ask/erasure")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/receipt")
