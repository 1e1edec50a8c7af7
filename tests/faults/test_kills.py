"""Every process is killed, and the disk is full, while parents complain by chat and by text: nothing is lost or twice.

``TEST_KILLS`` says how many kills there are (``make faults``: 200, shared by the two databases), and how many
complaints are made on each database at least.
"""

import os
import random
import resource
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from assistant.adapters.sql import make_engine
from assistant.settings import Settings
from assistant.wiring import Wiring
from tests.conftest import Person, Site
from tests.conversations.steps import OFFICE, RECEIPT, said, until, walk
from tests.faults.mail_server import MailServer, mail_server
from tests.faults.parents import ASK, Complain, Crowd, Parent, told
from tests.faults.texters import Texter
from tests.made_once import empty_postgres
from tests.sms_line import Line, sms_line

PARTS = {"rasa": "rasa run", "actions": "assistant actions", "worker": "assistant worker", "web": "assistant web"}
KILLS = int(os.environ.get("TEST_KILLS", "10"))
_CUT = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid()"
)
MOST_DEATHS, WITHIN = 3, 125.0
"""The supervisor gives up where a part dies five times within two minutes; what is tested here is not that."""


@dataclass(frozen=True)
class Stage:
    """An assistant of our own, whose parts may be killed, with its database and a real mail server."""

    line: Line
    database: str
    server: MailServer

    @property
    def site(self) -> Site:
        """The assistant at the end of the line."""
        return self.line.site

    @property
    def parts(self) -> Wiring:
        """Parts that open what the running assistant sealed."""
        named = {"database_url": self.database} if self.database else {}
        return Wiring(Settings(data_dir=self.site.data_dir, **named))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """SQLite in the data folder, or PostgreSQL, whose connections are cut as well."""
    database = "" if request.param == "sqlite" else empty_postgres(request.getfixturevalue("postgres"))
    with (
        mail_server() as (server, port),
        sms_line(
            tmp_path_factory.mktemp("faults"),
            ASSISTANT_DATABASE_URL=database,
            ASSISTANT_MAIL_HOST="127.0.0.1",
            ASSISTANT_MAIL_PORT=str(port),
            ASSISTANT_MAIL_SECURITY="none",
            ASSISTANT_SMS_TEXTS_PER_HOUR="1000",
            ASSISTANT_SMS_SEGMENTS_PER_DAY="100000",
        ) as line,
    ):
        yield Stage(line, database, server)


def _kill(stage: Stage, victim: str) -> bool:
    """Kill a part that runs, or cut every connection to the database; tell whether there was something to kill."""
    if victim == "database":
        with make_engine(stage.database).begin() as connection:
            return bool(connection.execute(sa.text(_CUT)).all())
    try:
        os.kill(stage.site.part(PARTS[victim]), signal.SIGKILL)
    except (AssertionError, ProcessLookupError):
        return False
    return True


def _kill_at_random(stage: Stage, kills: int, chance: random.Random) -> Counter[str]:
    victims = [*PARTS, "database"] if stage.database else list(PARTS)
    lately: dict[str, deque[float]] = {victim: deque(maxlen=MOST_DEATHS) for victim in PARTS}
    done: Counter[str] = Counter()
    while done.total() < kills:
        time.sleep(chance.uniform(0.5, 3))
        now = time.monotonic()
        spared = {name for name, deaths in lately.items() if len(deaths) == MOST_DEATHS and now - deaths[0] < WITHIN}
        victim = chance.choice([name for name in victims if name not in spared] or ["none"])
        if victim != "none" and _kill(stage, victim):
            done[victim] += 1
            if victim in lately:
                lately[victim].append(now)
    return done


def _waiting_notices(parts: Wiring) -> int:
    """Count what is not sent; what a killed worker had claimed is due now, as if its two minutes had passed."""
    with parts.engine.begin() as connection:
        connection.execute(sa.text("update notices set due_at = queued_at where state = 'queued'"))
        return int(connection.execute(sa.text("select count(*) from notices where state = 'queued'")).scalar_one())


def _texts_stored(parts: Wiring) -> Counter[str]:
    with parts.engine.begin() as connection:
        ids = list(connection.execute(sa.text("select id from records")).scalars())
    with parts.store.transaction() as records:
        return Counter(records.account(record_id).text for record_id in ids)


def _text_of(parts: Wiring, receipt: str | None) -> str | None:
    """Return the words of the record that a shown receipt opens."""
    receipt_hash = parts.receipts.hashed("".join(filter(str.isdigit, receipt or "")))
    with parts.store.transaction() as records:
        record = records.by_receipt(receipt_hash)
        return None if record is None else records.account(record.id).text


def _all_sent(parts: Wiring) -> None:
    until(lambda: _waiting_notices(parts) == 0, seconds=90, what="every notice is sent")


def _to_the_summary(site: Site, what: str) -> Person:
    return walk(Person(site.url).arrive(), ASK, what, "[A member of staff]", "[Don't contact me]")


def test_a_full_disk_is_said_with_the_schools_number_and_shows_no_receipt(stage: Stage) -> None:
    if stage.database:
        pytest.skip("PostgreSQL's own process writes its files")
    what = "On Monday the spelling sheet was marked wrongly, and the disk was full."
    person = _to_the_summary(stage.site, what)
    actions = stage.site.part(PARTS["actions"])
    _let_write(actions, 0)
    person.press("Send it")
    assert [message["text"] for message in person.messages] == [
        said("utter_not_stored", phone=OFFICE.phone),
        said("utter_unsent"),
    ]
    assert person.reference is None
    assert what not in _texts_stored(stage.parts)
    _let_write(actions, resource.RLIM_INFINITY)
    person.press("Try again")
    assert RECEIPT.fullmatch(person.reference or "")
    assert _texts_stored(stage.parts)[what] == 1


def test_with_every_part_on_a_full_disk_the_gateway_gives_the_schools_number(stage: Stage) -> None:
    if stage.database:
        pytest.skip("PostgreSQL's own process writes its files")
    what = "On Monday the spelling sheet was marked wrongly, and every disk was full."
    person = _to_the_summary(stage.site, what)
    parts = [stage.site.part(command) for command in PARTS.values()]
    for part in parts:
        _let_write(part, 0)
    token = next(button["token"] for button in person.buttons if button["title"] == "Send it")
    answer = person.post(button=token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "not_ready")
    assert [OFFICE.phone in message["text"] for message in answer.json()["messages"]] == [True]
    assert "reference" not in answer.text
    for part in parts:
        _let_write(part, resource.RLIM_INFINITY)
    assert what not in _texts_stored(stage.parts)


def test_a_notice_is_sent_again_under_its_own_id_where_the_worker_dies_before_it_can_note_it(stage: Stage) -> None:
    _all_sent(stage.parts)
    worker = stage.site.part(PARTS["worker"])
    before = len(stage.server.message_ids)

    def die_once() -> None:
        stage.server.before_answering = lambda: None
        os.kill(worker, signal.SIGKILL)

    stage.server.before_answering = die_once
    _to_the_summary(stage.site, "On Monday the worker died while it posted this.").press("Send it")
    _all_sent(stage.parts)
    sent = stage.server.message_ids[before:]
    assert (len(sent), len(set(sent))) == (2, 1)


def test_nothing_is_lost_and_nothing_is_there_twice(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    crowd = Crowd((_by_chat(stage), _by_chat(stage), _by_text(stage), _by_text(stage)), seed)
    crowd.start()
    done = _kill_at_random(stage, max(1, KILLS // 2), random.Random(seed))
    crowd.finish(least=KILLS)
    assert crowd.problems == [], f"seed {seed}"
    assert len(crowd.complaints) >= KILLS, f"seed {seed}"
    shown = Counter(told(complaint.number) for complaint in crowd.complaints if complaint.receipt)
    assert shown.total() == len(crowd.complaints), f"seed {seed}"
    parts = stage.parts
    stored = _texts_stored(parts)
    assert {text: count for text, count in stored.items() if text in shown or count > 1} == shown, f"seed {seed}"
    found = {complaint.number: _text_of(parts, complaint.receipt) for complaint in crowd.complaints}
    assert found == {number: told(number) for number in found}, f"seed {seed}"
    texted = {complaint.phone: complaint.texts for complaint in crowd.complaints if complaint.phone}
    assert {phone: len(stage.line.answers_to(phone)) for phone in texted} == texted, f"seed {seed}"
    _all_sent(parts)
    with parts.engine.begin() as connection:
        notices = {str(row[0]) for row in connection.execute(sa.text("select id from notices"))}
    sent = Counter(message_id.strip("<>").partition("@")[0] for message_id in stage.server.message_ids)
    assert set(sent) == notices, f"seed {seed}"
    kind = "PostgreSQL" if stage.database else "SQLite"
    with capsys.disabled():
        print(f"\n{kind}: {done.total()} kills {dict(done)}; {len(crowd.complaints)} complaints, each stored once,")
        print(f"{len(texted)} of them by {sum(texted.values())} texts, each answered once;")
        print(f"{len(notices)} notices sent, {sent.total() - len(notices)} of them again; seed {seed}")


def _by_chat(stage: Stage) -> Complain:
    return lambda number, chance: Parent(stage.site.url, number, chance).complain()


def _by_text(stage: Stage) -> Complain:
    return lambda number, chance: Texter(stage.line, number, chance).complain()


def _let_write(process: int, size: int) -> None:
    """Let a process write no file beyond a size, as if the disk were full."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
