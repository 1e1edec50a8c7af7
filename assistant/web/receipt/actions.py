"""What the holder of a receipt can do on its page. A further action is one more entry here.

Its words, with a link to a page of its own or a form, are ``receipt/actions/<name>.html``; its
router is one more in ``routes.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.core.routing import Kind
from assistant.services.hold_receipt import Held


def _always(_: Held) -> bool:
    return True


def _is_no_request(held: Held) -> bool:
    return held.record.kind is not Kind.DATA_RIGHTS


def _not_withdrawn(held: Held) -> bool:
    return held.record.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class ReceiptAction:
    """Something to do; ``is_possible`` tells whether it still is with this record."""

    name: str
    is_possible: Callable[[Held], bool] = _always


ACTIONS = (
    ReceiptAction("add"),
    ReceiptAction("copy"),
    ReceiptAction("proof"),
    ReceiptAction("withdraw", _not_withdrawn),
    ReceiptAction("access", _is_no_request),
    ReceiptAction("correction", _is_no_request),
    ReceiptAction("erasure", _is_no_request),
    ReceiptAction("complain_about_data"),
)


def possible_actions(held: Held) -> list[str]:
    """Return the names of what can be done, in the order in which they are shown."""
    return [action.name for action in ACTIONS if action.is_possible(held)]
