"""One letter, ready to be filled."""

from collections.abc import Callable, Iterable, Mapping

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from assistant.adapters.letters.layout import blocks, inert, marked, prepared
from assistant.adapters.letters.syntax import Vocabulary, read_template
from assistant.core.letters import Letter, LetterForm, Placeholder, Quote, Value, gap
from assistant.core.policy import Policy
from assistant.core.text import has_words


class _Gap:
    """Stands for what is missing: no, where it is asked about; marked and remembered, where it is shown."""

    def __init__(self, placeholder: Placeholder, remember: Callable[[Placeholder], object]) -> None:
        self._placeholder = placeholder
        self._remember = remember

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        self._remember(self._placeholder)
        return gap(self._placeholder)


def make_environment() -> SandboxedEnvironment:
    """Return the sandbox: no attribute that begins with an underscore, nothing to change, no name that is unknown."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # a letter is text, and nothing of it is ever read as HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals.clear()
    return environment


class LetterTemplate:
    """A letter's form with its words."""

    def __init__(
        self, form: LetterForm, source: str, policy: Policy, known: Vocabulary, descriptions: Mapping[str, str]
    ) -> None:
        self.form = form
        self._clauses = {clause.id: Quote(clause.id, clause.section, clause.text) for clause in policy.clauses.values()}
        self._template, self.used = read_template(make_environment(), prepared(source), known)
        self._lists = known.lists
        self._placeholders = {name: Placeholder(name, descriptions[name]) for name in self.used}

    def fill(self, values: Mapping[str, Value]) -> Letter:
        """Return the letter; a text that is not given, or without a word, is a gap where the letter shows it."""
        missing: dict[str, Placeholder] = {}

        def remember(placeholder: Placeholder) -> None:
            missing[placeholder.name] = placeholder

        given: dict[str, Value | _Gap] = {}
        for name in self.used:
            value = values.get(name, () if name in self._lists else "")
            blank = isinstance(value, str) and not has_words(value)
            given[name] = _Gap(self._placeholders[name], remember) if blank else value
        text = self._template.render(given, quote=self._clauses.__getitem__, lines=_lines)
        return Letter(self.form.kind, self.form.title, blocks(text, self._clauses), tuple(missing.values()))


def _lines(value: str | _Gap) -> Iterable[str | _Gap]:
    return [value] if isinstance(value, _Gap) else [line for line in value.splitlines() if line.strip()]


def _shown(value: object) -> str:
    if isinstance(value, _Gap):
        return str(value)
    return marked(value) if isinstance(value, Quote) else inert(str(value))
