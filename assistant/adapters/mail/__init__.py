"""Mail, into a folder or by SMTP (``smtplib`` of the standard library, in the worker's own thread)."""

from assistant.adapters.mail.folder import FolderMail
from assistant.adapters.mail.smtp import SmtpMail

__all__ = ["FolderMail", "SmtpMail"]
