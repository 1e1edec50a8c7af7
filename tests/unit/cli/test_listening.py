"""A port is looked at before anything is started that wants it."""

import socket
from collections.abc import Callable

import pytest

from assistant.cli.listening import PortTakenError, require_free_port
from assistant.cli.serve import serve
from assistant.cli.web import web


@pytest.mark.parametrize("start", [serve, web], ids=["serve", "web"])
def test_a_taken_port_stops_the_start_and_names_the_way_out(
    start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.cli.serve.Wiring", None)
    monkeypatch.setattr("assistant.cli.web.wiring", None)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError) as raised:
            start(port=port, host="127.0.0.1")
    assert str(raised.value) == (
        f"port {port} of 127.0.0.1 cannot be used (Address already in use): "
        "stop what uses it, or name another with --port"
    )


def test_a_port_is_free_again_after_it_was_looked_at() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    require_free_port("127.0.0.1", port, otherwise="x")
    require_free_port("127.0.0.1", port, otherwise="x")


def test_an_address_that_nobody_knows_is_told() -> None:
    with pytest.raises(PortTakenError, match=r"^port 80 of no\.such\.invalid cannot be used \(the address is not kno"):
        require_free_port("no.such.invalid", 80, otherwise="x")
