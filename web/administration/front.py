"""The front of the administration: what there is to look after, how it stands, what waits."""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Response

from accounts import listing
from accounts.permissions import Action
from accounts.standing import standing
from projections import roster
from projections.ground import AREAS
from projections.known import Known
from projections.roster import ApiKey, Person
from reference.areas import Areas
from reference.language import message, short_date
from reference.roles import Role, Scope
from reference.weeks import ZONE
from web.administration.categories import CATEGORIES
from web.administration.clock import CLOCK
from web.administration.ground import KINDS
from web.administration.keys import SOON
from web.administration.office import FRONT, KEYS, ORGANISATIONS, PEOPLE, AtOffice, Office
from web.administration.organisations import named
from web.administration.people import can_sign_in, sees
from web.asking import requires
from web.due import in_words
from web.who import name_of

PATIENCE = timedelta(days=7)
"""How long after an invitation it is worth asking whether it arrived."""

MOST = 20
"""Things that wait and are listed; the rest show when these are done."""

ENDS = message("The key %(name)s of %(organisation)s ends on %(day)s.")
ENDED = message("The key %(name)s of %(organisation)s ended on %(day)s.")

REPORTING = frozenset({Role.REPORTER, Role.COORDINATOR})

router = APIRouter(include_in_schema=False)


class Part(NamedTuple):
    """Something to look after, and how it stands in one line."""

    address: str
    name: str
    stands: str


class Waiting(NamedTuple):
    """Something that waits for somebody, and where it is done."""

    said: str
    way: str
    address: str


class Held(NamedTuple):
    """Who and what there is, as far as the asker may see it."""

    people: list[Person]
    keys: list[ApiKey]


@router.get(FRONT[0], dependencies=[requires(Action.ADMINISTRATION_SEE)])
def show_front(office: AtOffice) -> Response:
    """Every part that this asker may see, and what waits."""
    with office.known() as view:
        held = Held(
            people=[
                one
                for one in roster.people(view.connection, view.municipality)
                if sees(office, Action.PEOPLE_READ, one.organisation, one.roles)
            ],
            keys=roster.keys(view.connection, view.municipality)
            if office.asker.can(Action.KEYS_READ)
            else [],
        )
        waiting = [
            *_uninvited(office, view, held),
            *_not_come(office, held),
            *_ending(office, view, held),
        ]
        return office.page("front.html", parts=_parts(office, view, held), waiting=waiting[:MOST])


def _parts(office: Office, view: Known, held: Held) -> list[Part]:
    t, ground, can = office.t, view.ground, office.asker.can
    parts: list[Part] = []
    if can(Action.ORGANISATIONS_MANAGE):
        n = len(ground.organisations)
        weekly = sum(one.weekly for one in ground.organisations.values())
        stands = t.many("%(n)s organisation", "%(n)s organisations", n)
        expected = t.many("%(n)s is to report every week", "%(n)s are to report every week", weekly)
        parts.append(Part(ORGANISATIONS[0], t(ORGANISATIONS[1]), f"{stands}, {expected}"))
    if can(Action.PEOPLE_READ):
        n = len(held.people)
        name = t(PEOPLE[1]) if office.sees_all(Action.PEOPLE_READ) else t("Reporters")
        stands = t.many("%(n)s person has an account", "%(n)s people have accounts", n)
        parts.append(Part(PEOPLE[0], name, stands))
    if can(Action.KEYS_READ):
        active = [one for one in held.keys if one.expires_at > office.at]
        soon = sum(one.expires_at <= office.at + SOON for one in active)
        stands = t.many("%(n)s key", "%(n)s keys", len(active))
        if soon:
            ends = t.many("%(n)s ends within 30 days", "%(n)s end within 30 days", soon)
            stands = f"{stands}, {ends}"
        parts.append(Part(KEYS[0], t(KEYS[1]), stands))
    return [*parts, *_ground(office, view), *_watching(office)]


def _ground(office: Office, view: Known) -> list[Part]:
    """What reports are told in."""
    if not office.asker.can(Action.GROUND_MANAGE):
        return []
    t, ground = office.t, view.ground
    parts: list[Part] = []
    for word, kind in KINDS.items():
        edition = ground.areas if word == AREAS else ground.places
        stands = t("None have been adopted yet")
        if isinstance(edition, Areas):
            n = len(edition.areas)
            stands = _edition(office, edition.edition, t.many("%(n)s area", "%(n)s areas", n))
        elif edition is not None:
            n = len(edition.places)
            stands = _edition(office, edition.edition, t.many("%(n)s place", "%(n)s places", n))
        parts.append(Part(kind.address, t(kind.name), stands))
    kinds = ground.taxonomy
    own = sum(bool(one.parent) and not one.retired for one in kinds.categories.values())
    owned = t.many("%(n)s of your own", "%(n)s of your own", own) if own else t("none of your own")
    return [
        *parts,
        Part(CATEGORIES[0], t(CATEGORIES[1]), _edition(office, kinds.edition, owned)),
        Part(CLOCK[0], t(CLOCK[1]), " ".join(in_words(ground.clock, t))),
    ]


def _edition(office: Office, edition: str, holds: str) -> str:
    return office.t("Edition %(edition)s, %(holds)s", edition=edition, holds=holds)


def _watching(office: Office) -> list[Part]:
    """Who reads what."""
    t = office.t
    if office.asker.can(Action.ACCESS_LOG_READ):
        return [Part("/access-log", t("Access log"), t("Who read what, and who was turned away"))]
    if office.asker.can(Action.ACCESS_LOG_SUMMARY):
        said = t("How often the organisation's texts are read, and in which roles")
        return [Part("/access-log", t("Who reads the texts"), said)]
    return []


def _uninvited(office: Office, view: Known, held: Held) -> list[Waiting]:
    """Organisations that are waited for and in which nobody, and no program, can report."""
    if not office.asker.can(Action.ORGANISATIONS_MANAGE):
        return []
    t = office.t
    reporting = {one.organisation for one in held.people if one.roles & REPORTING} | {
        key.organisation
        for key in held.keys
        if Scope.REPORT in key.scopes and key.expires_at > office.at
    }
    silent = [
        one
        for one in view.ground.organisations.values()
        if one.weekly and one.code not in reporting
    ]
    return [
        Waiting(
            t("%(name)s is to report every week, but nobody there can.", name=named(one, t)),
            t("Invite a person"),
            f"{PEOPLE[0]}/invite?organisation={quote(one.code)}",
        )
        for one in sorted(silent, key=lambda one: named(one, t).casefold())
    ]


def _not_come(office: Office, held: Held) -> list[Waiting]:
    """Those who were invited a while ago and have not been here."""
    if not office.asker.can(Action.PEOPLE_INVITE):
        return []
    t = office.t
    accounts = [one.account for one in held.people]
    stand = standing(office.accounts, accounts)
    invited = listing.invited(office.accounts)
    listed = listing.everybody(office.accounts)
    late = [
        invited[account]
        for account in accounts
        if not can_sign_in(stand[account])
        and account in invited
        and invited[account].made_at <= office.at - PATIENCE
    ]
    return [
        Waiting(
            t(
                "%(name)s was invited on %(day)s and has not been here.",
                name=name_of(listed, one.account, t),
                day=_day(one.made_at, t.language),
            ),
            t("Make a new link"),
            f"{PEOPLE[0]}/{one.account}",
        )
        for one in sorted(late, key=lambda one: one.made_at)
    ]


def _ending(office: Office, view: Known, held: Held) -> list[Waiting]:
    """Keys that end soon, or have ended and were not replaced."""
    t = office.t
    lasting = {
        (one.organisation, one.name) for one in held.keys if one.expires_at > office.at + SOON
    }
    return [
        Waiting(
            t(
                ENDED if one.expires_at <= office.at else ENDS,
                name=one.name,
                organisation=named(view.ground.organisations[one.organisation], t),
                day=_day(one.expires_at, t.language),
            ),
            t("To the key"),
            f"{KEYS[0]}/{one.key}",
        )
        for one in sorted(held.keys, key=lambda one: one.expires_at)
        if one.expires_at <= office.at + SOON and (one.organisation, one.name) not in lasting
    ]


def _day(moment: datetime, language: str) -> str:
    return short_date(moment.astimezone(ZONE).date(), language)
