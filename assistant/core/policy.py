"""The policy document: clauses with their exact words, and the topics that answer a question with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the document. ``text`` is quoted word for word; ``bullet`` marks a point of a list."""

    id: str
    section: str
    text: str
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A question that the policy answers: our lead in plain English, the clauses, and what people ask next."""

    id: str
    lead: str
    clauses: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A school's policy. ``clauses`` keep the order of the document."""

    school: str
    title: str
    document_url: str
    review_due: date
    clauses: Mapping[str, Clause]
    topics: Mapping[str, Topic]

    def document(self) -> str:
        """Put headings, clauses and bullets together again as the whole document, a paragraph or point a line."""
        lines: list[str] = []
        section = None
        for clause in self.clauses.values():
            if clause.section not in (section, TITLE_SECTION):
                lines.append(clause.section)
            section = clause.section
            lines.append(f"- {clause.text}" if clause.bullet else clause.text)
        return "\n\n".join(lines)

    def review_overdue(self, today: date) -> bool:
        """Tell whether the date by which the document says it will be reviewed has passed."""
        return today > self.review_due


TITLE_SECTION = "Title"
"""The section of the words on the front; it has no heading of its own in the document."""

CLAUSE_IDS = (
    "document.details",
    "overview.purpose",
    "overview.who_is_a_parent",
    "objectives",
    "appropriate.potential",
    "appropriate.personal_accounts",
    "appropriate.before_posting",
    "appropriate.right_channel",
    "appropriate.private_discussion",
    "appropriate.harm_to_individuals",
    "appropriate.impact_on_school",
    "inappropriate.rarely_appropriate",
    "inappropriate.examples",
    "inappropriate.allegations",
    "inappropriate.complaints",
    "inappropriate.defamatory",
    "inappropriate.offensive",
    "inappropriate.racist",
    "inappropriate.violence",
    "children.appropriate_use",
    "children.explain_and_monitor",
    "procedure.first_step",
    "procedure.if_refused",
    "procedure.legal_advice",
    "procedure.written_warning",
    "procedure.police",
    "procedure.block_access",
    "procedure.contact_host",
    "procedure.other_legal_action",
)
"""Every clause that the assistant relies on, in the order of the document."""

TOPIC_IDS = (
    "purpose",
    "who_is_a_parent",
    "objectives",
    "appropriate_use",
    "before_you_post",
    "inappropriate_use",
    "allegations",
    "complaints_online",
    "defamation",
    "offensive_comments",
    "racist_comments",
    "threats",
    "children_online",
    "private_channels",
    "procedure",
    "first_step",
    "if_refused",
    "legal_action",
    "written_warning",
    "police",
    "block_access",
    "contact_host",
    "document_details",
)
"""Every topic that a message can ask about."""
