"""Delete what is stored of reminders that can no longer be due."""

from datetime import timedelta

from assistant.services.case_desk import today
from assistant.services.ports import Clock, Reminders


def forget_reminders(reminders: Reminders, clock: Clock, *, days: int) -> int:
    """Delete the reminders for days more than ``days`` ago; return how many went.

    Whoever asks later whether somebody was reminded finds the answer in the audit trail.
    """
    return reminders.forget_before(today(clock) - timedelta(days=days))
