"""Somebody who writes text messages to the running assistant: one text in, one text out, as a phone shows them."""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from assistant.core.channels import Channel
from assistant.core.sms_talk import Chosen, SmsState, hear
from assistant.core.sms_text import fits, segments
from assistant.services.ports import ChatSession
from assistant.settings import Settings
from assistant.web.chat import Chat, Speaker
from assistant.web.errors import ApiError
from assistant.web.rasa_client import RasaClient
from assistant.web.receipt_tries import ReceiptTries
from assistant.web.sms_words import answer_here, compose
from assistant.wiring import Wiring
from tests.conftest import Site


@dataclass
class Texter:
    """A person with a phone. Every text that comes back is checked: the alphabet, two segments."""

    chat: Chat
    parts: Wiring
    speaker: Speaker
    loop: asyncio.AbstractEventLoop
    state: SmsState = field(default_factory=SmsState)
    received: list[str] = field(default_factory=list)

    def text(self, body: str) -> str:
        """Send a text; return the one that comes back."""
        answer, self.state = self.loop.run_until_complete(self._answer(body))
        assert fits(answer), (len(answer), answer)
        self.received.append(answer)
        return answer

    def read_on(self) -> list[str]:
        """Reply 9 until all is read; return the pages."""
        pages = []
        while self.state.more:
            pages.append(self.text("9"))
        return pages

    @property
    def titles(self) -> list[str]:
        return [option.title for option in self.state.options]

    @property
    def segments(self) -> int:
        """Count the segments of all texts that came back."""
        return sum(map(segments, self.received))

    async def _answer(self, body: str) -> tuple[str, SmsState]:
        heard = hear(body, self.state)
        here = answer_here(heard, self.state, self.parts.sms_words)
        if here is not None:
            return here
        message_id = str(uuid.uuid4())
        try:
            if isinstance(heard, Chosen):
                return compose(await self.chat.answer_button(self.speaker, message_id, heard.option.token))
            speaker = replace(self.speaker, unread=self.state.unread)
            return compose(await self.chat.answer(speaker, message_id, body), self.state)
        except ApiError as error:
            return compose(error.messages or [{"text": error.message}], self.state)


@contextmanager
def phone(site: Site) -> Iterator[Texter]:
    """Open a conversation by text with the running assistant."""
    parts = Wiring(Settings(data_dir=site.data_dir))
    speaker = Speaker(secrets.token_bytes(32), f"sms-{uuid.uuid4()}", channel=Channel.SMS)
    expires = datetime.now(UTC) + timedelta(days=2)
    parts.chats.open_session(speaker.key, ChatSession(sender_id=speaker.sender_id, expires_at=expires))
    rasa = RasaClient(site.rasa_url, site.rasa_secret)
    loop = asyncio.new_event_loop()
    try:
        yield Texter(Chat(parts, rasa, ReceiptTries()), parts, speaker, loop)
    finally:
        loop.run_until_complete(rasa.close())
        loop.close()
