"""What a school gets wrong in its files about people's data is told with the file's name and the key."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.adapters.content import read_privacy, read_retention, read_rights
from assistant.core.errors import ContentError

OURS = Path(__file__).parents[3] / "assistant" / "content"
READERS: dict[str, Callable[[Path], object]] = {
    "retention.yml": read_retention,
    "rights.yml": read_rights,
    "privacy.yml": read_privacy,
}

Change = Callable[[dict[str, Any]], object]


def _case(keep: object) -> Change:
    return lambda c: c["rules"]["case"].update(keep=keep)


ONE_UNIT = ["rules > case > keep: must be a number of days or of years, as in {days: 90}"]
RETENTION: list[tuple[Change, list[str]]] = [
    (lambda c: c["rules"].update(attic=c["rules"]["case"]), ["rules > attic: is not a name that the assistant knows"]),
    (lambda c: c["rules"].pop("case"), ["rules: case is missing"]),
    (lambda c: c["rules"]["case"].pop("what"), ["rules > case > what: is missing"]),
    (lambda c: c["rules"]["case"].pop("why"), ["rules > case > why: is missing"]),
    (lambda c: c["rules"]["case"].pop("keep"), ["rules > case > keep: is missing"]),
    (lambda c: c["rules"]["case"].pop("since"), ["rules > case > since: is missing; say from when it is counted"]),
    (lambda c: c["rules"]["case"].update(becauze="x"), ["rules > case > becauze: is not a name that this file knows"]),
    (lambda c: c["rules"]["case"].update(what=6), ["rules > case > what: must be text; put it in quotation marks"]),
    (_case({"weeks": 3}), ["rules > case > keep > weeks: is not a name that this file knows"]),
    (_case({"years": "six"}), ["rules > case > keep > years: must be a whole number"]),
    (_case({"years": 1.5}), ["rules > case > keep > years: must be a whole number"]),
    (_case({"years": 0}), ["rules > case > keep > years: is too small a number"]),
    (_case({"days": -1}), ["rules > case > keep > days: is too small a number"]),
    (_case({"days": 3651}), ["rules > case > keep > days: is too large a number"]),
    (_case({"days": 0}), ["rules > case > keep: must be at least a day"]),
    (_case({"days": 3, "years": 1}), ONE_UNIT),
    (_case({}), ONE_UNIT),
    (_case(None), ONE_UNIT),
    (_case("never"), ONE_UNIT),
    (_case("always"), ["rules > case > keep: is empty, or does not hold names with values"]),
    (_case(6), ["rules > case > keep: is empty, or does not hold names with values"]),
    (
        lambda c: c["rules"]["unread"].update(keep={"days": 30}),
        ["rules > unread > keep: must be never; nothing deletes it by age"],
    ),
    (
        lambda c: c["rules"]["drafts"].update(keep={"days": 1}),
        ["rules > drafts > keep: must be {days: 0}; a post that was checked is not stored at all"],
    ),
    (
        lambda c: c["rules"]["chats"].update(keep={"days": 31}),
        ["rules > chats > keep: must be from 1 to 30 days"],
    ),
    (lambda c: c["rules"]["chats"].update(keep={"years": 1}), ["rules > chats > keep: must be from 1 to 30 days"]),
    (
        lambda c: c["rules"]["sign_ins"].update(keep={"years": 1}),
        ["rules > sign_ins > keep: must be a number of days, as in {days: 90}"],
    ),
    (
        lambda c: c["rules"]["child_at_risk"].update(named_day_counts_alone="perhaps"),
        ["rules > child_at_risk > named_day_counts_alone: must be true or false"],
    ),
    (lambda c: c.update(adopted="soon"), ["adopted: must be a date, written like 2026-09-01"]),
    (lambda c: c.pop("adopted"), ["adopted: is missing"]),
    (lambda c: c.update(rules=[]), ["rules: must be names with values"]),
]
RIGHTS: list[tuple[Change, list[str]]] = [
    (lambda c: c["kinds"].pop("erasure"), ["kinds: erasure is missing"]),
    (
        lambda c: c["kinds"].update(deletion=c["kinds"]["erasure"]),
        ["kinds > deletion: is not a name that the assistant knows"],
    ),
    (lambda c: c["kinds"]["erasure"].pop("do"), ["kinds > erasure > do: is missing"]),
    (lambda c: c["kinds"]["erasure"].update(title=" "), ["kinds > erasure > title: is empty"]),
    (
        lambda c: c["reasons"]["crime"].update({"for": ["deletion"]}),
        ["reasons > crime > for > 1: is not a name that the assistant knows"],
    ),
    (lambda c: c["reasons"]["crime"].update({"for": []}), ["reasons > crime > for: must have at least one entry"]),
    (lambda c: c["reasons"]["crime"].pop("law"), ["reasons > crime > law: is missing"]),
    (lambda c: c["reasons"]["crime"].update(lore="x"), ["reasons > crime > lore: is not a name that this file knows"]),
    (lambda c: c["reasons"].pop("found_lawful"), ["reasons: there is none for data_protection_complaint"]),
    (
        lambda c: c["reasons"].update({"x" * 41: c["reasons"]["crime"]}),
        [f"reasons > {'x' * 41}: the name is longer than 40 characters"],
    ),
]
BRACE = "parts > 1 > lines > 5: a brace is not closed, or holds more than a name; write names as in {phone}"
PRIVACY: list[tuple[Change, list[str]]] = [
    (lambda c: c["parts"][0].update(titel="x"), ["parts > 1 > titel: is not a name that this file knows"]),
    (lambda c: c["parts"][0].pop("title"), ["parts > 1 > title: is missing"]),
    (lambda c: c["parts"][0].pop("lines"), ["parts > 1 > lines: is missing"]),
    (lambda c: c["parts"][0].update(lines=[]), ["parts > 1 > lines: must have at least one entry"]),
    (
        lambda c: c["parts"][0]["lines"].append("Ring {fone}."),
        ["parts > 1 > lines > 5: {fone} is not a name that this file knows"],
    ),
    (lambda c: c["parts"][0]["lines"].append("Ring {phone."), [BRACE]),
    (lambda c: c["parts"][0]["lines"].append("Ring {phone:d}."), [BRACE]),
    (lambda c: c["parts"][0]["lines"].append("Ring {phone!r}."), [BRACE]),
    (
        lambda c: c["parts"][0].update(times=["cases"]),
        ["parts > 1 > times > 1: is not a name that the assistant knows"],
    ),
    (lambda c: c["parts"][0].update(chat="perhaps"), ["parts > 1 > chat: must be true or false"]),
    (
        lambda c: c["parts"][3].update(chat_only=True),
        ["parts > 4: has chat_only without chat, so nobody would be told"],
    ),
    (
        lambda c: [part.update(chat=False, chat_only=False) for part in c["parts"]],
        ["parts: none has chat: true, so the chat could tell nothing"],
    ),
    (lambda c: c.update(parts=[]), ["parts: must have at least one entry"]),
]
CASES = [("retention.yml", *one) for one in RETENTION]
CASES += [("rights.yml", *one) for one in RIGHTS] + [("privacy.yml", *one) for one in PRIVACY]


@pytest.mark.parametrize("name", READERS)
def test_our_own_data_files_are_in_order(name: str) -> None:
    READERS[name](OURS / name)


@pytest.mark.parametrize(("name", "change", "problems"), CASES, ids=[f"{name}: {told[0]}" for name, _, told in CASES])
def test_each_mistake_is_told_with_its_file_and_key(
    tmp_path: Path, name: str, change: Change, problems: list[str]
) -> None:
    content = yaml.safe_load((OURS / name).read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / name
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        READERS[name](path)
    assert raised.value.problems == problems
    assert str(raised.value).startswith(f"{name}: ")


@pytest.mark.parametrize("name", READERS)
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError) as raised:
        READERS[name](tmp_path / name)
    assert raised.value.problems == ["the file cannot be read; is it there, and saved as UTF-8?"]
    shutil.copy(OURS / name, tmp_path)
    READERS[name](tmp_path / name)
