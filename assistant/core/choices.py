"""The answers that a form's choice takes in plain words, as people type them."""

import re
from collections.abc import Mapping

from assistant.core.routing import About, Role, parts_of, together
from assistant.core.text import count_words

SEND, STOP, NO_CONTACT = "send", "stop", "no_contact"
RECORD = "record"
CASE_CHANGES = {
    "change_words": "case_what",
    "change_day": "case_day",
    "change_title": "case_title",
    "change_location": "case_location",
    "change_found": "case_found",
    "change_case_about": "case_about",
}
"""What staff can change at the summary of what is to be recorded, and the slot that is asked for again."""
TOGGLES = ("author_unknown", "child_at_risk")
"""What staff can add at the summary of a new case."""
CHANGES = {
    "change_text": "account_text",
    "change_about": "account_about",
    "change_contact": "account_contact",
}
"""What can be changed at the summary, and the slot that is asked for again."""

LEAVE_OUT_ATTACHMENTS = "leave_out_attachments"
"""Files can be left out at the summary; they are then removed."""

_LEAD = r"\b(?:safeguarding (?:lead|officer|person)|dsl)\b"
_ABOUT = (
    (About.CLERK, r"\bclerk\b"),
    (
        About.GOVERNORS,
        r"(?<!clerk to the )(?<!clerk of the )(?<!clerk to )(?<!clerk of )\b(?:chair|governors?|governing)\b(?!(?:'s?)? clerk)",
    ),
    (
        About.HEADTEACHER,
        r"(?<!deputy )(?<!assistant )\b(?:head ?(?:teacher|mistress|master)|head|principal)\b(?! ?(?:of|governor|lice)\b)",
    ),
    (About.SAFEGUARDING_LEAD, _LEAD),
    (
        About.STAFF,
        (
            r"\b(?:staff|(?:his|her|their|my \w+'?s|class|supply|pe) teacher|teachers?|ta|tas|teaching assistants?|deputy|senco"
            r"|office (?:lady|manager|staff)|receptionist|caretaker|dinner lad(?:y|ies)|lunch(?:time)? \w+|midday \w+|cooks?"
            r"|cleaners?|coach|nursery nurse|someone who works|somebody who works)\b"
        ),
    ),
    (
        About.PARENT,
        (
            r"\b(?:another|a|an|some|other|one of the|somebody'?s|someone'?s|a (?:child|pupil|boy|girl)'?s) (?:other )?"
            r"(?:parents?|mums?|mams?|moms?|dads?|nans?|grans?|grandmas?|grandads?|grandparents?|carers?|step ?mums?|step ?dads?)\b"
        ),
    ),
    (
        About.PUPIL,
        r"\b(?:pupils?|child|children|kids?|boys?|girls?|my (?:son|daughter|lad)|another (?:child|parent's)|class ?mates?)\b",
    ),
    (About.SCHOOL, r"\b(?:the )?school(?: itself| in general)?\b|\bbuilding\b|\bplayground\b"),
    (
        About.OTHER,
        r"\b(?:other|something else|someone else|somebody else|none of (?:these|those|them|the above)|neither)\b",
    ),
)
_READERS = frozenset({About.GOVERNORS, About.CLERK, About.HEADTEACHER, About.SAFEGUARDING_LEAD})
"""Those who read what is sent: where an answer names two of them, neither may be left out."""
_HEAD = re.compile(r"\bhead ?(?:teacher|mistress|master)\b")
_STAFF = re.compile(dict(_ABOUT)[About.STAFF])
_TOO = re.compile(
    r"\b(?:too|as well|also|both|and (?:him|her|them)|in on it|(?:must|should|may|do|does|is|are|will|would)(?: not|n'?t)"
    r"|can ?not|can'?t|never|keep|without|not the)\b",
)

_NAMED_POSTS = (
    (About.SAFEGUARDING_LEAD, re.compile(_LEAD, re.IGNORECASE)),
    (
        About.HEADTEACHER,
        re.compile(r"(?<!deputy )(?<!assistant )\bhead ?-?(?:teacher|mistress|master)\b", re.IGNORECASE),
    ),
)
"""Posts that a longer account names beyond doubt; ``head`` alone is as often a part of the body."""
_POST_NAMES: Mapping[Role, re.Pattern[str]] = {
    Role.HEADTEACHER: re.compile(
        r"(?<!deputy )(?<!assistant )\b(?:head ?-?(?:teacher|mistress|master)\b|(?<=the )head\b(?! of))", re.IGNORECASE
    ),
    Role.CHAIR_OF_GOVERNORS: re.compile(r"\bchair(?:man|woman|person)? of (?:the )?governors\b", re.IGNORECASE),
    Role.CLERK: re.compile(r"\bclerk\b", re.IGNORECASE),
    Role.SAFEGUARDING_LEAD: re.compile(_LEAD, re.IGNORECASE),
}
_AT_SCHOOL = re.compile(
    r"\b(?:teachers?|teaching assistants?|tas?|senco|caretaker|dinner lad(?:y|ies)|lunch(?:time)? (?:lady|supervisor)|midday supervisor"
    r"|(?:member of |school |the )staff|coach|headteacher|head teacher|governors?|safeguarding lead|dsl)\b",
    re.IGNORECASE,
)

_NO_CONTACT = re.compile(
    r"\W*(?:no(?: thanks?| thank you| ta)?|nope|nah|don'?t|do not|please don'?t|anonymous(?:ly)?|(?:i'?d )?(?:rather|prefer) not(?: to)?(?: say)?|anonymous(?:ly)? please|no contact please|(?:i )?(?:don'?t|do not) want (?:to be contacted|contact|a call)"
    r"|no contact|none|skip(?: (?:it|this|that))?|(?:please )?don'?t (?:contact|ring|call|phone) me(?: please)?|leave it|not needed|no need"
    r"|(?:i have |i'?ve got )?no (?:phone|number|phone number|mobile)"
    r"|(?:i )?(?:don'?t|do not|won'?t|rather not) (?:(?:want|wish|like)(?: to)? |wanna )?(?:give|leave|say|share)(?: you| it| out| my| a| any| the)*(?: phone| mobile)?(?: number| e-?mail| details| name)?)\W*",
    re.IGNORECASE,
)
_SEND = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|ok|okay|aye|sure|please|go on|go ahead|do it|that'?s (?:right|fine|it|all)|correct|send(?: it| that| this)?(?: now| off| please)?"
    r"|submit(?: it)?|confirm)[\s,.!]*)+",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\W*(?:(?:please|can you|could you)? ?(?:try|send it)(?: it| that)? again(?: please)?|again|retry)\W*",
    re.IGNORECASE,
)
_STOP = re.compile(r"\W*(?:no|nope|nah|don'?t send(?: it)?|do not send(?: it)?|not (?:now|yet))\W*", re.IGNORECASE)
_LEAVE_OUT = re.compile(
    r"\W*(?:please )?(?:(?:leave|take) (?:out )?(?:the |my |this |that )?(?:files?|pictures?|photos?|screenshots?|pdfs?)(?: out| off)?"
    r"|(?:remove|delete|without|no) (?:the |my |this |that )?(?:files?|pictures?|photos?|screenshots?|pdfs?))(?: please)?\W*",
    re.IGNORECASE,
)
_WITHDRAW = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|ok|okay|aye|sure|please|i do|do it|that'?s right|correct"
    r"|(?:i (?:want|wish) to |i'?d like to )?(?:withdraw|take back)(?: it| that| this)?(?: now| please)?)[\s,.!]*)+",
    re.IGNORECASE,
)
_NOT_WITHDRAW = re.compile(
    r"\W*(?:no|nope|nah|don'?t|do not|leave it|keep it|not (?:that|this|now|yet)|wrong one)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE = re.compile(r"\b(?:change|edit|correct|fix|alter|amend|wrong|redo|add|mistake)\b", re.IGNORECASE)
_CHANGE_WHAT = (
    ("change_about", re.compile(r"\b(?:who|about|person|whom)\b", re.IGNORECASE)),
    ("change_contact", re.compile(r"\b(?:contact|number|phone|e-?mail|mobile|tel)\b", re.IGNORECASE)),
    (
        "change_text",
        re.compile(r"\b(?:what|text|happened|words|story|wrote|said|account|it|this|that)\b", re.IGNORECASE),
    ),
)
_RECORD = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|ok|okay|aye|sure|please|go on|go ahead|do it|right|that'?s (?:right|fine|it|all|correct)|correct|confirm(?:ed)?"
    r"|(?:record|log|save|add|put|enter|open|close|send)(?: it| that| this| them| the case)?(?: down| in| up| now| please)?)[\s,.!]*)+",
    re.IGNORECASE,
)
_NOT_RECORD = re.compile(
    r"\W*(?:no|nope|nah|stop|cancel|don'?t(?: (?:record|log|save|open|close|send|do)(?: it| that| this)?)?|not (?:now|yet)|leave it|forget it|never mind)\W*",
    re.IGNORECASE,
)
_CASE_CHANGE_WHAT = (
    ("change_day", re.compile(r"\b(?:day|date|when)\b", re.IGNORECASE)),
    ("change_title", re.compile(r"\b(?:title|name|called)\b", re.IGNORECASE)),
    ("change_location", re.compile(r"\b(?:where|place|site)\b", re.IGNORECASE)),
    ("change_case_about", re.compile(r"\b(?:who|about|whom)\b", re.IGNORECASE)),
    ("change_words", re.compile(r"\b(?:what|happened|words|event|step|it|this|that)\b", re.IGNORECASE)),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")
_POST = re.compile(
    r"\b\d+\w? (?:[a-z']+ ){1,3}(?:road|rd|street|st|lane|avenue|ave|close|drive|way|crescent|court|place|terrace|gardens|grove|square|green|hill|row|walk)\b"
    r"|\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b",
    re.IGNORECASE,
)
"""An address for letters: a house and its street, or a postcode."""
_OF_OTHERS = re.compile(r"\b(?:he|she|they|his|her|hers|their|him|them)\b", re.IGNORECASE)
_PHONE_DIGITS = 10
_ANSWER_WORDS = 10


def match_about(text: str) -> About | None:
    """Return whom an answer such as ``its the lunchtime lady`` is about, where it says so plainly.

    A bare name (``Mrs Hill``) matches nothing: the headteacher must never be sent a complaint about herself
    because a form took her for another member of staff.
    """
    plain = _plain(text).lower()
    if "?" in plain or count_words(plain) > _ANSWER_WORDS:
        return None
    if plain in {str(about) for about in About}:
        return About(plain)
    found = _named(plain)
    posts = [about for about in found if about in _READERS]
    if posts == [About.HEADTEACHER] and About.STAFF in found:
        return About.HEAD_AND_STAFF
    if len(posts) > 1:
        return together(*posts)
    return found[0] if found else None


def also_about(text: str, about: About) -> About | None:
    """Return whom it is about once an answer has named one more who must not read it: ``the chair is in on it too``."""
    plain = _plain(text).lower()
    posts = _READERS.intersection(_named(plain))
    if "?" in plain or not posts or not _TOO.search(plain):
        return None
    return together(*parts_of(about), *posts)


def names_several(text: str) -> bool:
    """Tell whether an answer names more than one adult at the school, whose names belong to what happened then."""
    return len(_READERS.union({About.STAFF}).intersection(_named(_plain(text).lower()))) > 1


def named_roles(text: str) -> frozenset[Role]:
    """Return the posts that read what is sent and that a longer account names beyond doubt."""
    return frozenset(post for post, pattern in _POST_NAMES.items() if pattern.search(text))


def _plain(text: str) -> str:
    return text.replace("’", "'").strip()


def _named(plain: str) -> list[About]:
    found = [about for about, pattern in _ABOUT if re.search(pattern, plain)]
    if About.HEADTEACHER in found and About.STAFF in found and not _STAFF.search(_HEAD.sub("", plain)):
        found.remove(About.STAFF)
    return found


def named_post(text: str) -> About | None:
    """Return the post that a longer account names, so that it does not go to that post alone.

    Where it names several, the one that would otherwise be sent a worry for a child comes first.
    """
    return next((about for about, pattern in _NAMED_POSTS if pattern.search(text)), None)


def names_somebody_at_school(text: str) -> bool:
    """Tell whether an account names an adult at the school, by post; whether it accuses one it cannot tell."""
    return bool(_AT_SCHOOL.search(text))


def wants_change(text: str) -> bool:
    """Tell whether an answer to the summary asks for a change, of which part ever."""
    return bool(_CHANGE.search(text))


def match_contact(text: str) -> str | None:
    """Return the contact details in an answer, ``no_contact`` for a plain no, or nothing."""
    plain = _plain(text)
    if plain == NO_CONTACT or _NO_CONTACT.fullmatch(plain):
        return NO_CONTACT
    if _EMAIL.search(plain) or sum(ch.isdigit() for ch in plain) >= _PHONE_DIGITS:
        return plain
    return None


def match_contact_answer(text: str) -> str | None:
    """Return the same for an answer to how somebody can be reached, which may be an address for letters too.

    Beside the question an address is as likely where somebody else lives.
    """
    contact = match_contact(text)
    own_address = contact is None and _POST.search(text) and not _OF_OTHERS.search(text)
    return text.strip() if own_address else contact


def match_confirm(text: str) -> str | None:
    """Return ``send``, ``stop`` or a change for an answer to the summary, or nothing."""
    plain = _plain(text)
    if plain in (SEND, STOP, LEAVE_OUT_ATTACHMENTS, *CHANGES):
        return plain
    if _LEAVE_OUT.fullmatch(plain):
        return LEAVE_OUT_ATTACHMENTS
    if _SEND.fullmatch(plain):
        return SEND
    if _STOP.fullmatch(plain):
        return STOP
    if _CHANGE.search(plain):
        return next((change for change, pattern in _CHANGE_WHAT if pattern.search(plain)), None)
    return None


def match_withdraw(text: str) -> str | None:
    """Return ``send`` for a plain wish to withdraw, ``stop`` for an answer that begins with a no, or nothing.

    It cannot be undone, so a wish to send something is none to withdraw.
    """
    plain = _plain(text)
    if plain == SEND or _WITHDRAW.fullmatch(plain):
        return SEND
    return STOP if plain == STOP or _NOT_WITHDRAW.fullmatch(plain) else None


def wants_again(text: str) -> bool:
    """Tell whether somebody whose account could not be stored asks to send it again."""
    plain = _plain(text)
    return bool(_AGAIN.fullmatch(plain)) or match_confirm(plain) == SEND


def match_case_confirm(text: str) -> str | None:
    """Return ``record``, ``stop`` or a change for an answer to what is to be recorded of a case, or nothing."""
    plain = _plain(text)
    if plain in (RECORD, STOP, *CASE_CHANGES, *TOGGLES):
        return plain
    if _RECORD.fullmatch(plain):
        return RECORD
    if _NOT_RECORD.fullmatch(plain):
        return STOP
    if _CHANGE.search(plain):
        return next((change for change, pattern in _CASE_CHANGE_WHAT if pattern.search(plain)), None)
    return None
