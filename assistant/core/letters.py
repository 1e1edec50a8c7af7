"""Letters and notices of a case: what they are made of, which of them suit it, what one still lacks.

Nothing is sent by the program. A letter is a draft that a person reads, completes and sends; what it does not know
stands in it as a marked gap, and while there is one the letter cannot be recorded as sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.core.case_errors import CaseError
from assistant.core.case_history import What
from assistant.core.procedure import Advice, Step
from assistant.core.routing import ACCUSED_POSTS, USUAL_STAND_INS, About, Role

GAP_OPENS, GAP_CLOSES = "〔", "〕"
"""What stands around the description of something that is missing."""

_GAP = re.compile(f"({GAP_OPENS}[^{GAP_CLOSES}]*{GAP_CLOSES})")


class LetterKind(StrEnum):
    """The letters and notices that a school may need."""

    INVITATION_TO_DISCUSS = "invitation_to_discuss"
    REQUEST_FOR_REMOVAL = "request_for_removal"
    WRITTEN_WARNING = "written_warning"
    NOTICE_OF_BLOCKED_ACCESS = "notice_of_blocked_access"
    REPORT_TO_HOST = "report_to_host"
    NOTE_TO_POLICE = "note_to_police"
    ACKNOWLEDGEMENT_OF_COMPLAINT = "acknowledgement_of_complaint"


LETTER_NAMES = {
    LetterKind.INVITATION_TO_DISCUSS: "Invitation to talk",
    LetterKind.REQUEST_FOR_REMOVAL: "Request to remove a post",
    LetterKind.WRITTEN_WARNING: "Written warning",
    LetterKind.NOTICE_OF_BLOCKED_ACCESS: "Notice of blocked access",
    LetterKind.REPORT_TO_HOST: "Report to a website",
    LetterKind.NOTE_TO_POLICE: "Note to the police",
    LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT: "Acknowledgement of a complaint",
}
"""What staff call each; its own heading is in its file."""
EVENT_OF = {
    LetterKind.REQUEST_FOR_REMOVAL: What.REMOVAL_REQUESTED,
    LetterKind.WRITTEN_WARNING: What.WARNING_SENT,
    LetterKind.NOTICE_OF_BLOCKED_ACCESS: What.ACCESS_BLOCKED,
    LetterKind.REPORT_TO_HOST: What.HOST_CONTACTED,
    LetterKind.NOTE_TO_POLICE: What.POLICE_CONTACTED,
}
"""The event that sending a letter is; the others are kept as a note."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; a line break in it is one in the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A clause of the policy, word for word."""

    clause: str
    section: str
    text: str


Block = Text | Heading | Items | Quote
Value = str | tuple[str, ...] | tuple[Quote, ...]
"""What a name in a letter can stand for."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name that a letter uses, and what is to be put there, in plain words."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A kind of letter before it is filled.

    ``asks`` are the placeholders that a person fills; ``days`` the school days until ``deadline``, where it sets one.
    """

    kind: LetterKind
    title: str
    step: Step | None
    signed_by: Role
    asks: tuple[Placeholder, ...]
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it would be sent; ``missing`` are its gaps, in the order in which they come."""

    kind: LetterKind
    title: str
    blocks: tuple[Block, ...]
    missing: tuple[Placeholder, ...] = ()

    def text(self) -> str:
        """Return the letter as plain text, its parts apart by an empty line."""
        return "\n\n".join([self.title, *(_plain(block) for block in self.blocks)])


class IncompleteError(CaseError):
    """A letter cannot count as sent while something is missing in it; ``missing`` says what. Nothing was stored."""

    def __init__(self, missing: tuple[Placeholder, ...]) -> None:
        listed = "; ".join(placeholder.description for placeholder in missing)
        super().__init__(f"The letter still has gaps. Missing: {listed}.")
        self.missing = missing


def suitable(advice: Advice, forms: Mapping[LetterKind, LetterForm]) -> tuple[LetterKind, ...]:
    """Return the letters of a case's next steps, in their order, then those that belong to no step."""
    of_steps = [form.kind for offer in advice.next_steps for form in forms.values() if form.step is offer.step]
    return (*of_steps, *(form.kind for form in forms.values() if form.step is None))


def signer(role: Role, about: frozenset[About]) -> Role:
    """Return who signs: the post that the letter names, unless the case is about its holder."""
    accused = {post for one in about for post in ACCUSED_POSTS.get(one, ())}
    return next((post for post in (role, *USUAL_STAND_INS[role]) if post not in accused), role)


def in_words(day: date) -> str:
    """Return a day as a letter names it, such as ``Friday 11 September 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def gap(placeholder: Placeholder) -> str:
    """Return what stands in a letter where something is missing."""
    return f"{GAP_OPENS}{placeholder.description}{GAP_CLOSES}"


def cut_at_gaps(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the pieces of a text in their order, each with whether it is a gap."""
    return tuple((piece, bool(_GAP.fullmatch(piece))) for piece in _GAP.split(text) if piece)


def _plain(block: Block) -> str:
    match block:
        case Quote():
            return f"“{block.text}”\n({block.section})"
        case Items():
            return "\n".join(f"- {item}" for item in block.items)
        case _:
            return block.text
