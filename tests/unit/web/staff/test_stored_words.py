"""What is stored about a record is shown in plain words, and nothing that a person wrote is left out."""

from assistant.adapters.sql import tables
from assistant.adapters.sql.sealed import SEALED_COLUMNS
from assistant.core.routing import Role
from assistant.settings import Settings
from assistant.web.staff.stored_words import LABELS, in_words
from assistant.wiring import Wiring

PARTS = Wiring(Settings())
POSTS = {role: contact.title for role, contact in PARTS.directory.contacts.items()}
CAME = "2026-11-27T04:14:02.116397+00:00"


def _in_words(**stored: list[dict[str, object]]) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    return in_words(stored, words=PARTS.procedure.words, posts=POSTS, wishes=PARTS.rights_words.titles)


def test_a_record_is_shown_as_people_say_it_without_what_only_the_program_needs() -> None:
    account = {"text": "a\nstory", "contact": "", "place": "a group", "contact_declined": True}
    record = {"id": "r", "request_id": "q", "kind": "complaint", "about": "staff", "child_at_risk": True}
    assert _in_words(
        records=[record | {"created_at": CAME, "account": account, "withdrawn_at": None}],
        arrivals=[{"record_id": "r", "waiting": True, "news": True, "later": True}],
        notices=[{"role": "headteacher", "position": 0, "news": "added", "queued_at": CAME, "opened_at": None}],
        rights_requests=[{"kind": "access", "received_at": CAME, "reason": ""}],
    ) == [
        (
            "What was sent",
            [
                [
                    ("Came", "27 November 2026, 4.14 am"),
                    ("What it is", "Formal complaint"),
                    ("Whom it is about", "about a member of staff"),
                    ("A child may be at risk", "Yes"),
                    ("Their words", "a\nstory"),
                    ("Where", "a group"),
                    ("They do not want to be contacted", "Yes"),
                ]
            ],
        ),
        (
            "Who was told",
            [
                [
                    ("Who", POSTS[Role.HEADTEACHER]),
                    ("Of what", "what was added"),
                    ("Told of it from", "27 November 2026, 4.14 am"),
                ]
            ],
        ),
        (
            "What was asked about data",
            [[("Came", "27 November 2026, 4.14 am"), ("What was asked", "Somebody wants a copy of their data")]],
        ),
    ]


def test_words_that_look_like_the_programs_own_stay_words() -> None:
    said = {"role": "nobody", "at": "x"}
    assert _in_words(replies=[{"at": CAME, "role": None, "sealed": said}]) == [
        ("What was said since", [[("When", "27 November 2026, 4.14 am"), ("Words", str(said))]])
    ]


def test_every_field_that_is_shown_is_stored_and_every_word_of_a_person_is_shown() -> None:
    inner = {"text", "place", "contact", "contact_declined", "kind", "size"}
    for table, (_, labels) in LABELS.items():
        columns = {one.name.removeprefix("sealed_") for one in tables.metadata.tables[table].columns}
        assert set(labels) - columns - inner == set()
    sealed = {(one.table.name, one.name.removeprefix("sealed_")) for one in SEALED_COLUMNS if one.table.name in LABELS}
    opened_out = {("records", "account"), ("attachments", "form"), ("cases", "size")}
    assert {(table, name) for table, name in sealed if name not in LABELS[table][1]} <= opened_out
