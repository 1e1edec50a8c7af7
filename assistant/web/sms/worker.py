"""The worker's side of texts: handles what came in and sends what waits, each in a loop of its own."""

import asyncio
import logging
import threading

from assistant.core.errors import AssistantError
from assistant.core.sms import Inbound
from assistant.services.send_texts import send_texts
from assistant.web.chat import Chat
from assistant.web.rasa_client import RasaClient
from assistant.web.receipt_tries import ReceiptTries
from assistant.web.sms.texting import Texting
from assistant.wiring import Wiring

_AT_ONCE = 4
"""Texts of different numbers that are handled at the same time."""
_MOST_TRIES = 3
"""How often a text may fail in a way that nobody thought of; then its number's next texts are no longer held up."""
_PAUSE = 0.3
"""Seconds between two looks where nothing waited."""

logger = logging.getLogger(__name__)


class SmsWorker:
    """Any number of these may run, in any number of processes."""

    def __init__(self, parts: Wiring) -> None:
        self._parts = parts
        self._sending = parts.sending_desk

    def run(self, stop: threading.Event) -> None:
        """Run until told to stop."""
        asyncio.run(self._run(stop))

    def once(self) -> None:
        """Handle and send what is due now."""
        asyncio.run(self._once())

    async def _run(self, stop: threading.Event) -> None:
        rasa = self._rasa()
        try:
            await asyncio.gather(self._handle_until(stop, rasa), asyncio.to_thread(self._send_until, stop))
        finally:
            await rasa.close()

    async def _once(self) -> None:
        rasa = self._rasa()
        try:
            texting = self._texting(rasa)
            while await self._handle_some(texting):
                pass
        finally:
            await rasa.close()
        send_texts(self._sending)

    async def _handle_until(self, stop: threading.Event, rasa: RasaClient) -> None:
        texting = self._texting(rasa)
        while not stop.is_set():
            handled = 0
            try:
                handled = await self._handle_some(texting)
            except Exception as error:  # noqa: BLE001 - no mistake may end the loop: nobody would be answered any more
                _log_unexpected(error)
            if not handled:
                await asyncio.sleep(_PAUSE)

    def _send_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                send_texts(self._sending)
            except AssistantError:
                logger.exception("texts could not be sent; the worker tries again")
            except Exception as error:  # noqa: BLE001 - no mistake may end the loop: nobody would be answered any more
                _log_unexpected(error)
            stop.wait(_PAUSE)

    async def _handle_some(self, texting: Texting) -> int:
        """Handle the texts that are due, a few at once; return how many there were."""
        texts = await asyncio.to_thread(self._claim)
        await asyncio.gather(*(_handled(texting, text) for text in texts))
        return len(texts)

    def _claim(self) -> list[Inbound]:
        texts: list[Inbound] = []
        try:
            while len(texts) < _AT_ONCE:
                text = self._parts.texts.claim_inbound(self._parts.clock.now())
                if text is None:
                    break
                texts.append(text)
        except AssistantError:
            logger.exception("texts could not be read; the worker tries again")
        return texts

    def _rasa(self) -> RasaClient:
        settings = self._parts.settings
        return RasaClient(settings.rasa_url, settings.rasa_secret.get_secret_value())

    def _texting(self, rasa: RasaClient) -> Texting:
        return Texting(self._parts, Chat(self._parts, rasa, ReceiptTries()))


async def _handled(texting: Texting, text: Inbound) -> None:
    """Handle a text; whatever fails, the others go on, and this one comes again when its claim ends, a few times."""
    try:
        await texting.handle(text)
    except Exception as error:  # noqa: BLE001 - the one edge of the loop: no text may stop the others
        _log_unexpected(error)
        if text.attempts >= _MOST_TRIES:
            logger.error("it failed too often and is given up")
            await _given_up(texting, text)


def _log_unexpected(error: Exception) -> None:
    """Log what kind of error it is alone: what it says might be somebody's words."""
    logger.error("an unexpected %s was met with texts", type(error).__name__)


async def _given_up(texting: Texting, text: Inbound) -> None:
    try:
        await asyncio.to_thread(texting.give_up, text)
    except AssistantError:
        logger.exception("a text could not be given up; it comes again")
