"""What the staff pages share in one process."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from fastapi import Request

from assistant.core.case_errors import CaseError
from assistant.core.errors import AssistantError
from assistant.core.posts import Reading
from assistant.core.staff import StaffAccount
from assistant.services.ports import PostReader
from assistant.services.staff_accounts import colleagues, email_digest
from assistant.web.address import client_address
from assistant.web.staff.carried import Carrier
from assistant.web.staff.cookies import Cookies, Device
from assistant.web.staff.errors import StaffProblemError
from assistant.web.staff.tries import Tries
from assistant.wiring import Wiring

_RETRY_SECONDS = 10

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


class Desk:
    """Cookies, slowed tries, and forms that are carried over a sign-in."""

    def __init__(self, parts: Wiring) -> None:
        self.parts = parts
        self.door = parts.staff_door
        self.cookies = Cookies(parts.keys.derive("staff device"), https=parts.settings.public_url.startswith("https:"))
        self.carrier = Carrier(parts.seal)
        self._tries = Tries()

    def csrf(self, token: str) -> str:
        """Return what every form of a session holds; it tells nothing about the session's token."""
        return self.door.digests.of(token, purpose="staff form").hex()

    def is_csrf(self, token: str, given: str) -> bool:
        """Tell whether a form is of this session."""
        return hmac.compare_digest(self.csrf(token).encode(), given.encode())

    def begin_try(self, request: Request, email: str) -> int:
        """Count a try to sign in; return the seconds to wait before it, nought to go on."""
        who, address, known = self._who(request, email)
        return self._tries.begin(who, address, self.door.clock.now(), known=known)

    def right_try(self, request: Request, email: str) -> None:
        """Forget the wrong tries before one that was right."""
        self._tries.right(self._who(request, email)[0])

    def device(self, request: Request) -> Device:
        """Return the browser's mark; a fresh one where it has none."""
        return self.cookies.device(request) or Device(secrets.token_urlsafe(16))

    def email_hash(self, email: str) -> bytes:
        """Return the hash under which an address is looked up."""
        return email_digest(self.door.digests, email)

    async def stored(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call something that touches the database, off the event loop; its failure is a page with status 503.

        What a case does not take is no failure of the database: its error goes on to the caller.
        """
        try:
            return await asyncio.to_thread(call, *args, **kwargs)
        except CaseError:
            raise
        except AssistantError as error:
            logger.exception("the database did not answer a staff page")
            raise StaffProblemError(503, "down", retry_after=_RETRY_SECONDS) from error

    async def people(self) -> dict[str, StaffAccount]:
        """Return every account by its id, to choose from and to name who wrote what."""
        return {account.id: account for account in await self.stored(colleagues, self.door.store)}

    async def read_post(self, check: Callable[[PostReader, str], Reading], text: str) -> Reading:
        """Read a post off the event loop; the first one waits until the post checker is loaded.

        Raises:
            AssistantError: the post checker is not there.
        """
        return await asyncio.to_thread(lambda: check(self.parts.post_reader, text))

    def _who(self, request: Request, email: str) -> tuple[tuple[str, bytes], str, bool]:
        address = client_address(request, self.parts.settings.trusted_proxies)
        email_hash, device = self.email_hash(email), self.cookies.device(request)
        known = device is not None and device.knows(email_hash)
        return (device.id if device is not None and known else address, email_hash), address, known
