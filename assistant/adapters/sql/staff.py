"""Staff accounts, invitations and sessions; names, addresses and credentials are sealed."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, or_, select, update

from assistant.adapters.sql import tables
from assistant.adapters.sql.audit import append_event
from assistant.adapters.sql.sealed import CREDENTIALS, PERSON
from assistant.adapters.sql.transactions import transaction
from assistant.core.errors import StorageError
from assistant.core.staff import StaffAccount, StaffRole, StaffSession
from assistant.services.ports import Clock, Credentials, Invitation, Seal, Staff, StaffStore


class SqlStaffStore(StaffStore):
    """Opens transactions; a database error inside one rolls it back whole and becomes ``StorageError``."""

    def __init__(self, engine: Engine, seal: Seal, clock: Clock) -> None:
        self._engine = engine
        self._seal = seal
        self._clock = clock

    @contextmanager
    def transaction(self) -> Iterator[Staff]:
        """Open one transaction."""
        with transaction(self._engine, taken=StorageError("the database holds such an account already")) as connection:
            yield SqlStaff(connection, self._seal, self._clock)


class SqlStaff(Staff):
    """The staff accounts inside one transaction."""

    def __init__(self, connection: Connection, seal: Seal, clock: Clock) -> None:
        self._connection = connection
        self._seal = seal
        self._clock = clock

    def add(self, account: StaffAccount, email_hash: bytes) -> None:
        """Store a new account."""
        person = json.dumps({"email": account.email, "name": account.name}).encode()
        self._connection.execute(
            insert(tables.staff_accounts).values(
                id=account.id,
                email_hash=email_hash,
                sealed_person=PERSON.close(self._seal, person, account.id),
                roles=_written(account.roles),
                disabled=account.disabled,
                created_at=account.created_at,
            )
        )

    def by_id(self, account_id: str) -> StaffAccount | None:
        """Return an account."""
        return self._one_account(tables.staff_accounts.c.id == account_id)

    def by_email(self, email_hash: bytes) -> StaffAccount | None:
        """Return the account of an address."""
        return self._one_account(tables.staff_accounts.c.email_hash == email_hash)

    def all(self) -> tuple[StaffAccount, ...]:
        """Return every account, the oldest first."""
        table = tables.staff_accounts
        rows = self._connection.execute(select(table).order_by(table.c.created_at, table.c.id)).mappings()
        return tuple(self._account(row) for row in rows)

    def change(self, account_id: str, *, roles: frozenset[StaffRole], disabled: bool) -> None:
        """Set what an account may do."""
        self._set(account_id, roles=_written(roles), disabled=disabled)

    def credentials(self, account_id: str) -> Credentials | None:
        """Return what a person signs in with, where the person has enrolled."""
        sealed = self._connection.execute(
            select(tables.staff_accounts.c.sealed_credentials).where(tables.staff_accounts.c.id == account_id)
        ).scalar_one_or_none()
        if sealed is None:
            return None
        return Credentials(**json.loads(CREDENTIALS.open(self._seal, sealed, account_id)))

    def set_credentials(self, account_id: str, credentials: Credentials, recovery_hashes: Sequence[bytes]) -> None:
        """Replace what a person signs in with, and the recovery codes."""
        self.drop_credentials(account_id)
        plain = json.dumps(asdict(credentials)).encode()
        self._set(account_id, sealed_credentials=CREDENTIALS.close(self._seal, plain, account_id))
        self._connection.execute(
            insert(tables.staff_recovery_codes),
            [{"code_hash": code_hash, "account_id": account_id} for code_hash in recovery_hashes],
        )

    def drop_credentials(self, account_id: str) -> None:
        """Remove what a person signs in with, and the recovery codes."""
        self._set(account_id, sealed_credentials=None, used_step=None)
        table = tables.staff_recovery_codes
        self._connection.execute(delete(table).where(table.c.account_id == account_id))

    def use_step(self, account_id: str, step: int) -> bool:
        """Use up a time step and all before it; tell whether it was still unused."""
        table = tables.staff_accounts
        used = self._connection.execute(
            update(table)
            .where(table.c.id == account_id, or_(table.c.used_step.is_(None), table.c.used_step < step))
            .values(used_step=step)
        )
        return used.rowcount == 1

    def use_recovery_code(self, account_id: str, code_hash: bytes) -> bool:
        """Use up a recovery code; tell whether it was there."""
        table = tables.staff_recovery_codes
        used = self._connection.execute(
            delete(table).where(table.c.account_id == account_id, table.c.code_hash == code_hash)
        )
        return used.rowcount == 1

    def recovery_codes_left(self, account_id: str) -> int:
        """Return how many recovery codes are unused."""
        table = tables.staff_recovery_codes
        left: int = self._connection.execute(
            select(func.count()).select_from(table).where(table.c.account_id == account_id)
        ).scalar_one()
        return left

    def invite(self, token_hash: bytes, invitation: Invitation) -> None:
        """Store an invitation in the place of any earlier one of the account."""
        table = tables.staff_invitations
        self._connection.execute(delete(table).where(table.c.account_id == invitation.account_id))
        self._connection.execute(
            insert(table).values(
                token_hash=token_hash, account_id=invitation.account_id, expires_at=invitation.expires_at
            )
        )

    def invitation(self, token_hash: bytes) -> Invitation | None:
        """Return an invitation, expired or not."""
        return self._one_invitation(tables.staff_invitations.c.token_hash == token_hash)

    def invitation_of(self, account_id: str) -> Invitation | None:
        """Return an account's invitation, expired or not."""
        return self._one_invitation(tables.staff_invitations.c.account_id == account_id)

    def use_invitation(self, token_hash: bytes) -> bool:
        """Use up an invitation; tell whether it was there."""
        table = tables.staff_invitations
        return self._connection.execute(delete(table).where(table.c.token_hash == token_hash)).rowcount == 1

    def open_session(self, token_hash: bytes, session: StaffSession) -> None:
        """Store a new session."""
        self._connection.execute(insert(tables.staff_sessions).values(token_hash=token_hash, **asdict(session)))

    def session(self, token_hash: bytes) -> StaffSession | None:
        """Return a session, ended or not."""
        table = tables.staff_sessions
        row = self._connection.execute(select(table).where(table.c.token_hash == token_hash)).mappings().first()
        return None if row is None else _session(row)

    def sessions(self, account_id: str) -> tuple[tuple[bytes, StaffSession], ...]:
        """Return an account's sessions by the hash of their token, ended or not, the newest first."""
        table = tables.staff_sessions
        rows = self._connection.execute(
            select(table).where(table.c.account_id == account_id).order_by(table.c.created_at.desc())
        ).mappings()
        return tuple((row["token_hash"], _session(row)) for row in rows)

    def session_seen(self, token_hash: bytes, now: datetime) -> None:
        """Remember that a session asked for something."""
        table = tables.staff_sessions
        self._connection.execute(update(table).where(table.c.token_hash == token_hash).values(seen_at=now))

    def end_session(self, token_hash: bytes, now: datetime) -> None:
        """End a session, unless it has ended already."""
        table = tables.staff_sessions
        self._connection.execute(
            update(table).where(table.c.token_hash == token_hash, table.c.ends_at > now).values(ends_at=now)
        )

    def end_sessions(self, account_id: str, now: datetime) -> None:
        """End all sessions of an account that have not ended already."""
        table = tables.staff_sessions
        self._connection.execute(
            update(table).where(table.c.account_id == account_id, table.c.ends_at > now).values(ends_at=now)
        )

    def forget_before(self, moment: datetime) -> int:
        """Remove sessions and invitations that ended before ``moment``; return how many sessions."""
        invitations, sessions = tables.staff_invitations, tables.staff_sessions
        self._connection.execute(delete(invitations).where(invitations.c.expires_at < moment))
        return self._connection.execute(delete(sessions).where(sessions.c.ends_at < moment)).rowcount

    def audit(self, event: str, account_id: str | None) -> None:
        """Append an event to the audit trail."""
        append_event(self._connection, self._clock.now(), event, account_id=account_id)

    def _set(self, account_id: str, **values: Any) -> None:
        table = tables.staff_accounts
        self._connection.execute(update(table).where(table.c.id == account_id).values(**values))

    def _one_account(self, condition: Any) -> StaffAccount | None:
        row = self._connection.execute(select(tables.staff_accounts).where(condition)).mappings().first()
        return None if row is None else self._account(row)

    def _one_invitation(self, condition: Any) -> Invitation | None:
        row = self._connection.execute(select(tables.staff_invitations).where(condition)).mappings().first()
        return None if row is None else Invitation(row["account_id"], row["expires_at"])

    def _account(self, row: RowMapping) -> StaffAccount:
        person = json.loads(PERSON.open(self._seal, row["sealed_person"], row["id"]))
        return StaffAccount(
            id=row["id"],
            email=person["email"],
            name=person["name"],
            roles=frozenset(StaffRole(role) for role in row["roles"].split()),
            created_at=row["created_at"],
            enrolled=row["sealed_credentials"] is not None,
            disabled=row["disabled"],
        )


def _session(row: RowMapping) -> StaffSession:
    return StaffSession(row["account_id"], row["created_at"], row["seen_at"], row["ends_at"])


def _written(roles: frozenset[StaffRole]) -> str:
    return " ".join(role for role in StaffRole if role in roles)
