"""Words by which somebody says that others read what is on their phone."""

import re

_KIN = (
    r"(?:my (?:ex[ -]?(?:husband|wife|partner)|ex|husband|wife|partner|boyfriend|girlfriend|fella|bloke|family"
    r"|parents))"
)
_OTHERS = rf"(?:others|other people|(?:some(?:one|body)) else|{_KIN})"
_ASKED = "".join(
    rf"(?<!\b{word} )"
    for word in ("can", "could", "does", "do", "did", "if", "when", "will", "would", "has", "have", "had", "is", "are")
)
"""A question is no statement: whether others can read it is asked by many."""
_PHONE = r"(?:my|this|the) (?:phone|mobile)"
_TEXTS = rf"(?:{_PHONE}|(?:my|these) (?:texts?|messages?))"
_HOW = r"(?:(?:can|could|always|also|often|sometimes|now) )*"
_READ = r"(?:reads?|checks?|looks? (?:at|through)|go(?:es)? through|monitors?)"
_READING = (
    r"(?:(?:is|are|keeps?|s) (?:always |now )?(?:reading|checking|looking (?:at|through)|going through|monitoring))"
)
_SHARED = re.compile(
    rf"\b{_ASKED}(?:{_OTHERS} (?:{_HOW}{_READ}|{_READING}) (?:all )?{_TEXTS}"
    rf"|(?:he|she|they) (?:{_HOW}{_READ} (?:all )?{_PHONE}|{_READING} (?:all )?{_TEXTS})"
    rf"|{_KIN}\b[^.?!\n]{{1,60}} and (?:he |she )?{_HOW}{_READ} (?:all )?{_TEXTS}"
    rf"|(?:others|some(?:one|body) else|{_KIN}) {_HOW}uses? {_PHONE}"
    rf"|(?:i|we) share (?:this|my|a|the) (?:phone|mobile)|{_PHONE} is shared)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"\W*(?:(?:hi|hello|sorry|please|careful|be careful)[\s,.!]+)*{_SHARED.pattern}"
    r"(?:[\s,.!]+(?:too|as well|please|thanks|sorry))*[^\w?]*",
    re.IGNORECASE,
)


def says_phone_is_shared(text: str) -> bool:
    """Tell whether a text says that others read or use this phone; to ask whether they can does not."""
    return _SHARED.search(text.replace("’", "'")) is not None


def says_only_that_it_is_shared(text: str) -> bool:
    """Tell whether a text says nothing else."""
    return _ALONE.fullmatch(text.replace("’", "'")) is not None
