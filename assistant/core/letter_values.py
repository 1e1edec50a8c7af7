"""What a case can say by itself in a letter: days, clauses, the chronology."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from types import MappingProxyType

from assistant.core.calendar import SchoolCalendar
from assistant.core.case_history import Event, What, in_order, recall
from assistant.core.cases import Case, Entry, Evidence
from assistant.core.chronology import CaseWords
from assistant.core.letters import Quote, Value, in_words
from assistant.core.policy import Policy
from assistant.core.posts import CLAUSE_OF, Category
from assistant.core.procedure import Facts

_MATERIAL = frozenset({What.REPORTED, What.CONTINUED})
_ADDRESS = re.compile(r"https?://\S+")

KNOWN = MappingProxyType(
    {
        "school": "the school's name",
        "policy_title": "the policy's title",
        "reference": "the case's number",
        "date": "the day of the letter",
        "place": "where it was posted, such as: the Year 2 parents' group on Facebook",
        "seen_on": "the day on which the school was told of the post",
        "discussed_on": "the day of the last talk with the parent about the newest post",
        "asked_on": "the day on which the parent was last asked to remove the newest post",
        "discussed_before": "the day of the last talk with the parent about an earlier post",
        "asked_before": "the day on which the parent was last asked to remove an earlier post",
        "warned_on": "the day of the last written warning",
        "deadline": "the day by which something is asked",
        "clauses": "the clauses of the policy that the post may go against",
        "may_follow": "the clauses of the policy that say what the school may do next and has not done yet",
        "grounds": "the policy's reasons to contact the police",
        "chronology": "what happened, a day a line",
        "web_address": "the address of the post, or where exactly it can be found",
        "evidence": "what the school keeps, each thing on a line of its own",
        "child_at_risk": "that a child may be at risk, where the case says so",
        "host": "the name of the website or app, such as: Facebook",
        "signer_name": "the name of the person who signs",
        "signer_title": "the post of the person who signs",
        "complaint_reader": "who looks at a complaint about this",
        "reply_within": "how soon the school answers",
        "office_phone": "the office's phone number",
        "office_email": "the office's e-mail address",
        "office_hours": "the office's hours",
    }
)
"""The names that every letter may use without asking a person, and what each is, in plain words."""

LISTS = frozenset({"clauses", "may_follow", "grounds", "chronology"})
"""Those of them that are lists."""

_DAYS = frozenset({"date", "seen_on", "discussed_on", "asked_on", "discussed_before", "asked_before", "warned_on"})
FIXED = LISTS | _DAYS | {"school", "policy_title", "reference"}
"""Those that are as the case has them; nobody types over them."""


def values_of(
    case: Case, policy: Policy, words: CaseWords, calendar: SchoolCalendar, *, on: date, days: int | None
) -> dict[str, Value]:
    """Return what is known for a letter of the day ``on`` that sets a term of ``days`` school days, if any."""
    earlier, lately = _around_the_newest_post(case)
    found: dict[str, Value] = {
        "school": policy.school,
        "policy_title": policy.title,
        "reference": case.reference,
        "date": in_words(on),
        "place": case.details.place,
        "seen_on": _last_day(lately, _MATERIAL),
        "discussed_on": _last_day(lately, {What.DISCUSSED}),
        "asked_on": _last_day(lately, {What.REMOVAL_REQUESTED}),
        "discussed_before": _last_day(earlier, {What.DISCUSSED}),
        "asked_before": _last_day(earlier, {What.REMOVAL_REQUESTED}),
        "warned_on": _last_day([*earlier, *lately], {What.WARNING_SENT}),
        "deadline": in_words(calendar.add_school_days(on, days)) if days else "",
        "clauses": quotes(policy, _clauses(case.facts)),
        "may_follow": quotes(policy, _may_follow(case)),
        "grounds": case.facts.police_grounds,
        "chronology": tuple(f"{in_words(event.on)}: {words.events[event.what]}" for event in case.events if event.on),
        "web_address": _web_address(case),
        "evidence": "\n".join(_kept(case)),
        "child_at_risk": words.child_at_risk if case.details.child_at_risk else "",
    }
    return found


def quotes(policy: Policy, clauses: Iterable[str]) -> tuple[Quote, ...]:
    """Return clauses of the policy, to be quoted."""
    found = (policy.clauses[name] for name in clauses)
    return tuple(Quote(clause.id, clause.section, clause.text) for clause in found)


def _around_the_newest_post(case: Case) -> tuple[Sequence[Event], Sequence[Event]]:
    """Return what happened before the newest post came to the school's notice, and that with what followed."""
    events = in_order(case.events)
    newest = max((at for at, event in enumerate(events) if event.what in _MATERIAL), default=0)
    return events[:newest], events[newest:]


def _last_day(events: Iterable[Event], whats: Set[What]) -> str:
    days = [event.on for event in events if event.what in whats and event.on]
    return in_words(days[-1]) if days else ""


def _seen(case: Case) -> list[tuple[Entry, Evidence]]:
    """Return the evidence that stands, each with its entry, oldest first."""
    return [(entry, entry.evidence) for entry in case.standing if entry.evidence]


def _web_address(case: Case) -> str:
    """Return where the evidence was seen, the newest first; the place of the case, where that is an address."""
    addresses = [evidence.address for _, evidence in reversed(_seen(case)) if evidence.address]
    place = case.details.place.strip()
    if not addresses and _ADDRESS.fullmatch(place):
        return place
    return ", ".join(dict.fromkeys(addresses))


def _kept(case: Case) -> Iterator[str]:
    """Return what the school keeps, such as ``picture C-0042-entry-7.png, seen on Friday 11 September 2026``."""
    for entry, evidence in _seen(case):
        kept = [f"{evidence.file_kind.in_words} {case.file_name(entry)}"] if evidence.file_kind else []
        hour = f", {evidence.seen_at}" if evidence.seen_at else ""
        where = [evidence.address] if evidence.address else []
        yield ", ".join([*(kept or ["a note of what was seen"]), f"seen on {in_words(entry.on)}{hour}", *where])


def _clauses(facts: Facts) -> Iterable[str]:
    return dict.fromkeys(CLAUSE_OF[category] for category in Category if category in facts.categories)


def _may_follow(case: Case) -> list[str]:
    """Return the actions that the policy names and that are left here, in its order, but for the warning."""
    facts, done = case.facts, recall(case.events).tried_lately
    possible = {
        "procedure.legal_advice": What.LEGAL_ADVICE_TAKEN not in done,
        "procedure.police": facts.for_the_police and What.POLICE_CONTACTED not in done,
        "procedure.block_access": facts.on_school_site and What.ACCESS_BLOCKED not in done,
        "procedure.contact_host": not facts.on_school_site and What.HOST_CONTACTED not in done,
        "procedure.other_legal_action": What.OTHER_LEGAL_ACTION not in done,
    }
    left = [clause for clause, applies in possible.items() if applies]
    return ["procedure.if_refused", *left] if left else []
