"""``assistant backup`` and ``assistant restore``: everything in one encrypted file, and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from assistant.core.retention import Rule
from assistant.services.back_up import back_up
from assistant.services.back_up import restore as restore_from
from assistant.services.enforce_retention import enforce_retention
from assistant.wiring import wiring


def backup(file: Annotated[Path, typer.Argument(help="a new file; it is never replaced")]) -> None:
    """Write the whole database to an encrypted file, while everything runs."""
    parts = wiring()
    back_up(parts.backups, parts.backup_files, file)
    print(f"Written: {file}, {file.stat().st_size} bytes. It opens only with the key file, which is not in it.")


def restore(file: Annotated[Path, typer.Argument(help="a backup")]) -> None:
    """Fill an empty database from a backup, and prove that the key opens it; all of it or nothing."""
    parts = wiring()
    done = restore_from(
        parts.empty_backups,
        parts.backup_files,
        parts.clock,
        file,
        chat_days=parts.retention.period(Rule.CHATS).days,
        forget=lambda: sum(enforce_retention(parts.retention_desk).values()),
    )
    print(
        f"Restored: {done.rows} rows. {done.left_out} were left out: what has had its time by retention.yml, "
        "sign-ins of staff, invitations."
    )
    print(f"The key opens all {sum(done.opened.values())} sealed values: {_counted(done.opened)}.")
    print(f"The audit trail is in order: {done.audit.events} events.")
    if done.audit.events:
        print(f"Its last event, to compare with what you noted:\n{done.audit.last}")


def _counted(opened: Mapping[str, int]) -> str:
    """Return what was opened in words, those of records and their receipts first, also where there are none."""
    first = {"records": "records", "receipt_handles": "receipts"}
    others = sorted(set(opened) - set(first))
    counts = [f"{opened.get(table, 0)} {name}" for table, name in first.items()]
    return ", ".join([*counts, *(f"{opened[table]} of {table}" for table in others)])
