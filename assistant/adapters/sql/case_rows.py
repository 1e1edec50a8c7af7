"""A case's entries and shares as sealed JSON, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from assistant.adapters.sql.sealed import CASE_ENTRY, CASE_SHARE
from assistant.core.attachments import FileKind
from assistant.core.case_history import What
from assistant.core.cases import Details, Entry, EntryKind, Evidence, Share
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.routing import About
from assistant.services.ports import Seal

_CLEAR = ("position", "kind", "recorded_at")


def sealed_entry(seal: Seal, case_id: str, entry: Entry) -> dict[str, Any]:
    """Return an entry as a row; all but its place, its kind and its time is sealed."""
    fields = asdict(entry)
    clear = {name: fields.pop(name) for name in _CLEAR}
    plain = json.dumps(fields, default=_plain).encode()
    return {"case_id": case_id, **clear, "sealed": CASE_ENTRY.close(seal, plain, case_id, entry.position)}


def opened_entry(seal: Seal, row: RowMapping) -> Entry:
    """Return the entry of a row."""
    fields = json.loads(CASE_ENTRY.open(seal, row["sealed"], row["case_id"], row["position"]))
    return Entry(
        **fields
        | {
            "position": row["position"],
            "kind": EntryKind(row["kind"]),
            "recorded_at": row["recorded_at"],
            "on": date.fromisoformat(fields["on"]),
            "what": What(fields["what"]) if fields["what"] else None,
            "step": Step(fields["step"]) if fields["step"] else None,
            "facts": _facts(fields["facts"]) if fields["facts"] else None,
            "details": _details(fields["details"]) if fields["details"] else None,
            "evidence": _evidence(fields["evidence"]) if fields.get("evidence") else None,
        }
    )


def sealed_share(seal: Seal, case_id: str, share: Share) -> dict[str, Any]:
    """Return a share as a row; who let the person in and why is sealed."""
    plain = json.dumps({"by": share.by, "note": share.note}).encode()
    sealed = CASE_SHARE.close(seal, plain, case_id, share.staff_id)
    return {"case_id": case_id, "staff_id": share.staff_id, "shared_at": share.at, "sealed": sealed}


def opened_share(seal: Seal, row: RowMapping) -> Share:
    """Return the share of a row; one that was not made with the key does not open."""
    fields = json.loads(CASE_SHARE.open(seal, row["sealed"], row["case_id"], row["staff_id"]))
    return Share(row["staff_id"], fields["by"], row["shared_at"], fields["note"])


def _facts(fields: Mapping[str, Any]) -> Facts:
    categories = frozenset(Category(name) for name in fields["categories"])
    return Facts(**{**fields, "location": Location(fields["location"]), "categories": categories})


def _details(fields: Mapping[str, Any]) -> Details:
    about = frozenset(About(name) for name in fields["about"])
    return Details(**{**fields, "accused": frozenset(fields["accused"]), "about": about})


def _evidence(fields: Mapping[str, Any]) -> Evidence:
    return Evidence(**{**fields, "file_kind": FileKind(fields["file_kind"]) if fields["file_kind"] else None})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else sorted(value)
