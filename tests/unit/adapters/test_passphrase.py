"""Where a passphrase comes from, in which order, and what is refused."""

import getpass
import sys
from pathlib import Path

import pytest

from assistant.adapters.crypto import find_passphrase, pipe_with
from assistant.core.errors import PassphraseError

WORDS = "teapot ladder violin möss"


class Terminal:
    def __init__(self, there: bool) -> None:
        self.there = there

    def isatty(self) -> bool:
        return self.there


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(False)
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr(getpass, "getpass", lambda _: "typed")
    return terminal


def _file(path: Path, mode: int = 0o600) -> Path:
    path.write_text(f"{WORDS}\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_pipe_is_read_once_and_remembered() -> None:
    pipe = pipe_with(WORDS)
    assert [find_passphrase(pipe=pipe, file=None, credentials=None) for _ in range(2)] == [WORDS] * 2


def test_a_pipe_that_is_not_there_is_refused() -> None:
    with pytest.raises(PassphraseError, match="ASSISTANT_PASSPHRASE_FD"):
        find_passphrase(pipe=9999, file=None, credentials=None)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_is_read_without_its_last_line_end(tmp_path: Path, mode: int) -> None:
    assert find_passphrase(pipe=None, file=_file(tmp_path / "p", mode), credentials=None) == WORDS


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o700])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path / "p", mode)
    with pytest.raises(PassphraseError) as raised:
        find_passphrase(pipe=None, file=path, credentials=None)
    assert str(raised.value) == f"ASSISTANT_PASSPHRASE_FILE: others may read the file; run chmod 600 {path}"


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xff")
    (tmp_path / "bytes").chmod(0o600)
    for path in (tmp_path / "none", tmp_path / "bytes"):
        with pytest.raises(PassphraseError, match="ASSISTANT_PASSPHRASE_FILE: the file cannot be read"):
            find_passphrase(pipe=None, file=path, credentials=None)


def test_a_systemd_credential_is_read_whatever_its_mode_where_no_file_is_named(tmp_path: Path) -> None:
    _file(tmp_path / "assistant-passphrase", 0o440)
    assert find_passphrase(pipe=None, file=None, credentials=tmp_path) == WORDS
    other = tmp_path / "other"
    other.write_text("other words", encoding="utf-8")
    other.chmod(0o600)
    assert find_passphrase(pipe=None, file=other, credentials=tmp_path) == "other words"


def test_without_a_place_the_terminal_is_asked(tmp_path: Path, terminal: Terminal) -> None:
    with pytest.raises(PassphraseError, match="the key file is locked"):
        find_passphrase(pipe=None, file=None, credentials=tmp_path)
    terminal.there = True
    assert find_passphrase(pipe=None, file=None, credentials=tmp_path) == "typed"


def test_a_terminal_that_ends_is_refused(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str) -> str:
        raise EOFError

    terminal.there = True
    monkeypatch.setattr(getpass, "getpass", ended)
    with pytest.raises(PassphraseError, match="no passphrase was given"):
        find_passphrase(pipe=None, file=None, credentials=None)
