"""Mail that the assistant writes itself: plain text, under a Message-ID that stays the same when it is sent again."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from assistant.core.errors import DeliveryError


def write_message(*, message_id: str, at: datetime, sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """Return a message; the Message-ID (RFC 5322, 3.6.4) is ``message_id`` at the sender's domain.

    ``sender`` may have a name before its address.

    Raises:
        ValueError: an address would break out of its header.
    """
    message = EmailMessage()
    message["Message-ID"] = f"<{message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Date"] = format_datetime(at)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


def why_not_sent(error: DeliveryError | ValueError) -> str:
    """Return what the log may hold of it: a ``ValueError`` can name an address, so only its kind."""
    return str(error) if isinstance(error, DeliveryError) else type(error).__name__
