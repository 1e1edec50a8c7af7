"""Twilio's signature of its requests: HMAC-SHA1 over the public address and the sorted fields, with the auth token."""

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from assistant.services.sms_ports import SmsSignatures


class TwilioSignatures(SmsSignatures):
    """Takes each of the tokens: while one is changed, the old one still signs for a time."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._validators = [RequestValidator(token) for token in tokens if token]

    def right(self, url: str, fields: Mapping[str, str], signature: str) -> bool:
        """Tell whether one of the tokens signed a posted form for this public address."""
        return any(validator.validate(url, dict(fields), signature) for validator in self._validators)
