"""The doors for accounts and keys: opened, trusted with more or less, closed.

Each decides while nobody else can append, so that two who ask at once cannot cross: no third key
of a name, no two roles together that are to be held apart.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from events import account as accounts
from events import key as api_keys
from events.account import Account, AccountFact
from events.database import reading
from events.fact import Decided, Entry
from events.key import Key, KeyFact
from events.refusal import Refused
from projections import roster
from projections.known import known
from projections.record import Registry, decide_and_record
from reference.roles import Role, Scope


def open_account(
    registry: Registry, organisation: str, roles: Collection[Role], *, actor: str, at: datetime
) -> UUID:
    """Open an account for somebody of an organisation that takes part, and give its id."""
    account = uuid4()

    def decide() -> list[Decided]:
        _check_organisation(registry, organisation)
        return accounts.open_account(account, organisation, roles)

    decide_and_record(registry.log, decide, actor=actor, at=at)
    return account


def grant(
    registry: Registry, account: UUID, role: Role, *, actor: str, at: datetime
) -> Entry | None:
    """Trust a person with one more role; None when they have it."""
    return _change_account(
        registry, account, lambda now: accounts.grant(now, role, by=actor), actor, at
    )


def revoke(
    registry: Registry, account: UUID, role: Role, *, actor: str, at: datetime
) -> Entry | None:
    """Take a role back; None when the person does not have it."""
    return _change_account(
        registry, account, lambda now: accounts.revoke(now, role, by=actor), actor, at
    )


def close_account(registry: Registry, account: UUID, *, actor: str, at: datetime) -> Entry | None:
    """Close an account for good; None when it is closed."""
    return _change_account(registry, account, lambda now: accounts.close(now, by=actor), actor, at)


def open_key(
    registry: Registry,
    *,
    organisation: str,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    actor: str,
    at: datetime,
) -> UUID:
    """Give an organisation that takes part a key for its programs, and give the key's id."""
    key = uuid4()

    def decide() -> list[Decided]:
        _check_organisation(registry, organisation)
        with reading(registry.log.engine) as connection:
            held = roster.keys(connection, registry.log.municipality, organisation)
        active = sum(one.name == name.strip() and one.expires_at > at for one in held)
        return [
            api_keys.open_key(
                key,
                organisation=organisation,
                name=name,
                scopes=scopes,
                expires_at=expires_at,
                at=at,
                active=active,
            )
        ]

    decide_and_record(registry.log, decide, actor=actor, at=at)
    return key


def revoke_key(registry: Registry, key: UUID, *, actor: str, at: datetime) -> Entry | None:
    """End a key for good; None when that is done already."""

    def decide() -> list[Decided]:
        held: Key | None = None
        for entry in _story(registry, key):
            if isinstance(entry.fact, KeyFact):
                held = api_keys.evolve(held, key, entry.version, entry.fact)
        if held is None:
            raise Refused("There is no such key.")
        decided = api_keys.revoke_key(held)
        return [] if decided is None else [decided]

    return _first(decide_and_record(registry.log, decide, actor=actor, at=at))


def _change_account(
    registry: Registry,
    account: UUID,
    change: Callable[[Account], Decided | None],
    actor: str,
    at: datetime,
) -> Entry | None:
    def decide() -> list[Decided]:
        decided = change(_load(registry, account))
        return [] if decided is None else [decided]

    return _first(decide_and_record(registry.log, decide, actor=actor, at=at))


def _load(registry: Registry, account: UUID) -> Account:
    """The account as the log holds it now."""
    held: Account | None = None
    for entry in _story(registry, account):
        if isinstance(entry.fact, AccountFact):
            held = accounts.evolve(held, account, entry.version, entry.fact)
    if held is None:
        raise Refused("There is no such account.")
    return held


def _story(registry: Registry, stream: UUID) -> list[Entry]:
    with reading(registry.log.engine) as connection:
        return registry.log.stream(connection, stream)


def _check_organisation(registry: Registry, code: str) -> None:
    with known(registry.log) as now:
        if code not in now.ground.organisations:
            raise Refused("There is no organisation with the code %(code)s.", code=code)


def _first(entries: Sequence[Entry]) -> Entry | None:
    return entries[0] if entries else None
