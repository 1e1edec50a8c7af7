"""A letter is filled from the case and from what staff type; what neither knows is a gap, and is never sent."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from case_fakes import FakeCases, case_desk, person
from case_samples import FRIDAY, MONDAY, OFFENSIVE
from letter_samples import CASES, CHAIR, DEPUTY, HEAD, KINDS, POLICY, TYPED, desk_with, letter_desk

from assistant.core.case_errors import ConflictError, NotFoundError, Refusal, RefusedError
from assistant.core.case_history import What
from assistant.core.cases import EntryKind
from assistant.core.letters import IncompleteError, LetterKind, Quote, suitable
from assistant.core.posts import CLAUSE_OF
from assistant.core.routing import About
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.change_case import add_note
from assistant.services.draft_letter import draft_letter, record_letter_sent, reporting_route
from assistant.services.open_case import open_case
from assistant.services.ports import CaseDesk
from assistant.services.read_cases import show_case

LETTERS = letter_desk()
WARNING = LetterKind.WRITTEN_WARNING
EVERY = "invitation_to_discuss request_for_removal"


def _actor(case: str) -> StaffAccount:
    return CHAIR if case == "about the head" else HEAD


def _send(desk: CaseDesk, kind: LetterKind, version: int = 4, **given: object) -> None:
    given = {"actor": HEAD, "details": TYPED, "on": FRIDAY} | given
    record_letter_sent(desk, LETTERS, number=1, version=version, kind=kind, **given)


MISSING = {
    ("on our forum", LetterKind.REPORT_TO_HOST): ["host"],
    ("nothing found", LetterKind.INVITATION_TO_DISCUSS): ["place"],
    ("nothing found", LetterKind.REQUEST_FOR_REMOVAL): ["place", "policy_reason"],
    ("nothing found", LetterKind.WRITTEN_WARNING): ["place", "policy_reason"],
    ("nothing found", LetterKind.NOTICE_OF_BLOCKED_ACCESS): ["place"],
    ("nothing found", LetterKind.REPORT_TO_HOST): ["host", "place"],
    ("nothing found", LetterKind.NOTE_TO_POLICE): ["place"],
    ("about the head", LetterKind.INVITATION_TO_DISCUSS): ["place"],
    ("about the head", LetterKind.REQUEST_FOR_REMOVAL): ["place"],
    ("about the head", LetterKind.WRITTEN_WARNING): ["place"],
    ("about the head", LetterKind.NOTICE_OF_BLOCKED_ACCESS): ["place"],
    ("about the head", LetterKind.REPORT_TO_HOST): ["host", "place"],
    ("about the head", LetterKind.NOTE_TO_POLICE): ["place"],
}
"""What is missing although staff typed all that they are asked for; nothing in the other pairs."""


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_filled_for_every_case(kind: LetterKind, case: str) -> None:
    letter = draft_letter(desk_with(case), LETTERS, actor=_actor(case), number=1, kind=kind, details=TYPED)
    assert [placeholder.name for placeholder in letter.missing] == MISSING.get((case, kind), [])
    assert [placeholder.description in letter.text() for placeholder in letter.missing] == [True] * len(letter.missing)
    assert letter.text().count("〔") == sum(
        letter.text().count(f"〔{placeholder.description}〕") for placeholder in letter.missing
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_clause_is_quoted_word_for_word(kind: LetterKind, case: str) -> None:
    letter = draft_letter(desk_with(case), LETTERS, actor=_actor(case), number=1, kind=kind, details=TYPED)
    quotes = [block for block in letter.blocks if isinstance(block, Quote)]
    assert quotes
    for quote in quotes:
        clause = POLICY.clauses[quote.clause]
        assert (quote.section, quote.text) == (clause.section, clause.text)


@pytest.mark.parametrize("case", ["refused", "on our forum", "posted again", "threat"])
def test_the_warning_quotes_what_it_is_about_and_what_may_follow_here(case: str) -> None:
    letter = draft_letter(desk_with(case), LETTERS, actor=HEAD, number=1, kind=WARNING, details=TYPED)
    quoted = [block.clause for block in letter.blocks if isinstance(block, Quote)]
    facts = CASES[case].facts
    follow = {
        "refused": ["legal_advice", "contact_host", "other_legal_action"],
        "on our forum": ["legal_advice", "block_access", "other_legal_action"],
        "posted again": ["other_legal_action"],
        "threat": ["legal_advice", "police", "contact_host", "other_legal_action"],
    }
    assert quoted == [
        *(clause for category, clause in CLAUSE_OF.items() if category in facts.categories),
        "procedure.written_warning",
        "procedure.if_refused",
        *(f"procedure.{name}" for name in follow[case]),
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            WARNING,
            (
                "The post came to our notice on Wednesday 9 September 2026 (where: Year 2 parents' group on Facebook). "
                "It is a comment about a member of staff.\n\n"
                "We talked with you about an earlier post on Tuesday 8 September 2026.\n"
                "We asked you to remove an earlier post on Tuesday 8 September 2026.\n"
                "We wrote to you before on Tuesday 8 September 2026.\n\n"
            ),
        ),
        (
            LetterKind.REQUEST_FOR_REMOVAL,
            "We talked with you about an earlier one on Tuesday 8 September 2026. I would",
        ),
        (
            LetterKind.NOTICE_OF_BLOCKED_ACCESS,
            "We asked for an earlier post to be removed on Tuesday 8 September 2026.",
        ),
        (
            LetterKind.REPORT_TO_HOST,
            "The school asked the person to remove an earlier post on Tuesday 8 September 2026.",
        ),
    ],
)
def test_a_letter_about_a_new_post_dates_no_talk_before_it(kind: LetterKind, said: str) -> None:
    letter = draft_letter(desk_with("posted again"), LETTERS, actor=HEAD, number=1, kind=kind, details=TYPED)
    assert said in letter.text()
    assert not re.search(r"talked about it|remove it on|it to be removed on|Thank you for talking", letter.text())


def test_evidence_is_promised_only_where_there_is_some() -> None:
    kind = LetterKind.REPORT_TO_HOST
    without = {name: words for name, words in TYPED.items() if name != "evidence"}
    letter = draft_letter(desk_with("refused"), LETTERS, actor=HEAD, number=1, kind=kind, details=without)
    assert letter.missing == ()
    assert "evidence" not in letter.text()


def test_a_warning_after_every_other_step_names_nothing_that_was_done() -> None:
    letter = draft_letter(desk_with("all done"), LETTERS, actor=HEAD, number=1, kind=WARNING, details=TYPED)
    assert "what to do next.\n\nNone of this follows by itself." in letter.text()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not LetterKind.NOTE_TO_POLICE])
@pytest.mark.parametrize("case", CASES)
def test_no_letter_to_a_parent_gives_a_verdict(kind: LetterKind, case: str) -> None:
    letter = draft_letter(desk_with(case), LETTERS, actor=_actor(case), number=1, kind=kind, details=TYPED)
    own = " ".join(block.text.lower() for block in letter.blocks if hasattr(block, "text") and type(block) is not Quote)
    assert [
        word for word in ("unlawful", "illegal", "libel", "defam", "offence", "criminal", "you must") if word in own
    ] == []


@pytest.mark.parametrize("kind", [LetterKind.INVITATION_TO_DISCUSS, LetterKind.REQUEST_FOR_REMOVAL])
def test_the_first_letters_name_no_consequence(kind: LetterKind) -> None:
    letter = draft_letter(desk_with("threat"), LETTERS, actor=HEAD, number=1, kind=kind, details=TYPED)
    consequences = ["warning", "police", "legal", "block", "solicitor", "action"]
    assert [word for word in consequences if word in letter.text().lower()] == []


@pytest.mark.parametrize(
    ("case", "kinds"),
    [
        ("new", EVERY),
        ("asked", EVERY),
        ("refused", f"written_warning {EVERY} report_to_host"),
        ("on our forum", f"written_warning notice_of_blocked_access {EVERY}"),
        ("posted again", f"{EVERY} written_warning"),
        ("all done", f"written_warning {EVERY}"),
        ("author unknown", "report_to_host"),
        ("threat", f"note_to_police {EVERY} written_warning report_to_host"),
        ("nothing found", EVERY),
        ("about the head", EVERY),
    ],
)
def test_the_letters_that_suit_are_those_of_the_next_steps_and_the_acknowledgement(case: str, kinds: str) -> None:
    advice = show_case(desk_with(case), actor=_actor(case), number=1).advice
    found = suitable(advice, LETTERS.forms.forms())
    assert [str(kind) for kind in found] == [*kinds.split(), "acknowledgement_of_complaint"]


def test_nothing_typed_leaves_gaps_in_the_order_of_the_letter() -> None:
    letter = draft_letter(
        desk_with("refused"), LETTERS, actor=DEPUTY, number=1, kind=WARNING, details={"recipient": " \u200b ", "x": "y"}
    )
    assert [placeholder.name for placeholder in letter.missing] == [
        "recipient",
        "recipient_address",
        "post_summary",
        "signer_name",
    ]
    assert "Dear 〔the parent's name, as in: Mrs Khan〕," in letter.text()


def test_what_staff_type_goes_before_what_the_case_says() -> None:
    details = TYPED | {"place": "a group on Instagram", "signer_name": "Cy Moss", "signer_title": "Deputy headteacher"}
    letter = draft_letter(
        desk_with("author unknown"),
        LETTERS,
        actor=HEAD,
        number=1,
        kind=LetterKind.REPORT_TO_HOST,
        details=details,
    )
    assert "To Instagram\n" in letter.text()
    assert "- Where: a group on Instagram\n" in letter.text()
    assert "Cy Moss\nDeputy headteacher, Bilton Infant School" in letter.text()


def test_days_clauses_and_the_chronology_are_the_cases_whatever_is_typed() -> None:
    forged = dict.fromkeys(("date", "reference", "school", "clauses", "may_follow", "asked_on", "seen_on"), "FORGED")
    desk = desk_with("refused")
    plain = draft_letter(desk, LETTERS, actor=HEAD, number=1, kind=WARNING, details=TYPED)
    assert draft_letter(desk, LETTERS, actor=HEAD, number=1, kind=WARNING, details=TYPED | forged) == plain


def test_a_letter_bears_the_day_that_it_is_for_and_counts_school_days_from_it() -> None:
    letter = draft_letter(
        desk_with("refused"), LETTERS, actor=HEAD, number=1, kind=WARNING, details=TYPED, on=date(2026, 9, 10)
    )
    assert "\n\nThursday 10 September 2026\n\n" in letter.text()
    assert "remove the post by Thursday 17 September 2026" in letter.text()


def test_what_is_typed_stays_words_whatever_it_holds() -> None:
    typed = "{{ school }} {% if %} ## no heading\r\n- no point\n\n\x00\ue000\ue001objectives\ue001〔no gap〕"
    letter = draft_letter(
        desk_with("new"),
        LETTERS,
        actor=HEAD,
        number=1,
        kind=LetterKind.INVITATION_TO_DISCUSS,
        details=TYPED | {"post_summary": typed},
    )
    same = draft_letter(
        desk_with("new"), LETTERS, actor=HEAD, number=1, kind=LetterKind.INVITATION_TO_DISCUSS, details=TYPED
    )
    inert = "{{ school }} {% if %} ## no heading\n- no point\nobjectives(no gap)"
    assert letter.text() == same.text().replace("a comment about a member of staff", inert)
    assert [type(block) for block in letter.blocks] == [type(block) for block in same.blocks]


STRANGERS = [
    ("about the head", HEAD),
    ("new", person(StaffRole.OFFICE)),
    ("new", person(StaffRole.GOVERNOR)),
    ("new", CHAIR),
    ("new", person(StaffRole.HEADTEACHER, disabled=True)),
    ("new", person(StaffRole.SAFEGUARDING_LEAD)),
]


@pytest.mark.parametrize(("case", "stranger"), STRANGERS)
def test_who_is_accused_or_may_not_see_the_case_gets_no_letter(case: str, stranger: StaffAccount) -> None:
    desk, kind = desk_with(case), LetterKind.REQUEST_FOR_REMOVAL
    before = desk.cases.by_number(1)
    with pytest.raises(NotFoundError):
        draft_letter(desk, LETTERS, actor=stranger, number=1, kind=kind, details=TYPED)
    with pytest.raises(NotFoundError):
        _send(desk, kind, 2, actor=stranger)
    with pytest.raises(NotFoundError):
        reporting_route(desk, LETTERS, actor=stranger, number=1)
    assert desk.cases.by_number(1) == before


def test_somebody_who_is_named_as_accused_gets_no_letter() -> None:
    desk = desk_with("new")
    case = CASES["new"]
    opening = replace(case.entries[0], details=replace(case.details, accused=frozenset({DEPUTY.id})))
    draft_letter(desk, LETTERS, actor=DEPUTY, number=1, kind=WARNING, details=TYPED)
    desk.cases.replace(
        desk.cases.by_number(1), replace(case, number=1, entries=(opening, *case.entries[1:])), due_on=None
    )
    with pytest.raises(NotFoundError):
        draft_letter(desk, LETTERS, actor=DEPUTY, number=1, kind=WARNING, details=TYPED)


@pytest.mark.parametrize(
    ("kind", "case", "version", "what"),
    [
        (LetterKind.REQUEST_FOR_REMOVAL, "asked", 2, What.REMOVAL_REQUESTED),
        (LetterKind.WRITTEN_WARNING, "refused", 4, What.WARNING_SENT),
        (LetterKind.NOTICE_OF_BLOCKED_ACCESS, "on our forum", 3, What.ACCESS_BLOCKED),
        (LetterKind.REPORT_TO_HOST, "author unknown", 1, What.HOST_CONTACTED),
        (LetterKind.NOTE_TO_POLICE, "threat", 2, What.POLICE_CONTACTED),
        (LetterKind.INVITATION_TO_DISCUSS, "new", 1, None),
        (LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT, "new", 1, None),
    ],
)
def test_a_letter_that_was_sent_is_in_the_chronology_with_its_whole_text(
    kind: LetterKind, case: str, version: int, what: What | None
) -> None:
    desk = desk_with(case)
    text = draft_letter(desk, LETTERS, actor=HEAD, number=1, kind=kind, details=TYPED).text()
    view = record_letter_sent(
        desk, LETTERS, actor=HEAD, number=1, version=version, kind=kind, details=TYPED, on=FRIDAY, request_id="r9"
    )
    last = view.case.entries[-1]
    kept = EntryKind.EVENT if what else EntryKind.NOTE
    assert (last.kind, last.what, last.on, last.by, last.words) == (kept, what, FRIDAY, HEAD.id, text)
    assert desk.cases.by_number(1) == view.case


def test_a_letter_with_gaps_is_not_sent() -> None:
    desk = desk_with("refused")
    before = desk.cases.by_number(1)
    with pytest.raises(IncompleteError) as raised:
        _send(desk, WARNING, details={"recipient": "Mrs Khan", "post_summary": "a comment"})
    assert [placeholder.name for placeholder in raised.value.missing] == ["recipient_address"]
    assert str(raised.value) == (
        "The letter still has gaps. Missing: the parent's address, each part on a line of its own."
    )
    assert desk.cases.by_number(1) == before


@pytest.mark.parametrize(
    ("kind", "case", "version", "given", "code"),
    [
        (WARNING, "refused", 4, {"on": FRIDAY + timedelta(days=1)}, Refusal.IN_THE_FUTURE),
        (LetterKind.INVITATION_TO_DISCUSS, "new", 1, {"on": FRIDAY + timedelta(days=1)}, Refusal.IN_THE_FUTURE),
        (WARNING, "refused", 4, {"on": MONDAY - timedelta(days=3)}, Refusal.BEFORE_THE_MATERIAL),
        (WARNING, "author unknown", 1, {}, Refusal.AUTHOR_UNKNOWN),
        (WARNING, "new", 1, {}, Refusal.REASON_NEEDED),
        (WARNING, "refused", 4, {"details": TYPED | {"post_summary": "x" * 20_000}}, Refusal.TOO_LONG),
    ],
)
def test_a_letter_that_the_case_does_not_take_is_not_kept(
    kind: LetterKind, case: str, version: int, given: dict[str, object], code: Refusal
) -> None:
    desk = desk_with(case)
    before = desk.cases.by_number(1)
    with pytest.raises(RefusedError) as raised:
        _send(desk, kind, version, **given)
    assert raised.value.code is code
    assert desk.cases.by_number(1) == before


def test_a_letter_against_the_advice_needs_a_reason_and_keeps_it() -> None:
    desk = desk_with("new")
    _send(desk, WARNING, 1, reason="the governors asked for it")
    case = desk.cases.by_number(1)
    assert case is not None
    assert case.entries[-1].reason == "the governors asked for it"


def test_a_case_that_has_changed_since_the_draft_is_a_conflict() -> None:
    desk = desk_with("refused")
    add_note(desk, actor=HEAD, number=1, version=4, words="the parent has phoned")
    with pytest.raises(ConflictError) as raised:
        _send(desk, WARNING, 4)
    assert raised.value.current.version == 5


def test_the_same_request_again_changes_nothing_whatever_it_holds() -> None:
    desk = desk_with("refused")
    _send(desk, WARNING, 4, request_id="r9")
    after = desk.cases.by_number(1)
    _send(desk, WARNING, 4, request_id="r9", details={})
    assert desk.cases.by_number(1) == after


@pytest.mark.parametrize(
    ("case", "host"), [("new", "facebook"), ("author unknown", "tiktok"), ("nothing found", "other_website")]
)
def test_the_reporting_route_is_that_of_the_place(case: str, host: str) -> None:
    assert reporting_route(desk_with(case), LETTERS, actor=HEAD, number=1).id == host


@pytest.mark.parametrize(
    ("about", "reader", "title"),
    [
        (About.GOVERNORS, StaffRole.CLERK, "Clerk to the governors"),
        (About.HEADTEACHER, StaffRole.CHAIR_OF_GOVERNORS, "Chair of governors"),
        (About.CLERK, StaffRole.CHAIR_OF_GOVERNORS, "Chair of governors"),
        (About.STAFF, StaffRole.HEADTEACHER, "Headteacher"),
    ],
)
def test_a_complaint_is_acknowledged_by_the_post_that_reads_it(about: About, reader: StaffRole, title: str) -> None:
    cases = FakeCases()
    desk, actor = case_desk(cases), person(reader)
    open_case(desk, actor=actor, title="a complaint", facts=OFFENSIVE, request_id="r1", about=frozenset({about}))
    kind = LetterKind.ACKNOWLEDGEMENT_OF_COMPLAINT
    letter = draft_letter(desk, LETTERS, actor=actor, number=1, kind=kind, details=TYPED)
    assert f"{actor.name}\n{title}, " in letter.text()
