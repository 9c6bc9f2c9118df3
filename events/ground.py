"""The ground that reports are told in: the municipality and its dated editions.

An edition's whole content is in the fact, so that a replay needs nothing but the log.
"""

from datetime import date
from typing import ClassVar

from events.fact import Fact


class MunicipalityNamed(Fact, frozen=True, kw_only=True):
    """The municipality and its official name."""

    TOPIC: ClassVar[str] = "municipality.named"

    name: str


class AreasAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of the municipality's areas. `geojson` is a FeatureCollection as text."""

    TOPIC: ClassVar[str] = "areas.adopted"

    edition: str
    valid_from: date
    source: str
    geojson: str


class PlacesAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of named places. `geojson` is a FeatureCollection of points as text."""

    TOPIC: ClassVar[str] = "places.adopted"

    edition: str
    valid_from: date
    source: str
    geojson: str


class CalendarAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of school holidays and local recurring events. `toml` is its whole text."""

    TOPIC: ClassVar[str] = "calendar.adopted"

    edition: str
    valid_from: date
    source: str
    toml: str


class CategoriesAdopted(Fact, frozen=True, kw_only=True):
    """The edition of categories in force; its content comes with the program and never changes."""

    TOPIC: ClassVar[str] = "categories.adopted"

    edition: str
