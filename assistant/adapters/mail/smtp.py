"""Mail by SMTP, encrypted by default (RFC 3207 STARTTLS, or TLS from the start, RFC 8314)."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from assistant.core.errors import DeliveryError
from assistant.services.ports import Mail

_SECONDS = 20


@dataclass(frozen=True, slots=True)
class SmtpMail(Mail):
    """One connection a message."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server; raise ``DeliveryError`` where it does not accept it."""
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
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
