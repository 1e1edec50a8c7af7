"""The school's own policy, put together again, is the document: not a word missing, added or twice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.adapters.content import read_policy
from assistant.core.policy import CLAUSE_IDS, TITLE_SECTION, TOPIC_IDS, Clause, Policy

PROJECT = Path(__file__).parents[3]
DOCUMENT = PROJECT / "docs" / "policy" / "bilton-infant-school.txt"
RUNNING_HEAD = "Bilton Infant School"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read_policy(PROJECT / "assistant" / "content" / "policy.yml")


def _policy(*clauses: Clause) -> Policy:
    return Policy("A School", "A policy", "/policy", date(2026, 8, 31), {clause.id: clause for clause in clauses}, {})


def _document_words() -> list[str]:
    """The document's words; the running head stands once on the front and once more on the second page."""
    front, head, second = DOCUMENT.read_text(encoding="utf-8").rpartition(RUNNING_HEAD)
    assert head == RUNNING_HEAD
    assert front.count(RUNNING_HEAD) == 1
    return (front + second).replace("\f", " ").split()


def test_policy_put_together_is_the_document_word_for_word(policy: Policy) -> None:
    assert policy.document().split() == _document_words()


def test_policy_bullets_are_the_points_of_the_document(policy: Policy) -> None:
    points = [line[2:] for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    in_objectives = policy.clauses["objectives"].text.count(" - ")
    bullets = [" ".join(clause.text.split()) for clause in policy.clauses.values() if clause.bullet]
    assert [" ".join(point.split()) for point in points[in_objectives:]] == bullets


def test_policy_holds_every_clause_in_the_order_of_the_document(policy: Policy) -> None:
    assert tuple(policy.clauses) == CLAUSE_IDS


def test_policy_holds_every_topic_and_each_quotes_clauses_that_exist(policy: Policy) -> None:
    assert set(policy.topics) == set(TOPIC_IDS)
    assert {name for topic in policy.topics.values() for name in topic.clauses} <= set(policy.clauses)


def test_every_clause_is_quoted_by_a_topic(policy: Policy) -> None:
    assert {name for topic in policy.topics.values() for name in topic.clauses} == set(CLAUSE_IDS)


def test_no_topic_leads_on_to_itself(policy: Policy) -> None:
    assert [topic.id for topic in policy.topics.values() if topic.id in topic.next] == []


def test_ids_are_unique() -> None:
    assert len(set(CLAUSE_IDS)) == len(CLAUSE_IDS)
    assert len(set(TOPIC_IDS)) == len(TOPIC_IDS)


def test_document_names_each_section_once_and_the_title_never() -> None:
    policy = _policy(
        Clause("a", TITLE_SECTION, "The front."),
        Clause("b", "One", "First."),
        Clause("c", "One", "A point.", bullet=True),
        Clause("d", "Two", "Second."),
    )
    assert policy.document() == "The front.\n\nOne\n\nFirst.\n\n- A point.\n\nTwo\n\nSecond."


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(date(2026, 8, 30), False), (date(2026, 8, 31), False), (date(2026, 9, 1), True)],
)
def test_review_is_overdue_from_the_day_after(today: date, overdue: bool) -> None:
    assert replace(_policy(), review_due=date(2026, 8, 31)).review_overdue(today) is overdue
