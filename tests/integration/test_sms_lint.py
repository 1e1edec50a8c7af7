"""``assistant sms lint``: what breaks a rule of text messages is named, in the responses and in what a school edits."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli.sms import find_faults, lint
from assistant.core.errors import AssistantError, ContentError
from assistant.settings import PROJECT

URL = "https://assistant.example-school.example"


@dataclass
class Words:
    """A copy of everything that is said by text, which may be broken."""

    content: Path
    domain: Path

    def change(self, file: str, old: str, new: str) -> None:
        path = self.domain if file == "domain.yml" else self.content / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old, text.count(old))
        path.write_text(text.replace(old, new), encoding="utf-8")

    def says(self, response: str, text: str) -> None:
        """Put another text into a response's form for text messages."""
        whole = self.domain.read_text(encoding="utf-8")
        changed, count = re.subn(
            rf"(\n  {response}:\n(?:    .*\n)*?    - channel: sms\n      text: ).*(?:\n        .*)*",
            lambda found: f"{found[1]}{text}",
            whole,
        )
        assert count == 1, response
        self.domain.write_text(changed, encoding="utf-8")

    def faults(self) -> list[tuple[str, str, str]]:
        return list(find_faults(self.content, self.domain, URL))


@pytest.fixture
def words(tmp_path: Path) -> Words:
    shutil.copytree(PROJECT / "assistant" / "content", tmp_path / "content")
    shutil.copy(PROJECT / "domain.yml", tmp_path / "domain.yml")
    return Words(tmp_path / "content", tmp_path / "domain.yml")


def test_what_is_said_now_breaks_no_rule(words: Words) -> None:
    assert words.faults() == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("It’s stored.", "'’' is not in the alphabet of text messages; write \"'\""),
        ("'Well done \U0001f44d'", "'\U0001f44d' is not in the alphabet of text messages; write '?'"),
        (f"{'x' * 307}", "307 characters with the longest known values; at most 306"),
        ("'Reply STOP to leave.'", '"STOP" invites a word that the network takes for itself'),
        ("Say yes to go on.", '"Say yes" invites a word that the network takes for itself'),
        ("'Is it so? Yes or no.'", 'an unnumbered choice: "Yes or no" is for a page; a text message has numbers'),
        ("Press the button.", 'an unnumbered choice: "Press" is for a page; a text message has numbers'),
        ("'Thanks, {stranger}.'", "{stranger}: its longest value is not known"),
    ],
)
def test_a_response_that_breaks_a_rule_is_named(words: Words, text: str, fault: str) -> None:
    words.says("utter_cancelled", text)
    assert words.faults() == [("domain.yml", "utter_cancelled", fault)]


def test_a_response_without_a_form_for_text_messages_is_named(words: Words) -> None:
    words.domain.write_text(
        words.domain.read_text(encoding="utf-8").replace(
            "\n  utter_cancelled:\n", "\n  utter_new:\n    - text: Something new.\n  utter_cancelled:\n"
        ),
        encoding="utf-8",
    )
    assert words.faults() == [("domain.yml", "utter_new", "has no form for text messages (channel: sms)")]


def test_a_choice_that_has_lost_its_numbers_is_named(words: Words) -> None:
    whole = words.domain.read_text(encoding="utf-8")
    changed, count = re.subn(
        r"(\n  utter_offer_safeguarding:\n(?:    .*\n)*?    - channel: sms\n      text: .*\n)"
        r"      buttons:\n(?:        .*\n)+",
        r"\1",
        whole,
    )
    assert count == 1
    words.domain.write_text(changed, encoding="utf-8")
    fault = "an unnumbered choice: the chat has buttons for it, the text message has none"
    assert words.faults() == [("domain.yml", "utter_offer_safeguarding", fault)]


def test_the_longest_value_that_the_school_may_put_in_counts(words: Words) -> None:
    words.says("utter_cancelled", f"'{'x' * 300} {{phone}}'")
    assert [(name, fault) for _, name, fault in words.faults()] == [
        ("utter_cancelled", "313 characters with the longest known values; at most 306")
    ]


def test_what_is_read_over_pages_is_looked_at_page_by_page(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.web.sms_words.pages", lambda text, *_: [text])
    found = {name for _, name, fault in words.faults() if fault.endswith("at most 306")}
    assert found == {
        "utter_account_summary",
        "utter_added_summary",
        "utter_other_procedure",
        "utter_replies",
        "utter_request_summary",
        "utter_status",
    }


def test_words_about_where_else_to_turn_are_held_to_the_same_rules(words: Words) -> None:
    words.change("routes.yml", "name: the council's schools team (the local authority)", "name: the 学校 team")
    words.change("routes.yml", "You can appeal against that decision", "Reply YES to appeal against that decision")
    assert words.faults() == [
        ("routes.yml", "matters > admissions", '"YES" invites a word that the network takes for itself'),
        ("routes.yml", "places > local_authority", "no text message can hold 学 校"),
    ]


def test_what_is_said_of_the_page_about_children_online_and_the_posts_titles_are_read_too(words: Words) -> None:
    words.change("children_online.yml", "What to explain to a young child, how", "Reply YES 学, how")
    words.change("contacts.yml", "title: the headteacher", "title: the 校长")
    assert words.faults() == [
        ("contacts.yml", "headteacher > title", "no text message can hold 校 长"),
        ("children_online.yml", "in_chat", "no text message can hold 学"),
        ("children_online.yml", "in_chat", '"YES" invites a word that the network takes for itself'),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "shared_option: Others use this phone",
            "shared_option: End receipts",
            'the option "End receipts" begins with END',
        ),
        (
            'in_chat: "What to explain',
            f'in_chat: "{"x" * 300}',
            "characters with the longest known values; at most 306",
        ),
    ],
)
def test_an_option_and_a_sentence_beside_the_dialogue_are_held_to_the_rules(
    words: Words, old: str, new: str, fault: str
) -> None:
    words.change("sms_service.yml" if "option" in old else "children_online.yml", old, new)
    ((_, _, told),) = words.faults()
    assert fault in told


def test_a_text_about_texting_with_a_letter_that_no_text_holds_is_refused(words: Words) -> None:
    words.change("sms_service.yml", "empty: Your text came", "empty: 学 came")
    with pytest.raises(ContentError) as refused:
        words.faults()
    assert "no text message can hold 学" in str(refused.value)


def test_a_text_about_texting_that_is_too_long_is_refused(words: Words) -> None:
    words.change("sms_service.yml", "empty: Your text came without words.", f"empty: {'Too long. ' * 40}")
    with pytest.raises(ContentError) as refused:
        words.faults()
    assert "empty:" in str(refused.value)


def test_the_command_names_each_fault_and_fails(words: Words, capsys: pytest.CaptureFixture[str]) -> None:
    lint(words.content, words.domain)
    assert capsys.readouterr().out.startswith("every text message fits")
    words.says("utter_cancelled", "It’s stored.")
    with pytest.raises(AssistantError, match="text messages: 1 to mend"):
        lint(words.content, words.domain)
    assert capsys.readouterr().out.startswith("domain.yml: utter_cancelled: '’' is not in the alphabet")
