"""What a provider's error about one text means for us.

The numbers are Twilio's error codes. What each means is Twilio's to say, at ``https://www.twilio.com/docs/api/errors/``
and the code; what we do about it is ours. Another provider's adapter maps its own to these meanings.

Codes from 30000 come in a report, when the text was taken and its words are forgotten: it cannot be sent again.
"""

from enum import StrEnum


class Meaning(StrEnum):
    """What we do about an error."""

    AGAIN = "again"
    """It may pass: the text is tried again, with growing waits."""
    OPTED_OUT = "opted_out"
    """The person has told the network to stop: nothing is sent to the number until it asks for it."""
    NEVER = "never"
    """This text or this number will not do: it is given up."""
    SETTINGS = "settings"
    """Our account or its settings are wrong: it is tried again, and the office is told, once a day."""


MEANINGS = {
    10001: (Meaning.SETTINGS, "the account is suspended or out of credit"),
    20003: (Meaning.SETTINGS, "the account's id or token is wrong, or the account is suspended"),
    20403: (Meaning.SETTINGS, "the account is suspended or closed"),
    20404: (Meaning.SETTINGS, "the account or the address is not there"),
    20429: (Meaning.AGAIN, "too many requests at once"),
    21211: (Meaning.NEVER, "the number that it goes to is not valid"),
    21408: (Meaning.NEVER, "texts to that country are not switched on"),
    21602: (Meaning.NEVER, "the text is empty"),
    21606: (Meaning.SETTINGS, "the number that it comes from cannot send texts there"),
    21608: (Meaning.SETTINGS, "the account is a trial or not yet approved, and sends to verified numbers alone"),
    21610: (Meaning.OPTED_OUT, "the person has opted out"),
    21611: (Meaning.AGAIN, "too many texts of our number wait at the provider"),
    21612: (Meaning.NEVER, "there is no way from our number to that one"),
    21614: (Meaning.NEVER, "the number is no mobile number"),
    21617: (Meaning.NEVER, "the text is too long"),
    21635: (Meaning.NEVER, "the number is a landline"),
    21659: (Meaning.SETTINGS, "the number that it comes from is not the provider's"),
    21660: (Meaning.SETTINGS, "the number that it comes from belongs to another account"),
    21661: (Meaning.SETTINGS, "the number that it comes from cannot send texts"),
    21701: (Meaning.SETTINGS, "the messaging service is not there"),
    21703: (Meaning.SETTINGS, "the messaging service has no number that can send it"),
    21704: (Meaning.SETTINGS, "the messaging service has no number"),
    21705: (Meaning.SETTINGS, "the messaging service's id is wrong"),
    21730: (Meaning.AGAIN, "the provider is under maintenance"),
    30001: (Meaning.NEVER, "too many texts waited at the provider"),
    30002: (Meaning.SETTINGS, "the account was suspended while the text waited"),
    30003: (Meaning.NEVER, "the phone is switched off or out of reach"),
    30004: (Meaning.NEVER, "the phone blocks such texts"),
    30005: (Meaning.NEVER, "the number is not in use"),
    30006: (Meaning.NEVER, "a landline, or a network that takes no texts"),
    30007: (Meaning.NEVER, "a network took it for spam"),
    30008: (Meaning.NEVER, "the network did not say why"),
}
"""What each code means, and why."""


def meaning_of(code: int | None, *, status: int = 400) -> Meaning:
    """Return the meaning of a code, or of the HTTP status where the code is unknown."""
    if code in MEANINGS:
        return MEANINGS[code][0]
    if status in (401, 403, 404):
        return Meaning.SETTINGS
    return Meaning.AGAIN if status == 429 or status >= 500 else Meaning.NEVER
