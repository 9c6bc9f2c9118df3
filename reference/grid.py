"""The squares of 250 m that reports are gathered in, by SWEREF 99 TM (EPSG:3006).

A square is named by its numbers eastwards and northwards, "2706:26310": the metres of its
south-western corner divided by 250. Degrees would make squares that are narrower in the north.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyproj import Transformer

SIZE_M = 250
NOWHERE = ""
"""The square of what has no point, or lies where SWEREF 99 TM does not reach."""

_WGS84, _SWEREF99_TM = 4326, 3006
# Sweden with its sea and a margin: beyond it the projection is not made to be used.
_SOUTH, _NORTH, _WEST, _EAST = 54.0, 70.0, 9.5, 25.5


class Square(NamedTuple):
    """A square by its numbers eastwards and northwards."""

    e: int
    n: int

    def __str__(self) -> str:
        return f"{self.e}:{self.n}"

    @property
    def ring(self) -> tuple[tuple[float, float], ...]:
        """Its corners as (lon, lat) WGS84, from the south-western one round and back to it."""
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        return to_degrees([((self.e + x) * SIZE_M, (self.n + y) * SIZE_M) for x, y in corners])


def square_of(lat: float, lon: float) -> str:
    """The name of the square in which a point lies, WGS84; NOWHERE outside Sweden."""
    if not (_SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST):
        return NOWHERE
    east, north = _into_metres().transform(lon, lat)
    return f"{int(east // SIZE_M)}:{int(north // SIZE_M)}"


def read_square(name: str) -> Square:
    """The square of a name. Raises ValueError."""
    e, n = name.split(":")
    return Square(int(e), int(n))


def to_metres(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points (lon, lat) WGS84 as (east, north) in metres of SWEREF 99 TM."""
    if not points:
        return []
    lon, lat = [x for x, _ in points], [y for _, y in points]
    east, north = _into_metres().transform(lon, lat)
    return list(zip(east, north, strict=True))


def to_degrees(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Points (east, north) in metres as (lon, lat) WGS84, to five decimals: about a metre."""
    if not points:
        return ()
    east, north = [x for x, _ in points], [y for _, y in points]
    lon, lat = _into_degrees().transform(east, north)
    return tuple((round(x, 5), round(y, 5)) for x, y in zip(lon, lat, strict=True))


@cache
def _into_metres() -> "Transformer":
    from pyproj import Transformer  # noqa: PLC0415 - whoever needs no square does not wait for it

    return Transformer.from_crs(_WGS84, _SWEREF99_TM, always_xy=True)


@cache
def _into_degrees() -> "Transformer":
    from pyproj import Transformer  # noqa: PLC0415 - the same

    return Transformer.from_crs(_SWEREF99_TM, _WGS84, always_xy=True)
