"""Let a form be posted only from a page of this site, on top of the token that a session's forms hold."""

from urllib.parse import urlsplit

from fastapi import Request


def is_same_site(request: Request, public_url: str) -> bool:
    """Tell whether the browser says that a page of ours sent this; an old browser's ``Origin`` must be ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    wanted = urlsplit(public_url)
    return request.headers.get("Origin") == f"{wanted.scheme}://{wanted.netloc}"
