"""Open a case in the chat: what it is called, where the post stands, what it may be, whom it is about."""

import re
from datetime import date
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.case_next_step import say_next_step
from actions.speaking import Said
from actions.staff import (
    OnlyStaff,
    OnlyStaffForm,
    StaffGoal,
    case_page,
    case_title,
    day_words,
    forgotten_case,
    given,
    request_of,
    school_day,
    typed,
)
from assistant.core.access import ADULTS, may_open
from assistant.core.case_changes import TITLE_LIMIT
from assistant.core.case_errors import REFUSALS, CaseError, Refusal, RefusedError
from assistant.core.choices import CASE_CHANGES, RECORD, TOGGLES, match_about
from assistant.core.chronology import describe_facts
from assistant.core.day_words import find_day, find_days
from assistant.core.fact_words import NOTHING, facts_of, find_categories, find_location
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.routing import ONE_EACH, About, parts_of
from assistant.core.staff import StaffAccount
from assistant.core.text import count_words
from assistant.services.open_case import open_case
from assistant.wiring import wiring

_TOLD_WORDS = 8
"""A request of this many words tells of the post, not only of the wish to open a case."""
_NOT_NAMED = "nobody by name; to name somebody who has an account before there is a case, open it at /staff/cases/new"
_NAME_THEM = (
    "If it accuses somebody who has an account here, name them now at {page}/details: until then they may see it."
)
_TITLE = re.compile(
    r"\b(?:case|file|one|record)\b\s*(?:for|about|on|re|regarding|off for|called|:|-|,)\s+(?:the\s+)?"
    r"(?P<title>[^.;\n]{3,80})",
    re.IGNORECASE,
)


class ActionCaseOpen(StaffGoal, Action):
    """Begins a new case with what the message says of it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_open"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Ask for what is missing."""
        if not may_open(person):
            raise RefusedError(Refusal.NOT_YOURS_TO_OPEN)
        text = typed(tracker)
        title = _TITLE.search(text)
        days = {named.day for named in find_days(text, school_day())}
        day = days.pop() if len(days) == 1 else school_day()
        location, categories, about = find_location(text), find_categories(text), match_about(text)
        return [
            *forgotten_case(),
            SlotSet("case_words", text if count_words(text) >= _TOLD_WORDS else ""),
            SlotSet("case_title", title["title"].strip() if title else None),
            SlotSet("case_location", str(location) if location else None),
            SlotSet("case_found", sorted(map(str, categories)) if categories else None),
            SlotSet("case_about", str(about) if about else None),
            SlotSet("case_day", min(day, school_day()).isoformat()),
            FollowupAction("case_open_form"),
        ]


class ValidateCaseOpenForm(OnlyStaffForm, FormValidationAction):
    """Understands the answers."""

    form = "case_open_form"

    @given
    def validate_case_title(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take one line that is not too long."""
        title = " ".join(str(value).split())
        if len(title) > TITLE_LIMIT:
            dispatcher.utter_message(response="utter_say_case_title", most=TITLE_LIMIT)
            return {"case_title": None}
        return {"case_title": title}

    @given
    def validate_case_location(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find the kind of place."""
        location = find_location(str(value))
        if location is None:
            dispatcher.utter_message(response="utter_say_case_choice")
        return {"case_location": str(location) if location else None}

    @given
    def validate_case_found(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find what the post may be: one thing or several, or nothing."""
        if isinstance(value, list):
            return {"case_found": value}
        categories = find_categories(str(value))
        if categories is None:
            dispatcher.utter_message(response="utter_say_case_choice")
            return {"case_found": None}
        return {"case_found": sorted(map(str, categories))}

    @given
    def validate_case_about(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find whom it is about; it decides who may see the case."""
        about = match_about(str(value))
        if about is None:
            dispatcher.utter_message(response="utter_say_case_choice")
        return {"case_about": str(about) if about else None}

    @given
    def validate_case_day(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find the day of the report, which has come already."""
        day = find_day(str(value), school_day())
        if day is None:
            dispatcher.utter_message(response="utter_say_case_day")
        elif day > school_day():
            dispatcher.utter_message(response="utter_case_refused", why=REFUSALS[Refusal.IN_THE_FUTURE])
        return {"case_day": day.isoformat() if day and day <= school_day() else None}

    @given
    def validate_case_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Open it, stop, open one part again, or add what was forgotten."""
        if value in TOGGLES:
            extra = sorted(set(tracker.get_slot("case_extra") or []) ^ {value})
            return {"case_confirm": None, "case_extra": extra}
        changed = CASE_CHANGES.get(str(value))
        if changed in ("case_title", "case_location", "case_found", "case_about", "case_day"):
            return {"case_confirm": None, changed: None}
        return {"case_confirm": None if changed else value}


class ActionAskCaseLocation(OnlyStaff, Action):
    """Asks where the post stands."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_location"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Offer the kinds of places."""
        words = wiring().procedure.words.locations
        buttons = [{"title": _capital(words[one]), "payload": f"/choose?choice={one}"} for one in Location]
        dispatcher.utter_message(response="utter_case_where", buttons=buttons)
        return []


class ActionAskCaseFound(OnlyStaff, Action):
    """Asks what the post may be."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_found"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Offer the policy's categories."""
        words = wiring().procedure.words.categories
        buttons = [{"title": _capital(words[one]), "payload": f"/choose?choice={one}"} for one in Category]
        buttons.append({"title": "None of these", "payload": f"/choose?choice={NOTHING}"})
        dispatcher.utter_message(
            response="utter_case_what_is_it", buttons=buttons, json_message={"quotes": ["inappropriate.examples"]}
        )
        return []


class ActionAskCaseAbout(OnlyStaff, Action):
    """Asks whom it is about."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_about"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Offer who it may be."""
        words = wiring().procedure.words.about
        buttons = [{"title": _capital(words[one]), "payload": f"/choose?choice={one}"} for one in ONE_EACH]
        dispatcher.utter_message(response="utter_case_whom", buttons=buttons)
        return []


class ActionAskCaseOpenConfirm(OnlyStaff, Action):
    """Shows the new case before it is opened."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_open_form_case_confirm"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Say the summary."""
        words = wiring().procedure.words
        about = About(tracker.get_slot("case_about"))
        parts = [
            ("Called", tracker.get_slot("case_title")),
            ("Post", describe_facts(_facts(tracker), words)),
            ("Whom", words.whom(about)),
            ("Accused", _NOT_NAMED if about in ADULTS else ""),
            ("Also", words.child_at_risk if "child_at_risk" in (tracker.get_slot("case_extra") or []) else ""),
            ("Reported", day_words(_day(tracker))),
            ("Your words", tracker.get_slot("case_words")),
        ]
        dispatcher.utter_message(
            response="utter_case_open_summary",
            summary="\n".join(f"{name}: {value}" for name, value in parts if value),
        )
        return []


class ActionOpenCase(OnlyStaff, Action):
    """Opens the case that was confirmed, once for each message, and says what comes next."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_open_case"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Open it."""
        if tracker.get_slot("case_confirm") != RECORD:
            dispatcher.utter_message(response="utter_case_not_recorded")
            return forgotten_case()
        try:
            shown = open_case(
                wiring().case_desk,
                actor=person,
                title=tracker.get_slot("case_title"),
                facts=_facts(tracker),
                request_id=request_of(tracker),
                reported_on=_day(tracker),
                words=tracker.get_slot("case_words") or "",
                about=parts_of(About(tracker.get_slot("case_about"))),
                child_at_risk="child_at_risk" in (tracker.get_slot("case_extra") or []),
            )
        except CaseError as error:
            dispatcher.utter_message(response="utter_case_refused", why=str(error))
            return forgotten_case()
        page = case_page(shown.case)
        dispatcher.utter_message(response="utter_case_opened", case=case_title(shown.case), page=page)
        if shown.case.details.about & ADULTS:
            dispatcher.utter_message(text=_NAME_THEM.format(page=page))
        return [*say_next_step(dispatcher, shown), *forgotten_case()]


def _day(tracker: Tracker) -> date:
    return date.fromisoformat(tracker.get_slot("case_day"))


def _facts(tracker: Tracker) -> Facts:
    categories = frozenset(Category(name) for name in tracker.get_slot("case_found") or [])
    return facts_of(
        Location(tracker.get_slot("case_location")),
        categories,
        tracker.get_slot("case_words") or "",
        author_known="author_unknown" not in (tracker.get_slot("case_extra") or []),
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
