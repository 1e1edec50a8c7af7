"""The chat that belongs to a sign-in: found by it, and gone with it unless the same person signs in again."""

from collections.abc import Iterable

from assistant.core.staff import StaffAccount
from assistant.services.ports import Chats, Digests, StaffDoor
from assistant.services.sign_in import session_owner
from assistant.services.staff_accounts import token_digest


def staff_chat_key(digests: Digests, session_hash: bytes) -> bytes:
    """Return the hash under which the chat of a sign-in is stored; no token of a parent's chat can have it."""
    return digests.of(session_hash.hex(), purpose="staff chat")


def forget_staff_chats(chats: Chats, digests: Digests, session_hashes: Iterable[bytes]) -> None:
    """Delete the chats of these sign-ins."""
    for session_hash in session_hashes:
        chats.close_session(staff_chat_key(digests, session_hash))


def hand_on_staff_chat(chats: Chats, door: StaffDoor, account: StaffAccount, *, before: str, token: str) -> None:
    """Give the chat of a browser's earlier sign-in to the new one of the same person; delete somebody else's.

    A question that was open as the sign-in ended is open still.
    """
    if session_owner(door, before) != account.id:
        return forget_staff_chats(chats, door.digests, [token_digest(before)])
    old, new = (staff_chat_key(door.digests, token_digest(one)) for one in (before, token))
    return chats.move_session(old, new)


def forget_all_staff_chats(chats: Chats, door: StaffDoor, account: StaffAccount) -> None:
    """Delete the chats of all sign-ins of a person, ended or not."""
    with door.store.transaction() as staff:
        session_hashes = [session_hash for session_hash, _ in staff.sessions(account.id)]
    forget_staff_chats(chats, door.digests, session_hashes)
