"""The school's own letters, cases to write them for, and what staff type into them."""

from pathlib import Path

from case_fakes import FakeCases, case_desk, person
from case_samples import AT, OFFENSIVE, UNKNOWN, started, told
from fakes import FakeClock

from assistant.adapters.content import read_directory, read_hosts, read_letters, read_policy, read_procedure
from assistant.core.cases import Case, Details
from assistant.core.letters import LetterKind
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.routing import About
from assistant.core.staff import StaffRole
from assistant.services.ports import CaseDesk, LetterDesk

CONTENT = Path(__file__).parents[1] / "assistant" / "content"
POLICY = read_policy(CONTENT / "policy.yml")
HEAD = person(StaffRole.HEADTEACHER, name="Ann Hill")
CHAIR = person(StaffRole.CHAIR_OF_GOVERNORS, name="Bo Lane")
DEPUTY = person(StaffRole.SENIOR_LEADER, name="Cy Moss")
NOTHING = Facts(Location.OTHER_WEBSITE, frozenset())
ON_OUR_FORUM = Facts(Location.SCHOOL_FORUM, frozenset({Category.OFFENSIVE}))
THREAT = Facts(Location.SOCIAL_NETWORK, frozenset({Category.VIOLENCE, Category.RACIST}))

CASES: dict[str, Case] = {
    "new": started(OFFENSIVE, Details("a post", place="Year 2 parents' group on Facebook")),
    "asked": told(started(OFFENSIVE, Details("a post", place="Year 2 parents' group on Facebook")), "discussed@8"),
    "refused": told(
        started(OFFENSIVE, Details("a post", place="Year 2 parents' group on Facebook")),
        "discussed@8 removal_requested@8 refused@9",
    ),
    "on our forum": told(
        started(ON_OUR_FORUM, Details("a post", place="the school's forum, under “Lost property”")),
        "removal_requested@8 continued@9",
    ),
    "posted again": told(
        started(OFFENSIVE, Details("a post", place="Year 2 parents' group on Facebook")),
        "discussed@8 removal_requested@8 warning_sent@8 continued@9 host_contacted@10 legal_advice_taken@10",
    ),
    "all done": told(
        started(OFFENSIVE, Details("a post", place="Year 2 parents' group on Facebook")),
        "refused@8 host_contacted@9 legal_advice_taken@9 other_legal_action@10",
    ),
    "author unknown": started(UNKNOWN, Details("a post", place="@biltonmoans on TikTok")),
    "threat": told(
        started(THREAT, Details("a threat", place="Year 1 chat on WhatsApp", child_at_risk=True)), "continued@10"
    ),
    "nothing found": started(NOTHING, Details("a post")),
    "about the head": started(OFFENSIVE, Details("a complaint", about=frozenset({About.HEADTEACHER}))),
}

TYPED = {
    "recipient": "Mrs Khan",
    "recipient_address": "1 High Street\nBilton",
    "post_summary": "a comment about a member of staff",
    "times": "Monday 14 September, 9 am\nTuesday 15 September, 3.30 pm",
    "account": "rosie_k",
    "restriction": "can read the forum but no longer post in it",
    "review_on": "Friday 16 October 2026",
    "web_address": "https://host.example/posts/1",
    "site_rule": "bullying and harassment",
    "harm": "a member of staff, who is distressed by it",
    "author": "a parent; the account bears the name and the picture",
    "people_affected": "a teaching assistant\nthe pupils of one class",
    "still_there": "yes, seen on 11 September 2026",
    "evidence": "screenshot of 7 September, 8.10 am\nscreenshot of 10 September, 7 pm",
    "contact_phone": "01632 960105",
    "complaint_summary": "how a lost coat was dealt with",
    "received_on": "Monday 7 September 2026",
}
"""What staff type, by name, for every letter."""


def letter_desk() -> LetterDesk:
    """The school's own letters."""
    directory = read_directory(CONTENT / "contacts.yml")
    return LetterDesk(
        forms=read_letters(CONTENT / "letters", POLICY),
        policy=POLICY,
        words=read_procedure(CONTENT / "procedure.yml").words,
        contacts=directory.contacts,
        office_hours=directory.office_hours,
        reply_within=directory.hours.reply_within,
        hosts=read_hosts(CONTENT / "hosts.yml"),
    )


def desk_with(name: str) -> CaseDesk:
    """A desk on Friday 11 September 2026 whose case number 1 is the one of that name."""
    cases = FakeCases()
    cases.add(CASES[name], due_on=None)
    return case_desk(cases, FakeClock(AT))


KINDS = tuple(LetterKind)
