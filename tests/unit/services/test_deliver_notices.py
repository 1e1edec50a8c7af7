"""Notices go out at least once, under one Message-ID, without a word of the person."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from fakes import CONTACTS, NOON, FakeClock, FakeMail, FakeReceipts, FakeStore

from assistant.core.records import Account, Draft, HandOver, News, Notice
from assistant.core.retrying import wait_before_retry
from assistant.core.routing import About, Kind, Role
from assistant.services.deliver_notices import deliver_notices
from assistant.services.give_record import Given, give_record
from assistant.services.ports import Contact
from assistant.services.read_record import open_record

WORDS = Account("Xylophonic Wordsworth", contact="quixotic@mail.test", place="Zebrabook group")
EVIL = "x\r\nBcc: thief@evil.test\r\n\r\nbody"


def _give(
    store: FakeStore,
    kind: Kind = Kind.CONCERN,
    about: About = About.PUPIL,
    *,
    at_risk: bool = False,
    account: Account = WORDS,
    request_id: str = "r1",
) -> Given:
    draft = Draft(kind, about, account, child_at_risk=at_risk)
    return give_record(store, FakeReceipts(), FakeClock(), draft=draft, request_id=request_id)


def _deliver(store: FakeStore, mail: FakeMail, clock: FakeClock | None = None) -> int:
    return deliver_notices(
        store,
        mail,
        clock or FakeClock(),
        CONTACTS,
        sender="assistant@school.test",
        public_url="https://chat.school.test",
    )


def _states(store: FakeStore) -> list[HandOver]:
    return [notice.state for notice in store.rows.notices.values()]


def test_deliver_sends_a_notice_to_each_reader_and_says_how_many() -> None:
    store, mail = FakeStore(), FakeMail()
    given = _give(store, at_risk=True)
    assert _deliver(store, mail) == 2
    assert [message["To"] for message in mail.sent] == [
        "headteacher@school.test",
        "safeguarding_lead@school.test",
    ]
    assert _states(store) == [HandOver.SENT, HandOver.SENT]
    assert [notice.sent_at for notice in store.rows.notices.values()] == [NOON, NOON]
    assert store.rows.audit[1:] == [("notice_sent", given.record.id)] * 2


def test_deliver_sends_nothing_twice() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store)
    assert [_deliver(store, mail), _deliver(store, mail)] == [1, 0]
    assert len(mail.sent) == 1


def test_deliver_sends_nothing_where_nothing_waits() -> None:
    mail = FakeMail()
    assert _deliver(FakeStore(), mail) == 0
    assert mail.tried == []


def test_deliver_keeps_a_refused_notice_queued_and_waits_longer_each_time() -> None:
    store, mail, clock = FakeStore(), FakeMail(refusals=3), FakeClock()
    _give(store)
    (name,) = store.rows.notices
    for tries in (1, 2, 3):
        assert _deliver(store, mail, clock) == 0
        assert len(mail.tried) == tries
        assert _states(store) == [HandOver.QUEUED]
        clock.pass_by(wait_before_retry(tries, name) - timedelta(seconds=1))
        assert _deliver(store, mail, clock) == 0
        assert len(mail.tried) == tries
        clock.pass_by(timedelta(seconds=1))
    assert _deliver(store, mail, clock) == 1
    assert _states(store) == [HandOver.SENT]


def test_deliver_sends_the_others_where_one_is_refused() -> None:
    store, mail = FakeStore(), FakeMail(refusals=1)
    _give(store, request_id="r1")
    _give(store, Kind.COMPLAINT, About.HEADTEACHER, request_id="r2", account=Account("more"))
    assert _deliver(store, mail) == 1
    assert _states(store) == [HandOver.QUEUED, HandOver.SENT]


def test_the_log_says_why_a_notice_was_not_taken(caplog: pytest.LogCaptureFixture) -> None:
    store = FakeStore()
    _give(store)
    _deliver(store, FakeMail(refusals=1))
    assert caplog.messages == ["a notice was not taken by the mail server and is tried again: refused"]


def test_a_repeat_has_the_same_message_id_and_date() -> None:
    store, mail, clock = FakeStore(), FakeMail(refusals=2), FakeClock()
    _give(store)
    for _ in range(3):
        _deliver(store, mail, clock)
        clock.pass_by(timedelta(hours=1))
    (notice,) = store.rows.notices.values()
    assert [message["Message-ID"] for message in mail.tried] == [f"<{notice.id}@school.test>"] * 3
    assert [message["Date"] for message in mail.tried] == ["Tue, 01 Sep 2026 12:00:00 +0000"] * 3


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_message_id() -> None:
    store, clock = FakeStore(), FakeClock()
    _give(store)

    class Dies(FakeMail):
        """Sends, and the process ends before it can note it."""

        def send(self, message) -> None:
            super().send(message)
            raise KeyboardInterrupt

    first, second = Dies(), FakeMail()
    with pytest.raises(KeyboardInterrupt):
        _deliver(store, first, clock)
    assert _deliver(store, second, clock) == 0
    clock.pass_by(timedelta(minutes=2))
    assert _deliver(store, second, clock) == 1
    assert first.sent[0].as_bytes() == second.sent[0].as_bytes()


def test_a_notice_that_was_opened_before_it_was_sent_is_not_sent() -> None:
    store, mail = FakeStore(), FakeMail()
    given = _give(store)
    open_record(store, FakeClock(), record_id=given.record.id, role=Role.HEADTEACHER)
    assert _deliver(store, mail) == 0
    assert _states(store) == [HandOver.OPENED]


@pytest.mark.parametrize(
    ("kind", "at_risk", "subject"),
    [
        (Kind.CONCERN, False, "A concern has been sent to you"),
        (Kind.COMPLAINT, False, "A formal complaint has been sent to you"),
        (Kind.REPORT, False, "A social media post has been reported to you"),
        (Kind.SAFEGUARDING, False, "URGENT: a child may be at risk"),
        (Kind.CONCERN, True, "URGENT: a child may be at risk"),
        (Kind.COMPLAINT, True, "URGENT: a child may be at risk"),
        (Kind.REPORT, True, "URGENT: a child may be at risk"),
    ],
)
def test_subject_by_kind_and_risk(kind: Kind, at_risk: bool, subject: str) -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store, kind, at_risk=at_risk)
    _deliver(store, mail)
    assert {message["Subject"] for message in mail.sent} == {subject}
    assert {"read it at once" in message.get_content() for message in mail.sent} == {subject.startswith("URGENT")}


def test_the_mail_says_where_to_read_it_and_nothing_of_what_was_said() -> None:
    store, mail = FakeStore(), FakeMail()
    given = _give(store)
    _deliver(store, mail)
    (message,) = mail.sent
    assert message.get_content() == (
        "To the headteacher\n\n"
        "Something was sent to you through the school's assistant on 1 September 2026 at 13:00.\n"
        "For the sender's privacy this message does not say what it is about.\n"
        f"Sign in to read it: https://chat.school.test/staff/records/{given.record.id}\n"
    )
    whole = message.as_string()
    said = [*WORDS.text.split(), WORDS.contact, *WORDS.place.split(), "0000000000000001", given.handle, "r1"]
    assert [word for word in said if word in whole] == []


def test_what_a_person_types_never_reaches_a_header_or_the_body() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store, account=Account(EVIL, contact=EVIL, place=EVIL), request_id=EVIL)
    assert _deliver(store, mail) == 1
    message = BytesParser(policy=policy.SMTP).parsebytes(mail.sent[0].as_bytes(policy=policy.SMTP))
    assert sorted(message.keys()) == [
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert "evil" not in message.as_string()


@pytest.mark.parametrize("field", ["sender", "address"])
def test_a_setting_or_contact_with_a_line_break_cannot_add_a_header(field: str) -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store)
    address = EVIL if field == "address" else "head@school.test"
    contacts = CONTACTS | {Role.HEADTEACHER: Contact(Role.HEADTEACHER, "the head", address, "")}
    sender = f"a@school.test{EVIL}" if field == "sender" else "a@school.test"
    _give(store, Kind.CONCERN, About.HEADTEACHER, request_id="r2", account=Account("more"))
    sent = deliver_notices(store, mail, FakeClock(), contacts, sender=sender, public_url="https://x.test")
    assert [message["To"] for message in mail.sent] == ["chair_of_governors@school.test"] * (field == "address")
    assert sent == len(mail.tried) == (1 if field == "address" else 0)
    assert _states(store)[0] is HandOver.QUEUED


def test_a_sender_may_have_a_name_and_the_message_id_is_at_its_address() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store)
    sender = '"St. Example\'s School, Bly" <assistant@school.test>'
    deliver_notices(store, mail, FakeClock(), CONTACTS, sender=sender, public_url="https://x.test")
    (message,) = mail.sent
    assert message["From"] == sender
    assert message["Message-ID"].endswith("@school.test>")


def test_a_title_with_a_line_break_stays_in_the_body() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store)
    contacts = CONTACTS | {Role.HEADTEACHER: Contact(Role.HEADTEACHER, EVIL, "head@school.test", "")}
    deliver_notices(store, mail, FakeClock(), contacts, sender="a@school.test", public_url="https://x.test")
    assert mail.sent[0]["Bcc"] is None


def _caused(store: FakeStore, cause: str, role: Role) -> None:
    record_id = store.rows.notices[cause].record_id
    with store.transaction() as records:
        records.add_notice(Notice(f"after-{cause}", record_id, role, HandOver.QUEUED, NOON, cause=cause))


def test_what_was_passed_on_says_so_and_a_reminder_too() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store, Kind.COMPLAINT, About.STAFF)
    (first,) = store.rows.notices
    _caused(store, first, Role.CHAIR_OF_GOVERNORS)
    _caused(store, f"after-{first}", Role.CHAIR_OF_GOVERNORS)
    assert _deliver(store, mail) == 3
    assert [(message["To"], message["Subject"]) for message in mail.sent] == [
        ("headteacher@school.test", "A formal complaint has been sent to you"),
        ("chair_of_governors@school.test", "Not opened yet: A formal complaint has been sent to you"),
        ("chair_of_governors@school.test", "Reminder: A formal complaint has been sent to you"),
    ]
    assert len({message["Message-ID"] for message in mail.sent}) == 3
    lines = [message.get_content().splitlines()[3] for message in mail.sent]
    assert lines[1:] == [
        "It was sent to the headteacher first and was not opened there in time.",
        "Nobody has opened it yet. You are reminded until it is opened.",
    ]
    assert [word for message in mail.sent for word in WORDS.text.split() if word in message.as_string()] == []


def test_who_is_told_of_a_record_later_is_not_told_that_it_was_sent_to_them_then() -> None:
    store, mail, clock = FakeStore(), FakeMail(), FakeClock()
    given = _give(store)
    _deliver(store, mail)
    clock.pass_by(timedelta(minutes=2))
    with store.transaction() as records:
        records.queue_news(given.record.id, Role.SAFEGUARDING_LEAD, News.RECORD, clock.now())
    assert _deliver(store, mail, clock) == 1
    assert [message.get_content().splitlines()[2] for message in mail.sent] == [
        "Something was sent to you through the school's assistant on 1 September 2026 at 13:00.",
        (
            "Something that was sent through the school's assistant on 1 September 2026 at 13:00 was passed on to you "
            "on 1 September 2026 at 13:02. Others had it first."
        ),
    ]


@pytest.mark.parametrize(
    ("attach", "kind", "at_risk", "encrypted", "goes_along"),
    [
        (False, Kind.COMPLAINT, False, True, False),
        (True, Kind.COMPLAINT, False, True, True),
        (True, Kind.COMPLAINT, False, False, True),
        (True, Kind.COMPLAINT, True, True, True),
        (True, Kind.COMPLAINT, True, False, False),
        (True, Kind.CONCERN, False, True, False),
        (True, Kind.REPORT, False, True, False),
        (True, Kind.SAFEGUARDING, False, True, False),
    ],
)
def test_the_words_go_along_only_of_a_complaint_where_the_school_wants_it(
    attach: bool, kind: Kind, at_risk: bool, encrypted: bool, goes_along: bool
) -> None:
    store, mail = FakeStore(), FakeMail(encrypted=encrypted)
    _give(store, kind, About.STAFF, at_risk=at_risk)
    deliver_notices(
        store,
        mail,
        FakeClock(),
        CONTACTS,
        sender="a@school.test",
        public_url="https://x.test",
        attach_complaint=attach,
    )
    attached = [list(message.iter_attachments()) for message in mail.sent]
    texts = [[(part.get_filename(), part.get_content()) for part in parts] for parts in attached]
    whole = (
        "complaint.txt",
        "Xylophonic Wordsworth\n\nHow to reach the person: quixotic@mail.test\n",
    )
    assert texts == [[whole] if goes_along else []] * len(mail.sent)
    assert ("Xylophonic" in mail.sent[0].as_string()) is goes_along
    assert store.rows.audit[-1][0] == ("notice_sent_with_words" if goes_along else "notice_sent")


@pytest.mark.parametrize(
    ("news", "subject", "line"),
    [
        (News.ADDED, "Something was added to what was sent to you", "Whoever sent it has added something since."),
        (
            News.WITHDRAWN,
            "Something that was sent to you was withdrawn",
            "Whoever sent it has withdrawn it. It is still there.",
        ),
    ],
)
def test_news_of_a_record_has_its_own_subject_and_message_id(news: News, subject: str, line: str) -> None:
    store, mail = FakeStore(), FakeMail()
    given = _give(store)
    _deliver(store, mail)
    with store.transaction() as records:
        records.queue_news(given.record.id, Role.HEADTEACHER, news, NOON)
    _deliver(store, mail)
    first, second = mail.sent
    assert second["Subject"] == subject
    assert line in second.get_content().splitlines()
    assert second["Message-ID"] != first["Message-ID"]


def test_what_a_reader_passed_on_says_when_it_came_to_this_one() -> None:
    store, mail, clock = FakeStore(), FakeMail(), FakeClock()
    given = _give(store)
    _deliver(store, mail, clock)
    clock.pass_by(timedelta(hours=2))
    with store.transaction() as records:
        records.add_notice(Notice("n2", given.record.id, Role.CLERK, HandOver.QUEUED, clock.now()), account_id="a1")
    _deliver(store, mail, clock)
    first, second = (one.get_content() for one in mail.sent)
    assert "Others had it first." not in first
    assert second.count("passed on to you on 1 September 2026 at 15:00. Others had it first.") == 1
