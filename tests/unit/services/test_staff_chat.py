"""The chat of a sign-in goes with it."""

from datetime import timedelta

from fakes import NOON, FakeChats, FakeDigests, FakeDoor

from assistant.core.staff import StaffAccount, StaffRole, StaffSession
from assistant.services.ports import ChatSession, Credentials
from assistant.services.staff_accounts import present_staff, staff_names, token_digest
from assistant.services.staff_chat import (
    forget_all_staff_chats,
    forget_staff_chats,
    hand_on_staff_chat,
    staff_chat_key,
)

ANN = StaffAccount("ann", "ann@school.test", "Ann", frozenset({StaffRole.CLERK}), NOON)


def _chats(*session_hashes: bytes) -> FakeChats:
    chats = FakeChats()
    for session_hash in session_hashes:
        chats.open_session(staff_chat_key(FakeDigests(), session_hash), ChatSession("staff-1", NOON))
    return chats


def test_a_key_is_of_the_sign_in_and_of_nothing_else() -> None:
    digests = FakeDigests()
    assert staff_chat_key(digests, b"one") != staff_chat_key(digests, b"other")
    assert staff_chat_key(digests, b"one") != b"one"


def test_the_chat_of_one_sign_in_is_forgotten_and_no_other() -> None:
    chats = _chats(b"one", b"other")
    forget_staff_chats(chats, FakeDigests(), [b"one"])
    assert list(chats.sessions) == [staff_chat_key(FakeDigests(), b"other")]


def test_all_chats_of_a_person_are_forgotten_those_of_ended_sign_ins_too() -> None:
    fake, chats = FakeDoor(), _chats(b"living", b"ended", b"somebody else's")
    for name, account_id, ends in ((b"living", "ann", 1), (b"ended", "ann", -1), (b"somebody else's", "bob", 1)):
        session = StaffSession(account_id, NOON, NOON, NOON + timedelta(hours=ends))
        fake.store.rows.sessions[name] = session
    forget_all_staff_chats(chats, fake.door, ANN)
    assert list(chats.sessions) == [staff_chat_key(FakeDigests(), b"somebody else's")]


def test_a_chat_goes_on_with_the_next_sign_in_of_the_same_person_alone() -> None:
    digests, old = FakeDigests(), token_digest("old")
    for account_id, kept in (("ann", True), ("bob", False), (None, False)):
        fake, chats = FakeDoor(), _chats(old)
        if account_id:
            fake.store.rows.sessions[old] = StaffSession(account_id, NOON, NOON, NOON)
        hand_on_staff_chat(chats, fake.door, ANN, before="old", token="new")
        assert list(chats.sessions) == [staff_chat_key(digests, token_digest("new"))] * kept


def test_only_somebody_who_may_work_here_now_is_present() -> None:
    store = FakeDoor().store
    store.rows.accounts["ann"] = ANN
    assert present_staff(store, "ann") is None
    store.rows.credentials["ann"] = Credentials("hash", "secret")
    found = present_staff(store, "ann")
    assert found is not None
    assert found.id == "ann"
    store.rows.accounts["ann"] = StaffAccount("ann", "", "Ann", ANN.roles, NOON, disabled=True)
    assert present_staff(store, "ann") is None
    assert present_staff(store, "") is None
    assert staff_names(store) == {"ann": "Ann"}
