"""The areas and the named places of a municipality, by dated edition, and which area a point is in.

A report stores its point and the area that it fell in under the edition of the day; a new edition
never moves old reports by itself. Coordinates are WGS84 degrees with seven decimals, about a
centimetre, so that an edition read from the log locates exactly as it did when it was adopted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, shape

OUTSIDE = "OUTSIDE"
"""The area of a point that lies in no area."""
UNPLACED = "UNPLACED"
"""The area of a report without a place, or with one in words only."""

DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the municipality. `geometry` is in WGS84 lon/lat."""

    code: str
    name: str
    geometry: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class Place:
    """A named place. `place_type` is a value of dimensions.PlaceType, `area` an area's code."""

    code: str
    name: str
    lat: float
    lon: float
    place_type: str = "other"
    area: str | None = None


@dataclass(frozen=True)
class Areas:
    """An edition of areas, sorted by code. Raises ValueError if a code is doubled or reserved."""

    edition: str
    valid_from: date
    areas: tuple[Area, ...]
    _codes: dict[str, str] = field(init=False, repr=False, compare=False)
    _names: dict[str, str] = field(init=False, repr=False, compare=False)
    _polygons: NDArray[Any] = field(init=False, repr=False, compare=False)
    _tree: shapely.STRtree = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        areas = tuple(sorted(self.areas, key=lambda area: area.code))
        _check_codes([area.code for area in areas])
        keep = object.__setattr__
        keep(self, "areas", areas)
        keep(self, "_codes", {area.code: area.name for area in areas})
        keep(self, "_names", _by_name(areas))
        polygons = np.array([area.geometry for area in areas], dtype=object)
        # Prepared here, once and on one thread: GEOS builds its indices at first use and without
        # a lock, and the threads of a web service share an edition.
        shapely.prepare(polygons)
        for polygon in polygons:
            shapely.intersects_xy(polygon, 0.0, 0.0)
        tree = shapely.STRtree(polygons)
        tree.query(shapely.Point(0, 0))
        keep(self, "_polygons", polygons)
        keep(self, "_tree", tree)

    def locate(
        self, lon: NDArray[np.float64] | Sequence[float], lat: NDArray[np.float64] | Sequence[float]
    ) -> list[str | None]:
        """Give the code of the area of each point; None outside all, or where a number is missing.

        A border belongs to the areas on both sides; the lowest code gets the point.
        """
        x = np.asarray(lon, dtype=np.float64)
        y = np.asarray(lat, dtype=np.float64)
        told = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        x, y = x[told], y[told]
        near = self._tree.query(shapely.points(x, y))
        hit = shapely.intersects_xy(self._polygons[near[1]], x[near[0]], y[near[0]])
        nowhere = len(self.areas)
        found = np.full(len(lon), nowhere, dtype=np.int64)
        np.minimum.at(found, told[near[0][hit]], near[1][hit])
        codes: list[str | None] = [*self._codes, None]
        return [codes[index] for index in found.tolist()]

    def by_name(self, name: str) -> str | None:
        """Give the code of a name, whatever its case; None if none, or more than one, has it."""
        return self._names.get(_fold(name))

    def name(self, code: str) -> str:
        """Give the name of a code; a code that is not in the edition stays as it is."""
        return self._codes.get(code, code)

    def to_geojson(self) -> dict[str, Any]:
        """Write the edition as a FeatureCollection, coordinates with seven decimals."""
        features = [
            _feature(
                area.code,
                {"name": area.name},
                json.loads(shapely.to_geojson(rounded(area.geometry))),
            )
            for area in self.areas
        ]
        return _collection(self.edition, self.valid_from, features)

    @classmethod
    def from_geojson(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_geojson` wrote."""
        return cls(
            edition=stored["edition"],
            valid_from=date.fromisoformat(stored["valid_from"]),
            areas=tuple(
                Area(f["id"], f["properties"]["name"], polygonal(shape(f["geometry"])))
                for f in stored["features"]
            ),
        )


@dataclass(frozen=True)
class Places:
    """An edition of named places, sorted by code. Raises ValueError if a code is doubled."""

    edition: str
    valid_from: date
    places: tuple[Place, ...]
    _codes: dict[str, Place] = field(init=False, repr=False, compare=False)
    _names: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        places = tuple(sorted(self.places, key=lambda place: place.code))
        _check_codes([place.code for place in places])
        keep = object.__setattr__
        keep(self, "places", places)
        keep(self, "_codes", {place.code: place for place in places})
        keep(self, "_names", _by_name(places))

    def get(self, code: str) -> Place | None:
        """Give the place of a code, None if the edition has none."""
        return self._codes.get(code)

    def by_name(self, name: str) -> str | None:
        """Give the code of a name, whatever its case; None if none, or more than one, has it."""
        return self._names.get(_fold(name))

    def name(self, code: str) -> str:
        """Give the name of a code; a code that is not in the edition stays as it is."""
        place = self._codes.get(code)
        return place.name if place else code

    def to_geojson(self) -> dict[str, Any]:
        """Write the edition as a FeatureCollection of points with seven decimals."""
        features = [
            _feature(
                place.code,
                {"name": place.name, "place_type": place.place_type, "area": place.area},
                {
                    "type": "Point",
                    "coordinates": [round(place.lon, DECIMALS), round(place.lat, DECIMALS)],
                },
            )
            for place in self.places
        ]
        return _collection(self.edition, self.valid_from, features)

    @classmethod
    def from_geojson(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_geojson` wrote."""
        return cls(
            edition=stored["edition"],
            valid_from=date.fromisoformat(stored["valid_from"]),
            places=tuple(
                Place(
                    code=f["id"],
                    name=f["properties"]["name"],
                    lat=f["geometry"]["coordinates"][1],
                    lon=f["geometry"]["coordinates"][0],
                    place_type=f["properties"]["place_type"],
                    area=f["properties"]["area"],
                )
                for f in stored["features"]
            ),
        )


def settle(places: Sequence[Place], areas: Areas) -> tuple[Place, ...]:
    """Give the places with the area that each lies in, OUTSIDE where it lies in none."""
    codes = areas.locate([place.lon for place in places], [place.lat for place in places])
    return tuple(
        replace(place, area=code or OUTSIDE) for place, code in zip(places, codes, strict=True)
    )


def rounded(geometry: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    """Give the geometry with seven decimals. Borders that areas share stay shared."""
    # Adding zero turns -0.0 into 0.0, which would be written differently.
    return polygonal(shapely.transform(geometry, lambda points: points.round(DECIMALS) + 0.0))


def polygonal(geometry: object) -> Polygon | MultiPolygon:
    """Give the same geometry as what it must be. Raises TypeError for a point or a line."""
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    raise TypeError(f"an area is a polygon, not {geometry!r}")


def _check_codes(codes: Sequence[str]) -> None:
    doubled = {code for code, after in pairwise(codes) if code == after}
    reserved = {OUTSIDE, UNPLACED} & set(codes)
    if doubled or reserved or "" in codes:
        raise ValueError(f"codes that are doubled, reserved or empty: {sorted(doubled | reserved)}")


def _by_name(items: Sequence[Area] | Sequence[Place]) -> dict[str, str]:
    found: dict[str, str] = {}
    doubled: set[str] = set()
    for item in items:
        name = _fold(item.name)
        if found.setdefault(name, item.code) != item.code:
            doubled.add(name)
    return {name: code for name, code in found.items() if name not in doubled}


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _feature(code: str, properties: dict[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def _collection(edition: str, valid_from: date, features: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "edition": edition,
        "valid_from": valid_from.isoformat(),
        "features": features,
    }
