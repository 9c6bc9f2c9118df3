"""What is asked of the service: every route by every asker, about one's own things and others'.

The routes are the application's own. A cell that names a thing says whose; one that a new route
names in a way that is not known here fails, so that nobody forgets it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid5

from fastapi import FastAPI
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from accounts.sessions import form_token
from tests.web.cast import EMPTY, HERE, ONLY_THERE, OTHER, OWN, THERE, Player, Told, Town, World
from tests.web.marks import PURPOSE, Mark
from tests.web.reach import Asker, Thing, Whose
from tests.web.two_towns import keep
from web.asking import flat, permission_of

WEEK = "2026-W47"
PERIOD = "2026-11"
NOBODYS = UUID("5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765")
NO_CODE = "finns-inte"
SAFE = frozenset({"GET"})
FAR = frozenset({"analyst", "administrator", "key read"})
"""Who tries the door of the other town with what they have in their own; others are like them."""
LAST = (
    *("/withdrawals", "/issue", "{account:uuid}/close", "{account:uuid}/remove"),
    *("/revoke", "/organisation/close", "/sign-out"),
)
"""What ends something is asked last, in this order."""
RECEIPT = "/my-reports/{reference}"
OPENED = "/inbox/{report:uuid}"
READ = (
    *("/reports/{report}", "/api/1/reports/{report:uuid}", "/reports/{report}/text"),
    *(RECEIPT, OPENED),
)
"""Asked about reports of every kind; all others about those that are there to be changed."""

LISTS = ("/reports", "/api/1/reports")
CHOSEN = {
    "/inbox/sort": "chosen",
    "/inbox/looking": "report",
    "/unsafe-places/reports": "report",
}
"""Forms that name reports in a field."""

LOOKING = "/api/1/reports/similar"
"""Asks for reports by a place and a time, and names none."""

NAMING: Mapping[str, str] = {"links": "same_as", "partings": "other"}
"""Changes that name another report, and the field that does."""

CHANGES: Mapping[str, Mapping[str, Any]] = {
    "corrections": {"reason": "wrong-details", "certainty": "sure"},
    "reclassifications": {"category": "DMG-GRAFF"},
    "placements": {"reason": "wrong-place", "place": {"point": {"lat": 57.5, "lon": 19.5}}},
    "reviews": {"outcome": "read"},
    "unlinks": {},
    "withdrawals": {"reason": "mistake"},
    "quarantines": {},
    "clearances": {},
}
"""What is sent to the desk: forms that it takes, and that leave as much as they can as it was."""


class Door(NamedTuple):
    """A route in one of its methods. `action` is "" where it is for anyone."""

    method: str
    path: str
    action: str
    takes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Object(NamedTuple):
    """Something that a cell is about: the address's own words for it, and whose it is.

    `thing` is None for what is nobody's: an id that does not exist. `cookie` is the account that a
    kept form is of, which the browser has the token of.
    """

    words: Mapping[str, str]
    thing: Thing | None
    cookie: str = ""


class Cell(NamedTuple):
    """One question: who asks in which town about what; None for a door that names nothing."""

    door: Door
    town: Town
    asker: Asker
    about: Object | None

    def __str__(self) -> str:
        thing = self.about.thing if self.about else ""
        return f"{self.door} of {self.town.code} by {self.asker.column} about {thing}"


def doors(app: FastAPI) -> list[Door]:
    """Every route in every method, those that end something last."""
    found = [
        Door(method, route.path, _action(route), _takes(route))
        for route in flat(app.routes)
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]
    return sorted(found, key=_turn)


def _action(route: APIRoute) -> str:
    permission = permission_of(route)
    assert permission, route
    return permission.action.value if permission.action else ""


def _takes(route: APIRoute) -> frozenset[str]:
    in_path = re.findall(r"{(\w+)(?::\w+)?}", route.path)
    asked = {one.alias for one in get_flat_params(route.dependant)}
    return frozenset(in_path) | (asked & {"organisation", "code"})


def _turn(door: Door) -> tuple[bool, int, str, str]:
    ending = next((n for n, end in enumerate(LAST, 1) if door.path.endswith(end)), 0)
    is_safe = door.method in SAFE
    return not is_safe, 0 if is_safe else ending, door.path, door.method


def cells(world: World, door: Door, asking: list[Asker]) -> Iterator[Cell]:
    """All cells of a door: at home about one's own things and others', and away."""
    here, there = world.towns[HERE], world.towns[THERE]
    own = _objects(door, here)
    foreign = _objects(door, there)
    for asker in asking:
        about = [*own, *foreign[:4], *_nobodys(door)]
        if door.action and not asker.has(door.action):
            # Sent away before anything is looked for; what it would be is all the same.
            about = [*own[:1], *(foreign[:1] if door.method in SAFE else [])]
        for one in about if own else [None]:
            yield Cell(door, here, asker, one)
        if asker.column in FAR:
            yield Cell(door, there, asker, foreign[0] if foreign else None)


def _objects(door: Door, town: Town) -> list[Object]:
    """What of a town the door can be asked about; nothing for a door that names nothing."""
    (named,) = [name for name in door.takes if name not in {"week", "period"}] or [""]
    match named:
        case "report" | "reference":
            told = town.reports if door.path in READ else town.changed
            found = [Object({named: str(one.report)}, one) for one in told]
        case "account":
            own = [(OWN, called) for called in ("victim", "trusted victim", "administrator")]
            found = [_person(named, town.people[each]) for each in (*own, (OTHER, "victim"))]
        case "which" | "address":
            found = [_person(named, town.people[each, "keeper"]) for each in (OWN, OTHER)]
        case "item":
            found = [Object({named: str(one)}, Whose(town.code, "")) for one in town.unsafe]
        case "key":
            keys = [town.programs[each, "victim"] for each in (OWN, OTHER)]
            found = [Object({named: str(one.key)}, Whose(*one[1:3])) for one in keys]
        case "token":
            links = town.invitations.items()
            found = [Object({named: link}, Whose(town.code, each)) for each, link in links]
        case "code" | "organisation":
            found = _organisations(named, town, EMPTY if named == "code" else OTHER)
        case "":
            found = _unnamed(door, town)
        case _:
            raise AssertionError(f"nobody has said what {named} of {door} is")
    return found


def _organisations(name: str, town: Town, other: str) -> list[Object]:
    codes = (OWN, other) if town.code == HERE else (ONLY_THERE,)
    return [Object({name: each}, Whose(town.code, each)) for each in codes]


def _person(name: str, player: Player) -> Object:
    words = {
        "account": str(player.account),
        "which": str(player.session),
        "address": player.passkey,
    }
    whose = Whose(player.municipality, player.organisation, player.account, player.roles)
    return Object({name: words[name]}, whose)


def _unnamed(door: Door, town: Town) -> list[Object]:
    """What is named in neither path nor query: in the body, or by a cookie."""
    if door.path == LOOKING:
        return []
    if door.action in {"report.submit", "report.nothing"} and door.method not in SAFE:
        return _organisations("organisation", town, OTHER)
    if door.path in CHOSEN:
        return [Object({CHOSEN[door.path]: str(one.report)}, one) for one in town.changed]
    if door.path.startswith("/kept"):
        wanted = [(OWN, "analyst"), (OWN, "keeper"), (OTHER, "keeper")]
        people = [_person("account", town.people[each]) for each in wanted]
        return [one._replace(words={}, cookie=one.words["account"]) for one in people]
    return []


def _nobodys(door: Door) -> list[Object]:
    """The same for what does not exist."""
    words = {
        **dict.fromkeys(("report", "reference", "account", "which", "key", "item"), str(NOBODYS)),
        "token": "x" * 43,
        "address": "eHh4",
        "code": NO_CODE,
    }
    if door.path == LOOKING:
        return []
    if door.action in {"report.submit", "report.nothing"} and door.method not in SAFE:
        return [Object({"organisation": NO_CODE}, None)]
    if door.path in CHOSEN:
        return [Object({CHOSEN[door.path]: str(NOBODYS)}, None)]
    named = door.takes & words.keys()
    return [Object({name: words[name] for name in named}, None)] if named else []


def ask(world: World, cell: Cell) -> tuple[str, dict[str, Any]]:
    """The address of a cell, and what is sent there."""
    door, about = cell.door, cell.about
    words = {"week": WEEK, "period": PERIOD, **(about.words if about else {})}
    address = re.sub(r"{(\w+)(?::\w+)?}", lambda found: words[found[1]], door.path)
    asked = {name: words[name] for name in door.takes & {"organisation", "code"} if name in words}
    if door.path in LISTS and door.method in SAFE:
        asked["which"] = "all"
    headers = dict(cell.asker.headers)
    if about and about.thing and about.cookie:
        token = keep(world, world.towns[about.thing.municipality], UUID(about.cookie))
        headers["cookie"] = f"{headers.get('cookie', 'a=b')}; __Host-kept={token}"
    sent: dict[str, Any] = {"headers": headers}
    if door.method not in SAFE:
        sent |= _body(world, cell)
    return f"{address}?{urlencode(asked)}" if asked else address, sent


def _body(world: World, cell: Cell) -> dict[str, Any]:
    path, token = cell.door.path, form_token(cell.asker.token) if cell.asker.token else ""
    is_for_script = "passkey" in path and not path.endswith("/remove")
    if path.startswith("/api/"):
        return {"json": _json(cell)}
    if is_for_script:
        headers = {**cell.asker.headers, "x-form-token": token}
        return {"json": {}, "headers": headers}
    told = cell.about.thing if cell.about else None
    fields: dict[str, Any] = {"form_token": token}
    if path.endswith("/text"):
        fields["purpose"] = "To find out: " + world.mark(Mark(PURPOSE, cell.town.code, OWN))
    elif path.endswith("/share") and isinstance(told, Told):
        fields |= {"share": told.share.value, "shared_with": sorted(told.shared_with)}
    elif path in CHOSEN and cell.about:
        # Sorted as if it had been changed since, so that it stays as it is.
        (named,) = cell.about.words.values()
        fields |= {CHOSEN[path]: f"{named}:0" if "sort" in path else named, "do": "read"}
    elif path.endswith("/roles"):
        fields |= {"role": "none-such", "change": "grant"}
    return {"data": fields}


def _json(cell: Cell) -> object:
    about = cell.about
    if cell.door.path == LOOKING:
        happening = {"category": "DMG-GRAFF", "occurred": {"from": "2026-11-20T18:30"}}
        return happening | {"place": {"point": {"lat": 57.5, "lon": 19.5}}}
    assert about, cell
    organisation = about.words.get("organisation", "")
    what = cell.door.path.rpartition("/")[2]
    if what in CHANGES:
        return CHANGES[what]
    if what in NAMING:
        return {NAMING[what]: str(cell.town.reports[0].report)}
    if what == "shares":
        told = about.thing if isinstance(about.thing, Told) else cell.town.changed[0]
        return {"share": told.share.value, "shared_with": sorted(told.shared_with)}
    if what == "nothing":
        return {"organisation": organisation, "week": WEEK}
    report = {
        "client_id": str(uuid5(NOBODYS, f"{cell.asker.column}|{what}|{organisation}")),
        "organisation": organisation,
        "category": "DMG-GRAFF",
        "occurred": {"from": "2026-11-20T18:30"},
        "place": {"point": {"lat": 57.5, "lon": 19.5}},
    }
    return [report] if what == "batch" else report
