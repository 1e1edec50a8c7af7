"""A database with something planted in every place that holds words, and a key file to seal it with."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from case_fakes import case_desk, person
from case_samples import OFFENSIVE
from fakes import NOON, FakeClock, FakeDigests, FakeOneTimeCodes, FakePasswords, FakeReceipts, by_rule
from sqlalchemy import Engine

from assistant.adapters.crypto import AesGcmSeal, KeyFile
from assistant.adapters.sql import (
    SqlAttachments,
    SqlCases,
    SqlChats,
    SqlConversations,
    SqlKeeping,
    SqlRights,
    SqlStaffStore,
    SqlStore,
    SqlTexts,
    tables,
)
from assistant.core.attachments import PIECE_BYTES, Attachment, FileKind
from assistant.core.records import Account, Draft
from assistant.core.retention import Closing, Rule
from assistant.core.rights import Outcome, RightsKind, RightsRequest
from assistant.core.routing import About, Kind
from assistant.core.sms import Talk
from assistant.core.sms_talk import Page, SmsState
from assistant.core.staff import StaffRole
from assistant.services.change_case import add_note
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.give_record import AskedRight, give_record
from assistant.services.hand_case import share_case
from assistant.services.hold_receipt import add_information, open_receipt
from assistant.services.open_case import open_case
from assistant.services.ports import ChatSession, Seal, StaffDoor
from assistant.services.sms_ports import KeywordReplies, NewText, Reply
from assistant.services.staff_accounts import add_staff

MASTERS = {f"k{at}": hashlib.sha256(f"master {at}".encode()).digest() for at in (1, 2, 3)}
SITE = hashlib.sha256(b"site").digest()
KEYS = KeyFile("k1", {"k1": MASTERS["k1"]}, SITE)
_BEGINNINGS = ("Harding", "Quimble", "Okonjo", "Pemberly", "Zielin", "Vandermeer", "Oyelaran", "Fitzhugh")
_ENDINGS = ("Ashworth", "Bhattacharya", "Castellano", "Delacroix", "Eriksson")
NAMES = tuple(f"{one}-{other}" for one in _BEGINNINGS for other in _ENDINGS)
EMAILS = tuple(f"{name.lower().replace('-', '.')}@mail.test" for name in NAMES)
PHONES = tuple(f"077009{at:05d}" for at in range(10_407, 90_000, 1_999))[:40]
RECEIPTS = tuple(str(int(hashlib.sha256(f"receipt {at}".encode()).hexdigest(), 16))[:16] for at in range(40))
WORDS = tuple(f"zq{at:03d}plant" for at in range(40))
PLANTED = tuple(one for five in zip(WORDS, NAMES, EMAILS, PHONES, RECEIPTS, strict=True) for one in five)
"""Words, names, addresses and numbers that stand nowhere else; each is put into one of the places that hold words."""
OLD = timedelta(days=8)


def seal_with(current: str, *others: str) -> AesGcmSeal:
    return AesGcmSeal(KeyFile(current, {name: MASTERS[name] for name in (current, *others)}, SITE))


PLACES = 20
"""How many places hold words, beside those of the records."""


def fill(engine: Engine, seal: Seal, *, records: int = 3) -> None:
    """Store records, chats, an account and a case; all 200 planted words are in them, a few each."""
    words = _shares(PLACES + records)
    store, clock = SqlStore(engine, seal, FakeClock()), FakeClock()
    for at in range(records):
        text = next(words)
        draft = Draft(Kind.CONCERN, About.STAFF, Account(text, contact=text, place=text), child_at_risk=at == 0)
        given = give_record(store, FakeReceipts(f"{at:016d}"), clock, draft=draft, request_id=f"web-1:{at}")
    for at in range(2):
        add_information(
            store, clock, by_rule, record_id=given.record.id, text=next(words), request_id=f"web-1:more {at}"
        )
    open_receipt(store, FakeReceipts(), clock, digits="0" * 16)
    conversations, chats = SqlConversations(engine, seal), SqlChats(engine, seal)
    for sender, age in (("web-new", timedelta(0)), ("web-old", OLD)):
        chats.open_session(hashlib.sha256(sender.encode()).digest(), ChatSession(sender, NOON - age))
        conversations.save(sender, next(words).encode(), NOON - age)
        for message in ("m1", "m2"):
            chats.keep_answer(sender, message, next(words).encode(), NOON - age)
    _staff(engine, seal, clock, next(words))
    _answered(engine, seal, given.record.id, next(words), next(words))
    _case(engine, seal, words)
    _files(engine, seal, words)
    _texts(SqlTexts(engine, seal), words)


def _answered(engine: Engine, seal: Seal, record_id: str, reason: str, answer: str) -> None:
    """Close a record, and answer a request about somebody's own data."""
    SqlKeeping(engine, seal).close(Closing(record_id, NOON, "ann", Rule.NO_CASE, reason))
    draft = Draft(Kind.DATA_RIGHTS, About.SCHOOL, Account("a copy, please"))
    asked = AskedRight(RightsKind.ACCESS)
    store, clock = SqlStore(engine, seal, FakeClock()), FakeClock()
    record = give_record(store, FakeReceipts("9" * 16), clock, draft=draft, request_id="web-1:data", asked=asked).record
    request = RightsRequest(
        record.id, RightsKind.ACCESS, NOON, answered_at=NOON, outcome=Outcome.FULFILLED, words=answer
    )
    SqlRights(engine, seal).answer(request, account_id="ann")


def _staff(engine: Engine, seal: Seal, clock: FakeClock, name: str) -> None:
    door = StaffDoor(SqlStaffStore(engine, seal, clock), clock, FakePasswords(), FakeOneTimeCodes(), FakeDigests())
    token = add_staff(door, email="ann@school.test", name=name, roles=frozenset({StaffRole.CLERK}))
    code = FakeOneTimeCodes.code(int(clock.now().timestamp()) // 30)
    done = enrol_staff(door, token, password="teapot ladder", code_secret="SECRETPLANT", code=code)
    assert isinstance(done, Enrolled)
    add_staff(door, email="bob@school.test", name="Bob", roles=frozenset({StaffRole.OFFICE}))


def _case(engine: Engine, seal: Seal, words: Iterator[str]) -> None:
    desk, head = case_desk(SqlCases(engine, seal)), person(StaffRole.HEADTEACHER)
    title, rest = next(words).split(" ", 1)
    open_case(desk, actor=head, request_id="r1", title=title, facts=OFFENSIVE, words=f"{rest} {next(words)}")
    add_note(desk, actor=head, number=1, version=1, words=next(words))
    share_case(desk, actor=head, number=1, version=2, recipient=person(StaffRole.CLERK), words=next(words))


def _files(engine: Engine, seal: Seal, words: Iterator[str]) -> None:
    """Keep a file of two pieces that a chat has named nowhere yet, each with words in it."""
    pieces = [next(words).encode().ljust(PIECE_BYTES, b"."), next(words).encode()]
    kept = Attachment("file-1", FileKind.PNG, sum(map(len, pieces)), NOON)
    SqlAttachments(engine, seal).keep_waiting(kept, pieces, sender_id="web-new")


def _texts(texts: SqlTexts, words: Iterator[str]) -> None:
    """One text that was answered, whose answer waits, and one that is still to be handled."""
    replies = KeywordReplies("stop", "start", "help", "help after a stop")
    texts.take(NewText("SM1", b"id 1", "sms-1", b"hash", "+447700900201", "hello"), NOON, replies)
    answered = texts.claim_inbound(NOON)
    assert answered is not None
    talk = Talk(SmsState(more=(Page(next(words)),)))
    texts.handled(answered, Reply(next(words)[:300]), talk, NOON)
    texts.take(NewText("SM2", b"id 2", "sms-1", b"hash", "+447700900201", next(words)), NOON, replies)


def _shares(places: int) -> Iterator[str]:
    return iter([" ".join(PLANTED[at::places]) for at in range(places)])


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, in order."""
    with engine.begin() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }
