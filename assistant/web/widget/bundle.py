"""Put ES modules and their style sheets together into one plain script.

Each module becomes a function of its own that returns what it exports, in an order in which nothing is needed before
it is there. Understood is the part of the language that our modules use: named imports and ``* as`` from files beside
them, style sheets imported ``with { type: "css" }``, and exported functions, classes and constants at the left margin.
Anything else is refused, so that a module that works in a browser never breaks silently in the one file.
"""

import json
import re
from collections.abc import Mapping

from assistant.core.errors import AssistantError

_IMPORT = re.compile(
    r'^import (?:(?P<names>\{[^}]*\})|\* as (?P<whole>\w+)|(?P<sheet>\w+)) from "\./(?P<file>[\w-]+\.(?:js|css))"'
    r'(?P<css> with \{ type: "css" \})?;\n',
    re.MULTILINE,
)
_EXPORT = re.compile(r"^export (?P<kept>(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*|.*\bimport\(\"(?!.*\*/)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL)
_BLANK = re.compile(r"\n\s*\n")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class BundleError(AssistantError):
    """The modules cannot be put together; the text names the file."""


def bundle(files: Mapping[str, str], entry: str) -> str:
    """Return the script that ``entry`` and all that it imports make; ``files`` are texts by file name.

    Raises:
        BundleError: a file is missing, two import each other, or one uses what is not understood here.
    """
    order: list[str] = []
    _visit(entry, files, order, ())
    modules = [_module(name, files[name]) for name in order]
    return '(() => {\n"use strict";\n' + "".join(modules) + "})();\n"


def _visit(name: str, files: Mapping[str, str], order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"{name} imports itself through {' and '.join(above[above.index(name) + 1 :]) or 'nothing'}")
    if name not in files:
        raise BundleError(f"{name} is imported by {above[-1] if above else 'nobody'} and is not there")
    if name in order:
        return
    if name.endswith(".js"):
        for match in _IMPORT.finditer(files[name]):
            _visit(match["file"], files, order, (*above, name))
    order.append(name)


def _module(name: str, text: str) -> str:
    if name.endswith(".css"):
        return f"const {_variable(name)} = new CSSStyleSheet();\n{_variable(name)}.replaceSync({_sheet(text)});\n"
    exported = [match["name"] for match in _EXPORT.finditer(text)]
    body = _EXPORT.sub(lambda match: match["kept"], _IMPORT.sub(_import_as_constant, _COMMENT.sub("", text)))
    if found := _LEFT_OVER.search(body):
        raise BundleError(f"{name}: this cannot be put into one file: {found[0].strip()}")
    body = _INDENT.sub("", _BLANK.sub("\n", body)) if "`" not in body else _BLANK.sub("\n", body)
    return f"const {_variable(name)} = (() => {{\n{body.strip()}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _import_as_constant(match: re.Match[str]) -> str:
    source = _variable(match["file"])
    if match["names"]:
        names = " ".join(match["names"].split()).replace(" as ", ": ")
        return f"const {names} = {source};\n"
    return f"const {match['whole'] or match['sheet']} = {source};\n"


def _variable(file: str) -> str:
    return "$" + re.sub(r"\W", "_", file)


def _sheet(text: str) -> str:
    """Return a style sheet as a string of the script, without comments and the blanks of its layout."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    plain = re.sub(r"\s+", " ", plain)
    return json.dumps(re.sub(r" ?([{};,]) ?", r"\1", plain).strip(), ensure_ascii=False)
