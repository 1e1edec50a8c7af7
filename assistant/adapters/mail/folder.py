"""Mail for one machine without a mail server: each message a file, named by its Message-ID."""

import re
from email.message import EmailMessage
from pathlib import Path

from assistant.core.errors import DeliveryError
from assistant.services.ports import Mail


class FolderMail(Mail):
    """Writes ``<Message-ID>.eml``; the same message sent again is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def encrypted(self) -> bool:
        """No: the files lie open in the folder."""
        return False

    def send(self, message: EmailMessage) -> None:
        """Write the message whole, or not at all."""
        name = re.sub(r"[^\w.@-]", "", message["Message-ID"])
        partial = self._folder / f".{name}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(message.as_bytes())
            partial.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise DeliveryError("the mail folder cannot be written") from error
