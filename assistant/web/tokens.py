"""Tokens that are signed, bound to one conversation, and end: of a button's payload for Rasa, and of a file."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

_HOURS = 12
_ATTACHMENT_SECONDS = 3600


class AttachmentTokens:
    """Only a file that was uploaded in this conversation, within an hour, can be named in it."""

    def __init__(self, key: bytes) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="attachment")

    def sign(self, sender_id: str, attachment_id: str) -> str:
        """Return the token for a file."""
        return self._serializer.dumps([sender_id, attachment_id])

    def read(self, sender_id: str, token: str) -> str | None:
        """Return the id of a token's file, or nothing where it is not one of this conversation's."""
        try:
            owner, attachment_id = self._serializer.loads(token, max_age=_ATTACHMENT_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(attachment_id) if owner == sender_id else None


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
