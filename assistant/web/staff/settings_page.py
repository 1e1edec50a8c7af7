"""What the assistant was told about the school, shown and not edited; no secret."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from assistant.services.case_desk import today
from assistant.web.callers import StaffCaller, require_roles
from assistant.web.staff.desk import Desk
from assistant.web.staff.own_page import SETTINGS_READERS, show_own_page

_SEASONS = {1: "Spring", 2: "Spring", 3: "Spring", 4: "Spring"} | dict.fromkeys((9, 10, 11, 12), "Autumn")
"""The school's terms by month; the other months are the summer term's."""

router = APIRouter(prefix="/staff/settings")


@router.get("")
async def settings_page(
    request: Request, caller: Annotated[StaffCaller, Depends(require_roles(*SETTINGS_READERS))]
) -> Response:
    """The school, its contacts and hours, its calendar, the policy's review, and what is kept how long."""
    desk: Desk = request.app.state.staff
    parts = desk.parts
    policy, now = parts.policy, today(parts.clock)
    due = policy.review_due
    return show_own_page(
        request,
        caller,
        "settings",
        policy=policy,
        today=now,
        directory=parts.directory,
        calendar=parts.calendar,
        calendar_ends_soon=parts.calendar.ends_soon(now),
        review_overdue=policy.review_overdue(now),
        review_season=f"{_SEASONS.get(due.month, 'Summer')} {due.year}",
        procedure=parts.procedure,
        schedule=parts.retention,
        public_url=parts.settings.public_url,
    )
