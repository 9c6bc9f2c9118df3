"""Handing letters over to a mail server: many over one connection, each at most once.

What stops one letter does not stop the others. Nothing here repeats an address or a word of the
server's, which may hold one: it says how many, whose by their ids, and what was in the way.
"""

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from accounts.letter import Letter, Unwritable, address_of, as_message
from accounts.opening import Accounts
from accounts.sent import claim, mark, put_off, standing
from reference.language import translator

PATIENCE_S = 30.0
"""How long the server may take to answer a step."""

_OK = frozenset({250, 251})
_GO_ON = 354
_SIGNED_IN = 235
_PERMANENT = 500
_LINE_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class PostOffice:
    """The server that takes our mail, and what it is sent as.

    `tls` is "starttls", "tls" or "none"; `address` is the sender's, `name` the municipality's.
    `public_url` is where people reach the service.
    """

    host: str
    port: int
    tls: str
    address: str
    name: str
    public_url: str
    user: str = ""
    password: str = field(default="", repr=False)
    patience_s: float = PATIENCE_S


class Trouble(StrEnum):
    """Why no letter could be handed over at all."""

    UNREACHABLE = "unreachable"
    TLS = "tls"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    BROKE_OFF = "broke-off"


@dataclass(kw_only=True)
class Delivery:
    """What became of letters; accounts by id. `later` are tried again, by this or another run.

    `unknown` may have arrived or not, and are not sent again. `trouble` says why it ended early.
    """

    sent: list[UUID] = field(default_factory=list[UUID])
    refused: list[UUID] = field(default_factory=list[UUID])
    unknown: list[UUID] = field(default_factory=list[UUID])
    before: int = 0
    later: int = 0
    trouble: Trouble | None = None


class _Stopped(Exception):
    """The connection is gone, or there is no use in one."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class _Verdict(StrEnum):
    """What became of one letter. CUT was surely not taken and UNKNOWN may have been: gone both."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    CUT = "cut"
    UNKNOWN = "unknown"


def deliver(
    accounts: Accounts,
    office: PostOffice,
    letters: Sequence[Letter],
    *,
    at: datetime,
    is_over: Callable[[], bool] = lambda: False,
) -> Delivery:
    """Hand over those of the letters that are to be sent at `at`; ends early when `is_over`."""
    found = standing(accounts, letters, at=at)
    done = Delivery(before=found.before, later=found.later, unknown=[*found.unknown])
    waiting, lost = [*found.due], len(done.unknown)
    while waiting and not is_over():
        heard = len(done.sent) + len(done.refused)
        try:
            with _connected(office) as server:
                while waiting and not is_over():
                    _send_one(accounts, office, server, waiting, done, at)
        except _Stopped as stopped:
            # Some servers take so many letters a connection. One that breaks off within a letter,
            # or before the first, would cost us the others too.
            is_full = len(done.sent) + len(done.refused) > heard and len(done.unknown) == lost
            if stopped.trouble is not Trouble.BROKE_OFF or not is_full:
                done.trouble = stopped.trouble
                put_off(accounts, waiting, at=at)
                break
    done.later += len(waiting)
    return done


def _send_one(
    accounts: Accounts,
    office: PostOffice,
    server: smtplib.SMTP,
    waiting: list[Letter],
    done: Delivery,
    at: datetime,
) -> None:
    """Hand over the first letter that waits. Raises _Stopped, or OSError between two letters."""
    letter = waiting[0]
    try:
        recipient, content = _message(accounts, office, letter, at)
    except Unwritable:
        put_off(accounts, [waiting.pop(0)], at=at, refused=True)
        done.refused.append(letter.account)
        return
    _begin(server, office.address)
    del waiting[0]
    if not claim(accounts, letter, at=at):
        done.later += 1
        server.rset()
        return
    verdict = _hand_over(server, recipient, content)
    match verdict:
        case _Verdict.TAKEN:
            mark(accounts, letter, at=at)
            done.sent.append(letter.account)
            return
        case _Verdict.REFUSED:
            put_off(accounts, [letter], at=at, refused=True)
            done.refused.append(letter.account)
        case _Verdict.LATER | _Verdict.CUT:
            put_off(accounts, [letter], at=at)
            done.later += 1
        case _Verdict.UNKNOWN:
            done.unknown.append(letter.account)
    if verdict in {_Verdict.CUT, _Verdict.UNKNOWN}:
        raise _Stopped(Trouble.BROKE_OFF)
    server.rset()


def _message(
    accounts: Accounts, office: PostOffice, letter: Letter, at: datetime
) -> tuple[str, bytes]:
    """Address and content of a letter. The same letter has the same Message-ID at every try."""
    t = translator(letter.language)
    named = f"mail|{letter.account}|{letter.kind}|{letter.about}"
    message = as_message(
        letter,
        sender=office.address,
        sender_name=t("%(municipality)s situation picture", municipality=office.name),
        message_id=accounts.vault.name_of(named)[:32],
        at=at,
    )
    return address_of(letter.email).addr_spec, message.as_bytes()


def _begin(server: smtplib.SMTP, sender: str) -> None:
    """Begin a letter. Raises _Stopped when the server takes none from us."""
    code, _ = server.mail(sender)
    if code not in _OK:
        raise _Stopped(Trouble.SENDER if code >= _PERMANENT else Trouble.BROKE_OFF)


def _hand_over(server: smtplib.SMTP, recipient: str, content: bytes) -> _Verdict:
    """Give one letter that was begun to the server."""
    try:
        code, _ = server.rcpt(recipient)
        if code in _OK:
            code, _ = server.docmd("DATA")
    except OSError:
        return _Verdict.CUT
    if code == _GO_ON:
        try:
            server.send(_LINE_WITH_DOT.sub(b"..", content) + b".\r\n")
            code, _ = server.getreply()
        except OSError:
            return _Verdict.UNKNOWN
    if code in _OK:
        return _Verdict.TAKEN
    return _Verdict.REFUSED if code >= _PERMANENT else _Verdict.LATER


@contextmanager
def _connected(office: PostOffice) -> Generator[smtplib.SMTP]:
    """A line to the server, in TLS and signed in as set. Raises _Stopped, also from within."""
    server = _opened(office)
    try:
        yield server
    except OSError:  # what the library raises is of this kind too
        raise _Stopped(Trouble.BROKE_OFF) from None
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def _opened(office: PostOffice) -> smtplib.SMTP:
    """A line that is ready for letters. Raises _Stopped."""
    context = ssl.create_default_context()
    try:
        server = _dialled(office, context)
    except ssl.SSLError:
        raise _Stopped(Trouble.TLS) from None
    except OSError:
        raise _Stopped(Trouble.UNREACHABLE) from None
    try:
        _introduce(server, office, context)
    except BaseException:
        server.close()
        raise
    return server


def _dialled(office: PostOffice, context: ssl.SSLContext) -> smtplib.SMTP:
    host, port, patience_s = office.host, office.port, office.patience_s
    here = urlsplit(office.public_url).hostname or "localhost"
    if office.tls == "tls":
        return smtplib.SMTP_SSL(host, port, here, timeout=patience_s, context=context)
    return smtplib.SMTP(host, port, here, timeout=patience_s)


def _introduce(server: smtplib.SMTP, office: PostOffice, context: ssl.SSLContext) -> None:
    """Change over to TLS and sign in, as set, or say nothing more. Raises _Stopped."""
    step = Trouble.UNREACHABLE
    try:
        if office.tls == "starttls":
            step = Trouble.TLS
            server.starttls(context=context)
        step = Trouble.UNREACHABLE
        server.ehlo_or_helo_if_needed()
        if office.user:
            step = Trouble.SIGN_IN
            _sign_in(server, office)
    except (ssl.SSLError, smtplib.SMTPException) as error:
        gone = isinstance(error, smtplib.SMTPServerDisconnected)
        raise _Stopped(Trouble.UNREACHABLE if gone else step) from None
    except OSError:
        raise _Stopped(Trouble.UNREACHABLE) from None


def _sign_in(server: smtplib.SMTP, office: PostOffice) -> None:
    if office.user.isascii() and office.password.isascii():
        server.login(office.user, office.password)
        return
    # The library's own way knows ASCII alone.
    told = b64encode(f"\0{office.user}\0{office.password}".encode()).decode()
    code, _ = server.docmd("AUTH", f"PLAIN {told}")
    if code != _SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, b"")
