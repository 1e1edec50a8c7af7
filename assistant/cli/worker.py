"""``assistant worker``: handles texts, sends what waits, passes on, reminds, and deletes what has had its time."""

import http.server
import logging
import signal
import threading
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

import typer

from assistant.cli.listening import require_free_port
from assistant.core.errors import AssistantError
from assistant.core.retention import Rule
from assistant.services.deliver_notices import deliver_notices
from assistant.services.enforce_retention import enforce_retention
from assistant.services.keep_attachment import forget_attachments
from assistant.services.rights_requests import due_requests
from assistant.services.route_record import pass_on_unopened
from assistant.services.send_reminders import send_reminders
from assistant.web.sms.worker import SmsWorker
from assistant.wiring import Wiring, wiring

_EVERY = timedelta(seconds=2)
_FORGET_EVERY = 1_800
"""Rounds between two deletions: once an hour."""
_REMIND_EVERY = 30
"""Rounds between two looks at what is due, which opens every open case: once a minute."""

_STOP_SECONDS = 5

logger = logging.getLogger(__name__)


def worker(
    once: Annotated[bool, typer.Option(help="do what is due now, then end")] = False,
) -> None:
    """Run the worker until it is told to stop."""
    parts = wiring()
    parts.require_readers()
    if once:
        _round(parts, forget=True, remind=True)
        if parts.settings.sms != "off":
            SmsWorker(parts).once()
        return
    place = urlsplit(parts.settings.worker_url).port or 5075
    require_free_port("127.0.0.1", place, otherwise="stop what uses it, or name another in ASSISTANT_WORKER_URL")
    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: stop.set())
    _say_alive(place)
    texts = _start_texts(parts, stop)
    rounds = 0
    while not stop.is_set():
        try:
            _round(parts, forget=rounds % _FORGET_EVERY == 0, remind=rounds % _REMIND_EVERY == 0)
        except AssistantError:
            logger.exception("a round of the worker failed; it tries again")
        rounds += 1
        stop.wait(_EVERY.total_seconds())
    if texts is not None:
        texts.join(_STOP_SECONDS)


def _start_texts(parts: Wiring, stop: threading.Event) -> threading.Thread | None:
    """Handle texts beside all else: a slow mail server must not keep anybody waiting for an answer."""
    if parts.settings.sms == "off":
        return None
    thread = threading.Thread(target=SmsWorker(parts).run, args=(stop,), daemon=True)
    thread.start()
    return thread


def _round(parts: Wiring, *, forget: bool, remind: bool) -> None:
    settings = parts.settings
    if remind:
        pass_on_unopened(parts.route_desk)
    deliver_notices(
        parts.store,
        parts.mail,
        parts.clock,
        parts.directory.contacts,
        sender=parts.mail_sender,
        public_url=settings.public_url,
        attach_complaint=settings.attach_complaint,
    )
    if forget:
        enforce_retention(parts.retention_desk)
        forget_attachments(parts.attachments, parts.clock)
        parts.texts.forget_before(parts.clock.now() - timedelta(days=parts.retention.period(Rule.CHATS).days))
    if remind:
        send_reminders(
            parts.case_desk,
            parts.staff_door.store,
            parts.reminders,
            parts.mail,
            asked=lambda accounts: due_requests(parts.rights_desk, accounts),
            sender=parts.mail_sender,
            public_url=settings.public_url,
        )


class _Alive(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer that the worker lives."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write no access log."""


def _say_alive(port: int) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _Alive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
