"""``contacts.yml`` and ``support.yml``: whom to reach at the school, and where to turn in danger."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from pydantic import Field

from assistant.adapters.content.yaml_file import Shape, read_yaml
from assistant.core.errors import ContentError
from assistant.core.routing import Role
from assistant.core.support import Answer, Hours, Service, Support
from assistant.services.ports import Contact, Contacts

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LEAST_DIGITS = 10
"""How many digits a number of the United Kingdom has at least that is dialled with a 0 first."""
_EXAMPLE_PHONE = re.compile(r"(?:0|440?)1632960")


class _Post(Shape):
    title: str
    email: str
    phone: str = ""
    hours: str = ""


class _SocialCare(Shape):
    name: str
    phone: str
    out_of_hours_phone: str


class _Lado(Shape):
    name: str
    phone: str


class _Contacts(Shape):
    office: _Post
    headteacher: _Post
    safeguarding_lead: _Post
    chair_of_governors: _Post
    clerk: _Post
    read_when: str
    read_when_short: str = ""
    reply_within: str
    social_care: _SocialCare
    lado: _Lado


class _Service(Shape):
    id: str
    name: str
    phone: str = ""
    url: str = ""
    note: str = ""


class _Answer(Shape):
    text: str
    sms: str
    services: list[str]


class _Answers(Shape):
    adult: _Answer
    child: _Answer


class _Language(Shape):
    name: str
    text: str


class _Support(Shape):
    checked: date
    services: list[_Service]
    languages: dict[str, _Language] = Field(default_factory=dict)
    answers: _Answers


@dataclass(frozen=True, slots=True)
class Directory:
    """The school's posts, the office's line and hours, and when what people send is read."""

    contacts: Contacts
    office_hours: str
    hours: Hours
    social_care: Service
    lado: Service
    """The council's designated officer for allegations against people who work with children."""
    examples: tuple[str, ...]
    """Which entries still hold an example address or number; a production start refuses any."""
    phones: Mapping[str, str]
    """Each phone number, by the entry that has it."""


def read_directory(path: Path) -> Directory:
    """Read and check ``contacts.yml``.

    Raises:
        ContentError: an address is none, or the office has no phone number.
    """
    file = read_yaml(path, _Contacts)
    posts: dict[Role, _Post] = {role: getattr(file, role.value) for role in Role}
    problems = [
        f"{role}: {post.email!r} is not an e-mail address"
        for role, post in posts.items()
        if not _EMAIL.fullmatch(post.email)
    ]
    if not file.office.phone:
        problems.append("office: the phone number is missing; parents are shown it when all else fails")
    care = file.social_care
    phones = {role.value: post.phone for role, post in posts.items() if post.phone} | {
        "social_care": care.phone,
        "social_care > out_of_hours_phone": care.out_of_hours_phone,
        "lado": file.lado.phone,
    }
    problems += [f"{entry}: {phone!r} is not a phone number" for entry, phone in phones.items() if not _digits(phone)]
    if problems:
        raise ContentError(path.name, problems)
    return Directory(
        contacts={role: Contact(role, post.title, post.email, post.phone) for role, post in posts.items()},
        office_hours=file.office.hours,
        hours=Hours(file.read_when, file.read_when_short or file.read_when, file.reply_within),
        social_care=Service("social_care", care.name, care.phone, note=f"Out of hours: {care.out_of_hours_phone}."),
        lado=Service("lado", file.lado.name, file.lado.phone),
        examples=tuple(
            [role.value for role, post in posts.items() if _is_example(post.email, post.phone)]
            + (["social_care"] if any(map(is_example_phone, (care.phone, care.out_of_hours_phone))) else [])
            + (["lado"] if is_example_phone(file.lado.phone) else [])
        ),
        phones=phones,
    )


def contacts_warnings(directory: Directory) -> list[str]:
    """Return what to tell the school: examples that still stand, posts that share an address, numbers too short."""
    found = [f"{entry} still has an example address or number" for entry in directory.examples]
    found += [
        f"{first.role} and {second.role} have the same address; neither is sent what is about the other"
        for first, second in combinations(directory.contacts.values(), 2)
        if first.email.casefold() == second.email.casefold()
    ]
    found += [
        f"{entry}: {phone} has {len(_digits(phone))} digits; is one missing?"
        for entry, phone in directory.phones.items()
        if _digits(phone).startswith("0") and len(_digits(phone)) < _LEAST_DIGITS
    ]
    return found


def read_support(path: Path, directory: Directory) -> Support:
    """Read and check ``support.yml``; ``social_care`` is the council's, from the school's directory.

    Raises:
        ContentError: an answer names a service that is not listed, or leaves out 999.
    """
    file = read_yaml(path, _Support)
    services = {entry.id: Service(**entry.model_dump()) for entry in file.services}
    services[directory.social_care.id] = directory.social_care
    problems = []
    for who, answer in (("adult", file.answers.adult), ("child", file.answers.child)):
        problems += [
            f"answers > {who}: the service {name} is not listed" for name in answer.services if name not in services
        ]
        if "999" not in answer.text:
            problems.append(f"answers > {who}: the first lines must name 999")
        if "999" not in answer.sms:
            problems.append(f"answers > {who} > sms: the text message must name 999")
    if problems:
        raise ContentError(path.name, problems)

    def built(answer: _Answer) -> Answer:
        return Answer(
            text=" ".join(answer.text.split()),
            services=tuple(services[name] for name in answer.services),
            sms=" ".join(answer.sms.split()),
        )

    return Support(
        checked=file.checked,
        adult=built(file.answers.adult),
        child=built(file.answers.child),
        languages={entry.name: entry.text for entry in file.languages.values()},
    )


def is_example_phone(phone: str) -> bool:
    """Tell whether a number is one of those that are kept for drama, which nobody has."""
    return bool(_EXAMPLE_PHONE.search(_digits(phone)))


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _is_example(email: str, phone: str) -> bool:
    return email.endswith(".example") or is_example_phone(phone)
