"""The one tree of errors; adapters raise these, with the tool's error as their cause."""


class AssistantError(Exception):
    """Anything this project raises on purpose; its text may be shown to the operator, never holds a person's words."""


class ContentError(AssistantError):
    """A content file (policy, contacts, …) cannot be used; ``problems`` says why, a line each, in plain words."""

    def __init__(self, file: str, problems: list[str]) -> None:
        super().__init__(f"{file}: " + "; ".join(problems))
        self.file = file
        self.problems = problems


class SettingsError(AssistantError):
    """A setting is missing, weak or contradicts another; the text names it."""


class PassphraseError(SettingsError):
    """The key file is locked, and the passphrase is wrong, missing or too weak."""


class KeysError(AssistantError):
    """A master key cannot be changed as asked."""


class StaffingError(AssistantError):
    """Nobody could read what is sent to one of the school's posts."""


class NobodyLeftError(AssistantError):
    """Nobody at the school may read what was given: each post is accused, or in conflict."""


class ReceiptFileError(AssistantError):
    """A signed receipt is not one, was altered, or was signed by somebody else."""


class SealedDataError(AssistantError):
    """Encrypted data cannot be opened: wrong key, wrong row, or damaged."""


class StorageError(AssistantError):
    """The database did not take or give a record; nothing was half stored."""


class SchemaError(AssistantError):
    """The database's tables are not those this version needs."""


class AuditMarkError(AssistantError):
    """What is said to have been noted of the audit trail is not of its form."""


class AuditBrokenError(AssistantError):
    """The audit trail is not as it was written."""


class BackupError(AssistantError):
    """A backup cannot be made or restored; nothing was half done."""


class DeliveryError(AssistantError):
    """A notice could not be handed to the mail server; it stays queued."""
