"""A backup's file: what was written comes back, and a cut is found wherever it is."""

from pathlib import Path

import pytest
from vault_samples import KEYS

from assistant.adapters.crypto import EncryptedBackups, backup_file
from assistant.core.errors import BackupError

FILES = EncryptedBackups(KEYS)
HEAD = 51


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("size", [0, 1, 1022, 1023, 1024, 5000])
def test_lines_come_back_whatever_their_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, size: int
) -> None:
    monkeypatch.setattr(backup_file, "_CHUNK", 1024)
    lines = [b"x" * size] * count
    FILES.write(tmp_path / "one", lines)
    assert list(FILES.read(tmp_path / "one")) == lines


def test_a_cut_between_two_chunks_at_the_end_of_a_line_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file, "_CHUNK", 1024)
    FILES.write(tmp_path / "one", [b"x" * 1023] * 3)
    whole = (tmp_path / "one").read_bytes()
    assert len(whole) == HEAD + 3 * 1040
    for chunks in range(3):
        (tmp_path / "cut").write_bytes(whole[: HEAD + chunks * 1040])
        with pytest.raises(BackupError):
            list(FILES.read(tmp_path / "cut"))


def test_no_two_files_of_the_same_lines_are_alike(tmp_path: Path) -> None:
    for name in ("one", "two"):
        FILES.write(tmp_path / name, [b"the same"])
    first, second = ((tmp_path / name).read_bytes() for name in ("one", "two"))
    assert first[:19] == second[:19]
    assert first[19:] != second[19:]
