"""A signed receipt says who was given what when, and not a word of what; only its whole form is taken."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fakes import CONTACTS
from route_samples import CALENDAR, DAY, MONDAY, SATURDAY, WAITS

from assistant.core.errors import ReceiptFileError
from assistant.core.records import Record
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind, Role
from assistant.core.signed_receipt import (
    read_public_key,
    read_receipt,
    receipt_content,
    receipt_sentence,
    signed_bytes,
    written_receipt,
)

RECORD = Record("record id", "request", Kind.COMPLAINT, About.HEADTEACHER, child_at_risk=False, created_at=MONDAY)
TITLES = {post: contact.title for post, contact in CONTACTS.items()}
OPEN = "open it, or pass it on to the next person"


def _content(record: Record = RECORD, right: RightsKind | None = None) -> dict[str, Any]:
    return receipt_content(
        record,
        [Role.CHAIR_OF_GOVERNORS],
        school="Example School",
        reference="AAAA-BBBB-CCCC",
        titles=TITLES,
        waits=WAITS,
        calendar=CALENDAR,
        public_key=b"k" * 32,
        right=right,
    )


def test_the_content_is_whole_and_holds_nothing_else() -> None:
    assert _content() == {
        "form": 1,
        "school": "Example School",
        "reference": "AAAA-BBBB-CCCC",
        "kind": "complaint",
        "day": "2026-09-07",
        "hour": 10,
        "sent_to": [{"post": "chair_of_governors", "title": "the chair of governors"}],
        "school_must": [{"what": OPEN, "by": "2026-09-08"}, {"what": "answer it", "by": "2026-09-14"}],
        "public_key": base64.b64encode(b"k" * 32).decode(),
    }


@pytest.mark.parametrize(
    ("record", "must"),
    [
        (replace(RECORD, kind=Kind.CONCERN), [(OPEN, "2026-09-08")]),
        (replace(RECORD, kind=Kind.SAFEGUARDING), [(OPEN, "2026-09-07")]),
        (replace(RECORD, child_at_risk=True), [(OPEN, "2026-09-07"), ("answer it", "2026-09-14")]),
        (replace(RECORD, created_at=SATURDAY), [(OPEN, "2026-09-15"), ("answer it", "2026-09-18")]),
        (
            replace(RECORD, kind=Kind.REPORT, child_at_risk=True, created_at=SATURDAY + timedelta(hours=8, minutes=30)),
            [(OPEN, "2026-09-13")],
        ),
    ],
)
def test_what_the_school_must_do_is_by_the_calendar(record: Record, must: list[tuple[str, str]]) -> None:
    assert [(duty["what"], duty["by"]) for duty in _content(record)["school_must"]] == must


def test_a_file_is_read_as_it_was_written_and_signed_bytes_do_not_hang_on_its_layout() -> None:
    content = _content()
    read, signature = read_receipt(written_receipt(content, b"s" * 64))
    assert (read, signature) == (content, b"s" * 64)
    squeezed = json.dumps({"signature": base64.b64encode(b"s" * 64).decode(), "receipt": content}).encode()
    assert signed_bytes(read_receipt(squeezed)[0]) == signed_bytes(content)


@pytest.mark.parametrize(
    ("right", "received", "must"),
    [
        (RightsKind.ACCESS, MONDAY, ("answer it", "2026-10-07")),
        (RightsKind.ERASURE, SATURDAY, ("answer it", "2026-10-12")),
        (RightsKind.CORRECTION, MONDAY - 2 * DAY, ("answer it", "2026-10-05")),
        (RightsKind.COMPLAINT, MONDAY, ("say that it has come", "2026-10-06")),
    ],
)
def test_a_request_about_data_has_the_day_that_the_law_gives(
    right: RightsKind, received: datetime, must: tuple[str, str]
) -> None:
    duties = _content(replace(RECORD, kind=Kind.DATA_RIGHTS, created_at=received), right)["school_must"]
    assert [(duty["what"], duty["by"]) for duty in duties][1:] == [must]


KINDS = {
    Kind.CONCERN: "a concern",
    Kind.COMPLAINT: "a formal complaint",
    Kind.REPORT: "a report of a post",
    Kind.SAFEGUARDING: "a message for the safeguarding lead",
    Kind.DATA_RIGHTS: "a request about somebody's own data",
}
OPEN_BY = dict.fromkeys(Kind, "8 September 2026") | {Kind.SAFEGUARDING: "7 September 2026"}
MORE = {Kind.COMPLAINT: "; answer it by 14 September 2026", Kind.DATA_RIGHTS: "; answer it by 7 October 2026"}


@pytest.mark.parametrize("kind", Kind)
def test_the_sentence_is_plain(kind: Kind) -> None:
    right = RightsKind.ACCESS if kind is Kind.DATA_RIGHTS else None
    assert receipt_sentence(_content(replace(RECORD, kind=kind), right)) == (
        f"This receipt is genuine. Example School was given {KINDS[kind]} on 7 September 2026, between 10:00 and "
        "10:59, reference AAAA-BBBB-CCCC, for the chair of governors. The school must: open it, or pass it on to the "
        f"next person by {OPEN_BY[kind]}{MORE.get(kind, '')}."
    )


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b'{"receipt": {}}',
        b'{"receipt": [], "signature": ""}',
        b'{"receipt": {}, "signature": 7}',
        b'{"receipt": {}, "signature": "no base64!"}',
        b'{"receipt": {}, "signature": "", "more": 1}',
        b'{"receipt": {"day": "a", "day": "b"}, "signature": ""}',
        b'{"receipt": {}, "signature": "' + b"A" * 70_000 + b'"}',
        b"[" * 30_000,
    ],
)
def test_a_file_of_another_form_is_refused(file: bytes) -> None:
    with pytest.raises(ReceiptFileError):
        read_receipt(file)


@pytest.mark.parametrize("text", ["", "no key!", base64.b64encode(b"k" * 31).decode(), "ü" * 44])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ReceiptFileError, match="not a public key"):
        read_public_key(text)
