"""``policy.yml``: the document's clauses and the topics that answer with them."""

from collections import Counter
from datetime import date
from pathlib import Path

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.policy import CLAUSE_IDS, TOPIC_IDS, Clause, Policy, Topic


class _Clause(Shape):
    id: str
    text: str
    bullet: bool = False


class _Section(Shape):
    heading: str
    clauses: list[_Clause]


class _Topic(Shape):
    id: str
    lead: str
    clauses: list[str]
    next: list[str] = Field(default_factory=list)


class _File(Shape):
    school: str
    title: str
    document_url: str
    review_due: date
    sections: list[_Section]
    topics: list[_Topic]


def read_policy(path: Path) -> Policy:
    """Read and check a school's policy.

    Raises:
        ContentError: a clause or topic is missing, unknown, empty or twice.
    """
    file = read_yaml(path, _File)
    clauses = [
        Clause(id=clause.id, section=section.heading, text=" ".join(clause.text.split()), bullet=clause.bullet)
        for section in file.sections
        for clause in section.clauses
    ]
    topics = [
        Topic(
            id=topic.id,
            lead=" ".join(topic.lead.split()),
            clauses=tuple(topic.clauses),
            next=tuple(topic.next),
        )
        for topic in file.topics
    ]
    problems = _problems(clauses, topics)
    if problems:
        raise ContentError(path.name, problems)
    return Policy(
        school=file.school,
        title=file.title,
        document_url=file.document_url,
        review_due=file.review_due,
        clauses={clause.id: clause for clause in clauses},
        topics={topic.id: topic for topic in topics},
    )


def _problems(clauses: list[Clause], topics: list[Topic]) -> list[str]:
    clause_ids = [clause.id for clause in clauses]
    topic_ids = [topic.id for topic in topics]
    found = [
        *_differences("clause", clause_ids, CLAUSE_IDS),
        *_differences("topic", topic_ids, TOPIC_IDS),
        *(f"the clause {clause.id} has no words" for clause in clauses if not clause.text),
        *(f"the topic {topic.id} has no lead" for topic in topics if not topic.lead),
        *(f"the topic {topic.id} quotes no clause" for topic in topics if not topic.clauses),
    ]
    for topic in topics:
        found += [
            f"the topic {topic.id} quotes the clause {name}, which is not in the file"
            for name in topic.clauses
            if name not in clause_ids
        ]
        found += [
            f"the topic {topic.id} leads on to the topic {name}, which is not in the file"
            for name in topic.next
            if name not in topic_ids
        ]
    return found


def _differences(kind: str, found: list[str], known: tuple[str, ...]) -> list[str]:
    twice = [name for name, count in Counter(found).items() if count > 1]
    return [
        *(f"the {kind} {name} is missing" for name in known if name not in found),
        *(f"the {kind} {name} is not one that the assistant knows" for name in found if name not in known),
        *(f"the {kind} {name} stands there twice" for name in twice),
    ]
