"""The whole way of a text: signed by the provider, stored, handled by the worker, sent back through the provider."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx
from twilio.request_validator import RequestValidator

from assistant.core.sms_text import MORE, fits, page_content
from tests.conftest import HTTP, Site, start_site, stop_site
from tests.twilio_stand_in import TwilioStandIn

ACCOUNT, TOKEN = "AC" + "7" * 32, "an example token"
SCHOOL = "+447700900000"
PUBLIC = "http://assistant.school.test"
_PATIENCE = 60.0
_SIDS = itertools.count(1)


@dataclass
class Line:
    """A running assistant, and the provider between it and people's phones."""

    site: Site
    provider: TwilioStandIn

    def signed(self, path: str, fields: dict[str, str], *, url: str = "") -> httpx.Response:
        """Post a form as the provider signs it for the public address."""
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", fields)
        return HTTP.post(f"{url or self.site.url}{path}", data=fields, headers={"X-Twilio-Signature": signature})

    def sent_to(self, number: str) -> list[str]:
        """Return the texts that the provider took for a number."""
        return [fields["Body"] for fields in self.provider.taken if fields["To"] == number]

    def answers_to(self, number: str) -> dict[str, str]:
        """Return what was sent to a number by its own id, which a text that comes twice has twice."""
        return {fields["StatusCallback"]: fields["Body"] for fields in self.provider.taken if fields["To"] == number}


def inbound(number: str, body: str, **more: str) -> dict[str, str]:
    """Return the form in which the provider hands over a text."""
    return {
        "MessageSid": f"SM{next(_SIDS):032x}",
        "AccountSid": ACCOUNT,
        "From": number,
        "To": SCHOOL,
        "Body": body,
        "NumMedia": "0",
    } | more


@dataclass
class Phone:
    """A person's phone: what it sends goes to the provider, what it shows came from there."""

    line: Line
    number: str
    at_once: list[str] = field(default_factory=list)
    """What came in the answer to the provider's own request."""

    def sends(self, body: str, **more: str) -> dict[str, str]:
        """Send a text; return the form in which the provider hands it over."""
        fields = inbound(self.number, body, **more)
        answer = self.line.signed("/api/sms/inbound", fields)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8"), answer.text
        said = re.fullmatch(
            r'<\?xml version="1\.0" encoding="UTF-8"\?><Response>(?:<Message>(.*)</Message>)?</Response>',
            answer.text,
            re.DOTALL,
        )
        assert said is not None, answer.text
        if said[1] is not None:
            self.at_once.append(unescape(said[1]))
        return fields

    def text(self, body: str, **more: str) -> str:
        """Send a text; return the one that comes back from the worker."""
        before = len(self.shown)
        self.sends(body, **more)
        return self.next(before)

    def next(self, before: int) -> str:
        """Wait for one text more than ``before``; return it."""
        deadline = time.monotonic() + _PATIENCE
        while len(self.shown) == before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(self.shown) == before + 1, self.shown[before:]
        assert fits(self.shown[-1]), self.shown[-1]
        return self.shown[-1]

    def read_on(self) -> str:
        """Reply 9 until all is read; return the last answer whole, in one line."""
        pages = [self.shown[-1]]
        while pages[-1].endswith(MORE):
            pages.append(self.text("9"))
        return " ".join(" ".join(map(page_content, pages)).split())

    @property
    def shown(self) -> list[str]:
        """The texts that the worker has sent to this phone."""
        return self.line.sent_to(self.number)


@contextmanager
def sms_line(data_dir: Path, **settings: str) -> Iterator[Line]:
    """Run the whole assistant with a provider of texts that checks what it is handed."""
    provider = TwilioStandIn(ACCOUNT, TOKEN)
    site = start_site(
        data_dir,
        ASSISTANT_SMS_PROVIDER="twilio",
        ASSISTANT_SMS_ACCOUNT_SID=ACCOUNT,
        ASSISTANT_SMS_AUTH_TOKEN=TOKEN,
        ASSISTANT_SMS_NUMBER=SCHOOL,
        ASSISTANT_SMS_API_URL=provider.url,
        ASSISTANT_PUBLIC_URL=PUBLIC,
        **settings,
    )
    try:
        yield Line(site, provider)
    finally:
        stop_site(site)
        provider.stop()
