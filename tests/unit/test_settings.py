"""Settings: each refusal names its setting, and a secret never shows."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.cli.show_settings import show_settings
from assistant.core.errors import SettingsError
from assistant.settings import Settings, read_settings

SECRET = "planted-secret-of-thirty-letters"
PRODUCTION = {
    "ENV": "production",
    "MASTER_KEY_FILE": "/etc/assistant/master.json",
    "RASA_SECRET": "r" * 24,
    "ACTIONS_SECRET": "a" * 24,
    "MAIL_HOST": "mail.school.test",
    "MAIL_FROM": "assistant@school.test",
    "PUBLIC_URL": "https://chat.school.test",
    "DATA_DIR": "/var/lib/assistant",
}


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    return read_settings()


def _refused(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, **values)
    return str(raised.value)


def test_defaults_need_nothing() -> None:
    settings = read_settings()
    assert settings.env == "development"
    assert settings.database == f"sqlite:///{settings.data_dir / 'assistant.db'}"
    assert settings.key_file == settings.data_dir / "keys" / "master.json"
    assert (settings.mail_port, settings.session_minutes) == (587, 30)


def test_settings_come_from_the_environment_and_from_dot_env(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ASSISTANT_SESSION_MINUTES=45\nASSISTANT_MAIL_PORT=25\nOTHER=1\n", encoding="utf-8")
    settings = _read(monkeypatch, MAIL_PORT="2525", DATABASE_URL="sqlite:///x.db")
    assert (settings.session_minutes, settings.mail_port, settings.database) == (45, 2525, "sqlite:///x.db")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        read_settings().session_minutes = 9  # type: ignore[misc]


def test_a_whole_production_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _read(monkeypatch, **PRODUCTION).env == "production"


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("MASTER_KEY_FILE", None, "ASSISTANT_MASTER_KEY_FILE must name a key file"),
        (
            "MASTER_KEY_FILE",
            "/var/lib/assistant/keys/master.json",
            "ASSISTANT_MASTER_KEY_FILE must not be in ASSISTANT_DATA_DIR",
        ),
        (
            "MASTER_KEY_FILE",
            "/etc/../var/lib/assistant/k",
            "ASSISTANT_MASTER_KEY_FILE must not be in ASSISTANT_DATA_DIR",
        ),
        ("RASA_SECRET", None, "ASSISTANT_RASA_SECRET must have at least 24 characters"),
        ("RASA_SECRET", "r" * 23, "ASSISTANT_RASA_SECRET must have at least 24 characters"),
        ("ACTIONS_SECRET", "a" * 23, "ASSISTANT_ACTIONS_SECRET must have at least 24 characters"),
        ("MAIL_HOST", None, "ASSISTANT_MAIL_HOST must name the school's mail server"),
        ("MAIL_SECURITY", "none", "ASSISTANT_MAIL_SECURITY must be starttls or tls"),
        ("MAIL_FROM", None, "ASSISTANT_MAIL_FROM still has the example address"),
        ("MAIL_FROM", "x@y.example", "ASSISTANT_MAIL_FROM still has the example address"),
        ("PUBLIC_URL", None, "ASSISTANT_PUBLIC_URL must begin with https://"),
        ("PUBLIC_URL", "http://chat.school.test", "ASSISTANT_PUBLIC_URL must begin with https://"),
    ],
)
def test_production_refuses_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None, refusal: str
) -> None:
    values = {key: text for key, text in (PRODUCTION | {name: value}).items() if text is not None}
    assert _refused(monkeypatch, **values) == refusal


def test_production_tells_all_that_is_missing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sorted(_refused(monkeypatch, ENV="production").split("; ")) == [
        "ASSISTANT_ACTIONS_SECRET must have at least 24 characters",
        "ASSISTANT_MAIL_FROM still has the example address",
        "ASSISTANT_MAIL_HOST must name the school's mail server",
        "ASSISTANT_MASTER_KEY_FILE must name a key file",
        "ASSISTANT_PUBLIC_URL must begin with https://",
        "ASSISTANT_RASA_SECRET must have at least 24 characters",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "prod"),
        ("CHAT_DAYS", "3"),
        ("SESSION_MINUTES", "0"),
        ("SESSION_MINUTES", "4"),
        ("SESSION_MINUTES", "241"),
        ("SESSIONS_PER_HOUR", "0"),
        ("MAIL_SECURITY", "ssl"),
        ("MAIL_PORT", "smtp"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    refusal = _refused(monkeypatch, **{name: value})
    assert refusal.startswith(f"ASSISTANT_{name}: ")
    assert "; " not in refusal


@pytest.mark.parametrize("value", ['["10.0.0.300/8"]', '["10.0.0.1/8"]', '["proxy"]'])
def test_a_proxy_that_is_no_network_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert _refused(monkeypatch, TRUSTED_PROXIES=value).startswith("ASSISTANT_TRUSTED_PROXIES_0_")


def test_proxies_that_are_not_json_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _refused(monkeypatch, TRUSTED_PROXIES="10.0.0.0/8").startswith("ASSISTANT_TRUSTED_PROXIES: ")


SECRETS = ("RASA_SECRET", "ACTIONS_SECRET", "MAIL_PASSWORD", "SMS_AUTH_TOKEN", "SMS_OTHER_AUTH_TOKEN")


def _shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **values: str) -> str:
    settings = _read(monkeypatch, **values)
    show_settings()
    return "\n".join([repr(settings), str(settings), repr(settings.model_dump()), capsys.readouterr().out])


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str) -> None:
    shown = _shown(monkeypatch, capsys, **{name: SECRET})
    assert f"ASSISTANT_{name}=**********\n" in shown
    assert SECRET not in shown


def test_the_databases_password_never_shows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SECRET not in _shown(monkeypatch, capsys, DATABASE_URL=f"postgresql+psycopg://school:{SECRET}@db/assistant")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_never_shows_in_a_refusal(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(SettingsError) as raised:
        _read(monkeypatch, **{name: SECRET, "CHAT_DAYS": "0", "ENV": "production"})
    assert SECRET not in str(raised.value)
    assert SECRET not in repr(raised.value.__cause__)


def test_every_setting_that_sounds_secret_is_one() -> None:
    sounding = [name for name in Settings.model_fields if name.endswith(("_secret", "_password", "_token"))]
    assert {f"ASSISTANT_{name.upper()}" for name in sounding} == {f"ASSISTANT_{name}" for name in SECRETS}
    assert [name for name in sounding if SECRET in repr(Settings(**_only(name)))] == []


def _only(name: str) -> dict[str, Any]:
    return {name: SECRET}


def test_show_settings_tells_each_with_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    show_settings()
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("=")[0] for line in lines[::2]] == [
        field.validation_alias or f"ASSISTANT_{name.upper()}" for name, field in Settings.model_fields.items()
    ]
    assert lines[1::2] == [f"    {field.description}" for field in Settings.model_fields.values()]


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@school.test\r\nBcc: thief@evil.test", "Ann <a@school.test>", "a@school.test, b@school.test"],
)
def test_a_sender_that_is_not_one_plain_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("ASSISTANT_MAIL_FROM", address)
    with pytest.raises(SettingsError, match="ASSISTANT_MAIL_FROM must be one plain e-mail address"):
        read_settings()


def test_a_password_is_never_sent_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MAIL_USERNAME", "school")
    monkeypatch.setenv("ASSISTANT_MAIL_SECURITY", "none")
    with pytest.raises(SettingsError, match="ASSISTANT_MAIL_USERNAME needs ASSISTANT_MAIL_SECURITY starttls or tls"):
        read_settings()


def test_the_address_that_people_use_is_kept_without_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PUBLIC_URL", "https://chat.school.test/")
    assert read_settings().public_url == "https://chat.school.test"


def test_a_name_that_is_no_setting_stops_the_start_in_production_and_the_near_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _refused(monkeypatch, ENV="production", MIAL_HOST="mail.school.test") == (
        "ASSISTANT_MIAL_HOST is no setting; is ASSISTANT_MAIL_HOST meant?"
    )


def test_a_name_that_is_no_setting_is_found_in_the_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "OTHER=1\nASSISTANT_ENV=production\nASSISTANT_SMS_NUMBERS=+447700900123\n", encoding="utf-8"
    )
    with pytest.raises(SettingsError, match=r"^ASSISTANT_SMS_NUMBERS is no setting; is ASSISTANT_SMS_NUMBER meant"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MAIL_PORT", "abc", "must be a whole number"),
        ("ATTACH_COMPLAINT", "perhaps", "must be true or false"),
        ("SESSION_MINUTES", "1", "must be at least 5"),
        ("SESSION_MINUTES", "999", "must be at most 240"),
        ("MAIL_SECURITY", "ssl", "must be 'starttls', 'tls' or 'none'"),
    ],
)
def test_a_value_of_another_kind_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    assert _refused(monkeypatch, **{name: value}) == f"ASSISTANT_{name}: {words}"


def test_show_settings_writes_values_as_a_variable_holds_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _shown(monkeypatch, capsys, TRUSTED_PROXIES='["127.0.0.1/32"]', ATTACH_COMPLAINT="true").splitlines()
    assert [
        line for line in shown if line.startswith(("ASSISTANT_T", "ASSISTANT_AT", "ASSISTANT_PO", "ASSISTANT_SMS_C"))
    ] == [
        "ASSISTANT_POSTS_MODEL=",
        'ASSISTANT_TRUSTED_PROXIES=["127.0.0.1/32"]',
        "ASSISTANT_SMS_COUNTRY_CODES=[44]",
        "ASSISTANT_ATTACH_COMPLAINT=true",
    ]
