"""Who and what there is in the two municipalities of tests/web/two_towns.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.opening import Accounts
from projections.record import Registry
from reference.roles import Role, Share
from tests.web.marks import Mark
from tests.web.town import Clock

HERE, THERE = "9947", "9948"
"""The municipality whose people ask, and the one beside it."""
OWN, OTHER, EMPTY, ONLY_THERE = "skola", "vakt", "bostad", "bortre"
"""Organisations: both towns have the first three, and the other town one more."""
CAST: Mapping[str, Mapping[str, tuple[Role, ...]]] = {
    OWN: {role.value: (role,) for role in Role}
    | {
        "half": (Role.ANALYST,),
        "colleague": (Role.REPORTER,),
        "victim": (Role.REPORTER,),
        "trusted victim": (Role.ANALYST,),
        "keeper": (Role.ANALYST,),
        "guest": (Role.REPORTER,),
    },
    OTHER: {
        "reporter": (Role.REPORTER,),
        "colleague": (Role.REPORTER,),
        "victim": (Role.REPORTER,),
        "keeper": (Role.REPORTER,),
        "guest": (Role.REPORTER,),
    },
}
"""Who there is in each town. Victims are done all sorts of things to, keepers nothing."""


@dataclass
class Told:
    """A report as it stands; only what it is about here."""

    report: UUID
    municipality: str
    organisation: str
    by: UUID
    share: Share
    shared_with: frozenset[str]
    quarantined: bool
    fresh: bool = True


class Player(NamedTuple):
    """Somebody of the cast; `passkey` is the address of theirs, empty where they have none."""

    account: UUID
    municipality: str
    organisation: str
    roles: frozenset[Role]
    token: str
    session: UUID
    passkey: str = ""


class Program(NamedTuple):
    """A key with its secret."""

    key: UUID
    municipality: str
    organisation: str
    secret: str


@dataclass
class Town:
    """One municipality with its door, and everything in it."""

    app: FastAPI
    clock: Clock
    client: TestClient
    people: dict[tuple[str, str], Player] = field(default_factory=dict[tuple[str, str], Player])
    programs: dict[tuple[str, str], Program] = field(default_factory=dict[tuple[str, str], Program])
    reports: list[Told] = field(default_factory=list[Told])
    changed: list[Told] = field(default_factory=list[Told])
    invitations: dict[str, str] = field(default_factory=dict[str, str])
    unsafe: list[UUID] = field(default_factory=list[UUID])
    quoted: list[Told] = field(default_factory=list[Told])

    @property
    def registry(self) -> Registry:
        """The record."""
        registry: Registry = self.app.state.house.registry
        return registry

    @property
    def accounts(self) -> Accounts:
        """The store of people."""
        accounts: Accounts = self.app.state.house.accounts
        return accounts

    @property
    def code(self) -> str:
        """The municipality's."""
        return self.registry.log.municipality


LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass
class World:
    """Both towns, and what each mark stands for."""

    towns: dict[str, Town]
    marks: dict[str, Mark] = field(default_factory=dict[str, Mark])

    def mark(self, borne_by: Mark, what: str = "") -> str:
        """A word that nothing else says."""
        digest = sha256(repr((borne_by, what)).encode()).hexdigest()[:16]
        # Letters alone: a number in a text is looked at as one that may point out a person.
        word = f"kanin{digest.translate(LETTERS)}"
        self.marks[word] = borne_by
        return word

    def marks_of(self, kind: str, of: UUID) -> set[str]:
        """The marks of a kind that one report, person or key bears."""
        return {word for word, mark in self.marks.items() if (mark.kind, mark.of) == (kind, of)}
