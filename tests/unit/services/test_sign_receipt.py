"""A signed receipt is genuine as it was given, and in no other form: each field that is touched breaks it."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from case_fakes import person
from fakes import FakeReceipts
from route_samples import DAY, draft_about, route_desk

from assistant.adapters.crypto import Ed25519Signatures, Ed25519Test, HmacDigests, KeyFile
from assistant.core.errors import ReceiptFileError
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind, Role
from assistant.core.staff import StaffRole
from assistant.services.give_record import AskedRight
from assistant.services.hand_on_record import hand_on_record
from assistant.services.hold_receipt import add_information, withdraw_record
from assistant.services.route_record import pass_on_unopened, readers_at_risk, send_record
from assistant.services.sign_receipt import ReceiptDesk, proven_receipt, public_reference, signed_receipt

KEYS = KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(32, 64)))
OTHERS = KeyFile("k1", {"k1": bytes(range(32))}, bytes(range(64, 96)))
DIGITS = "1234567890123456"


@pytest.fixture
def desk() -> ReceiptDesk:
    route = route_desk()
    send_record(route, FakeReceipts(DIGITS), draft=draft_about(About.HEADTEACHER), request_id="r1")

    return ReceiptDesk(
        route,
        FakeReceipts(),
        HmacDigests(KEYS),
        Ed25519Signatures(KEYS),
        "Example School",
        lambda record_id: route.store.rows.records[record_id].rights,
    )


def _file(desk: ReceiptDesk) -> bytes:
    file = signed_receipt(desk, DIGITS)
    assert file is not None
    return file


def _proven(file: bytes, keys: KeyFile = KEYS) -> dict[str, Any]:
    return proven_receipt(Ed25519Test(), file, Ed25519Signatures(keys).public_key())


def test_a_receipt_is_genuine_and_the_same_each_time(desk: ReceiptDesk) -> None:
    file = _file(desk)
    assert _proven(file)["sent_to"] == [{"post": "chair_of_governors", "title": "the chair of governors"}]
    desk.route.clock.pass_by(DAY)
    assert pass_on_unopened(desk.route) == 1
    assert _file(desk) == file


def test_it_stays_as_it_was_given_whatever_is_added_and_withdrawn_since(desk: ReceiptDesk) -> None:
    file, store, clock = _file(desk), desk.route.store, desk.route.clock
    (record_id,) = store.rows.records
    clock.pass_by(DAY)
    hears = partial(readers_at_risk, desk.route)
    assert add_information(store, clock, hears, record_id=record_id, text="a child", request_id="a", at_risk=True)
    assert withdraw_record(store, clock, record_id=record_id)
    assert store.rows.records[record_id].record.child_at_risk
    assert {notice.role for notice in store.rows.notices.values()} == {
        Role.CHAIR_OF_GOVERNORS,
        Role.SAFEGUARDING_LEAD,
    }
    assert _file(desk) == file
    again = send_record(desk.route, FakeReceipts(DIGITS), draft=draft_about(About.HEADTEACHER), request_id="r1")
    assert again.readers == (Role.CHAIR_OF_GOVERNORS,)


@pytest.mark.parametrize("child", [False, True])
def test_it_stays_as_it_was_given_when_a_reader_passes_it_on(child: bool) -> None:
    route = route_desk()
    draft = replace(draft_about(About.STAFF), child_at_risk=child)
    record = send_record(route, FakeReceipts(DIGITS), draft=draft, request_id="r1").record
    desk = ReceiptDesk(
        route, FakeReceipts(), HmacDigests(KEYS), Ed25519Signatures(KEYS), "Example School", lambda _: None
    )
    file = _file(desk)
    route.clock.pass_by(DAY)
    assert hand_on_record(route, actor=person(StaffRole.HEADTEACHER), record_id=record.id, to=Role.CLERK) == "done"
    assert _file(desk) == file


def test_a_request_about_data_is_answered_by_the_day_of_the_law(desk: ReceiptDesk) -> None:
    digits = "9" * 16
    send_record(
        desk.route,
        FakeReceipts(digits),
        draft=draft_about(About.SCHOOL, Kind.DATA_RIGHTS),
        request_id="r2",
        asked=AskedRight(RightsKind.ACCESS),
    )
    file = signed_receipt(desk, digits)
    assert file is not None
    assert _proven(file)["school_must"][1:] == [{"what": "answer it", "by": "2026-10-08"}]


def test_it_tells_neither_the_receipt_number_nor_the_words_nor_any_id(desk: ReceiptDesk) -> None:
    file = _file(desk).decode()
    (record_id,) = desk.route.store.rows.records
    hidden = [DIGITS, "1234 5678", "what happened", record_id, *desk.route.store.rows.handles]
    assert [text for text in hidden if text in file.replace("\\", "")] == []
    assert json.loads(file)["receipt"]["reference"] == public_reference(desk.digests, record_id)
    assert public_reference(HmacDigests(OTHERS), record_id) != public_reference(desk.digests, record_id)


def test_an_unknown_number_has_no_receipt(desk: ReceiptDesk) -> None:
    assert signed_receipt(desk, "0000000000000000") is None


def test_another_schools_key_does_not_prove_it(desk: ReceiptDesk) -> None:
    with pytest.raises(ReceiptFileError, match="not genuine"):
        _proven(_file(desk), OTHERS)


def test_a_receipt_that_somebody_else_signs_with_a_key_of_their_own_in_it_is_not_genuine(desk: ReceiptDesk) -> None:
    forger = replace(desk, signatures=Ed25519Signatures(OTHERS))
    with pytest.raises(ReceiptFileError, match="not genuine"):
        _proven(_file(forger))


def _touched(value: Any) -> Iterator[Any]:
    """Give a JSON value with one thing in it changed, each in turn."""
    if isinstance(value, dict):
        for name in value:
            yield {other: kept for other, kept in value.items() if other != name}
            for changed in _touched(value[name]):
                yield {**value, name: changed}
        yield {**value, "more": 1}
    elif isinstance(value, list):
        yield value[:-1]
        yield [*value, value[-1]]
        for at, one in enumerate(value):
            for changed in _touched(one):
                yield [*value[:at], changed, *value[at + 1 :]]
    elif isinstance(value, int):
        yield value + 1
        yield str(value)
    else:
        yield value + "0"
        yield value[1:]


def test_each_field_that_is_touched_breaks_the_signature(desk: ReceiptDesk) -> None:
    file = json.loads(_file(desk))
    changed = list(_touched(file["receipt"]))
    assert len(changed) > 30
    for receipt in changed:
        with pytest.raises(ReceiptFileError, match="not genuine"):
            _proven(json.dumps({**file, "receipt": receipt}).encode())


def test_a_signature_that_is_touched_breaks(desk: ReceiptDesk) -> None:
    file = json.loads(_file(desk))
    right = base64.b64decode(file["signature"])
    for wrong in (b"", right[:-1], right + b"0", bytes([right[0] ^ 1]) + right[1:]):
        with pytest.raises(ReceiptFileError, match="not genuine"):
            _proven(json.dumps({**file, "signature": base64.b64encode(wrong).decode()}).encode())
