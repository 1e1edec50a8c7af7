"""``assistant serve``: everything on one machine, and all of it stopped together."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from assistant.adapters.crypto import key_file_is_locked, pipe_with
from assistant.cli.data_folder import prepare_data
from assistant.cli.listening import require_free_port
from assistant.cli.staff import enrolment_link
from assistant.core.errors import AssistantError
from assistant.core.routing import Role
from assistant.core.staff import StaffRole
from assistant.models import dialogue_model, posts_model
from assistant.services.staff_accounts import add_staff, list_staff
from assistant.settings import PROJECT, Settings, read_settings
from assistant.wiring import Wiring

_START_SECONDS = 180
_STOP_SECONDS = 10
_DEATHS = 5
_DEATHS_AT_START = 2
_DEATHS_WITHIN = 120.0
_LOOK_EVERY = 0.2

console = Console(stderr=True)


class PartDiesError(AssistantError):
    """A part of the assistant does not stay alive."""


def serve(
    port: Annotated[int, typer.Option(help="the port of the public side", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="the address of the public side")] = "127.0.0.1",
) -> None:
    """Run everything on this machine with embedded defaults; Ctrl-C stops all of it."""
    address = f"http://{host}:{port}"
    settings = _reached_at(read_settings(), address)
    require_free_port(host, port, otherwise="stop what uses it, or name another with --port")
    models = {
        "ASSISTANT_DIALOGUE_MODEL": str(dialogue_model(settings)),
        "ASSISTANT_POSTS_MODEL": str(posts_model(settings)),
    }
    wired = Wiring(settings)
    _prepare(wired, models)
    passphrase = wired.passphrase if key_file_is_locked(settings.key_file) else None
    parts = _parts(settings, models, host, port, passphrase)
    supervisor = Supervisor(parts, lambda: _say_ready(wired, address))
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, lambda *_: supervisor.stop())
    supervisor.run(address)


def _reached_at(settings: Settings, address: str) -> Settings:
    """Return the settings with the address that people use: where none is set, the one that is served here."""
    if "public_url" in settings.model_fields_set:
        return settings
    return settings.model_copy(update={"public_url": address})


def _say_ready(parts: Wiring, address: str) -> None:
    print(f"The assistant is ready: {address}", flush=True)
    link = _first_invitation(parts)
    if link is not None:
        print(f"Staff: the example headteacher can enrol once, with {link}", flush=True)


def _first_invitation(parts: Wiring) -> str | None:
    """Return a link with which the example headteacher can enrol, where this is a trial without any account."""
    door = parts.staff_door
    if parts.settings.env == "production" or list_staff(door.store):
        return None
    head = parts.directory.contacts[Role.HEADTEACHER]
    token = add_staff(door, email=head.email, name="Example Headteacher", roles=frozenset({StaffRole.HEADTEACHER}))
    return enrolment_link(parts, token)


def _prepare(parts: Wiring, models: dict[str, str]) -> None:
    """Make what is missing: the data folder, a key, the tables, the models; check the content."""
    prepare_data(parts.settings, console)
    parts.require_content()
    parts.keys  # noqa: B018 - read now, to fail now
    parts.require_readers()
    training = [sys.executable, "-m", "assistant", "train"]
    if subprocess.run(training, cwd=PROJECT, env=os.environ | models, check=False).returncode != 0:
        raise PartDiesError("the models could not be trained")


@dataclass
class Part:
    """One process: how it is started, and its recent deaths.

    A passphrase goes through a pipe that only this process inherits: no argument, variable or file shows it.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    passphrase: str | None = field(default=None, repr=False)
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=_DEATHS))

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only the supervisor."""
        environment, pipes = dict(self.environment), []
        if self.passphrase is not None:
            pipes = [pipe_with(self.passphrase)]
            environment["ASSISTANT_PASSPHRASE_FD"] = str(pipes[0])
        try:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    self.command,
                    cwd=PROJECT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    pass_fds=pipes,
                    start_new_session=True,
                )
        finally:
            for pipe in pipes:
                os.close(pipe)

    def died(self) -> bool:
        """Tell whether it has ended."""
        return self.process is not None and self.process.poll() is not None

    def keeps_dying(self, now: float, most: int) -> bool:
        """Count a death; tell whether there were ``most`` within two minutes."""
        self.deaths.append(now)
        return sum(now - death < _DEATHS_WITHIN for death in self.deaths) >= most


class Supervisor:
    """Starts the parts, names and restarts one that dies, stops all when one keeps dying."""

    def __init__(self, parts: list[Part], say_ready: Callable[[], None]) -> None:
        self._parts = parts
        self._say_ready = say_ready
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask for the end."""
        self._stopping.set()

    def run(self, address: str) -> None:
        """Run until the end is asked for; raise ``PartDiesError`` where a part does not stay alive."""
        try:
            for part in self._parts:
                part.start()
            self._wait_until_ready(address)
            while not self._stopping.wait(_LOOK_EVERY):
                self._look_after()
        finally:
            self._end()

    def _wait_until_ready(self, address: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with console.status("Starting the assistant …"):
            while not self._stopping.wait(_LOOK_EVERY):
                self._look_after(deaths=_DEATHS_AT_START)
                if _is_ready(address):
                    break
                if time.monotonic() > deadline:
                    raise PartDiesError(f"the assistant was not ready within {_START_SECONDS} seconds")
        if not self._stopping.is_set():
            self._say_ready()

    def _look_after(self, *, deaths: int = _DEATHS) -> None:
        for part in self._parts:
            if part.died():
                assert part.process is not None
                if part.keeps_dying(time.monotonic(), deaths):
                    raise PartDiesError(
                        f"{part.name} keeps dying (exit {part.process.returncode}); everything stops; see {part.log}"
                    )
                died = f"{part.name} died (exit {part.process.returncode}) and is started again; see {part.log}"
                console.print(died, soft_wrap=True)
                part.start()

    def _end(self) -> None:
        for part in self._parts:
            if part.process is not None and part.process.poll() is None:
                _signal_group(part.process, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for part in self._parts:
            if part.process is None:
                continue
            try:
                part.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(part.process, signal.SIGKILL)
                part.process.wait()


def _parts(settings: Settings, models: dict[str, str], host: str, port: int, passphrase: str | None) -> list[Part]:
    rasa_port, actions_port, worker_port = _free_port(), _free_port(), _free_port()
    environment = (
        os.environ
        | models
        | {
            "ASSISTANT_PUBLIC_URL": settings.public_url,
            "ASSISTANT_RASA_URL": f"http://127.0.0.1:{rasa_port}",
            "ASSISTANT_ACTIONS_URL": f"http://127.0.0.1:{actions_port}",
            "ASSISTANT_WORKER_URL": f"http://127.0.0.1:{worker_port}",
            "ASSISTANT_RASA_SECRET": settings.rasa_secret.get_secret_value() or secrets.token_urlsafe(32),
            "ASSISTANT_ACTIONS_SECRET": settings.actions_secret.get_secret_value() or secrets.token_urlsafe(32),
            "RASA_TELEMETRY_ENABLED": "false",
            "SANIC_ACCESS_LOG": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "LOG_LEVEL": "WARNING",
            "LOG_LEVEL_LIBRARIES": "ERROR",
            "PYTHONWARNINGS": "ignore",
        }
    )
    python = [sys.executable, "-m"]
    rasa = [
        *python,
        "rasa",
        "run",
        "--interface",
        "127.0.0.1",
        "--port",
        str(rasa_port),
        "--model",
        models["ASSISTANT_DIALOGUE_MODEL"],
        "--quiet",
    ]
    own = [*python, "assistant"]
    commands = {
        "rasa": rasa,
        "actions": [*own, "actions"],
        "worker": [*own, "worker"],
        "web": [*own, "web", "--host", host, "--port", str(port)],
    }
    logs = settings.data_dir / "log"
    logs.mkdir(exist_ok=True)
    return [Part(name, command, environment, logs / f"{name}.log", passphrase) for name, command in commands.items()]


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).is_success
    except httpx.HTTPError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _signal_group(process: subprocess.Popen[bytes], kind: signal.Signals) -> None:
    try:
        os.killpg(process.pid, kind)
    except ProcessLookupError:
        return
