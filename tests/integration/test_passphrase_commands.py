"""A locked key file, as a person meets it: asked on a terminal, read from a file, handed to the parts by a pipe."""

import os
import pty
import sys
from pathlib import Path

import pytest
from test_commands import Run, run, warm  # noqa: F401 - fixtures

from assistant.adapters.crypto import FileKeys, key_file_is_locked, write_key_file
from assistant.adapters.sql import make_engine
from assistant.cli.serve import Part
from tests.made_once import make_tables

PROJECT = Path(__file__).parents[2]
WORDS = "teapot ladder violin moss"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "var" / "keys" / "master.json"
    write_key_file(path)
    make_tables(make_engine(f"sqlite:///{tmp_path / 'var' / 'assistant.db'}"))
    FileKeys(path).lock(WORDS)
    return path


def _on_a_terminal(*arguments: str, typed: list[str], data_dir: Path) -> tuple[int, str]:
    """Run a command with a terminal of its own; type a line at each question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(PROJECT)
        environment = os.environ | {"ASSISTANT_DATA_DIR": str(data_dir)}
        os.execve(sys.executable, [sys.executable, "-m", "assistant", *arguments], environment)
    shown, waiting = b"", list(typed)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        shown += part
        if shown.endswith(b": ") and waiting:
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    return status, shown.decode().replace("\r\n", "\n")


def test_a_command_on_a_terminal_asks_once_and_shows_no_word(key_file: Path, tmp_path: Path) -> None:
    status, shown = _on_a_terminal("keys", "list", typed=[WORDS], data_dir=tmp_path / "var")
    assert (status, shown) == (0, "Passphrase of the key file: \nk1  0 values  seals\n")


def test_a_wrong_passphrase_is_one_line_and_exit_2(key_file: Path, tmp_path: Path) -> None:
    status, shown = _on_a_terminal("keys", "list", typed=["wrong words here"], data_dir=tmp_path / "var")
    assert (status, shown) == (
        2,
        "Passphrase of the key file: \nassistant: the passphrase does not open the key file\n",
    )


def test_without_a_terminal_a_file_gives_the_passphrase(run: Run, key_file: Path, tmp_path: Path) -> None:  # noqa: F811
    done = run("keys", "list")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        ("assistant: the key file is locked: set ASSISTANT_PASSPHRASE_FILE, or start this on a terminal to be asked\n"),
    )
    words = tmp_path / "words"
    words.write_text(WORDS, encoding="utf-8")
    words.chmod(0o644)
    done = run("keys", "list", ASSISTANT_PASSPHRASE_FILE=str(words))
    assert (done.returncode, len(done.stderr.splitlines()), "chmod 600" in done.stderr) == (2, 1, True)
    words.chmod(0o600)
    assert run("keys", "list", ASSISTANT_PASSPHRASE_FILE=str(words)).stdout == "k1  0 values  seals\n"
    done = run("keys", "rotate", ASSISTANT_PASSPHRASE_FILE=str(words))
    assert (done.returncode, key_file_is_locked(key_file)) == (0, True)


def test_a_key_file_is_locked_changed_and_unlocked(key_file: Path, tmp_path: Path) -> None:
    FileKeys(key_file, lambda: WORDS).lock(None)
    data = tmp_path / "var"
    new = "another ladder teapot"
    status, shown = _on_a_terminal("keys", "passphrase", typed=[new, new], data_dir=data)
    assert (status, key_file_is_locked(key_file)) == (0, True)
    assert new not in shown
    status, _ = _on_a_terminal("keys", "passphrase", typed=[new, WORDS, WORDS], data_dir=data)
    assert (status, FileKeys(key_file, lambda: WORDS).current()) == (0, "k1")
    status, _ = _on_a_terminal("keys", "passphrase", typed=[WORDS, "too short", "too short"], data_dir=data)
    assert (status, FileKeys(key_file, lambda: WORDS).current()) == (2, "k1")
    status, _ = _on_a_terminal("keys", "passphrase", "--remove", typed=[WORDS], data_dir=data)
    assert (status, key_file_is_locked(key_file)) == (0, False)


PART = """
import os, sys
from assistant.wiring import wiring
parts = wiring()
print(parts.keys.current, parts.passphrase == "teapot ladder violin moss")
for shown in ("environ", "cmdline"):
    print("teapot" in open(f"/proc/self/{shown}", "rb").read().decode())
"""


def test_a_part_reads_the_passphrase_from_a_pipe_each_time_it_is_started(key_file: Path, tmp_path: Path) -> None:
    script = tmp_path / "part.py"
    script.write_text(PART, encoding="utf-8")
    environment = os.environ | {"ASSISTANT_DATA_DIR": str(tmp_path / "var"), "PYTHONPATH": str(PROJECT)}
    part = Part("part", [sys.executable, str(script)], environment, tmp_path / "part.log", WORDS)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(2):
        part.start()
        assert part.process is not None
        assert part.process.wait(60) == 0, (tmp_path / "part.log").read_text(encoding="utf-8")
    told = (tmp_path / "part.log").read_text(encoding="utf-8").splitlines()
    assert told == ["k1 True", "False", "False"] * 2
    assert "teapot" not in repr(part)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    content = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert WORDS.encode() not in content
