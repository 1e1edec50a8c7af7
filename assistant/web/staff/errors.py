"""What stands in the way of a staff page, and the page that is shown instead."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from assistant.web.errors import ApiError, answer_api_error
from assistant.web.staff.carried import Carried
from assistant.web.staff.showing import show_page

SIGN_IN = "/staff/sign-in"


class StaffProblemError(Exception):
    """A page that cannot be shown; ``problem`` names its words in ``staff/problem.html``."""

    def __init__(self, status: int, problem: str, *, retry_after: int | None = None) -> None:
        super().__init__(problem)
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


class SignInNeededError(Exception):
    """Nobody is signed in here (any more). ``carried`` is a form that was typed, sealed for its owner."""

    def __init__(self, *, carried: str = "") -> None:
        super().__init__("sign in")
        self.carried = carried


class SendAgainError(Exception):
    """A form came from a page of another sign-in: the person is asked before it counts."""

    def __init__(self, form: Carried, csrf: str) -> None:
        super().__init__("send again")
        self.form = form
        self.csrf = csrf


def is_staff_page(path: str) -> bool:
    """Tell whether a path is one of the staff's pages, which answer with pages even to errors."""
    return (path == "/staff" or path.startswith("/staff/")) and not path.startswith("/staff/api/")


def problem_page(request: Request, error: StaffProblemError) -> Response:
    """Return the page of a problem."""
    wait = {} if error.retry_after is None else {"wait": error.retry_after}
    return show_page(request, "problem", error.status, problem=error.problem, **wait)


async def answer_problem(request: Request, error: Exception) -> Response:
    """Turn a ``StaffProblemError`` into its page, or into the contract's error for a script."""
    assert isinstance(error, StaffProblemError)
    if is_staff_page(request.url.path):
        return problem_page(request, error)
    message = "This can't be done here."
    return await answer_api_error(
        request, ApiError(error.status, error.problem, message, retry_after=error.retry_after)
    )


async def answer_sign_in_needed(request: Request, error: Exception) -> Response:
    """Send a visitor to the sign-in page and back; after a form, answer with that page and keep what was typed.

    A link on another site brings no strict cookie along. Following it once more from a page of ours does.
    """
    assert isinstance(error, SignInNeededError)
    if request.method != "GET":
        return show_page(request, "sign_in", 401, ended=True, carried=error.carried)
    path = request.url.path
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return show_page(request, "continue", path=path)
    return RedirectResponse(SIGN_IN if path == "/staff" else f"{SIGN_IN}?next={path}", status_code=303)


async def answer_send_again(request: Request, error: Exception) -> Response:
    """Show a form that came from a page of another sign-in, to be sent again."""
    assert isinstance(error, SendAgainError)
    return show_page(request, "send_again", 403, form=error.form, csrf=error.csrf)
