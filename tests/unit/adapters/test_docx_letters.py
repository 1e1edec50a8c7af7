"""A letter as a file: read back, it holds the same words in real headings, lists and quotations, and no author."""

from datetime import UTC, date, datetime
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import CASES, CHAIR, HEAD, KINDS, TYPED, desk_with, letter_desk

from assistant.adapters.docx import DocxLetters
from assistant.core.letters import Heading, Items, Letter, LetterKind, Quote, Text
from assistant.services.draft_letter import draft_letter

DAY = date(2026, 9, 11)
LETTERS = letter_desk()
LETTER = Letter(
    LetterKind.WRITTEN_WARNING,
    "A title",
    (
        Text("Dear 〔the parent's name〕,\nsecond line"),
        Heading("Why"),
        Items(("one", "two 〔what〕")),
        Quote("objectives", "Objectives", "The words."),
    ),
)


def _read(letter: Letter) -> docx.document.Document:
    return docx.Document(BytesIO(DocxLetters().write(letter, school="Hill School", on=DAY)))


def test_the_parts_have_real_styles() -> None:
    document = _read(LETTER)
    assert [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs] == [
        ("Heading 1", "A title"),
        ("Normal", "Dear 〔the parent's name〕,\nsecond line"),
        ("Heading 2", "Why"),
        ("List Bullet", "one"),
        ("List Bullet", "two 〔what〕"),
        ("Quote", "“The words.”\n(Objectives)"),
    ]


def test_every_gap_and_nothing_else_is_marked() -> None:
    runs = [run for paragraph in _read(LETTER).paragraphs for run in paragraph.runs]
    marked = [run.text for run in runs if run.font.highlight_color is not None]
    assert marked == ["〔the parent's name〕", "〔what〕"]
    assert {run.font.highlight_color for run in runs} == {None, WD_COLOR_INDEX.YELLOW}


def test_the_page_is_a4_with_the_school_at_its_head() -> None:
    (section,) = _read(LETTER).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [paragraph.text for paragraph in section.header.paragraphs] == ["Hill School"]


def test_the_file_names_the_school_and_no_person() -> None:
    properties = _read(LETTER).core_properties
    noon = datetime(2026, 9, 11, 12, tzinfo=UTC)
    assert (properties.author, properties.last_modified_by) == ("Hill School", "Hill School")
    assert (properties.title, properties.language, properties.revision) == ("A title", "en-GB", 1)
    assert (properties.created, properties.modified) == (noon, noon)
    assert {properties.comments, properties.keywords, properties.subject, properties.category} == {""}


def test_the_language_is_british_english() -> None:
    document = _read(LETTER)
    parts = (document.styles.element, document.settings.element, document.element)
    tags = [tag for part in parts for name in ("w:lang", "w:themeFontLang") for tag in part.iter(qn(name))]
    assert [tag.get(qn("w:val")) for tag in tags] == ["en-GB", "en-GB"]


def test_the_letters_of_every_style_are_black_and_in_one_face() -> None:
    styles = _read(LETTER).styles
    used = [styles[name] for name in ("Normal", "Header", "Heading 1", "Heading 2", "Quote")]
    assert {(style.font.name, str(style.font.color.rgb)) for style in used} == {("Arial", "000000")}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_holds_every_word_of_the_letter(kind: LetterKind, case: str) -> None:
    actor = CHAIR if case == "about the head" else HEAD
    letter = draft_letter(desk_with(case), LETTERS, actor=actor, number=1, kind=kind, details=TYPED)
    words = " ".join(paragraph.text for paragraph in _read(letter).paragraphs).split()
    assert words == letter.text().replace("\n- ", "\n").split()


@given(typed=st.text())
def test_whatever_staff_type_makes_a_file_that_opens(typed: str) -> None:
    letter = draft_letter(
        desk_with("new"),
        LETTERS,
        actor=HEAD,
        number=1,
        kind=LetterKind.INVITATION_TO_DISCUSS,
        details=TYPED | {"recipient": typed},
    )
    greeting = next(block.text for block in letter.blocks if isinstance(block, Text) and block.text.startswith("Dear"))
    assert greeting in [paragraph.text for paragraph in _read(letter).paragraphs]
