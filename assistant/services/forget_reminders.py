"""Delete what is stored of reminders that can no longer be due."""

from datetime import timedelta

from assistant.services.case_desk import today
from assistant.services.ports import Clock, Reminders

_KEPT = timedelta(days=90)
"""Whoever asks whether somebody was reminded finds the answer here for a term, and in the audit trail for good."""


def forget_reminders(reminders: Reminders, clock: Clock) -> int:
    """Delete the reminders for days more than 90 days ago; return how many went."""
    return reminders.forget_before(today(clock) - _KEPT)
