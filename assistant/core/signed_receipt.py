"""What a signed receipt says, and its form as a file: proof that something was given, without a word of what.

The file is JSON with the receipt and its signature. Signed are the receipt's canonical bytes: keys in order, no
spaces, UTF-8. The public key is part of what is signed, but only a key that the reader already trusts proves anything.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.core.calendar import SchoolCalendar, school_time
from assistant.core.errors import ReceiptFileError
from assistant.core.escalation import after_school_days
from assistant.core.records import News, Notice, Record, first_told
from assistant.core.rights import RightsKind, due_date
from assistant.core.routes import Waits
from assistant.core.routing import Kind, Role

_FORM = 1
_MOST = 64 * 1024
_NOT_ONE = "this is not a signed receipt, or it was altered"
_KINDS = {
    Kind.CONCERN: "a concern",
    Kind.COMPLAINT: "a formal complaint",
    Kind.REPORT: "a report of a post",
    Kind.SAFEGUARDING: "a message for the safeguarding lead",
    Kind.DATA_RIGHTS: "a request about somebody's own data",
}
_OPEN, _ANSWER = "open it, or pass it on to the next person", "answer it"
_ACKNOWLEDGE = "say that it has come"


def receipt_content(
    record: Record,
    readers: Sequence[Role],
    *,
    school: str,
    reference: str,
    titles: Mapping[Role, str],
    waits: Waits,
    calendar: SchoolCalendar,
    public_key: bytes,
    right: RightsKind | None = None,
) -> dict[str, Any]:
    """Return what is signed: who was given what kind of thing when, and what the school must do by when.

    ``right`` is what a request about somebody's own data asks for.
    """
    given = school_time(record.created_at)
    return {
        "form": _FORM,
        "school": school,
        "reference": reference,
        "kind": record.kind.value,
        "day": given.date().isoformat(),
        "hour": given.hour,
        "sent_to": [{"post": post.value, "title": titles[post]} for post in readers],
        "school_must": [{"what": what, "by": by.isoformat()} for what, by in _duties(record, waits, calendar, right)],
        "public_key": base64.b64encode(public_key).decode(),
    }


def as_given(record: Record, notices: Sequence[Notice]) -> Record:
    """Return a record without danger that was told later, which others heard of then.

    Where the safeguarding lead was told at once, there was danger at once, and later notices are those of a reader who
    passed it on.
    """
    heard = [one for one in notices if one.cause is None and one.news is News.RECORD]
    first = first_told(record, heard)
    at_once = Role.SAFEGUARDING_LEAD in first or len(heard) == len(first)
    return replace(record, child_at_risk=record.child_at_risk and at_once)


def still_due(
    record: Record, notices: Sequence[Notice], *, waits: Waits, calendar: SchoolCalendar
) -> list[tuple[str, date]]:
    """Return what the school has still to do with a record by when, as its receipt says; of a withdrawn one nothing."""
    if record.withdrawn_at is not None or any(notice.answered_at for notice in notices):
        return []
    opened = any(notice.opened_at for notice in notices)
    duties = _duties(as_given(record, notices), waits, calendar, None)
    return [(what, by) for what, by in duties if not (opened and what == _OPEN)]


def signed_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a receipt."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def written_receipt(content: Mapping[str, Any], signature: bytes) -> bytes:
    """Return the file."""
    file = {"receipt": content, "signature": base64.b64encode(signature).decode()}
    return (json.dumps(file, indent=2, ensure_ascii=False) + "\n").encode()


def read_receipt(file: bytes) -> tuple[dict[str, Any], bytes]:
    """Return a file's receipt and signature, neither of which is proven yet.

    Raises:
        ReceiptFileError: the file has another form.
    """
    if len(file) > _MOST:
        raise ReceiptFileError(_NOT_ONE)
    try:
        found = json.loads(file.decode(), object_pairs_hook=_once)
        if set(found) != {"receipt", "signature"} or not isinstance(found["receipt"], dict):
            raise ReceiptFileError(_NOT_ONE)
        return found["receipt"], base64.b64decode(found["signature"], validate=True)
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise ReceiptFileError(_NOT_ONE) from error


def read_public_key(text: str) -> bytes:
    """Return a public key as ``assistant receipt key`` prints it.

    Raises:
        ReceiptFileError: it is none.
    """
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise ReceiptFileError("this is not a public key; it is what  assistant receipt key  prints") from error
    if len(key) != 32:
        raise ReceiptFileError("this is not a public key; it is what  assistant receipt key  prints")
    return key


def receipt_sentence(content: Mapping[str, Any]) -> str:
    """Return what a proven receipt says, in plain words."""
    day, hour = date.fromisoformat(content["day"]), content["hour"]
    to = " and ".join(post["title"] for post in content["sent_to"])
    must = "; ".join(f"{duty['what']} by {_day(date.fromisoformat(duty['by']))}" for duty in content["school_must"])
    return (
        f"This receipt is genuine. {content['school']} was given {_KINDS[Kind(content['kind'])]} on {_day(day)}, "
        f"between {hour}:00 and {hour}:59, reference {content['reference']}, for {to}. The school must: {must}."
    )


def _duties(record: Record, waits: Waits, calendar: SchoolCalendar, right: RightsKind | None) -> list[tuple[str, date]]:
    came = school_time(record.created_at).date()
    open_by = (
        record.created_at + waits.child_at_risk
        if record.is_urgent
        else after_school_days(record.created_at, waits.school_days, calendar)
    )
    duties = [(_OPEN, school_time(open_by).date())]
    if record.kind is Kind.COMPLAINT:
        duties.append((_ANSWER, calendar.add_school_days(came, waits.answer_school_days)))
    if right is not None:
        by = due_date(right, came, bank_holidays=calendar.bank_holidays)
        duties.append((_ACKNOWLEDGE if right is RightsKind.COMPLAINT else _ANSWER, by))
    return duties


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ReceiptFileError(_NOT_ONE)
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
