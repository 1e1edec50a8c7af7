"""Every setting, read once from ``ASSISTANT_…`` environment variables and ``.env``."""

import difflib
import os
import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from assistant.core.errors import SettingsError

PROJECT = Path(__file__).parents[1]
"""The project's folder: Rasa's own files, training data, migrations."""

SECRET_HEADER = "X-Assistant-Secret"  # noqa: S105 - the header's name, not a secret
"""The header in which the parts on loopback show each other their secret; `endpoints.yml` names it too."""

_LEAST_SECRET = 24
_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
_LIST = re.compile(r'field "(\w+)"')
_PREFIX = "ASSISTANT_"
_PLAIN = {
    "int_parsing": "must be a whole number",
    "bool_parsing": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}
"""What is wrong with a value, by pydantic's name for it; its own words are shown for the rest."""


class Settings(BaseSettings):
    """One frozen object; ``assistant settings`` prints it with these descriptions, secrets as stars."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    env: Literal["development", "production"] = Field(
        "development", description="production refuses weak keys, example contacts and plain defaults"
    )
    data_dir: Path = Field(PROJECT / "var", description="where the embedded database, keys and mail folder live")
    cache_dir: Path = Field(PROJECT / ".cache", description="where the converted sentence encoder is kept")
    encoder_threads: int = Field(1, ge=1, le=64, description="threads that read one text; 1 suits many people at once")
    models_dir: Path = Field(PROJECT / "models", description="where trained models are kept")
    dialogue_model: Path | None = Field(None, description="the Rasa model; empty: the one trained for the present data")
    posts_model: Path | None = Field(
        None, description="the post checker's model; empty: the one trained for the present data"
    )
    content_dir: Path = Field(
        PROJECT / "assistant" / "content", description="the school's policy, contacts and other content"
    )
    database_url: SecretStr = Field(
        SecretStr(""), description="sqlite:///… or postgresql+psycopg://…; empty: SQLite in data_dir"
    )
    master_key_file: Path | None = Field(
        None, description="the key file, mode 600; empty: data_dir/keys/master.json, made at the first start"
    )
    passphrase_file: Path | None = Field(
        None, description="a file, mode 600, with the passphrase of a locked key file; empty: asked on the terminal"
    )
    passphrase_fd: int | None = Field(
        None, description="an open pipe with the passphrase; `assistant serve` sets it for its parts"
    )
    credentials_directory: Path | None = Field(
        None,
        validation_alias="CREDENTIALS_DIRECTORY",
        description="set by systemd; its credential assistant-passphrase is taken where no file is named",
    )
    public_url: str = Field("http://127.0.0.1:8000", description="the address that people use, without a last slash")
    trusted_proxies: list[IPv4Network | IPv6Network] = Field(
        default_factory=list, description="networks whose X-Forwarded-For is believed, as a JSON list"
    )
    widget_origins: list[str] = Field(
        default_factory=list,
        description='origins of the websites that hold the widget, as a JSON list: ["https://www.school.example"]',
    )
    rasa_url: str = Field("http://127.0.0.1:5005", description="where the Rasa server listens (loopback)")
    rasa_secret: SecretStr = Field(SecretStr(""), description="what the gateway shows to the Rasa server")
    actions_url: str = Field("http://127.0.0.1:5055", description="where the action server listens (loopback)")
    actions_secret: SecretStr = Field(SecretStr(""), description="what Rasa shows to the action server")
    worker_url: str = Field("http://127.0.0.1:5075", description="where the worker says that it lives (loopback)")
    session_minutes: int = Field(30, ge=5, le=240, description="idle minutes after which a chat ends")
    sessions_per_hour: int = Field(240, ge=1, description="chats that one address may open in an hour")
    messages_per_minute: int = Field(40, ge=1, description="messages that one chat may send in a minute")
    chat_days: str = Field("", description="moved to retention.yml, rule chats; a start is refused while it is set")
    mail_host: str = Field("", description="SMTP server; empty: notices are written to data_dir/mail")
    mail_port: int = Field(587, description="SMTP port")
    mail_security: Literal["starttls", "tls", "none"] = Field("starttls", description="how SMTP is encrypted")
    mail_username: str = Field("", description="SMTP user name; empty: no sign-in")
    mail_password: SecretStr = Field(SecretStr(""), description="SMTP password")
    mail_from: str = Field("assistant@school.example", description="the sender of notices")
    sms_provider: Literal["", "off", "console", "twilio"] = Field(
        "", description="how texts are sent; empty: the page /phone in development, off in production"
    )
    sms_account_sid: str = Field("", pattern=r"^(AC[0-9a-f]{32})?$", description="Twilio: the account's SID")
    sms_auth_token: SecretStr = Field(SecretStr(""), description="Twilio: the auth token, which signs its requests")
    sms_other_auth_token: SecretStr = Field(
        SecretStr(""), description="Twilio: a second token that may sign, while the token is being changed"
    )
    sms_number: str = Field(
        "", pattern=r"^(\+[1-9]\d{7,14})?$", description="Twilio: the number that texts come from, as +44…"
    )
    sms_messaging_service: str = Field(
        "", pattern=r"^(MG[0-9a-f]{32})?$", description="Twilio: the messaging service's SID, in the place of a number"
    )
    sms_country_codes: list[int] = Field(
        default_factory=lambda: [44], description="calling codes of the countries that are texted, as a JSON list"
    )
    sms_session_hours: int = Field(48, ge=1, le=168, description="quiet hours after which a conversation by text ends")
    sms_texts_per_hour: int = Field(30, ge=5, le=1000, description="texts of one number that are answered in an hour")
    sms_segments_per_day: int = Field(
        1000, ge=10, description="parts of texts that may go out on a day; an emergency answer goes out all the same"
    )
    sms_api_url: str = Field("https://api.twilio.com", description="Twilio: where its interface is")

    attach_complaint: bool = Field(
        False, description="attach a formal complaint's text to its notice, as some procedures ask"
    )

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'assistant.db'}"

    @property
    def key_file(self) -> Path:
        """The key file's path."""
        return self.master_key_file or self.data_dir / "keys" / "master.json"

    @field_validator("chat_days")
    @classmethod
    def _refuse_a_second_source(cls, given: str) -> str:
        if given:
            raise ValueError("is no setting any more: write the days into retention.yml, under chats")
        return given

    @property
    def sms(self) -> Literal["off", "console", "twilio"]:
        """How texts are sent."""
        return self.sms_provider or ("off" if self.env == "production" else "console")

    @model_validator(mode="after")
    def _refuse_half_an_sms_setup(self) -> Self:
        problems = self._half_an_sms_setup()
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _half_an_sms_setup(self) -> list[str]:
        given = [self.sms_account_sid, self.sms_auth_token.get_secret_value()]
        sender = [name for name in (self.sms_number, self.sms_messaging_service) if name]
        if self.sms == "console" and self.env == "production":
            return ["ASSISTANT_SMS_PROVIDER must not be console: it shows everybody's texts"]
        if self.sms != "twilio":
            if self.env == "production" and self.sms_provider != "off" and (any(given) or sender):
                return ["ASSISTANT_SMS_PROVIDER must be twilio, or off: texts are half set up"]
            return []
        problems = [
            f"ASSISTANT_SMS_{name} must be set: ASSISTANT_SMS_PROVIDER is twilio"
            for name, value in zip(("ACCOUNT_SID", "AUTH_TOKEN"), given, strict=True)
            if not value
        ]
        if len(sender) != 1:
            problems.append("one of ASSISTANT_SMS_NUMBER and ASSISTANT_SMS_MESSAGING_SERVICE must be set, not both")
        if self.env == "production" and not self.sms_api_url.startswith("https://"):
            problems.append("ASSISTANT_SMS_API_URL must begin with https://")
        return problems

    @model_validator(mode="after")
    def _refuse_unsafe_mail(self) -> Self:
        problems = []
        if not _ADDRESS.fullmatch(self.mail_from):
            problems.append("ASSISTANT_MAIL_FROM must be one plain e-mail address")
        if self.mail_username and self.mail_security == "none":
            problems.append("ASSISTANT_MAIL_USERNAME needs ASSISTANT_MAIL_SECURITY starttls or tls")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @field_validator("public_url")
    @classmethod
    def _without_last_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("widget_origins")
    @classmethod
    def _refuse_what_is_no_origin(cls, origins: list[str]) -> list[str]:
        wrong = [origin for origin in origins if not _ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(
                "each must be written like https://www.school.example, in small letters, without a last slash"
            )
        return origins

    @model_validator(mode="after")
    def _refuse_weak_production(self) -> Self:
        problems = [*self._weak_secrets(), *self._weak_mail()] if self.env == "production" else []
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _weak_secrets(self) -> list[str]:
        problems = []
        if self.master_key_file is None:
            problems.append("ASSISTANT_MASTER_KEY_FILE must name a key file")
        elif self.master_key_file.resolve().is_relative_to(self.data_dir.resolve()):
            problems.append("ASSISTANT_MASTER_KEY_FILE must not be in ASSISTANT_DATA_DIR")
        problems += [
            f"ASSISTANT_{name.upper()} must have at least {_LEAST_SECRET} characters"
            for name in ("rasa_secret", "actions_secret")
            if len(getattr(self, name).get_secret_value()) < _LEAST_SECRET
        ]
        if not self.public_url.startswith("https://"):
            problems.append("ASSISTANT_PUBLIC_URL must begin with https://")
        if not all(origin.startswith("https://") for origin in self.widget_origins):
            problems.append("ASSISTANT_WIDGET_ORIGINS must each begin with https://")
        return problems

    def _weak_mail(self) -> list[str]:
        problems = []
        if not self.mail_host:
            problems.append("ASSISTANT_MAIL_HOST must name the school's mail server")
        elif self.mail_security == "none":
            problems.append("ASSISTANT_MAIL_SECURITY must be starttls or tls")
        if self.mail_from.endswith(".example"):
            problems.append("ASSISTANT_MAIL_FROM still has the example address")
        return problems


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one is missing, weak or not of its kind, or a name in production is none; the text names each.
    """
    given = {
        str(name).upper(): value
        for name, value in [*DotEnvSettingsSource(Settings).env_vars.items(), *os.environ.items()]
    }
    unknown = _unknown(given)
    if unknown and given.get(f"{_PREFIX}ENV") == "production":
        raise SettingsError("; ".join(unknown))
    try:
        return Settings()
    except SourceError as error:
        found = _LIST.search(str(error))
        name = found[1].upper() if found else "…"
        raise SettingsError(f"{_PREFIX}{name}: not written as a JSON list") from error
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            words = _PLAIN.get(problem["type"])
            text = words.format(**problem.get("ctx", {})) if words else problem["msg"].removeprefix("Value error, ")
            lines.append(f"{_PREFIX}{name}: {text}" if name else text)
        raise SettingsError("; ".join(lines)) from error


def _unknown(given: Iterable[str]) -> list[str]:
    """Return a line for each variable that looks like a setting and is none: a slip would leave the default."""
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    lines = []
    for name in given:
        if name.startswith(_PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            lines.append(f"{name} is no setting{f'; is {close[0]} meant?' if close else ''}")
    return lines
