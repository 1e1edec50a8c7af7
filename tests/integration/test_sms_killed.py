"""A worker or a gateway that is killed at any point: each text is handled once, each reply sent under one id.

`SMS_KILL_ROUNDS` sets how many rounds; each kills once at a point of its own and then lets a fresh process go on.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from texts import NUMBER, School, school, sid

from assistant.adapters.sms import ConsoleSms
from assistant.adapters.sql import SqlChats, SqlTexts
from assistant.core.sms import Outbound
from assistant.services.take_text import take_text
from assistant.web.sms.worker import SmsWorker
from assistant.wiring import Wiring

POINTS = (
    "after_take",
    "after_claim_inbound",
    "before_keep_answer",
    "after_keep_answer",
    "before_handled",
    "after_handled",
    "after_claim_outbound",
    "before_send",
    "after_send",
    "before_sent",
    "after_sent",
    "never",
)
ROUNDS = int(os.environ.get("SMS_KILL_ROUNDS", len(POINTS)))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killing(point: str, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a call that kills its process before or after it does its work."""

    def killed(*args: Any, **more: Any) -> Any:
        if point == f"before_{name}":
            _die()
        result = call(*args, **more)
        if point == f"after_{name}" and result is not False:
            _die()
        return result

    return killed


def _deadly(point: str) -> tuple[type[SqlTexts], type[SqlChats], type[ConsoleSms]]:
    class Deadly(SqlTexts):
        pass

    class DeadlyChats(SqlChats):
        pass

    class DeadlySms(ConsoleSms):
        def send(self, text: Outbound) -> str:
            return str(_killing(point, "send", super().send)(text))

    for name in ("take", "claim_inbound", "handled", "claim_outbound", "sent"):
        setattr(Deadly, name, _killing(point, name, getattr(SqlTexts, name)))
    DeadlyChats.keep_answer = _killing(point, "keep_answer", SqlChats.keep_answer)  # type: ignore[method-assign]
    return Deadly, DeadlyChats, DeadlySms


def _run(parts: Wiring, what: str, point: str, number: int) -> None:
    """What the process that may be killed does, with connections of its own."""
    own = Wiring(parts.settings)
    own.clock = parts.clock
    texts, chats, sms = _deadly(point)
    own.texts = texts(own.engine, own.seal)
    own.chats = chats(own.engine, own.seal)
    own.sms_sender = sms(own.settings.data_dir / "sms", own.clock)
    if what == "take":
        take_text(own.text_desk, sid=sid(number), number=NUMBER, body=f"question {number}")
    else:
        SmsWorker(own).once()


def _in_a_process(parts: Wiring, what: str, point: str, number: int) -> int | None:
    parts.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=_run, args=(parts, what, point, number))
    process.start()
    process.join(60)
    return process.exitcode


@pytest.fixture
def a_school(tmp_path: Path, url: str) -> Iterator[School]:
    with school(tmp_path / "var", database_url=url, sms_texts_per_hour=1000) as parts:
        yield parts


def test_each_text_is_handled_once_and_each_reply_sent_whatever_is_killed(
    a_school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, kills = a_school.parts, 0
    for number in range(1, ROUNDS + 1):
        point = POINTS[(number - 1) % len(POINTS)]
        for what in ("take", "work"):
            for tried in (point, "never"):
                died = _in_a_process(parts, what, tried, number) == -signal.SIGKILL
                kills += died
                a_school.clock.pass_by(timedelta(minutes=3))
    thread = [text for text in parts.console_sms.thread(NUMBER) if not text.mine]
    said = [text.body.rpartition("\n")[2] for text in thread]
    assert said == [f"You said: question {number}" for number in range(1, ROUNDS + 1)]
    assert kills >= ROUNDS * (len(POINTS) - 1) // len(POINTS)
    heard = [message["text"] for message in a_school.dialogue.heard]
    assert list(dict.fromkeys(heard)) == [f"question {number}" for number in range(1, ROUNDS + 1)]
    points = [POINTS[at % len(POINTS)] for at in range(ROUNDS)]
    # Only where the answer was not kept is the dialogue asked again, by the same id, and tells what it did before.
    asked = [1 + (point == "before_keep_answer") for point in points]
    assert list(a_school.dialogue.done.values()) == asked
    repeats = sum(text.times - 1 for text in thread)
    assert repeats == sum(point in ("after_send", "before_sent") for point in points)
    with capsys.disabled():
        print(f"\n{kills} kills; {len(said)} texts, each handled once and answered; {repeats} answers sent again")
