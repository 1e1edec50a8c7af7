"""What stands in the way of the page for a receipt, and the page that is shown instead."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from assistant.web.receipt.showing import show_receipt_page, urgent_messages

RECEIPT = "/receipt"


class ReceiptProblemError(Exception):
    """A page that cannot be shown; ``problem`` names its words in ``receipt/problem.html``."""

    def __init__(self, status: int, problem: str, *, retry_after: int | None = None) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


class ReceiptNeededError(Exception):
    """No receipt is open here (any more). ``typed`` are words that were typed meanwhile, for the same browser."""

    def __init__(self, *, typed: str = "") -> None:
        super().__init__("type the receipt")
        self.typed = typed


def is_receipt_page(path: str) -> bool:
    """Tell whether a path is one of the page for receipts, which answers with pages even to errors."""
    return path == RECEIPT or path.startswith(f"{RECEIPT}/")


def receipt_problem_page(request: Request, error: ReceiptProblemError) -> Response:
    """Return the page of a problem."""
    return show_receipt_page(request, "problem", error.status, problem=error.problem, retry_after=error.retry_after)


async def answer_receipt_problem(request: Request, error: Exception) -> Response:
    """Turn a ``ReceiptProblemError`` into its page."""
    assert isinstance(error, ReceiptProblemError)
    return receipt_problem_page(request, error)


async def answer_receipt_needed(request: Request, error: Exception) -> Response:
    """Ask for the receipt number; what was typed stays on the page until it is sent again."""
    assert isinstance(error, ReceiptNeededError)
    if request.method == "GET":
        return RedirectResponse(RECEIPT, status_code=303)
    urgent = urgent_messages(request, error.typed)
    return show_receipt_page(request, "type", 401, ended=True, carried=error.typed, urgent=urgent)
