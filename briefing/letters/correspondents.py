"""Who gets letters: people whose account is open, with their address and their language."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from accounts import directory
from accounts.directory import Listed
from accounts.opening import Accounts
from accounts.permissions import Action, Actor, Thing, may
from accounts.wishes import USUAL, Wish, wishes
from projections import roster
from projections.known import Known
from projections.roster import Person
from reference.language import Translator, translator


class Correspondent(NamedTuple):
    """Somebody to write to."""

    person: Person
    listed: Listed
    wish: Wish

    @property
    def t(self) -> Translator:
        """What says messages in the language that they wish for."""
        return translator(self.wish.language)

    def may_read_picture(self, known: Known, at: datetime) -> bool:
        """Whether the roles that they have now show them the picture."""
        actor = Actor(
            name=str(self.person.account),
            municipality=known.municipality,
            organisation=self.person.organisation,
            holds=self.person.roles,
            at=at,
        )
        return may(actor, Action.PICTURE_READ, Thing(municipality=known.municipality)).allowed


def correspondents(known: Known, accounts: Accounts) -> list[Correspondent]:
    """Everybody who has a role now and stands in the directory, by organisation."""
    people = [one for one in roster.people(known.connection, known.municipality) if one.roles]
    return list(_listed(accounts, people))


def _listed(accounts: Accounts, people: list[Person]) -> Iterable[Correspondent]:
    ids = [one.account for one in people]
    names, wished = directory.listed(accounts, ids), wishes(accounts, ids)
    for one in people:
        if one.account in names:
            yield Correspondent(one, names[one.account], wished.get(one.account, USUAL))
