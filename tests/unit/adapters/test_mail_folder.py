"""Mail into a folder: whole files, a repeat in the same file."""

import email
import stat
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.adapters.mail import FolderMail
from assistant.core.errors import DeliveryError


def _message(message_id: str = "<n1@school.test>", text: str = "Read it on the school's own system.") -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = message_id
    message["To"] = "head@school.test"
    message["Subject"] = "A concern has been sent to you"
    message.set_content(text)
    return message


def test_send_writes_the_message_under_its_id_and_leaves_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "mail"
    FolderMail(folder).send(_message())
    (written,) = folder.iterdir()
    assert written.name == "n1@school.test.eml"
    read = email.message_from_bytes(written.read_bytes())
    assert (read["To"], read["Message-ID"]) == ("head@school.test", "<n1@school.test>")
    assert read.get_payload() == "Read it on the school's own system.\n"


def test_send_again_is_the_same_file(tmp_path: Path) -> None:
    for text in ("first", "second"):
        FolderMail(tmp_path).send(_message(text=text))
    (written,) = tmp_path.iterdir()
    assert email.message_from_bytes(written.read_bytes()).get_payload() == "second\n"


@pytest.mark.parametrize("message_id", ["<../../etc/x@y>", "</etc/passwd>", "<a/../b@c>"])
def test_send_never_leaves_the_folder(tmp_path: Path, message_id: str) -> None:
    folder = tmp_path / "mail"
    FolderMail(folder).send(_message(message_id))
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]
    (written,) = folder.iterdir()
    assert stat.S_ISREG(written.stat().st_mode)


def test_send_to_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("in the way", encoding="utf-8")
    with pytest.raises(DeliveryError, match="the mail folder cannot be written"):
        FolderMail(place).send(_message())


def test_send_that_fails_leaves_no_half_message(tmp_path: Path) -> None:
    (tmp_path / "n1@school.test.eml").mkdir()
    with pytest.raises(DeliveryError):
        FolderMail(tmp_path).send(_message())
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".eml" and path.is_file()] == []
