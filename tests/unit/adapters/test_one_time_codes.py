"""Codes as RFC 6238 has them, and squares that a camera reads and a content policy lets be."""

import base64
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from assistant.adapters.one_time_codes import SegnoQrCodes, TotpCodes

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_examples_of_the_rfc_are_right(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert TotpCodes().step_of(code, SECRET, at) == seconds // 30


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_fits_one_step_around(steps: int, fits: bool) -> None:
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)
    code = pyotp.TOTP(SECRET).at(now + timedelta(seconds=30 * steps))
    wanted = int(now.timestamp()) // 30 + steps if fits else None
    assert TotpCodes().step_of(code, SECRET, now) == wanted


@pytest.mark.parametrize("code", ["", "28708", "2870821", "abcdef", "287 082", "\0" * 6])
def test_what_is_no_code_fits_nowhere(code: str) -> None:
    assert TotpCodes().step_of(code, SECRET, datetime.fromtimestamp(59, UTC)) is None


def test_without_a_secret_no_code_fits() -> None:
    codes = TotpCodes()
    now = datetime(2026, 9, 1, tzinfo=UTC)
    assert codes.step_of(pyotp.TOTP(codes._of_nobody).at(now), None, now) is None


def test_every_secret_is_another_one_of_160_bits() -> None:
    secrets = {TotpCodes().new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_the_address_names_the_school_and_the_person() -> None:
    address = TotpCodes().address(SECRET, email="ann@school.test", issuer="A School & Nursery")
    read = pyotp.parse_uri(address)
    assert (read.secret, read.name, read.issuer) == (SECRET, "ann@school.test", "A School & Nursery")


def test_the_square_is_one_element_without_style_or_script() -> None:
    drawn = SegnoQrCodes().svg("otpauth://totp/x?secret=ABC")
    assert re.fullmatch(r'<svg viewBox="0 0 (\d+) \1"><path [^<>]*/></svg>', drawn.strip())
    assert "style" not in drawn


def test_the_square_in_a_terminal_is_lines_of_blocks() -> None:
    lines = SegnoQrCodes().terminal("otpauth://totp/x?secret=ABC").splitlines()
    assert len(lines) > 15
    assert set("".join(lines)) <= set("█▀▄ ")
