"""What one person's form holds: the words of its choices, the places, and what comes first.

The phone keeps it, so that the form is whole without coverage. It holds no report and no text.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from accounts.permissions import Action
from briefing.outline import outline
from ingest.screening import rules
from projections.ground import Organisation
from projections.habits import categories_used, places_used
from projections.known import Known
from reference import dimensions
from reference.areas import Areas
from reference.categories import NIL, Category
from reference.dimensions import Basis, Term, label
from reference.guidance import guidance
from reference.language import Translator
from reference.roles import Share
from reference.weeks import Week
from web.asker import Asker
from web.asking import Asking, requires
from web.due import due, sentence
from web.needs import AsKnown, House, HouseServed, Now, Speaker
from web.timeline import organisation_name, readers_in_words

TEXT_ASKED = 500
"""Characters of text that the form asks for; the record takes more."""

TERMS: Mapping[str, type[Term]] = {
    "basis": dimensions.Basis,
    "certainty": dimensions.Certainty,
    "precision": dimensions.Precision,
    "people": dimensions.People,
    "age": dimensions.Age,
    "consequences": dimensions.Consequence,
    "affected": dimensions.Affected,
    "police": dimensions.PoliceTold,
    "handled": dimensions.Handled,
    "repeat": dimensions.Repeat,
    "need": dimensions.Need,
    "place_type": dimensions.PlaceType,
    "finds": dimensions.PersonalData,
}
"""The closed lists that the form asks from, under the names of the fields."""

NEVER_TOLD = frozenset({Basis.SYSTEM, Basis.IMPORT})
"""What no person who reports can have seen."""

KEPT = {"cache-control": "private, no-cache", "vary": "accept-language, cookie, accept-encoding"}

_JOINT = re.compile(r"(?<=\w{6}s)(?=s\w{5})")

router = APIRouter(prefix="/api/1", include_in_schema=False)


@router.get("/form", dependencies=[requires(Action.REPORT_SUBMIT)])
def give_kit(
    request: Request, asker: Asking, view: AsKnown, house: HouseServed, now: Now, t: Speaker
) -> Response:
    """The kit; 304 while what the phone holds is still right."""
    week = Week.of(now)
    organisation = asker.actor.organisation
    kit = {
        "account": str(asker.account or ""),
        "name": asker.name,
        "language": t.language,
        "municipality": view.ground.name,
        "organisation": _organisation(view, organisation, t),
        "week": str(week),
        "due": sentence(due(view.ground.clock, now), t),
        "groups": _groups(view, categories_used(view, organisation, week), t.language),
        "terms": {name: _terms(kind, t.language) for name, kind in TERMS.items()},
        **_where(view, house),
        "usual": _usual(view, asker, week),
        "guidance": _guidance(view.ground.organisations.get(organisation), t),
        "screening": rules.EDITION,
        "text_limit": TEXT_ASKED,
    }
    return _kept(request, kit)


@router.get("/screening", dependencies=[requires(Action.REPORT_SUBMIT)])
def give_rules(request: Request) -> Response:
    """The rules that find what points out a person, for the phone to go by while one writes."""
    return _kept(request, rules.as_json())


def _kept(request: Request, content: Mapping[str, Any]) -> Response:
    """The content with its tag, or 304 to whoever has it."""
    tag = f'"{hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:16]}"'
    headers = KEPT | {"etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return JSONResponse(content, headers=headers)


def _organisation(view: Known, code: str, t: Translator) -> dict[str, str]:
    known = view.ground.organisations.get(code)
    share = Share(known.share if known else Share.OWN)
    return {
        "code": code,
        "name": organisation_name(view.ground, code, t),
        "kind": known.kind if known else "",
        "readers": readers_in_words(share, (), view.ground, t),
    }


def _groups(view: Known, used: Mapping[str, int], language: str) -> list[dict[str, Any]]:
    """The tiles: groups by how much is told of them, then in the order of the edition."""
    kinds = view.ground.taxonomy
    found: dict[str, list[Category]] = {}
    for category in kinds.categories.values():
        if kinds.reportable(category.id) and category.group != NIL:
            found.setdefault(category.group, []).append(category)
    tiles = [
        {
            "id": group,
            "name": _breakable(kinds.name(group, language)),
            "n": sum(used.get(one.id, 0) for one in categories),
            "categories": [_category(one, used, language) for one in categories],
        }
        for group, categories in found.items()
    ]
    return sorted(tiles, key=lambda tile: -int(tile["n"]))


def _breakable(name: str) -> str:
    """The name with a soft hyphen where a long Swedish word was put together, for narrow tiles."""
    return _JOINT.sub("\u00ad", name)


def _category(category: Category, used: Mapping[str, int], language: str) -> dict[str, Any]:
    return {
        "id": category.id,
        "name": category.label(language),
        "help": category.help(language),
        "sensitive": category.sensitive,
        "n": used.get(category.id, 0),
    }


def _terms(kind: type[Term], language: str) -> list[dict[str, str]]:
    return [
        {"value": value.code, "label": label(value, language)}
        for value in kind
        if value not in NEVER_TOLD
    ]


def _where(view: Known, house: House) -> dict[str, Any]:
    areas, places = view.ground.areas, view.ground.places
    return {
        "places": [
            {
                "code": place.code,
                "name": place.name,
                "kind": place.place_type,
                "area": place.area,
                "lat": round(place.lat, 5),
                "lon": round(place.lon, 5),
            }
            for place in (places.places if places else ())
        ],
        "areas": [
            {"code": area.code, "name": area.name} for area in (areas.areas if areas else ())
        ],
        "outlines": _outlines(areas),
        "bounds": _bounds(areas),
        "tiles": house.tiles.is_file(),
    }


def _outlines(areas: Areas | None) -> list[dict[str, Any]]:
    if areas is None or not areas.areas:
        return []
    return [{"code": one.code, "rings": one.rings} for one in outline(areas)]


def _bounds(areas: Areas | None) -> list[float] | None:
    """West, south, east and north of all areas."""
    if areas is None or not areas.areas:
        return None
    each = [area.geometry.bounds for area in areas.areas]
    west, south = min(b[0] for b in each), min(b[1] for b in each)
    east, north = max(b[2] for b in each), max(b[3] for b in each)
    return [west, south, east, north]


def _usual(view: Known, asker: Asker, week: Week) -> list[dict[str, Any]]:
    """The places named most, those that the edition in force still has."""
    places = view.ground.places
    often = places_used(view, asker.actor.name, asker.actor.organisation, week)
    return [
        {"code": one.code, "name": places.name(one.code), "n": one.n}
        for one in often
        if places and places.get(one.code)
    ]


def _guidance(organisation: Organisation | None, t: Translator) -> dict[str, Any]:
    """What may be written where this organisation reports, and why."""
    said = guidance(organisation.kind if organisation else "other", t.language)
    return {
        "may": list(said.may),
        "may_not": list(said.may_not),
        "why": said.why,
    }
