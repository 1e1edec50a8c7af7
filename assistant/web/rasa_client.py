"""The gateway's side of the Rasa channel."""

import functools
import ssl
from typing import Any

import httpx

from assistant.settings import SECRET_HEADER

_SECONDS = 10.0


class RasaDownError(Exception):
    """Rasa did not answer as it should."""


class RasaClient:
    """Hands messages to Rasa's channel over loopback."""

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{url}/webhooks/gateway",
            headers={SECRET_HEADER: secret},
            timeout=_SECONDS,
            verify=certificates(),
        )

    async def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return the dialogue's messages and the danger found; raise ``RasaDownError`` otherwise."""
        try:
            response = await self._http.post("/messages", json=message)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RasaDownError from error
        return answer

    async def ready(self) -> bool:
        """Tell whether Rasa has its model and its store."""
        try:
            return (await self._http.get("/ready")).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


@functools.cache
def certificates() -> ssl.SSLContext:
    """Read what the machine trusts, once: it takes longer than everything else that a client needs."""
    return httpx.create_ssl_context()
