"""Backups for real: between SQLite and PostgreSQL, one moment, no readable word, and nothing half restored."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import NOON, FakeClock
from sqlalchemy import Engine
from test_commands import Run, run, warm  # noqa: F401 - fixtures
from vault_samples import KEYS, MASTERS, PLANTED, SITE, everything, fill

from assistant.adapters.crypto import AesGcmSeal, EncryptedBackups, KeyFile, write_key_file
from assistant.adapters.crypto import backup_file as backup_file_module
from assistant.adapters.sql import (
    SqlBackups,
    SqlConversations,
    SqlSealedValues,
    SqlTexts,
    make_engine,
    require_current_schema,
    tables,
    upgrade_schema,
)
from assistant.core.errors import AuditBrokenError, BackupError, SealedDataError, StorageError
from assistant.services.back_up import back_up, restore
from assistant.services.ports import Restored

SEAL = AesGcmSeal(KEYS)
FILES = EncryptedBackups(KEYS)
NOT_RESTORED = ("staff_sessions", "staff_invitations", "receipt_sessions")


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine, SEAL)
    return engine


@pytest.fixture
def file(filled: Engine, tmp_path: Path) -> Path:
    path = tmp_path / "school.backup"
    back_up(SqlBackups(filled, SEAL), FILES, path)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Engine:
    return make_engine(f"sqlite:///{tmp_path / 'restored.db'}")


def _restore(engine: Engine, path: Path, *, days: int = 30, keys: KeyFile = KEYS) -> Restored:
    backups = SqlBackups(engine, AesGcmSeal(keys))
    return restore(backups, EncryptedBackups(keys), FakeClock(), path, chat_days=days, forget=lambda: 0)


def _as_if_over(before: dict[str, list[tuple]], table: sa.Table, **changes: object) -> list[tuple]:
    """Return a queue's rows, those that waited changed as nothing may be handled or sent again."""
    rows = [dict(zip(table.c.keys(), row, strict=True)) for row in before[table.name]]
    return sorted((tuple((row | (changes if row["due_at"] else {})).values()) for row in rows), key=repr)


def _untouched(engine: Engine) -> bool:
    with engine.begin() as connection:
        return sa.inspect(connection).get_table_names() == []


def _changed(source: Path, path: Path, change: Callable[[list], object]) -> Path:
    """Write a backup of other lines."""
    lines = [json.loads(line) for line in FILES.read(source)]
    change(lines)
    FILES.write(path, [json.dumps(line).encode() for line in lines])
    return path


def test_a_backup_restores_every_row_of_either_database(filled: Engine, file: Path, target: Engine) -> None:
    before = everything(filled)
    done = _restore(target, file)
    require_current_schema(target)
    texts = {
        "sms_inbound": _as_if_over(before, tables.sms_inbound, due_at=None, sealed_body=None),
        "sms_outbound": _as_if_over(before, tables.sms_outbound, state="dropped", due_at=None, sealed_body=None),
    }
    assert [len(rows) for rows in texts.values()] == [2, 1]
    assert everything(target) == before | {name: [] for name in NOT_RESTORED} | texts
    assert done.rows == sum(len(rows) for rows in before.values())
    assert (done.left_out, done.audit.broken_at) == (sum(len(before[name]) for name in NOT_RESTORED), None)
    waited = 2
    assert sum(done.opened.values()) + waited == SqlSealedValues(filled, SEAL).count("k1") > len(PLANTED) // 15
    assert (done.opened["records"], done.opened["receipt_handles"]) == (len(before["records"]), 4)


def test_texts_that_waited_in_a_backup_are_neither_handled_nor_sent_again(
    filled: Engine, file: Path, target: Engine
) -> None:
    before = SqlTexts(filled, SEAL)
    assert (before.claim_inbound(NOON) is None, before.claim_outbound(NOON) is None) == (False, False)
    _restore(target, file)
    restored = SqlTexts(target, SEAL)
    assert (restored.claim_inbound(NOON), restored.claim_outbound(NOON)) == (None, None)


def test_what_was_restored_can_go_back_to_the_other_database(
    file: Path, filled: Engine, target: Engine, tmp_path: Path
) -> None:
    _restore(target, file)
    there = everything(target)
    back_up(SqlBackups(target, SEAL), FILES, tmp_path / "second")
    with filled.begin() as connection:
        tables.metadata.drop_all(connection)
        connection.execute(sa.text("drop table alembic_version"))
    _restore(filled, tmp_path / "second")
    assert everything(filled) == there


def test_chats_whose_time_is_over_are_left_out(filled: Engine, file: Path, target: Engine) -> None:
    whole = everything(filled)
    assert {len(whole[name]) for name in ("conversations", "chat_sessions")} == {2}
    _restore(target, file, days=7)
    restored = everything(target)
    assert [len(restored[name]) for name in ("conversations", "chat_sessions", "chat_answers")] == [1, 1, 2]
    assert "web-old" not in repr(restored)
    assert restored["records"] == whole["records"]


def test_no_planted_word_stands_in_a_backup_or_a_restored_database(
    filled: Engine, file: Path, target: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _restore(target, file)
    target.dispose()
    assert len(set(PLANTED)) == 200
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [word for word in PLANTED if word.encode() in content] == []
    lines = b"\n".join(FILES.read(file))
    assert [word for word in PLANTED if word.encode() in lines] == []
    assert b"web-new" in lines
    assert b"web-new" not in file.read_bytes()
    keys = [*MASTERS.values(), SITE]
    assert [key for key in keys if key in file.read_bytes() + lines or key.hex().encode() in lines] == []
    with capsys.disabled():
        print(f"\n{len(PLANTED)} planted words, names, addresses and numbers: none in {len(content):,} bytes of files")


def test_a_backup_is_for_its_owner_alone_and_never_replaces_a_file(filled: Engine, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(BackupError, match="is there already, and a backup never replaces a file"):
        back_up(SqlBackups(filled, SEAL), FILES, file)
    assert file.read_bytes() == before
    assert [path for path in file.parent.iterdir() if "school" in path.name] == [file]


def test_a_backup_that_fails_half_way_leaves_no_file(empty: Engine, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        back_up(SqlBackups(empty, SEAL), FILES, tmp_path / "one")
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(SqlBackups(empty, SEAL), FILES, tmp_path / "no folder" / "one")
    assert [path.name for path in tmp_path.iterdir() if "one" in path.name] == []


def test_a_backup_is_of_one_moment_while_others_write(filled: Engine, tmp_path: Path) -> None:
    lines = SqlBackups(filled, SEAL).dump()
    first = next(lines)
    written = threading.Thread(target=SqlConversations(filled, SEAL).save, args=("web-later", b"x", NOON))
    written.start()
    written.join(5)
    assert not written.is_alive()
    assert b"web-later" not in b"\n".join([first, *lines])
    assert b"web-later" in b"\n".join(SqlBackups(filled, SEAL).dump())


def test_every_cut_and_every_altered_part_is_refused_and_nothing_is_restored(
    filled: Engine, target: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file_module, "_CHUNK", 1024)
    small = tmp_path / "small"
    back_up(SqlBackups(filled, SEAL), FILES, small)
    whole, step, broken = small.read_bytes(), 1024 + 16, tmp_path / "broken"
    head = len(whole) - (len(whole) - 51) % step
    cuts = [whole[:end] for end in (0, 10, 51, 52, 51 + step, 51 + step + 1, head, len(whole) - 1)]
    flips = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in (0, 20, 51, 51 + step, len(whole) - 1)]
    swapped = whole[:51] + whole[51 + step : 51 + 2 * step] + whole[51 : 51 + step] + whole[51 + 2 * step :]
    for content in (*cuts, *flips, swapped, whole + b"\0", whole + whole[51:], whole[:51] + whole[51 + step :]):
        broken.write_bytes(content)
        with pytest.raises(BackupError) as raised:
            _restore(target, broken)
        assert "backup" in str(raised.value)
        assert _untouched(target)
    assert _restore(target, small).rows > 0


def test_a_backup_does_not_open_with_another_key_file_and_says_so(file: Path, target: Engine) -> None:
    other = KeyFile("k1", KEYS.masters, MASTERS["k3"])
    with pytest.raises(BackupError) as raised:
        _restore(target, file, keys=other)
    assert str(raised.value) == (
        "the backup does not open: the key file is not the one that it was made with, or it was cut or altered"
    )
    assert _untouched(target)


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (KeyFile("k2", {"k2": MASTERS["k2"]}, SITE), "needs a key that is not in the key file"),
        (KeyFile("k1", {"k1": MASTERS["k2"]}, SITE), "does not open with its key and row"),
    ],
)
def test_a_restore_proves_that_the_key_opens_the_values(
    file: Path, target: Engine, keys: KeyFile, problem: str
) -> None:
    with pytest.raises(SealedDataError, match=problem):
        _restore(target, file, keys=keys)
    assert _untouched(target)


def test_a_restore_names_each_value_that_does_not_open(filled: Engine, target: Engine, tmp_path: Path) -> None:
    foreign = SEAL.close(b"words", row="another:row")
    with filled.begin() as connection:
        connection.execute(sa.update(tables.replies).values(sealed=foreign))
        names = [f"replies:{name}" for name in connection.execute(sa.select(tables.replies.c.id)).scalars()]
    back_up(SqlBackups(filled, SEAL), FILES, tmp_path / "one")
    with pytest.raises(SealedDataError) as raised:
        _restore(target, tmp_path / "one")
    problem = "a value of replies.sealed does not open: a sealed value does not open with its key and row"
    assert sorted(str(raised.value).splitlines()) == sorted(f"{problem} ({name})" for name in names)
    assert len(names) == 2
    assert _untouched(target)


def test_of_very_many_that_do_not_open_the_first_are_named(filled: Engine, file: Path, target: Engine) -> None:
    keys = KeyFile("k2", {"k2": MASTERS["k2"]}, SITE)
    with pytest.raises(SealedDataError) as raised:
        _restore(target, file, keys=keys)
    *named, more = str(raised.value).splitlines()
    assert len(named) == 10
    waited = 2
    count = SqlSealedValues(filled, SEAL).count("k1") - waited
    assert more == f"and {count - 10} more of {count}"


def test_a_restore_proves_the_audit_trail(filled: Engine, target: Engine, tmp_path: Path) -> None:
    with filled.begin() as connection:
        connection.execute(sa.update(tables.audit).where(tables.audit.c.position == 3).values(event="other"))
    back_up(SqlBackups(filled, SEAL), FILES, tmp_path / "one")
    with pytest.raises(AuditBrokenError, match="the audit trail is broken at position 3"):
        _restore(target, tmp_path / "one")
    assert _untouched(target)


def test_only_an_empty_database_is_filled(filled: Engine, file: Path, target: Engine) -> None:
    before = everything(filled)
    with pytest.raises(BackupError, match="the database is not empty: restore into a new one"):
        _restore(filled, file)
    assert everything(filled) == before
    upgrade_schema(target)
    assert _restore(target, file).rows > 0
    with pytest.raises(BackupError, match="the database is not empty"):
        _restore(target, file)


_SINCE_VERSION_2 = (
    *("arrivals", "attachment", "case", "record_closings", "reminders", "replies"),
    *("receipt_sessions", "rights_requests", "sms"),
)
"""How the names of the tables begin that came after the second version."""
_COLUMNS_SINCE = {"records": ("withdrawn_at",), "notices": ("answered_at", "cause", "news")}
"""The last columns of older tables that came after the second version."""


def _of_version_2(lines: list) -> None:
    """Leave out what the second version did not have."""
    lines[0]["version"] = "0002"
    kept, keep, columns = [], True, 0
    for line in lines[1:-1]:
        if isinstance(line, dict):
            keep = not line["table"].startswith(_SINCE_VERSION_2)
            columns = len(line["columns"]) - len(_COLUMNS_SINCE.get(line["table"], ()))
            line["columns"] = line["columns"][:columns]
        if keep:
            kept.append(line if isinstance(line, dict) else line[:columns])
    counts = {name: count for name, count in lines[-1]["counts"].items() if not name.startswith(_SINCE_VERSION_2)}
    lines[:] = [lines[0], *kept, {"counts": counts}]


def test_a_backup_of_an_older_version_is_brought_to_this_one(
    filled: Engine, file: Path, target: Engine, tmp_path: Path
) -> None:
    _restore(target, _changed(file, tmp_path / "older", _of_version_2))
    require_current_schema(target)
    restored = everything(target)
    assert restored["records"] == everything(filled)["records"]
    assert restored["cases"] == []
    assert len(restored["arrivals"]) == len(everything(filled)["arrivals"]) > 0


def test_tables_of_another_version_than_the_backups_are_not_filled(file: Path, target: Engine, tmp_path: Path) -> None:
    upgrade_schema(target)
    with pytest.raises(BackupError, match="the database is not empty"):
        _restore(target, _changed(file, tmp_path / "older", _of_version_2))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda lines: lines[0].update(version="9999"), "made by a newer program"),
        (lambda lines: lines[0].update(form=2), "made by a newer program"),
        (lambda lines: lines.clear(), "made by a newer program"),
        (lambda lines: lines.pop(), "the backup has no end"),
        (lambda lines: lines[1].update(table="spells"), "holds a table that its version does not have"),
        (lambda lines: lines.pop(2), "does not hold as many rows as it says"),
    ],
)
def test_lines_that_are_not_those_of_a_backup_are_refused(
    file: Path, target: Engine, tmp_path: Path, change: Callable[[list], object], problem: str
) -> None:
    with pytest.raises(BackupError, match=problem):
        _restore(target, _changed(file, tmp_path / "other", change))
    assert _untouched(target)


def test_rows_that_the_database_does_not_take_leave_nothing(file: Path, target: Engine, tmp_path: Path) -> None:
    def twice(lines: list) -> None:
        at = next(at for at, line in enumerate(lines) if isinstance(line, list))
        lines.insert(at, lines[at])

    with pytest.raises(StorageError, match="does not take the backup; nothing was restored"):
        _restore(target, _changed(file, tmp_path / "other", twice))
    assert _untouched(target)


def test_the_commands_back_up_and_restore(run: Run, engine: Engine, tmp_path: Path) -> None:  # noqa: F811
    keys = tmp_path / "key" / "master.json"
    write_key_file(keys)
    settings = {
        "ASSISTANT_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "ASSISTANT_MASTER_KEY_FILE": str(keys),
    }
    made = run("backup", str(tmp_path / "one"), **settings)
    size = (tmp_path / "one").stat().st_size
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == (
        f"Written: {tmp_path / 'one'}, {size} bytes. It opens only with the key file, which is not in it.\n"
    )
    settings["ASSISTANT_DATABASE_URL"] = ""
    done = run("restore", str(tmp_path / "one"), **settings)
    assert (done.returncode, done.stderr, done.stdout.splitlines()) == (
        0,
        "",
        [
            (
                "Restored: 0 rows. 0 were left out: what has had its time by retention.yml, "
                "sign-ins of staff, invitations."
            ),
            "The key opens all 0 sealed values: 0 records, 0 receipts.",
            "The audit trail is in order: 0 events.",
        ],
    )
    missing = run("restore", str(tmp_path / "none"), **settings)
    assert (missing.returncode, missing.stderr) == (
        2,
        f"assistant: {tmp_path / 'none'}: the backup cannot be read\n",
    )
    keys.unlink()
    write_key_file(keys)
    wrong = run("restore", str(tmp_path / "one"), **settings)
    assert (wrong.returncode, wrong.stderr) == (
        2,
        (
            "assistant: the backup does not open: the key file is not the one that it was made with, "
            "or it was cut or altered\n"
        ),
    )
