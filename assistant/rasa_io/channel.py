"""The one channel of the Rasa server: the gateway's, over loopback, with a shared secret.

The gateway says who speaks. What a person types is handed on with our own parse, so that no text is ever a command;
only a payload that the gateway has verified becomes an intent without being parsed.
"""

import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from assistant.core.attachments import count_in_words, together
from assistant.core.errors import AssistantError, SettingsError
from assistant.core.text import without_command
from assistant.rasa_io.logs import log_without_words
from assistant.rasa_io.tracker_store import SealedTrackerStore, ends_account
from assistant.rasa_io.turn import (
    ACCOUNT_FORMS,
    ASKS_FIRST,
    OFFER_STAYS,
    SEND_ATTACHMENTS,
    STAFF,
    Turn,
    answered_beside,
    leaves_form,
    parse_command,
    place_in_form,
    with_attachments,
)
from assistant.settings import SECRET_HEADER
from assistant.wiring import wiring

_OFFER = "utter_offer_safeguarding"
_OFFER_AGAIN = "utter_offer_safeguarding_again"
_THAT_WAS_MY_ANSWER = "utter_that_was_my_answer"
_UNSENT = "utter_unsent"
_ADDED, _TOO_MANY = "utter_attachments_added", "utter_attachments_too_many"
_NOT_HERE = "utter_attachments_not_here"

_MASKED_RECEIPT = re.compile(r"•[•\s.\-\u2010-\u2015]*")

logger = logging.getLogger(__name__)


class _Collector(OutputChannel):
    """Collects whole messages, with their buttons and custom data together.

    Its name is the channel that the person uses: Rasa picks the form of a response by it.
    """

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:
        """Return the person's channel."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message of the dialogue."""
        self.messages.append(_shown(message.get("text"), message))


class GatewayChannel(InputChannel):
    """``POST /webhooks/gateway/messages`` for one message, ``GET …/ready``."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in ``credentials.yml``."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayChannel":
        """Make the channel with the secret of the settings; without one the server does not start."""
        log_without_words()
        secret = wiring().settings.rasa_secret.get_secret_value()
        if not secret:
            raise SettingsError("ASSISTANT_RASA_SECRET is missing: the Rasa server answers nobody without it")
        return cls(secret)

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Define the channel's routes."""
        routes = Blueprint("gateway")

        @routes.middleware("request")
        async def only_the_gateway(request: Request) -> HTTPResponse | None:
            if hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
                return None
            return json_response({"error": "not allowed"}, status=403)

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            if agent is None or not agent.is_ready():
                return json_response({"ready": False}, status=503)
            _insist_on_sealed_store(agent)
            return json_response({"ready": True})

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            incoming = Incoming(**request.json)
            try:
                return json_response(await answer(request.app.ctx.agent, incoming))
            except AssistantError:
                logger.exception("a message was not handled")
                return json_response({"error": "not handled"}, status=503)

        return routes


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message as the gateway hands it on; ``command`` is a verified button's payload, ``text`` its title then."""

    sender: str
    message_id: str
    text: str
    role: str
    channel: str
    command: str | None = None
    receipt: str | None = None
    staff: str | None = None
    """The account of the speaker, where the role is staff."""
    attachments: Sequence[str] = ()
    """The ids of the files that the message names."""
    unread: bool = False
    """The speaker has not been shown yet what the form asked."""

    @property
    def metadata(self) -> dict[str, str]:
        """What the actions and the pipeline are told of the speaker, with this message alone."""
        known = {"channel": self.channel, "role": self.role}
        return known | {"staff": self.staff} if self.role == STAFF and self.staff else known


async def answer(agent: Agent, incoming: Incoming) -> dict[str, Any]:
    """Handle one message and return the dialogue's messages and the danger found in it.

    ``forget`` says that an account was given or declined: the answers before need no longer be kept. ``silent`` says
    that the dialogue had no answer, because an action failed; ``asking`` that a form has asked a question.

    The same message id again returns the messages that were given, without handling anything twice.

    Raises:
        StorageError: the conversation could not be read or saved.
    """
    _insist_on_sealed_store(agent)
    assert agent.processor is not None
    async with agent.lock_store.lock(incoming.sender):
        tracker = await agent.processor.get_tracker(incoming.sender)
        given = _given_before(tracker, incoming.message_id)
        if given is not None:
            return given
        turn = Turn.of(tracker)
        parse = await _parse(agent, incoming, turn)
        if leaves_form(parse, turn):
            tracker.update(ActiveLoop(None))
            tracker.update(SlotSet(REQUESTED_SLOT, None))
            await agent.tracker_store.save(tracker)
        output = _Collector(incoming.channel)
        message = UserMessage(
            incoming.text,
            output_channel=output,
            sender_id=incoming.sender,
            input_channel=incoming.channel,
            message_id=incoming.message_id,
            metadata=incoming.metadata,
            parse_data=parse,
        )
        message.text = parse["text"]
        await agent.processor.handle_message(message)
        after = await agent.processor.get_tracker(incoming.sender)
        danger = parse.get("danger")
        # One question at a time: the form's own comes again once the offer is answered.
        if danger and after.active_loop_name:
            output.messages = [await _response(agent, _OFFER, after, incoming.channel)]
        elif turn.offered_safeguarding and parse["intent"]["name"] in OFFER_STAYS:
            output.messages = [*output.messages[:1], await _response(agent, _OFFER_AGAIN, after, incoming.channel)]
        elif parse["intent"]["name"] in ASKS_FIRST:
            output.messages = output.messages[:1]
        elif incoming.command is None and answered_beside(parse, turn):
            output.messages.append(await _response(agent, _THAT_WAS_MY_ANSWER, after, incoming.channel))
        silent = not output.messages
        if Turn.of(after).unsent:
            output.messages.append(await _response(agent, _UNSENT, after, incoming.channel))
        if incoming.attachments:
            alone = parse["intent"]["name"] == SEND_ATTACHMENTS
            output.messages[:0] = await _about_attachments(agent, incoming, turn, after, alone=alone)
        events = list(after.events)
        began = next(at for at in reversed(range(len(events))) if isinstance(events[at], UserUttered))
        return _answer(output.messages, danger, events[began:], after, silent=silent)


async def _about_attachments(
    agent: Agent, incoming: Incoming, turn: Turn, tracker: DialogueStateTracker, *, alone: bool
) -> list[dict[str, Any]]:
    """Return what is said of a message's files beside the answer; one that is there for its files is answered so."""
    kept, left_out = together(turn.attachments, incoming.attachments)
    if turn.form not in {None, *ACCOUNT_FORMS}:
        said = None if alone else _NOT_HERE
    elif left_out:
        said = _TOO_MANY
    else:
        said = None if alone or turn.form is None else _ADDED
    return [await _response(agent, said, tracker, incoming.channel, files=count_in_words(len(kept)))] if said else []


async def _parse(agent: Agent, incoming: Incoming, turn: Turn) -> dict[str, Any]:
    parse = await _parse_words(agent, incoming, turn)
    if not incoming.attachments:
        return parse
    return with_attachments(parse, incoming.attachments, turn, typed=incoming.command is None)


async def _parse_words(agent: Agent, incoming: Incoming, turn: Turn) -> dict[str, Any]:
    if incoming.command is not None:
        return parse_command(incoming.command, incoming.text, turn)
    assert agent.processor is not None
    words = without_command(incoming.text)
    if incoming.receipt is not None:
        words = _MASKED_RECEIPT.sub("", words).strip()
    parse = await agent.processor.parse_message(
        UserMessage(words or ".", sender_id=incoming.sender, metadata=incoming.metadata)
    )
    staff = incoming.role == STAFF
    return place_in_form(parse, incoming.text, incoming.receipt, turn, staff=staff, unread=incoming.unread)


async def _response(
    agent: Agent, name: str, tracker: DialogueStateTracker, channel: str, **values: str
) -> dict[str, Any]:
    response = await agent.nlg.generate(name, tracker, channel, **values) or {}
    return _shown(response.get("text"), response)


def _given_before(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    events = list(tracker.events)
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, UserUttered) and event.message_id == message_id:
            said = []
            for later in events[at + 1 :]:
                if isinstance(later, UserUttered):
                    break
                if isinstance(later, BotUttered) and later.text:
                    said.append(_shown(later.text, later.data))
            danger = (event.parse_data or {}).get("danger")
            return _answer(said, danger, events[at:], tracker, silent=not said)
    return None


def _answer(
    messages: list[dict[str, Any]],
    danger: dict[str, Any] | None,
    events: list[Event],
    after: DialogueStateTracker,
    *,
    silent: bool,
) -> dict[str, Any]:
    return {
        "messages": messages,
        "danger": danger,
        "forget": ends_account(events),
        "silent": silent,
        "asking": after.active_loop_name is not None,
    }


def _shown(text: str | None, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": text or "",
        "buttons": [{"title": button["title"], "payload": button["payload"]} for button in data.get("buttons") or []],
        "custom": data.get("custom") or {},
    }


def _insist_on_sealed_store(agent: Agent) -> None:
    """Make sure that conversations go to our own store, and that its failures are not swallowed."""
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store  # noqa: SLF001 - its only door; left as it is, a failed save says nothing
    if not isinstance(store, SealedTrackerStore):
        raise SettingsError("endpoints.yml: the tracker store is not the sealed one")
    if agent.tracker_store is not store:
        agent.tracker_store = store
        if agent.processor is not None:
            agent.processor.tracker_store = store
