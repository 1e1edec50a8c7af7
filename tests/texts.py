"""Texts over real parts: a gateway and a worker on one database, and a stand-in for the Rasa server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from fakes import FakeClock
from fastapi.testclient import TestClient
from twilio.request_validator import RequestValidator

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.core.sms import OutState
from assistant.services.send_texts import send_texts
from assistant.services.take_text import sender_id_of
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.sms.worker import SmsWorker
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables

ACCOUNT = "AC" + "0" * 32
TOKEN, OTHER_TOKEN = "token of the school", "the token before it"
NUMBER = "+447700900201"
PUBLIC = "https://school.test"


def sid(at: int) -> str:
    """Return the provider's id of a text."""
    return f"SM{at:032x}"


class Dialogue:
    """Stands for the Rasa server: says what it was told to say, and remembers what it was asked."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.done: dict[str, int] = {}
        """How often each message id came."""
        self.says: list[dict[str, Any]] = []
        self.danger: dict[str, Any] | None = None
        self.asking = False
        """A form asks, with the last of what is said."""
        self.down = False
        dialogue = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(503 if dialogue.down else 200)
                self.end_headers()
                if not dialogue.down:
                    self.wfile.write(json.dumps(dialogue.answer(asked)).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.heard.append(asked)
        self.done[asked["message_id"]] = self.done.get(asked["message_id"], 0) + 1
        said = self.says or [spoken(f"You said: {asked['text']}")]
        return {"messages": said, "danger": self.danger, "forget": False, "silent": not said, "asking": self.asking}

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def spoken(text: str, *buttons: tuple[str, str], **custom: Any) -> dict[str, Any]:
    """Return a message as the dialogue gives it; a button is a title and a payload."""
    return {"text": text, "buttons": [{"title": t, "payload": p} for t, p in buttons], "custom": custom}


@dataclass
class School:
    """The parts of one school, and what reaches its families' phones."""

    parts: Wiring
    dialogue: Dialogue
    clock: FakeClock
    client: TestClient
    number: str = NUMBER
    next_sid: int = 1
    first: str = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.parts.service_words.first

    def post(self, path: str = "inbound", *, token: str = TOKEN, query: str = "", **fields: str) -> Any:
        """Post a signed form as the provider does."""
        url = f"{PUBLIC}/api/sms/{path}{query}"
        signature = RequestValidator(token).compute_signature(url, fields)
        return self.client.post(f"/api/sms/{path}{query}", data=fields, headers={"X-Twilio-Signature": signature})

    def comes_in(self, body: str, **more: str) -> str:
        """Let a text come in; return the answer that the provider gets."""
        fields = {
            "MessageSid": sid(self.next_sid),
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": "+447700900000",
            "Body": body,
            "NumMedia": "0",
        } | more
        self.next_sid += 1
        answer = self.post(**fields)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/xml")
        return str(answer.text)

    def works(self) -> None:
        """Let the worker handle and send what is due."""
        SmsWorker(self.parts).once()

    def received(self, number: str = "") -> list[str]:
        """Return the texts that have reached a phone."""
        thread = self.parts.console_sms.thread(number or self.number)
        return [text.body for text in thread if not text.mine]

    def says(self, body: str, **more: str) -> list[str]:
        """Send a text; return what comes back on the phone."""
        before = len(self.received())
        self.comes_in(body, **more)
        self.clock.pass_by(timedelta(seconds=20))
        self.works()
        return self.received()[before:]

    @property
    def sender_id(self) -> str:
        return sender_id_of(self.parts.digests, self.number)

    def send_due(self) -> int:
        return send_texts(self.parts.sending_desk)


EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
QUEUED, SENT, DELIVERED, FAILED, DROPPED = OutState


@contextmanager
def school(data_dir: Path, *, database_url: str = "", **settings: Any) -> Iterator[School]:
    """Run a school's parts over a fresh database."""
    dialogue = Dialogue()
    wired = Settings(
        data_dir=data_dir,
        database_url=database_url,  # type: ignore[arg-type]
        public_url=PUBLIC,
        rasa_url=dialogue.url,
        rasa_secret="r" * 24,  # type: ignore[arg-type]
        actions_secret="a" * 24,  # type: ignore[arg-type]
        sms_account_sid=ACCOUNT,
        sms_auth_token=TOKEN,  # type: ignore[arg-type]
        sms_other_auth_token=OTHER_TOKEN,  # type: ignore[arg-type]
        **settings,
    )
    data_dir.mkdir(parents=True, exist_ok=True)
    write_key_file(wired.key_file)
    make_tables(make_engine(wired.database))
    parts = make_parts(wired)
    clock = FakeClock()
    parts.clock = clock
    with TestClient(create_app(parts), base_url="http://inside:8000") as client:
        yield School(parts, dialogue, clock, client)
    parts.engine.dispose()
    dialogue.stop()
