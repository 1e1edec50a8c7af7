"""Texts by Twilio's HTTP interface: one POST to the account's ``Messages`` for each.

Twilio has no key that makes a repeated request harmless. So each text names its own id in the address to which its
status is reported: if we die between the request and its record, or its answer does not come, the first report says
that it was taken.
"""

from dataclasses import dataclass, field

import httpx

from assistant.core.sms import Outbound
from assistant.core.sms_faults import Meaning, meaning_of
from assistant.services.sms_ports import SmsRefusedError, SmsSender

_SECONDS = 20.0
_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class TwilioSms(SmsSender):
    """Sends from a number, or from a messaging service (its SID), never both."""

    account_sid: str
    auth_token: str = field(repr=False)
    number: str = ""
    messaging_service: str = ""
    status_url: str = ""
    """The public address for reports; ``?text=`` and the text's id are put behind it."""
    api_url: str = "https://api.twilio.com"

    def send(self, text: Outbound) -> str:
        """Hand a text over and return its SID; raise ``SmsRefusedError`` where it is not taken."""
        address = f"{self.api_url}/{_VERSION}/Accounts/{self.account_sid}/Messages.json"
        try:
            answer = httpx.post(
                address, data=self._fields(text), auth=(self.account_sid, self.auth_token), timeout=_SECONDS
            )
        except httpx.HTTPError as error:
            never_sent = isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
            raise SmsRefusedError(Meaning.AGAIN, unsure=not never_sent) from error
        return _sid(answer)

    def _fields(self, text: Outbound) -> dict[str, str]:
        fields = {"To": text.number, "Body": text.body, "SmartEncoded": "false"}
        if self.messaging_service:
            fields["MessagingServiceSid"] = self.messaging_service
        else:
            fields["From"] = self.number
        if self.status_url:
            fields["StatusCallback"] = f"{self.status_url}?text={text.id}"
        return fields


def _sid(answer: httpx.Response) -> str:
    try:
        body = answer.json()
        if answer.is_success:
            return str(body["sid"])
        code = body.get("code")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SmsRefusedError(meaning_of(None, status=max(answer.status_code, 400))) from error
    code = code if isinstance(code, int) else None
    raise SmsRefusedError(meaning_of(code, status=answer.status_code), code)
