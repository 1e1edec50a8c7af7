"""Read a draft before it is posted. Nothing of it is kept."""

from assistant.core.posts import Reading
from assistant.services.ports import PostReader


def check_post(reader: PostReader, text: str) -> Reading:
    """Return what the post holds; offsets are into ``text`` as given."""
    return reader.read([text])[0]
