"""Delete what has had its time, by the school's schedule; or tell what would go.

Each record and each case goes in a transaction of its own, so that a run can be ended at any point and begun again.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from assistant.core.errors import AssistantError
from assistant.core.retention import Plan, Rule, Schedule, plan_deletions
from assistant.services.case_desk import today
from assistant.services.forget_chats import forget_chats
from assistant.services.forget_reminders import forget_reminders
from assistant.services.forget_staff_sessions import forget_staff_sessions
from assistant.services.ports import Cases, Chats, Clock, Keeping, Reminders, StaffStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RetentionDesk:
    """What deleting by age needs, together."""

    keeping: Keeping
    cases: Cases
    chats: Chats
    staff: StaffStore
    reminders: Reminders
    clock: Clock
    schedule: Schedule

    def days(self, rule: Rule) -> int:
        """Return the days of a rule that is in days."""
        return self.schedule.period(rule).days


def plan_retention(desk: RetentionDesk) -> tuple[Plan, Mapping[Rule, int]]:
    """Return what would go now, and how many things by rule; nothing is deleted."""
    now = desk.clock.now()
    plan = plan_deletions(desk.keeping.stored(), desk.cases.each(), desk.schedule, now)
    passing = desk.keeping.count_passing(
        chats_before=now - timedelta(days=desk.days(Rule.CHATS)),
        sign_ins_before=now - timedelta(days=desk.days(Rule.SIGN_INS)),
        reminders_before=today(desk.clock) - timedelta(days=desk.days(Rule.REMINDERS)),
    )
    return plan, Counter(dict(passing)) + Counter(over.rule for over in plan.over)


def enforce_retention(desk: RetentionDesk) -> Mapping[Rule, int]:
    """Delete what has had its time; return how many things went by rule.

    What cannot be deleted is left for the next run and does not hold up the rest.
    """
    gone: Counter[Rule] = Counter(
        {
            Rule.CHATS: forget_chats(desk.chats, desk.clock, days=desk.days(Rule.CHATS)),
            Rule.SIGN_INS: forget_staff_sessions(desk.staff, desk.clock, days=desk.days(Rule.SIGN_INS)),
            Rule.REMINDERS: forget_reminders(desk.reminders, desk.clock, days=desk.days(Rule.REMINDERS)),
        }
    )
    now = desk.clock.now()
    for over in plan_deletions(desk.keeping.stored(ended_only=True), desk.cases.each(), desk.schedule, now).over:
        try:
            gone[over.rule] += desk.keeping.delete(over, now)
        except AssistantError:
            logger.exception("something that has had its time was not deleted; the next run tries again")
    desk.keeping.leave_nothing_behind()
    return +gone
