"""What the conversation tests share: the words that should be said, walks, and a look into the store."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pyotp
import yaml

from assistant.core.calendar import school_time
from assistant.core.records import Account
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.enrol_staff import enrol_staff, invited_account
from assistant.services.staff_accounts import add_staff, token_digest
from assistant.settings import PROJECT, Settings
from assistant.wiring import Wiring
from tests.conftest import Person, Site

_DOMAIN = (PROJECT / "domain.yml").read_text(encoding="utf-8")
RESPONSES: Mapping[str, Any] = yaml.load(_DOMAIN, yaml.CSafeLoader)["responses"]
CONTENT = Wiring(Settings())
"""Only its content is used here: the policy, contacts and titles that the running assistant has too."""

HOURS = CONTENT.directory.hours
OFFICE = next(contact for role, contact in CONTENT.directory.contacts.items() if role == "office")
ABOUT_TITLES = [button["title"] for button in RESPONSES["utter_ask_account_about"][0]["buttons"]]
MENU = [CONTENT.titles.titles[goal] for goal in CONTENT.titles.menu]
RECEIPT = re.compile(r"\d{4} \d{4} \d{4} \d{4}")

T = TypeVar("T")


def said(response: str, **values: object) -> str:
    """Return a response of the domain, filled in."""
    text = str(RESPONSES[response][0]["text"])
    return text.format(**values) if values else text


def said_by_text(response: str, **values: object) -> str:
    """Return a response's form for text messages, filled in, its options numbered."""
    form = next(variant for variant in RESPONSES[response] if variant.get("channel") == "sms")
    text = str(form["text"])
    lines = [f"{number} {button['title']}" for number, button in enumerate(form.get("buttons", []), 1)]
    return "\n".join([text.format(**values) if values else text, *lines])


def person_to_ring(response: str, *, title: str = "The school office") -> str:
    """Return a response that names the office; within a sentence it does so with a small letter."""
    return said(
        response,
        title=title,
        phone=OFFICE.phone,
        email=OFFICE.email,
        hours=CONTENT.directory.office_hours,
    )


def begun(journey: str) -> str:
    """Return what is said before a concern, complaint or report is taken."""
    known = {"read_when": HOURS.read_when, "reply_within": HOURS.reply_within, "readers": "the headteacher"}
    return said(f"utter_begin_{journey}", **known)


def privacy_told(site: Site) -> str:
    """Return what a person is told in the chat about their data today."""
    parts = Wiring(Settings(data_dir=site.data_dir))
    told = []
    for part in parts.privacy_card(chat=True):
        told += [f"{part.title}:", *(f"- {line}" for line in part.lines)]
    return said("utter_privacy", card="\n".join(told))


def given(response: str, readers: str, **more: str) -> str:
    """Return what is said with the receipt."""
    return said(response, readers=readers, read_when=HOURS.read_when, reply_within=HOURS.reply_within, **more)


def summary(what: str, about: str, readers: str, *, contact: str = "don't contact me", place: str = "") -> str:
    """Return the summary that a person sees before anything is sent."""
    parts = [("Where", place), ("What happened", what), ("About", about), ("How to reach you", contact)]
    lines = "\n".join(f"{name}: {value}" for name, value in parts if value)
    return said("utter_account_summary", summary=lines, readers=readers)


def walk(person: Person, *moves: str) -> Person:
    """Say each move in turn; a move in square brackets is a button's title."""
    for move in moves:
        if re.fullmatch(r"\[.+\]", move):
            person.press(move[1:-1])
        else:
            person.say(move)
    return person


def case_number(person: Person) -> int:
    """Return the number of the case that the last messages name first."""
    found = re.search(r"C-(\d{4})", person.text)
    assert found is not None, person.text
    return int(found[1])


def opened_case(head: Colleague, title: str, about: str = "About a member of staff") -> int:
    """Open a case in the staff chat and return its number."""
    walk(head, "open a new case", title, "[On a social network]", "[Offensive]", f"[{about}]", "[Yes, open it]")
    return case_number(head)


def texts(person: Person) -> list[str]:
    """Return the last messages' texts."""
    return [message["text"] for message in person.messages]


def last_titles(person: Person) -> list[str]:
    """Return the titles of the last message's buttons."""
    return [button["title"] for button in person.messages[-1].get("buttons", [])]


def until(look: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """Look again and again until there is something to see."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen = look()
        if seen:
            return seen
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s")


def rows(site: Site, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Read the running assistant's database."""
    with closing(sqlite3.connect(f"file:{site.data_dir / 'assistant.db'}?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(query, values).fetchall()


def count_records(site: Site) -> int:
    """Count all records."""
    return int(rows(site, "SELECT count(*) FROM records")[0][0])


def newest_record(site: Site) -> tuple[str, str, str, bool]:
    """Return the id, kind, about and risk of the last record."""
    found = rows(site, "SELECT id, kind, about, child_at_risk FROM records ORDER BY created_at DESC LIMIT 1")
    record_id, kind, about, at_risk = found[0]
    return record_id, kind, about, bool(at_risk)


def readers_of(site: Site, record_id: str) -> list[str]:
    """Return who is told of a record, in order."""
    return [row[0] for row in rows(site, "SELECT role FROM notices WHERE record_id = ? ORDER BY position", record_id)]


def opened(site: Site) -> Wiring:
    """Return parts that open what the running assistant sealed."""
    return Wiring(Settings(data_dir=site.data_dir))


def account_of(site: Site, record_id: str) -> Account:
    """Return a record's words."""
    with opened(site).store.transaction() as records:
        return records.account(record_id)


def sender_of(site: Site, person: Person) -> str:
    """Return the name of a person's conversation."""
    session = opened(site).chats.session(hashlib.sha256(person.session.encode()).digest())
    assert session is not None
    return session.sender_id


def conversation_of(site: Site, person: Person) -> list[dict[str, Any]]:
    """Return all that is kept of a person's conversation, opened."""
    content = opened(site).conversations.load(sender_of(site, person))
    assert content is not None
    events: list[dict[str, Any]] = json.loads(content)
    return events


def answers_of(site: Site, person: Person) -> list[bytes]:
    """Return all answers that are kept for a person's conversation, opened."""
    sender, chats = sender_of(site, person), opened(site).chats
    ids = [row[0] for row in rows(site, "SELECT message_id FROM chat_answers WHERE sender_id = ?", sender)]
    return [chats.answer(sender, message_id) or b"" for message_id in ids]


def kept_files(site: Site) -> list[Path]:
    """Return all files of the running assistant: database, write-ahead log, logs, mail, keys."""
    return [path for path in site.data_dir.rglob("*") if path.is_file()]


@dataclass
class Colleague(Person):
    """Somebody of the staff who has signed in and chats over HTTP."""

    account: StaffAccount | None = None
    secret: str = ""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, headers=SAME_SITE))
    form: str = ""

    def arrive(self) -> Colleague:
        """Open the page and be greeted."""
        page = self.http.get(f"{self.url}/staff/chat")
        found = re.search(r'id="chat" class="chat" data-form="([0-9a-f]+)"', page.text)
        assert found is not None, page.text
        self.form = found[1]
        answer = self.http.post(f"{self.url}/staff/api/chat/sessions", headers={"X-Staff-Form": self.form})
        assert answer.status_code == 201, answer.text
        self.messages = answer.json()["messages"]
        return self

    def clear(self) -> None:
        """Delete the chat."""
        self.http.delete(f"{self.url}/staff/api/chat/sessions/current", headers={"X-Staff-Form": self.form})

    def post(self, **body: Any) -> httpx.Response:
        return self.http.post(
            f"{self.url}/staff/api/chat/messages",
            json={"id": str(uuid.uuid4())} | body,
            headers={"X-Staff-Form": self.form},
        )

    def sign_in(self, at: datetime) -> Colleague:
        """Sign in, over whatever sign-in this browser had, and open the chat."""
        email = self.account.email if self.account else ""
        form = {"email": email, "password": PASSWORD, "code": pyotp.TOTP(self.secret).at(at), "next": "/staff/chat"}
        answer = self.http.post(f"{self.url}/staff/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        return self.arrive()

    def expire(self, site: Site) -> None:
        """Let the sign-in end by itself."""
        token = next(cookie.value for cookie in self.http.cookies.jar if cookie.name == "staff")
        with opened(site).staff_door.store.transaction() as staff:
            staff.end_session(token_digest(token or ""), datetime.now(UTC))

    def sign_out(self) -> None:
        answer = self.http.post(f"{self.url}/staff/sign-out", data={"csrf": self.form})
        assert answer.status_code == 303, answer.text


SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "seven green herons fly"


def colleague(site: Site, *roles: StaffRole, name: str) -> Colleague:
    """Make an account, enrol, sign in over HTTP with password and code, and open the chat."""
    door, secret = opened(site).staff_door, pyotp.random_base32()
    email = f"{uuid.uuid4()}@school.test"
    token = add_staff(door, email=email, name=name, roles=frozenset(roles))
    account, codes, now = invited_account(door, token), pyotp.TOTP(secret), datetime.now(UTC)
    assert account is not None
    enrol_staff(door, token, password=PASSWORD, code_secret=secret, code=codes.at(now - timedelta(seconds=30)))
    return Colleague(site.url, account=account, secret=secret).sign_in(now)


def school_today() -> datetime:
    """Return what the clock says at school."""
    return school_time(datetime.now(UTC))


RACIST_LEAD = CONTENT.policy.topics["racist_comments"].lead
