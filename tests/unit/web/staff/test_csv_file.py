"""A table as a file for a spreadsheet."""

import pytest

from assistant.web.staff.csv_file import csv_file


def test_csv_file_has_the_mark_crlf_and_quotes() -> None:
    assert csv_file(["A", "B"], [('say "hi", all', "two\nlines")]) == (
        b'\xef\xbb\xbfA,B\r\n"say ""hi"", all","two\nlines"\r\n'
    )


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44 7700", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1", "\uff0b1"]
)
def test_csv_file_makes_no_cell_a_formula(cell: str) -> None:
    assert csv_file([], [(cell,)]).decode("utf-8-sig").strip('\r\n"').startswith("'")


@pytest.mark.parametrize("cell", ["a=1", "1-2", "", "kim@mail.test"])
def test_csv_file_leaves_other_cells_alone(cell: str) -> None:
    assert "'" not in csv_file([], [(cell, "x")]).decode()
