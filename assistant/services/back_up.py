"""Make a backup of everything, and restore one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assistant.services.ports import BackupFiles, Backups, Clock, Restored


def back_up(backups: Backups, files: BackupFiles, path: Path) -> None:
    """Write everything to a file that only the key file opens, while all goes on running."""
    files.write(path, backups.dump())


def restore(
    backups: Backups,
    files: BackupFiles,
    clock: Clock,
    path: Path,
    *,
    chat_days: int,
    forget: Callable[[], int],
) -> Restored:
    """Fill an empty database from a backup, all of it or nothing; then leave nothing in it that has had its time.

    ``forget`` deletes what else than chats has had its time and returns how many things; it is called once all is
    proven. Where it fails, what was restored stands, and the worker's next round deletes the rest.

    Raises:
        BackupError: the file is no backup, was altered, needs another key file, or the database is not empty.
        SealedDataError: a value in it does not open.
        AuditBrokenError: its audit trail is not as it was written.
    """
    done = backups.load(files.read(path), chats_before=clock.now() - timedelta(days=chat_days))
    return replace(done, left_out=done.left_out + forget())
