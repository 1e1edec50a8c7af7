"""Mail by SMTP, encrypted by default (RFC 3207 STARTTLS, or TLS from the start, RFC 8314)."""

import os
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
            raise DeliveryError(f"the mail server did not accept the notice: {_reason(error)}") from error

    def _connect(self) -> smtplib.SMTP:
        where = (self.host, self.port, self.step_seconds, self.all_seconds)
        return _TlsConnection(*where) if self.security == "tls" else _Connection(*where)


def _reason(error: Exception) -> str:
    """Say why in words that hold no address and nothing of a message, for the log."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({error.verify_message})"
        case smtplib.SMTPAuthenticationError():
            return f"it refused the user name and the password ({error.smtp_code})"
        case smtplib.SMTPNotSupportedError():
            return "it does not offer what is asked of it: STARTTLS, or signing in"
        case smtplib.SMTPRecipientsRefused():
            codes = sorted({str(code) for code, _ in error.recipients.values()})
            return f"it refused the reader's address ({', '.join(codes)})"
        case smtplib.SMTPSenderRefused():
            return f"it refused the address of ASSISTANT_MAIL_FROM ({error.smtp_code})"
        case smtplib.SMTPResponseException():
            return f"it answered {error.smtp_code}"
        case TimeoutError():
            return "it did not answer in time"
        case socket.gaierror():
            return "its name is not known"
        case OSError() if (error.errno or 0) > 0:
            return os.strerror(error.errno or 0)
        case _:
            return type(error).__name__


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
