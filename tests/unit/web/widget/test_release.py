"""Released files of the widget."""

import base64
import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.web.widget.release import Release, Releases, present_release

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


@pytest.mark.parametrize("name", ["widget-0000000000000000.js", "../secret.js", "widget-.js", "secret.js"])
def test_nothing_else_is_found(releases: Releases, tmp_path: Path, name: str) -> None:
    releases.keep(OLD, NOW)
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "widget" / "secret.js").write_text("secret")
    assert releases.find(name) is None


def test_the_widget_with_its_styles_is_at_most_20_kilobytes_compressed() -> None:
    assert len(gzip.compress(present_release().content, 6)) <= 20_000
