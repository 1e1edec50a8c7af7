"""The address that a request comes from; a proxy's word for it counts only when the settings name the proxy."""

from ipaddress import IPv4Network, IPv6Network, ip_address

from fastapi import Request


def client_address(request: Request, trusted: list[IPv4Network | IPv6Network]) -> str:
    """Return the nearest address that is not a trusted proxy's."""
    here = request.client.host if request.client else "unknown"
    chain = [part.strip() for part in ",".join(request.headers.getlist("X-Forwarded-For")).split(",") if part.strip()]
    while chain and _is_trusted(here, trusted):
        here = chain.pop()
    return here


def _is_trusted(address: str, trusted: list[IPv4Network | IPv6Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)
