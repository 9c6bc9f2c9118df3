"""The values that a report is told in: where, when, how sure, what came of it.

About a place and a situation, never about a person; free text arrives here sealed.
"""

from datetime import datetime

from events.fact import Value
from events.sealed import Sealed
from reference.dimensions import (
    Affected,
    Age,
    Basis,
    Certainty,
    Consequence,
    Gender,
    Handled,
    Need,
    People,
    PersonalData,
    PlaceMethod,
    PlaceType,
    PoliceTold,
    Precision,
    Repeat,
)

TEXT = "text"
"""The field that the sealed text of a report is bound to."""


class Point(Value, frozen=True, kw_only=True):
    """WGS84 degrees; `precision_m` is the radius that the point is known to, None if not said."""

    lat: float
    lon: float
    precision_m: int | None = None


class Place(Value, frozen=True, kw_only=True):
    """Where it happened: an area of a dated edition, and what led to it.

    `area` is a code of `areas_edition`, or OUTSIDE or UNPLACED of `reference.areas`. A point at a
    home is only in `sealed_point`; a place given in words is only in `words`. `method` is how the
    form was told of it.
    """

    area: str
    areas_edition: str = ""
    place: str = ""
    places_edition: str = ""
    place_type: PlaceType | None = None
    method: PlaceMethod | None = None
    point: Point | None = None
    sealed_point: Sealed | None = None
    words: Sealed | None = None


class Told(Value, frozen=True, kw_only=True):
    """What the reporter told, except what kind of happening and where. All times UTC."""

    occurred_from: datetime
    occurred_to: datetime
    precision: Precision = Precision.EXACT
    observed_at: datetime | None = None
    basis: Basis = Basis.SEEN
    certainty: Certainty = Certainty.SURE
    people: People | None = None
    age: Age | None = None
    gender: Gender | None = None
    consequences: tuple[Consequence, ...] = ()
    affected: tuple[Affected, ...] = ()
    police: PoliceTold = PoliceTold.UNKNOWN
    handled: tuple[Handled, ...] = ()
    repeat: Repeat | None = None
    need: Need | None = None
    text: Sealed | None = None


class Confirmed(Value, frozen=True, kw_only=True):
    """How many times the reporter said of such a find in a text that it points out nobody."""

    kind: PersonalData
    count: int
