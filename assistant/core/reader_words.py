"""Whether a question about who reads something may be answered no: it names somebody, and none of the readers."""

import re
from collections.abc import Collection

from assistant.core.routing import Role

_NAMED = {
    Role.OFFICE: r"\b(?:office|secretary)\b",
    Role.HEADTEACHER: r"\bhead(?:'?s|teacher|master|mistress| teacher| master| mistress)?\b|\bprincipal\b",
    Role.SAFEGUARDING_LEAD: r"\bsafeguarding\b|\bdsl\b",
    Role.CHAIR_OF_GOVERNORS: r"\bchair(?:man|woman|person)?\b|\bgovernors?\b",
    Role.CLERK: r"\bclerk\b",
}
_WHO = re.compile(r"\bwho(?:'s|s|'ll|ll|m|se|ever)?\b", re.IGNORECASE)


def asks_for_another(text: str, told: Collection[Role]) -> bool:
    """Tell whether somebody asks whether one person reads it, who is none of those it goes to."""
    plain = text.replace("’", "'")
    if _WHO.search(plain):
        return False
    return not any(re.search(_NAMED[role], plain, re.IGNORECASE) for role in told)
