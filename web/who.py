"""Who is behind an actor's id, in words. Names are looked up when they are shown, never stored.

Whoever was taken out of the directory is shown by the first figures of the id alone.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from accounts import directory
from accounts.directory import Listed
from accounts.opening import Accounts
from projections.known import Known
from projections.roster import ApiKey, Person, keys, people
from reference.dimensions import label
from reference.language import Translator, message
from reference.roles import Role
from web.asking import KEY_ACTOR

_SOMEBODY: Mapping[str, str] = {
    "command": message("somebody at the command line"),
    "unknown": message("somebody who was not recognised"),
}

_NOBODY = UUID(int=0)


def short(account: UUID) -> str:
    """The first figures of an id, by which two removed people are told apart."""
    return account.hex[:8]


def name_of(listed: Mapping[UUID, Listed], account: UUID, t: Translator) -> str:
    """The person's name, or that the person was removed."""
    found = listed.get(account)
    return found.name if found else t("removed person (%(id)s)", id=short(account))


def roles_in_words(roles: Iterable[Role], t: Translator) -> str:
    """The roles in one line, in the order of the list that they are chosen from."""
    held = frozenset(roles)
    said = [label(role, t.language) for role in Role if role in held]
    return ", ".join([*said[:1], *(within(word) for word in said[1:])])


def within(word: str) -> str:
    """A label as it stands within a sentence: with a small letter, unless it is an EST meeting."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def account_of(actor: str) -> UUID | None:
    """The account that an actor of the log is; None for a program, the command line and so on."""
    try:
        return UUID(actor)
    except ValueError:
        return None


class Crowd(NamedTuple):
    """The people and keys that some actors are, looked up at once."""

    listed: Mapping[UUID, Listed]
    people: Mapping[UUID, Person]
    keys: Mapping[UUID, ApiKey]

    def name(self, actor: str, t: Translator) -> str:
        """Who it is."""
        account = account_of(actor)
        if account is not None:
            return name_of(self.listed, account, t)
        if actor.startswith(KEY_ACTOR):
            key = account_of(actor.removeprefix(KEY_ACTOR))
            held = self.keys.get(key) if key else None
            return t("the key “%(name)s”", name=held.name) if held else t("a key that has ended")
        return t(_SOMEBODY[actor]) if actor in _SOMEBODY else actor

    def listed_name(self, actor: str) -> str | None:
        """The name in the directory; None for whoever is not in it."""
        found = self.listed.get(account_of(actor) or _NOBODY)
        return found.name if found else None

    def roles(self, actor: str) -> frozenset[Role]:
        """What the person holds now; nothing for anybody else."""
        account = account_of(actor)
        person = self.people.get(account) if account else None
        return person.roles if person else frozenset()

    def organisation(self, actor: str) -> str:
        """The code of the organisation that the person or the key is of now; empty for neither."""
        account = account_of(actor.removeprefix(KEY_ACTOR))
        if account is None:
            return ""
        held = self.people.get(account) or self.keys.get(account)
        return held.organisation if held else ""


def crowd(accounts: Accounts, view: Known, actors: Iterable[str]) -> Crowd:
    """Look up everybody who is among `actors`."""
    ids = {account for actor in actors if (account := account_of(actor)) is not None}
    return Crowd(
        listed=directory.listed(accounts, ids),
        people={each.account: each for each in people(view.connection, view.municipality)},
        keys={each.key: each for each in keys(view.connection, view.municipality)},
    )
