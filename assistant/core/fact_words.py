"""What staff say about a post that a case is opened for: where it stands and what it may be."""

import re

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location

NOTHING = "nothing"
"""The answer that nothing inappropriate was found."""

_LOCATIONS = (
    (
        Location.MESSAGING_GROUP,
        r"\b(?:whats ?app|class chat|group chat|telegram|messenger|messaging|parents?' (?:group|chat))\b",
    ),
    (
        Location.SCHOOL_FORUM,
        r"\b(?:school'?s? (?:forum|noticeboard|message board)|our (?:forum|noticeboard)|the forum)\b",
    ),
    (Location.SCHOOL_WEBSITE, r"\b(?:school'?s? (?:web ?site|site|web ?page)|our (?:own )?(?:web ?site|site))\b"),
    (
        Location.SOCIAL_NETWORK,
        (
            r"\b(?:facebook|fb|insta(?:gram)?|tik ?tok|twitter|snap(?:chat)?|social (?:network|media)|linkedin|threads"
            r"|next ?door|you ?tube)\b"
        ),
    ),
    (
        Location.OTHER_WEBSITE,
        r"\b(?:web ?site|blog|google|reviews?|mumsnet|trustpilot|reddit|online petition|village page|news site)\b",
    ),
)
_CATEGORIES = {
    Category.RACIST: r"\b(?:racis[tm]\w*|racial\w*|antisemiti\w+|islamophob\w+|xenophob\w+)\b",
    Category.VIOLENCE: r"\b(?:threat\w*|violen\w+|punch\w*|going to (?:hit|hurt|kill|batter)|burn (?:it|the school) down)\b",
    Category.DEFAMATORY: r"\b(?:defam\w+|libel\w*|slander\w*|lies|liar|untrue|false(?:ly)?|stole|stealing|thief|fraud)\b",
    Category.CYBERBULLYING: r"\b(?:cyber-?\s?bull\w+|bull(?:y|ied|ies|ying)|mock\w*|humiliat\w+|picking on|harass\w*)\b",
    Category.ALLEGATION: r"\b(?:allegation\w*|alleg\w+|accus\w+|claims? (?:that|he|she|they))\b",
    Category.OFFENSIVE: r"\b(?:offensive|rude\w*|insult\w*|abus(?:e|ive)\b|swear\w*|swore|obscen\w+|nasty|slag\w*|vile|name-?calling)",
    Category.COMPLAINT: r"\b(?:complain\w*|moan\w*|criticis\w+|rant\w*|negative review)\b",
}
_NOTHING = re.compile(r"\W*(?:nothing|none(?: of (?:these|those|them))?|no|not inappropriate|fine)\W*", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"\b(?:author (?:is )?unknown|unknown author|(?:don'?t|do not|doesn'?t|without) know(?:ing)? who|no idea who"
    r"|nobody knows who|anonymous(?:ly)?|fake (?:account|profile))\b",
    re.IGNORECASE,
)
_OBSCENE = re.compile(r"\b(?:grossly )?obscen\w+\b", re.IGNORECASE)
_HARASSMENT = re.compile(r"\b(?:harass\w*|stalk\w*|hate crime|crime)\b", re.IGNORECASE)


def find_location(text: str) -> Location | None:
    """Return where a post stands by what somebody says of it, or nothing."""
    plain = text.lower().replace("’", "'").strip()
    if plain in set(Location):
        return Location(plain)
    return next((location for location, pattern in _LOCATIONS if re.search(pattern, plain)), None)


def find_categories(text: str) -> frozenset[Category] | None:
    """Return what a post may be by what somebody says of it; none of it for a plain no, nothing where it is not said."""
    plain = text.lower().replace("’", "'").strip()
    if plain in set(Category):
        return frozenset({Category(plain)})
    if _NOTHING.fullmatch(plain):
        return frozenset()
    found = frozenset(category for category, pattern in _CATEGORIES.items() if re.search(pattern, plain))
    return found or None


def facts_of(location: Location, categories: frozenset[Category], words: str, *, author_known: bool = True) -> Facts:
    """Return the facts of a case, with what its words say beside the place and the categories."""
    return Facts(
        location,
        categories,
        grossly_obscene=bool(_OBSCENE.search(words)),
        harassment=bool(_HARASSMENT.search(words)),
        author_known=author_known and not _UNKNOWN.search(words),
    )
