"""Conversations, chat sessions and given answers, all sealed."""

from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.attachments import forget_waiting
from assistant.adapters.sql.sealed import ANSWER, CONVERSATION
from assistant.adapters.sql.transactions import transaction
from assistant.core.errors import StorageError
from assistant.services.ports import Chats, ChatSession, Conversations, Seal

_AT_A_TIME = 200


class _StoredAlreadyError(StorageError):
    """A row of the same key is there already."""


def _connection(engine: Engine) -> AbstractContextManager[Connection]:
    return transaction(engine, taken=_StoredAlreadyError("the database holds such a row already"))


class SqlConversations(Conversations):
    """One sealed row a conversation, rewritten each turn."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def load(self, sender_id: str) -> bytes | None:
        """Return a conversation as it was saved."""
        with _connection(self._engine) as connection:
            sealed = connection.execute(
                select(tables.conversations.c.sealed).where(tables.conversations.c.sender_id == sender_id)
            ).scalar_one_or_none()
        return None if sealed is None else CONVERSATION.open(self._seal, sealed, sender_id)

    def save(self, sender_id: str, content: bytes, now: datetime) -> None:
        """Replace a conversation."""
        values = {"sealed": CONVERSATION.close(self._seal, content, sender_id), "saved_at": now}
        with _connection(self._engine) as connection:
            changed = connection.execute(
                update(tables.conversations).where(tables.conversations.c.sender_id == sender_id).values(**values)
            )
            if changed.rowcount == 0:
                connection.execute(insert(tables.conversations).values(sender_id=sender_id, **values))

    def delete(self, sender_id: str) -> None:
        """Remove a conversation."""
        with _connection(self._engine) as connection:
            connection.execute(delete(tables.conversations).where(tables.conversations.c.sender_id == sender_id))

    def all_senders(self) -> list[str]:
        """Return the ids of all conversations."""
        with _connection(self._engine) as connection:
            return list(connection.execute(select(tables.conversations.c.sender_id)).scalars())


class SqlChats(Chats):
    """Sessions by the hash of their token, and answers by message."""

    def __init__(self, engine: Engine, seal: Seal) -> None:
        self._engine = engine
        self._seal = seal

    def open_session(self, token_hash: bytes, session: ChatSession) -> None:
        """Store a new session."""
        with _connection(self._engine) as connection:
            connection.execute(
                insert(tables.chat_sessions).values(
                    token_hash=token_hash, sender_id=session.sender_id, expires_at=session.expires_at
                )
            )

    def session(self, token_hash: bytes) -> ChatSession | None:
        """Return a session, expired or not."""
        with _connection(self._engine) as connection:
            row = connection.execute(
                select(tables.chat_sessions.c.sender_id, tables.chat_sessions.c.expires_at).where(
                    tables.chat_sessions.c.token_hash == token_hash
                )
            ).first()
        return None if row is None else ChatSession(row.sender_id, row.expires_at)

    def extend_session(self, token_hash: bytes, expires_at: datetime) -> None:
        """Move the end of a session."""
        with _connection(self._engine) as connection:
            connection.execute(
                update(tables.chat_sessions)
                .where(tables.chat_sessions.c.token_hash == token_hash)
                .values(expires_at=expires_at)
            )

    def move_session(self, token_hash: bytes, new_hash: bytes) -> None:
        """Let a session be found by another token alone; nothing where there is none."""
        sessions = tables.chat_sessions
        with _connection(self._engine) as connection:
            connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(token_hash=new_hash))

    def close_session(self, token_hash: bytes) -> None:
        """Remove a session, its answers and its conversation."""
        with _connection(self._engine) as connection:
            sender_id = connection.execute(
                delete(tables.chat_sessions)
                .where(tables.chat_sessions.c.token_hash == token_hash)
                .returning(tables.chat_sessions.c.sender_id)
            ).scalar_one_or_none()
            if sender_id is not None:
                forget_conversations(connection, [sender_id])

    def answer(self, sender_id: str, message_id: str) -> bytes | None:
        """Return the answer already given to a message."""
        with _connection(self._engine) as connection:
            sealed = connection.execute(
                select(tables.chat_answers.c.sealed).where(
                    tables.chat_answers.c.sender_id == sender_id,
                    tables.chat_answers.c.message_id == message_id,
                )
            ).scalar_one_or_none()
        return None if sealed is None else ANSWER.open(self._seal, sealed, sender_id, message_id)

    def keep_answer(self, sender_id: str, message_id: str, answer: bytes, now: datetime) -> None:
        """Store the answer to a message; a second answer to the same message changes nothing."""
        try:
            with _connection(self._engine) as connection:
                connection.execute(
                    insert(tables.chat_answers).values(
                        sender_id=sender_id,
                        message_id=message_id,
                        given_at=now,
                        sealed=ANSWER.close(self._seal, answer, sender_id, message_id),
                    )
                )
        except _StoredAlreadyError:
            return

    def replace_answers(self, sender_id: str, answer: bytes) -> None:
        """Put this answer in the place of all given in a conversation; no message of it is handled anew."""
        answers = tables.chat_answers
        with _connection(self._engine) as connection:
            given = connection.execute(select(answers.c.message_id).where(answers.c.sender_id == sender_id)).scalars()
            for message_id in list(given):
                connection.execute(
                    update(answers)
                    .where(answers.c.sender_id == sender_id, answers.c.message_id == message_id)
                    .values(sealed=ANSWER.close(self._seal, answer, sender_id, message_id))
                )

    def forget_before(self, moment: datetime) -> int:
        """Remove sessions, answers and conversations untouched since ``moment``; return how many conversations."""
        count = 0
        while True:
            with _connection(self._engine) as connection:
                gone = forget_chats_before(connection, moment)
            count += gone
            if gone < _AT_A_TIME:
                return count


def forget_chats_before(connection: Connection, moment: datetime) -> int:
    """Remove, inside a transaction, what was said before ``moment``, of up to 200 conversations; return how many."""
    old = list(
        connection.execute(
            select(tables.conversations.c.sender_id).where(tables.conversations.c.saved_at < moment).limit(_AT_A_TIME)
        ).scalars()
    )
    forget_conversations(connection, old)
    connection.execute(delete(tables.chat_sessions).where(tables.chat_sessions.c.expires_at < moment))
    connection.execute(delete(tables.chat_answers).where(tables.chat_answers.c.given_at < moment))
    return len(old)


def forget_conversations(connection: Connection, senders: list[str]) -> None:
    """Remove conversations inside a transaction, with their answers and sessions."""
    forget_waiting(connection, senders)
    for table in (tables.conversations, tables.chat_answers, tables.chat_sessions):
        connection.execute(delete(table).where(table.c.sender_id.in_(senders)))
