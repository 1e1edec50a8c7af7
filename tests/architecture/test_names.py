"""One word for one idea: names agree between data, domain, stories, actions, content and core."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action

import actions
from assistant.adapters.content import read_policy, read_post_words, read_titles
from assistant.core.goals import GOALS, intent_of
from assistant.core.policy import CLAUSE_IDS, TOPIC_IDS
from assistant.core.posts import CLAUSE_OF, Category, Level

PROJECT = Path(__file__).parents[2]
CONTENT = PROJECT / "assistant" / "content"
FROM_THE_CHANNEL = {
    "nlu_fallback",
    "free_text",
    "choose",
    "go_back",
    "add_detail",
    "pass_to_safeguarding",
    "not_to_safeguarding",
    "send_attachments",
    "read_replies",
    "add_information",
    "withdraw_record",
    "ask_right",
    "leave_receipt",
    "send_again",
    "request_data",
    "complain_about_data",
    "give_contact",
    "about_offer",
    "offer_again",
    "go_on",
    "ask_stop",
    "ask_leave",
    "correct_about",
    "unanswered",
    "who_reads",
    "lost_receipt",
    "how_long",
    "easy_way",
    "rude",
}
LEAST_EXAMPLES = {
    "check_post": 80,
    "report_post": 80,
    "raise_concern": 80,
    "make_complaint": 80,
    "already_posted": 80,
    "emergency": 150,
    "out_of_scope": 300,
}
DOMAIN: dict[str, Any] = yaml.load((PROJECT / "domain.yml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((PROJECT / "data" / "nlu").glob("*.yml")):
        for part in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            lines = part["examples"].splitlines()
            found.setdefault(part["intent"], []).extend(line.removeprefix("- ") for line in lines if line.strip())
    return found


EXAMPLES = _examples()


def _steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for path in sorted((PROJECT / "data" / "stories").glob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for told in [*content.get("rules", []), *content.get("stories", [])]:
            for step in [*told.get("condition", []), *told["steps"]]:
                steps.extend(step.get("or", [step]))
    return steps


STEPS = _steps()


def _action_names() -> list[str]:
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    found, waiting = [], [Action]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith("actions.") and not inspect.isabstract(kind):
            found.append(str(kind().name()))
    return found


def _responses_named() -> set[str]:
    """Every response that Python names; ``{self.journey}`` stands for each journey that a class has."""
    named: set[str] = set()
    journeys: set[str] = set()
    patterns: set[str] = set()
    for path in [*(PROJECT / "actions").glob("*.py"), *(PROJECT / "assistant" / "rasa_io").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
                patterns |= {"".join(parts)} if str(parts[0]).startswith("utter_") else set()
            elif isinstance(node, ast.Constant) and re.fullmatch(r"utter_\w*[a-z]", str(node.value)):
                named.add(node.value)
    for module in pkgutil.iter_modules(actions.__path__):
        for kind in vars(importlib.import_module(f"actions.{module.name}")).values():
            if isinstance(getattr(kind, "journey", None), str):
                journeys.add(kind.journey)
    return named | {pattern.replace("{}", journey) for pattern in patterns for journey in journeys}


def _asked_by_forms() -> set[str]:
    """The response that Rasa takes for each form's question: the form's own, or the slot's."""
    asked = set()
    for form, shape in DOMAIN["forms"].items():
        for slot in shape["required_slots"]:
            own, shared = f"ask_{form}_{slot}", f"ask_{slot}"
            answers = [f"utter_{own}", f"action_{own}", f"utter_{shared}", f"action_{shared}"]
            known = {*DOMAIN["responses"], *DOMAIN["actions"]}
            first = next((answer for answer in answers if answer in known), None)
            assert first is not None, f"{form} has no question for {slot}"
            asked.add(first)
    return asked


def test_every_intent_of_the_examples_is_in_the_domain_and_the_other_way_round() -> None:
    assert set(EXAMPLES) == set(DOMAIN["intents"]) - FROM_THE_CHANNEL


def test_the_goals_are_the_domains_intents() -> None:
    assert [intent_of(goal) for goal in GOALS] == [
        intent for intent in DOMAIN["intents"] if intent not in FROM_THE_CHANNEL
    ]


def test_every_action_of_the_domain_has_one_class_and_the_other_way_round() -> None:
    assert sorted(_action_names()) == sorted(DOMAIN["actions"])


def test_every_response_that_is_named_exists() -> None:
    in_stories = {step["action"] for step in STEPS if step.get("action", "").startswith("utter_")}
    assert (_responses_named() | in_stories) - set(DOMAIN["responses"]) == set()


def test_no_response_is_unused() -> None:
    in_stories = {step["action"] for step in STEPS if "action" in step}
    assert set(DOMAIN["responses"]) - _responses_named() - in_stories - _asked_by_forms() == set()


def test_every_slot_of_a_form_exists_and_can_be_filled() -> None:
    asked = {slot for shape in DOMAIN["forms"].values() for slot in shape["required_slots"]}
    assert asked - set(DOMAIN["slots"]) == set()
    assert [slot for slot in asked if not DOMAIN["slots"][slot]["mappings"]] == []


def test_every_mapping_of_a_slot_names_what_exists() -> None:
    for name, slot in DOMAIN["slots"].items():
        for mapping in slot["mappings"]:
            assert mapping.get("intent") in {None, *DOMAIN["intents"]}, name
            assert mapping.get("entity") in {None, *DOMAIN["entities"]}, name
            for condition in mapping.get("conditions", []):
                assert name in DOMAIN["forms"][condition["active_loop"]]["required_slots"], name
                assert condition["requested_slot"] == name


def test_every_intent_and_action_of_a_story_exists() -> None:
    known = {*DOMAIN["actions"], *DOMAIN["responses"], *DOMAIN["forms"]}
    assert [step["intent"] for step in STEPS if "intent" in step and step["intent"] not in DOMAIN["intents"]] == []
    assert [step["action"] for step in STEPS if "action" in step and step["action"] not in known] == []
    loops = {step["active_loop"] for step in STEPS if step.get("active_loop")}
    assert loops == set(DOMAIN["forms"])


def test_every_intent_is_answered_by_a_story() -> None:
    assert set(DOMAIN["intents"]) - {step["intent"] for step in STEPS if "intent" in step} == set()


def test_every_button_of_the_domain_is_a_command_that_exists() -> None:
    payloads = [
        button["payload"]
        for variants in DOMAIN["responses"].values()
        for variant in variants
        for button in variant.get("buttons", [])
    ]
    names = {payload.removeprefix("/").partition("?")[0] for payload in payloads}
    assert names - {"that_was_my_answer"} - set(DOMAIN["intents"]) == set()
    assert [payload for payload in payloads if "{" in payload] == []


def test_the_ids_of_the_content_are_those_of_core() -> None:
    policy = read_policy(CONTENT / "policy.yml")
    words = read_post_words(CONTENT / "posts.yml")
    assert tuple(policy.clauses) == CLAUSE_IDS
    assert sorted(policy.topics) == sorted(TOPIC_IDS)
    assert set(read_titles(CONTENT / "goals.yml").titles) == set(GOALS)
    assert (set(words.why), set(words.verdict)) == (set(Category), set(Level))
    assert set(CLAUSE_OF.values()) <= set(policy.clauses)


@pytest.mark.parametrize("intent", sorted(EXAMPLES))
def test_every_intent_has_enough_examples_and_none_twice(intent: str) -> None:
    normal = Counter(" ".join(example.lower().split()) for example in EXAMPLES[intent])
    assert len(normal) >= LEAST_EXAMPLES.get(intent, 40)


def test_no_example_belongs_to_two_intents() -> None:
    owners: dict[str, set[str]] = {}
    for intent, examples in EXAMPLES.items():
        for example in examples:
            owners.setdefault(" ".join(example.lower().split()), set()).add(intent)
    assert {example: sorted(found) for example, found in owners.items() if len(found) > 1} == {}


def _posts() -> list[dict[str, Any]]:
    files = sorted((PROJECT / "data" / "posts").glob("*.jsonl"))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line) for line in lines]


def test_there_are_enough_posts_of_each_category_and_clean_ones() -> None:
    posts = _posts()
    counts = Counter(category for post in posts for category in post["categories"])
    assert set(counts) == set(Category)
    assert {category: count for category, count in counts.items() if count < 150} == {}
    assert sum(not post["categories"] for post in posts) >= 500


def test_every_post_has_the_same_fields() -> None:
    fields = {"text", "categories", "serious", "names_individual", "identifies_child"}
    assert [post for post in _posts() if set(post) != fields] == []


def test_test_files_outside_packages_have_names_of_their_own() -> None:
    """Python imports them by name alone; of two with one name, pytest can collect the first only."""
    tests = (PROJECT / "tests").rglob("test_*.py")
    names = Counter(path.name for path in tests if not (path.parent / "__init__.py").exists())
    assert [name for name, count in names.items() if count > 1] == []
