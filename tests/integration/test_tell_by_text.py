"""News by text: once, without content, and not to somebody who has opted out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from texts import School, school, spoken

from assistant.services.tell_by_text import NewsDesk, tell_by_text


@pytest.fixture
def a_school(tmp_path: Path) -> Iterator[School]:
    with school(tmp_path / "var") as parts:
        yield parts


def _tell(a_school: School, request_id: str) -> bool:
    words = a_school.parts.service_words
    news = NewsDesk(a_school.parts.texts, words.news, words.shared_news)
    told = tell_by_text(news, a_school.clock, request_id=request_id, key="reply 1")
    a_school.works()
    return told


def test_news_comes_once_to_the_phone_that_made_the_record(a_school: School) -> None:
    a_school.says("hello")
    for _ in range(2):
        assert _tell(a_school, f"{a_school.sender_id}:m1")
    assert a_school.received()[1:] == [a_school.parts.service_words.news]


def test_a_shared_phone_is_only_asked_to_ring(a_school: School) -> None:
    a_school.dialogue.says = [spoken("So that you know.", begins="raise_concern")]
    a_school.says("I have a worry")
    a_school.says("1")
    assert _tell(a_school, f"{a_school.sender_id}:m1")
    assert a_school.received()[-1] == a_school.parts.service_words.shared_news


def test_nobody_is_told_who_opted_out_or_came_by_the_web(a_school: School) -> None:
    a_school.says("hello")
    a_school.says("STOP")
    assert not _tell(a_school, f"{a_school.sender_id}:m1")
    assert not _tell(a_school, "web-1:m1")
    assert not _tell(a_school, "sms-unknown:m1")
