"""Decisions about the keys of organisations."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from events.fact import Decided
from events.key import LONGEST, Key, KeyOpened, KeyRevoked, evolve, open_key, revoke_key
from events.refusal import Refused
from reference.roles import Scope

ID = UUID(int=1)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def opened(
    name: str = "Vaktsystemet",
    scopes: Collection[Scope] = frozenset({Scope.REPORT}),
    lasts: timedelta = timedelta(days=90),
    active: int = 0,
) -> Decided:
    return open_key(
        ID,
        organisation="vakt",
        name=name,
        scopes=scopes,
        expires_at=NOON + lasts,
        at=NOON,
        active=active,
    )


def test_a_key_is_opened_with_its_scopes_in_their_order() -> None:
    scopes = {Scope.PICTURE, Scope.REPORT}
    assert opened(" Vaktsystemet ", scopes) == Decided(
        ID,
        1,
        KeyOpened(
            organisation="vakt",
            name="Vaktsystemet",
            scopes=(Scope.REPORT, Scope.PICTURE),
            expires_at=NOON + timedelta(days=90),
        ),
    )


def test_a_key_needs_a_name_and_something_that_it_is_for() -> None:
    with pytest.raises(Refused, match="a name"):
        opened(" ")
    with pytest.raises(Refused, match="at most 80 characters"):
        opened("x" * 81)
    with pytest.raises(Refused, match="at least one thing"):
        opened(scopes=[])


def test_a_key_ends_after_it_begins_and_within_a_year() -> None:
    assert opened(lasts=LONGEST).version == 1
    with pytest.raises(Refused, match="before it begins"):
        opened(lasts=timedelta())
    with pytest.raises(Refused, match="at most a year"):
        opened(lasts=LONGEST + timedelta(seconds=1))


def test_two_keys_of_a_name_are_active_while_they_change_places() -> None:
    assert opened(active=1).version == 1
    with pytest.raises(Refused, match="two active keys"):
        opened(active=2)


def test_a_key_is_revoked_once() -> None:
    fact = opened().fact
    assert isinstance(fact, KeyOpened)
    key = evolve(None, ID, 1, fact)
    assert key == Key(
        id=ID,
        version=1,
        organisation="vakt",
        name="Vaktsystemet",
        scopes=frozenset({Scope.REPORT}),
        expires_at=NOON + timedelta(days=90),
    )
    decided = revoke_key(key)
    assert decided == Decided(ID, 2, KeyRevoked())
    assert revoke_key(evolve(key, ID, 2, KeyRevoked())) is None
