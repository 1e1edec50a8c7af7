"""The staff's actions over fakes."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from case_fakes import FakeCases, case_desk
from fakes import FakeDoor, FakeStore
from staff_stage import Stage

import actions
from assistant.core.staff import StaffAccount, StaffRole
from assistant.settings import Settings
from assistant.wiring import Wiring


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    door, cases = FakeDoor(), FakeCases()
    parts = Wiring(Settings(data_dir=tmp_path))
    parts.clock, parts.staff_door = door.clock, door.door
    parts.case_desk = case_desk(cases, door.clock)
    parts.store = FakeStore()
    for module in pkgutil.iter_modules(actions.__path__):
        imported = importlib.import_module(f"actions.{module.name}")
        if hasattr(imported, "wiring"):
            monkeypatch.setattr(imported, "wiring", lambda: parts)
    return Stage(parts, door, cases)


@pytest.fixture
def ann(stage: Stage) -> StaffAccount:
    """The headteacher, who has signed in."""
    account = stage.account(StaffRole.HEADTEACHER)
    stage.sign_in(account)
    return account
