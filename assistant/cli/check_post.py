"""``assistant check-post``: what a post holds."""

from functools import partial
from typing import Any

from assistant.cli.lines import InputFile, answer_lines, text_of
from assistant.services.check_post import check_post as read_post
from assistant.wiring import Wiring, wiring


def check_post(file: InputFile = None) -> None:
    """Say what each post holds: {"text"} a line in; level, categories with spans and reasons, advice out."""
    parts = wiring()
    answer_lines(file, lambda: partial(_answer, parts))


def _answer(parts: Wiring, given: dict[str, Any]) -> dict[str, Any]:
    reading = read_post(parts.post_reader, text_of(given))
    words = parts.post_words
    return {
        "text": given["text"],
        "level": reading.level,
        "categories": [
            {
                "category": finding.category,
                "clause": finding.clause,
                "confidence": round(finding.confidence, 4),
                "spans": [list(span) for span in finding.spans],
                "why": f"This {words.why[finding.category]}.",
            }
            for finding in reading.findings
        ],
        "names_individual": reading.names_individual,
        "identifies_child": reading.identifies_child,
        "advice": words.advice[reading.level],
    }
