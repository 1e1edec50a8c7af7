"""The whole assistant, running for real, and a person who talks to it."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from assistant.settings import Settings

PROJECT = Path(__file__).parents[1]
SHARED = PROJECT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs the running assistant first: parallel workers, who each take whole files, end together."""
    items.sort(key=lambda item: not _needs_site(item))


def _needs_site(item: pytest.Item) -> bool:
    return "running" in getattr(item, "fixturenames", ())


@dataclass
class Site:
    """A running assistant: its address, its data folder and its process."""

    url: str
    data_dir: Path
    process: subprocess.Popen[str]
    rasa_secret: str = ""
    """What the gateway shows to the Rasa server."""

    @property
    def rasa_url(self) -> str:
        """Where the Rasa server listens, as its command says."""
        command = subprocess.run(
            ["ps", "-ww", "-o", "args=", "-p", str(self.part("rasa run"))], capture_output=True, text=True, check=True
        ).stdout.split()
        return f"http://127.0.0.1:{command[command.index('--port') + 1]}"

    def part(self, name: str) -> int:
        """Return the process id of a part, found by its command line among the supervisor's children."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-a", "-f", name],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.splitlines()
        assert len(children) == 1, children
        return int(children[0].split()[0])


HTTP = httpx.Client(timeout=30)
"""One client for all: making one anew for each message costs more than the message."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_site(data_dir: Path, **settings: str) -> Site:
    """Start the assistant as ``make serve`` does, and wait until it says that it is ready."""
    port, secret = free_port(), secrets.token_urlsafe(32)
    environment = os.environ | {
        "ASSISTANT_DATA_DIR": str(data_dir),
        "ASSISTANT_SESSIONS_PER_HOUR": "100000",
        "ASSISTANT_RASA_SECRET": secret,
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == f"The assistant is ready: http://127.0.0.1:{port}\n", line
    return Site(f"http://127.0.0.1:{port}", data_dir, process, secret)


def stop_site(site: Site) -> int:
    """Press Ctrl-C; return the supervisor's exit code."""
    site.process.send_signal(signal.SIGINT)
    return site.process.wait(timeout=30)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One running assistant for the whole test run. Its links name the default address, which tests know."""
    site = start_site(tmp_path_factory.mktemp("site"), ASSISTANT_PUBLIC_URL=Settings().public_url)
    yield site
    stop_site(site)


@pytest.fixture(scope="session")
def site(running: Site) -> str:
    """The running assistant's address."""
    return running.url


@dataclass
class Person:
    """Somebody who chats with the running assistant over HTTP."""

    url: str
    session: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """The assistant's last messages."""

    def arrive(self) -> Person:
        """Open a chat."""
        answer = HTTP.post(f"{self.url}/api/chat/sessions")
        assert answer.status_code == 201, answer.text
        self.session = answer.json()["session"]
        self.messages = answer.json()["messages"]
        return self

    def post(self, **body: Any) -> httpx.Response:
        """Post to the chat; ``id`` is fresh unless given."""
        return HTTP.post(
            f"{self.url}/api/chat/messages",
            json={"id": str(uuid.uuid4())} | body,
            headers={"Authorization": f"Bearer {self.session}"},
        )

    def say(self, text: str) -> str:
        """Say something; return all that is answered, as one text."""
        return self._heard(self.post(text=text))

    def press(self, title: str) -> str:
        """Press the last button of this title among the last messages."""
        token = [button["token"] for button in self.buttons if button["title"] == title][-1]
        return self._heard(self.post(button=token))

    def _heard(self, answer: httpx.Response) -> str:
        assert answer.status_code == 200, answer.text
        self.messages = answer.json()["messages"]
        return self.text

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for message in self.messages for button in message.get("buttons", [])]

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]

    @property
    def quoted(self) -> list[str]:
        return [quote["clause"] for message in self.messages for quote in message.get("quotes", [])]

    @property
    def reference(self) -> str | None:
        found = [message["reference"] for message in self.messages if "reference" in message]
        return found[0] if found else None


@pytest.fixture
def person(site: str) -> Person:
    """A person who has just opened the chat."""
    return Person(site).arrive()


POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> str:
    """The address of a PostgreSQL database for this worker alone."""
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("TEST_DATABASE_URL is not set, and CI never skips PostgreSQL")
        pytest.skip("TEST_DATABASE_URL is not set: no PostgreSQL to test with")
    named = sa.make_url(POSTGRES)
    assert "test" in (named.database or ""), "TEST_DATABASE_URL is emptied: its name must hold `test`"
    if worker_id == "master":
        return POSTGRES
    own = named.set(database=f"{named.database}_{worker_id}")
    server = sa.create_engine(named, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'drop database if exists "{own.database}"'))
        connection.execute(sa.text(f'create database "{own.database}"'))
    server.dispose()
    return own.render_as_string(hide_password=False)
