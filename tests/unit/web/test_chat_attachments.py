"""Files over HTTP as the contract has them: one at a time, whatever the headers say, bound to their conversation."""

import asyncio
import hashlib
import random
import threading
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import attachment_samples as samples
import pytest
from fake_rasa import FakeRasa
from fakes import NOON, FakeClock
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from httpx import Response
from PIL import Image

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.core.attachments import MOST_BYTES, CleanFile, Unfit, UnfitFileError
from assistant.services import keep_attachment as keeping
from assistant.services.ports import ChatSession, FileCleaner, IncomingFile
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.chat import Speaker
from assistant.web.uploads import _AT_ONCE, Upload, Uploads, receive_attachment
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables


class FakeCleaner(FileCleaner):
    """Takes everything as it is, but for what it is told to refuse."""

    def __init__(self) -> None:
        self.begun: list[FakeFile] = []
        self.given: list[bytes] = []
        self.refuses: Unfit | None = None

    def begin(self) -> IncomingFile:
        self.begun.append(FakeFile(self))
        return self.begun[-1]

    def clean(self, content: bytes) -> CleanFile:
        self.given.append(content)
        if self.refuses is not None:
            raise UnfitFileError(self.refuses)
        return samples.clean_file(content)


class FakeFile(IncomingFile):
    def __init__(self, cleaner: FakeCleaner) -> None:
        self.cleaner, self.content, self.is_open = cleaner, bytearray(), True

    def feed(self, piece: bytes) -> None:
        assert self.is_open
        self.content += piece

    def clean(self) -> CleanFile:
        assert self.is_open
        return self.cleaner.clean(bytes(self.content))

    def close(self) -> None:
        self.is_open = False


@dataclass
class Phone:
    """A chat in somebody's hand."""

    client: TestClient
    rasa: FakeRasa
    cleaner: FakeCleaner
    parts: Wiring
    session: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def arrive(self) -> "Phone":
        self.session = uuid.uuid4().hex
        token_hash = hashlib.sha256(self.session.encode()).digest()
        self.parts.chats.open_session(token_hash, ChatSession(f"web-{self.session}", NOON + timedelta(minutes=30)))
        self.headers = {"Authorization": f"Bearer {self.session}"}
        return self

    def send_file(self, content: bytes, name: str = "holiday.png", kind: str = "image/png") -> Response:
        return self.client.post("/api/chat/attachments", files={"file": (name, content, kind)}, headers=self.headers)

    def send_body(self, body: bytes, kind: str = "multipart/form-data; boundary=xx") -> Response:
        headers = self.headers | {"Content-Type": kind}
        return self.client.post("/api/chat/attachments", content=body, headers=headers)

    def say(self, text: str, *tokens: Any, **more: Any) -> Response:
        body = {"id": str(uuid.uuid4()), "text": text, "attachments": list(tokens)} | more
        return self.client.post("/api/chat/messages", json=body, headers=self.headers)


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    settings = Settings(data_dir=tmp_path)
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    parts = make_parts(settings)
    parts.clock, parts.file_cleaner = FakeClock(), FakeCleaner()
    made = create_app(parts)
    made.state.chat._rasa = FakeRasa()
    return made


@pytest.fixture
def phone(app: FastAPI) -> Iterator[Phone]:
    with TestClient(app) as client:
        yield Phone(client, app.state.chat._rasa, app.state.parts.file_cleaner, app.state.parts).arrive()


def _code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_file_is_kept_and_a_message_names_it_by_its_token(phone: Phone) -> None:
    answer = phone.send_file(b"points")
    assert (answer.status_code, list(answer.json())) == (201, ["attachment"])
    heard = phone.say("this was posted", answer.json()["attachment"])
    assert (heard.status_code, heard.json()) == (200, {"messages": [{"text": "Heard."}]})
    (kept,) = phone.rasa.sent[-1]["attachments"]
    assert b"".join(phone.parts.attachments.read(kept)) == b"points"
    assert phone.cleaner.given == [b"points"]
    assert phone.say("and nothing more").status_code == 200
    assert phone.rasa.sent[-1]["attachments"] == []


def test_the_same_message_again_gives_the_same_answer_and_names_nothing_twice(phone: Phone) -> None:
    token, message = phone.send_file(b"points").json()["attachment"], str(uuid.uuid4())
    answers = [phone.say("look", token, id=message) for _ in range(2)]
    assert [answer.json() for answer in answers] == [answers[0].json()] * 2
    assert len(phone.rasa.sent) == 1


def test_the_real_cleaner_takes_a_photo_and_keeps_nothing_of_its_place(phone: Phone) -> None:
    del phone.parts.file_cleaner
    token = phone.send_file(samples.jpeg(place=True), "IMG_1.txt", "text/plain").json()["attachment"]
    assert phone.say("look", token).status_code == 200
    content = b"".join(phone.parts.attachments.read(phone.rasa.sent[-1]["attachments"][0]))
    assert (content[:3], samples.PLANT in content) == (b"\xff\xd8\xff", False)
    assert _code(phone.send_file(samples.zipped(), "photo.png")) == (415, "wrong_kind")


def test_a_file_of_ten_megabytes_is_taken_and_one_byte_more_is_not(phone: Phone) -> None:
    assert phone.send_file(bytes(MOST_BYTES)).status_code == 201
    answer = phone.send_file(bytes(MOST_BYTES + 1))
    assert _code(answer) == (413, "too_large")
    assert "10 MB" in answer.json()["error"]["message"]
    assert [len(content) for content in phone.cleaner.given] == [MOST_BYTES]


def test_a_file_is_let_go_of_whatever_becomes_of_it(phone: Phone) -> None:
    assert phone.send_file(b"x").status_code == 201
    phone.cleaner.refuses = Unfit.DAMAGED
    assert _code(phone.send_file(b"x")) == (422, "damaged")
    assert _code(phone.send_body(_PART)) == (422, "bad_form")
    assert [file.is_open for file in phone.cleaner.begun] == [False] * 3


def _posted(path: Path, seen: Callable[[], None]) -> Request:
    """Return a request whose body, a form with a file, comes in pieces of 64 KiB; ``seen`` is called before each."""

    async def receive() -> dict[str, Any]:
        seen()
        body = next(pieces, b"")
        return {"type": "http.request", "body": body, "more_body": bool(body)}

    def body() -> Iterator[bytes]:
        yield _PART.removesuffix(b"abc\r\n")
        with path.open("rb") as file:
            while piece := file.read(64 * 1024):
                yield piece
        yield b"\r\n--xx--"

    pieces = body()
    headers = [(b"content-type", b"multipart/form-data; boundary=xx")]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def test_a_large_file_goes_through_in_pieces_and_is_never_in_memory_as_a_whole(phone: Phone, tmp_path: Path) -> None:
    """What the gateway's own memory holds at most, for a picture of nearly ten megabytes that is kept."""
    del phone.parts.file_cleaner
    path = tmp_path / "noise.png"
    Image.frombytes("RGB", (1_850, 1_850), random.Random(1).randbytes(3 * 1_850**2)).save(path)
    assert 9_900_000 < path.stat().st_size < MOST_BYTES
    chat, uploads = phone.client.app.state.chat, phone.client.app.state.uploads  # type: ignore[attr-defined]
    speaker = Speaker(b"", "web-1")

    async def keep() -> None:
        async with Upload(uploads) as upload:
            await receive_attachment(_posted(path, lambda: None), upload)
            await chat.keep_attachment(speaker, upload)

    tracemalloc.start()
    try:
        asyncio.run(keep())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert phone.parts.attachments.count_waiting() == 1
    assert peak < 3 * 1024 * 1024


def test_a_file_is_handed_on_while_it_comes_in(phone: Phone, tmp_path: Path) -> None:
    path, handed_on = tmp_path / "file", []
    path.write_bytes(bytes(3 * 64 * 1024))

    async def take_in() -> None:
        async with Upload(Uploads(phone.parts)) as upload:
            request = _posted(path, lambda: handed_on.append(sum(len(file.content) for file in phone.cleaner.begun)))
            await receive_attachment(request, upload)

    asyncio.run(take_in())
    assert handed_on == [0, 0, 65_536, 131_072, 196_608, 196_608]


def test_a_length_that_is_told_wrong_changes_nothing(phone: Phone) -> None:
    body = (
        b'--xx\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        + bytes(MOST_BYTES + 1)
        + b"\r\n--xx--"
    )
    kind = "multipart/form-data; boundary=xx"

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(body), 100_000):
            yield body[at : at + 100_000]

    headers = phone.headers | {"Content-Type": kind}
    assert _code(phone.client.post("/api/chat/attachments", content=pieces(), headers=headers)) == (413, "too_large")
    headers["Content-Length"] = "10"
    assert _code(phone.client.post("/api/chat/attachments", content=body, headers=headers)) == (413, "too_large")


@pytest.mark.parametrize("why", list(Unfit))
def test_a_bad_file_is_refused_with_a_status_and_plain_words_and_nothing_is_kept(phone: Phone, why: Unfit) -> None:
    phone.cleaner.refuses = why
    answer = phone.send_file(b"x")
    status = {Unfit.TOO_LARGE: 413, Unfit.WRONG_KIND: 415}.get(why, 422)
    assert _code(answer) == (status, why.value)
    assert len(answer.json()["error"]["message"].split()) > 5
    assert phone.parts.attachments.count_waiting() == 0


_FIELD = b'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
_PART = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nabc\r\n'


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{}", "application/json", (415, "wrong_type")),
        (b"abc", "image/png", (415, "wrong_type")),
        (_PART + b"--xx--", "multipart/form-data", (415, "wrong_type")),
        (b"", "multipart/form-data; boundary=xx", (422, "bad_form")),
        (_PART, "multipart/form-data; boundary=xx", (422, "bad_form")),
        (b"nonsense", "multipart/form-data; boundary=xx", (422, "bad_form")),
        (_PART + _PART + b"--xx--", "multipart/form-data; boundary=xx", (422, "one_file")),
        (_FIELD + b"--xx--", "multipart/form-data; boundary=xx", (422, "bad_fields")),
        (b"--xx\r\nX: " + b"y" * 5_000 + b"\r\n\r\nb\r\n--xx--", "multipart/form-data; boundary=xx", (422, "bad_form")),
        (_FIELD * 60, "multipart/form-data; boundary=xx", (422, "bad_form")),
    ],
)  # fmt: skip
def test_a_body_that_is_off_is_refused_in_the_contracts_words(phone: Phone, body: bytes, kind: str, expected) -> None:
    assert _code(phone.send_body(body, kind)) == expected
    assert phone.cleaner.given == []


def test_an_empty_file_is_told_as_such(phone: Phone) -> None:
    del phone.parts.file_cleaner
    assert _code(phone.send_file(b"")) == (422, "empty")


def test_without_a_living_session_nothing_is_taken(phone: Phone) -> None:
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": f"Basic {phone.session}"}):
        answer = phone.client.post("/api/chat/attachments", files={"file": ("a", b"x")}, headers=headers)
        assert _code(answer) == (401, "no_session")
    phone.parts.clock.pass_by(timedelta(minutes=31))
    assert _code(phone.send_file(b"x")) == (401, "no_session")
    assert phone.cleaner.given == []


def test_a_token_is_of_its_conversation_alone_and_cannot_be_made_up(phone: Phone, app: FastAPI) -> None:
    token = phone.send_file(b"x").json()["attachment"]
    other = Phone(phone.client, phone.rasa, phone.cleaner, phone.parts).arrive()
    for sender, given in ((other, token), (phone, token[:-2]), (phone, "made up"), (phone, "")):
        answer = sender.say("look", given)
        assert _code(answer) == (422, "unknown_attachment")
    assert phone.rasa.sent == []


def test_a_file_that_is_gone_is_told_and_nothing_of_the_message_is_used(phone: Phone) -> None:
    token = phone.send_file(b"x").json()["attachment"]
    assert phone.say("first", token).status_code == 200
    phone.parts.attachments.discard(phone.rasa.sent[-1]["attachments"])
    assert _code(phone.say("again", token)) == (422, "unknown_attachment")
    assert len(phone.rasa.sent) == 1


def test_five_files_may_be_named_and_a_sixth_is_refused(phone: Phone) -> None:
    tokens = [phone.send_file(b"x").json()["attachment"] for _ in range(6)]
    answer = phone.say("look", *tokens)
    assert _code(answer) == (422, "too_many_files")
    assert phone.rasa.sent == []
    assert phone.say("look", *tokens[:5]).status_code == 200
    assert len(phone.rasa.sent[-1]["attachments"]) == 5


@pytest.mark.parametrize("given", ["token", {"a": 1}, [1], [None], 7])
def test_attachments_that_are_no_list_of_tokens_are_refused(phone: Phone, given: object) -> None:
    assert _code(phone.say("look", attachments=given)) == (422, "bad_fields")


def test_a_message_with_danger_and_a_lost_file_still_gets_the_emergency_answer(phone: Phone) -> None:
    answer = phone.say("he said he will kill me tonight", "lost")
    assert _code(answer) == (422, "unknown_attachment")
    assert "999" in answer.json()["messages"][0]["text"]


def test_thirty_files_an_hour_are_enough_for_a_chat(phone: Phone) -> None:
    assert {phone.send_file(b"x").status_code for _ in range(30)} == {201}
    answer = phone.send_file(b"x")
    assert (_code(answer), answer.headers["Retry-After"]) == ((429, "too_many"), "600")


def test_while_too_many_files_wait_none_is_taken(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_WAITING", 1)
    assert phone.send_file(b"x").status_code == 201
    answer = phone.send_file(b"x")
    assert (_code(answer), "Retry-After" in answer.headers) == ((503, "not_ready"), True)


def test_while_too_many_are_being_sent_the_next_is_asked_to_wait(phone: Phone, app: FastAPI) -> None:
    places = app.state.uploads.places
    for _ in range(_AT_ONCE):
        phone.client.portal.call(places.acquire)
    answer = phone.send_file(b"x")
    assert (_code(answer), answer.headers["Retry-After"]) == ((429, "too_many"), "5")
    places.release()
    assert phone.send_file(b"x").status_code == 201


def test_clearing_the_chat_removes_what_was_not_sent(phone: Phone) -> None:
    phone.send_file(b"x")
    assert phone.client.delete("/api/chat/sessions/current", headers=phone.headers).status_code == 204
    assert phone.parts.attachments.count_waiting() == 0


def test_files_that_wait_to_be_opened_hold_nobody_up(phone: Phone, app: FastAPI) -> None:
    opening, go_on, most = [], threading.Event(), [0]

    class Slow(FakeCleaner):
        def clean(self, content: bytes) -> CleanFile:
            opening.append(content)
            most[0] = max(most[0], len(opening))
            go_on.wait(20)
            opening.pop()
            return samples.clean_file(content)

    phone.parts.file_cleaner = Slow()
    with ThreadPoolExecutor(_AT_ONCE) as senders:
        sending = [senders.submit(phone.send_file, b"x") for _ in range(_AT_ONCE)]
        assert phone.say("hello").status_code == 200
        go_on.set()
        assert {sent.result().status_code for sent in sending} == {201}
    assert most[0] <= 2
