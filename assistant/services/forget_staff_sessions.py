"""Delete what is left of sign-ins and invitations a day after their end."""

from datetime import timedelta

from assistant.services.ports import Clock, StaffStore


def forget_staff_sessions(store: StaffStore, clock: Clock, *, days: int) -> int:
    """Delete sessions and invitations that ended over ``days`` days ago; return how many sessions went.

    Until then an ended session still says whose typed words a late form holds.
    """
    with store.transaction() as staff:
        return staff.forget_before(clock.now() - timedelta(days=days))
