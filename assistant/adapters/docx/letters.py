"""A letter as a .docx file that a person completes, prints or sends: A4, British English, real headings and lists."""

from datetime import UTC, date, datetime, time
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from assistant.core.letters import Block, Heading, Items, Letter, Quote, Text, cut_at_gaps
from assistant.services.ports import LetterFiles

_LANGUAGE = "en-GB"
_FONT = "Arial"
_BLACK = RGBColor(0, 0, 0)


class DocxLetters(LetterFiles):
    """Writes letters with python-docx."""

    def write(self, letter: Letter, *, school: str, on: date) -> bytes:
        """Return the file; gaps are marked in yellow, and nothing in it names a person as its author."""
        document = docx.Document()
        _set_page(document, school)
        _set_styles(document)
        _set_properties(document, letter, school, on)
        _write(document.add_heading(level=1), letter.title)
        for block in letter.blocks:
            _add(document, block)
        file = BytesIO()
        document.save(file)
        return file.getvalue()


def _set_page(document: Document, school: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(25)
    _write(section.header.paragraphs[0], school)


def _set_styles(document: Document) -> None:
    """Use one plain face of a readable size, and mark everything as British English for spelling and screen readers."""
    for name, size in (("Normal", 11), ("Header", 10), ("Heading 1", 15), ("Heading 2", 12), ("Quote", 11)):
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    document.styles["Quote"].paragraph_format.left_indent = Mm(10)
    for part, tag in ((document.styles, "w:lang"), (document.settings, "w:themeFontLang")):
        for language in part.element.iter(qn(tag)):
            language.set(qn("w:val"), _LANGUAGE)


def _set_properties(document: Document, letter: Letter, school: str, on: date) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = school
    properties.title, properties.language = letter.title, _LANGUAGE
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.created = properties.modified = datetime.combine(on, time(12), UTC)
    properties.revision = 1


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading():
            _write(document.add_heading(level=2), block.text)
        case Items():
            for item in block.items:
                _write(document.add_paragraph(style="List Bullet"), item)
        case Quote():
            _write(document.add_paragraph(style="Quote"), f"“{block.text}”\n({block.section})")
        case Text():
            _write(document.add_paragraph(), block.text)


def _write(paragraph: Paragraph, text: str) -> None:
    for piece, is_gap in cut_at_gaps(text):
        run = paragraph.add_run(piece)
        if is_gap:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
