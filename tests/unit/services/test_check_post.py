"""One draft in, its reading out."""

from fakes import FakePostReader

from assistant.core.posts import Category, Finding, Reading
from assistant.services.check_post import check_post


def test_check_post_reads_the_text_as_given() -> None:
    reading = Reading((Finding(Category.COMPLAINT, 0.9, ((2, 5),)),))
    assert check_post(FakePostReader({"  as given ": reading}), "  as given ") == reading
