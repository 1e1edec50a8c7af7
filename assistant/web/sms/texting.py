"""One text, answered: through the same chat as on the web, or at once where no dialogue is needed."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from assistant.core.errors import SealedDataError
from assistant.core.sms import Inbound, OutKind, Talk, visible
from assistant.core.sms_limits import LOOK_BACK, Past, Verdict, judge, judge_danger
from assistant.core.sms_shared import says_only_that_it_is_shared, says_phone_is_shared
from assistant.core.sms_talk import Chosen, Option, Page, SmsState, Words, hear
from assistant.core.sms_text import fits, looks_foreign, pages
from assistant.services.sms_ports import Reply
from assistant.web.chat import Chat, Speaker
from assistant.web.errors import ApiError
from assistant.web.sms.shared_phone import SHARED, shared_offer, without_content
from assistant.web.sms_words import answer_here, compose, with_choice
from assistant.wiring import Wiring

_MESSAGE_IDS = uuid.UUID("0c2a7d8e-5b0e-4f5c-8f66-0c7a4e1f9b21")
"""Any constant: with the provider's id it gives the message's id in the dialogue, the same for a repeat."""
_WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 80, 160))
"""How long to wait after each failed try; after the last the person is told."""
_DOWN, _OLD_BUTTON = 503, 422


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    talk: Talk
    kind: OutKind = OutKind.REPLY


class Texting:
    """Handles claimed texts."""

    def __init__(self, parts: Wiring, chat: Chat) -> None:
        self._parts = parts
        self._chat = chat

    async def handle(self, text: Inbound) -> None:
        """Answer a text and store the answer; put the text back where a part is down.

        Raises:
            StorageError: nothing was stored; the claim ends by itself.
        """
        parts, now = self._parts, self._parts.clock.now()
        this, before = parts.texts.before(text.sid, now - LOOK_BACK)
        in_danger = text.danger_answered or _in_danger_since_opting_out(text, before)
        talk = parts.texts.talk(text.sender_id) or Talk()
        if text.opted_out_at is not None and not in_danger:
            parts.texts.handled(text, None, talk, now)
            return
        verdict = self._verdict(text, this, before)
        if verdict is not Verdict.ANSWER:
            told = Reply(parts.service_words.too_many, OutKind.SERVICE) if verdict is Verdict.TELL else None
            parts.texts.handled(text, told, talk, now, limited=True)
            return
        try:
            answer = await self._answer(text, talk, this.at)
        except ApiError as error:
            if error.status != _DOWN:
                raise
            if text.attempts <= len(_WAITS):
                parts.texts.inbound_again(text.sid, now + _WAITS[text.attempts - 1])
                return
            answer = self._down(talk)
        kind = OutKind.EMERGENCY if in_danger else answer.kind
        parts.texts.handled(text, Reply(answer.text, kind), answer.talk, parts.clock.now())

    def give_up(self, text: Inbound) -> None:
        """Say that nothing works, and be done with a text that could not be handled; what cannot be read is dropped.

        Raises:
            StorageError: nothing was stored; the claim ends by itself.
        """
        try:
            talk = self._parts.texts.talk(text.sender_id) or Talk()
        except (SealedDataError, LookupError, ValueError):
            talk = Talk(shared=True)
        answer = self._down(talk)
        kind = OutKind.EMERGENCY if text.danger_answered else answer.kind
        self._parts.texts.handled(text, Reply(answer.text, kind), answer.talk, self._parts.clock.now())

    def _verdict(self, text: Inbound, this: Past, before: list[Past]) -> Verdict:
        if text.danger_answered:
            return judge_danger(this, before)
        return judge(this, before, per_hour=self._parts.settings.sms_texts_per_hour)

    async def _answer(self, text: Inbound, talk: Talk, came_at: datetime) -> _Answer:
        """Answer a text; whether the conversation before it has ended depends on when it came, not on when it is tried.

        Every answer, with or without the dialogue, names who writes where the conversation begins with it.
        """
        parts, words = self._parts, self._parts.service_words
        ended = talk.at is not None and came_at - talk.at >= timedelta(hours=parts.settings.sms_session_hours)
        key = parts.digests.of(text.sender_id, purpose="sms session")
        speaker = await self._chat.of_phone(key, text.sender_id, at=came_at, ended=ended)
        first = [words.first] if talk.at is None else []
        if ended:
            first, talk = [words.expired, words.first], replace(talk, state=SmsState())
        talk = replace(talk, at=came_at)
        body = visible(text.body)
        if not body:
            return _without_dialogue(words.no_pictures if text.media else words.empty, first, talk)
        heard = hear(body, talk.state)
        here = answer_here(heard, talk.state, parts.sms_words)
        if here is not None:
            return _without_dialogue(here[0], first, replace(talk, state=here[1]))
        if text.media:
            first.append(words.picture_left_out)
        if looks_foreign(body) and not talk.state.question:
            first.append(words.english_only)
        chosen = heard.option.token if isinstance(heard, Chosen) else None
        in_words = isinstance(heard, Words) and says_phone_is_shared(body)
        if chosen == SHARED or (in_words and says_only_that_it_is_shared(body) and not text.danger_answered):
            return self._shared_on(first, talk, chosen=chosen is not None)
        if in_words and not talk.shared:
            first, talk = [*first, words.shared_now], replace(talk, shared=True)
        messages = await self._messages(replace(speaker, unread=talk.state.unread), text, body, chosen)
        return self._composed(messages, first, talk, before=None if chosen else talk.state)

    def _shared_on(self, first: list[str], talk: Talk, *, chosen: bool) -> _Answer:
        """Say what a phone that others use gets from now on, and ask again what was asked."""
        words = self._parts.service_words
        state = replace(talk.state, options=tuple(one for one in talk.state.options if one.token != SHARED))
        nothing_waits = not (chosen or state.question or state.options or state.more)
        asked = words.shared_next if nothing_waits else "" if state.unread else state.question
        longer = "\n".join(filter(None, (*first, words.shared_on, asked)))
        said = longer if fits(longer) else words.shared_on
        return _Answer(with_choice(said, state), replace(talk, state=state, shared=True))

    def _down(self, talk: Talk) -> _Answer:
        """Say that nothing works; the conversation stands where it stood, so the next answer begins as this one did."""
        words = self._parts.service_words
        return _without_dialogue(words.down, [words.first] if talk.at is None else [], talk)

    async def _messages(self, speaker: Speaker, text: Inbound, body: str, button: str | None) -> list[dict[str, Any]]:
        message_id = str(uuid.uuid5(_MESSAGE_IDS, text.sid))
        try:
            if button is not None:
                return await self._chat.answer_button(speaker, message_id, button)
            return await self._chat.answer(speaker, message_id, body, danger_answered=text.danger_answered)
        except ApiError as error:
            if error.status == _DOWN:
                raise
            said = self._parts.service_words.old_choice if error.status == _OLD_BUTTON else error.message
            return error.messages or [{"text": said}]

    def _composed(
        self, messages: list[dict[str, Any]], first: list[str], talk: Talk, *, before: SmsState | None
    ) -> _Answer:
        words, support = self._parts.service_words, self._parts.support
        urgent = [message for message in messages[:1] if message["text"] in (support.adult.sms, support.child.sms)]
        rest = messages[len(urgent) :]
        if talk.shared:
            rest = without_content(rest, done=words.shared_done, summary=words.shared_summary)
        offer = None if talk.shared else shared_offer(words.shared_option)
        if urgent and len(rest) == 1 and rest[0].get("hands_over"):
            return self._offered_at_once([*urgent, rest[0] | {"text": words.short_offer}], first, talk, offer)
        if any(message.get("hands_over") for message in rest):
            less = (words.shared_now, words.english_only)
            later = tuple(Page(line) for line in first if line in less)
            first = [*(line for line in first if line not in less), words.not_anonymous]
            before = replace(before or SmsState(), more=(*later, *(before.more if before else ())))
        said = [*urgent, *({"text": line} for line in first), *rest]
        text, state = compose(said, before, offer)
        return _Answer(text, replace(talk, state=state), OutKind.EMERGENCY if urgent else OutKind.REPLY)

    def _offered_at_once(
        self, messages: list[dict[str, Any]], first: list[str], talk: Talk, offer: Option | None
    ) -> _Answer:
        """Say the emergency answer and what can be done next in one text; who writes comes with the next one."""
        more = tuple(Page(page) for page in pages("\n".join(first))) if first else ()
        text, state = compose(messages, SmsState(more=more), offer)
        return _Answer(text, replace(talk, state=state), OutKind.EMERGENCY)


def _without_dialogue(said: str, first: list[str], talk: Talk) -> _Answer:
    """Say something that leaves what can be chosen and read on as it is, behind the lines that begin a conversation."""
    if not first:
        return _Answer(said, talk)
    text, state = compose([{"text": line} for line in (*first, said)])
    return _Answer(text, replace(talk, state=replace(talk.state, more=(*state.more, *talk.state.more))))


def _in_danger_since_opting_out(text: Inbound, before: list[Past]) -> bool:
    """Tell whether somebody who had opted out has told of danger since: what follows within the hour is about that."""
    return text.opted_out_at is not None and any(past.danger and past.at > text.opted_out_at for past in before)
