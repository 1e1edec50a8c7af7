"""Questions about the policy: each topic's lead, its clauses word for word, and what to do next."""

import pytest

from tests.conftest import Person
from tests.conversations.steps import CONTENT, last_titles, said, texts

QUESTIONS = {
    "purpose": "Why does the school have this policy?",
    "who_is_a_parent": "Does the policy cover grandparents too?",
    "objectives": "What are the objectives of the policy?",
    "appropriate_use": "Am I allowed to use Facebook to talk about school?",
    "before_you_post": "What should I think about before I post something about school?",
    "inappropriate_use": "What does the school see as inappropriate use?",
    "allegations": "What does the policy say about accusing a teacher online?",
    "complaints_online": "Can I complain about the school on Facebook?",
    "defamation": "What does the policy say about defamatory statements?",
    "offensive_comments": "What about rude comments about a teacher or a pupil?",
    "racist_comments": "What does the policy say about racist comments?",
    "threats": "What does the policy say about threatening violence in a post?",
    "children_online": "What do you expect of me about my child's use of social media?",
    "private_channels": "Where should I take a worry instead of posting it online?",
    "procedure": "What does the school do about an inappropriate post?",
    "first_step": "What happens first when a parent has posted something inappropriate?",
    "if_refused": "What happens if a parent refuses to take the post down?",
    "legal_action": "Can the school take legal action against a parent?",
    "written_warning": "When does a parent get a written warning?",
    "police": "When would the school contact the police about a post?",
    "block_access": "Can I be blocked from the school's website?",
    "contact_host": "Will the school ask Facebook to remove a post?",
    "document_details": "When is the policy due for review?",
}
MORE = {"children_online": [CONTENT.children_online_told]}
"""What is added to a topic's answer."""

TITLES = CONTENT.titles.titles


def titles_after(topic_id: str) -> list[str]:
    goals = [f"policy/{name}" for name in CONTENT.policy.topics[topic_id].next]
    return [TITLES[goal] for goal in [*goals, "check_post", "raise_concern", "ask_human"]]


def test_policy_questions_cover_every_topic() -> None:
    assert list(QUESTIONS) == list(CONTENT.policy.topics)


@pytest.mark.parametrize("topic_id", QUESTIONS)
def test_policy_question_is_answered_from_its_clauses_and_leads_on(person: Person, topic_id: str) -> None:
    topic = CONTENT.policy.topics[topic_id]
    clauses = [CONTENT.policy.clauses[name] for name in topic.clauses]
    person.say(QUESTIONS[topic_id])
    assert texts(person) == [topic.lead, *MORE.get(topic_id, []), said("utter_policy_what_next")]
    assert person.messages[0]["quotes"] == [
        {"clause": clause.id, "section": clause.section, "text": clause.text} for clause in clauses
    ]
    assert last_titles(person) == titles_after(topic_id)
    after = CONTENT.policy.topics[topic.next[-1]]
    person.press(TITLES[f"policy/{after.id}"])
    assert texts(person) == [after.lead, *MORE.get(after.id, []), said("utter_policy_what_next")]
    assert person.quoted == list(after.clauses)


@pytest.mark.parametrize(
    "question",
    [
        "what happens first when a parent has posted something inappropriate",
        "WHAT HAPPENS FIRST WHEN A PARENT HAS POSTED SOMETHING INAPPROPRIATE?",
        "  What happens first when a parent has posted something inappropriate ??  ",
    ],
)
def test_policy_question_may_be_typed_carelessly(person: Person, question: str) -> None:
    person.say(question)
    assert person.quoted == ["procedure.first_step"]
