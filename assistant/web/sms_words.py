"""Turn the gateway's messages into text messages: one at a time, in pages, with numbered options."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from assistant.adapters.content import SmsWords
from assistant.core.sms_talk import (
    MOST_OPTIONS,
    Heard,
    MoreWanted,
    NoSuchNumber,
    Option,
    Page,
    SeveralNumbers,
    SmsState,
    number_lines,
    turn_page,
)
from assistant.core.sms_text import LIMIT, MORE, fits, page_content, pages, septets, to_gsm

_MOST_KEPT = 8
"""Pages that are kept of what was read before."""
_SEAM = 2
"""Septets that a line put in takes beside its own: the line break, and one where a segment ends within a character."""


def compose(
    messages: Sequence[dict[str, Any]], before: SmsState | None = None, offer: Option | None = None
) -> tuple[str, SmsState]:
    """Return one text of at most two segments, and where the conversation stands after it.

    The options of all messages stand numbered at the end of the last page. ``before`` is the state before this
    answer, where the person asked something in between: what was still to be read of it comes after this answer's
    own pages, so that its place is kept. Within a form (``asking``) the question itself is asked again instead.
    ``offer`` is an option for whoever begins to tell something: it stands on the first page, whatever comes after; or
    for whoever is asked whether to hand something over: it stands among the answers. A question that was read before,
    and what would be sent where it was shown before, is not said whole again.
    """
    asking = any(message.get("asking") for message in messages)
    summary, question = _summary_of(messages), _question_of(messages)
    messages = _without_shown(messages, before) if summary and before and before.summary == summary else messages
    own = _own_pages(messages, offer)
    if len(own) > 1 and before and before.question == question and before.options and not _hands_over(messages):
        shorter = _own_pages(_without_question(messages), offer)
        own = shorter if len(shorter) == 1 else own
    kept = [page for page in before.more if not page.passing][:_MOST_KEPT] if before and not asking else []
    if kept:
        own[-1] = replace(own[-1], text=_with_way_back(own[-1].text))
    first, *rest = [replace(page, passing=asking) for page in own]
    unread = bool(question and rest) and question not in first.text
    return first.text, SmsState(first.options, (*rest, *kept), question, unread, summary)


def answer_here(heard: Heard, state: SmsState, words: SmsWords) -> tuple[str, SmsState] | None:
    """Return the answer to what needs no dialogue, and the state after it: the next page, or that a number is none.

    Nothing for a choice or for words: these go to the chat, and its messages to ``compose``.
    """
    if isinstance(heard, MoreWanted):
        return turn_page(state) or (with_choice(words.all_read, state), state)
    if isinstance(heard, NoSuchNumber):
        return with_choice(words.no_such_number, state), state
    if isinstance(heard, SeveralNumbers):
        return with_choice(words.one_number, state), state
    return None


def with_choice(text: str, state: SmsState) -> str:
    """Say what can be chosen once more, and that there is more to be read, where there is room for it."""
    said = to_gsm(text)
    lines = number_lines(state.options)
    longer = f"{said}\n{lines}" if lines else said
    longer = longer if fits(longer) else said
    return _with_way_back(longer) if state.more else longer


def _hands_over(messages: Sequence[dict[str, Any]]) -> bool:
    return any(message.get("hands_over") for message in messages)


def _question_of(messages: Sequence[dict[str, Any]]) -> str:
    """Return what a form asks at the end of its messages, or nothing."""
    lines = to_gsm(messages[-1]["text"]).strip().splitlines() if messages and messages[-1].get("asking") else []
    return lines[-1] if lines else ""


def _summary_of(messages: Sequence[dict[str, Any]]) -> str:
    """Return the digest of what is shown before it is sent, or nothing where nothing is."""
    shown = [message["text"] for message in messages if message.get("private")]
    if not any(message.get("private") and "buttons" in message for message in messages):
        return ""
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]


def _without_shown(messages: Sequence[dict[str, Any]], before: SmsState) -> Sequence[dict[str, Any]]:
    """Leave out what has been shown of what would be sent: what is unread of it comes now, at least its question."""
    unread = [_without_options(page) for page in before.more if page.passing]
    left = []
    for message in messages:
        if message.get("private") and "buttons" in message:
            left.append(message | {"text": _joined(unread) or to_gsm(message["text"]).strip().splitlines()[-1]})
        elif not message.get("private"):
            left.append(message)
    return left


def _without_options(page: Page) -> str:
    return page_content(page.text).removesuffix(number_lines(page.options)).strip()


def _without_question(messages: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    *earlier, last = messages
    return [*earlier, last | {"text": _joined(to_gsm(last["text"]).strip().splitlines()[:-1])}]


def _own_pages(messages: Sequence[dict[str, Any]], offer: Option | None) -> list[Page]:
    """Return what the messages say, in pages; an offer stands on the first one, behind the beginning."""
    buttons = [button for message in messages for button in message.get("buttons", [])]
    options = tuple({button["title"]: Option(button["title"], button["token"]) for button in buttons}.values())
    said = [*map(_said, messages)]
    begun = [at for at, message in enumerate(messages, 1) if message.get("begins")]
    if offer is None or not (begun or _hands_over(messages)):
        return _pages(_joined(said), options[-MOST_OPTIONS:])
    whole = _pages(_joined(said), (*options[1 - MOST_OPTIONS :], offer))
    if len(whole) == 1 or not begun:
        return whole
    head, between, last = said[: begun[0]], said[begun[0] : -1], said[begun[0] :][-1:]
    with_question = _joined([*head, *last, number_lines([offer]), MORE])
    if between and not options and fits(with_question):
        return [Page(with_question, (offer,)), *_pages(_joined(between), ())]
    return _offered_first(_joined(head), _joined([*between, *last]), options[-MOST_OPTIONS:], offer)


def _offered_first(head: str, tail: str, options: tuple[Option, ...], offer: Option) -> list[Page]:
    line = number_lines([offer])
    room = LIMIT - septets(line) - _SEAM
    shown, *over = pages(head, room - septets(MORE) - 1 if fits(head, room) else room)
    text = f"{page_content(shown)}\n{line}\n{MORE}"
    return [Page(text, (offer,)), *_pages(_joined([*map(page_content, over), tail]), options)]


def _joined(said: Iterable[str]) -> str:
    return "\n".join(filter(None, said))


def _with_way_back(text: str) -> str:
    """Say that there is still something to be read from before, where there is room for it."""
    longer = f"{text}\n{MORE}"
    return longer if fits(longer) else text


def _pages(body: str, options: tuple[Option, ...]) -> list[Page]:
    *earlier, last = pages(body)
    if not options:
        return [*map(Page, earlier), Page(last)]
    lines = number_lines(options)
    if not last:
        return _option_pages(earlier, lines, options)
    together = f"{last}\n{lines}"
    if fits(together):
        return [*map(Page, earlier), Page(together, options)]
    head, _, question = last.rpartition("\n")
    if head and fits(f"{question}\n{lines}"):
        return [*map(Page, earlier), *map(Page, _going_on(head)), Page(f"{question}\n{lines}", options)]
    return _option_pages([*earlier, *_going_on(last)], lines, options)


def _going_on(last: str) -> list[str]:
    """Return a last page as one that goes on, in two where the line that says so has no more room."""
    longer = f"{last}\n{MORE}"
    if fits(longer):
        return [longer]
    *cut, rest = pages(last, LIMIT - len(MORE) - 1)
    return [*cut, f"{rest}\n{MORE}"]


def _option_pages(earlier: Sequence[str], lines: str, options: tuple[Option, ...]) -> list[Page]:
    *first, last = pages(lines)
    return [*map(Page, earlier), *map(Page, first), Page(last, options)]


def _said(message: dict[str, Any]) -> str:
    """Return a message's words: its text, the clauses with their sections, the receipt."""
    parts = [to_gsm(message["text"]).strip()]
    for section, quotes in groupby(message.get("quotes", []), key=lambda quote: quote["section"]):
        first, *others = [f'"{to_gsm(quote["text"])}"' for quote in quotes]
        parts += [f"The policy, {to_gsm(section)}: {first}", *others]
    if "reference" in message:
        parts.append(f"Receipt: {message['reference']}")
    return "\n".join(filter(None, parts))
