"""Keys, sealing and receipts: what opens, what does not, and what is refused."""

import base64
import json
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.adapters.crypto import (
    AesGcmSeal,
    Argon2Passwords,
    Argon2Receipts,
    HmacDigests,
    KeyFile,
    read_key_file,
    write_key_file,
)
from assistant.adapters.crypto import receipts as receipts_module
from assistant.core.errors import SealedDataError, SettingsError

KEY_1, KEY_2, SITE = (bytes(range(start, start + 32)) for start in (0, 32, 64))


def _keys(*, current: str = "k1", site: bytes = SITE, **masters: bytes) -> KeyFile:
    return KeyFile(current, masters or {"k1": KEY_1}, site)


def _seal(**keys: bytes) -> AesGcmSeal:
    return AesGcmSeal(_keys(**keys))


@given(st.binary(max_size=500), st.text(max_size=40))
def test_seal_opens_what_it_closed(plain: bytes, row: str) -> None:
    row = row.encode("utf-8", "replace").decode()
    assert _seal().open(_seal().close(plain, row=row), row=row) == plain


def test_seal_hides_the_words_and_never_closes_alike() -> None:
    closed = [_seal().close(b"the same words", row="r") for _ in range(2)]
    assert closed[0] != closed[1]
    assert [one for one in closed if b"same" in one] == []


@pytest.mark.parametrize("row", ["records:2", "records:", "Records:1", "records:1 ", ""])
def test_seal_does_not_open_under_another_row(row: str) -> None:
    sealed = _seal().close(b"words", row="records:1")
    with pytest.raises(SealedDataError, match="does not open with its key and row"):
        _seal().open(sealed, row=row)


def test_seal_does_not_open_with_another_key_of_the_same_name() -> None:
    sealed = _seal().close(b"words", row="r")
    with pytest.raises(SealedDataError, match="does not open with its key and row"):
        _seal(k1=KEY_2).open(sealed, row="r")


def test_seal_does_not_open_without_its_key() -> None:
    sealed = _seal().close(b"words", row="r")
    with pytest.raises(SealedDataError, match="needs a key that is not in the key file"):
        AesGcmSeal(_keys(current="k2", k2=KEY_2)).open(sealed, row="r")


def test_seal_opens_old_values_after_the_keys_were_changed() -> None:
    old = _seal().close(b"words", row="r")
    rotated = AesGcmSeal(_keys(current="k2", k1=KEY_1, k2=KEY_2))
    assert rotated.open(old, row="r") == b"words"
    with pytest.raises(SealedDataError, match="needs a key that is not in the key file"):
        _seal().open(rotated.close(b"words", row="r"), row="r")


def test_seal_does_not_open_a_value_whose_key_name_was_changed() -> None:
    both = AesGcmSeal(_keys(k1=KEY_1, k2=KEY_1))
    sealed = both.close(b"words", row="r")
    with pytest.raises(SealedDataError, match="does not open with its key and row"):
        both.open(sealed.replace(b"k1", b"k2", 1), row="r")


def test_seal_notices_a_change_of_any_byte() -> None:
    sealed = _seal().close(b"words", row="r")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealedDataError):
            _seal().open(changed, row="r")


def test_seal_notices_every_cut_and_addition() -> None:
    sealed = _seal().close(b"words", row="r")
    for other in [*(sealed[:end] for end in range(len(sealed))), sealed + b"\0"]:
        with pytest.raises(SealedDataError):
            _seal().open(other, row="r")


@given(st.binary(max_size=200))
def test_seal_refuses_any_other_bytes(content: bytes) -> None:
    with pytest.raises(SealedDataError):
        _seal().open(content, row="r")


def test_a_key_file_is_made_for_its_owner_alone_and_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.json"
    write_key_file(path)
    keys = read_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.current in keys.masters
    assert [len(key) for key in (*keys.masters.values(), keys.site_secret)] == [32, 32]


def test_every_key_file_is_another_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_key_file(tmp_path / name)
    first, second = read_key_file(tmp_path / "a"), read_key_file(tmp_path / "b")
    assert first.site_secret != second.site_secret
    assert first.masters != second.masters


def test_a_key_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "master.json"
    write_key_file(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_key_file(path)
    assert path.read_bytes() == before


def _written(path: Path, content: object, mode: int = 0o600) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return path


def _content(**changes: object) -> dict[str, object]:
    good = {
        "current": "k1",
        "masters": {"k1": base64.b64encode(KEY_1).decode()},
        "site_secret": base64.b64encode(SITE).decode(),
    }
    return good | changes


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_file_of_its_owner_is_read(tmp_path: Path, mode: int) -> None:
    assert read_key_file(_written(tmp_path / "k", _content(), mode)) == _keys()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o700, 0o602, 0o610])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = _written(tmp_path / "k", _content(), mode)
    with pytest.raises(SettingsError) as raised:
        read_key_file(path)
    assert str(raised.value) == (f"ASSISTANT_MASTER_KEY_FILE: others may read the key file; run chmod 600 {path}")


_WEAK = "a key in it is weak; keys are 32 random bytes"
_FOREIGN = "the key file is not one made by this program"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", "the key file is not JSON"),
        ("", "the key file is not JSON"),
        ([], _FOREIGN),
        ({}, _FOREIGN),
        (_content(masters=["k1"]), _FOREIGN),
        (_content(masters={"k1": 7}), _FOREIGN),
        (_content(masters={"k1": "not base64!"}), _FOREIGN),
        (_content(current="k2"), "the current or prepared key is not in the file"),
        (_content(prepared="k2"), "the current or prepared key is not in the file"),
        (_content(masters={"k1": base64.b64encode(KEY_1[:16]).decode()}), _WEAK),
        (_content(masters={"k1": base64.b64encode(bytes(32)).decode()}), _WEAK),
        (_content(masters={"k1": base64.b64encode(b"password" * 4).decode()}), _WEAK),
        (_content(site_secret=""), _WEAK),
        (_content(site_secret=base64.b64encode(b"a" * 32).decode()), _WEAK),
    ],
)
def test_an_unusable_key_file_is_refused_by_name(tmp_path: Path, content: object, problem: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_key_file(_written(tmp_path / "k", content))
    assert str(raised.value) == f"ASSISTANT_MASTER_KEY_FILE: {problem}"


def test_a_key_of_other_letters_is_refused_by_name(tmp_path: Path) -> None:
    path = _written(tmp_path / "k", _content(site_secret="schlüssel"))
    with pytest.raises(SettingsError):
        read_key_file(path)


def test_a_missing_key_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_MASTER_KEY_FILE: the key file cannot be read"):
        read_key_file(tmp_path / "none")


def test_keys_do_not_show_in_a_repr() -> None:
    assert repr(_keys()) == "KeyFile(current='k1')"


def test_each_purpose_has_its_own_key() -> None:
    keys = _keys()
    derived = {purpose: keys.derive(purpose) for purpose in ("receipt salt", "button tokens")}
    assert [len(key) for key in derived.values()] == [32, 32]
    assert len({*derived.values(), SITE, KEY_1}) == 4
    assert keys.derive("receipt salt") == derived["receipt salt"]
    assert _keys(site=KEY_2).derive("receipt salt") != derived["receipt salt"]


def test_new_receipts_are_16_digits_with_leading_noughts(monkeypatch: pytest.MonkeyPatch) -> None:
    receipts = Argon2Receipts(SITE)
    fresh = {receipts.new() for _ in range(50)}
    assert len(fresh) == 50
    assert {(len(one), one.isdecimal()) for one in fresh} == {(16, True)}
    monkeypatch.setattr(receipts_module.secrets, "randbelow", lambda below: below - 10**16 + 7)
    assert receipts.new() == "0000000000000007"


def test_a_receipt_is_hashed_the_same_each_time_and_never_as_another() -> None:
    one = Argon2Receipts(SITE).hashed("1234567890123456")
    assert len(one) == 32
    assert Argon2Receipts(SITE).hashed("1234567890123456") == one
    assert Argon2Receipts(SITE).hashed("1234567890123457") != one
    assert Argon2Receipts(KEY_1).hashed("1234567890123456") != one


def test_a_receipt_is_hashed_by_argon2id_with_64_mib_and_three_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, object] = {}

    def hash_secret_raw(secret: bytes, salt: bytes, **options: object) -> bytes:
        asked.update(options, secret=secret, salt=salt)
        return b"hash"

    monkeypatch.setattr(receipts_module, "hash_secret_raw", hash_secret_raw)
    assert Argon2Receipts(SITE).hashed("1234567890123456") == b"hash"
    assert asked == {
        "secret": b"1234567890123456",
        "salt": SITE,
        "time_cost": 3,
        "memory_cost": 64 * 1024,
        "parallelism": 1,
        "hash_len": 32,
        "type": receipts_module.Type.ID,
    }


def test_at_most_two_receipts_are_hashed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work: list[int] = []
    most: list[int] = []
    two_at_work, go_on = threading.Barrier(3), threading.Event()

    def hash_secret_raw(*_: object, **__: object) -> bytes:
        at_work.append(1)
        most.append(len(at_work))
        if not go_on.is_set():
            two_at_work.wait(10)
            go_on.wait(10)
        at_work.pop()
        return b"hash"

    monkeypatch.setattr(receipts_module, "hash_secret_raw", hash_secret_raw)
    workers = [threading.Thread(target=Argon2Receipts(SITE).hashed, args=("1" * 16,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    two_at_work.wait(10)
    assert len(at_work) == 2
    go_on.set()
    for worker in workers:
        worker.join(10)
    assert max(most) == 2
    assert len(most) == 4


def test_a_password_is_hashed_by_argon2id_with_64_mib_three_passes_and_its_own_salt() -> None:
    passwords = Argon2Passwords()
    first, second = (passwords.hashed("teapot ladder") for _ in range(2))
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second
    assert "teapot" not in first
    assert [passwords.matches("teapot ladder", one) for one in (first, second)] == [True, True]
    assert [passwords.matches(other, first) for other in ("teapot ladders", "", "Teapot ladder")] == [False] * 3


def test_without_a_stored_password_none_is_right_and_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Argon2Passwords()
    asked: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            asked.append(stored.rpartition("$")[0].rpartition("$")[0])
            return real(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert [passwords.matches("teapot ladder", None), passwords.matches("", None)] == [False, False]
    assert asked == ["$argon2id$v=19$m=65536,t=3,p=1"] * 2


@pytest.mark.parametrize("stored", ["not a hash", "$argon2id$v=19$m=65536,t=3,p=1$x"])
def test_a_stored_password_that_is_damaged_is_never_right(stored: str) -> None:
    assert Argon2Passwords().matches("teapot ladder", stored) is False


def test_a_digest_depends_on_the_value_the_purpose_and_the_key() -> None:
    one = HmacDigests(_keys()).of("ann@school.test", purpose="staff e-mail")
    assert len(one) == 32
    assert HmacDigests(_keys()).of("ann@school.test", purpose="staff e-mail") == one
    others = {
        HmacDigests(_keys()).of("bob@school.test", purpose="staff e-mail"),
        HmacDigests(_keys()).of("ann@school.test", purpose="other"),
        HmacDigests(_keys(site=KEY_2)).of("ann@school.test", purpose="staff e-mail"),
    }
    assert len(others | {one}) == 4
