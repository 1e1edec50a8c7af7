"""A mail server that notes what it is handed, and can do something in the middle of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import Envelope

from tests.any_port import AnyPort


class MailServer:
    """The Message-ID of each mail, in the order of their coming, repeats included."""

    def __init__(self) -> None:
        self.message_ids: list[str] = []
        self.before_answering: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.message_ids.append(str(BytesParser().parsebytes(envelope.content or b"")["Message-ID"]))
        self.before_answering()
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[MailServer, int]]:
    """Run a mail server on a free port."""
    server = MailServer()
    controller = AnyPort(server, hostname="127.0.0.1", port=0, ready_timeout=60)
    controller.start()
    try:
        yield server, controller.port
    finally:
        controller.stop()
