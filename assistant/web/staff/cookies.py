"""The staff's two cookies: the session, and the mark of a browser where somebody has signed in before."""

from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

_DEVICE_LASTS = timedelta(days=180)
_NAMES_A_DEVICE = 5
_NAME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and the addresses (shortened hashes) that signed in there."""

    id: str
    names: tuple[str, ...] = field(default=())

    def knows(self, email_hash: bytes) -> bool:
        """Tell whether this address has signed in here before."""
        return email_hash[:_NAME_BYTES].hex() in self.names


class Cookies:
    """With https both names begin with ``__Host-``, which browsers take only from this very host over TLS.

    Plain http is for development alone; settings refuse it in production.
    """

    def __init__(self, key: bytes, *, https: bool) -> None:
        prefix = "__Host-" if https else ""
        self.session_name = f"{prefix}staff"
        self.device_name = f"{prefix}staff-device"
        self._https = https
        self._devices = URLSafeTimedSerializer(key, salt="staff device")

    def session(self, request: Request) -> str | None:
        """Return the session's token that the browser sent."""
        return request.cookies.get(self.session_name)

    def set_session(self, response: Response, token: str) -> None:
        """Give the browser a session, until it closes."""
        self._set(response, self.session_name, token)

    def drop_session(self, response: Response) -> None:
        """Take the session from the browser."""
        self._set(response, self.session_name, "", max_age=0)

    def device(self, request: Request) -> Device | None:
        """Return the browser's mark, where it is one of ours."""
        try:
            found, names = self._devices.loads(
                request.cookies.get(self.device_name, ""), max_age=int(_DEVICE_LASTS.total_seconds())
            )
        except (BadSignature, ValueError, TypeError):
            return None
        return Device(found, tuple(names))

    def remember_device(self, response: Response, device: Device, email_hash: bytes) -> None:
        """Mark a browser as one where this address has signed in; the five latest are kept."""
        name = email_hash[:_NAME_BYTES].hex()
        names = [name, *(other for other in device.names if other != name)][:_NAMES_A_DEVICE]
        value = self._devices.dumps([device.id, names])
        self._set(response, self.device_name, value, max_age=int(_DEVICE_LASTS.total_seconds()))

    def _set(self, response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
        response.set_cookie(
            name, value, max_age=max_age, path="/", secure=self._https, httponly=True, samesite="strict"
        )
