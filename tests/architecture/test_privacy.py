"""Logs hold ids, codes and counts, never words: no log call is handed anything else, and only commands print."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"logger", "logging", "log"}
HARMLESS = {"type(error).__name__", "why_not_sent(error)", "request.url.path"}
"""What a log line may hold beside its own words."""
PRINTING = {"assistant/cli", "assistant/evaluation"}


def _offences(source: str, *, may_print: bool) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        call = node.func
        if isinstance(call, ast.Name) and call.id in {"print", "pprint"} and not may_print:
            found.append(ast.unparse(node))
        if isinstance(call, ast.Attribute) and call.attr in LEVELS and ast.unparse(call.value) in LOGGERS:
            first, *others = [*node.args, *(keyword.value for keyword in node.keywords)]
            constant = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if not constant or any(ast.unparse(other) not in HARMLESS for other in others):
                found.append(ast.unparse(node))
        if (
            isinstance(call, ast.Attribute)
            and ast.unparse(call) in {"sys.stdout.write", "sys.stderr.write"}
            and (not may_print)
        ):
            found.append(ast.unparse(node))
    return found


FILES = sorted([*(PROJECT / "assistant").rglob("*.py"), *(PROJECT / "actions").rglob("*.py")])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_words_go_to_a_log_or_to_the_screen(path: Path) -> None:
    folder = str(path.relative_to(PROJECT).parent)
    assert _offences(path.read_text(encoding="utf-8"), may_print=folder in PRINTING) == []


@pytest.mark.parametrize(
    "line",
    [
        'logger.info(f"said {text}")',
        'logger.info("said %s", text)',
        'logger.info("said " + text)',
        "logger.info(text)",
        'logger.warning("said {}".format(text))',
        'logger.exception("failed", extra={"text": text})',
        'logging.error("said %s", message.text)',
        "print(text)",
        'print("hello")',
        "sys.stderr.write(text)",
    ],
)
def test_a_line_that_could_hold_words_is_found(line: str) -> None:
    assert len(_offences(line, may_print=False)) == 1


def test_a_line_of_its_own_words_is_not() -> None:
    source = (
        'logger.error("an unexpected %s at %s", type(error).__name__, request.url.path)\nlogger.exception("failed")'
    )
    assert _offences(source, may_print=False) == []
