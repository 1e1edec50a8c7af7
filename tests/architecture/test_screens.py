"""The page of pictures shows what there is, and the pictures stay small."""

from PIL import Image

from benchmarks.chat_pictures import STATES
from benchmarks.pictures import FOLDER, WINDOWS, Picture
from benchmarks.screenshots import TARGET, page
from benchmarks.staff_pictures import PAGES, WIDTHS

PICTURES = [
    *(Picture(name, width) for name in STATES for width in WINDOWS),
    *(Picture(name, width) for name in PAGES for width in WIDTHS),
]
MOST_BYTES = 3_000_000


def test_the_page_is_the_one_that_the_command_writes() -> None:
    assert TARGET.read_text(encoding="utf-8") == page()


def test_each_picture_is_there_in_its_width_and_no_other() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {picture.path.name for picture in PICTURES}
    for picture in PICTURES:
        with Image.open(picture.path) as taken:
            assert (picture.path.name, taken.width, taken.mode) == (picture.path.name, picture.width, "P")


def test_the_pictures_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES
