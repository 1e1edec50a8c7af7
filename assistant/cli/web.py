"""``assistant web``: the gateway, the only public side."""

from typing import Annotated

import typer
import uvicorn

from assistant.cli.listening import require_free_port
from assistant.web.app import create_app
from assistant.wiring import wiring


def web(
    host: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="the port to listen on", min=1, max=65535)] = 8000,
    enrol_only: Annotated[
        bool, typer.Option(help="the staff pages alone, so that staff can enrol before the assistant opens")
    ] = False,
) -> None:
    """Run the gateway."""
    require_free_port(host, port, otherwise="stop what uses it, or name another with --port")
    parts = wiring()
    parts.require_content()
    uvicorn.run(
        create_app(parts, enrol_only=enrol_only),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        log_level="warning",
        proxy_headers=False,
        ws="none",
    )
