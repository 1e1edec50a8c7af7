"""Mail by SMTP, encrypted by default (RFC 3207 STARTTLS, or TLS from the start, RFC 8314)."""

import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from socket import SHUT_RDWR
from typing import Literal

from assistant.core.errors import DeliveryError
from assistant.services.ports import Mail


@dataclass(frozen=True, slots=True)
class SmtpMail(Mail):
    """One connection a message. The server may take ``step_seconds`` for one answer, ``all_seconds`` for all of it.

    That must be over before another worker may take the same notice, two minutes after this one did.
    """

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    step_seconds: float = 20
    all_seconds: float = 90

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way to the mail server can read a message."""
        return self.security != "none"

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server; raise ``DeliveryError`` where it does not accept it in time."""
        try:
            with self._connect() as server, _ended_after(self.all_seconds, server):
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.username:
                    server.login(self.username, self.password)
                server.send_message(message)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            raise DeliveryError("the mail server did not accept the notice") from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.step_seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.step_seconds)


@contextmanager
def _ended_after(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut the connection after a time, so that a server that answers a byte now and then does not hold us for ever."""

    def cut() -> None:
        with suppress(OSError, AttributeError):
            server.sock.shutdown(SHUT_RDWR)  # type: ignore[union-attr]

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
