"""Whoever is no longer known or trusted is out with the next request: keys, sessions, roles."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from accounts import keys
from accounts.sessions import end_all
from ingest import adopt, roster
from reference.roles import Role, Scope
from tests.web.town import NOW, Town
from web.cookies import SESSION


class Programs:
    """A program with a key of the guards that may read their reports."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.key = roster.open_key(
            town.registry,
            organisation="vakt",
            name="Larmet",
            scopes=[Scope.READ],
            expires_at=town.clock() + timedelta(days=90),
            actor="test",
            at=town.clock(),
        )
        self.secret = keys.make(town.accounts, self.key)

    def ask(self, stated: str | None = None) -> int:
        """What the program is answered that states the key, or something else in its place."""
        said = f"Bearer {self.secret}" if stated is None else stated
        client = self.town.nobody()
        return client.get("/api/1/reports", headers={"authorization": said}).status_code


def test_a_key_is_known_by_its_secret_alone(town: Town) -> None:
    program = Programs(town)
    prefix, _, secret = program.secret.rpartition("_")
    other = keys.make(town.accounts, program.key).rpartition("_")[2]

    assert program.ask() == 200
    assert program.ask(f"bearer  {program.secret}") == 200
    assert program.ask(f"Bearer {prefix}_{other}") == 401
    assert program.ask(f"Bearer est_00000000_{secret}") == 401
    assert program.ask(f"Bearer {program.secret[:-1]}") == 401
    assert program.ask(f"Bearer {program.key}") == 401
    assert program.ask("Bearer ") == 401
    assert program.ask(f"Basic {program.secret}") == 401
    assert program.ask(f"Bearer {town.client.cookies[SESSION]}") == 401


def test_whoever_states_a_key_is_not_known_by_a_cookie_too(town: Town) -> None:
    answer = town.client.get("/api/1/reports", headers={"authorization": "Bearer none"})
    scopes = town.client.get(
        "/api/1/log", headers={"authorization": f"Bearer {Programs(town).secret}"}
    )

    assert (answer.status_code, scopes.status_code) == (401, 403)


def expire(town: Town, _key: UUID) -> None:
    town.clock.forward(days=90)


def revoke(town: Town, key: UUID) -> None:
    roster.revoke_key(town.registry, key, actor="test", at=town.clock())


def forget(town: Town, key: UUID) -> None:
    keys.forget(town.accounts, key)


def close_guards(town: Town, _key: UUID) -> None:
    adopt.close_organisation(town.registry, "vakt", actor="test", at=town.clock())


@pytest.mark.parametrize("end", [expire, revoke, forget, close_guards])
def test_a_key_that_has_ended_opens_nothing(town: Town, end: Callable[[Town, UUID], None]) -> None:
    program = Programs(town)
    before = program.ask()
    end(town, program.key)

    assert (before, program.ask()) == (200, 401)


def test_a_key_works_until_the_moment_in_which_it_ends(town: Town) -> None:
    program = Programs(town)

    town.clock.now = NOW + timedelta(days=90, microseconds=-1)
    before = program.ask()
    town.clock.now = NOW + timedelta(days=90)

    assert (before, program.ask()) == (200, 401)


def close_account(town: Town, account: UUID) -> None:
    roster.close_account(town.registry, account, actor="test", at=town.clock())


def take_the_role(town: Town, account: UUID) -> None:
    roster.revoke(town.registry, account, Role.COORDINATOR, actor="test", at=town.clock())


def close_organisation(town: Town, account: UUID) -> None:
    close_guards(town, account)


def end_sessions(town: Town, account: UUID) -> None:
    end_all(town.accounts, account, at=town.clock())


def leave_alone(town: Town, _account: UUID) -> None:
    town.clock.forward(hours=1)


@pytest.mark.parametrize(
    "end", [close_account, take_the_role, close_organisation, end_sessions, leave_alone]
)
def test_whoever_is_no_longer_trusted_is_out_at_once(
    town: Town, end: Callable[[Town, UUID], None]
) -> None:
    account = town.person("vakt", Role.COORDINATOR)
    guard = town.signed_in(account, Role.COORDINATOR)
    before = guard.get("/reports").status_code
    end(town, account)

    assert (before, guard.get("/reports").status_code) == (200, 303)
    assert guard.get("/api/1/reports").status_code == 401


def test_a_role_that_is_taken_back_is_gone_with_the_next_request(town: Town) -> None:
    account = town.person("vakt", Role.COORDINATOR, Role.ANALYST)
    guard = town.signed_in(account, Role.COORDINATOR, Role.ANALYST)
    report = town.send(text="Klotter.")["report"]
    before = guard.get(f"/reports/{report}").status_code
    roster.revoke(town.registry, account, Role.ANALYST, actor="test", at=town.clock())

    assert (before, guard.get(f"/reports/{report}").status_code) == (200, 404)
    assert guard.get("/weeks/2026-W47/issue").status_code == 403
