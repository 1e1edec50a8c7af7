"""What several actions say in the same way."""

from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.core.calendar import school_time
from assistant.core.channels import Channel
from assistant.core.goals import goal_of, intent_of
from assistant.core.routing import Role
from assistant.wiring import wiring

Said = list[dict[str, Any]]
"""The events that an action returns."""
PRIVATE = {"private": True}
"""Goes with a message that repeats what was told, or says what it is about."""
_NAMED_WITHIN = frozenset({"utter_lost_receipt", "utter_easy_way", "utter_rude"})
"""Responses that name the office within a sentence."""


def by_text(tracker: Tracker) -> bool:
    """Tell whether the person writes text messages, where few words fit and no page can be shown."""
    return bool(tracker.get_latest_input_channel() == Channel.SMS)


def intent_of_message(tracker: Tracker) -> str:
    """Return the intent that the message has at its place in the conversation."""
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def goal_buttons(goals: list[str]) -> list[dict[str, str]]:
    """Return a button for each goal, in plain words."""
    titles = wiring().titles.titles
    return [{"title": titles[goal_of(goal)], "payload": f"/{intent_of(goal)}"} for goal in goals]


def menu_buttons(tracker: Tracker) -> list[dict[str, str]]:
    """Return the menu of a parent on the web, for an answer that leaves nothing to press; nobody else gets one."""
    on_the_web = not by_text(tracker) and (tracker.latest_message.get("metadata") or {}).get("role") != "staff"
    return goal_buttons(list(wiring().titles.menu)) if on_the_web else []


def ways_out(tracker: Tracker) -> list[dict[str, str]]:
    """Return buttons that lead out of a form on the web; before a disclosure is thrown away it is asked about."""
    if by_text(tracker):
        return []
    stop = {"title": "Stop", "payload": "/ask_stop" if tracker.get_slot("at_risk") else "/cancel"}
    return [stop, *goal_buttons(["ask_human"])]


def titles_of(roles: tuple[Role, ...]) -> str:
    """Return the posts' titles in one phrase: ``the headteacher and the designated safeguarding lead``."""
    contacts = wiring().directory.contacts
    return " and ".join(contacts[role].title for role in roles)


def said_moment(at: datetime) -> str:
    """Return a moment by the clock at school: ``4 May at 08:10``."""
    local = school_time(at)
    return f"{local.day} {local:%B at %H:%M}"


def say_whom_to_ring(
    dispatcher: CollectingDispatcher, response: str, *, buttons: list[dict[str, str]] | None = None
) -> None:
    """Say a response that names the office's line and hours."""
    directory = wiring().directory
    office = directory.contacts[Role.OFFICE]
    dispatcher.utter_message(
        response=response,
        title=office.title if response in _NAMED_WITHIN else office.title[0].upper() + office.title[1:],
        phone=office.phone,
        email=office.email,
        hours=directory.office_hours,
        buttons=buttons or [],
    )
