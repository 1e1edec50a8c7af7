"""What staff say about a case in their own words: which case, and what happened on which day.

Nothing is recorded from this alone: what was understood is shown, and the person says whether it is right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.core.case_history import What
from assistant.core.case_patterns import (
    AFTER_THAT,
    AS_NAMED,
    ASKING,
    BARE_NUMBER,
    BY,
    CALLED,
    CLAUSE_END,
    DENIED,
    DUE,
    DUE_BY,
    DUE_NEXT_WEEK,
    DUE_THIS_WEEK,
    HAND_OVER,
    IN_VAIN,
    LETTER_KINDS,
    LETTERS,
    LETTERS_OF,
    MEND_AT,
    NO_NAME,
    NO_REASON,
    NOT_DONE,
    NOT_REFUSED,
    NUMBER,
    ONLY_A_CASE,
    ONLY_CALLED,
    ORDERING,
    OTHER_SPEAKER,
    PATTERNS,
    PERSON,
    REACH,
    SPELLED,
    STATEMENT,
    STILL_THERE,
    TAKEN_BACK,
    THEIR,
    WHICH,
)
from assistant.core.day_words import Named, find_days, mended_days
from assistant.core.letters import LetterKind
from assistant.core.procedure import Step
from assistant.core.spelling import mended

NEW = "new"
"""The list of what has come lately."""


def find_numbers(text: str) -> list[int]:
    """Return the numbers of the cases that a sentence names, as ``C-42`` or ``case 42``; not those it sets apart."""
    plain = text.lower().strip()
    found = [match for match in NUMBER.finditer(plain) if not match["other"]] or BARE_NUMBER.finditer(plain)
    return list(dict.fromkeys(int(match["number"]) for match in found))


def names_only_a_case(text: str) -> bool:
    """Tell whether an answer says which case it is for, as in ``on C-9`` or ``no, for case 9``, and nothing else."""
    return bool(ONLY_A_CASE.fullmatch(_plain(text)))


def only_calls_a_case(text: str) -> bool:
    """Tell whether a text is no more than what a case is called, as in ``the clothes one``."""
    called = ONLY_CALLED.fullmatch(_plain(text))
    return called is not None and any(word not in NO_NAME for word in called["words"].split())


@dataclass(frozen=True, slots=True)
class Description:
    """The words by which somebody names a case. ``meant``: said of a case, not only of a person who may be anybody."""

    words: str
    meant: bool


def find_description(text: str) -> Description | None:
    """Return how a sentence names a case, as in ``the Year 1 Facebook thing`` or ``Mrs Hill``, or nothing."""
    plain = text.lower().replace("’", "'")
    for pattern in CALLED:
        for match in pattern.finditer(plain):
            words = [word for word in match["words"].split() if word not in NO_NAME]
            if words:
                return Description(" ".join(words), meant=True)
    person = PERSON.search(plain)
    return Description(person["words"], meant=False) if person else None


def asks_for_later(text: str) -> bool:
    """Tell whether somebody asks for the step after the next one: ``and after that?``."""
    return bool(AFTER_THAT.search(text.lower().replace("’", "'")))


def states_of_a_case(text: str) -> bool:
    """Tell whether a text says something of one case that it names, and neither asks nor orders anything.

    An event of the procedure is no such thing: it is recorded as what it is.
    """
    plain = _plain(text)
    described = find_description(plain)
    if len(find_numbers(plain)) != 1 and not (described and described.meant and not find_numbers(plain)):
        return False
    return bool(STATEMENT.search(plain)) and not ORDERING.match(plain) and not tells_of_something(plain)


def asks_of_a_case(text: str) -> bool:
    """Tell whether a text asks what happened, as in ``has he deleted it?``: nothing is told by it."""
    return bool(ASKING.match(_plain(text)))


def takes_back(text: str) -> bool:
    """Tell whether an answer says no more than that what was told is not so, as in ``no wait, wrong case``."""
    return bool(TAKEN_BACK.fullmatch(_plain(text)))


def denies(text: str) -> bool:
    """Tell whether an answer denies what was told and tells of nothing else: ``no wait, she didn't take it down``."""
    return takes_back(text) or (bool(DENIED.fullmatch(_plain(text))) and not tells_of_something(text))


def gives_a_reason(text: str) -> bool:
    """Tell whether an answer to ``why`` may be read later as a reason; a bare yes, thanks or question may not."""
    return not NO_REASON.fullmatch(_plain(text)) and not asks_of_a_case(text)


def find_letter(text: str) -> Step | None:
    """Return the step whose letter somebody asks for, or nothing where any will do."""
    plain = _without_name(text)
    return next((step for step, pattern in LETTERS if pattern.search(plain)), None)


def find_letter_kinds(text: str) -> tuple[LetterKind, ...]:
    """Return the letters that somebody may mean: one where the words tell which, none where any will do."""
    plain, step = _without_name(text), find_letter(text)
    named = next((kind for kind, pattern in LETTER_KINDS if pattern.search(plain)), None)
    return (named,) if named else LETTERS_OF.get(step, ()) if step else ()


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").strip()


def _without_name(text: str) -> str:
    """Return small letters without what a case is called, as in ``for the Facebook thing``: it is no kind of letter."""
    plain = text.lower().replace("’", "'")
    return AS_NAMED.sub(" ", plain)


def find_which(text: str) -> str:
    """Return which cases a list is to hold, as ``open``, ``mine``, ``overdue``, ``new`` or ``all``."""
    plain = text.lower().replace("’", "'")
    return next((which for which, pattern in WHICH if pattern.search(plain)), "open")


def asks_to_hand_over(text: str) -> bool:
    """Tell whether somebody wants a case to be given to somebody or shared, themselves included."""
    return bool(HAND_OVER.search(_plain(text)))


def asks_what_is_due(text: str) -> bool:
    """Tell whether somebody asks which cases are due, whatever the day."""
    return bool(DUE.search(text.lower()))


def find_due_by(text: str, today: date) -> date | None:
    """Return the last of the days that ``due today`` or ``due this week`` means; nothing where none is named."""
    plain = text.lower()
    if not DUE.search(plain):
        return None
    sunday = today + timedelta(days=6 - today.weekday())
    if DUE_NEXT_WEEK.search(plain):
        return sunday + timedelta(days=7)
    if DUE_THIS_WEEK.search(plain):
        return sunday
    return next((today + timedelta(days=days) for pattern, days in DUE_BY if pattern.search(plain)), None)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a case, as somebody told it; no day where none was said."""

    what: What
    on: date | None = None


def find_happenings(text: str, today: date) -> list[Happening]:
    """Return what a text tells of a case, oldest first where it says so; ``today`` is the school's day.

    What is only planned, tried or denied has not happened. A parent who refuses after a talk has been asked.
    """
    plain = mended_days(mended(text, SPELLED, at=MEND_AT))
    days = find_days(plain, today)
    found = list(_settled(list(_events(plain)), plain))
    told = {event.what for event in found}
    happenings = [Happening(event.what, _day_of(event, days, plain)) for event in found]
    if {What.DISCUSSED, What.REFUSED} <= told and What.REMOVAL_REQUESTED not in told:
        talk = next(one for one in happenings if one.what is What.DISCUSSED)
        happenings.append(Happening(What.REMOVAL_REQUESTED, talk.on))
    order = list(What)
    return sorted(happenings, key=lambda one: (one.on or today, order.index(one.what)))


def tells_of_something(text: str) -> bool:
    """Tell whether a text says that something happened in a case."""
    return bool(find_happenings(text, date.min.replace(year=2000)))


@dataclass(frozen=True, slots=True)
class _Found:
    what: What
    start: int
    end: int


def _events(plain: str) -> Iterator[_Found]:
    for what, patterns in PATTERNS.items():
        for pattern in patterns:
            match = next((one for one in pattern.finditer(plain) if not _only_said(what, plain, one)), None)
            if match is not None:
                yield _Found(what, match.start(), match.end())
                break


def _only_said(what: What, plain: str, match: re.Match[str]) -> bool:
    """Tell whether a match is denied, planned or only tried, by the words before it in its clause."""
    before = CLAUSE_END.split(plain[: match.start()])[-1][-REACH:]
    if what is What.REFUSED:
        return bool(NOT_REFUSED.search(before) or OTHER_SPEAKER.search(plain[: match.start()][-REACH:]))
    if what is What.DISCUSSED and OTHER_SPEAKER.search(before):
        return True
    if what is What.LEGAL_ADVICE_TAKEN and THEIR.search(before):
        return True
    return bool(NOT_DONE.search(before) or IN_VAIN.match(plain[match.end() :]))


def _settled(found: Sequence[_Found], plain: str) -> Iterator[_Found]:
    """Leave out what another finding says better: who removed it, and what still stands is not gone."""
    told = {event.what for event in found}
    left_out = bool(STILL_THERE.search(plain)) or What.HOST_REMOVED in told
    for event in found:
        if not (event.what is What.REMOVED and left_out):
            yield event


def _day_of(event: _Found, days: Sequence[Named], plain: str) -> date | None:
    """Return the day said with an event: in its clause, else the nearest before it, else the first after it."""
    begin, end = _clause_at(plain, event.start)
    here = [named for named in days if begin <= named.start < max(end, event.end)]
    if here:
        return min(here, key=lambda named: min(abs(named.start - event.end), abs(event.start - named.end))).day
    past = [named for named in days if not _is_planned(named, plain)]
    before = [named for named in past if named.start < begin]
    return before[-1].day if before else (past[0].day if past else None)


def _clause_at(plain: str, place: int) -> tuple[int, int]:
    ends = [match.span() for match in CLAUSE_END.finditer(plain)]
    begin = max((end for _, end in ends if end <= place), default=0)
    return begin, min((start for start, _ in ends if start >= place), default=len(plain))


def _is_planned(named: Named, plain: str) -> bool:
    begin, _ = _clause_at(plain, named.start)
    return bool(NOT_DONE.search(plain[begin : named.start]) or BY.search(plain[: named.start]))
