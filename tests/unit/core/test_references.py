"""Receipt numbers: written in fours, and found however a person types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.references import RECEIPT_DIGITS, find_receipt, format_receipt, read_receipt

DIGITS = "1234567890123456"


def test_format_receipt_writes_fours() -> None:
    assert format_receipt(DIGITS) == "1234 5678 9012 3456"
    assert format_receipt("0000000000000001") == "0000 0000 0000 0001"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        (DIGITS, DIGITS),
        ("1234 5678 9012 3456", "1234 5678 9012 3456"),
        ("it's 1234-5678-9012-3456, thanks", "1234-5678-9012-3456"),
        ("1234.5678.9012.3456", "1234.5678.9012.3456"),
        ("1234 – 5678 – 9012 – 3456", "1234 – 5678 – 9012 – 3456"),
        ("1234\u00a05678\u00a09012\u00a03456", "1234\u00a05678\u00a09012\u00a03456"),
        ("my number is 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 ok", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6"),
        ("ref:1234567890123456.", DIGITS),
        ("۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۵۶", "۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۵۶"),
        ("１２３４ ５６７８ ９０１２ ３４５６", "１２３４ ５６７８ ９０１２ ３４５６"),
        ("I lost it, it was l234 5678 9O12 3456 I think", "l234 5678 9O12 3456"),
        ("|234-5678-9o12-3456", "|234-5678-9o12-3456"),
    ],
)
def test_find_receipt_however_it_is_spaced(text: str, piece: str) -> None:
    found = find_receipt(text)
    assert found is not None
    digits, (start, end) = found
    assert digits == DIGITS
    assert text[start:end] == piece


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no number here",
        "123456789012345",
        "12345678901234567",
        "1234 5678 9012 345",
        "1234 5678 9012 34567",
        "ring me on 07700 900123 or 01632 960101 please",
        "1234 5678 and then 9012 3456",
        "1234\n\n\n\n5678 9012 3456",
        "lol lol oo lol ool lol",
        "l2E4 5678 9O12 3456",
        "I2345678 OOOO lOlO",
    ],
)
def test_find_receipt_leaves_other_numbers_alone(text: str) -> None:
    assert find_receipt(text) is None


@given(st.integers(min_value=0, max_value=10**RECEIPT_DIGITS - 1))
def test_a_formatted_receipt_is_found_again(number: int) -> None:
    digits = f"{number:0{RECEIPT_DIGITS}d}"
    shown = format_receipt(digits)
    assert find_receipt(f"my receipt: {shown}.") == (digits, (12, 12 + len(shown)))


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1234 5678 9012 3456", "1234567890123456"),
        ("l234-5678-9O12-3456", "1234567890123456"),
        (" I234.5678.9o12.3456 ", "1234567890123456"),
        ("１２３４ ５６７８ ９０１２ ３４５６", "1234567890123456"),
        ("1234 5678 9012 345", None),
        ("", None),
    ],
)
def test_read_receipt_takes_letters_that_look_like_digits(typed: str, digits: str | None) -> None:
    assert read_receipt(typed) == digits
