"""Whatever staff do with a case, in any order: nothing of it is lost, and the accused see nothing of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from case_fakes import FakeCases, case_desk, person
from case_samples import ALLEGATION, OFFENSIVE, RACIST, UNKNOWN
from fakes import NOON, FakeClock
from hypothesis import event, given
from hypothesis import strategies as st

from assistant.core.access import is_accused
from assistant.core.case_errors import CaseError, NotFoundError
from assistant.core.case_history import What
from assistant.core.cases import Case, EntryKind, let_in
from assistant.core.procedure import Step
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.change_case import add_note, choose_step, correct_entry, record_event, set_facts
from assistant.services.hand_case import assign_owner, set_details, share_case, unshare_case
from assistant.services.open_case import open_case
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import Which, find_cases, list_cases, show_case

STAFF = [person(role) for role in StaffRole] + [person(StaffRole.SENIOR_LEADER, name="another")]
LEADERS = {StaffRole.HEADTEACHER, StaffRole.SENIOR_LEADER}

people = st.sampled_from(STAFF)
days = st.integers(-3, 9).map(lambda days: NOON.date() + timedelta(days=days))
words = st.sampled_from(["", "rang", "a letter"])

Action = tuple[Callable[..., CaseView], dict[str, Any]]


def _action(service: Callable[..., CaseView], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    return st.tuples(st.just(service), st.fixed_dictionaries(given))


actions = st.one_of(
    _action(record_event, what=st.sampled_from(What), on=days, words=words, reason=words),
    _action(record_event, what=st.sampled_from(What), on=days, words=words, reason=st.just("so decided")),
    _action(choose_step, step=st.sampled_from(Step), reason=words),
    _action(add_note, words=words),
    _action(correct_entry, position=st.integers(0, 12), words=st.just("a mistake"), withdraw=st.booleans()),
    _action(set_facts, facts=st.sampled_from([OFFENSIVE, RACIST, ALLEGATION, UNKNOWN])),
    _action(
        set_details,
        title=st.sampled_from(["a post", "a photo"]),
        place=words,
        people=words,
        accused=st.lists(people, max_size=1),
        about=st.lists(st.sampled_from(About), max_size=1),
        child_at_risk=st.booleans(),
    ),
    _action(assign_owner, owner=st.none() | people),
    _action(share_case, recipient=people, words=words),
    _action(unshare_case, reader=people, words=words),
    _action(record_event, what=st.just(What.CLOSED), on=days, reason=st.just("so decided")),
)
actors = st.sampled_from([account for account in STAFF for _ in range(6 if account.roles & LEADERS else 1)])
seldom = st.sampled_from([False] * 9 + [True])
steps = st.lists(st.tuples(actors, actions, seldom), min_size=20, max_size=30)


def _try(desk: CaseDesk, actor: StaffAccount, action: Action, *, version: int) -> bool:
    service, given = action
    try:
        service(desk, actor=actor, number=1, version=version, **given)
    except CaseError as error:
        event(type(error).__name__)
        return False
    event(service.__name__)
    return True


def _assert_only_grown(before: Case, after: Case, *, changed: bool) -> None:
    assert after.entries[: len(before.entries)] == before.entries
    taken_back = {new.staff_id for new in after.entries[len(before.entries) :] if new.kind is EntryKind.UNSHARE}
    kept = tuple(share for share in before.shares if share.staff_id not in taken_back)
    assert after.shares[: len(kept)] == kept
    assert {share.staff_id for share in after.shares} == let_in(after.entries)
    assert (len(after.entries), after.version) == (len(before.entries) + changed, before.version + changed)
    assert [entry.position for entry in after.entries] == list(range(1, len(after.entries) + 1))
    assert [entry.recorded_at for entry in after.entries] == sorted(entry.recorded_at for entry in after.entries)


def _assert_hidden_from(desk: CaseDesk, person: StaffAccount) -> None:
    assert list_cases(desk, actor=person, which=Which.ALL) == []
    assert find_cases(desk, actor=person, words="C-0001 a post photo") == []
    try:
        show_case(desk, actor=person, number=1)
    except NotFoundError:
        return
    raise AssertionError("somebody who is accused was shown the case")


@given(steps)
def test_any_walk_loses_nothing_and_hides_the_case_from_the_accused(
    walk: list[tuple[StaffAccount, Action, bool]],
) -> None:
    cases, clock = FakeCases(), FakeClock()
    desk = case_desk(cases, clock)
    case = open_case(desk, actor=STAFF[1], title="a post", facts=OFFENSIVE, request_id="r1").case
    for actor, action, stale in walk:
        clock.pass_by(timedelta(hours=7))
        accused = is_accused(case, actor)
        changed = _try(desk, actor, action, version=case.version - stale)
        assert not (changed and (stale or accused))
        (now,) = cases.stored.values()
        _assert_only_grown(case, now, changed=changed)
        case = now
        for person_at_school in STAFF:
            if is_accused(case, person_at_school):
                _assert_hidden_from(desk, person_at_school)
        due = desk.timetable.due(case)
        assert (due is None) is case.closed
        assert cases.due == {case.id: due.on if due else None}
    assert [(who, what) for what, _, who in cases.audit] == [(one.by, f"case_{one.kind}") for one in case.entries]
