"""The key file as it is changed: whole or not at all, for its owner alone, and seen by what runs."""

import json
import logging
import os
import stat
import threading
from pathlib import Path

import pytest
from vault_samples import KEYS

from assistant.adapters.crypto import (
    AesGcmSeal,
    FileKeys,
    LivingKeys,
    key_file_is_locked,
    read_key_file,
    write_key_file,
)
from assistant.adapters.crypto.keys import written_keys
from assistant.core.errors import KeysError, PassphraseError, SealedDataError, SettingsError

PASSPHRASE = "teapot ladder violin moss"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "master.json"
    write_key_file(path)
    return path


def _none() -> int:
    return 0


def test_a_key_is_prepared_then_seals_and_the_site_secret_stays(path: Path) -> None:
    before, keys = read_key_file(path), FileKeys(path)
    assert (keys.current(), keys.names(), keys.prepared()) == ("k1", ("k1",), None)
    assert keys.add() == "k2"
    assert (keys.current(), keys.names(), keys.prepared()) == ("k1", ("k1", "k2"), "k2")
    keys.use("k2")
    assert (keys.current(), keys.names(), keys.prepared()) == ("k2", ("k1", "k2"), None)
    after = read_key_file(path)
    assert (after.masters["k1"], after.site_secret) == (before.masters["k1"], before.site_secret)
    assert len({*after.masters.values()}) == 2
    purposes = ("receipt salt", "button tokens", "staff e-mail", "backup")
    assert [after.derive(purpose) for purpose in purposes] == [before.derive(purpose) for purpose in purposes]


def test_a_key_that_is_gone_does_not_give_its_number_to_another(path: Path) -> None:
    keys = FileKeys(path)
    keys.use(keys.add())
    keys.remove("k1", needed=_none)
    assert (keys.names(), keys.add()) == (("k2",), "k3")


def test_a_prepared_key_can_be_given_up(path: Path) -> None:
    keys = FileKeys(path)
    keys.remove(keys.add(), needed=_none)
    assert (keys.names(), keys.prepared()) == (("k1",), None)


@pytest.mark.parametrize(
    ("name", "needed", "problem"),
    [
        ("k1", 0, "k1 is the key that seals: run  assistant keys rotate  first"),
        ("k9", 0, "there is no key k9 in the key file"),
        ("k2", 3, "3 values still need the key k2: run  assistant keys rotate  first"),
    ],
)
def test_a_key_that_is_needed_stays(path: Path, name: str, needed: int, problem: str) -> None:
    keys = FileKeys(path)
    keys.add()
    before = path.stat().st_mtime_ns
    with pytest.raises(KeysError) as raised:
        keys.remove(name, needed=lambda: needed)
    assert (str(raised.value), path.stat().st_mtime_ns) == (problem, before)


def test_a_key_that_sealed_something_while_it_was_taken_out_is_put_back(path: Path) -> None:
    keys, counts = FileKeys(path), iter([0, 1])
    keys.add()
    before = read_key_file(path)
    with pytest.raises(KeysError, match="1 values still need the key k2"):
        keys.remove("k2", needed=lambda: next(counts))
    assert read_key_file(path) == before


def test_an_unknown_key_cannot_seal(path: Path) -> None:
    with pytest.raises(KeysError, match="no key k7"):
        FileKeys(path).use("k7")


def test_each_change_leaves_one_file_for_its_owner_alone(path: Path) -> None:
    keys = FileKeys(path)
    keys.use(keys.add())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["master.json"]


def test_a_change_keeps_the_files_owner(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    monkeypatch.setattr(os, "fchown", lambda _, uid, gid: given.append((uid, gid)))
    FileKeys(path).add()
    assert given == [(path.stat().st_uid, path.stat().st_gid)]


def test_a_change_that_fails_half_way_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="the key file cannot be written"):
        FileKeys(path).add()
    assert (path.read_bytes(), [one.name for one in path.parent.iterdir()]) == (before, ["master.json"])


def test_many_changes_at_once_lose_no_key(path: Path) -> None:
    workers = [threading.Thread(target=FileKeys(path).add) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert FileKeys(path).names() == tuple(f"k{at}" for at in range(1, 10))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "no folder" / "none"):
        with pytest.raises(SettingsError, match="ASSISTANT_MASTER_KEY_FILE: the key file cannot be read"):
            FileKeys(path).add()


def test_a_change_of_keys_reaches_a_running_seal(path: Path) -> None:
    living = LivingKeys(path)
    running, keys = AesGcmSeal(living(), living), FileKeys(path)
    old = running.close(b"old", row="r")
    keys.use(keys.add())
    fresh = AesGcmSeal(read_key_file(path)).close(b"fresh", row="r")
    assert fresh.startswith(running.mark("k2"))
    assert [running.open(one, row="r") for one in (old, fresh)] == [b"old", b"fresh"]
    assert running.close(b"next", row="r").startswith(running.mark("k2"))
    assert living() is living()
    keys.remove("k1", needed=_none)
    running.close(b"next", row="r")
    with pytest.raises(SealedDataError, match="needs a key that is not in the key file"):
        running.open(old, row="r")


def test_a_file_that_cannot_be_read_any_more_leaves_the_keys_as_they_were(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    living = LivingKeys(path)
    before = living()
    path.unlink()
    with caplog.at_level(logging.WARNING):
        assert [living() for _ in range(3)] == [before] * 3
    assert len(caplog.records) == 1


def test_marks_are_never_the_beginning_of_one_another() -> None:
    seal = AesGcmSeal(KEYS)
    marks = [seal.mark(name) for name in ("k", "k1", "k10", "k11", "schlüssel")]
    assert [(one, other) for one in marks for other in marks if one is not other and one.startswith(other)] == []


def test_a_locked_file_opens_with_its_passphrase_and_stays_locked(path: Path) -> None:
    before, keys = read_key_file(path), FileKeys(path, lambda: PASSPHRASE)
    keys.lock(PASSPHRASE)
    assert key_file_is_locked(path)
    content = path.read_text(encoding="utf-8")
    assert [text for text in written_keys(before)["masters"].values() if text in content] == []
    assert written_keys(before)["site_secret"] not in content
    assert read_key_file(path, lambda: PASSPHRASE) == before
    keys.use(keys.add())
    assert key_file_is_locked(path)
    assert read_key_file(path, lambda: PASSPHRASE).current == "k2"
    keys.lock(None)
    assert not key_file_is_locked(path)
    assert read_key_file(path).site_secret == before.site_secret


def test_a_locked_file_does_not_open_with_another_passphrase_or_none(path: Path) -> None:
    FileKeys(path).lock(PASSPHRASE)
    for wrong in ("", PASSPHRASE + " ", PASSPHRASE.title()):
        with pytest.raises(PassphraseError, match="the passphrase does not open the key file"):
            read_key_file(path, lambda wrong=wrong: wrong)
    with pytest.raises(PassphraseError, match="the key file is locked"):
        read_key_file(path)


@pytest.mark.parametrize("passphrase", ["", "fifteen letters"])
def test_a_short_passphrase_is_refused(path: Path, passphrase: str) -> None:
    before = path.read_bytes()
    with pytest.raises(PassphraseError, match="at least 16 characters"):
        FileKeys(path).lock(passphrase)
    assert path.read_bytes() == before


def test_a_changed_passphrase_leaves_a_running_process_its_keys(path: Path) -> None:
    FileKeys(path).lock(PASSPHRASE)
    living = LivingKeys(path, lambda: PASSPHRASE)
    before = living()
    FileKeys(path, lambda: PASSPHRASE).lock("another teapot ladder")
    assert living() is before


@pytest.mark.parametrize(
    ("part", "value", "error", "problem"),
    [
        ("passes", 1, SettingsError, "not one made by this program"),
        ("passes", 4, PassphraseError, "does not open"),
        ("memory_kib", 8, SettingsError, "not one made by this program"),
        ("memory_kib", 2**31, SettingsError, "not one made by this program"),
        ("salt", "!", SettingsError, "not one made by this program"),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAA==", PassphraseError, "does not open"),
    ],
)
def test_a_locked_file_that_was_altered_is_refused(
    path: Path, part: str, value: object, error: type[SettingsError], problem: str
) -> None:
    FileKeys(path).lock(PASSPHRASE)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["locked"][part] = value
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(error, match=problem):
        read_key_file(path, lambda: PASSPHRASE)


def test_a_locked_file_without_its_parts_is_refused(path: Path) -> None:
    path.write_text(json.dumps({"locked": {}, "sealed": ""}), encoding="utf-8")
    with pytest.raises(SettingsError, match="not one made by this program"):
        read_key_file(path, lambda: PASSPHRASE)
