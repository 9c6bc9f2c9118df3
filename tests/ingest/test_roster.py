"""The doors for accounts and keys: each no is a sentence, and two at once cannot cross."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from events.database import reading
from events.refusal import Refused
from ingest import roster as doors
from projections import roster
from projections.record import Registry
from reference.roles import Role, Scope
from tests.hamlet import MUNICIPALITY, NOW, sent


def open_key(registry: Registry, name: str = "program", days: int = 30) -> UUID:
    return doors.open_key(
        registry,
        organisation="vakt",
        name=name,
        scopes=(Scope.REPORT,),
        expires_at=NOW + timedelta(days=days),
        actor="command",
        at=NOW,
    )


def test_an_account_is_of_an_organisation_that_takes_part(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="no organisation"):
        doors.open_account(on_sqlite, "okänd", (Role.REPORTER,), actor="command", at=NOW)
    with pytest.raises(Refused, match="no organisation"):
        doors.open_key(
            on_sqlite,
            organisation="okänd",
            name="program",
            scopes=(Scope.REPORT,),
            expires_at=NOW + timedelta(days=1),
            actor="command",
            at=NOW,
        )


def test_what_is_no_account_and_no_key_cannot_be_changed(on_sqlite: Registry) -> None:
    report = sent(on_sqlite, 1)
    for stranger in (uuid4(), report, open_key(on_sqlite)):
        with pytest.raises(Refused, match="no such account"):
            doors.grant(on_sqlite, stranger, Role.REPORTER, actor="command", at=NOW)
        with pytest.raises(Refused, match="no such account"):
            doors.close_account(on_sqlite, stranger, actor="command", at=NOW)
    for stranger in (uuid4(), report):
        with pytest.raises(Refused, match="no such key"):
            doors.revoke_key(on_sqlite, stranger, actor="command", at=NOW)


def test_the_actor_is_who_may_not_change_their_own(on_sqlite: Registry) -> None:
    chief = doors.open_account(on_sqlite, "skola", (Role.ADMINISTRATOR,), actor="command", at=NOW)
    with pytest.raises(Refused, match="their own"):
        doors.grant(on_sqlite, chief, Role.REPORTER, actor=str(chief), at=NOW)
    with pytest.raises(Refused, match="their own"):
        doors.close_account(on_sqlite, chief, actor=str(chief), at=NOW)
    other = doors.open_account(on_sqlite, "skola", (Role.REPORTER,), actor=str(chief), at=NOW)
    entry = doors.grant(on_sqlite, other, Role.COORDINATOR, actor=str(chief), at=NOW)
    assert entry is not None
    assert entry.actor == str(chief)


def test_what_is_so_already_is_not_recorded_again(on_sqlite: Registry) -> None:
    one = doors.open_account(on_sqlite, "skola", (Role.REPORTER,), actor="command", at=NOW)
    key = open_key(on_sqlite)
    assert doors.grant(on_sqlite, one, Role.REPORTER, actor="command", at=NOW) is None
    assert doors.revoke(on_sqlite, one, Role.ANALYST, actor="command", at=NOW) is None
    assert doors.close_account(on_sqlite, one, actor="command", at=NOW) is not None
    assert doors.close_account(on_sqlite, one, actor="command", at=NOW) is None
    assert doors.revoke_key(on_sqlite, key, actor="command", at=NOW) is not None
    assert doors.revoke_key(on_sqlite, key, actor="command", at=NOW) is None


def test_a_third_key_of_a_name_waits_until_one_is_revoked_or_has_ended(registry: Registry) -> None:
    first = open_key(registry)
    open_key(registry)
    open_key(registry, name="another")
    with pytest.raises(Refused, match="two active keys"):
        open_key(registry, name=" program ")
    doors.revoke_key(registry, first, actor="command", at=NOW)
    open_key(registry, days=1)
    with pytest.raises(Refused, match="two active keys"):
        open_key(registry)
    doors.open_key(
        registry,
        organisation="vakt",
        name="program",
        scopes=(Scope.READ,),
        expires_at=NOW + timedelta(days=40),
        actor="command",
        at=NOW + timedelta(days=1),
    )


def test_keys_that_are_asked_for_at_once_are_two_at_most(registry: Registry) -> None:
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(open_key(registry))
        except Refused as problem:
            answers.append(problem)

    at_once(ask, 6)
    assert sum(isinstance(answer, UUID) for answer in answers) == 2
    assert sum(isinstance(answer, Refused) for answer in answers) == 4


def test_roles_that_are_held_apart_stay_apart_when_granted_at_once(registry: Registry) -> None:
    one = doors.open_account(registry, "skola", (Role.REPORTER,), actor="command", at=NOW)
    roles = [Role.ADMINISTRATOR, Role.ANALYST] * 3
    refused: list[Refused] = []

    def ask() -> None:
        try:
            doors.grant(registry, one, roles.pop(), actor="command", at=NOW)
        except Refused as problem:
            refused.append(problem)

    at_once(ask, 6)
    assert len(refused) == 3
    with reading(registry.log.engine) as connection:
        found = roster.person(connection, MUNICIPALITY, one)
    assert found is not None
    assert len(found.roles) == 2


def at_once(ask: Callable[[], None], times: int) -> None:
    threads = [threading.Thread(target=ask) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
