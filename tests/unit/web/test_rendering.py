"""How the pages write what is plain text elsewhere."""

import pytest

from assistant.web.rendering import linked, templates


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [("", "")]),
        ("Call 999.", [("Call ", ""), ("999", "tel:999"), (".", "")]),
        ("Text SHOUT to 85258", [("Text SHOUT to 85258", "")]),
        ("NSPCC: 0808 800 5000", [("NSPCC: ", ""), ("0808 800 5000", "tel:08088005000"), ("", "")]),
        (
            "See https://www.ceop.police.uk.",
            [("See ", ""), ("https://www.ceop.police.uk", "https://www.ceop.police.uk"), (".", "")],
        ),
        ("case 1999 on 12.03.2026", [("case 1999 on 12.03.2026", "")]),
    ],
)
def test_numbers_and_addresses_of_plain_text_are_links(text: str, parts: list[tuple[str, str]]) -> None:
    assert linked(text) == parts


def test_the_emergency_answer_for_a_receipt_can_be_pressed_and_holds_no_markup_of_its_own() -> None:
    module = templates.env.get_template("receipt/parts.html").module
    shown = module.emergency([{"text": "<b>Now</b> 999"}])
    assert '&lt;b&gt;Now&lt;/b&gt; <a href="tel:999">999</a>' in shown
