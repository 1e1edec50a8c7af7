"""Errors as the contract has them: ``{"error": {"code", "message"}}``, with words for the person where they help."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse


class ApiError(Exception):
    """An answer that is an error. ``messages`` are words for the person, as in a normal answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        messages: list[dict[str, Any]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.messages = messages
        self.retry_after = retry_after


async def answer_api_error(_: Request, error: Exception) -> JSONResponse:
    """Turn an ``ApiError`` into its answer."""
    assert isinstance(error, ApiError)
    body: dict[str, Any] = {"error": {"code": error.code, "message": error.message}}
    if error.messages:
        body["messages"] = error.messages
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(body, status_code=error.status, headers=headers)
