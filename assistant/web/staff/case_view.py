"""A case as its page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF, chosen_steps, possible_events
from assistant.core.cases import Case, Entry
from assistant.core.chronology import CaseWords, Row, rows
from assistant.core.deadlines import Due
from assistant.core.policy import Clause, Policy
from assistant.core.procedure import NextStep
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView

_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step that can be taken now: the policy's words for it, by when, what to record when it is done."""

    step: NextStep
    clause: Clause
    due: Due | None
    chosen: Entry | None
    events: tuple[What, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the chronology, with what was added to it later."""

    entry: Entry
    row: Row
    added: tuple["Told", ...]


def step_cards(shown: CaseView, policy: Policy, *, today: date) -> list[StepCard]:
    """Return the steps that can be taken now, the policy's own next ones first."""
    possible, chosen = possible_events(shown.case, today=today), chosen_steps(shown.case)
    return [
        StepCard(
            step,
            policy.clauses[step.clause],
            shown.due if shown.due and shown.due.step is step.step else None,
            chosen.get(step.step),
            tuple(what for what in possible if STEP_OF.get(what) is step.step),
        )
        for step in shown.advice.next_steps
    ]


def other_events(case: Case, cards: Iterable[StepCard], *, today: date) -> list[What]:
    """Return what else can be recorded: what happened to the school first, then steps that are not for now."""
    beside = {what for card in cards for what in card.events}
    left = [what for what in possible_events(case, today=today) if what not in beside]
    return sorted(left, key=lambda what: what in STEP_OF)


def timeline(case: Case, words: CaseWords, names: Mapping[str, str]) -> list[Told]:
    """Return the chronology; what was added to an entry stands with it."""
    entries = {entry.position: entry for entry in case.entries}
    by_position = {row.position: row for row in rows(case, words, names)}

    def told(position: int) -> Told:
        added = [entry.position for entry in case.entries if entry.addendum_to == position]
        return Told(entries[position], by_position[position], tuple(told(other) for other in added))

    return [told(position) for position in by_position if not entries[position].addendum_to]


def names_of(people: Mapping[str, StaffAccount]) -> dict[str, str]:
    """Return the names of the accounts, by id."""
    return {account_id: account.name for account_id, account in people.items()}


@dataclass(frozen=True, slots=True)
class Inbox:
    """The open cases of a person's start page, each in the first list that it belongs to."""

    mine: list[CaseView]
    overdue: list[CaseView]
    this_week: list[CaseView]
    others: list[CaseView]


def sort_cases(found: Iterable[CaseView], person: StaffAccount, *, today: date) -> Inbox:
    """Sort open cases for somebody's start page, those that are due first before the others."""
    inbox = Inbox([], [], [], [])
    sunday = today + timedelta(days=_SUNDAY - today.weekday())
    for shown in sorted(found, key=lambda shown: (shown.due is None, shown.due.on if shown.due else date.max)):
        if shown.case.owner == person.id:
            inbox.mine.append(shown)
        elif shown.overdue(today):
            inbox.overdue.append(shown)
        elif shown.due and shown.due.on <= sunday:
            inbox.this_week.append(shown)
        else:
            inbox.others.append(shown)
    return inbox
