"""A case as its page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.core.case_history import What
from assistant.core.case_rules import STEP_OF, chosen_steps, possible_events
from assistant.core.cases import Case, Entry
from assistant.core.chronology import CaseWords, Row, rows
from assistant.core.deadlines import Due, Timetable
from assistant.core.policy import Clause, Policy
from assistant.core.procedure import CLAUSE_OF, Step, label_of
from assistant.core.staff import StaffAccount
from assistant.services.case_desk import CaseView

_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step: the policy's words for it, whether it is for now, by when, what to record when it is done."""

    step: Step
    why: str
    advised: bool
    required: bool
    clause: Clause
    due: Due | None
    chosen: Entry | None
    events: tuple[What, ...]
    label: str

    @property
    def for_now(self) -> bool:
        """Whether it can be taken now by the procedure, or was decided on against it."""
        return self.advised or self.chosen is not None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the chronology, with what was added to it later."""

    entry: Entry
    row: Row
    added: tuple["Told", ...]


def step_cards(shown: CaseView, policy: Policy, timetable: Timetable, *, today: date) -> list[StepCard]:
    """Return every step: the policy's own next ones, what else was decided on, what else may be, and the others."""
    possible = possible_events(shown.case, today=today)
    chosen = {} if shown.case.closed else chosen_steps(shown.case)
    required = {offer.step for offer in shown.advice.next_steps if offer.required}
    advised = {offer.step: offer.why for offer in shown.advice.next_steps}
    dues = {due.step: due for due in timetable.required(shown.case)}
    why = advised | {offer.step: offer.why for offer in shown.advice.not_applicable}
    cards = [
        StepCard(
            step,
            reason,
            step in advised,
            step in required,
            policy.clauses[CLAUSE_OF[step]],
            dues.get(step),
            chosen.get(step),
            tuple(what for what in possible if STEP_OF.get(what) is step),
            label_of(step, required=step in required, beside_required=bool(required), chosen=step in chosen),
        )
        for step, reason in why.items()
    ]
    return sorted(cards, key=lambda card: (not card.required, card.chosen is None, not card.advised))


def happenings(case: Case, *, today: date) -> list[What]:
    """Return what can have happened to the school, rather than been done by it."""
    possible = possible_events(case, today=today)
    return [what for what in possible if what not in STEP_OF and what is not What.REPORTED]


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
