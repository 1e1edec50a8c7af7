"""What a letter may be written with: names, ``if``, ``for`` over a list, and ``quote``. All else is refused.

The sandbox would catch what is dangerous when a letter is filled. This is read before, so that the school is told
when it changes the file, with the line, and so that a letter cannot run without end.
"""

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from assistant.core.errors import AssistantError

_PLAIN = (nodes.Output, nodes.TemplateData)
_TAKEN = frozenset({"quote", "lines", "loop", "self", "super"})


class TemplateError(AssistantError):
    """A letter's text cannot be used; ``problems`` says why, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a letter may name: ``texts`` and ``lists`` of its placeholders, and the policy's ``clauses``."""

    texts: Collection[str]
    lists: Collection[str]
    clauses: Collection[str]


def read_template(environment: SandboxedEnvironment, source: str, vocabulary: Vocabulary) -> tuple[Template, set[str]]:
    """Return a letter that can be filled, and the names that it uses.

    Raises:
        TemplateError: it is not of the few words that a letter is written with, or names what nobody knows.
    """
    reader = _Reader(vocabulary)
    try:
        problems = list(reader.read(environment.parse(source).body, frozenset()))
        if problems:
            raise TemplateError(problems)
        return environment.from_string(source), reader.used
    except TemplateSyntaxError as error:
        problem = f"line {error.lineno}: this cannot be read; look at the {{{{ }}}} and {{% %}} here and before"
        raise TemplateError([problem]) from error
    except (RecursionError, SyntaxError, MemoryError) as error:
        raise TemplateError(["too much stands inside one another; make it simpler"]) from error


class _Reader:
    """Walks through a letter; ``used`` are the names met so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.used: set[str] = set()

    def read(self, found: Collection[nodes.Node], each: frozenset[str]) -> Iterator[str]:
        """Give the problems of ``found``, where the names ``each`` stand for a point of a list."""
        for node in found:
            match node:
                case nodes.Name():
                    yield from self._name(node, each)
                case nodes.If():
                    parts = (node.body, node.elif_, node.else_)
                    yield from self._condition(node.test, each)
                    yield from (problem for part in parts for problem in self.read(part, each))
                case nodes.For():
                    yield from self._loop(node, each)
                case nodes.Call():
                    yield from self._quote(node)
                case _ if isinstance(node, _PLAIN):
                    yield from self.read(list(node.iter_child_nodes()), each)
                case _:
                    yield _at(
                        node, "a letter is written with names, “if”, “for” and “quote” alone; this is something else"
                    )

    def _name(self, node: nodes.Name, each: frozenset[str]) -> Iterator[str]:
        if node.name in each:
            return
        self.used.add(node.name)
        if node.name in self.vocabulary.lists:
            yield _at(
                node, f"{node.name} is a list; write  {{% for one in {node.name} %}}- {{{{ one }}}}{{% endfor %}}"
            )
        elif node.name not in self.vocabulary.texts:
            yield _at(node, _unknown(node.name, [*self.vocabulary.texts, *self.vocabulary.lists]))

    def _condition(self, node: nodes.Node, each: frozenset[str]) -> Iterator[str]:
        if isinstance(node, nodes.Name) and node.name in self.vocabulary.lists:
            self.used.add(node.name)
        elif isinstance(node, nodes.And | nodes.Or | nodes.Not):
            for part in node.iter_child_nodes():
                yield from self._condition(part, each)
        else:
            yield from self.read([node], each)

    def _loop(self, node: nodes.For, each: frozenset[str]) -> Iterator[str]:
        listed, point = node.iter, node.target
        odd = each or node.recursive or node.test or node.else_
        if odd or not isinstance(point, nodes.Name) or point.name in _TAKEN:
            yield _at(
                node, "“for” goes through one list, from its first point to its last, and not inside another “for”"
            )
            return
        if isinstance(listed, nodes.Call) and _calls(listed, "lines") and isinstance(listed.args[0], nodes.Name):
            yield from self._name(listed.args[0], each)
        elif isinstance(listed, nodes.Name) and listed.name in self.vocabulary.lists:
            self.used.add(listed.name)
        else:
            yield _at(node, f"“for” goes through a list: {', '.join(sorted(self.vocabulary.lists))}, or lines(a name)")
        yield from self.read(node.body, frozenset({point.name}))

    def _quote(self, node: nodes.Call) -> Iterator[str]:
        clause = node.args[0] if _calls(node, "quote") else None
        if not isinstance(clause, nodes.Const) or not isinstance(clause.value, str):
            yield _at(node, 'only a clause can be asked for here, such as  {{ quote("procedure.first_step") }}')
        elif clause.value not in self.vocabulary.clauses:
            yield _at(node, f"the policy has no clause {clause.value}{_meant(clause.value, self.vocabulary.clauses)}")


def _calls(node: nodes.Call, name: str) -> bool:
    plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) == 1
    return plain and isinstance(node.node, nodes.Name) and node.node.name == name


def _unknown(name: str, known: Collection[str]) -> str:
    return f"{name} is not a name that this letter knows{_meant(name, known)}"


def _meant(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; is {close[0]} meant?" if close else ""


def _at(node: nodes.Node, problem: str) -> str:
    return f"line {node.lineno}: {problem}"
