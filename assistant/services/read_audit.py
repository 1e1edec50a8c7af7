"""Read what the audit trail says of one record or case."""

from collections.abc import Sequence

from assistant.core.audit import AuditEvent
from assistant.core.cases import parse_reference
from assistant.services.ports import AuditTrail, Cases


def events_of(trail: AuditTrail, cases: Cases, named: str) -> Sequence[AuditEvent]:
    """Return the events about a record, by its id, or about a case, by its reference such as ``C-0042``."""
    number = parse_reference(named)
    case = None if number is None else cases.by_number(number)
    return trail.about(named if case is None else case.id)
