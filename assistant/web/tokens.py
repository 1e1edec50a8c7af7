"""Button tokens: a payload for Rasa, signed, bound to one conversation, with an end."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

_HOURS = 12


class ButtonTokens:
    """Only a token made here, for this conversation, within twelve hours or as many as are named, becomes a command."""

    def __init__(self, key: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="button")

    def sign(self, sender_id: str, payload: str, title: str) -> str:
        """Return the token for a button."""
        return self._serializer.dumps([sender_id, payload, title])

    def read(self, sender_id: str, token: str, *, hours: int = _HOURS) -> tuple[str, str] | None:
        """Return a token's payload and title, or nothing where it is not one of this conversation's."""
        try:
            owner, payload, title = self._serializer.loads(token, max_age=hours * 3600)
        except (BadSignature, ValueError, TypeError):
            return None
        return (payload, title) if owner == sender_id else None
