"""What the parts are put together from."""

from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import Wiring


def test_what_is_mailed_comes_from_the_school_by_its_name(tmp_path: Path) -> None:
    parts = Wiring(Settings(data_dir=tmp_path, mail_from="assistant@school.test"))
    assert parts.mail_sender == f"{parts.policy.school} <assistant@school.test>"
