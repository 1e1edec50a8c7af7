"""``assistant receipt``: the key, and what is genuine, also where there is no key file."""

import base64
import json
from pathlib import Path

import pytest
from fakes import FakeReceipts
from route_samples import draft_about

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.cli import app, receipt
from assistant.services.route_record import send_record
from assistant.services.sign_receipt import signed_receipt
from assistant.settings import Settings
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables

DIGITS = "1234567890123456"


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    settings = Settings(data_dir=tmp_path / "var")
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    parts.receipts = FakeReceipts(DIGITS)
    send_record(parts.route_desk, parts.receipts, draft=draft_about(), request_id="r1")
    monkeypatch.setattr(receipt, "wiring", lambda: parts)
    return parts


@pytest.fixture
def file(parts: Wiring, tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    content = signed_receipt(parts.receipt_desk, DIGITS)
    assert content is not None
    path.write_bytes(content)
    return path


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["assistant", "receipt", *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    return int(ended.value.code or 0)


def test_a_genuine_receipt_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    assert _run(monkeypatch, "verify", str(file)) == 0
    assert capsys.readouterr().out.startswith(
        "This receipt is genuine. Bilton Infant School was given a formal complaint"
    )


def test_the_key_alone_is_enough_where_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    assert _run(monkeypatch, "key") == 0
    key = capsys.readouterr().out.strip()
    monkeypatch.setattr(receipt, "wiring", lambda: pytest.fail("the assistant's own parts are not needed"))
    assert _run(monkeypatch, "verify", str(file), "--key", key) == 0
    other = base64.b64encode(bytes(32)).decode()
    assert _run(monkeypatch, "verify", str(file), "--key", other) == 2


def test_an_altered_or_missing_receipt_is_two_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    content = json.loads(file.read_text())
    content["receipt"]["kind"] = "concern"
    file.write_text(json.dumps(content))
    assert _run(monkeypatch, "verify", str(file)) == 2
    assert _run(monkeypatch, "verify", str(file.with_name("nothing.json"))) == 2
    assert capsys.readouterr().err.splitlines() == [
        "assistant: this receipt is not genuine: it was altered, or another school's key has signed it",
        "assistant: the file cannot be read",
    ]
