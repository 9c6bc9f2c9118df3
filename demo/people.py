"""The people of Havstuna who sign in to the demo, one for each role, all of them invented.

That they take part, and as what, stands in the log from the demo's first day. Names, addresses and
passwords lie in the store of accounts alone; the passwords are made anew for each demo.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from accounts import directory, passwords
from accounts.opening import Accounts
from demo.organisations import HALL
from events.account import open_account
from events.fact import Decided
from reference.dimensions import label
from reference.language import message, translator
from reference.roles import Role

FILE: Final = "accounts.txt"
"""What the demo's passwords are written to, in its data directory, for its owner alone."""

HEADS = (
    message("E-mail"),
    message("Password"),
    message("Role"),
    message("Name"),
    message("Organisation"),
)

_ACCOUNTS = UUID("5a0a4f7e-4d0b-5f0e-8a53-6c1f5f1f9947")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for others."""
_GROUPS, _GROUP = 4, 4


class Person(NamedTuple):
    """Somebody who takes part; `works_as` is the role that reports of hers or his name."""

    name: str
    email: str
    organisation: str
    role: Role
    works_as: str = ""


REPORTER: Final = Person(
    "Leyla Demir", "leyla.demir@havstuna.example", "havstunabo", Role.REPORTER, "trygghetsvärd"
)
COORDINATOR: Final = Person(
    "Johan Ekdal", "johan.ekdal@havstuna.example", "havstunabo", Role.COORDINATOR
)
ANALYST: Final = Person("Sara Nyström", "sara.nystrom@havstuna.example", HALL.code, Role.ANALYST)
PEOPLE: Final[tuple[Person, ...]] = (
    REPORTER,
    COORDINATOR,
    ANALYST,
    Person("Mikael Hallberg", "mikael.hallberg@havstuna.example", "polisen", Role.PARTICIPANT),
    Person("Birgit Lundmark", "birgit.lundmark@havstuna.example", HALL.code, Role.AUDITOR),
    Person("Amir Rezai", "amir.rezai@havstuna.example", HALL.code, Role.ADMINISTRATOR),
    Person("Elena Kovač", "elena.kovac@havstuna.example", HALL.code, Role.ERASURE_OFFICER),
)


class Login(NamedTuple):
    """What somebody signs in to the demo with."""

    person: Person
    password: str


def account_of(seed: int, person: Person) -> UUID:
    """The account of a person: the same in every demo of the same seed."""
    return uuid5(_ACCOUNTS, f"{seed} {person.email}")


def actor_of(seed: int, person: Person) -> str:
    """The person as the log names who does something."""
    return str(account_of(seed, person))


def opened(seed: int) -> list[Decided]:
    """The facts that all of them take part, each in one organisation and one role."""
    return [
        decided
        for person in PEOPLE
        for decided in open_account(account_of(seed, person), person.organisation, [person.role])
    ]


def sends(person: Person, fields: Mapping[str, object]) -> bool:
    """Whether it is the person who sends this report, by the fields of its form."""
    told_by = (fields["organisation"], fields.get("reporter_role"))
    return told_by == (person.organisation, person.works_as)


def move_in(accounts: Accounts, *, seed: int, at: datetime) -> list[Login]:
    """Enter all of them into the directory, each with a password that nobody had before."""
    logins = [Login(person, _password()) for person in PEOPLE]
    for person, password in logins:
        account = account_of(seed, person)
        directory.enter(accounts, account, person.name, person.email)
        passwords.set_password(accounts, account, password, at=at)
    return logins


def write_down(logins: Sequence[Login], data_dir: Path, *, language: str) -> Path:
    """Write the logins to the file that only its owner may read, and say where it is.

    Raises FileExistsError when there is one: it would hold passwords that are in use.
    """
    path = data_dir / FILE
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(said(logins, language=language))
    return path


def said(logins: Sequence[Login], *, language: str) -> str:
    """The logins as lines for a person to read, in "sv" or "en"."""
    t = translator(language)
    rows = [
        (person.email, password, label(person.role, language), person.name, person.organisation)
        for person, password in logins
    ]
    head = tuple(t(word) for word in HEADS)
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join(lines) + "\n"


def _password() -> str:
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)]
    return "-".join(groups)
