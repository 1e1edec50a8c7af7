"""``assistant sms``: check what text messages say."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated

import typer

from assistant.adapters.content import (
    ContentFolder,
    Directory,
    PostSmsWords,
    read_responses,
)
from assistant.core.errors import AssistantError
from assistant.core.goals import GOALS, SMALL_GOALS, STAFF_GOALS
from assistant.core.policy import Policy
from assistant.core.posts import Category, Level
from assistant.core.retention import Rule
from assistant.core.routes import Routes
from assistant.core.routing import Role
from assistant.core.sms_rules import (
    Response,
    fill,
    lost_letters,
    response_faults,
    text_faults,
    title_faults,
    too_long,
)
from assistant.core.sms_talk import turn_page
from assistant.core.sms_text import to_gsm
from assistant.core.support import Support, lines_of
from assistant.core.text import MESSAGE_LIMIT
from assistant.settings import PROJECT, read_settings
from assistant.web.sms_words import compose

_OFFER = "utter_offer_safeguarding"
_READ_ON = ("summary", "status", "added", "replies", "places", "guidance")
"""People's words, what became of something sent, and where else to turn: over as many pages as they need."""
_LONG = " ".join(["As many words as anybody may write."] * 150)[:MESSAGE_LIMIT]

app = typer.Typer(no_args_is_help=True)

Fault = tuple[str, str, str]
"""The file, the response or entry, and what is wrong."""


@app.callback()
def sms() -> None:
    """Text messages."""


@app.command("lint")
def lint(
    folder: Annotated[Path | None, typer.Argument(help="the content folder; nothing: the one in use")] = None,
    domain: Annotated[Path, typer.Option(help="the dialogue's domain")] = PROJECT / "domain.yml",
) -> None:
    """Check every word that goes out as a text message: one line a fault, and exit 2 where there is any."""
    settings = read_settings()
    faults = list(find_faults(folder or settings.content_dir, domain, settings.public_url))
    for file, name, problem in faults:
        print(f"{file}: {name}: {problem}")
    if faults:
        raise AssistantError(f"text messages: {len(faults)} to mend")
    print("every text message fits into two segments, in the alphabet of text messages")


def find_faults(place: Path, domain: Path, url: str) -> Iterator[Fault]:
    """Find what is wrong in the responses and in the content; ``url`` is the address of the web page.

    Raises:
        ContentError: a file cannot be read, or a text about texting itself is too long.
    """
    content = ContentFolder(place, page=url)
    policy, directory, routes, posts = content.policy, content.directory, content.routes, content.post_words.sms
    responses = read_responses(domain)
    chat_days = content.retention.period(Rule.CHATS).days
    longest = _longest_values(directory, policy, posts, chat_days) | {"page": f"{url}/receipt"}
    pages = {**longest, **dict.fromkeys(_READ_ON, _LONG), **_longest_ways(routes)}
    for response in responses:
        faults = [*response_faults(response, longest), *_page_faults(response, pages)]
        yield from ((domain.name, response.name, fault) for fault in faults)
    yield from _of_routes(routes)
    yield from _of_support(content.support, responses)
    yield from _of_posts(posts)
    yield from _of_policy(policy)
    titles = content.titles.titles
    for goal in set(GOALS) - set(SMALL_GOALS) - set(STAFF_GOALS):
        faults = [*title_faults(titles[goal]), *lost_letters(titles[goal])]
        yield from (("goals.yml", f"titles > {goal}", fault) for fault in faults)
    yield from _of_posts_of_the_school(directory)
    told = content.children_online.told(f"{url}/children-online")
    faults = [*lost_letters(told), *text_faults(to_gsm(told)), *too_long(told)]
    yield from (("children_online.yml", "in_chat", fault) for fault in faults)
    shared = content.service_words.shared_option
    yield from (("sms_service.yml", "shared_option", fault) for fault in title_faults(shared))
    words = content.sms_words
    for name in type(words).model_fields:
        text = getattr(words, name)
        yield from (("sms.yml", name, fault) for fault in [*text_faults(text), *too_long(text)])


def _longest_values(directory: Directory, policy: Policy, posts: PostSmsWords, chat_days: int) -> dict[str, str]:
    """Return the longest value that each place of a response can hold, as far as the content tells."""
    office, titles = directory.contacts[Role.OFFICE], [post.title for post in directory.contacts.values()]
    pairs = [posts.found_words(pair) for pair in combinations(Category, 2)]
    last = max(posts.names_individual, posts.identifies_child, key=len)
    return dict.fromkeys(_READ_ON, "") | {
        "phone": office.phone,
        "email": office.email,
        "title": office.title,
        "hours": directory.office_hours,
        "readers": max((" and ".join(pair) for pair in combinations(titles, 2)), key=len),
        "read_when": directory.hours.read_when,
        "read_when_short": directory.hours.read_when_short,
        "reply_within": directory.hours.reply_within,
        "chat_days": str(chat_days),
        "due": "30 September 2026",
        "lead": max((topic.lead for topic in policy.topics.values()), key=len),
        "sms_verdict": max((text for level, text in posts.verdict.items() if level is not Level.OK), key=len),
        "sms_findings": f"{max(pairs, key=len)} {last}",
        "sms_advice": max(posts.advice.values(), key=len),
    }


def _longest_ways(routes: Routes) -> Mapping[str, str]:
    """Return where else to turn, at its longest."""
    ways = (routes.nobody_left, routes.child_harmed)
    guidance = [guidance.message() for guidance in routes.matters.values()]
    return {"places": max(map(lines_of, ways), key=len), "guidance": max(guidance, key=len)}


def _page_faults(response: Response, longest: Mapping[str, str]) -> Iterator[str]:
    """Fill a response that is read over pages, and look at each text as it goes out."""
    if response.sms is None or not any(f"{{{place}}}" in response.sms for place in _READ_ON):
        return
    buttons = [{"title": title, "token": title} for title in response.sms_titles]
    text, state = compose([{"text": fill(response.sms, longest), "buttons": buttons}])
    yield from too_long(text)
    while turned := turn_page(state):
        text, state = turned
        yield from too_long(text)


def _of_routes(routes: Routes) -> Iterator[Fault]:
    """Where else to turn goes on over pages, but for its letters and its words the same holds."""
    entries = {f"matters > {matter}": guidance.text for matter, guidance in routes.matters.items()}
    services = {*routes.nobody_left, *routes.child_harmed, *(p for g in routes.matters.values() for p in g.places)}
    entries |= {f"places > {service.id}": service.line() for service in services}
    for name, text in sorted(entries.items()):
        faults = [*lost_letters(text), *text_faults(to_gsm(text))]
        yield from (("routes.yml", name, fault) for fault in faults)


def _of_support(support: Support, responses: list[Response]) -> Iterator[Fault]:
    """The emergency answers: 999 comes first, and the offer to pass it on has room behind them."""
    offer = next((response for response in responses if response.name == _OFFER and response.sms), None)
    for who, answer in (("adult", support.adult), ("child", support.child)):
        faults = [*text_faults(answer.sms), *too_long(answer.sms)]
        if not answer.sms.startswith("Call 999"):
            faults.append('must begin with "Call 999"')
        if offer:
            faults += [f"with {_OFFER}: {fault}" for fault in too_long(f"{answer.sms}\n{offer.sms}", offer.sms_titles)]
        yield from (("support.yml", f"answers > {who} > sms", fault) for fault in faults)


def _of_posts_of_the_school(directory: Directory) -> Iterator[Fault]:
    """The titles of those who read and are told: texts name them."""
    for role, contact in directory.contacts.items():
        faults = [*lost_letters(contact.title), *text_faults(to_gsm(contact.title))]
        yield from (("contacts.yml", f"{role} > title", fault) for fault in faults)


def _of_posts(posts: PostSmsWords) -> Iterator[Fault]:
    entries = {
        **{f"categories > {category}": text for category, text in posts.categories.items()},
        **{f"levels > {level} > verdict": text for level, text in posts.verdict.items()},
        **{f"levels > {level} > advice": text for level, text in posts.advice.items()},
        "found": posts.found,
        "names_individual": posts.names_individual,
        "identifies_child": posts.identifies_child,
    }
    for name, text in entries.items():
        said = text.replace("{found}", "")
        yield from (("posts.yml", f"sms > {name}", fault) for fault in [*text_faults(said), *too_long(said)])


def _of_policy(policy: Policy) -> Iterator[Fault]:
    """The leads fit; of the policy's own words, which go on over pages, no letter is lost."""
    for topic in policy.topics.values():
        faults = [*lost_letters(topic.lead), *too_long(topic.lead)]
        yield from (("policy.yml", f"topics > {topic.id}", fault) for fault in faults)
    for clause in policy.clauses.values():
        faults = lost_letters(f"{clause.section} {clause.text}")
        yield from (("policy.yml", f"clauses > {clause.id}", fault) for fault in faults)
