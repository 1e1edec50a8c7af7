"""Ask, with a receipt, for a right to one's own data: who is told of it, and what is stored."""

from dataclasses import dataclass
from functools import partial

from assistant.core.records import Account, Draft
from assistant.core.rights import RightsKind
from assistant.core.routing import About, Kind, Role, readers
from assistant.services.give_record import AskedRight, Given
from assistant.services.hold_receipt import Held
from assistant.services.ports import Receipts, RouteDesk
from assistant.services.route_record import barred, send_record


@dataclass(frozen=True, slots=True)
class Wish:
    """What the holder of a receipt asks for. ``about`` is whom it is about; ``at_risk``: it tells of danger."""

    kind: RightsKind
    account: Account
    about: About
    at_risk: bool = False


def readers_of_wish(desk: RouteDesk, held: Held, wish: Wish) -> tuple[Role, ...]:
    """Return who would read a wish; nobody where all are in conflict.

    They are those who were sent what it concerns: nobody else learns that there is such a thing. A complaint may be
    about one of them, so it goes where a complaint about that person goes. Nobody reads it who is in conflict with
    whom it is about, or with whom the record is about which it concerns.
    """
    kept_out = barred(desk, held.record.about) | barred(desk, wish.about)
    by_rule = readers(
        Kind.DATA_RIGHTS, wish.about, child_at_risk=wish.at_risk, barred=kept_out, stand_ins=desk.routes.stand_ins
    )
    told = tuple(role for role in held.readers if role not in kept_out)
    if wish.kind is RightsKind.COMPLAINT or not told:
        return by_rule
    return tuple(dict.fromkeys((*told, *by_rule))) if wish.at_risk else told


def ask_right(desk: RouteDesk, receipts: Receipts, *, held: Held, wish: Wish, request_id: str) -> Given:
    """Store a wish that concerns the record of a receipt, once for each ``request_id``; its time limit begins to run.

    Raises:
        NobodyLeftError: nobody at the school may read it; nothing was stored.
        StorageError: nothing was stored.
    """
    draft = Draft(Kind.DATA_RIGHTS, wish.about, wish.account, child_at_risk=wish.at_risk)
    asked = AskedRight(wish.kind, held.record.id)
    find = partial(readers_of_wish, desk, held, wish)
    return send_record(desk, receipts, draft=draft, request_id=request_id, asked=asked, find=find)
