"""Text messages: Twilio's HTTP interface, a console to try it without one, and phone numbers."""

from assistant.adapters.sms.console import ConsoleSms
from assistant.adapters.sms.numbers import LibraryNumbers
from assistant.adapters.sms.signatures import TwilioSignatures
from assistant.adapters.sms.twilio import TwilioSms

__all__ = ["ConsoleSms", "LibraryNumbers", "TwilioSignatures", "TwilioSms"]
