"""Only a button made here, for this conversation, within twelve hours, becomes a command."""

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from assistant.web.tokens import ButtonTokens

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PAYLOAD, TITLE = '/choose{"choice": "send"}', "Send it"
NOW = 1_800_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The signer's clock; its one entry is the present second."""
    now = [NOW]
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now[0])
    return now


def test_a_button_of_this_conversation_is_read() -> None:
    tokens = ButtonTokens(KEY)
    assert tokens.read("web-1", tokens.sign("web-1", PAYLOAD, TITLE)) == (PAYLOAD, TITLE)


def test_a_button_of_another_conversation_is_not() -> None:
    tokens = ButtonTokens(KEY)
    assert tokens.read("web-2", tokens.sign("web-1", PAYLOAD, TITLE)) is None


def test_a_button_signed_with_another_key_is_not() -> None:
    assert ButtonTokens(KEY).read("web-1", ButtonTokens(OTHER_KEY).sign("web-1", PAYLOAD, TITLE)) is None


@pytest.mark.parametrize(("age", "read"), [(0, True), (12 * 3600, True), (12 * 3600 + 1, False), (-60, False)])
def test_a_button_ends_after_twelve_hours(clock: list[int], age: int, read: bool) -> None:
    tokens = ButtonTokens(KEY)
    token = tokens.sign("web-1", PAYLOAD, TITLE)
    clock[0] = NOW + age
    assert (tokens.read("web-1", token) is not None) is read


def test_a_button_of_which_any_letter_was_changed_is_not_read() -> None:
    tokens = ButtonTokens(KEY)
    token = tokens.sign("web-1", PAYLOAD, TITLE)
    payload_end = token.index(".")
    for at in range(payload_end):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert tokens.read("web-1", changed) is None


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "/restart", PAYLOAD, "é", "\0", "x" * 10_000])
def test_anything_else_is_no_button(token: str) -> None:
    assert ButtonTokens(KEY).read("web-1", token) is None


@pytest.mark.parametrize("content", [7, None, [], ["web-1"], ["web-1", PAYLOAD], ["web-1", PAYLOAD, TITLE, 1], {}])
def test_signed_content_of_another_shape_is_no_button(content: object) -> None:
    token = URLSafeTimedSerializer(KEY, salt="button").dumps(content)
    assert ButtonTokens(KEY).read("web-1", token) is None


def test_a_token_signed_for_another_purpose_is_no_button() -> None:
    token = URLSafeTimedSerializer(KEY, salt="session").dumps(["web-1", PAYLOAD, TITLE])
    assert ButtonTokens(KEY).read("web-1", token) is None
