"""What a school edits, read from YAML and checked as it loads."""

from assistant.adapters.content.calendar import calendar_warning, read_calendar
from assistant.adapters.content.children_online import children_online_warnings, read_children_online
from assistant.adapters.content.contacts import Directory, read_directory, read_support
from assistant.adapters.content.folder import ContentFolder
from assistant.adapters.content.goals import Titles, read_titles
from assistant.adapters.content.hosts import hosts_warnings, read_hosts
from assistant.adapters.content.letters import read_letters
from assistant.adapters.content.look import CREST_KINDS, look_warnings, read_look
from assistant.adapters.content.policy import read_policy
from assistant.adapters.content.posts import PostSmsWords, PostWords, read_post_words
from assistant.adapters.content.privacy import read_privacy, read_staff_privacy
from assistant.adapters.content.procedure import Procedure, read_procedure
from assistant.adapters.content.responses import read_responses
from assistant.adapters.content.retention import read_retention, retention_warnings
from assistant.adapters.content.rights import RightsWords, read_rights
from assistant.adapters.content.routes import read_routes, routes_warnings
from assistant.adapters.content.sms import SmsWords, read_sms_words
from assistant.adapters.content.sms_service import ServiceWords, read_service_words

__all__ = [
    "CREST_KINDS",
    "ContentFolder",
    "Directory",
    "PostSmsWords",
    "PostWords",
    "Procedure",
    "RightsWords",
    "ServiceWords",
    "SmsWords",
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
    "read_privacy",
    "read_procedure",
    "read_responses",
    "read_retention",
    "read_rights",
    "read_routes",
    "read_service_words",
    "read_sms_words",
    "read_staff_privacy",
    "read_support",
    "read_titles",
    "retention_warnings",
    "routes_warnings",
]
