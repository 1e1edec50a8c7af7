"""Whether a port can be listened on, asked before anything is started that wants it."""

import os
import socket

from assistant.core.errors import AssistantError


class PortTakenError(AssistantError):
    """Nothing can listen there: another program does, or this user may not."""


def require_free_port(host: str, port: int, *, otherwise: str) -> None:
    """Refuse a port that cannot be listened on.

    Args:
        host: the address to listen on.
        port: the port.
        otherwise: what to do about it, such as the option that names another.

    Raises:
        PortTakenError: it names the address, the reason and ``otherwise``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno is not None and error.errno > 0 else "the address is not known"
        raise PortTakenError(f"port {port} of {host} cannot be used ({reason}): {otherwise}") from error
