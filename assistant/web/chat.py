"""The chat: sessions, messages, the emergency overlay, and the same answer for the same message id."""

import asyncio
import hashlib
import json
import logging
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

from assistant.core.attachments import UnfitFileError
from assistant.core.channels import Channel
from assistant.core.errors import AssistantError
from assistant.core.references import find_receipt
from assistant.core.routing import Role
from assistant.core.safety import Danger, find_danger
from assistant.core.text import count_words
from assistant.services.follow_up import handle_for_receipt
from assistant.services.give_record import receipt_to_show
from assistant.services.keep_attachment import has_room, keep_attachment
from assistant.services.ports import ChatSession
from assistant.web.errors import ApiError
from assistant.web.rasa_client import RasaClient, RasaDownError
from assistant.web.receipt_tries import ReceiptTries, TooManyWaitingError, busy_with_receipts
from assistant.web.shown import dialogue_messages, emergency_messages, with_words
from assistant.web.tokens import AttachmentTokens, ButtonTokens
from assistant.web.unfit import unfit_error
from assistant.web.uploads import Upload
from assistant.wiring import Wiring

_GREETING = "/greet"
_RETRY_SECONDS = 10
_FORGOTTEN = json.dumps([{"text": "This part of the chat was removed once you had sent it or stopped."}]).encode()
"""Stands in for answers that showed what a person had typed, once that is stored elsewhere or was declined."""
_UNKNOWN_RECEIPT = "unknown"
_RECEIPT_MESSAGE_WORDS = 25

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a conversation; only the gateway says so. ``key`` is the hash under which the session is stored."""

    key: bytes
    sender_id: str
    staff: str | None = None
    """The account of somebody who has signed in."""
    channel: Channel = Channel.WEB
    address: str = ""
    """Where the message came from over the web; a phone is known by its number alone."""
    unread: bool = False
    """What a form asked stands on a page of a text that has not been shown yet."""

    @property
    def role(self) -> str:
        """What Rasa is told that the speaker is."""
        return "parent" if self.staff is None else "staff"


class _Lock(asyncio.Lock):
    """A lock that a weak dictionary can hold."""


class Chat:
    """What the chat routes do."""

    def __init__(self, parts: Wiring, rasa: RasaClient, tries: ReceiptTries) -> None:
        self._parts = parts
        self._rasa = rasa
        self._tries = tries
        self._tokens = ButtonTokens(parts.keys.derive("button tokens"))
        self._attachment_tokens = AttachmentTokens(parts.keys.derive("attachment tokens"))
        self._locks: WeakValueDictionary[str, _Lock] = WeakValueDictionary()

    async def open(self) -> tuple[str, ChatSession, list[dict[str, Any]]]:
        """Start a session; return its token, the session and the greeting."""
        token = secrets.token_urlsafe(32)
        session = ChatSession(sender_id=f"web-{uuid.uuid4()}", expires_at=self._expiry())
        await self._stored(self._parts.chats.open_session, _hash(token), session)
        return token, session, await self.greet(Speaker(_hash(token), session.sender_id))

    async def greet(self, speaker: Speaker) -> list[dict[str, Any]]:
        """Return the greeting."""
        greeting, _ = await self._dialogue(speaker, str(uuid.uuid4()), "", command=_GREETING)
        return greeting

    async def of_staff(self, key: bytes, account_id: str) -> Speaker:
        """Return the speaker of a sign-in, whose conversation begins with the first call."""
        async with self._locks.setdefault(key.hex(), _Lock()):
            session = await self._stored(self._parts.chats.session, key)
            if session is None:
                session = ChatSession(sender_id=f"staff-{uuid.uuid4()}", expires_at=self._expiry())
                await self._stored(self._parts.chats.open_session, key, session)
        return Speaker(key, session.sender_id, account_id)

    async def close_staff(self, speaker: Speaker) -> None:
        """Delete the conversation of a sign-in."""
        await self._stored(self._parts.chats.close_session, speaker.key)

    async def speaker(self, token: str) -> Speaker:
        """Return the speaker of a living session; 401 otherwise."""
        session = await self._stored(self._parts.chats.session, _hash(token))
        if session is None or session.expires_at <= self._parts.clock.now():
            raise ApiError(401, "no_session", "This chat has ended. Please start a new one.")
        return Speaker(_hash(token), session.sender_id)

    async def close(self, token: str) -> None:
        """End a session and delete its conversation."""
        await self._stored(self._parts.chats.close_session, _hash(token))

    async def require_room(self) -> None:
        """Raise 503 where no file may wait any more."""
        if not await self._stored(has_room, self._parts.attachments):
            raise self.down()

    async def keep_attachment(self, speaker: Speaker, upload: Upload) -> str:
        """Keep a file for this conversation and return the token that names it; 422 where it is not taken."""
        parts = self._parts
        try:
            file = await upload.clean()
            kept = await self._stored(
                keep_attachment, parts.attachments, file, parts.clock, sender_id=speaker.sender_id
            )
        except UnfitFileError as error:
            raise unfit_error(error.why) from error
        return self._attachment_tokens.sign(speaker.sender_id, kept.id)

    async def of_phone(self, key: bytes, sender_id: str, *, at: datetime, ended: bool) -> Speaker:
        """Return the speaker of a phone number from whom a text came at a moment.

        With ``ended`` the conversation before it is deleted and another begun, once for each text; else any text, also
        one that needs no dialogue, keeps the conversation for the hours of the settings.
        """
        session = await self._stored(self._parts.chats.session, key)
        until = at + timedelta(hours=self._parts.settings.sms_session_hours)
        if session is not None and ended and session.expires_at < until:
            await self._stored(self._parts.chats.close_session, key)
            session = None
        if session is None:
            await self._stored(self._parts.chats.open_session, key, ChatSession(sender_id, until))
        elif session.expires_at < until:
            await self._stored(self._parts.chats.extend_session, key, until)
        return Speaker(key, sender_id, channel=Channel.SMS)

    async def answer(
        self,
        speaker: Speaker,
        message_id: str,
        text: str,
        attachments: Sequence[str] = (),
        *,
        danger_answered: bool = False,
    ) -> list[dict[str, Any]]:
        """Answer a typed message (cleaned, at most 5,000 characters); danger is answered even in an error.

        ``danger_answered`` tells that the emergency answer has gone out already: it is not said again.
        """
        try:
            return await self._answered_once(
                speaker, message_id, text, attachments, command=None, danger_answered=danger_answered
            )
        except ApiError as error:
            raise self.with_danger(error, text, speaker.channel) from error

    async def answer_button(
        self, speaker: Speaker, message_id: str, button: str, attachments: Sequence[str] = ()
    ) -> list[dict[str, Any]]:
        """Answer a button of this conversation; 422 for any other token."""
        hours = {"hours": self._parts.settings.sms_session_hours} if speaker.channel is Channel.SMS else {}
        signed = self._tokens.read(speaker.sender_id, button, **hours)
        if signed is None:
            raise ApiError(422, "unknown_button", "That button no longer works. Please type what you want.")
        payload, title = signed
        return await self._answered_once(speaker, message_id, title, attachments, command=payload)

    async def _answered_once(
        self,
        speaker: Speaker,
        message_id: str,
        text: str,
        attachments: Sequence[str],
        *,
        command: str | None,
        danger_answered: bool = False,
    ) -> list[dict[str, Any]]:
        """Answer under the conversation's lock; the same id again gives the same answer and does nothing twice."""
        lock = self._locks.setdefault(speaker.sender_id, _Lock())
        chats = self._parts.chats
        async with lock:
            kept = await self._stored(chats.answer, speaker.sender_id, message_id)
            if kept is None:
                named = await self._named(speaker, attachments)
                messages, forget = await self._dialogue(
                    speaker, message_id, text, named, command=command, danger_answered=danger_answered
                )
                kept = json.dumps(messages).encode()
                if forget:
                    await self._stored(chats.replace_answers, speaker.sender_id, _FORGOTTEN)
                now = self._parts.clock.now()
                await self._stored(chats.keep_answer, speaker.sender_id, message_id, kept, now)
                await self._stored(chats.extend_session, speaker.key, self._expiry(speaker.channel))
            return with_words(json.loads(kept), text)

    async def _dialogue(
        self,
        speaker: Speaker,
        message_id: str,
        text: str,
        attachments: Sequence[str] = (),
        *,
        command: str | None,
        danger_answered: bool = False,
    ) -> tuple[list[dict[str, Any]], bool]:
        """Return the answer, and whether the answers before it need no longer be kept."""
        danger = find_danger(text) if command is None else None
        receipt, masked = (None, text) if command else await self._without_receipt(speaker, text)
        try:
            answer = await self._rasa.send(
                {
                    "sender": speaker.sender_id,
                    "message_id": message_id,
                    "text": masked,
                    "role": speaker.role,
                    "staff": speaker.staff,
                    "channel": speaker.channel,
                    "command": command,
                    "receipt": receipt,
                    "attachments": list(attachments),
                    "unread": speaker.unread,
                }
            )
        except RasaDownError as error:
            raise self.down() from error
        if danger is None and answer["danger"]:
            danger = Danger(**answer["danger"])
        spoken = await asyncio.to_thread(
            dialogue_messages,
            answer["messages"],
            sender_id=speaker.sender_id,
            policy=self._parts.policy,
            tokens=self._tokens,
            receipt_of=self._receipt_of,
            by_text=speaker.channel is Channel.SMS,
        )
        if danger_answered:
            danger = None
        if answer["silent"]:
            spoken.insert(0, self._ring_us())
        messages = self._overlay(danger, speaker.channel) + spoken
        if speaker.channel is Channel.SMS and answer["asking"]:
            messages[-1]["asking"] = True
        return messages, answer["forget"]

    async def _named(self, speaker: Speaker, tokens: Sequence[str]) -> list[str]:
        """Return the ids of the files that a message names; 422 where one does not wait for this conversation."""
        if not tokens:
            return []
        ids = [self._attachment_tokens.read(speaker.sender_id, token) for token in tokens]
        known = [one for one in ids if one is not None]
        if len(known) < len(ids) or not await self._stored(self._parts.attachments.waiting, speaker.sender_id, known):
            message = "A file of this message is no longer here. Nothing of it was used. Please choose the file again."
            raise ApiError(422, "unknown_attachment", message)
        return known

    async def _without_receipt(self, speaker: Speaker, text: str) -> tuple[str | None, str]:
        """Swap a typed receipt number for its handle, and mask its digits: Rasa never holds one."""
        found = find_receipt(text)
        if found is None:
            return None, text
        digits, (start, end) = found
        try:
            handle = await self._tries.attempt(
                partial(self._handle_of, digits),
                session=speaker.sender_id,
                address=speaker.address or speaker.sender_id,
            )
        except TooManyWaitingError as error:
            raise busy_with_receipts() from error
        if handle is None and count_words(text) > _RECEIPT_MESSAGE_WORDS:
            return None, text
        masked = "".join("•" if ch.isalnum() or ch == "|" else ch for ch in text[start:end])
        return handle or _UNKNOWN_RECEIPT, text[:start] + masked + text[end:]

    def with_danger(self, error: ApiError, text: str, channel: Channel = Channel.WEB) -> ApiError:
        """Put the emergency answer into an error's answer where the message tells of danger."""
        error.messages = self._overlay(find_danger(text), channel) + (error.messages or [])
        return error

    def down(self) -> ApiError:
        """Return the answer for the time while a part is down."""
        return ApiError(
            503,
            "not_ready",
            "The assistant can't answer just now.",
            messages=[self._ring_us()],
            retry_after=_RETRY_SECONDS,
        )

    def _overlay(self, danger: Danger | None, channel: Channel) -> list[dict[str, Any]]:
        if danger is None:
            return []
        return emergency_messages(self._parts.support, child_speaking=danger.child_speaking, channel=channel)

    def _ring_us(self) -> dict[str, Any]:
        phone = self._parts.directory.contacts[Role.OFFICE].phone
        return {
            "text": f"I'm sorry, I can't answer just now. Please try again in a minute, or ring the school on {phone}. "
            "If someone is in danger, call 999."
        }

    async def _handle_of(self, digits: str) -> str | None:
        return await self._stored(handle_for_receipt, self._parts.store, self._parts.receipts, digits)

    def _receipt_of(self, handle: str) -> str | None:
        return receipt_to_show(self._parts.store, handle)

    def _expiry(self, channel: Channel = Channel.WEB) -> datetime:
        settings = self._parts.settings
        hours, minutes = (settings.sms_session_hours, 0) if channel is Channel.SMS else (0, settings.session_minutes)
        return self._parts.clock.now() + timedelta(hours=hours, minutes=minutes)

    async def _stored(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call something that touches the database, off the event loop; its failure is a 503."""
        try:
            return await asyncio.to_thread(call, *args, **kwargs)
        except UnfitFileError:
            raise
        except AssistantError as error:
            logger.exception("the database did not answer the chat")
            raise self.down() from error


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
