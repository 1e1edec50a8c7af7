"""Released files of the widget."""

import asyncio
import base64
import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FakeClock
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.web.widget.release import Release, Releases, keep_each_day, present_release

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLD, NEW = Release(b"old"), Release(b"new")


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "widget")


def test_the_name_and_the_integrity_are_those_of_the_content() -> None:
    assert OLD.name == f"widget-{hashlib.sha256(b'old').hexdigest()[:16]}.js"
    assert base64.b64decode(OLD.integrity.removeprefix("sha384-")) == hashlib.sha384(b"old").digest()


def test_a_file_stays_for_a_year_after_it_was_last_in_use(releases: Releases) -> None:
    releases.keep(OLD, NOW)
    releases.keep(OLD, NOW + timedelta(days=300))
    releases.keep(NEW, NOW + timedelta(days=600))
    assert releases.find(OLD.name) == b"old"
    releases.keep(NEW, NOW + timedelta(days=667))
    assert releases.find(OLD.name) is None
    assert releases.find(NEW.name) == b"new"


def run_for(days: int, releases: Releases, release: Release) -> datetime:
    """Let a gateway with the release run for some days from now on; return when it ends."""
    clock = FakeClock(NOW)

    async def sleep(seconds: float) -> None:
        clock.pass_by(timedelta(seconds=seconds))
        if clock.at > NOW + timedelta(days=days):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(keep_each_day(releases, release, clock, sleep=sleep))
    return clock.at


def test_a_year_begins_on_the_last_day_of_a_gateway_that_ran_for_long(releases: Releases) -> None:
    releases.keep(OLD, NOW)
    end = run_for(400, releases, OLD)
    releases.keep(NEW, end)
    assert releases.find(OLD.name) == b"old"
    releases.keep(NEW, end + timedelta(days=364))
    assert releases.find(OLD.name) == b"old"
    releases.keep(NEW, end + timedelta(days=366))
    assert releases.find(OLD.name) is None


def test_a_gateway_notes_it_while_it_runs(app: FastAPI) -> None:
    async def tasks() -> list[str]:
        return [task.get_name() for task in asyncio.all_tasks()]

    with TestClient(app) as client:
        assert client.portal is not None
        assert "keep the widget's release" in client.portal.call(tasks)


def test_a_disk_that_refuses_on_one_day_is_tried_again_on_the_next(tmp_path: Path) -> None:
    class Refusing(Releases):
        refusals = 1

        def keep(self, release: Release, now: datetime) -> None:
            if self.refusals:
                self.refusals -= 1
                raise OSError
            super().keep(release, now)

    releases = Refusing(tmp_path / "widget")
    run_for(2, releases, OLD)
    assert releases.find(OLD.name) == b"old"


@pytest.mark.parametrize("name", ["widget-0000000000000000.js", "../secret.js", "widget-.js", "secret.js"])
def test_nothing_else_is_found(releases: Releases, tmp_path: Path, name: str) -> None:
    releases.keep(OLD, NOW)
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "widget" / "secret.js").write_text("secret")
    assert releases.find(name) is None


def test_the_widget_with_its_styles_is_at_most_20_kilobytes_compressed() -> None:
    assert len(gzip.compress(present_release().content, 6)) <= 20_000
