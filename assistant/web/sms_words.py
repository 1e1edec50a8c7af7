"""Turn the gateway's messages into text messages: one at a time, in pages, with numbered options."""

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
    for whoever is asked whether to hand something over: it stands among the answers.
    """
    asking = any(message.get("asking") for message in messages)
    own = _own_pages(messages, offer)
    kept = [page for page in before.more if not page.passing][:_MOST_KEPT] if before and not asking else []
    if kept:
        own[-1] = replace(own[-1], text=_with_way_back(own[-1].text))
    first, *rest = [replace(page, passing=asking) for page in own]
    return first.text, SmsState(first.options, (*rest, *kept))


def answer_here(heard: Heard, state: SmsState, words: SmsWords) -> tuple[str, SmsState] | None:
    """Return the answer to what needs no dialogue, and the state after it: the next page, or that a number is none.

    Nothing for a choice or for words: these go to the chat, and its messages to ``compose``.
    """
    if isinstance(heard, MoreWanted):
        return turn_page(state) or (with_choice(words.all_read, state), state)
    if isinstance(heard, NoSuchNumber):
        return with_choice(words.no_such_number, state), state
    return None


def with_choice(text: str, state: SmsState) -> str:
    """Say what can be chosen once more, and that there is more to be read, where there is room for it."""
    said = to_gsm(text)
    lines = number_lines(state.options)
    longer = f"{said}\n{lines}" if lines else said
    longer = longer if fits(longer) else said
    return _with_way_back(longer) if state.more else longer


def _own_pages(messages: Sequence[dict[str, Any]], offer: Option | None) -> list[Page]:
    """Return what the messages say, in pages; an offer stands on the first one, behind the beginning."""
    buttons = [button for message in messages for button in message.get("buttons", [])]
    options = tuple({button["title"]: Option(button["title"], button["token"]) for button in buttons}.values())
    said = [*map(_said, messages)]
    begun = [at for at, message in enumerate(messages, 1) if message.get("begins")]
    if offer is None or not (begun or any(message.get("hands_over") for message in messages)):
        return _pages(_joined(said), options[-MOST_OPTIONS:])
    whole = _pages(_joined(said), (*options[1 - MOST_OPTIONS :], offer))
    if len(whole) == 1 or not begun:
        return whole
    return _offered_first(_joined(said[: begun[0]]), _joined(said[begun[0] :]), options[-MOST_OPTIONS:], offer)


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
