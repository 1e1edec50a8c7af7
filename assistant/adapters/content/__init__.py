"""What a school edits, read from YAML and checked as it loads."""

from assistant.adapters.content.calendar import calendar_warning, read_calendar
from assistant.adapters.content.children_online import children_online_warnings, read_children_online
from assistant.adapters.content.contacts import Directory, read_directory, read_support
from assistant.adapters.content.goals import Titles, read_titles
from assistant.adapters.content.hosts import hosts_warnings, read_hosts
from assistant.adapters.content.letters import read_letters
from assistant.adapters.content.look import CREST_KINDS, look_warnings, read_look
from assistant.adapters.content.policy import read_policy
from assistant.adapters.content.posts import PostWords, read_post_words
from assistant.adapters.content.procedure import Procedure, read_procedure

__all__ = [
    "CREST_KINDS",
    "Directory",
    "PostWords",
    "Procedure",
    "Titles",
    "calendar_warning",
    "children_online_warnings",
    "hosts_warnings",
    "look_warnings",
    "read_calendar",
    "read_children_online",
    "read_directory",
    "read_hosts",
    "read_letters",
    "read_look",
    "read_policy",
    "read_post_words",
    "read_procedure",
    "read_support",
    "read_titles",
]
