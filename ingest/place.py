"""From what a sender says of the place to an area of the edition in force."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from events.refusal import Refused
from events.sealed import Sealed
from events.telling import Place, Point
from ingest.submission import PlaceForm
from projections.ground import AREAS, PLACES, Ground
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import PlaceType


class Placed(NamedTuple):
    """A place before sealing: `private` is the point to seal, `words` the words to seal."""

    place: Place
    private: str
    words: str


def place(ground: Ground, forms: Sequence[PlaceForm]) -> list[Placed | Refused]:
    """Place a batch, all its points in one look-up. A code that is not known is refused.

    A point outside every area is accepted as OUTSIDE, words alone as UNPLACED. Of several ways
    given at once the point decides the area, then the named place, then the area's code.
    """
    pointed = [index for index, form in enumerate(forms) if form.point is not None]
    located: dict[int, str | None] = {}
    if pointed and ground.areas is not None:
        points = [point for index in pointed if (point := forms[index].point) is not None]
        codes = ground.areas.locate([p.lon for p in points], [p.lat for p in points])
        located = dict(zip(pointed, codes, strict=True))
    return [_one(ground, form, located.get(index)) for index, form in enumerate(forms)]


def _one(ground: Ground, form: PlaceForm, located: str | None) -> Placed | Refused:
    named = ground.places.get(form.place) if form.place and ground.places else None
    if form.place and named is None:
        return Refused("There is no place with the code %(code)s.", code=form.place)
    if form.area and not _is_area(ground, form.area):
        return Refused("There is no area with the code %(code)s.", code=form.area)
    if form.point is not None:
        area = located or OUTSIDE
    elif named is not None:
        area = named.area or OUTSIDE
    else:
        area = form.area or UNPLACED
    point = _point(form)
    if point is None and named is not None:
        point = Point(lat=named.lat, lon=named.lon)
    private = ""
    if form.at_home and form.point is not None and point is not None:
        private, point = f"{point.lat:.7f} {point.lon:.7f}", None
    place_type = form.place_type
    if place_type is None and named is not None:
        place_type = PlaceType(named.place_type)
    return Placed(
        Place(
            area=area,
            areas_edition=ground.editions.get(AREAS, ""),
            place=form.place or "",
            places_edition=ground.editions.get(PLACES, "") if form.place else "",
            place_type=place_type,
            method=form.method,
            point=point,
        ),
        private,
        form.words or "",
    )


def _point(form: PlaceForm) -> Point | None:
    if form.point is None:
        return None
    # Seven decimals are a centimetre: what the areas are kept in, and no more than that.
    return Point(
        lat=round(form.point.lat, 7),
        lon=round(form.point.lon, 7),
        precision_m=form.point.precision_m,
    )


def _is_area(ground: Ground, code: str) -> bool:
    if code in {OUTSIDE, UNPLACED}:
        return True
    return (ground.areas is not None and ground.areas.name(code) != code) or (
        ground.areas is not None and any(area.code == code for area in ground.areas.areas)
    )


def sealed_into(place: Place, point: Sealed | None, words: Sealed | None) -> Place:
    """The place with what had to be sealed put in."""
    if point is None and words is None:
        return place
    return replace(place, sealed_point=point, words=words)
