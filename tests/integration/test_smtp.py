"""Notices by a real SMTP server on this machine: plain, STARTTLS, signed in, refused."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from any_port import AnyPort
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fakes import CONTACTS, FakeClock, FakeReceipts, FakeStore

from assistant.adapters.mail import SmtpMail
from assistant.core.errors import DeliveryError
from assistant.core.records import Account, Draft, HandOver
from assistant.core.routing import About, Kind
from assistant.services.deliver_notices import deliver_notices
from assistant.services.give_record import give_record

HOST = "127.0.0.1"
USER, PASSWORD = "school", "planted-password"


class Server:
    """What the mail server was handed, over which connection; it refuses while it is told to."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.dropped: list[Envelope] = []
        self.encrypted: list[bool] = []
        self.refusal = ""
        self.drops = 0
        """How many messages it still takes and then says nothing of, dropping the connection."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusal:
            return self.refusal
        if self.drops:
            self.drops -= 1
            self.dropped.append(envelope)
            server.transport.abort()
            return "250 OK"
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


Start = Callable[..., tuple[Server, int]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a mail server on a free port; stopped after the test."""
    running: list[Controller] = []

    def start(**options: Any) -> tuple[Server, int]:
        server = Server()
        controller = AnyPort(server, hostname=HOST, port=0, ready_timeout=60, **options)
        controller.start()
        running.append(controller)
        return server, controller.port

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process trust the certificate, as a machine does that was given it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def _message() -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = "<n1@school.test>"
    message["From"] = "assistant@school.test"
    message["To"] = "head@school.test"
    message["Subject"] = "A concern has been sent to you"
    message.set_content("Read it on the school's own system – é.")
    return message


def _arrived(server: Server) -> list[tuple[Any, ...]]:
    found = []
    for envelope in server.envelopes:
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        found.append((envelope.mail_from, envelope.rcpt_tos, message["Message-ID"], message.get_content().strip()))
    return found


ARRIVED = (
    "assistant@school.test",
    ["head@school.test"],
    "<n1@school.test>",
    "Read it on the school's own system – é.",
)


def test_send_plain(start: Start) -> None:
    server, port = start()
    SmtpMail(HOST, port, security="none").send(_message())
    assert _arrived(server) == [ARRIVED]
    assert server.encrypted == [False]


@pytest.mark.usefixtures("trusted")
def test_send_by_starttls(start: Start, tls: ssl.SSLContext) -> None:
    server, port = start(tls_context=tls, require_starttls=True)
    SmtpMail(HOST, port).send(_message())
    assert _arrived(server) == [ARRIVED]
    assert server.encrypted == [True]


@pytest.mark.usefixtures("trusted")
def test_send_by_tls_from_the_start(start: Start, tls: ssl.SSLContext) -> None:
    server, port = start(ssl_context=tls)
    SmtpMail(HOST, port, security="tls").send(_message())
    assert _arrived(server) == [ARRIVED]


def test_send_hands_nothing_to_a_server_whose_certificate_is_not_trusted(start: Start, tls: ssl.SSLContext) -> None:
    server, port = start(tls_context=tls)
    with pytest.raises(DeliveryError, match=r": its certificate is not trusted \(self-signed certificate\)$"):
        SmtpMail(HOST, port).send(_message())
    assert server.envelopes == []


@pytest.mark.usefixtures("trusted")
def test_send_hands_nothing_to_a_server_of_another_name(start: Start, tls: ssl.SSLContext) -> None:
    server, port = start(tls_context=tls)
    with pytest.raises(DeliveryError):
        SmtpMail("localhost", port).send(_message())
    assert server.envelopes == []


def test_send_never_falls_back_to_plain_where_the_server_has_no_starttls(start: Start) -> None:
    server, port = start()
    with pytest.raises(DeliveryError, match=r": it does not offer what is asked of it: STARTTLS, or signing in$"):
        SmtpMail(HOST, port).send(_message())
    assert server.envelopes == []


def _signed_in(known: list[LoginPassword]) -> Callable[..., AuthResult]:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        known.append(data)
        right = data == LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    return authenticate


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("password", "arrives"), [(PASSWORD, True), ("wrong", False)])
def test_send_signs_in_inside_the_encryption(start: Start, tls: ssl.SSLContext, password: str, arrives: bool) -> None:
    known: list[LoginPassword] = []
    server, port = start(tls_context=tls, require_starttls=True, auth_required=True, authenticator=_signed_in(known))
    mail = SmtpMail(HOST, port, username=USER, password=password)
    if arrives:
        mail.send(_message())
    else:
        with pytest.raises(DeliveryError, match=r": it refused the user name and the password \(535\)$"):
            mail.send(_message())
    assert (len(server.envelopes) == 1) is arrives
    assert {one.password.decode() for one in known} == {password}


@pytest.mark.usefixtures("trusted")
def test_send_with_a_password_of_other_letters_is_a_delivery_error(start: Start, tls: ssl.SSLContext) -> None:
    _, port = start(tls_context=tls, require_starttls=True, auth_required=True, authenticator=_signed_in([]))
    with pytest.raises(DeliveryError):
        SmtpMail(HOST, port, username=USER, password="schlüssel").send(_message())


def test_send_where_nobody_listens_is_a_delivery_error(start: Start) -> None:
    server, port = start()
    with pytest.raises(DeliveryError, match=r": Connection refused$"):
        SmtpMail(HOST, 1, security="none").send(_message())
    assert (server.envelopes, port > 0) == ([], True)


def test_the_password_does_not_show_in_a_repr() -> None:
    assert PASSWORD not in repr(SmtpMail(HOST, 587, username=USER, password=PASSWORD))


def test_a_refused_notice_stays_queued_and_goes_out_later_under_the_same_id(start: Start) -> None:
    server, port = start()
    store, clock, mail = FakeStore(), FakeClock(), SmtpMail(HOST, port, security="none")
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("xylophone"))
    give_record(store, FakeReceipts(), clock, draft=draft, request_id="r1")

    def deliver() -> int:
        return deliver_notices(
            store, mail, clock, CONTACTS, sender="a@school.test", public_url="https://chat.school.test"
        )

    server.refusal = "451 Try again later"
    assert deliver() == 0
    assert [notice.state for notice in store.rows.notices.values()] == [HandOver.QUEUED]
    server.refusal = ""
    clock.pass_by(timedelta(hours=1))
    assert deliver() == 1
    ((sender, to, message_id, body),) = _arrived(server)
    (notice,) = store.rows.notices.values()
    assert (sender, to, message_id) == (
        "a@school.test",
        ["headteacher@school.test"],
        f"<{notice.id}@school.test>",
    )
    assert notice.state is HandOver.SENT
    assert "xylophone" not in body


def test_a_server_that_drops_the_connection_after_the_message_gets_it_again_under_the_same_id(start: Start) -> None:
    server, port = start()
    store, clock = FakeStore(), FakeClock()
    mail = SmtpMail(HOST, port, security="none")
    draft = Draft(Kind.COMPLAINT, About.STAFF, Account("xylophone"))
    give_record(store, FakeReceipts(), clock, draft=draft, request_id="r1")
    server.drops = 2
    sent = []
    for _ in range(4):
        sent.append(
            deliver_notices(store, mail, clock, CONTACTS, sender="a@school.test", public_url="https://chat.school.test")
        )
        clock.pass_by(timedelta(hours=2))
    assert sent == [0, 0, 1, 0]
    parsed = [
        BytesParser(policy=policy.default).parsebytes(envelope.content)
        for envelope in (*server.dropped, *server.envelopes)
    ]
    (notice,) = store.rows.notices.values()
    assert [message["Message-ID"] for message in parsed] == [f"<{notice.id}@school.test>"] * 3
    assert len({message["Date"] for message in parsed}) == 1


class Silent:
    """A server of another kind: it takes a connection and sends these bytes, again and again, or nothing."""

    def __init__(self, drip: bytes) -> None:
        self._listening = socket.create_server((HOST, 0))
        self._drip = drip
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def _serve(self) -> None:
        connection, _ = self._listening.accept()
        with connection, suppress(OSError):
            while not self._stop.wait(0.02):
                connection.sendall(self._drip)

    def end(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)
        self._listening.close()


@pytest.mark.parametrize("drip", [b"", b"220-wait\r\n"], ids=["silent", "a line now and then"])
def test_a_server_that_hangs_is_a_delivery_error(drip: bytes) -> None:
    server = Silent(drip)
    try:
        with pytest.raises(DeliveryError):
            SmtpMail(HOST, server.port, security="none", step_seconds=0.3, all_seconds=0.6).send(_message())
    finally:
        server.end()
