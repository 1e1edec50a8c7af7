"""Which other sites' pages may talk to the chat: those that the settings name (CORS, Fetch standard)."""

from collections.abc import Iterable

from fastapi import Request, Response

_PATHS = ("/api/chat/", "/api/receipts/")
_ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "7200",
}
_ELSEWHERE = {"cross-site", "same-site"}


class CrossOrigin:
    """The origins that a school named. No credentials: nothing here is known by a cookie."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._origins = frozenset(origins)

    def headers(self, request: Request) -> dict[str, str]:
        """Return what an answer must say, so that the page that asked may read it."""
        if not request.url.path.startswith(_PATHS):
            return {}
        headers = {"Vary": "Origin"}
        if self._is_named(request):
            headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            headers["Access-Control-Expose-Headers"] = "Retry-After"
        return headers

    def answer(self, request: Request) -> Response | None:
        """Answer what needs no route: a browser's question beforehand, and a page of a site that is not named."""
        if not request.url.path.startswith(_PATHS):
            return None
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return Response(status_code=204, headers=_ALLOWED) if self._is_named(request) else Response(status_code=403)
        elsewhere = request.headers.get("Sec-Fetch-Site") in _ELSEWHERE
        return Response(status_code=403) if elsewhere and not self._is_named(request) else None

    def _is_named(self, request: Request) -> bool:
        return request.headers.get("Origin") in self._origins
