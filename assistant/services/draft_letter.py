"""Draft a letter or notice for a case, and record that one was sent.

The program sends nothing. A person reads the draft, completes it, sends it, and records it here with its whole text.
"""

from collections.abc import Mapping
from datetime import date

from assistant.core.case_errors import Refusal, RefusedError
from assistant.core.cases import Case
from assistant.core.hosts import Host
from assistant.core.letter_values import FIXED, values_of
from assistant.core.letters import EVENT_OF, IncompleteError, Letter, LetterKind, Value, signer
from assistant.core.routing import About, Kind, Role, readers, together
from assistant.core.staff import StaffAccount
from assistant.core.text import has_words
from assistant.services.case_desk import CaseView, seen, today, view
from assistant.services.change_case import add_note, record_event
from assistant.services.ports import CaseDesk, LetterDesk


def reporting_route(desk: CaseDesk, letters: LetterDesk, *, actor: StaffAccount, number: int) -> Host:
    """Return how the website of a case takes a report; where its place names none, what holds for any website.

    Raises:
        NotFoundError: there is no such case for the actor.
    """
    place = _shown(desk, actor, number).case.details.place
    return letters.hosts.of_place(place) or letters.hosts.any_other


def draft_letter(
    desk: CaseDesk,
    letters: LetterDesk,
    *,
    actor: StaffAccount,
    number: int,
    kind: LetterKind,
    details: Mapping[str, str],
    on: date | None = None,
) -> Letter:
    """Return a letter of the day ``on``, today unless told, filled from the case and from what the actor has typed.

    ``details`` are by the names of the letter's placeholders. They go before what the case says, but for days,
    clauses and the like. What neither knows is a gap.

    Raises:
        NotFoundError: there is no such case for the actor.
    """
    case = _shown(desk, actor, number).case
    return _draft(desk, letters, case, actor=actor, kind=kind, details=details, on=on or today(desk.clock))


def record_letter_sent(
    desk: CaseDesk,
    letters: LetterDesk,
    *,
    actor: StaffAccount,
    number: int,
    version: int,
    kind: LetterKind,
    details: Mapping[str, str],
    on: date,
    reason: str = "",
    request_id: str = "",
) -> CaseView:
    """Record that a letter, drafted with these ``details``, was sent on the day that it bears; its text is kept.

    ``version`` is the case's as it was drafted from. One that goes against the advice needs a reason.

    Raises:
        NotFoundError: there is no such case for the actor.
        IncompleteError: the letter has gaps.
        ConflictError: the case has changed since it was drafted.
        RefusedError: the case does not take it.
    """
    shown = _shown(desk, actor, number)
    if shown.case.holds(request_id):
        return shown
    if on > today(desk.clock):
        raise RefusedError(Refusal.IN_THE_FUTURE)
    letter = _draft(desk, letters, shown.case, actor=actor, kind=kind, details=details, on=on)
    if letter.missing:
        raise IncompleteError(letter.missing)
    if kind not in EVENT_OF:
        return add_note(desk, actor=actor, number=number, version=version, words=letter.text(), request_id=request_id)
    return record_event(
        desk,
        actor=actor,
        number=number,
        version=version,
        what=EVENT_OF[kind],
        on=on,
        words=letter.text(),
        reason=reason,
        request_id=request_id,
    )


def _shown(desk: CaseDesk, actor: StaffAccount, number: int) -> CaseView:
    return view(desk, seen(desk.cases.by_number(number), actor))


def _draft(
    desk: CaseDesk,
    letters: LetterDesk,
    case: Case,
    *,
    actor: StaffAccount,
    kind: LetterKind,
    details: Mapping[str, str],
    on: date,
) -> Letter:
    form = letters.forms.forms()[kind]
    about = _about(case)
    reader = readers(Kind.COMPLAINT, about)[0]
    of_the_reader = kind is LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT and about is not About.OTHER
    signs = reader if of_the_reader else signer(form.signed_by, case.details.about)
    typed = {name: words for name, words in details.items() if has_words(words) and name not in FIXED}
    host = letters.hosts.of_place(typed.get("place", case.details.place))
    office = letters.contacts[Role.OFFICE]
    values: dict[str, Value] = {
        **values_of(case, letters.policy, letters.words, desk.timetable.calendar, on=on, days=form.days),
        "host": host.name if host else "",
        "signer_name": actor.name if signs in actor.posts else "",
        "signer_title": letters.contacts[signs].title.removeprefix("the ").capitalize(),
        "complaint_reader": letters.contacts[reader].title,
        "reply_within": letters.reply_within,
        "office_phone": office.phone,
        "office_email": office.email,
        "office_hours": letters.office_hours,
    }
    return letters.forms.fill(kind, values | typed)


def _about(case: Case) -> About:
    """Return whom a complaint is about; where nobody is left to read one, the one that goes the furthest up."""
    order = [about for about in (About.GOVERNORS, About.HEADTEACHER, About.CLERK) if about in case.details.about]
    return (together(*order) or order[0]) if order else About.OTHER
