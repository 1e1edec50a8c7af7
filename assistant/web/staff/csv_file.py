"""A table as a file for a spreadsheet: RFC 4180, in UTF-8 with the mark by which Excel knows it."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(head: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Return the file. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([head, *([_plain(cell) for cell in line] for line in lines)])
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) else cell
