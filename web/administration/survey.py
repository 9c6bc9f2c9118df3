"""What a file of areas or of places holds, and what it would change, in words before it is adopted.

Nothing here changes anything.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from projections.ground import Ground
from reference.areas import OUTSIDE, Area, Areas, Place, Places, settle
from reference.geofiles import Row, areas_in, columns_of, places_in
from reference.language import Translator, message

LISTED = 6
"""Names that a sentence lists; of more it says how many."""

_OVERLAP = 0.001

NO_AREAS = message("Adopt the areas first, so that each place can be put in its area.")


class Columns(NamedTuple):
    """Which layer and columns of a file to read; empty for a guess."""

    layer: str = ""
    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class Survey:
    """What was read. `said` is how it was read, `warnings` what to look at before adopting.

    `changes` says how it differs from the edition in force; empty where there is none.
    """

    held: Areas | Places
    columns: tuple[str, ...]
    said: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: tuple[str, ...]


class _Item(NamedTuple):
    """`where` is an outline, or a point with the kind of place, in a form that can be compared."""

    name: str
    where: str | tuple[float, float, str]


def survey_areas(rows: Sequence[Row], wanted: Columns, ground: Ground, t: Translator) -> Survey:
    """What the rows hold as areas. Raises BadGeoFile."""
    said = _Heard(t)
    read = areas_in(rows, code=wanted.code or None, name=wanted.name or None, say=said)
    held = Areas("", date.min, tuple(read))
    return Survey(
        held=held,
        columns=tuple(columns_of(rows)),
        said=said.sentences,
        warnings=tuple(_about_areas(held, ground, t)),
        changes=_differences(_outlines(ground.areas), _outlines(held), _AREAS, t)
        if ground.areas
        else (),
    )


def survey_places(
    rows: Sequence[Row], wanted: Columns, ground: Ground, areas: Areas, t: Translator
) -> Survey:
    """What the rows hold as places, each in its area. Raises BadGeoFile."""
    said = _Heard(t)
    read = places_in(rows, code=wanted.code or None, name=wanted.name or None, say=said)
    held = Places("", date.min, settle(read, areas))
    outside = [place.name for place in held.places if place.area == OUTSIDE]
    warnings = (
        t.many(
            "%(n)s place lies outside every area: %(names)s.",
            "%(n)s places lie outside every area: %(names)s.",
            len(outside),
            names=listed(outside, t),
        ),
    )
    return Survey(
        held=held,
        columns=tuple(columns_of(rows)),
        said=said.sentences,
        warnings=warnings if outside else (),
        changes=_differences(_points(ground.places), _points(held), _PLACES, t)
        if ground.places
        else (),
    )


def listed(names: Sequence[str], t: Translator) -> str:
    """Some names, and how many more there are."""
    if len(names) <= LISTED:
        return ", ".join(names)
    shown = ", ".join(names[: LISTED - 1])
    more = len(names) - LISTED + 1
    return t.many("%(names)s and %(n)s more", "%(names)s and %(n)s more", more, names=shown)


class _Heard:
    """Takes what a reader says, once each."""

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._said: dict[str, None] = {}

    def __call__(self, message: str, /, **params: object) -> None:
        self._said[self._t(message, **params)] = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was said; of many sentences the first."""
        return tuple(self._said)[: 2 * LISTED]


def _about_areas(held: Areas, ground: Ground, t: Translator) -> Iterable[str]:
    outlines = [area.geometry for area in held.areas]
    together = shapely.union_all(outlines)
    if sum(one.area for one in outlines) > together.area * (1 + _OVERLAP):
        yield t("Some areas overlap. A report in both is placed in the one whose code comes first.")
    before = ground.areas
    if before and not _meets(together, shapely.union_all([a.geometry for a in before.areas])):
        yield t("These areas lie in another place than those in force.")
    if before and ground.places:
        moved = [
            was.name
            for was, now in zip(
                ground.places.places, settle(ground.places.places, held), strict=True
            )
            if was.area != now.area
        ]
        if moved:
            yield t.many(
                "%(n)s named place comes into another area: %(names)s.",
                "%(n)s named places come into another area: %(names)s.",
                len(moved),
                names=listed(moved, t),
            )


def _meets(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether the two lie in the same part of the world, seen coarsely."""
    return bool(shapely.intersects(shapely.box(*one.bounds), shapely.box(*other.bounds)))


def _outlines(areas: Areas | None) -> Mapping[str, _Item]:
    def item(area: Area) -> _Item:
        return _Item(area.name, shapely.normalize(area.geometry).wkb_hex)

    return {area.code: item(area) for area in (areas.areas if areas else ())}


def _points(places: Places | None) -> Mapping[str, _Item]:
    def item(place: Place) -> _Item:
        return _Item(place.name, (place.lat, place.lon, place.place_type))

    return {place.code: item(place) for place in (places.places if places else ())}


Sentences = tuple[Callable[[Translator, int, str], str], ...]


def _differences(
    before: Mapping[str, _Item], after: Mapping[str, _Item], say: Sentences, t: Translator
) -> tuple[str, ...]:
    """What is new, gone, renamed and changed, in a sentence each."""
    both = [code for code in after if code in before]
    groups = (
        [after[code].name for code in after if code not in before],
        [before[code].name for code in before if code not in after],
        [
            f"{before[code].name} → {after[code].name}"
            for code in both
            if before[code].name != after[code].name
        ],
        [after[code].name for code in both if before[code].where != after[code].where],
    )
    found = [
        sentence(t, len(names), listed(names, t))
        for sentence, names in zip(say, groups, strict=True)
        if names
    ]
    return tuple(found) or (t("Nothing differs from what is in force."),)


_AREAS: Sentences = (
    lambda t, n, names: t.many(
        "%(n)s area is new: %(names)s.", "%(n)s areas are new: %(names)s.", n, names=names
    ),
    lambda t, n, names: t.many(
        "%(n)s area is no longer there: %(names)s.",
        "%(n)s areas are no longer there: %(names)s.",
        n,
        names=names,
    ),
    lambda t, n, names: t.many(
        "%(n)s area has another name: %(names)s.",
        "%(n)s areas have other names: %(names)s.",
        n,
        names=names,
    ),
    lambda t, n, names: t.many(
        "%(n)s area has another outline: %(names)s.",
        "%(n)s areas have other outlines: %(names)s.",
        n,
        names=names,
    ),
)
_PLACES: Sentences = (
    lambda t, n, names: t.many(
        "%(n)s place is new: %(names)s.", "%(n)s places are new: %(names)s.", n, names=names
    ),
    lambda t, n, names: t.many(
        "%(n)s place is no longer there: %(names)s.",
        "%(n)s places are no longer there: %(names)s.",
        n,
        names=names,
    ),
    lambda t, n, names: t.many(
        "%(n)s place has another name: %(names)s.",
        "%(n)s places have other names: %(names)s.",
        n,
        names=names,
    ),
    lambda t, n, names: t.many(
        "%(n)s place lies elsewhere or is of another kind: %(names)s.",
        "%(n)s places lie elsewhere or are of another kind: %(names)s.",
        n,
        names=names,
    ),
)
