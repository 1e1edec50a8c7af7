"""A case's chronology as it is printed: one row an entry, what was withdrawn still there, struck through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assistant.core.calendar import school_time
from assistant.core.case_history import What
from assistant.core.cases import Case, Details, Entry, EntryKind
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Status, Step
from assistant.core.record_words import RECORD_KINDS
from assistant.core.records import Record
from assistant.core.routing import ONE_EACH, About, Kind, parts_of


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What the parts of a case are called. ``same_person`` stands for a name that the entry bears already."""

    events: Mapping[What, str]
    statuses: Mapping[Status, str]
    steps: Mapping[Step, str]
    entries: Mapping[EntryKind, str]
    locations: Mapping[Location, str]
    categories: Mapping[Category, str]
    about: Mapping[About, str]
    """For those that stand for one each."""
    grossly_obscene: str
    harassment: str
    author_unknown: str
    child_at_risk: str
    child_first: str
    look_again: str
    same_person: str

    def whom(self, about: About) -> str:
        """Return the words for whom something is about, for two at once as well."""
        return " and ".join(self.about[part] for part in parts_of(about))

    def named(self, record: Record) -> str:
        """Return what a record is and whom it is about; a request about one's own data is about nobody else."""
        kind = RECORD_KINDS[record.kind]
        return kind if record.kind is Kind.DATA_RIGHTS else f"{kind} {self.whom(record.about)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, ready to print. ``recorded`` is the school's own time; ``reason`` why it went against the advice."""

    position: int
    on: date
    recorded: datetime
    what: str
    who: str
    words: str
    reason: str
    struck: bool


def rows(case: Case, words: CaseWords, names: Mapping[str, str]) -> list[Row]:
    """Return the chronology by the day of what each entry tells; ``names`` are those of the staff accounts."""
    withdrawn = case.withdrawn
    return [
        Row(
            entry.position,
            entry.on,
            school_time(entry.recorded_at),
            _what(case, entry, words, names),
            names.get(entry.by, entry.by),
            entry.words,
            entry.reason,
            entry.position in withdrawn,
        )
        for entry in sorted(case.entries, key=lambda entry: (entry.on, entry.position))
    ]


def describe_facts(facts: Facts, words: CaseWords) -> str:
    """Return what was found, in one line."""
    flags = {
        words.grossly_obscene: facts.grossly_obscene,
        words.harassment: facts.harassment,
        words.author_unknown: not facts.author_known,
    }
    found = [words.categories[category] for category in Category if category in facts.categories]
    return ", ".join([words.locations[facts.location], *found, *(flag for flag, holds in flags.items() if holds)])


def describe_details(details: Details, words: CaseWords, names: Mapping[str, str]) -> str:
    """Return what a case is called and whom it is about, in one line."""
    accused = sorted(names.get(staff_id, staff_id) for staff_id in details.accused)
    about = [words.about[about] for about in ONE_EACH if about in details.about]
    parts = [details.title, details.place, details.people, *about, *accused]
    return ", ".join(part for part in [*parts, words.child_at_risk if details.child_at_risk else ""] if part)


def _what(case: Case, entry: Entry, words: CaseWords, names: Mapping[str, str]) -> str:
    if entry.what:
        return words.events[entry.what]
    said = []
    if entry.addendum_to:
        said.append(str(entry.addendum_to))
    if entry.step:
        said.append(words.steps[entry.step])
    if entry.details:
        said.append(describe_details(entry.details, words, names))
    if entry.evidence:
        said.extend(_seen(case, entry))
    if entry.facts:
        said.append(describe_facts(entry.facts, words))
    if entry.staff_id:
        own = entry.staff_id == entry.by
        person = words.same_person if own else names.get(entry.staff_id, entry.staff_id)
        if entry.kind is not EntryKind.OPENED:
            said.append(person)
        elif not own:
            said.append(f"owned by {person}")
    title = words.entries[entry.kind]
    return f"{title}: {'; '.join(said)}" if said else title


def _seen(case: Case, entry: Entry) -> list[str]:
    """Return where and at which hour it was seen, and which file shows it."""
    assert entry.evidence is not None
    evidence = entry.evidence
    said = [evidence.address] if evidence.address else []
    if evidence.seen_at:
        said.append(f"seen at {evidence.seen_at}")
    if evidence.file_id is not None and evidence.file_kind is not None:
        said.append(f"{evidence.file_kind.in_words} {case.file_name(entry)}")
    return said
