"""The gateway with its pages over fakes, and people with browsers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from fakes import FakeDoor, FakeReceipts
from fastapi import FastAPI
from staff_site import PASSWORD, STEP, Browser

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.core.records import Account, Draft, Record
from assistant.core.routing import About, Kind
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.enrol_staff import Enrolled, enrol_staff
from assistant.services.give_record import Given, give_record
from assistant.services.staff_accounts import add_staff
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Wiring
from tests.made_once import make_parts, make_tables


@pytest.fixture
def fake() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def make_app(tmp_path: Path, fake: FakeDoor) -> Callable[..., FastAPI]:
    def make(**settings: object) -> FastAPI:
        read = Settings(data_dir=tmp_path, **settings)  # type: ignore[arg-type]
        write_key_file(read.key_file)
        make_tables(make_engine(read.database))
        parts = make_parts(read)
        parts.clock = fake.clock
        parts.staff_door = fake.door
        return create_app(parts)

    return make


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app()


@pytest.fixture
def new_browser(app: FastAPI) -> Callable[..., Browser]:
    return lambda address="10.0.0.1": Browser(app, "http://127.0.0.1:8000", address)


@pytest.fixture
def browser(new_browser: Callable[..., Browser]) -> Browser:
    return new_browser()


@pytest.fixture
def enrol(fake: FakeDoor) -> Callable[..., Enrolled]:
    def enrol(email: str = "ann@school.test", *roles: StaffRole, name: str = "Ann <b>") -> Enrolled:
        token = add_staff(fake.door, email=email, name=name, roles=frozenset(roles or (StaffRole.HEADTEACHER,)))
        fake.clock.pass_by(STEP)
        done = enrol_staff(fake.door, token, password=PASSWORD, code_secret="SECRET", code=fake.code())
        fake.clock.pass_by(STEP)
        assert isinstance(done, Enrolled)
        return done

    return enrol


@pytest.fixture
def ann(enrol: Callable[..., Enrolled]) -> Enrolled:
    """An enrolled headteacher."""
    return enrol()


@pytest.fixture
def parts(app: FastAPI) -> Wiring:
    """The gateway's parts: a real database in a folder of the test's own."""
    return app.state.parts


@pytest.fixture
def enter(
    new_browser: Callable[..., Browser], enrol: Callable[..., Enrolled], fake: FakeDoor
) -> Callable[..., tuple[Browser, StaffAccount]]:
    """Somebody with these roles, who has signed in, and the account."""

    def enter(*roles: StaffRole, name: str = "") -> tuple[Browser, StaffAccount]:
        called = name or roles[0].value
        done = enrol(f"{called}@school.test", *roles, name=called)
        browser = new_browser()
        browser.enter(fake, f"{called}@school.test")
        return browser, done.account

    return enter


@pytest.fixture
def give(parts: Wiring) -> Callable[..., Record]:
    """Give the school something, as a parent does in the chat."""

    def give(kind: Kind, about: About, text: str = "what happened", *, child: bool = False, **account: str) -> Record:
        draft = Draft(kind, about, Account(text, **account), child_at_risk=child)
        receipts = FakeReceipts(f"{len(text):04d}{kind:>8}{about:>4}"[:16])
        return give_record(parts.store, receipts, parts.clock, draft=draft, request_id=f"{kind}{about}{text}").record

    return give


@pytest.fixture
def give_in() -> Callable[..., Given]:
    """Give the school something that has this receipt number, in this gateway."""

    def give(
        parts: Wiring, receipt: str, kind: Kind, about: About, text: str = "what happened", *, child: bool = False
    ) -> Given:
        draft = Draft(kind, about, Account(text), child_at_risk=child)
        parts.receipts = FakeReceipts(receipt.replace(" ", ""))
        return give_record(parts.store, parts.receipts, parts.clock, draft=draft, request_id=f"{kind}{about}{text}")

    return give


@pytest.fixture
def give_receipt(parts: Wiring, give_in: Callable[..., Given]) -> Callable[..., Given]:
    """The same, in the gateway of the test."""
    return partial(give_in, parts)
