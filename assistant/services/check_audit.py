"""Check that the audit trail is as it was written."""

import re

from assistant.core.audit import Checked, Mark
from assistant.core.errors import AuditMarkError
from assistant.services.ports import AuditTrail

_MARK = re.compile(r"([1-9][0-9]{0,9}):([0-9a-f]{64})")


def check_audit(trail: AuditTrail, *, expected: str | None = None) -> Checked:
    """Walk the whole trail; ``expected`` is a ``POSITION:HASH`` that an earlier check printed.

    Raises:
        AuditMarkError: it is not of that form.
    """
    return trail.check(None if expected is None else _mark(expected))


def _mark(written: str) -> Mark:
    found = _MARK.fullmatch(written.strip().lower())
    if found is None:
        raise AuditMarkError("what was noted has the form POSITION:HASH, with 64 digits and letters a to f")
    return Mark(int(found[1]), found[2])
