"""Everything that a school edits, in one folder: each file read when it is asked for, all of them checked at once."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.adapters.content.calendar import calendar_warning, read_calendar
from assistant.adapters.content.children_online import children_online_warnings, read_children_online
from assistant.adapters.content.contacts import Directory, contacts_warnings, read_directory, read_support
from assistant.adapters.content.goals import Titles, read_titles
from assistant.adapters.content.hosts import hosts_warnings, read_hosts
from assistant.adapters.content.letters import read_letters
from assistant.adapters.content.look import look_examples, look_warnings, read_look
from assistant.adapters.content.policy import read_policy
from assistant.adapters.content.posts import PostWords, read_post_words
from assistant.adapters.content.privacy import read_privacy, read_staff_privacy
from assistant.adapters.content.procedure import Procedure, read_procedure
from assistant.adapters.content.retention import read_retention, retention_warnings
from assistant.adapters.content.rights import RightsWords, read_rights
from assistant.adapters.content.routes import read_routes, routes_examples, routes_warnings
from assistant.adapters.content.sms import SmsWords, read_sms_words
from assistant.adapters.content.sms_service import ServiceWords, read_service_words
from assistant.core.calendar import SchoolCalendar
from assistant.core.children_online import ChildrenOnline
from assistant.core.errors import ContentError
from assistant.core.hosts import HostGuide
from assistant.core.look import Look
from assistant.core.policy import Policy
from assistant.core.privacy_card import CardPart
from assistant.core.retention import Schedule
from assistant.core.routes import Routes
from assistant.core.routing import Role
from assistant.core.support import Support
from assistant.services.ports import LetterForms


class ContentFolder:
    """The content of one folder; each file raises ``ContentError`` as it is read, where something is wrong in it."""

    def __init__(self, folder: Path, *, page: str) -> None:
        self._folder = folder
        self._page = page
        """The address of the web page, which texts name."""

    @cached_property
    def policy(self) -> Policy:
        """The school's policy."""
        return read_policy(self._folder / "policy.yml")

    @cached_property
    def directory(self) -> Directory:
        """The school's contacts."""
        return read_directory(self._folder / "contacts.yml")

    @cached_property
    def support(self) -> Support:
        """Where people in danger can turn."""
        return read_support(self._folder / "support.yml", self.directory)

    @cached_property
    def routes(self) -> Routes:
        """The order of the readers, and where people turn outside the school."""
        return read_routes(self._folder / "routes.yml", self.directory)

    @cached_property
    def titles(self) -> Titles:
        """The goals in plain words."""
        return read_titles(self._folder / "goals.yml")

    @cached_property
    def post_words(self) -> PostWords:
        """What is said about a checked post."""
        return read_post_words(self._folder / "posts.yml")

    @cached_property
    def sms_words(self) -> SmsWords:
        """What only a text message says."""
        return read_sms_words(self._folder / "sms.yml")

    @cached_property
    def service_words(self) -> ServiceWords:
        """Texts about texting itself."""
        office = self.directory.contacts[Role.OFFICE]
        path = self._folder / "sms_service.yml"
        return read_service_words(path, school=self.policy.school, phone=office.phone, url=self._page)

    @cached_property
    def calendar(self) -> SchoolCalendar:
        """The school's days."""
        return read_calendar(self._folder / "calendar.yml")

    @cached_property
    def procedure(self) -> Procedure:
        """The times and the words of the procedure."""
        return read_procedure(self._folder / "procedure.yml")

    @cached_property
    def letters(self) -> LetterForms:
        """The letters."""
        return read_letters(self._folder / "letters", self.policy)

    @cached_property
    def hosts(self) -> HostGuide:
        """How websites take a report."""
        return read_hosts(self._folder / "hosts.yml")

    @cached_property
    def privacy(self) -> tuple[CardPart, ...]:
        """What people are told about their data."""
        return read_privacy(self._folder / "privacy.yml")

    @cached_property
    def staff_privacy(self) -> tuple[str, ...]:
        """What staff are told in their chat; nothing where the school has not said it."""
        return read_staff_privacy(self._folder / "privacy.yml")

    @cached_property
    def rights(self) -> RightsWords:
        """The words of requests about people's own data."""
        return read_rights(self._folder / "rights.yml")

    @cached_property
    def retention(self) -> Schedule:
        """How long each thing is kept."""
        return read_retention(self._folder / "retention.yml")

    @cached_property
    def look(self) -> Look:
        """The school's colour, crest and complaints form."""
        return read_look(self._folder / "look.yml")

    @cached_property
    def children_online(self) -> ChildrenOnline:
        """Help for parents with what their children do online."""
        return read_children_online(self._folder / "children_online.yml")

    def problems(self) -> list[ContentError]:
        """Read every file and return what is wrong, an error a file."""
        wrong: dict[str, ContentError] = {}
        for name in _FILES:
            try:
                getattr(self, name)
            except ContentError as error:
                wrong.setdefault(error.file, error)
        return list(wrong.values())

    def examples(self) -> Mapping[str, list[str]]:
        """Return, for each file, the entries that still hold an example address or number."""
        found = {
            "contacts.yml": list(self.directory.examples),
            "routes.yml": routes_examples(self.routes),
            "look.yml": look_examples(self.look),
        }
        return {file: entries for file, entries in found.items() if entries}

    def warnings(self, today: date) -> list[str]:
        """Return what to tell the school of files that are in order, each with its file."""
        due, runs_out = self.policy.review_due, calendar_warning(self.calendar, today)
        overdue = f"the policy's review was due by {due.day} {due:%B %Y}; the school should review it"
        found = {
            "policy.yml": [overdue] if self.policy.review_overdue(today) else [],
            "contacts.yml": contacts_warnings(self.directory),
            "routes.yml": routes_warnings(self.routes, self.directory),
            "calendar.yml": [runs_out] if runs_out else [],
            "hosts.yml": hosts_warnings(self.hosts, today),
            "retention.yml": retention_warnings(self.retention, today),
            "look.yml": look_warnings(self.look),
            "children_online.yml": children_online_warnings(self.children_online, today),
        }
        return [f"{file}: {warning}" for file, warnings in found.items() for warning in warnings]


_FILES = tuple(name for name, value in vars(ContentFolder).items() if isinstance(value, cached_property))
"""The name of each property that reads a file, in the order in which they stand."""
