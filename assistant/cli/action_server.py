"""``assistant actions``: Rasa's action server, on loopback, for Rasa alone."""

import hmac
import logging
import os
from typing import Annotated
from urllib.parse import urlsplit

import typer

from assistant.cli.listening import require_free_port
from assistant.core.errors import SettingsError
from assistant.settings import SECRET_HEADER
from assistant.wiring import wiring


def action_server(
    port: Annotated[int | None, typer.Option(help="the port; nothing: that of ASSISTANT_ACTIONS_URL")] = None,
) -> None:
    """Run the action server: 127.0.0.1 only, and no answer without the secret."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa_sdk.endpoint import create_app
    from sanic.request import Request
    from sanic.response import HTTPResponse, json

    parts = wiring()
    secret = parts.settings.actions_secret.get_secret_value().encode()
    if not secret:
        raise SettingsError("ASSISTANT_ACTIONS_SECRET is missing: the action server answers nobody without it")
    place = port or urlsplit(parts.settings.actions_url).port or 5055
    require_free_port("127.0.0.1", place, otherwise="stop what uses it, or name another in ASSISTANT_ACTIONS_URL")
    parts.post_reader.read(["warm up"])
    app = create_app("actions")

    @app.middleware("request")
    async def only_rasa(request: Request) -> HTTPResponse | None:
        if hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret):
            return None
        return json({"error": "not allowed"}, status=403)

    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    app.run(
        host="127.0.0.1",
        port=place,
        access_log=False,
        workers=1,
    )
