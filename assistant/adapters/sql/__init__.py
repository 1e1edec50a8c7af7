"""The database, by SQLAlchemy 2 and Alembic: SQLite or PostgreSQL."""

from assistant.adapters.sql.attachments import SqlAttachments
from assistant.adapters.sql.audit import SqlAuditTrail
from assistant.adapters.sql.backup import SqlBackups
from assistant.adapters.sql.cases import SqlCases
from assistant.adapters.sql.chats import SqlChats, SqlConversations
from assistant.adapters.sql.contents import holds_anything
from assistant.adapters.sql.engine import make_engine
from assistant.adapters.sql.keeping import SqlKeeping
from assistant.adapters.sql.records import SqlStore
from assistant.adapters.sql.reminders import SqlReminders
from assistant.adapters.sql.rights import SqlRights
from assistant.adapters.sql.schema import require_current_schema, upgrade_schema
from assistant.adapters.sql.sealed_values import SqlSealedValues
from assistant.adapters.sql.staff import SqlStaffStore
from assistant.adapters.sql.texts import SqlTexts

__all__ = [
    "SqlAttachments",
    "SqlAuditTrail",
    "SqlBackups",
    "SqlCases",
    "SqlChats",
    "SqlConversations",
    "SqlKeeping",
    "SqlReminders",
    "SqlRights",
    "SqlSealedValues",
    "SqlStaffStore",
    "SqlStore",
    "SqlTexts",
    "holds_anything",
    "make_engine",
    "require_current_schema",
    "upgrade_schema",
]
