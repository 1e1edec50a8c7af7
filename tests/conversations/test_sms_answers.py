"""By text message: questions, posts to check, and reading on. Every text that a texter gets is checked to fit."""

from collections.abc import Iterator

import pytest

from assistant.core.sms_text import MORE, page_content, segments, to_gsm
from tests.conftest import Site
from tests.conversations.steps import CONTENT, MENU, OFFICE, said_by_text
from tests.texter import Texter, phone

NOTHING_MORE = CONTENT.sms_words.all_read
NO_SUCH_NUMBER = CONTENT.sms_words.no_such_number
MENU_LINES = "\n".join(f"{number} {title}" for number, title in enumerate(MENU, 1))
ASK_DRAFT = said_by_text("utter_ask_check_post_form_draft")
WHAT_NEXT = said_by_text("utter_policy_what_next")


@pytest.fixture
def texter(running: Site) -> Iterator[Texter]:
    with phone(running) as one:
        yield one


def read_whole(texter: Texter, question: str) -> str:
    """Ask, reply 9 until all is read, and return the whole answer in one line."""
    pages = [texter.text(question), *texter.read_on()]
    assert [page.endswith(MORE) for page in pages] == [True] * (len(pages) - 1) + [False]
    return " ".join(" ".join(map(page_content, pages)).split())


def test_hello_and_a_number_of_the_menu(texter: Texter) -> None:
    hello = "\n".join([said_by_text("utter_greet"), said_by_text("utter_menu"), MENU_LINES])
    assert texter.text("hi") == hello
    assert segments(hello) == 2
    assert texter.text("1") == ASK_DRAFT


@pytest.mark.parametrize("answer", ["3.", "number three", "the 3rd", "make a formal complant"])
def test_a_choice_in_other_words_is_the_same(texter: Texter, answer: str) -> None:
    texter.text("hi")
    hours = CONTENT.directory.hours
    begun = said_by_text(
        "utter_begin_make_complaint", read_when_short=hours.read_when_short, reply_within=hours.reply_within
    )
    assert texter.text(answer) == f"{begun}\n{said_by_text('utter_ask_make_complaint_form_account_text')}"


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what are the objectives of the policy", "objectives"),
        ("when would the school call the police about a post", "police"),
        ("what counts as inappropriate use", "inappropriate_use"),
    ],
)
def test_the_policy_is_read_whole_page_by_page(texter: Texter, question: str, topic: str) -> None:
    told = CONTENT.policy.topics[topic]
    clauses = [CONTENT.policy.clauses[name] for name in told.clauses]
    sections = list(dict.fromkeys(clause.section for clause in clauses))
    assert len(sections) == 1
    quotes = " ".join(f'"{to_gsm(clause.text)}"' for clause in clauses)
    options = [f"policy/{told.next[0]}", "check_post", "raise_concern", "ask_human"]
    titles = [CONTENT.titles.titles[goal] for goal in options]
    asked = " ".join([WHAT_NEXT, *(f"{number} {title}" for number, title in enumerate(titles, 1))])
    assert read_whole(texter, question) == f"{to_gsm(told.lead)} The policy, {sections[0]}: {quotes} {asked}"
    assert texter.titles == titles


def test_the_page_on_children_online_is_named_by_text(texter: Texter) -> None:
    told = CONTENT.policy.topics["children_online"]
    told_whole = read_whole(texter, "What do you expect of me about my child's use of social media?")
    assert told_whole.startswith(to_gsm(told.lead))
    assert f" {to_gsm(CONTENT.children_online_told)} {WHAT_NEXT} 1 " in told_whole


def test_nine_at_the_end_says_so_and_shows_the_choice_again(texter: Texter) -> None:
    assert texter.text("9") == NOTHING_MORE
    texter.text("what time is the nativity")
    assert texter.text("9") == f"{NOTHING_MORE}\n{MENU_LINES}"
    assert texter.text("7") == f"{NO_SUCH_NUMBER}\n{MENU_LINES}"
    office = {"title": "The school office", "phone": OFFICE.phone, "email": OFFICE.email}
    assert texter.text("5") == said_by_text("utter_ask_human", hours=CONTENT.directory.office_hours, **office)


def test_something_else_in_between_and_back_to_the_same_page(texter: Texter) -> None:
    texter.text("what happens if someone wont take a post down")
    rest = [page.text for page in texter.state.more]
    assert len(rest) > 1
    privacy = said_by_text("utter_privacy", chat_days=7, phone=OFFICE.phone)
    assert texter.text("who can read these texts?") == f"{privacy}\n{MORE}"
    assert texter.read_on() == rest


def test_a_number_before_its_list_is_shown_shows_the_list(texter: Texter) -> None:
    texter.text("what are the objectives of the policy")
    following = texter.state.more[0].text
    assert texter.text("2") == following
    texter.read_on()
    assert texter.text("2") == ASK_DRAFT


def test_a_post_gets_its_level_the_two_gravest_findings_and_what_to_do(texter: Texter, running: Site) -> None:
    words = CONTENT.post_words.sms
    texter.text("can you look at something before I put it on the class group")
    draft = "Mrs Hill in Year 1 is useless and she lied to my face about my son's coat. Everyone should complain."
    first = texter.text(draft)
    said = [
        words.verdict["do_not_post"],
        f"{words.found_words(['defamatory', 'allegation'])} {words.names_individual}",
        words.advice["do_not_post"],
    ]
    assert page_content(first).startswith("\n".join(said))
    whole = " ".join(" ".join(map(page_content, [first, *texter.read_on()])).split())
    quotes = [CONTENT.policy.clauses[f"inappropriate.{name}"].text for name in ("defamatory", "allegations")]
    assert [quote for quote in quotes if f'"{quote}"' not in whole] == []
    assert whole.count("inappropriate.") == 0
    assert texter.titles == [CONTENT.titles.titles[goal] for goal in ("check_post", "raise_concern", "make_complaint")]


def test_a_post_in_order_is_one_text(texter: Texter) -> None:
    answer = texter.text('check this: "We had a lovely day at the summer fair, thank you to all the staff"')
    titles = [CONTENT.titles.titles[goal] for goal in ("check_post", "policy/before_you_post")]
    options = "\n".join(f"{number} {title}" for number, title in enumerate(titles, 1))
    advice = said_by_text("utter_check_post_advice")
    assert answer == f"{CONTENT.post_words.sms.verdict['ok']}\n{advice}\n{options}"


def test_what_is_not_understood_offers_numbers_then_a_person(texter: Texter) -> None:
    texter.text("?!")
    assert texter.received[-1] == f"{said_by_text('utter_no_words')}\n{MENU_LINES}"
