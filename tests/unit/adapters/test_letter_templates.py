"""A school's mistake in a letter is told with its file and line; no letter reaches into the program or runs on."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, UndefinedError
from letter_samples import CONTENT, KINDS, POLICY, TYPED

from assistant.adapters.content import read_letters
from assistant.adapters.letters.template import make_environment
from assistant.core.errors import ContentError
from assistant.core.letters import Heading, Items, Letter, LetterForm, LetterKind, Placeholder, Quote, Text
from assistant.core.procedure import Step
from assistant.core.routing import Role

HEAD = "---\ntitle: A title\nsigned_by: headteacher\n---\n"
KIND = LetterKind.INVITATION_TO_DISCUSS
ONE = "invitation_to_discuss.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT / "letters", tmp_path / "letters"))


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for many tries in one test."""
    return Path(shutil.copytree(CONTENT / "letters", tmp_path_factory.mktemp("rough") / "letters"))


def _problems(folder: Path, text: str, *, name: str = ONE) -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read_letters(folder, POLICY)
    assert raised.value.file == "letters"
    return raised.value.problems


def _fill(folder: Path, body: str, head: str = HEAD, **values: str | tuple[str, ...]) -> Letter:
    (folder / ONE).write_text(head + body, encoding="utf-8")
    return read_letters(folder, POLICY).fill(KIND, values)


def test_our_own_letters_are_in_order(folder: Path) -> None:
    forms = read_letters(folder, POLICY).forms()
    assert tuple(forms) == KINDS
    assert {kind: (form.step, form.signed_by, form.days) for kind, form in forms.items()} == {
        LetterKind.INVITATION_TO_DISCUSS: (Step.DISCUSS_AND_REQUEST_REMOVAL, Role.HEADTEACHER, None),
        LetterKind.REQUEST_FOR_REMOVAL: (Step.DISCUSS_AND_REQUEST_REMOVAL, Role.HEADTEACHER, 3),
        LetterKind.WRITTEN_WARNING: (Step.WRITTEN_WARNING, Role.HEADTEACHER, 5),
        LetterKind.NOTICE_OF_BLOCKED_ACCESS: (Step.BLOCK_ACCESS, Role.HEADTEACHER, None),
        LetterKind.REPORT_TO_HOST: (Step.CONTACT_HOST, Role.HEADTEACHER, None),
        LetterKind.NOTE_TO_POLICE: (Step.CONTACT_POLICE, Role.HEADTEACHER, None),
        LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT: (None, Role.HEADTEACHER, None),
    }


def test_a_form_says_what_a_person_is_asked_for(folder: Path) -> None:
    form = read_letters(folder, POLICY).forms()[KIND]
    assert form == LetterForm(
        KIND,
        "Could we have a chat?",
        Step.DISCUSS_AND_REQUEST_REMOVAL,
        Role.HEADTEACHER,
        (
            Placeholder("recipient", "the parent's name, as in: Mrs Khan"),
            Placeholder(
                "post_summary", "what the post is, in neutral words, as in: a comment about the Year 2 school trip"
            ),
            Placeholder("times", "two or three times that you can offer, each on a line of its own"),
        ),
    )


def test_nothing_is_asked_for_in_our_letters_that_the_samples_do_not_type(folder: Path) -> None:
    asked = {placeholder.name for form in read_letters(folder, POLICY).forms().values() for placeholder in form.asks}
    assert asked - set(TYPED) == {"policy_reason", "police_reference"}


SOMETHING_ELSE = "a letter is written with names, “if”, “for” and “quote” alone; this is something else"
NO_LOOP = "“for” goes through one list, from its first point to its last, and not inside another “for”"
NO_LIST = "“for” goes through a list: chronology, clauses, grounds, may_follow, or lines(a name)"
NO_CLAUSE = 'only a clause can be asked for here, such as  {{ quote("procedure.first_step") }}'
A_LIST = "clauses is a list; write  {% for one in clauses %}- {{ one }}{% endfor %}"
TOO_MUCH = "too much stands inside one another; make it simpler"
UNREADABLE = "this cannot be read; look at the {{ }} and {% %} here and before"

BODIES: list[tuple[str, list[str]]] = [
    ("Dear {{ reciepent }},", ["line 5: reciepent is not a name that this letter knows"]),
    ("\n\n{{ scool }}", ["line 7: scool is not a name that this letter knows; is school meant?"]),
    ("{% if asked_onn %}x{% endif %}", ["line 5: asked_onn is not a name that this letter knows; is asked_on meant?"]),
    (
        '{{ quote("procedure.polize") }}',
        ["line 5: the policy has no clause procedure.polize; is procedure.police meant?"],
    ),
    ('{{ quote("x") }}', ["line 5: the policy has no clause x"]),
    ("{{ quote(school) }}", [f"line 5: {NO_CLAUSE}"]),
    ("{{ quote(1) }}", [f"line 5: {NO_CLAUSE}"]),
    ('{{ quote("objectives", "x") }}', [f"line 5: {NO_CLAUSE}"]),
    ('{{ quote(*"objectives") }}', [f"line 5: {NO_CLAUSE}"]),
    ("{{ lines(school) }}", [f"line 5: {NO_CLAUSE}"]),
    ("{{ range(9) }}", [f"line 5: {NO_CLAUSE}"]),
    ("{{ school() }}", [f"line 5: {NO_CLAUSE}"]),
    (
        "{{ clauses }}",
        [f"line 5: {A_LIST}"],
    ),
    ("{{ school", [f"line 5: {UNREADABLE}"]),
    ("{{ }}", [f"line 5: {UNREADABLE}"]),
    ("x\n{% if school %}\ny", [f"line 7: {UNREADABLE}"]),
    ("x\n{% endif %}", [f"line 6: {UNREADABLE}"]),
    ("{% while true %}", [f"line 5: {UNREADABLE}"]),
    ("x\n{{ school.title }}", [f"line 6: {SOMETHING_ELSE}"]),
    ("{{ school.__class__ }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ school['__class__'] }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ school|attr('__class__') }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", [f"line 5: {NO_CLAUSE}"]),
    ("{{ school|upper }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ 'x' * 1000000000 }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ 'x' }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{{ not school }}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% if school == 'x' %}y{% endif %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% set school = 1 %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% macro m() %}{{ m() }}{% endmacro %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% include 'x' %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% import 'os' as os %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% extends 'x' %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% block b %}{% endblock %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% raw %}x{% endraw %}{% filter upper %}x{% endfilter %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% for one in range(9999999999) %}x{% endfor %}", [f"line 5: {NO_LIST}"]),
    ("{% for one in school %}x{% endfor %}", [f"line 5: {NO_LIST}"]),
    ("{% for one in lines('x') %}x{% endfor %}", [f"line 5: {NO_LIST}"]),
    ("{% for one in lines(clauses) %}x{% endfor %}", [f"line 5: {A_LIST}"]),
    ("{% for one in clauses %}{% for two in clauses %}x{% endfor %}{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for one in clauses recursive %}{{ loop(clauses) }}{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for one in clauses if one %}x{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for one in clauses %}x{% else %}y{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for one, two in clauses %}x{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for quote in clauses %}x{% endfor %}", [f"line 5: {NO_LOOP}"]),
    ("{% for one in clauses %}{{ loop.index }}{% endfor %}", [f"line 5: {SOMETHING_ELSE}"]),
    ("{% for one in clauses %}{{ loop }}{% endfor %}", ["line 5: loop is not a name that this letter knows"]),
    ("{{ self }}", ["line 5: self is not a name that this letter knows"]),
    ("{{ scool }}\n{{ quote('x') }}", [
        "line 5: scool is not a name that this letter knows; is school meant?",
        "line 6: the policy has no clause x",
    ]),
    ("{{ " + "(" * 3_000 + "school" + ")" * 3_000 + " }}", [TOO_MUCH]),
    ("{% if school %}" * 120 + "x" + "{% endif %}" * 120, [TOO_MUCH]),
    ("{% if " + " and ".join(["school"] * 1_500) + " %}x{% endif %}", [TOO_MUCH]),
    ("{{ deadline }}", ["the letter names a deadline; say at answer_in_school_days how many school days it leaves"]),
    ("x" * 20_000, ["is too long for a letter; the most is 20000 characters"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "problems"), BODIES, ids=[body[:40] for body, _ in BODIES])
def test_a_slip_in_the_words_is_told_with_its_line(folder: Path, body: str, problems: list[str]) -> None:
    assert _problems(folder, HEAD + body) == [f"{ONE}: {problem}" for problem in problems]


HEADS: list[tuple[str, list[str]]] = [
    ("Dear parent", ["the head is missing; the file begins with a line of ---, and another ends the head"]),
    ("", ["the head is missing; the file begins with a line of ---, and another ends the head"]),
    ("---\ntitle: x\nDear", ["the head is missing; the file begins with a line of ---, and another ends the head"]),
    ("---\ntitle: x\n---\n", ["signed_by: is missing"]),
    ("---\nsigned_by: headteacher\n---\n", ["title: is missing"]),
    ("---\n# nothing\n---\n", ["the file: is empty, or does not hold names with values"]),
    ("---\ntitle: x\nsigned_by: caretaker\n---\n", ["signed_by: is not a name that the assistant knows"]),
    ("---\ntitle: x\nsigned_by: clerk\nstep: sue\n---\n", ["step: is not a name that the assistant knows"]),
    ("---\ntitle: x\nsigned_by: clerk\nsteps: close\n---\n", ["steps: is not a name that this file knows"]),
    (
        "---\ntitle: x\nsigned_by: clerk\nanswer_in_school_days: 0\n---\n",
        ["answer_in_school_days: is too small a number"],
    ),
    (
        "---\ntitle: x\nsigned_by: clerk\nanswer_in_school_days: soon\n---\n",
        ["answer_in_school_days: must be a whole number"],
    ),
    (
        '---\ntitle: x\nsigned_by: "clerk\n---\n',
        ["line 4: the layout is broken; check the spaces at the line's start, colons and quotation marks"],
    ),
    ("---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  x: y\n---\n", ["placeholders > x: is not used in the letter"]),
    (
        "---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  x: ''\n---\n{{ x }}",
        ["placeholders > x: say in a few words what is to be put there"],
    ),
    (
        "---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  X y: z\n---\n",
        ["placeholders > X y: a name has small letters and _ alone"],
    ),
    (
        "---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  date: z\n---\n{{ date }}",
        ["placeholders > date: this name has its own meaning; choose another"],
    ),
    (
        "---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  quote: z\n---\n{{ quote }}",
        ["placeholders > quote: this name has its own meaning; choose another"],
    ),
]


@pytest.mark.parametrize(("text", "problems"), HEADS)
def test_a_slip_in_the_head_is_told(folder: Path, text: str, problems: list[str]) -> None:
    assert _problems(folder, text) == [f"{ONE}: {problem}" for problem in problems]


def test_the_slips_of_all_letters_are_told_at_once(folder: Path) -> None:
    (folder / "written_warning.md").unlink()
    (folder / "written_waring.md").write_text("x")
    (folder / "birthday.md").write_text("x")
    (folder / "note_to_police.md").write_bytes("Café".encode("latin-1"))
    unreadable = "the file cannot be read; is it there, and saved as UTF-8?"
    assert _problems(folder, HEAD + "{{ scool }}") == [
        "birthday.md: is not a letter that the assistant knows",
        "written_waring.md: is not a letter that the assistant knows; is written_warning.md meant?",
        f"{ONE}: line 5: scool is not a name that this letter knows; is school meant?",
        f"written_warning.md: {unreadable}",
        f"note_to_police.md: {unreadable}",
    ]


def test_a_file_as_windows_saves_it_is_read(folder: Path) -> None:
    text = (HEAD + "Dear all,\n\nHello.").replace("\n", "\r\n")
    (folder / ONE).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_letters(folder, POLICY).fill(KIND, {}).blocks == (Text("Dear all,"), Text("Hello."))


def test_the_layout_of_a_letter(folder: Path) -> None:
    quote = Quote("objectives", "Objectives", POLICY.clauses["objectives"].text)
    body = """
Dear {{ school }},
second line

## A heading
{% if place %}
Only with a place.
{% else %}
Without{% if reference %} and with a number{% endif %}
next line
{% endif %}
- one
{% for day in chronology %}
- {{ day }}
{% endfor %}
- {{ quote("objectives") }}
Before {{ quote("objectives") }} after
{# said to nobody #}
"""
    assert _fill(folder, body, school="Hill", reference="C-1", chronology=("two", "three")).blocks == (
        Text("Dear Hill,\nsecond line"),
        Heading("A heading"),
        Text("Without and with a number\nnext line"),
        Items(("one", "two", "three")),
        quote,
        Text("Before"),
        quote,
        Text("after"),
    )


def test_either_of_two_conditions(folder: Path) -> None:
    body = "{% if place and not asked_on or clauses %}yes{% else %}no{% endif %}"
    assert _fill(folder, body, place="x").blocks == (Text("yes"),)
    assert _fill(folder, body, place="x", asked_on="x").blocks == (Text("no"),)
    assert _fill(folder, body, clauses=("x",)).blocks == (Text("yes"),)


def test_a_gap_is_told_once_and_not_where_it_is_only_asked_about(folder: Path) -> None:
    body = (
        "{{ place }} {{ place }}{% if asked_on %}{{ asked_on }}{% endif %} "
        "{% for one in lines(host) %}{{ one }}{% endfor %}"
    )
    letter = _fill(folder, body, place=" ?! ")
    assert [placeholder.name for placeholder in letter.missing] == ["place", "host"]
    where, host = (f"〔{placeholder.description}〕" for placeholder in letter.missing)
    assert letter.blocks == (Text(f"{where} {where} {host}"),)


def test_a_schools_own_description_goes_before_ours(folder: Path) -> None:
    head = "---\ntitle: x\nsigned_by: clerk\nplaceholders:\n  place: where it hangs\n---\n"
    assert _fill(folder, "{{ place }}", head).missing == (Placeholder("place", "where it hangs"),)


@pytest.mark.parametrize(
    "source",
    [
        "{{ x.__class__ }}",
        "{{ x['__class__'] }}",
        "{{ x|attr('__class__') }}",
        "{{ x.__init__.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ x.format.__self__ }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ f.__code__ }}",
        "{{ f.__globals__ }}",
        "{{ found.append(1) }}",
        "{% for one in range(10) %}{% endfor %}",
        "{{ cycler }}",
        "{{ nobody }}",
    ],
)
def test_the_sandbox_itself_refuses_what_the_reading_would_have_refused_before(source: str) -> None:
    def f() -> None: ...

    template = make_environment().from_string(source)
    with pytest.raises((SecurityError, UndefinedError)):
        template.render(x="text", f=f, found=[])


PIECES = st.sampled_from(
    [
        "{{", "}}", "{%", "%}", "{#", "#}", " ", "\n", "if", "for", "in", "endif", "endfor", "else", "school", "place",
        "clauses", "one", "quote", "lines", "(", ")", '"objectives"', ".", "__class__", "|", "range", "9999999999",
        "*", "[", "]", "set", "=", "macro", "include", "raw", "endraw", "- ", "## ", "not", "and", "~", "\ue001",
        "loop",
    ]
)  # fmt: skip
"""What a letter is written with, and what it must not be."""


@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_words_are_a_letter_or_a_plain_problem_and_never_a_traceback(rough: Path, body: str) -> None:
    (rough / ONE).write_text(HEAD + body, encoding="utf-8")
    try:
        letters = read_letters(rough, POLICY)
    except ContentError as error:
        problems = error.problems
    else:
        problems = []
        letters.fill(KIND, {})
        letters.fill(KIND, {"school": "Hill", "place": "x\n- y", "clauses": (Quote("objectives", "Objectives", "x"),)})
    assert [problem for problem in problems if not re.match(rf"{re.escape(ONE)}: [a-z]", problem)] == []


@given(typed=st.text())
def test_whatever_is_typed_changes_no_other_part(rough: Path, typed: str) -> None:
    shutil.copy(CONTENT / "letters" / ONE, rough)
    letters = read_letters(rough, POLICY)
    plain = letters.fill(KIND, {"recipient": "Mrs Khan"}).blocks
    odd = letters.fill(KIND, {"recipient": typed}).blocks
    assert len(odd) == len(plain)
    assert [at for at, (one, other) in enumerate(zip(odd, plain, strict=True)) if one != other] in ([], [1])
