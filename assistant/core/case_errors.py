"""Why something cannot be done with a case: one code for each reason, and its words."""

from enum import StrEnum

from assistant.core.cases import Case
from assistant.core.errors import AssistantError


class Refusal(StrEnum):
    """Why a case does not take something."""

    IN_THE_FUTURE = "in_the_future"
    BEFORE_THE_MATERIAL = "before_the_material"
    CASE_CLOSED = "case_closed"
    GONE_ALREADY = "gone_already"
    AUTHOR_UNKNOWN = "author_unknown"
    REASON_NEEDED = "reason_needed"
    WORDS_NEEDED = "words_needed"
    TITLE_NEEDED = "title_needed"
    TOO_LONG = "too_long"
    NO_SUCH_ENTRY = "no_such_entry"
    NOT_TO_BE_WITHDRAWN = "not_to_be_withdrawn"
    WITHDRAWN_ALREADY = "withdrawn_already"
    NOTHING_CHANGED = "nothing_changed"
    NOT_YOURS_TO_OPEN = "not_yours_to_open"
    MAY_NOT_READ_IT = "may_not_read_it"
    WOULD_TELL_THE_ACCUSED = "would_tell_the_accused"
    NOT_SHARED = "not_shared"
    NOT_YOURS_TO_UNSHARE = "not_yours_to_unshare"
    EVIDENCE_NEEDED = "evidence_needed"
    SEEN_IN_THE_FUTURE = "seen_in_the_future"


REFUSALS = {
    Refusal.IN_THE_FUTURE: "That day has not come yet. Record what has happened, with the day on which it did.",
    Refusal.BEFORE_THE_MATERIAL: (
        "That is before the material was reported. If the day of the report is wrong, correct that entry first."
    ),
    Refusal.CASE_CLOSED: (
        "The case is closed. Only new material opens it again, or a refusal while it still stands; "
        "to set something right, choose “Add to or correct” at its entry on the case's page. An entry that was wrong, "
        "closing too, can be withdrawn there."
    ),
    Refusal.GONE_ALREADY: (
        "The material was recorded as gone by then. If that was a mistake, correct that entry; "
        "if there is something new, record that the parent has continued."
    ),
    Refusal.AUTHOR_UNKNOWN: "The case says that nobody knows who wrote it. If you know by now, change the facts first.",
    Refusal.REASON_NEEDED: (
        "That is not what the procedure has next. You may do it; say why, and the reason is kept with it."
    ),
    Refusal.WORDS_NEEDED: "Say in a few words what it is.",
    Refusal.TITLE_NEEDED: "Give the case a title of a few words, on one line.",
    Refusal.TOO_LONG: "That is too long. Shorten it, or divide it into several notes.",
    Refusal.NO_SUCH_ENTRY: "The case has no entry with that number.",
    Refusal.NOT_TO_BE_WITHDRAWN: "This entry cannot be withdrawn. Change what it says by a new entry.",
    Refusal.WITHDRAWN_ALREADY: "That entry was withdrawn already.",
    Refusal.NOTHING_CHANGED: "That is what the case says already.",
    Refusal.NOT_YOURS_TO_OPEN: (
        "You may not open this case. Tell the headteacher; if it is about the headteacher, the chair of governors; "
        "if it is about a governor, the clerk."
    ),
    Refusal.MAY_NOT_READ_IT: "That person may not read this case.",
    Refusal.WOULD_TELL_THE_ACCUSED: (
        "Somebody whom this is about sees that case, and would learn from it that there is this. "
        "Open a case of its own."
    ),
    Refusal.NOT_SHARED: "The case is not shared with that person.",
    Refusal.NOT_YOURS_TO_UNSHARE: (
        "You were let into this case yourself. Ask its owner, or the person who shared it, to take that back."
    ),
    Refusal.EVIDENCE_NEEDED: "Give a file, an address, or say in words what you saw.",
    Refusal.SEEN_IN_THE_FUTURE: "That day has not come yet. Give the day on which it was seen.",
}


class CaseError(AssistantError):
    """Something cannot be done with a case."""


class RefusedError(CaseError):
    """The case does not take this; ``code`` says why. Nothing was stored."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


class NotFoundError(CaseError):
    """There is no such case, or none for this person: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("There is no such case for you.")


class ConflictError(CaseError):
    """Somebody else was first; ``current`` is the case as it stands now. Nothing was stored."""

    def __init__(self, current: Case) -> None:
        super().__init__("Somebody has changed the case since you looked at it. Nothing of yours was stored yet.")
        self.current = current
