"""Each mistake that a school can make in its files is told in words that somebody who is no programmer can act on."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.adapters.content import (
    ContentFolder,
    read_calendar,
    read_directory,
    read_hosts,
    read_policy,
    read_post_words,
    read_procedure,
    read_routes,
    read_sms_words,
    read_support,
    read_titles,
)
from assistant.core.errors import ContentError
from assistant.core.goals import GOALS
from assistant.core.posts import Category, Level
from assistant.core.routing import Role

OURS = Path(__file__).parents[3] / "assistant" / "content"

Change = Callable[[dict[str, Any]], object]

READERS: dict[str, Callable[[Path], object]] = {
    "policy.yml": read_policy,
    "contacts.yml": read_directory,
    "support.yml": lambda path: read_support(path, read_directory(path.with_name("contacts.yml"))),
    "goals.yml": read_titles,
    "posts.yml": read_post_words,
    "calendar.yml": read_calendar,
    "procedure.yml": read_procedure,
    "hosts.yml": read_hosts,
    "sms.yml": read_sms_words,
    "routes.yml": lambda path: read_routes(path, read_directory(path.with_name("contacts.yml"))),
}

BESIDE_CONTACTS = {"support.yml": read_support, "routes.yml": read_routes}
"""Readers of files that need the directory beside them."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in READERS:
        shutil.copy(OURS / name, tmp_path)
    return tmp_path


def _problems(folder: Path, name: str) -> list[str]:
    with pytest.raises(ContentError) as raised:
        READERS[name](folder / name)
    assert raised.value.file == name
    assert str(raised.value) == f"{name}: " + "; ".join(raised.value.problems)
    return raised.value.problems


def _changed(folder: Path, name: str, change: Change) -> list[str]:
    path = folder / name
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return _problems(folder, name)


@pytest.mark.parametrize("name", READERS)
def test_our_own_files_are_in_order(folder: Path, name: str) -> None:
    READERS[name](folder / name)


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    missing = folder / "elsewhere" / name
    with pytest.raises(ContentError) as raised:
        BESIDE_CONTACTS.get(name, lambda path, _: READERS[name](path))(missing, read_directory(OURS / "contacts.yml"))
    assert raised.value.problems == ["the file cannot be read; is it there, and saved as UTF-8?"]


@pytest.mark.parametrize("name", READERS)
def test_a_file_in_another_encoding_is_told(folder: Path, name: str) -> None:
    (folder / name).write_bytes("title: Café".encode("latin-1"))
    assert _problems(folder, name) == ["the file cannot be read; is it there, and saved as UTF-8?"]


@pytest.mark.parametrize("name", READERS)
def test_a_broken_layout_is_told_with_its_line(folder: Path, name: str) -> None:
    (folder / name).write_text('first: "one"\nsecond: "two\n', encoding="utf-8")
    (problem,) = _problems(folder, name)
    assert re.fullmatch(
        r"line \d+: the layout is broken; check the spaces at the line's start, colons and quotation marks",
        problem,
    )


@pytest.mark.parametrize("name", READERS)
def test_an_empty_file_is_told(folder: Path, name: str) -> None:
    (folder / name).write_text("# nothing yet\n", encoding="utf-8")
    (problem,) = _problems(folder, name)
    assert re.search("dictionary|instance|_File|_Contacts|_Support", problem) is None


def _clauses(content: dict[str, Any], section: int) -> list[dict[str, Any]]:
    return content["sections"][section]["clauses"]


def _topic(content: dict[str, Any], name: str) -> dict[str, Any]:
    return next(topic for topic in content["topics"] if topic["id"] == name)


POLICY: list[tuple[Change, list[str]]] = [
    (
        lambda c: _clauses(c, 2).clear(),
        [
            "the clause objectives is missing",
            "the topic objectives quotes the clause objectives, which is not in the file",
        ],
    ),
    (
        lambda c: _clauses(c, 1).append({"id": "overview.new", "text": "New."}),
        ["the clause overview.new is not one that the assistant knows"],
    ),
    (lambda c: _clauses(c, 1).append(_clauses(c, 1)[0]), ["the clause overview.purpose stands there twice"]),
    (lambda c: _clauses(c, 1)[0].update(text=" "), ["the clause overview.purpose has no words"]),
    (
        lambda c: c["topics"].remove(_topic(c, "document_details")),
        ["the topic document_details is missing"],
    ),
    (
        lambda c: c["topics"].append({"id": "weather", "lead": "x", "clauses": ["objectives"]}),
        ["the topic weather is not one that the assistant knows"],
    ),
    (lambda c: c["topics"].append(_topic(c, "police")), ["the topic police stands there twice"]),
    (lambda c: _topic(c, "police").update(lead=" "), ["the topic police has no lead"]),
    (lambda c: _topic(c, "police").update(clauses=[]), ["the topic police quotes no clause"]),
    (
        lambda c: _topic(c, "police").update(clauses=["procedure.polize"]),
        ["the topic police quotes the clause procedure.polize, which is not in the file"],
    ),
    (
        lambda c: _topic(c, "police").update(next=["fire"]),
        ["the topic police leads on to the topic fire, which is not in the file"],
    ),
    (lambda c: c.pop("school"), ["school: is missing"]),
    (lambda c: c.update(scool="x"), ["scool: is not a name that this file knows"]),
    (lambda c: c.update(school=7), ["school: must be text; put it in quotation marks"]),
    (lambda c: c.update(topics="all"), ["topics: must be a list, with a dash before each entry"]),
    (lambda c: c.update(review_due="soon"), ["review_due: must be a date, written like 2026-09-01"]),
    (
        lambda c: _clauses(c, 1)[0].update(txt=_clauses(c, 1)[0].pop("text")),
        [
            "sections > 2 > clauses > 1 > text: is missing",
            "sections > 2 > clauses > 1 > txt: is not a name that this file knows",
        ],
    ),
]


@pytest.mark.parametrize(("change", "problems"), POLICY, ids=[problems[0] for _, problems in POLICY])
def test_policy_problems(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "policy.yml", change) == problems


CONTACTS: list[tuple[Change, list[str]]] = [
    (lambda c: c["clerk"].update(email="the clerk"), ["clerk: 'the clerk' is not an e-mail address"]),
    (lambda c: c["office"].update(email="a@b"), ["office: 'a@b' is not an e-mail address"]),
    (lambda c: c["office"].update(email="a@b.c d@e.f"), ["office: 'a@b.c d@e.f' is not an e-mail address"]),
    (
        lambda c: c["office"].update(email="a@b.uk\nBcc: c@d.uk"),
        ["office: 'a@b.uk\\nBcc: c@d.uk' is not an e-mail address"],
    ),
    (
        lambda c: c["office"].pop("phone"),
        ["office: the phone number is missing; parents are shown it when all else fails"],
    ),
    (
        lambda c: c["office"].update(phone=1926123456),
        ["office > phone: must be text; put it in quotation marks"],
    ),
    (lambda c: c.pop("headteacher"), ["headteacher: is missing"]),
    (lambda c: c["headteacher"].pop("email"), ["headteacher > email: is missing"]),
    (lambda c: c.update(caretaker={}), ["caretaker: is not a name that this file knows"]),
    (lambda c: c.pop("social_care"), ["social_care: is missing"]),
    (lambda c: c.pop("lado"), ["lado: is missing"]),
    (lambda c: c["social_care"].pop("out_of_hours_phone"), ["social_care > out_of_hours_phone: is missing"]),
    (lambda c: c.pop("read_when"), ["read_when: is missing"]),
]


@pytest.mark.parametrize(("change", "problems"), CONTACTS, ids=[problems[0] for _, problems in CONTACTS])
def test_contacts_problems(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "contacts.yml", change) == problems


SUPPORT: list[tuple[Change, list[str]]] = [
    (
        lambda c: c["answers"]["adult"]["services"].append("batman"),
        ["answers > adult: the service batman is not listed"],
    ),
    (
        lambda c: c["services"].remove(next(one for one in c["services"] if one["id"] == "childline")),
        [
            "answers > adult: the service childline is not listed",
            "answers > child: the service childline is not listed",
        ],
    ),
    (
        lambda c: c["answers"]["adult"].update(text="Help!"),
        ["answers > adult: the first lines must name 999"],
    ),
    (
        lambda c: c["answers"]["child"].update(text="Help!"),
        ["answers > child: the first lines must name 999"],
    ),
    (lambda c: c["answers"].pop("child"), ["answers > child: is missing"]),
    (
        lambda c: c["services"][0].update(phone=999),
        ["services > 1 > phone: must be text; put it in quotation marks"],
    ),
    (lambda c: c["services"][0].pop("name"), ["services > 1 > name: is missing"]),
    (lambda c: c.update(checked="last week"), ["checked: must be a date, written like 2026-09-01"]),
    (lambda c: c["languages"]["pl"].pop("text"), ["languages > pl > text: is missing"]),
]


@pytest.mark.parametrize(("change", "problems"), SUPPORT, ids=[problems[0] for _, problems in SUPPORT])
def test_support_problems(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "support.yml", change) == problems


GOAL_TITLES: list[tuple[Change, list[str]]] = [
    (lambda c: c["titles"].pop("privacy"), ["titles: the goal privacy has no title"]),
    (lambda c: c["titles"].update(dance="Dance"), ["titles: the goal dance is unknown"]),
    (lambda c: c["menu"].append("dance"), ["menu: the goal dance is unknown"]),
    (lambda c: c.update(menu="privacy"), ["menu: must be a list, with a dash before each entry"]),
    (
        lambda c: c["titles"].update(privacy=None),
        ["titles > privacy: must be text; put it in quotation marks"],
    ),
    (lambda c: c.pop("menu"), ["menu: is missing"]),
]


@pytest.mark.parametrize(("change", "problems"), GOAL_TITLES, ids=[problems[0] for _, problems in GOAL_TITLES])
def test_goals_problems(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "goals.yml", change) == problems


POSTS: list[tuple[Change, list[str]]] = [
    (lambda c: c["categories"].pop("racist"), ["categories: racist is missing"]),
    (lambda c: c["levels"].pop("serious"), ["levels: serious is missing"]),
    (lambda c: c["levels"]["ok"].pop("advice"), ["levels > ok > advice: is missing"]),
    (
        lambda c: c["categories"].update(racist=1),
        ["categories > racist: must be text; put it in quotation marks"],
    ),
    (lambda c: c.pop("names_individual"), ["names_individual: is missing"]),
    (lambda c: c.update(hint="x"), ["hint: is not a name that this file knows"]),
]


@pytest.mark.parametrize(("change", "problems"), POSTS, ids=[problems[0] for _, problems in POSTS])
def test_posts_problems(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "posts.yml", change) == problems


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (lambda c: c["sms"]["categories"].pop("racist"), ["sms > categories: racist is missing"]),
        (lambda c: c["sms"]["levels"].pop("ok"), ["sms > levels: ok is missing"]),
        (
            lambda c: c["sms"].update(found="It may be so."),
            ["sms > found: must hold {found} once, and no other curly brackets"],
        ),
        (
            lambda c: c["sms"].update(found="{found} {who}"),
            ["sms > found: must hold {found} once, and no other curly brackets"],
        ),
    ],
)
def test_posts_problems_of_a_text_message(folder: Path, change: Change, problems: list[str]) -> None:
    assert _changed(folder, "posts.yml", change) == problems


def test_sms_problems(folder: Path) -> None:
    assert _changed(folder, "sms.yml", lambda c: c.pop("all_read")) == ["all_read: is missing"]


def test_short_hours_are_the_long_ones_where_there_are_none(folder: Path) -> None:
    whole = read_directory(folder / "contacts.yml").hours
    assert whole.read_when_short == "on school days only, 8.30 am to 4 pm"
    content = yaml.safe_load((folder / "contacts.yml").read_text(encoding="utf-8"))
    content.pop("read_when_short")
    (folder / "contacts.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    assert read_directory(folder / "contacts.yml").hours.read_when_short == whole.read_when


@pytest.mark.parametrize(("part", "name"), [("categories", "rude"), ("levels", "awful")])
def test_posts_names_an_unknown_category_or_level(folder: Path, part: str, name: str) -> None:
    def change(content: dict[str, Any]) -> None:
        content[part][name] = next(iter(content[part].values()))

    (problem,) = _changed(folder, "posts.yml", change)
    assert problem == f"{part} > {name}: is not a name that the assistant knows"


def test_all_problems_are_told_at_once(folder: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["office"]["phone"] = ""
        content["clerk"]["email"] = "nobody"

    assert _changed(folder, "contacts.yml", change) == [
        "clerk: 'nobody' is not an e-mail address",
        "office: the phone number is missing; parents are shown it when all else fails",
    ]


def test_policy_is_read_as_it_stands() -> None:
    policy = read_policy(OURS / "policy.yml")
    assert policy.school == "Bilton Infant School"
    assert policy.review_due == date(2023, 12, 31)
    clause = policy.clauses["inappropriate.racist"]
    assert (clause.section, clause.text, clause.bullet) == (
        "Inappropriate use of social networking sites by parents",
        "Posting racist comments;",
        True,
    )
    assert policy.topics["police"].clauses == ("procedure.police",)


def test_directory_names_every_post_and_tells_what_is_still_an_example(folder: Path) -> None:
    directory = read_directory(folder / "contacts.yml")
    assert set(directory.contacts) == set(Role)
    assert directory.contacts[Role.OFFICE].phone == "01632 960101"
    assert directory.examples == (*Role, "social_care", "lado")
    assert directory.lado.phone == "01632 960112"
    assert directory.social_care.line() == "children's social care: 01632 960110. Out of hours: 01632 960111."


def _real(content: dict[str, Any]) -> None:
    for role in Role:
        content[role]["email"] = f"{role}@school.sch.uk"
    content["office"]["phone"] = "01926 410410"
    content["social_care"] |= {"phone": "01926 410411", "out_of_hours_phone": "01926 410412"}
    content["lado"]["phone"] = "01926 410413"


def _read_directory_with(folder: Path, change: Change) -> tuple[str, ...]:
    path = folder / "contacts.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    _real(content)
    change(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return read_directory(path).examples


@pytest.mark.parametrize(
    ("change", "examples"),
    [
        (lambda c: None, ()),
        (lambda c: c["clerk"].update(email="clerk@school.example"), ("clerk",)),
        (lambda c: c["office"].update(phone="01632 960101"), ("office",)),
        (lambda c: c["office"].update(phone="01632960101"), ("office",)),
        (lambda c: c["social_care"].update(phone="01632 960110"), ("social_care",)),
        (lambda c: c["lado"].update(phone="01632 960112"), ("lado",)),
    ],
)
def test_directory_tells_each_example(folder: Path, change: Change, examples: tuple[str, ...]) -> None:
    assert _read_directory_with(folder, change) == examples


@pytest.mark.parametrize(
    ("change", "examples"),
    [
        (lambda c: c["social_care"].update(out_of_hours_phone="01632 960111"), ("social_care",)),
        (lambda c: c["office"].update(phone="+44 1632 960101"), ("office",)),
        (lambda c: c["office"].update(phone="(01632) 960101"), ("office",)),
    ],
)
def test_directory_tells_each_hidden_example(folder: Path, change: Change, examples: tuple[str, ...]) -> None:
    assert _read_directory_with(folder, change) == examples


def test_support_puts_the_councils_own_number_among_the_services(folder: Path) -> None:
    support = read_support(folder / "support.yml", read_directory(folder / "contacts.yml"))
    assert [service.id for service in support.child.services] == ["emergency", "childline"]
    assert [service.phone for service in support.adult.services if service.id == "social_care"] == ["01632 960110"]
    assert "\n" not in support.adult.text
    assert support.languages["Polski"].endswith("999.")


@pytest.mark.parametrize("who", ["adult", "child"])
def test_our_emergency_answers_begin_with_999_and_say_that_nobody_reads(folder: Path, who: str) -> None:
    support = read_support(folder / "support.yml", read_directory(folder / "contacts.yml"))
    answer = getattr(support, who)
    assert "call 999" in answer.text
    assert answer.services[0].phone == "999"


def test_every_language_names_999(folder: Path) -> None:
    support = read_support(folder / "support.yml", read_directory(folder / "contacts.yml"))
    assert [name for name, text in support.languages.items() if "999" not in text] == []


def test_titles_and_post_words_are_whole(folder: Path) -> None:
    titles, words = read_titles(folder / "goals.yml"), read_post_words(folder / "posts.yml")
    assert set(titles.titles) == set(GOALS)
    assert len(set(titles.titles.values())) == len(GOALS)
    assert set(words.why) == set(Category)
    assert set(words.verdict) == set(words.advice) == set(Level)
    assert [text for text in (*words.verdict.values(), *words.advice.values()) if "\n" in text] == []


def _own(folder: Path) -> ContentFolder:
    return ContentFolder(folder, page="https://chat.school.test")


def _edited(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    shutil.copytree(OURS, tmp_path / "content")
    return tmp_path / "content"


def test_a_name_that_stands_twice_is_an_error_and_not_the_last_of_both(folder: Path) -> None:
    path = folder / "contacts.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\noffice:\n  title: another office\n", encoding="utf-8")
    line = len(text.splitlines()) + 2
    assert _problems(folder, "contacts.yml") == [
        f"line {line}: office stands there for the second time; remove one of the two"
    ]


def test_every_file_of_a_folder_is_checked_and_each_is_named_once(whole: Path) -> None:
    _edited(whole, "contacts.yml", "email: head@school.example", "email: head")
    _edited(whole, "sms_service.yml", "first:", "frist:")
    _edited(whole, "letters/written_warning.md", "{{ deadline }}", "{{ dedline }}")
    (whole / "rights.yml").unlink()
    assert [error.file for error in _own(whole).problems()] == ["contacts.yml", "letters", "rights.yml"]
    _edited(whole, "contacts.yml", "email: head", "email: head@school.test")
    assert [error.file for error in _own(whole).problems()] == ["sms_service.yml", "letters", "rights.yml"]


def test_the_folder_that_comes_with_the_program_has_no_problem() -> None:
    assert _own(OURS).problems() == []


def test_the_examples_of_every_file_are_known(whole: Path) -> None:
    assert list(_own(whole).examples()) == ["contacts.yml", "routes.yml", "look.yml"]
    for name in ("contacts.yml", "routes.yml", "look.yml"):
        text = (whole / name).read_text(encoding="utf-8")
        (whole / name).write_text(text.replace("01632 960", "01788 540").replace(".example", ".test"), encoding="utf-8")
    assert _own(whole).examples() == {}


def test_posts_that_share_an_address_and_short_numbers_are_told(whole: Path) -> None:
    _edited(whole, "contacts.yml", "chair@school.example", "Head@school.example")
    _edited(whole, "contacts.yml", "01632 960112", "01788 5401")
    warnings = [line for line in _own(whole).warnings(date(2026, 11, 27)) if "example" not in line]
    assert [line for line in warnings if line.startswith("contacts.yml")] == [
        (
            "contacts.yml: headteacher and chair_of_governors have the same address; "
            "neither is sent what is about the other"
        ),
        "contacts.yml: lado: 01788 5401 has 9 digits; is one missing?",
    ]


def test_a_phone_number_without_a_digit_is_an_error(folder: Path) -> None:
    _edited(folder, "contacts.yml", "phone: 01632 960101", "phone: ring us")
    assert _problems(folder, "contacts.yml") == ["office: 'ring us' is not a phone number"]


def test_a_schedule_that_is_adopted_in_the_future_is_told(whole: Path) -> None:
    _edited(whole, "retention.yml", "adopted:", "adopted: 2026-12-01")
    told = "retention.yml: adopted: 1 December 2026 is still to come; until then this is the example schedule"
    assert told in _own(whole).warnings(date(2026, 11, 30))
    assert told not in _own(whole).warnings(date(2026, 12, 1))
