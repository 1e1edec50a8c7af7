"""``sms_service.yml``: texts about texting itself."""

import re
from pathlib import Path

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.sms_rules import lost_letters
from assistant.core.sms_text import LIMIT, fits, septets, to_gsm

_PLACE = re.compile(r"\{(\w*)\}")
_CAPITALS = re.compile(r"\b(?:STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|UNSTOP|YES|HELP|INFO)\b")
_MAY_NAME = {"first", "stop", "start", "help", "help_stopped"}
"""The texts that tell how to stop, or how to begin again."""


class ServiceWords(Shape):
    """The texts by what they answer, their places filled, in the alphabet of text messages."""

    first: str
    expired: str
    stop: str
    start: str
    help: str
    help_stopped: str
    empty: str
    no_pictures: str
    picture_left_out: str
    english_only: str
    too_many: str
    limit: str
    down: str
    old_choice: str
    not_kept: str
    not_anonymous: str
    short_offer: str
    shared_option: str
    shared_on: str
    shared_next: str
    shared_now: str
    shared_summary: str
    shared_done: str
    news: str
    shared_news: str


def read_service_words(path: Path, *, school: str, phone: str, url: str) -> ServiceWords:
    """Read and check the texts, with the school's name, its number and the web page's address put in.

    Raises:
        ContentError: a place is unknown, a text is too long, or HELP does not begin with 999.
    """
    file = read_yaml(path, ServiceWords)
    values = {"school": school, "phone": phone, "url": url}
    words, problems = {}, []
    for name, text in file.model_dump().items():
        unknown = [place for place in _PLACE.findall(text) if place not in values]
        problems += [f"{name}: {{{place}}} is not known here" for place in unknown]
        filled = _PLACE.sub(lambda place: values.get(place[1], ""), text).strip()
        problems += [f"{name}: {fault}" for fault in lost_letters(filled)]
        words[name] = to_gsm(filled)
        if not fits(words[name]):
            problems.append(f"{name}: {septets(words[name])} characters; at most {LIMIT}")
        if _CAPITALS.search(text) or (name not in _MAY_NAME and re.search(r"\b(?:STOP|START)\b", text)):
            problems.append(f"{name}: a word in capitals that the networks take for themselves")
    problems += [f"{name}: must begin with 999" for name in ("help", "help_stopped") if "999" not in words[name][:30]]
    if "START" not in words["stop"] or "STOP" not in words["first"]:
        problems.append("stop must name START, and first must name STOP")
    if problems:
        raise ContentError(path.name, problems)
    return ServiceWords(**words)
