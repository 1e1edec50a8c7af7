"""The address behind trusted proxies, and never one that a client makes up."""

from ipaddress import ip_network

import pytest
from fastapi import Request

from assistant.web.address import client_address

PROXY = "10.0.0.1"
TRUSTED = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def _address(here: str | None, *forwarded: str, trusted: list | None = None) -> str:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    client = None if here is None else (here, 1234)
    request = Request({"type": "http", "headers": headers, "client": client})
    return client_address(request, TRUSTED if trusted is None else trusted)


@pytest.mark.parametrize(
    ("here", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        (PROXY, [], PROXY),
        (PROXY, ["198.51.100.1"], "198.51.100.1"),
        (PROXY, ["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
        (PROXY, ["198.51.100.1, 10.9.9.9"], "198.51.100.1"),
        (PROXY, ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (PROXY, [" , ,198.51.100.1 ,"], "198.51.100.1"),
        (PROXY, ["2001:db8::7"], "2001:db8::7"),
        ("fd00::1", ["2001:db8::7"], "2001:db8::7"),
        (PROXY, ["1.2.3.4, nonsense"], "nonsense"),
        ("testclient", ["1.2.3.4"], "testclient"),
        (None, ["1.2.3.4"], "unknown"),
    ],
)
def test_client_address(here: str | None, forwarded: list[str], address: str) -> None:
    assert _address(here, *forwarded) == address


def test_client_address_believes_nobody_where_no_proxy_is_named() -> None:
    assert _address("127.0.0.1", "1.2.3.4", trusted=[]) == "127.0.0.1"


def test_client_address_reads_a_header_line_that_the_proxy_added() -> None:
    assert _address(PROXY, "1.2.3.4", "198.51.100.1") == "198.51.100.1"
