"""Record what happened in a case, a note, or its end: understood, asked for, shown, confirmed, stored once."""

from datetime import date
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.case_next_step import say_next_step
from actions.case_show import say_case
from actions.speaking import Said
from actions.staff import (
    OnlyStaff,
    OnlyStaffForm,
    StaffGoal,
    ask_which,
    case_title,
    day_words,
    forgotten_case,
    given,
    keep_in_mind,
    named_case,
    request_of,
    school_day,
    staff_of,
    text_of,
    typed,
)
from assistant.core.case_errors import CaseError, ConflictError, Refusal, RefusedError
from assistant.core.case_history import What, recall
from assistant.core.case_words import (
    asks_of_a_case,
    find_happenings,
    find_numbers,
    gives_a_reason,
    names_only_a_case,
)
from assistant.core.choices import CASE_CHANGES, RECORD, STOP
from assistant.core.day_words import find_day
from assistant.core.staff import StaffAccount
from assistant.core.text import count_words
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, record_events, try_events
from assistant.services.read_cases import show_case
from assistant.wiring import wiring

NOTE = "note"
"""The answer that what was told is no event of the procedure."""

REFUSED = "refused"
"""The answer to the summary where the case does not take what was told; it was said why."""

_TOLD_WORDS = 6
"""A request of this many words that names no event still tells something."""
_ASK_ANEW = frozenset({Refusal.IN_THE_FUTURE, Refusal.BEFORE_THE_MATERIAL})
_OFFERED_EVENTS = (
    What.DISCUSSED,
    What.REMOVAL_REQUESTED,
    What.REFUSED,
    What.REMOVED,
    What.CONTINUED,
    What.WARNING_SENT,
    What.HOST_CONTACTED,
    What.POLICE_CONTACTED,
    What.ACCESS_BLOCKED,
    What.LEGAL_ADVICE_TAKEN,
)


class ActionCaseRecord(StaffGoal, Action):
    """Begins to record what a message tells."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_record"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case and what happened; ask for what is missing."""
        found = named_case(tracker, person)
        text = typed(tracker)
        if isinstance(found, list):
            return [
                *forgotten_case(),
                SlotSet("case_words", text or None),
                *ask_which(dispatcher, tracker, found, "case_record"),
            ]
        if asks_of_a_case(text):
            return say_case(dispatcher, found)
        as_note = any(tracker.get_latest_entity_values("as_note"))
        return begin_record(dispatcher, person, found, text, as_note=as_note)


class ActionCaseClose(StaffGoal, Action):
    """Begins to close a case."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_case_close"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Find the case; ask for a reason where the advice is against closing it."""
        found = named_case(tracker, person)
        if isinstance(found, list):
            return [
                *forgotten_case(),
                SlotSet("case_words", text_of(tracker)),
                *ask_which(dispatcher, tracker, found, "case_close"),
            ]
        if asks_of_a_case(typed(tracker)):
            return say_case(dispatcher, found)
        return begin_close(dispatcher, person, found, text_of(tracker))


def begin_record(
    dispatcher: CollectingDispatcher, person: StaffAccount, shown: CaseView, text: str, *, as_note: bool = False
) -> Said:
    """Return the events that set out to record what a text tells of a case; ``as_note``: where it is no event."""
    found = [[str(one.what), _iso(one.on)] for one in find_happenings(text, school_day())]
    if as_note and not found:
        return _begin(dispatcher, person, shown, [[NOTE, None]], text)
    told = bool(found) or count_words(text) >= _TOLD_WORDS
    return _begin(dispatcher, person, shown, found, text if told else "")


def begin_close(dispatcher: CollectingDispatcher, person: StaffAccount, shown: CaseView, text: str) -> Said:
    """Return the events that set out to close a case; that the material is gone is recorded with it."""
    day = school_day()
    gone: list[list[str | None]] = [
        [str(one.what), _iso(one.on or day)]
        for one in find_happenings(text, day)
        if one.what in (What.REMOVED, What.HOST_REMOVED) and recall(shown.case.events).stands
    ]
    return _begin(dispatcher, person, shown, [*gone, [str(What.CLOSED), _iso(day)]], text)


def _begin(
    dispatcher: CollectingDispatcher,
    person: StaffAccount,
    shown: CaseView,
    found: list[list[str | None]],
    text: str,
) -> Said:
    slots: dict[str, Any] = {
        "case_ref": shown.case.number,
        "case_version": shown.case.version,
        "case_words": text or None,
    }
    if found:
        settled = _settled(dispatcher, person, shown.case.number, found)
        if settled.get("case_confirm"):
            return [*forgotten_case(), keep_in_mind(shown.case)]
        slots |= settled
    return [
        *forgotten_case(),
        keep_in_mind(shown.case),
        *(SlotSet(name, value) for name, value in slots.items()),
        FollowupAction("case_record_form"),
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _settled(
    dispatcher: CollectingDispatcher, person: StaffAccount, number: int, what: list[list[str | None]]
) -> dict[str, Any]:
    """Return the slots that follow from what happened: which questions are left, and whether it can be recorded at all.

    A slot that need not be asked for is filled with nothing in it.
    """
    if what == [[NOTE, None]]:
        return {"case_what": what, "case_day": "", "case_reason": ""}
    if any(on is None for _, on in what):
        return {"case_what": what, "case_day": None}
    try:
        try_events(wiring().case_desk, actor=person, number=number, happened=_happened(what))
    except RefusedError as error:
        if error.code is Refusal.REASON_NEEDED:
            return {"case_what": what, "case_day": "", "case_reason": None}
        dispatcher.utter_message(response="utter_case_refused", why=str(error))
        if error.code in _ASK_ANEW:
            return {"case_what": [[name, None] for name, _ in what], "case_day": None}
        return {"case_what": what, "case_day": "", "case_reason": "", "case_confirm": REFUSED}
    return {"case_what": what, "case_day": "", "case_reason": ""}


def _happened(what: list[list[str | None]]) -> list[tuple[What, date]]:
    return [(What(name or ""), date.fromisoformat(on)) for name, on in what if on]


def pending_case(tracker: Tracker) -> int:
    """Return the number of the case that is being recorded in; one that was only looked at meanwhile is not meant."""
    return int(tracker.get_slot("case_ref"))


class ValidateCaseRecordForm(OnlyStaffForm, FormValidationAction):
    """Understands the answers."""

    form = "case_record_form"

    @given
    def validate_case_words(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find in the words what happened."""
        if tracker.get_slot("case_what") is not None:
            return {"case_words": value}
        if names_only_a_case(str(value)):
            return {"case_words": None} | self._turned(str(value), dispatcher, tracker)
        turned = self._turned(str(value), dispatcher, tracker)
        return turned | {"case_words": value} | self._understood(str(value), dispatcher, tracker, turned)

    @given
    def validate_case_what(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Take the event of a button, or find it in the words."""
        if isinstance(value, list):
            return {"case_what": value}
        turned = self._turned(str(value), dispatcher, tracker)
        understood = self._understood(str(value), dispatcher, tracker, turned)
        pressed = str(value) == NOTE or str(value) in set(What)
        words = {"case_words": _joined(tracker, str(value))} if understood and not pressed else {}
        return {"case_what": None} | turned | words | understood

    @given
    def validate_case_day(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Find the day, and give it to what has none."""
        what = tracker.get_slot("case_what")
        if value == "" or not what:
            return {"case_day": value}
        day = find_day(str(value), school_day())
        if day is None and find_happenings(str(value), school_day()):
            return {"case_day": None} | self._told_anew(str(value), dispatcher, tracker)
        turned = self._turned(str(value), dispatcher, tracker)
        if day is None:
            if not turned:
                dispatcher.utter_message(response="utter_say_case_day")
            return {"case_day": None} | turned
        happened = [[name, on or day.isoformat()] for name, on in what]
        return turned | self._settle(dispatcher, tracker, happened, turned)

    @given
    def validate_case_reason(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Keep the reason; another case that is named has its own advice, so that it may need none."""
        turned = self._turned(str(value), dispatcher, tracker)
        if not turned and value and not gives_a_reason(str(value)):
            return {"case_reason": None}
        if not turned or not names_only_a_case(str(value)):
            return {"case_reason": value} | turned
        return turned | self._settle(dispatcher, tracker, tracker.get_slot("case_what") or [], turned)

    @given
    def validate_case_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Record, stop, open one part again, or take what corrects it."""
        if str(value) not in (RECORD, STOP, REFUSED, *CASE_CHANGES) and not names_only_a_case(str(value)):
            return {"case_confirm": None} | self._corrected(str(value), dispatcher, tracker)
        turned = self._turned(str(value), dispatcher, tracker)
        if turned:
            what = tracker.get_slot("case_what") or []
            return {"case_confirm": None} | turned | self._settle(dispatcher, tracker, what, turned)
        changed = CASE_CHANGES.get(str(value))
        if changed == "case_what":
            return {"case_confirm": None, "case_words": None, "case_what": None, "case_day": None, "case_reason": None}
        if changed == "case_day" and tracker.get_slot("case_what") != [[NOTE, None]]:
            what = [[name, None] for name, _ in tracker.get_slot("case_what") or []]
            return {"case_confirm": None, "case_what": what, "case_day": None}
        return {"case_confirm": None if changed or names_only_a_case(str(value)) else value}

    def _corrected(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        """Return the slots that follow from an answer that tells it otherwise, or names another day for it."""
        if find_happenings(text, school_day()):
            return self._told_anew(text, dispatcher, tracker)
        day, what = find_day(text, school_day()), tracker.get_slot("case_what") or []
        if day is None or what == [[NOTE, None]]:
            dispatcher.utter_message(response="utter_say_case_confirm")
            return {}
        turned = self._turned(text, dispatcher, tracker)
        return turned | self._settle(dispatcher, tracker, [[name, day.isoformat()] for name, _ in what], turned)

    def _told_anew(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        """Return the slots by which a text that tells of something takes the place of what was told before."""
        person = staff_of(tracker)
        assert person is not None
        pending = show_case(wiring().case_desk, actor=person, number=pending_case(tracker)).case
        turned = self._turned(text, dispatcher, tracker)
        if turned:
            dispatcher.utter_message(response="utter_case_left", case=case_title(pending))
        elif set(find_numbers(text)) - {pending.number}:
            return {}
        told = {"case_words": text, "case_day": None, "case_reason": None}
        return told | turned | self._understood(text, dispatcher, tracker, turned)

    def _turned(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        """Return the slots by which an answer that names another case is for that one, as it stands now."""
        numbers = [number for number in find_numbers(text) if number != pending_case(tracker)]
        if len(numbers) != 1:
            return {}
        person = staff_of(tracker)
        assert person is not None
        try:
            case = show_case(wiring().case_desk, actor=person, number=numbers[0]).case
        except CaseError as error:
            dispatcher.utter_message(response="utter_case_refused", why=str(error))
            return {}
        dispatcher.utter_message(response="utter_case_turned", case=case_title(case))
        return {"case_ref": case.number, "case_in_mind": case.number, "case_version": case.version}

    def _understood(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, turned: dict[str, Any]
    ) -> dict[str, Any]:
        if text == NOTE:
            return self._settle(dispatcher, tracker, [[NOTE, None]], turned)
        if text in set(What):
            return self._settle(dispatcher, tracker, [[text, None]], turned)
        found = [[str(one.what), _iso(one.on)] for one in find_happenings(text, school_day())]
        return self._settle(dispatcher, tracker, found, turned) if found else {}

    def _settle(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        what: list[list[str | None]],
        turned: dict[str, Any],
    ) -> dict[str, Any]:
        person, number = staff_of(tracker), turned.get("case_ref") or pending_case(tracker)
        assert person is not None
        try:
            return _settled(dispatcher, person, number, what)
        except CaseError as error:
            dispatcher.utter_message(response="utter_case_refused", why=str(error))
            return {"case_what": what, "case_day": "", "case_reason": "", "case_confirm": REFUSED}


def _joined(tracker: Tracker, text: str) -> str:
    """Return what was told so far together with what is told now."""
    told = str(tracker.get_slot("case_words") or "")
    return f"{told}\n{text}" if told and told != text else text


class ActionAskCaseWhat(OnlyStaff, Action):
    """Asks which event of the procedure was told, or whether it is a note."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_what"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Offer the events."""
        words = wiring().procedure.words.events
        dispatcher.utter_message(
            response="utter_case_which_event",
            buttons=[{"title": "Keep it as a note", "payload": f"/choose?choice={NOTE}"}]
            + [{"title": words[what], "payload": f"/choose?choice={what}"} for what in _OFFERED_EVENTS],
        )
        return []


class ActionAskCaseReason(OnlyStaff, Action):
    """Asks why, where a step is against the advice."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_reason"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Say what the procedure has next instead."""
        shown = show_case(wiring().case_desk, actor=person, number=pending_case(tracker))
        words = wiring().procedure.words
        required = [offer for offer in shown.advice.next_steps if offer.required] or list(shown.advice.next_steps)
        dispatcher.utter_message(
            response="utter_case_ask_reason",
            case=case_title(shown.case),
            step=", ".join(words.events[What(name)] for name, _ in tracker.get_slot("case_what") or []),
            why=str(RefusedError(Refusal.REASON_NEEDED)),
            steps="\n".join(f"- {words.steps[offer.step]}. {offer.why}" for offer in required),
            json_message={"quotes": list(dict.fromkeys(offer.clause for offer in required))},
        )
        return []


class ActionAskCaseRecordConfirm(OnlyStaff, Action):
    """Shows what is about to be recorded."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_ask_case_record_form_case_confirm"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Say the summary."""
        shown = show_case(wiring().case_desk, actor=person, number=pending_case(tracker))
        dispatcher.utter_message(
            response="utter_case_record_summary", case=case_title(shown.case), summary="\n".join(_summary(tracker))
        )
        return []


def _summary(tracker: Tracker) -> list[str]:
    what, events = tracker.get_slot("case_what") or [], wiring().procedure.words.events
    if what == [[NOTE, None]]:
        lines = ["- A note, today"]
    else:
        lines = [f"- {day_words(on)}: {events[name]}" for name, on in _happened(what)]
    reason, words = tracker.get_slot("case_reason"), _words_to_keep(tracker)
    return lines + ([f"Why: {reason}"] if reason else []) + ([f"Your words: {words}"] if words else [])


def _words_to_keep(tracker: Tracker) -> str:
    """Return the words that are kept with the entry; a bare ``close it`` tells nothing."""
    words = str(tracker.get_slot("case_words") or "")
    closing = any(name == What.CLOSED for name, _ in tracker.get_slot("case_what") or [])
    return "" if closing and count_words(words) < _TOLD_WORDS else words


class ActionRecordCase(OnlyStaff, Action):
    """Stores what was confirmed, once for each message, and says what comes next."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_record_case"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker, person: StaffAccount) -> Said:
        """Store it; where somebody else was first, show it again for the case as it stands now."""
        confirm = tracker.get_slot("case_confirm")
        if confirm != RECORD:
            if confirm != REFUSED:
                dispatcher.utter_message(response="utter_case_not_recorded")
            return forgotten_case()
        try:
            shown = _stored(tracker, person)
        except ConflictError as error:
            dispatcher.utter_message(response="utter_case_conflict", case=case_title(error.current))
            return [
                SlotSet("case_version", error.current.version),
                SlotSet("case_confirm", None),
                FollowupAction("case_record_form"),
            ]
        except CaseError as error:
            dispatcher.utter_message(response="utter_case_refused", why=str(error))
            return forgotten_case()
        dispatcher.utter_message(response="utter_case_recorded", case=case_title(shown.case))
        return [*say_next_step(dispatcher, shown), *forgotten_case()]


def _stored(tracker: Tracker, person: StaffAccount) -> CaseView:
    desk, what = wiring().case_desk, tracker.get_slot("case_what")
    number, version = pending_case(tracker), int(tracker.get_slot("case_version"))
    words, request_id = _words_to_keep(tracker), request_of(tracker)
    if what == [[NOTE, None]]:
        return add_note(desk, actor=person, number=number, version=version, words=words, request_id=request_id)
    return record_events(
        desk,
        actor=person,
        number=number,
        version=version,
        happened=_happened(what),
        words=words,
        reason=tracker.get_slot("case_reason") or "",
        request_id=request_id,
    )
