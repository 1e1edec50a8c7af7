"""Cases to test with."""

from datetime import UTC, date, datetime

from assistant.core.case_changes import Stamp, record, start
from assistant.core.case_history import What
from assistant.core.cases import Case, Details
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location

MONDAY = date(2026, 9, 7)
FRIDAY = date(2026, 9, 11)
AT = datetime(2026, 9, 11, 12, tzinfo=UTC)

OFFENSIVE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
RACIST = Facts(Location.SOCIAL_NETWORK, frozenset({Category.RACIST}))
ALLEGATION = Facts(Location.MESSAGING_GROUP, frozenset({Category.ALLEGATION}))
UNKNOWN = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}), author_known=False)


def stamp(by: str = "ann", request_id: str = "", today: date = FRIDAY) -> Stamp:
    """Written by Ann on Friday, unless told otherwise."""
    return Stamp(by, AT, today, request_id)


def started(
    facts: Facts = OFFENSIVE, details: Details | None = None, *, owner: str | None = None, on: date = MONDAY
) -> Case:
    """A case that was reported on Monday and opened on Friday."""
    opened = start("id-1", stamp(request_id="r1"), details=details or Details("a post"), facts=facts, owner=owner)
    return record(opened, stamp(), what=What.REPORTED, on=on)


def told(case: Case, events: str) -> Case:
    """Record ``what@day of September``; with a reason, so that nothing is refused for want of one."""
    for told_event in events.split():
        what, _, day = told_event.partition("@")
        on = MONDAY.replace(day=int(day)) if day else FRIDAY
        case = record(case, stamp(), what=What(what), on=on, reason="so decided")
    return case
