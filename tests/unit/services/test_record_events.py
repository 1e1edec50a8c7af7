"""What is told in one breath is one change."""

from datetime import date

import pytest
from case_fakes import FakeCases, case_desk, person

from assistant.core.case_errors import ConflictError, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location, Step
from assistant.core.staff import StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.change_case import record_events, try_events
from assistant.services.open_case import open_case
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import likely_cases

HEAD = person(StaffRole.HEADTEACHER)
DAY = date(2026, 9, 1)
TOLD = [(What.DISCUSSED, DAY), (What.REMOVAL_REQUESTED, DAY), (What.REFUSED, DAY)]


def _opened(desk: CaseDesk, title: str = "Song") -> CaseView:
    facts = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))
    return open_case(desk, actor=HEAD, title=title, facts=facts, request_id=title)


def test_several_events_are_one_change_with_the_words_at_the_first() -> None:
    desk = case_desk()
    shown = _opened(desk)
    done = record_events(
        desk, actor=HEAD, number=1, version=shown.case.version, happened=TOLD, words="she says no", request_id="r"
    )
    assert [(entry.what, entry.words) for entry in done.case.entries[-3:]] == [
        (What.DISCUSSED, "she says no"),
        (What.REMOVAL_REQUESTED, ""),
        (What.REFUSED, ""),
    ]
    assert done.advice.next_steps[0].step is Step.WRITTEN_WARNING


def test_the_same_request_again_records_nothing_twice() -> None:
    desk = case_desk()
    version = _opened(desk).case.version
    for _ in range(2):
        done = record_events(desk, actor=HEAD, number=1, version=version, happened=TOLD, request_id="r")
    assert [event.what for event in done.case.events] == [What.REPORTED, *(what for what, _ in TOLD)]


def test_what_is_refused_in_part_is_refused_as_a_whole() -> None:
    cases = FakeCases()
    desk = case_desk(cases)
    version = _opened(desk).case.version
    told = [(What.REMOVED, DAY), (What.REMOVED, DAY)]
    with pytest.raises(RefusedError) as caught:
        record_events(desk, actor=HEAD, number=1, version=version, happened=told, request_id="r")
    assert caught.value.code is Refusal.GONE_ALREADY
    stored = cases.by_number(1)
    assert stored is not None
    assert stored.version == version


def test_a_reason_goes_to_the_event_that_needs_one() -> None:
    desk = case_desk()
    version = _opened(desk).case.version
    told = [(What.WARNING_SENT, DAY), (What.REFUSED, DAY)]
    done = record_events(
        desk, actor=HEAD, number=1, version=version, happened=told, reason="the chair asked", request_id="r"
    )
    assert [entry.reason for entry in done.case.entries[-2:]] == ["the chair asked", ""]


def test_trying_stores_nothing_and_refuses_alike() -> None:
    cases = FakeCases()
    desk = case_desk(cases)
    version = _opened(desk).case.version
    assert try_events(desk, actor=HEAD, number=1, happened=TOLD).advice.next_steps[0].step is Step.WRITTEN_WARNING
    with pytest.raises(RefusedError) as caught:
        try_events(desk, actor=HEAD, number=1, happened=[(What.CLOSED, DAY)])
    assert caught.value.code is Refusal.REASON_NEEDED
    stored = cases.by_number(1)
    assert stored is not None
    assert stored.version == version


def test_an_older_version_is_a_conflict() -> None:
    desk = case_desk()
    version = _opened(desk).case.version
    record_events(desk, actor=HEAD, number=1, version=version, happened=TOLD, request_id="first")
    with pytest.raises(ConflictError):
        record_events(desk, actor=HEAD, number=1, version=version, happened=TOLD, request_id="second")


def test_words_tell_one_case_from_the_others_or_leave_several() -> None:
    desk = case_desk()
    for title in ("Nativity video", "Sports day video", "Parking rant"):
        _opened(desk, title)
    assert [shown.case.title for shown in likely_cases(desk, actor=HEAD, words="nativity video")] == ["Nativity video"]
    assert len(likely_cases(desk, actor=HEAD, words="the video")) == 2
    assert likely_cases(desk, actor=HEAD, words="the video", least=8) == []
    assert likely_cases(desk, actor=HEAD, words="goose") == []


def test_nobody_finds_by_words_a_case_that_is_not_theirs() -> None:
    desk = case_desk()
    _opened(desk, "Nativity video")
    assert likely_cases(desk, actor=person(StaffRole.GOVERNOR), words="nativity video") == []
