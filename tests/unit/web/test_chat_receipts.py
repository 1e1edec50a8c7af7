"""A receipt number typed in the chat: swapped for a handle; a wrong one is slowed as on the page, a right one never."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from fake_rasa import FakeRasa
from fakes import NOON, FakeReceipts
from route_samples import draft_about

from assistant.core.channels import Channel
from assistant.services.give_record import give_record
from assistant.services.ports import ChatSession
from assistant.web.chat import Chat, Speaker
from assistant.web.errors import ApiError
from assistant.web.receipt_tries import ReceiptTries, TooManyWaitingError
from assistant.wiring import Wiring

RIGHT = "1234 5678 9012 3456"


class Talk:
    """A gateway's chat in which several people type; delays are noted instead of waited for."""

    def __init__(self, parts: Wiring) -> None:
        self.waited: list[float] = []
        self.rasa = FakeRasa()
        self.tries = ReceiptTries(self._wait)
        self.chat = Chat(parts, self.rasa, self.tries)
        self._parts = parts

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def say(self, text: str, *, sender: str = "web-1", address: str = "192.0.2.1", channel: Channel = Channel.WEB):
        key = sender.encode().ljust(32, b".")
        if self._parts.chats.session(key) is None:
            self._parts.chats.open_session(key, ChatSession(sender, NOON + timedelta(days=1)))
        speaker = Speaker(key, sender, channel=channel, address=address)
        return asyncio.run(self.chat.answer(speaker, str(uuid.uuid4()), text))


@pytest.fixture
def talk(parts: Wiring) -> Talk:
    parts.receipts = FakeReceipts(RIGHT.replace(" ", ""))
    give_record(parts.store, parts.receipts, parts.clock, draft=draft_about(), request_id="r1")
    return Talk(parts)


def _wrong(at: int) -> str:
    return f"it is 0000 0000 0000 {at:04}"


@pytest.mark.parametrize(
    "typed", [RIGHT, "l234 5678 9O12 3456", "|234.5678.9o12.3456", "１２３４ ５６７８ ９０１２ ３４５６"]
)
def test_rasa_gets_a_handle_and_nothing_of_the_number(talk: Talk, parts: Wiring, typed: str) -> None:
    talk.say(f"news of {typed} please")
    (sent,) = talk.rasa.sent
    with parts.store.transaction() as records:
        assert records.by_handle(sent["receipt"]) is not None
    assert sent["text"] == "news of " + "".join("•" if ch.isalnum() or ch == "|" else ch for ch in typed) + " please"


def test_wrong_numbers_of_a_chat_are_answered_later_and_later_and_a_right_one_at_once(talk: Talk) -> None:
    for at in range(9):
        talk.say(_wrong(at))
    assert talk.waited == [0, 0, 0, 1, 2, 4, 8, 8, 8]
    talk.say(RIGHT)
    assert talk.waited == [0, 0, 0, 1, 2, 4, 8, 8, 8]
    assert [sent["receipt"] for sent in talk.rasa.sent[:9]] == ["unknown"] * 9
    assert talk.rasa.sent[9]["receipt"] not in (None, "unknown")


def test_a_new_chat_does_not_help_an_address_nor_a_new_address_everybody(talk: Talk) -> None:
    for at in range(31):
        talk.say(_wrong(at), sender=f"web-{at}")
    assert talk.waited == [0] * 30 + [1]
    talk.waited.clear()
    for at in range(269):
        asyncio.run(talk.tries.attempt(_nothing, session=f"s{at}", address=f"198.51.{at // 200}.{at % 200}"))
    talk.say(_wrong(1), sender="web-other", address="203.0.113.7")
    assert talk.waited == [0] * 269 + [1]


def test_phones_are_counted_each_by_its_number(talk: Talk) -> None:
    for at in range(31):
        talk.say(_wrong(at), sender=f"sms-{at}", address="", channel=Channel.SMS)
    assert talk.waited == [0] * 31


def test_where_a_crowd_waits_one_is_asked_to_come_back_and_told_that_nothing_is_wrong(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise TooManyWaitingError

    monkeypatch.setattr(talk.tries, "attempt", full)
    with pytest.raises(ApiError) as raised:
        talk.say(RIGHT)
    assert (raised.value.status, raised.value.code, raised.value.retry_after) == (429, "too_many_receipts", 5)
    assert "Nothing is wrong with yours." in raised.value.message


async def _nothing() -> None:
    return None
