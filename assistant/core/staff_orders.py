"""Orders of staff that are plain wherever they are typed: a whole message that asks for one thing and says no more.

What says more than that is not read as one, so that an answer to a question stays an answer.
"""

import re
from dataclasses import dataclass

from assistant.core.text import count_words

_NUMBERED = r"(?:c\s?[-–]?\s?|case (?:(?:no\.?|number)\s*)?(?:c\s?[-–]?\s?)?|#\s?)\d{1,9}"
_CALLED = (
    rf"(?:{_NUMBERED}|(?:the|that|this|my|our) (?:(?!(?:the|that|this)\b)[\w'&-]+ ){{0,5}}"
    r"(?:case|one|thing|matter|business|file|saga|row)|(?:mr|mrs|ms|miss|dr) [\w'-]+(?:'s)?(?: case| one)?)"
)
_CASE = rf"(?:{_CALLED}|it|this|that)"
_OF_CASE = rf"(?:\s+(?:for|on|in|about|with|re|of)\s+{_CASE})?"
_SINCE = r"(?:\s+(?:(?:since|from|after)(?: the)?(?: [\w']+){1,4}|today|overnight|this (?:week|morning|afternoon)|for me|yet))?"
_STATE = r"(?:overdue|over due|late|open|outstanding|due|new|urgent)"
_LETTER = (
    r"(?:(?:[\w'-]+ ){0,3}(?:letter|warning|invitation|acknowledge?ment|notice|takedown request|request for removal|draft)"
    r"|(?:note|report) (?:to|for) (?:the )?[\w'-]+)"
)
_RECIPIENT = r"(?:\s+to\s+(?:the |her |his |their |our )?[\w'-]+(?: [\w'-]+)?)?"

_ORDERS = (
    (
        "case_next_step",
        (
            rf"(?:what(?:'?s| is| are) (?:the |our |my )?next(?: steps?| thing| move)?(?: to do)?{_OF_CASE}"
            rf"|what (?:do|should|must|can) (?:i|we) do (?:next|now){_OF_CASE}"
            rf"|next steps?{_OF_CASE}|what (?:comes|happens) next\s+(?:for|on|in|with)\s+{_CASE}"
            r"|(?:what (?:comes|happens|is) )?after that|then what)"
        ),
    ),
    (
        "case_list",
        (
            rf"(?:(?:is|are) there |have (?:i|we) got |do (?:i|we) have |has )?any(?:thing|(?: other)? cases?| ones)? (?:else )?"
            rf"(?:(?:that|which)(?:'s| is| are) )?(?:still |now )?{_STATE}{_SINCE}"
            rf"|(?:what(?:'?s| is)|which(?: cases| ones)? (?:is|are)|what (?:cases|ones) are) (?:still |now )?(?:{_STATE}|mine){_SINCE}"
            rf"|(?:what(?:'?s| has| have)|has anything|have any(?: new)? cases|anything)(?: new)? (?:come in|arrived|landed|been opened){_SINCE}"
            rf"|(?:list|show|show me|give me|see) (?:all )?(?:of )?(?:the |my |our )?(?:{_STATE} )?cases"
        ),
    ),
    (
        "case_show",
        (
            rf"(?:(?:show|open|open up|bring up|pull up|see|look at|look up|go to|read|view)(?: me)? {_CALLED}"
            rf"|(?:who(?:'?s| is) (?:dealing with|looking after|handling|got|on)|who has(?: got)?|whose is) {_CALLED}"
            rf"|where (?:are we|do we stand|am i)(?: up to| now)? (?:with|on|in) {_CALLED}|(?:the )?status of {_CALLED})"
        ),
    ),
    (
        "case_letter",
        (
            r"(?:draft|write|prepare|do|make|produce|print|generate|word|compose|start)(?: me| up| out)? "
            rf"(?:the |a |an |that |this |my |our )?{_LETTER}{_RECIPIENT}{_OF_CASE}{_RECIPIENT}"
        ),
    ),
    ("case_close", rf"(?:close|shut|close off|close down) {_CASE}(?: down| off)?|mark {_CASE} as closed"),
    (
        "case_open",
        (
            r"(?:open|start|create|begin|set up|log|make)(?: me| up)? (?:(?:a|another|one) )?(?:new |fresh |separate |second )?"
            r"(?:case|case file)|(?:open|start|log) a new one|(?:a )?new case"
        ),
    ),
)
_DROPS = (
    r"(?:never ?mind(?: (?:that|it|about (?:that|it)))?|forget (?:about )?(?:it|that|this)|(?:leave|scrap|skip|drop|cancel|stop) (?:it|that|this)"
    r"|cancel|stop)(?:[\s,.!;:–-]+(?:then|and|now|instead|for now|just)\b)*[\s,.!;:–-]+"
)
_LEAD = (
    r"(?:(?:ok|okay|right|so|and|but|oh|hi|hello|sorry|wait|hang on|hold on|one moment|actually|first|before that|quick question"
    r"|quickly|by the way|btw|meanwhile|well|no|yes|please|just)\b[\s,.!:;–-]*)*"
)
_POLITE = (
    r"(?:(?:(?:can|could|would|will|may) (?:you|i|we)|i(?:'d| would) like (?:you )?to|i (?:need|want) (?:you )?to|let(?:'?s| us| me)"
    r"|please|just|now)\s+)*"
)
_TAIL = (
    r"(?:[\s,]*\b(?:please|pls|plz|then|now|first|again|for me|instead|quickly|thanks|thank you|ta|at the moment|by the way))*"
    r"[\s?.!]*"
)
_WHOLE = tuple(
    (goal, re.compile(rf"\W*{_LEAD}(?P<drops>{_DROPS})?{_LEAD}{_POLITE}(?:{pattern}){_TAIL}"))
    for goal, pattern in _ORDERS
)


_MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Order:
    """What a message asks for. ``drops``: it says to leave what is going on, as in ``never mind, show me C-9``."""

    goal: str
    drops: bool = False


def find_order(text: str) -> Order | None:
    """Return the one thing that a whole message asks for, or nothing where it says anything else besides."""
    if count_words(text) > _MOST_WORDS:
        return None
    plain = " ".join(text.lower().replace("’", "'").split())
    for goal, pattern in _WHOLE:
        match = pattern.fullmatch(plain)
        if match:
            return Order(goal, drops=match["drops"] is not None)
    return None
