"""The cases that a person may see: open, overdue, one's own, new, or all; with the new ones, what has come."""

from datetime import date

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.case_next_step import due_words, status_words
from actions.speaking import Said
from actions.staff import OnlyLooks, case_title, day_words, school_day, text_of
from assistant.core import record_words
from assistant.core.access import may_open
from assistant.core.arrivals import Shelf
from assistant.core.calendar import clock_time
from assistant.core.case_words import NEW, asks_what_is_due, find_due_by, find_which
from assistant.core.day_words import find_days
from assistant.core.paging import counted
from assistant.core.records import News, Record
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView
from assistant.services.read_cases import Which, list_cases, opened_since
from assistant.services.read_record import Arrived, arrived_records
from assistant.services.staff_accounts import staff_names
from assistant.wiring import wiring

_SHOWN = 10
_BUTTONS = 5
_COUNTED = ", as governors see no single case. The counts of the school year are at /staff/statistics"
_TITLES = {
    Which.OPEN: "open",
    Which.MINE: "open and yours",
    Which.OVERDUE: "overdue",
    Which.ALL: "on file",
}


class ActionCaseList(OnlyLooks, Action):
    """Lists cases with their owner, where they stand and what is due."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_list"

    def show(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """List those that the message asks for."""
        text, desk = text_of(tracker), wiring().case_desk
        asked = find_which(text)
        if asked == Which.OPEN and asks_what_is_due(text):
            _say_due(dispatcher, person, find_due_by(text, school_day()))
        elif asked == NEW:
            since = _day_in(text)
            _say_arrived(dispatcher, person)
            _say_cases(dispatcher, opened_since(desk, actor=person, since=since), f"new since {day_words(since)}")
        else:
            which = Which(asked)
            found = list_cases(desk, actor=person, which=which)
            _say_cases(dispatcher, found, _TITLES[which] if found or may_open(person) else _TITLES[which] + _COUNTED)
        return []


def _day_in(text: str) -> date:
    """Return the day since which something is new: the one that is named, or else the last school day."""
    days, today = find_days(text, school_day()), school_day()
    named = [found.day for found in days if found.day <= today]
    return named[0] if named else wiring().calendar.school_day_before(today)


def _say_arrived(dispatcher: CollectingDispatcher, person: StaffAccount) -> None:
    """Say what was sent to the person's posts and was not opened there yet, as the first of the pages does."""
    if not person.posts:
        return
    arrived = arrived_records(wiring().store, actor=person, shelf=Shelf.NEW)
    if not arrived.count:
        dispatcher.utter_message(response="utter_records_none_new_staff")
        return
    dispatcher.utter_message(
        response="utter_records_new_staff",
        count=counted(arrived.count),
        records="\n".join(_record_line(record, arrived) for record in arrived.page.items[:_SHOWN]),
    )
    if arrived.count > _SHOWN:
        dispatcher.utter_message(response="utter_records_more_staff", page=wiring().address("/staff"))


def _record_line(record: Record, arrived: Arrived) -> str:
    remarks = (
        (record_words.AT_RISK, record.is_urgent),
        (record_words.ADDED, News.ADDED in arrived.news[record.id]),
        (record_words.WITHDRAWN, record.withdrawn_at is not None),
        (f"Came {clock_time(record.created_at)}", True),
        (record_words.PASSED_ON, record.id in arrived.passed_on),
    )
    named = wiring().procedure.words.named(record)
    said = [named, *(remark for remark, holds in remarks if holds)]
    return f"- {'. '.join(said)}: {wiring().address(f'/staff/records/{record.id}')}"


def _say_due(dispatcher: CollectingDispatcher, person: StaffAccount, by: date | None) -> None:
    """Say which cases are due by a day, or at all, the earliest first, those that are past their day too."""
    found = list_cases(wiring().case_desk, actor=person, which=Which.OPEN)
    due = sorted(
        (shown.due.on, shown.case.number, shown) for shown in found if shown.due and shown.due.on <= (by or date.max)
    )
    which = f"due by {day_words(by)}" if by else "open, with the earliest to be done first"
    told = which if due or may_open(person) else which + _COUNTED
    _say_cases(dispatcher, [shown for _, _, shown in due], told, newest=False)


def _say_cases(dispatcher: CollectingDispatcher, found: list[CaseView], which: str, *, newest: bool = True) -> None:
    if not found:
        dispatcher.utter_message(response="utter_case_list_empty", which=which)
        return
    names = staff_names(wiring().staff_door.store)
    dispatcher.utter_message(
        response="utter_case_list",
        count=len(found),
        which=which,
        cases="\n".join([*(_line(shown, names) for shown in found[:_SHOWN]), *([] if newest else _rest(found))]),
        buttons=[
            {"title": shown.case.reference, "payload": f"/case_show?case={shown.case.number}"}
            for shown in found[:_BUTTONS]
        ],
    )
    if newest and len(found) > _SHOWN:
        dispatcher.utter_message(response="utter_case_list_more")


def _rest(found: list[CaseView]) -> list[str]:
    more = len(found) - _SHOWN
    return [f"- {more} more: {wiring().address('/staff/cases')}"] if more > 0 else []


def _line(shown: CaseView, names: dict[str, str]) -> str:
    owner = names.get(shown.case.owner or "", "nobody")
    due = due_words(shown.due, overdue=shown.overdue(school_day()))
    return f"- {case_title(shown.case)}: {status_words(shown.advice)}, with {owner}. {due}".rstrip()
