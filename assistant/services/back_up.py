"""Make a backup of everything, and restore one."""

from datetime import timedelta
from pathlib import Path

from assistant.services.ports import BackupFiles, Backups, Clock, Restored


def back_up(backups: Backups, files: BackupFiles, path: Path) -> None:
    """Write everything to a file that only the key file opens, while all goes on running."""
    files.write(path, backups.dump())


def restore(backups: Backups, files: BackupFiles, clock: Clock, path: Path, *, chat_days: int) -> Restored:
    """Fill an empty database from a backup, without chats whose time is over; all of it or nothing.

    Raises:
        BackupError: the file is no backup, was altered, needs another key file, or the database is not empty.
        SealedDataError: a value in it does not open.
        AuditBrokenError: its audit trail is not as it was written.
    """
    return backups.load(files.read(path), chats_before=clock.now() - timedelta(days=chat_days))
