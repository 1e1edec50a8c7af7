"""Mail by SMTP, encrypted by default (RFC 3207 STARTTLS, or TLS from the start, RFC 8314)."""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
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
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.username:
                    server.login(self.username, self.password)
                server.send_message(message)
        except (OSError, ValueError, smtplib.SMTPException) as error:
            raise DeliveryError("the mail server did not accept the notice") from error

    def _connect(self) -> smtplib.SMTP:
        where = (self.host, self.port, self.step_seconds, self.all_seconds)
        return _TlsConnection(*where) if self.security == "tls" else _Connection(*where)


class _Cut:
    """Cuts a connection after a time, so that a server that sends a line now and then does not hold us for ever."""

    sock: socket.socket | None

    def _cut_after(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _Connection(_Cut, smtplib.SMTP):
    """A connection that ends by itself."""

    def __init__(self, host: str, port: int, step: float, longest: float) -> None:
        self._cut_after(longest)
        super().__init__(host, port, timeout=step)

    def close(self) -> None:
        """End the connection and the waiting for its end."""
        self._timer.cancel()
        super().close()


class _TlsConnection(_Cut, smtplib.SMTP_SSL):
    """The same with TLS from the start."""

    def __init__(self, host: str, port: int, step: float, longest: float) -> None:
        self._cut_after(longest)
        super().__init__(host, port, timeout=step, context=ssl.create_default_context())

    def close(self) -> None:
        """End the connection and the waiting for its end."""
        self._timer.cancel()
        super().close()
