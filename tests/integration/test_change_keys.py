"""Changing the master key for real: nothing is lost, whoever writes or is killed meanwhile."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import NOON, FakeClock, FakeReceipts
from sqlalchemy import Engine
from test_commands import Run, run, warm  # noqa: F401 - fixtures
from vault_samples import PLANTED, fill

from assistant.adapters.crypto import AesGcmSeal, FileKeys, LivingKeys, write_key_file
from assistant.adapters.sql import SqlConversations, SqlSealedValues, SqlStore, sealed_values, tables
from assistant.adapters.sql.sealed import CONVERSATION, SEALED_COLUMNS
from assistant.adapters.sql.sealed_values import open_every_value
from assistant.core.errors import KeysError, SealedDataError, StorageError
from assistant.services.change_keys import Rotation, prepare_key, retire_key, rotate_keys, values_by_key
from assistant.services.follow_up import handle_for_receipt

PROJECT = Path(__file__).parents[2]


@dataclass
class Vault:
    """A filled database, its key file, and what a process makes of them."""

    engine: Engine
    path: Path

    def __post_init__(self) -> None:
        self.keys = FileKeys(self.path)
        living = LivingKeys(self.path)
        self.seal = AesGcmSeal(living(), living)
        self.values = SqlSealedValues(self.engine, self.seal)
        self.told: list[int] = []

    def rotate(self) -> Rotation:
        return rotate_keys(self.keys, self.values, tell=self.told.append)

    def opened(self) -> dict[str, list[bytes]]:
        """Return the plain form of every value, by column."""
        with self.engine.begin() as connection:
            return {
                f"{entry.table.name}.{entry.name}": sorted(
                    self.seal.open(bytes(row[entry.name]), row=entry.row_of(row))
                    for row in connection.execute(sa.select(entry.table)).mappings()
                    if row[entry.name] is not None
                )
                for entry in SEALED_COLUMNS
            }


@pytest.fixture
def vault(engine: Engine, tmp_path: Path) -> Vault:
    write_key_file(tmp_path / "key" / "master.json")
    vault = Vault(engine, tmp_path / "key" / "master.json")
    fill(engine, vault.seal)
    return vault


def test_every_sealed_column_is_filled_and_all_planted_words_are_in_them(vault: Vault) -> None:
    opened = vault.opened()
    assert [name for name, values in opened.items() if not values] == []
    content = b" ".join(value for values in opened.values() for value in values)
    assert [word for word in PLANTED if word.encode() not in content] == []


def test_after_a_change_every_value_has_the_new_key_and_opens_as_before(vault: Vault) -> None:
    before, count = vault.opened(), vault.values.count("k1")
    assert vault.rotate() == Rotation("k2", False, count, 0, ("k1",))
    assert values_by_key(vault.keys, vault.values) == {"k1": 0, "k2": count}
    assert vault.opened() == before
    assert (vault.told[-1], sorted(vault.told)) == (count, vault.told)
    retire_key(vault.keys, vault.values, "k1")
    assert Vault(vault.engine, vault.path).opened() == before


def _hashes(engine: Engine) -> list[list[bytes]]:
    columns = (tables.records.c.receipt_hash, tables.staff_accounts.c.email_hash)
    with engine.begin() as connection:
        return [sorted(connection.execute(sa.select(column)).scalars()) for column in columns]


def test_receipts_are_found_and_addresses_known_after_a_change(vault: Vault) -> None:
    before, derived = _hashes(vault.engine), LivingKeys(vault.path)().derive("receipt salt")
    vault.rotate()
    assert (_hashes(vault.engine), LivingKeys(vault.path)().derive("receipt salt")) == (before, derived)
    store = SqlStore(vault.engine, vault.seal, FakeClock())
    assert handle_for_receipt(store, FakeReceipts(), f"{1:016d}") is not None


def test_a_second_change_takes_a_third_key_and_a_change_with_nothing_stored_works(vault: Vault) -> None:
    assert [vault.rotate().current, vault.rotate().current] == ["k2", "k3"]
    with vault.engine.begin() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(sa.delete(table))
    assert vault.rotate() == Rotation("k4", False, 0, 0, ("k1", "k2", "k3"))


def test_a_prepared_key_is_taken_and_no_other_made(vault: Vault) -> None:
    count = vault.values.count("k1")
    assert [prepare_key(vault.keys), prepare_key(vault.keys)] == ["k2", "k2"]
    assert values_by_key(vault.keys, vault.values) == {"k1": count, "k2": 0}
    assert vault.rotate().current == "k2"
    assert vault.keys.names() == ("k1", "k2")


def test_a_key_that_a_single_value_needs_cannot_be_retired(vault: Vault) -> None:
    old = Vault(vault.engine, vault.path)
    old.seal = AesGcmSeal(old.seal._ring.keys)
    vault.rotate()
    SqlConversations(vault.engine, old.seal).save("web-late", b"late", NOON)
    with pytest.raises(KeysError, match="1 values still need the key k1"):
        retire_key(vault.keys, vault.values, "k1")
    done = vault.rotate()
    assert (done.current, done.resumed, done.resealed) == ("k2", True, 1)
    retire_key(vault.keys, vault.values, "k1")
    assert SqlConversations(vault.engine, vault.seal).load("web-late") == b"late"


def test_while_keys_change_others_write_and_read_and_nothing_is_lost(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_values, "_AT_A_TIME", 3)
    conversations = SqlConversations(vault.engine, Vault(vault.engine, vault.path).seal)
    for at in range(40):
        conversations.save(f"web-{at}", b"start", NOON)
    stop, rounds, errors = threading.Event(), [0] * 3, []

    def write(worker: int) -> None:
        while not stop.is_set():
            rounds[worker] += 1
            try:
                for at in range(worker, 40, 3):
                    conversations.save(f"web-{at}", f"{rounds[worker]}".encode(), NOON)
                    if conversations.load(f"web-{at}") != f"{rounds[worker]}".encode():
                        errors.append(f"web-{at} lost a change")
            except (StorageError, SealedDataError) as error:
                errors.append(str(error))

    workers = [threading.Thread(target=write, args=(at,)) for at in range(3)]
    for worker in workers:
        worker.start()
    try:
        done = [vault.rotate() for _ in range(2)]
    finally:
        stop.set()
        for worker in workers:
            worker.join(30)
    assert (errors, [one.unopened for one in done]) == ([], [0, 0])
    assert min(rounds) > 0
    assert vault.rotate().unopened == 0
    assert [conversations.load(f"web-{at}") for at in range(40)] == [f"{rounds[at % 3]}".encode() for at in range(40)]


def test_a_row_that_somebody_holds_is_done_later(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    if vault.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(sealed_values, "_BETWEEN_ROUNDS", 0.05)
    held = vault.engine.connect()
    table = tables.conversations
    held.execute(sa.select(table).where(table.c.sender_id == "web-new").with_for_update())
    release = threading.Timer(0.5, held.close)
    release.start()
    assert vault.rotate().retirable == ("k1",)
    release.join()
    with vault.engine.connect() as holding:
        holding.execute(sa.select(table).where(table.c.sender_id == "web-new").with_for_update())
        monkeypatch.setattr(sealed_values, "_ROUNDS", 2)
        with pytest.raises(KeysError, match="locked by others all the time"):
            vault.rotate()
    assert vault.rotate().resumed


def test_a_value_of_another_row_is_left_and_told_and_does_not_stop_the_rest(vault: Vault) -> None:
    table = tables.conversations
    with vault.engine.begin() as connection:
        sealed = connection.execute(sa.select(table.c.sealed).where(table.c.sender_id == "web-new")).scalar_one()
        connection.execute(sa.update(table).where(table.c.sender_id == "web-old").values(sealed=sealed))
    count = vault.values.count("k1")
    assert vault.rotate() == Rotation("k2", False, count - 1, 1, ())
    assert vault.rotate() == Rotation("k3", False, count - 1, 1, ("k2",))
    with vault.engine.begin() as connection, pytest.raises(SealedDataError) as raised:
        open_every_value(connection, vault.seal)
    assert str(raised.value).startswith("a value of conversations.sealed does not open: ")


@pytest.mark.parametrize("entry", SEALED_COLUMNS, ids=lambda entry: f"{entry.table.name}.{entry.name}")
def test_a_value_under_the_name_of_another_row_is_found_in_every_column(vault: Vault, entry) -> None:
    with vault.engine.begin() as connection:
        assert open_every_value(connection, vault.seal).total() == vault.values.count("k1")
        foreign = vault.seal.close(b"words", row="another:row")
        connection.execute(sa.update(entry.table).values({entry.name: foreign}))
    with vault.engine.begin() as connection, pytest.raises(SealedDataError, match=f"{entry.table.name}.{entry.name}"):
        open_every_value(connection, vault.seal)


def test_a_seal_that_does_not_know_the_new_key_stops_the_change(vault: Vault) -> None:
    blind = SqlSealedValues(vault.engine, AesGcmSeal(vault.seal._ring.keys))
    with pytest.raises(KeysError, match="the key k2 is not the one that seals here"):
        rotate_keys(vault.keys, blind, tell=vault.told.append)
    assert vault.rotate().resumed


def test_a_database_without_tables_is_a_storage_error(empty: Engine, tmp_path: Path) -> None:
    write_key_file(tmp_path / "k")
    vault = Vault(empty, tmp_path / "k")
    with pytest.raises(StorageError):
        vault.values.count("k1")
    with pytest.raises(StorageError):
        vault.values.reseal("k1", vault.told.append)


@pytest.fixture
def many(vault: Vault) -> Vault:
    senders = [f"many-{at:04d}" for at in range(3000)]
    rows = [
        {"sender_id": sender, "saved_at": NOON, "sealed": CONVERSATION.close(vault.seal, b"x", sender)}
        for sender in senders
    ]
    with vault.engine.begin() as connection:
        connection.execute(sa.insert(tables.conversations), rows)
    return vault


def test_a_change_that_is_killed_is_finished_by_the_next(many: Vault, tmp_path: Path) -> None:
    before, total = many.opened(), many.values.count("k1")
    environment = os.environ | {
        "ASSISTANT_DATA_DIR": str(tmp_path),
        "ASSISTANT_DATABASE_URL": many.engine.url.render_as_string(hide_password=False),
        "ASSISTANT_MASTER_KEY_FILE": str(many.path),
    }
    rounds = []
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "keys", "rotate"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        reached = sum(rounds) + 200
        while many.values.count("k2") < reached and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
        rounds.append(many.values.count("k2") - sum(rounds))
        assert many.keys.names() == ("k1", "k2")
        assert many.values.count("k1") > 0
        assert many.opened() == before
    assert sum(rounds) < total
    done = many.rotate()
    assert done == Rotation("k2", True, total - sum(rounds), 0, ("k1",))
    assert many.opened() == before


def test_the_commands_change_list_and_retire(run: Run, vault: Vault) -> None:  # noqa: F811
    settings = {
        "ASSISTANT_DATABASE_URL": vault.engine.url.render_as_string(hide_password=False),
        "ASSISTANT_MASTER_KEY_FILE": str(vault.path),
    }
    count = vault.values.count("k1")
    assert run("keys", "list", **settings).stdout == f"k1  {count} values  seals\n"
    refused = run("keys", "retire", "k1", **settings)
    assert (refused.returncode, refused.stderr) == (
        2,
        "assistant: k1 is the key that seals: run  assistant keys rotate  first\n",
    )
    prepared = run("keys", "rotate", "--prepare", **settings)
    assert prepared.stdout == (
        "k2 is in the key file and does not seal yet. Copy the file to the other machines, then rotate.\n"
    )
    done = run("keys", "rotate", **settings)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            f"The key was changed: k2 seals, {count} values were sealed anew.",
            "Keep a copy of the key file now, apart from the data.",
            "No value needs k1 any more:  assistant keys retire k1",
        ],
    )
    assert run("keys", "retire", "k1", **settings).returncode == 0
    assert run("keys", "list", **settings).stdout == f"k2  {count} values  seals\n"
    with vault.engine.begin() as connection:
        connection.execute(sa.update(tables.conversations).values(sealed=b"damaged"))
    done = run("keys", "rotate", **settings)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        1,
        "2 values could not be opened and were left as they are.",
    )
