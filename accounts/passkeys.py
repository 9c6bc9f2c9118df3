"""Passkeys (WebAuthn): keys that stay in a person's device, which asks who holds it each time.

The library checks signatures and structure. Each thing that can be wrong is looked at here first,
so that the reason of a no does not hang on the library's sentences.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorData,
    AuthenticatorSelectionCriteria,
    ClientDataType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.opening import Accounts
from accounts.proof import NotProven
from accounts.tables import passkey
from events.database import reading, writing

CHALLENGE_BYTES = 32
TIMEOUT_MS = 5 * 60 * 1000  # to find the telephone and unlock it
LONGEST_ANSWER = 64 * 1024  # characters; a long one is some 4,000

T = TypeVar("T")


class Relying(NamedTuple):
    """The service as authenticators know it: its domain, its name, and its origins with scheme."""

    id: str
    name: str
    origins: tuple[str, ...]


class Passkey(NamedTuple):
    """One passkey of an account; `name` is what its owner calls it."""

    credential: bytes
    name: str
    added_at: datetime
    used_at: datetime | None


def registration_options(
    accounts: Accounts, relying: Relying, account: UUID, name: str, email: str
) -> tuple[str, bytes]:
    """What the browser is to make a passkey with, as JSON, and the challenge to hold until then."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_registration_options(
        rp_id=relying.id,
        rp_name=relying.name,
        user_id=account.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one.credential)
            for one in passkeys_of(accounts, account)
        ],
    )
    return options_to_json(options), challenge


def register(
    accounts: Accounts,
    relying: Relying,
    account: UUID,
    challenge: bytes,
    answer: str,
    *,
    name: str,
    at: datetime,
) -> Passkey:
    """Take the passkey that the browser made. `answer` is its PublicKeyCredential as JSON.

    Raises NotProven: "unreadable", "challenge", "origin", "rp", "verification", "signature", or
    "taken" when the passkey is there already, for whichever account.
    """
    credential = _read(lambda: parse_registration_credential_json(_short(answer)))
    response = credential.response
    _check_client(relying, challenge, response.client_data_json, ClientDataType.WEBAUTHN_CREATE)
    attested = _read(lambda: parse_attestation_object(response.attestation_object))
    _check_authenticator(relying, attested.auth_data)
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying.id,
            expected_origin=list(relying.origins),
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a strange key ends in any of a dozen errors
        raise NotProven("signature") from None
    if verified.credential_id != credential.raw_id:
        raise NotProven("unreadable")
    with writing(accounts.engine) as connection:
        added = connection.execute(
            accounts.insert(passkey)
            .values(
                municipality=accounts.municipality,
                credential=verified.credential_id,
                account=account,
                public_key=verified.credential_public_key,
                counter=verified.sign_count,
                name=name,
                added_at=at,
                used_at=None,
            )
            .on_conflict_do_nothing()
            .returning(passkey.c.credential)
        ).first()
    if added is None:
        raise NotProven("taken")
    return Passkey(verified.credential_id, name, at, None)


def sign_in_options(relying: Relying) -> tuple[str, bytes]:
    """What the browser is to ask for any passkey with, as JSON, and the challenge to hold."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_authentication_options(
        rp_id=relying.id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options), challenge


def sign_in(
    accounts: Accounts, relying: Relying, challenge: bytes, answer: str, *, at: datetime
) -> UUID:
    """The account whose passkey answered. `answer` is the browser's PublicKeyCredential as JSON.

    Raises NotProven: "unreadable", "challenge", "origin", "rp", "verification",
    "unknown-credential" (also when the device names another account), "signature", or "counter"
    when the passkey was used since it gave this answer, by itself or by a copy.
    """
    credential = _read(lambda: parse_authentication_credential_json(_short(answer)))
    response = credential.response
    _check_client(relying, challenge, response.client_data_json, ClientDataType.WEBAUTHN_GET)
    told = _read(lambda: parse_authenticator_data(response.authenticator_data))
    _check_authenticator(relying, told)
    kept = _kept(accounts, credential)
    if told.sign_count <= kept.counter and (told.sign_count or kept.counter):
        raise NotProven("counter")
    try:
        verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying.id,
            expected_origin=list(relying.origins),
            credential_public_key=kept.public_key,
            credential_current_sign_count=kept.counter,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a strange answer ends in any of a dozen errors
        raise NotProven("signature") from None
    _count(accounts, credential.raw_id, told.sign_count, at)
    return kept.account


def passkeys_of(accounts: Accounts, account: UUID) -> list[Passkey]:
    """The passkeys of `account`, the oldest first."""
    columns = (passkey.c.credential, passkey.c.name, passkey.c.added_at, passkey.c.used_at)
    with reading(accounts.engine) as connection:
        rows = connection.execute(
            select(*columns)
            .where(_here(accounts), passkey.c.account == account)
            .order_by(passkey.c.added_at, passkey.c.credential)
        )
        return [Passkey(*row) for row in rows]


def remove(accounts: Accounts, account: UUID, credential: bytes) -> bool:
    """Delete a passkey of `account`; False when it has none such."""
    with writing(accounts.engine) as connection:
        gone = connection.execute(
            delete(passkey).where(
                _here(accounts), passkey.c.account == account, passkey.c.credential == credential
            )
        )
    return gone.rowcount == 1


class _Kept(NamedTuple):
    account: UUID
    public_key: bytes
    counter: int


def _kept(accounts: Accounts, credential: AuthenticationCredential) -> _Kept:
    """What is stored of the passkey, when the device says that it is of the same account."""
    with reading(accounts.engine) as connection:
        row = connection.execute(
            select(passkey.c.account, passkey.c.public_key, passkey.c.counter).where(
                _here(accounts), passkey.c.credential == credential.raw_id
            )
        ).first()
    if row is None or credential.response.user_handle != row.account.bytes:
        raise NotProven("unknown-credential")
    return _Kept(*row)


def _count(accounts: Accounts, credential: bytes, counter: int, at: datetime) -> None:
    """Keep the counter of the device, unless the same passkey was used at the same time.

    Many devices do not count and always say 0.
    """
    fits = passkey.c.counter < counter if counter else passkey.c.counter == 0
    with writing(accounts.engine) as connection:
        counted = connection.execute(
            update(passkey)
            .where(_here(accounts), passkey.c.credential == credential, fits)
            .values(counter=counter, used_at=at)
        )
    if counted.rowcount != 1:
        raise NotProven("counter")


def _check_client(relying: Relying, challenge: bytes, client_data: bytes, kind: str) -> None:
    """What the browser says of the page that asked."""
    said = _read(lambda: parse_client_data_json(client_data))
    if said.type != kind:
        raise NotProven("unreadable")
    if not secrets.compare_digest(said.challenge, challenge):
        raise NotProven("challenge")
    if said.origin not in relying.origins or said.cross_origin:
        raise NotProven("origin")


def _check_authenticator(relying: Relying, told: AuthenticatorData) -> None:
    """What the device says of whom it was asked for, and of who held it."""
    if told.rp_id_hash != sha256(relying.id.encode()).digest():
        raise NotProven("rp")
    if not (told.flags.up and told.flags.uv):
        raise NotProven("verification")


def _short(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("the answer is longer than any authenticator's")
    return answer


def _read(parse: Callable[[], T]) -> T:
    try:
        return parse()
    except Exception:  # noqa: BLE001 - what is no answer ends in any of a dozen errors
        raise NotProven("unreadable") from None


def _here(accounts: Accounts) -> ColumnElement[bool]:
    return passkey.c.municipality == accounts.municipality
