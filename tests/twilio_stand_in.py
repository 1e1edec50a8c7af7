"""A server that takes what Twilio's Message resource takes, and refuses what it refuses.

Its names are those of Twilio's own client library, which is made from its published description; a test compares them.
"""

import base64
import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

REQUIRED = {"To"}
CONTENT = {"Body", "MediaUrl", "ContentSid"}
ORIGIN = {"From", "MessagingServiceSid"}
KNOWN = (
    REQUIRED
    | CONTENT
    | ORIGIN
    | {
        "StatusCallback",
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ValidityPeriod",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ShortenUrls",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "MessageIntent",
        "RiskCheck",
        "FallbackFrom",
    }
)
MOST_LETTERS = 1_600


@dataclass
class Answer:
    """What is answered instead of taking a text."""

    status: int
    code: int | None
    raw: bytes | None = None
    lost: bool = False
    """The text is taken, but the answer does not come."""


class TwilioStandIn:
    """Runs until ``stop``; ``taken`` are the texts, ``refuse_with`` the next answers."""

    def __init__(self, account: str, token: str) -> None:
        self.account, self.token = account, token
        self.taken: list[dict[str, str]] = []
        self.refuse_with: list[Answer] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = stand_in.answer(self.path, dict(self.headers), raw)
                if answer is None:
                    return
                self.send_response(answer[0])
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer[1])

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str], raw: str) -> tuple[int, bytes] | None:
        expected = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return _error(401, 20003)
        if path != f"/2010-04-01/Accounts/{self.account}/Messages.json":
            return _error(404, 20404)
        if headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return _error(415, 20415)
        fields = {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}
        fault = fault_of(fields)
        if fault is not None:
            return _error(400, fault)
        if self.refuse_with:
            refusal = self.refuse_with.pop(0)
            if refusal.lost:
                self.taken.append(fields)
                return None
            return (refusal.status, refusal.raw) if refusal.raw is not None else _error(refusal.status, refusal.code)
        self.taken.append(fields)
        sid = f"SM{len(self.taken):032x}"
        return 201, json.dumps({"sid": sid, "status": "queued", "error_code": None}).encode()


def fault_of(fields: dict[str, str]) -> int | None:
    """Return the code of what is wrong with a message's fields."""
    if set(fields) - KNOWN:
        return 20001
    if not set(fields) >= REQUIRED:
        return 21604
    if len(ORIGIN & set(fields)) != 1:
        return 21603
    if not any(fields.get(name) for name in CONTENT):
        return 21602
    if len(fields.get("Body", "")) > MOST_LETTERS:
        return 21617
    return None


def _error(status: int, code: int | None) -> tuple[int, bytes]:
    return status, json.dumps({"code": code, "message": "an example", "status": status}).encode()
