"""A post that somebody means to publish: what is found in it, how grave that is, and what to do instead.

The categories are the policy's six examples of inappropriate use, cyber-bullying standing beside allegations as the
policy has it. A finding says "may": only a person can judge.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a post may hold."""

    ALLEGATION = "allegation"
    CYBERBULLYING = "cyberbullying"
    COMPLAINT = "complaint"
    DEFAMATORY = "defamatory"
    OFFENSIVE = "offensive"
    RACIST = "racist"
    VIOLENCE = "violence"


class Level(StrEnum):
    """How grave a post is, from nothing found to what belongs with the police or the complaints procedure."""

    OK = "ok"
    RECONSIDER = "reconsider"
    DO_NOT_POST = "do_not_post"
    SERIOUS = "serious"


CLAUSE_OF = {
    Category.ALLEGATION: "inappropriate.allegations",
    Category.CYBERBULLYING: "inappropriate.allegations",
    Category.COMPLAINT: "inappropriate.complaints",
    Category.DEFAMATORY: "inappropriate.defamatory",
    Category.OFFENSIVE: "inappropriate.offensive",
    Category.RACIST: "inappropriate.racist",
    Category.VIOLENCE: "inappropriate.violence",
}

_GRAVE = frozenset({Category.RACIST, Category.VIOLENCE})
_GRAVEST_FIRST = (
    Category.VIOLENCE,
    Category.RACIST,
    Category.DEFAMATORY,
    Category.ALLEGATION,
    Category.CYBERBULLYING,
    Category.OFFENSIVE,
    Category.COMPLAINT,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One category found in a post. ``spans`` are code-point offsets ``(start, end)`` into the post, untrimmed."""

    category: Category
    confidence: float
    spans: tuple[tuple[int, int], ...]

    @property
    def clause(self) -> str:
        """The clause of the policy that the category comes from."""
        return CLAUSE_OF[self.category]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one post. ``serious_allegation``: it may tell of abuse or serious harm to a child."""

    findings: tuple[Finding, ...] = ()
    names_individual: bool = False
    identifies_child: bool = False
    serious_allegation: bool = False

    @property
    def level(self) -> Level:
        """The overall level, by the gravest finding."""
        found = {finding.category for finding in self.findings}
        if found & _GRAVE or (self.serious_allegation and found):
            return Level.SERIOUS
        if found - {Category.COMPLAINT}:
            return Level.DO_NOT_POST
        if found:
            return Level.RECONSIDER
        return Level.OK

    def worst(self, most: int) -> tuple[Finding, ...]:
        """Return at most so many findings, the gravest first."""
        ranked = sorted(self.findings, key=lambda finding: _GRAVEST_FIRST.index(finding.category))
        return tuple(ranked[:most])


Span = tuple[int, int]

_QUOTED = re.compile(
    r'"(?P<double>[^"]+)"?|“(?P<curly>[^”]+)”?|«(?P<angled>[^»]+)»?|(?<!\w)[\'‘](?P<single>.+)[\'’](?!\w)',
    re.DOTALL,
)
_AFTER_COLON = re.compile(r":\s+(?P<rest>\S.*)\Z", re.DOTALL)
_NEW_LINE = re.compile(r"\n\s*(?P<rest>\S.*)\Z", re.DOTALL)
_ASKS = re.compile(
    r"\b(?:ok|okay|all ?right|fine|check|post|posting|say|send|sending|put|thoughts?|too far|read)\b",
    re.IGNORECASE,
)
_AFTER_QUESTION = re.compile(rf"\A[^?\n]*{_ASKS.pattern}[^?\n]*\?\s+(?P<rest>\S.*)\Z", re.DOTALL | re.IGNORECASE)
_LEAST_WORDS = 3


_QUOTATION = re.compile(r"\"[^\"]+\"|“[^”]+”|«[^»]+»|‘[^‘]+’(?!\w)|(?<!\w)'[^'\n]+'(?!\w)")
_CONDEMNS = re.compile(
    r"\b(?:no place (?:for|in|on|here)|stamp(?:ed|ing)? (?:it |racism |bullying )?out|anti[- ]?(?:racis|bully)\w*"
    r"|(?:is|are|was|were)(?:n'?t| not| never) (?:ok|okay|acceptable)"
    r"|(?:nobody|no one|no child) should (?:say|hear|write)"
    r"|what (?:was|got|has been) (?:said|shouted|called|written|sprayed)"
    r"|(?:that|this|it)(?:'s| is| was) what (?:someone|somebody|they) (?:said|shouted|called|wrote|sprayed))\b",
    re.IGNORECASE,
)


def stands_by_itself(text: str, sentences: list[Span], at: int) -> bool:
    """Tell whether a post means a sentence of its own: not quoted for its most part, nor condemned beside it."""
    start, end = sentences[at]
    quoted = sum(max(0, min(end, match.end()) - max(start, match.start())) for match in _QUOTATION.finditer(text))
    beside = sentences[max(0, at - 1) : at] + sentences[at + 1 : at + 2]
    return 2 * quoted < end - start and not any(_CONDEMNS.search(text[slice(*span)]) for span in beside)


def find_draft(message: str) -> Span | None:
    """Find the draft inside a request such as ``is this ok: "…"``; return where it stands, or nothing.

    Looked for in quotation marks, on the lines after the first, after a colon, and after a question that asks
    about it, in this order; at least three words, so that ``can you check "it"`` asks for the draft. Quotation
    marks inside a draft that follows a colon or a new line belong to the draft.
    """
    after = [match.span("rest") for pattern in (_NEW_LINE, _AFTER_COLON) if (match := pattern.search(message))]
    quoted = [match.span(match.lastgroup or 0) for match in _QUOTED.finditer(message)]
    quoted.sort(key=lambda span: span[0] - span[1])
    candidates = [_surrounding(message, span, after) for span in quoted] + after
    question = _AFTER_QUESTION.search(message)
    if question and not _ASKS.search(question["rest"]):
        candidates.append(question.span("rest"))
    for start, end in candidates:
        piece = message[start:end]
        if len(piece.split()) >= _LEAST_WORDS:
            return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    return None


def _surrounding(message: str, quoted: Span, after: list[Span]) -> Span:
    """Return the text after a colon or new line that only quotes something on its way, or else the quotation."""
    for start, end in after:
        before, behind = message[start : quoted[0]], message[quoted[1] : end]
        within = start < quoted[0] - 1 and quoted[1] <= end
        if within and not _ASKS.search(before) and not _ASKS.search(behind):
            return start, end
    return quoted
