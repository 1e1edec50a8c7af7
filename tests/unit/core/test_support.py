"""The emergency answer as one text, a service a line."""

import pytest

from assistant.core.support import Answer, Service


@pytest.mark.parametrize(
    ("service", "line"),
    [
        (Service("a", "Childline", phone="0800 1111"), "Childline: 0800 1111"),
        (Service("a", "CEOP", url="https://www.ceop.police.uk"), "CEOP: https://www.ceop.police.uk"),
        (Service("a", "Both", phone="101", url="https://x.uk"), "Both: 101 https://x.uk"),
        (Service("a", "Shout", phone="85258", note="Text SHOUT."), "Shout: 85258. Text SHOUT."),
    ],
)
def test_service_is_one_line(service: Service, line: str) -> None:
    assert service.line() == line


def test_answer_says_its_text_first_then_a_service_a_line() -> None:
    answer = Answer("Call 999.", (Service("a", "One", phone="1"), Service("b", "Two", phone="2")), sms="Call 999.")
    assert answer.message() == "Call 999.\n\nOne: 1\nTwo: 2"
