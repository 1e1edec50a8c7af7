"""Matters that a school's complaints procedure leaves to another: seen in what a person tells, never decided.

Source: Department for Education, "Best practice guidance for school complaints procedures" (what a procedure under
section 29 of the Education Act 2002 does not cover). The words are careful: a false alarm sends somebody away from
the right door, so each pattern needs the matter itself, not one word of it.
"""

import re
from enum import StrEnum


class Matter(StrEnum):
    """What has a procedure of its own."""

    CHILD_PROTECTION = "child_protection"
    WHISTLEBLOWING = "whistleblowing"
    STAFF_GRIEVANCE = "staff_grievance"
    ADMISSIONS = "admissions"
    EXCLUSION = "exclusion"


_CHILD = (
    r"(?:(?:my|our|his|her|their|the|a|another|that|this) (?:\w+ )?(?:son|daughter|child|boy|girl|lad|pupil|kid|little one)|him|her|children"
    r"|(?:a |the )?(?:pupils?|kids?))"
)
_HURT = r"(?:hit|hits|slapped|slaps|punched|kicked|smacked|smacks|dragged|grabbed|choked|shook|beat|beats|touched|molested|groomed|abused|assaulted)"
_AT_SCHOOL = (
    r"(?:teachers?|teaching assistant|ta|head ?teacher|head|staff|member of staff|coach|caretaker|dinner lady|lunchtime (?:lady|supervisor)"
    r"|midday supervisor|governor|senco|nursery nurse)"
)
_SPAN = r"(?:the rest of the |half a |an? |one |two |three |four |five |ten |fifteen |\d+ |several |some |a few )(?:school )?(?:day|week|term)s?"
_PLACE = r"(?:place|places|reception place|school place|year \w+ place)"

_PATTERNS: tuple[tuple[Matter, tuple[str, ...]], ...] = (
    (
        Matter.CHILD_PROTECTION,
        (
            r"\bchild protection\b(?! (?:training|policy|course))",
            r"\bsafeguarding (?:concern|issue|allegation|disclosure|incident)s?\b",
            r"\b(?:sexual(?:ly)? abus\w+|physical(?:ly)? abus\w+|child abuse|neglect(?:ed|ing) (?:at home|by (?:his|her|their) (?:mum|dad|parents?)))\b",
            rf"\b{_AT_SCHOOL}\b(?: \w+){{0,4}} {_HURT} {_CHILD}\b(?! (?:hand up|work|book|feelings|heart))",
            rf"\b{_CHILD} (?:was|were|got|has been|had been|is being|gets) {_HURT}(?: \w+){{0,3}} by (?:\w+ ){{0,3}}{_AT_SCHOOL}\b",
        ),
    ),
    (
        Matter.WHISTLEBLOWING,
        (
            r"\bwhistle[ -]?blow\w*",
            (
                r"\bi (?:work|worked|am employed|was employed|teach|taught|volunteer) (?:at|in|for) (?:the|this|your|our) (?:school|office|kitchen|nursery|reception)\b(?! (?:gate|run|crossing|road|street))"
                r".{0,200}\b(?:fraud\w*|falsif\w+|fiddl\w+|cover(?:ed|ing)? (?:it )?up|illegal\w*|breaking the law|unsafe|stealing|misus\w+|malpractice|cheat\w+)"
            ),
            r"\bas an? (?:employee|member of (?:your |the )?staff|teacher|teaching assistant)(?: here| at (?:the|this|your) school)?,? i (?:want|need|wish|have) to report (?!absence|sick)",
        ),
    ),
    (
        Matter.STAFF_GRIEVANCE,
        (
            r"\b(?:staff|employee|work(?:place)?) grievance\b|\bgrievance (?:procedure|hearing|meeting|process|policy)\b",
            r"\b(?:my|our) (?:line manager|contract of employment|employment contract|terms of employment|working hours|pay rise|appraisal|shift pattern)\b",
            r"\bi (?:work|am employed|teach) (?:at|in|for) (?:the|this|your|our) school\b(?! (?:gate|run|crossing|road|street)).{0,160}\b(?:bull(?:y|ied|ying)|overtime|unpaid|underpaid|my pay|my contract|my hours|promotion|dismiss\w*|sacked|disciplin\w+|my manager|sick leave)",
            r"\b(?:unfair|constructive) dismissal\b",
        ),
    ),
    (
        Matter.ADMISSIONS,
        (
            rf"\b(?:refused|denied|turned down for|did ?n[o']?t (?:get|give \w+)|not (?:been )?(?:offered|given)|rejected for|lost|withdr[ae]w\w*|taken away)(?: \w+){{0,3}} (?:a |his |her |their |the |our )?{_PLACE} (?:at|in|for) (?:the|this|your|our|another|reception|year|nursery|\w+ school)\b(?!(?: \w+){{0,3}} (?:team|club|choir|play|trip|show|line|queue|party))",
            r"\badmissions? (?:appeal|decision|criteria|arrangements|panel|authority|team|policy|process|refus\w+)\b",
            r"\b(?:appeal\w*|complain\w*) (?:\w+ ){0,4}(?:about |against )?(?:the |a |your )?(?:school )?admissions?\b(?! (?:fee|charge|price|ticket))",
            r"\b(?:school|reception|nursery|sibling) waiting list\b|\bwaiting list for (?:a )?(?:place|reception|year|nursery|the school)\b",
            r"\b(?:apply|applied|application) for (?:a |his |her )?(?:reception|school|year \w+|nursery) place\b",
        ),
    ),
    (
        Matter.EXCLUSION,
        (
            r"\b(?:permanent(?:ly)?|fixed[ -](?:term|period)|unlawful(?:ly)?|illegal(?:ly)?|formal(?:ly)?) (?:been )?(?:exclu(?:ded|sion|de|ding)|suspen(?:ded|sion|d|ding)|expel\w*)",
            r"\b(?:exclu(?:ded|sion)|suspen(?:ded|sion)|expelled) from (?:the |this |your |his |her )?(?:school|year \w+|reception)\b(?! (?:trip|play|disco|party|photo|choir|club|council|team|show|concert|fair|game|newsletter|group|chat|dinner|lunch|activit|sports|page|assembl|whats|facebook|website|site|forum))",
            (
                r"\b(?:he|she|they|son|daughter|child|boy|girl|lad|pupil|kid)(?:'s| has| have| had| was| were| is| being| been| got| getting){1,3}"
                rf" (?:excluded|suspended) for {_SPAN}"
            ),
            rf"\b(?:excluded|suspended) (?:him|her|them|my \w+) for {_SPAN}",
            rf"\b(?:a |an )?{_SPAN} (?:exclusion|suspension)\b",
            r"\b(?:exclusion|suspension) (?:letter|notice|panel|review|appeal|meeting)\b",
            r"\b(?:appeal\w*|challeng\w+) (?:against )?(?:the |his |her |an |my \w+'s )?(?:exclusion|suspension|expulsion)\b",
            r"\b(?:been|was|were|got) expelled\b",
        ),
    ),
)
_COMPILED = tuple(
    (matter, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)) for matter, patterns in _PATTERNS
)
_SPACES = re.compile(r"\s+")


def find_matters(text: str) -> tuple[Matter, ...]:
    """Return which of these matters a text may be about; nothing for most complaints."""
    plain = _SPACES.sub(" ", text.replace("’", "'"))
    return tuple(matter for matter, patterns in _COMPILED if any(pattern.search(plain) for pattern in patterns))
