"""What is stored about a record in words that people know; what only the program needs is left to the file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from assistant.core.calendar import clock_time
from assistant.core.chronology import CaseWords
from assistant.core.record_words import RECORD_KINDS
from assistant.core.records import News
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Role

Fields = list[tuple[str, str]]

LABELS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "records": (
        "What was sent",
        {
            "created_at": "Came",
            "kind": "What it is",
            "about": "Whom it is about",
            "child_at_risk": "A child may be at risk",
            "text": "Their words",
            "place": "Where",
            "contact": "How to reach them",
            "contact_declined": "They do not want to be contacted",
            "withdrawn_at": "Withdrawn",
        },
    ),
    "notices": (
        "Who was told",
        {
            "role": "Who",
            "news": "Of what",
            "queued_at": "Told of it from",
            "sent_at": "E-mail sent",
            "opened_at": "Opened",
            "answered_at": "Answered",
        },
    ),
    "replies": ("What was said since", {"at": "When", "role": "Who of the school", "sealed": "Words"}),
    "record_closings": ("How it was closed", {"closed_at": "When", "keep_until": "Kept until", "reason": "Why"}),
    "rights_requests": (
        "What was asked about data",
        {
            "received_at": "Came",
            "kind": "What was asked",
            "acknowledged_at": "Acknowledged",
            "answered_at": "Answered",
            "answer": "What the school said",
        },
    ),
    "attachments": ("Files", {"added_at": "Came", "kind": "Kind", "size": "Bytes"}),
    "cases": ("Cases", {"opened_at": "Opened", "closed": "Closed"}),
}
"""The heading of a table, and what its fields are called, in the order in which they are shown."""


_NEWS = {News.RECORD: "what was sent", News.ADDED: "what was added", News.WITHDRAWN: "that it was withdrawn"}
_OPENED_OUT = ("account", "form")
"""The fields that hold others."""


def in_words(
    stored: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    words: CaseWords,
    posts: Mapping[Role, str],
    wishes: Mapping[RightsKind, str],
) -> list[tuple[str, list[Fields]]]:
    """Return each heading with its entries, each a list of a label and what is stored under it."""
    kinds: Mapping[str, str] = dict(RECORD_KINDS) | {kind: f"Somebody {wish}" for kind, wish in wishes.items()}
    say: Mapping[str, Callable[[str], str]] = {
        "kind": lambda kind: kinds.get(kind, kind.upper()),
        "about": lambda about: words.whom(About(about)),
        "role": lambda role: posts[Role(role)],
        "news": lambda news: _NEWS[News(news)],
    }
    return [
        (heading, [_fields(row, labels, say) for row in stored[name]])
        for name, (heading, labels) in LABELS.items()
        if name in stored
    ]


def _fields(row: Mapping[str, object], labels: Mapping[str, str], say: Mapping[str, Callable[[str], str]]) -> Fields:
    flat = dict(row)
    for name in _OPENED_OUT:
        inner = flat.pop(name, None)
        flat |= inner if isinstance(inner, dict) else {}
    return [
        (label, _written(name, flat[name], say))
        for name, label in labels.items()
        if flat.get(name) not in (None, "", False)
    ]


def _written(name: str, value: object, say: Mapping[str, Callable[[str], str]]) -> str:
    if value is True:
        return "Yes"
    text = str(value)
    if name == "at" or name.endswith("_at"):
        return clock_time(datetime.fromisoformat(text))
    return say[name](text) if name in say else text
