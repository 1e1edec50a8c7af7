"""A round of the worker with the real parts: what it sends lands in the mail folder."""

from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from case_samples import OFFENSIVE
from fakes import FakeClock
from route_samples import draft_about

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.cli import worker
from assistant.core.attachments import Attachment, FileKind
from assistant.core.staff import StaffRole
from assistant.services.open_case import open_case
from assistant.services.route_record import send_record
from assistant.services.staff_accounts import add_staff, list_staff
from assistant.settings import Settings
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables


@pytest.fixture
def parts(tmp_path: Path) -> Wiring:
    settings = Settings(data_dir=tmp_path / "var", public_url="https://chat.school.test")
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    parts.clock = FakeClock(datetime(2026, 9, 8, 12, tzinfo=UTC))
    door = parts.staff_door
    add_staff(door, email="head@school.test", name="Head", roles=frozenset({StaffRole.HEADTEACHER}))
    (head,) = list_staff(door.store)
    open_case(parts.case_desk, actor=head.account, title="xylophone", facts=OFFENSIVE, request_id="r1")
    return parts


def _mail(parts: Wiring) -> list[tuple[str, str]]:
    files = sorted((parts.settings.data_dir / "mail").glob("*.eml"))
    messages = [BytesParser(policy=policy.default).parsebytes(file.read_bytes()) for file in files]
    return [(message["To"], message["Subject"]) for message in messages]


def test_a_round_reminds_when_it_is_told_to_and_another_does_not_again(parts: Wiring) -> None:
    parts.clock.at = datetime(2026, 9, 10, 12, tzinfo=UTC)
    worker._round(parts, forget=True, remind=False)
    assert _mail(parts) == []
    for _ in range(2):
        worker._round(parts, forget=True, remind=True)
        assert _mail(parts) == [("head@school.test", "Case C-0001: something is due today")]


def test_a_round_forgets_reminders_after_ninety_days(parts: Wiring) -> None:
    for day in (datetime(2026, 9, 10, 12, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)):
        parts.clock.at = day
        worker._round(parts, forget=True, remind=True)
    assert parts.reminders.sent_since(day.date().replace(year=2020)) == frozenset()


def test_a_round_removes_files_that_nobody_sent_within_an_hour(parts: Wiring) -> None:
    kept = Attachment("file-1", FileKind.PNG, 1, parts.clock.now())
    parts.attachments.keep_waiting(kept, [b"x"], sender_id="web-1")
    for minutes, left in ((60, 1), (61, 0)):
        parts.clock.at = kept.added_at + timedelta(minutes=minutes)
        worker._round(parts, forget=True, remind=False)
        assert parts.attachments.count_waiting() == left


def test_a_round_passes_on_what_was_not_opened_and_sends_it(parts: Wiring) -> None:
    send_record(parts.route_desk, parts.receipts, draft=draft_about(), request_id="r2")
    worker._round(parts, forget=False, remind=False)
    assert _mail(parts) == [("head@school.example", "A formal complaint has been sent to you")]
    parts.clock.at = datetime(2026, 9, 9, 20, tzinfo=UTC)
    worker._round(parts, forget=False, remind=True)
    assert sorted(_mail(parts)) == [
        ("chair@school.example", "Not opened yet: A formal complaint has been sent to you"),
        ("head@school.example", "A formal complaint has been sent to you"),
    ]
    worker._round(parts, forget=False, remind=True)
    assert len(_mail(parts)) == 2
