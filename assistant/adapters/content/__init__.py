"""What a school edits, read from YAML and checked as it loads."""

from assistant.adapters.content.contacts import Directory, read_directory, read_support
from assistant.adapters.content.goals import Titles, read_titles
from assistant.adapters.content.policy import read_policy
from assistant.adapters.content.posts import PostWords, read_post_words

__all__ = [
    "Directory",
    "PostWords",
    "Titles",
    "read_directory",
    "read_policy",
    "read_post_words",
    "read_support",
    "read_titles",
]
