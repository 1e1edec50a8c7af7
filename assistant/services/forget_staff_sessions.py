"""Delete what is left of sign-ins and invitations a day after their end."""

from datetime import timedelta

from assistant.services.ports import Clock, StaffStore

_KEPT = timedelta(days=1)
"""An ended session still says whose typed words a late form holds."""


def forget_staff_sessions(store: StaffStore, clock: Clock) -> int:
    """Delete sessions and invitations that ended over a day ago; return how many sessions went."""
    with store.transaction() as staff:
        return staff.forget_before(clock.now() - _KEPT)
