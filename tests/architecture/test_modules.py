"""The pages' scripts fit together: a browser that misses one name runs nothing of the whole page's script."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "assistant" / "web" / "static"
IMPORTED = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";', re.MULTILINE)
WHOLE = re.compile(r'^import \* as (\w+) from "\./([\w-]+\.js)";', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
EXPORTED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)


def missing(files: dict[str, str]) -> list[str]:
    """Return what a file imports, or uses of a whole module, and the other does not export."""
    exported = {name: set(EXPORTED.findall(text)) for name, text in files.items()}
    found = []
    for name, text in files.items():
        wanted = [
            (one.split(" as ")[0].strip(), other)
            for names, other in IMPORTED.findall(text)
            for one in names.split(",")
            if one.strip()
        ]
        wanted += [
            (used, other)
            for alias, other in WHOLE.findall(text)
            for used in re.findall(rf"(?<![./\w]){alias}\.([A-Za-z]\w*)", text)
        ]
        found += [f"{name}: {one} of {other}" for one, other in wanted if one not in exported.get(other, set())]
    return found


def test_every_name_that_a_script_imports_is_exported() -> None:
    files = {path.name: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in STATIC.glob("*.js")}
    assert missing(files) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('import { gone } from "./a.js";\n', ["b.js: gone of a.js"]),
        ('import { here as there } from "./a.js";\n', []),
        ('import * as words from "./a.js";\nuse(words.HERE, words.here);\n', ["b.js: HERE of a.js"]),
        ('import { here } from "./c.js";\n', ["b.js: here of c.js"]),
    ],
)
def test_a_missing_name_is_found(text: str, found: list[str]) -> None:
    assert missing({"a.js": "export function here() {}\n", "b.js": text}) == found
