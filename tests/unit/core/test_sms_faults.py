import re

import pytest

from assistant.core.sms_faults import MEANINGS, Meaning, meaning_of
from assistant.settings import PROJECT

ROWS = {
    "it may pass": Meaning.AGAIN,
    "opted out": Meaning.OPTED_OUT,
    "our account or settings": Meaning.SETTINGS,
    "this text or number will not do": Meaning.NEVER,
}


def test_the_documented_codes_are_those_of_the_code():
    page = (PROJECT / "docs" / "sms.md").read_text(encoding="utf-8")
    documented = {}
    for name, meaning in ROWS.items():
        (codes,) = re.findall(rf"^\| {name} \| (.*?) \|", page, re.MULTILINE)
        for first, last in re.findall(r"(\d{5})(?: to (\d{5}))?", codes):
            documented |= dict.fromkeys(range(int(first), int(last or first) + 1), meaning)
    assert documented == {code: meaning for code, (meaning, _) in MEANINGS.items()}


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        (21610, 400, Meaning.OPTED_OUT),
        (30001, 400, Meaning.NEVER),
        (99999, 400, Meaning.NEVER),
        (99999, 404, Meaning.SETTINGS),
        (None, 401, Meaning.SETTINGS),
        (None, 429, Meaning.AGAIN),
        (None, 503, Meaning.AGAIN),
    ],
)
def test_a_code_that_is_not_listed_is_judged_by_the_status(code, status, meaning):
    assert meaning_of(code, status=status) is meaning
