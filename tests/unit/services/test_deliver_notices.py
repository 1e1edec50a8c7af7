"""Notices go out at least once, under one Message-ID, without a word of the person."""

from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from fakes import CONTACTS, NOON, FakeClock, FakeMail, FakeReceipts, FakeStore

from assistant.core.records import Account, Draft, HandOver, News
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


def test_deliver_keeps_a_refused_notice_queued_and_tries_again_after_five_minutes() -> None:
    store, mail, clock = FakeStore(), FakeMail(refusals=1), FakeClock()
    _give(store)
    assert _deliver(store, mail, clock) == 0
    assert _states(store) == [HandOver.QUEUED]
    clock.pass_by(timedelta(minutes=4, seconds=59))
    assert _deliver(store, mail, clock) == 0
    assert len(mail.tried) == 1
    clock.pass_by(timedelta(seconds=1))
    assert _deliver(store, mail, clock) == 1
    assert _states(store) == [HandOver.SENT]


def test_deliver_sends_the_others_where_one_is_refused() -> None:
    store, mail = FakeStore(), FakeMail(refusals=1)
    _give(store, request_id="r1")
    _give(store, Kind.COMPLAINT, About.HEADTEACHER, request_id="r2", account=Account("more"))
    assert _deliver(store, mail) == 1
    assert _states(store) == [HandOver.QUEUED, HandOver.SENT]


def test_a_repeat_has_the_same_message_id_and_date() -> None:
    store, mail, clock = FakeStore(), FakeMail(refusals=2), FakeClock()
    _give(store)
    for _ in range(3):
        _deliver(store, mail, clock)
        clock.pass_by(timedelta(minutes=5))
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
        "Something was sent to you through the school's assistant on 01 September 2026 at 12:00 UTC.\n"
        "For the sender's privacy this message does not say what it is about.\n"
        f"Sign in and read it here: https://chat.school.test/staff/records/{given.record.id}\n"
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
    with pytest.raises(ValueError, match=r"newline|linefeed|Header"):
        deliver_notices(store, mail, FakeClock(), contacts, sender=sender, public_url="https://x.test")
    assert mail.tried == []
    assert _states(store) == [HandOver.QUEUED]


def test_a_title_with_a_line_break_stays_in_the_body() -> None:
    store, mail = FakeStore(), FakeMail()
    _give(store)
    contacts = CONTACTS | {Role.HEADTEACHER: Contact(Role.HEADTEACHER, EVIL, "head@school.test", "")}
    deliver_notices(store, mail, FakeClock(), contacts, sender="a@school.test", public_url="https://x.test")
    assert mail.sent[0]["Bcc"] is None


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
