"""A real mail server on the loopback that takes what it gets, or does as a test tells it."""

import ipaddress
import ssl
from asyncio import Transport
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import socket
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accounts.mail import PostOffice

USER, PASSWORD = "lagesbild", "sju våta hattar".encode().hex()
FROM = "lagesbild@havstuna.example"
URL = "https://lagesbild.havstuna.example"
TAKEN = "250 OK"
CUT = "cut"
"""What a hook answers to have the line broken off instead."""

Hook = Callable[[str], str]


def takes(_recipient: str) -> str:
    """Take everything."""
    return TAKEN


@dataclass
class Postman:
    """What came, and what is answered: to a recipient, to a sender, to a whole letter.

    `most` is how many letters a connection takes before it is closed; 0 for any number.
    """

    came: list[EmailMessage] = field(default_factory=list[EmailMessage])
    raw: list[bytes] = field(default_factory=list[bytes])
    recipients: list[str] = field(default_factory=list[str])
    connections: int = 0
    port: int = 0
    most: int = 0
    password: str = ""
    on_sender: Hook = takes
    on_recipient: Hook = takes
    on_letter: Hook = takes
    logins: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _taken: dict[int, int] = field(default_factory=dict[int, int])

    async def handle_EHLO(  # noqa: N802 - as the library calls it
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Begin a connection, or begin it anew after TLS."""
        session.host_name = hostname
        self._taken[id(session)] = 0
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802 - the same
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        mail_options: list[str],
    ) -> str:
        """Take a sender."""
        if self.most and self._taken[id(session)] >= self.most:
            return _cut(server)
        answer = self.on_sender(address)
        if answer == TAKEN:
            envelope.mail_from = address
            envelope.mail_options.extend(mail_options)
        return answer

    async def handle_RCPT(  # noqa: N802 - the same
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient."""
        answer = self.on_recipient(address)
        if answer == CUT:
            return _cut(server)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(rcpt_options)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter."""
        answer = self.on_letter(envelope.rcpt_tos[0])
        if answer in {TAKEN, CUT}:
            content = envelope.content
            assert isinstance(content, bytes)
            parsed = message_from_bytes(content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.raw.append(content)
            self.came.append(parsed)
            self.recipients += envelope.rcpt_tos
            self._taken[id(session)] += 1
        return _cut(server) if answer == CUT else answer

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object
    ) -> AuthResult:
        """Whether somebody who signs in is we."""
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, self.password), handled=False)

    def office(self, **fields: Any) -> PostOffice:  # noqa: ANN401 - whatever the office has
        """The post office that leads here."""
        told = {"host": "127.0.0.1", "port": self.port, "tls": "none", "address": FROM}
        return PostOffice(
            **{**told, "name": "Havstuna", "public_url": URL, "patience_s": 5, **fields}
        )


def _cut(server: SMTP) -> str:
    """Break the line off without an answer."""
    assert isinstance(server.transport, Transport)
    server.transport.abort()
    return "451 nobody hears this"


@contextmanager
def postman(
    *, context: ssl.SSLContext | None = None, is_tls: bool = False, password: str = ""
) -> Generator[Postman]:
    """Run the server: with a context it offers STARTTLS, or speaks nothing but TLS.

    With a password it takes letters from USER alone.
    """
    made = Postman(port=free_port(), password=password)
    given: dict[str, Any] = {"hostname": "127.0.0.1", "port": made.port}
    if context is not None:
        given |= {"ssl_context": context} if is_tls else {"tls_context": context}
    if password:
        given |= {
            # The library takes a line that was TLS from its beginning for one in the clear.
            "auth_required": not is_tls,
            "auth_require_tls": not is_tls,
            "authenticator": made.authenticate,
        }
    controller = Controller(made, **given)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server on the loopback, and the file of the certificate to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the test")])
    now = datetime.now(UTC)
    there = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(there, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, secret = folder / "certificate.pem", folder / "key.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(trusted, secret)
    return context, trusted
