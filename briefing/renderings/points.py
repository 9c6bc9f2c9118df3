"""Points on a map without areas: where most of them lie, and dots through which others are seen."""

import math
from collections.abc import Iterable, Sequence

from briefing.picture import Dot
from briefing.renderings.drawing import Point

# The map takes in the middle of the points and this part of its size more on each side, so that
# one point placed wrongly does not make all others a speck.
_MIDDLE = 0.98
_ROOM = 0.25
_LAYERS = 6
_CORNERS = 8


def inside(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """The dots that the map takes in: all but those far beyond the others."""
    if not dots:
        return ()
    west, east = _span([dot.lon for dot in dots])
    south, north = _span([dot.lat for dot in dots])
    return tuple(dot for dot in dots if west <= dot.lon <= east and south <= dot.lat <= north)


def layers(places: Iterable[Point], radius: float) -> list[list[Point]]:
    """Divide places into layers in which dots of the radius keep clear of each other.

    Half-transparent layers let many dots at one place be seen as many. There are six at most.
    """
    taken: list[dict[tuple[int, int], list[Point]]] = []
    found: list[list[Point]] = []
    size = 2 * radius
    for place in places:
        cell = (math.floor(place[0] / size), math.floor(place[1] / size))
        free = (n for n, layer in enumerate(taken) if _clear(place, cell, layer, size))
        chosen = next(free, len(taken))
        if chosen == len(taken):
            if len(taken) == _LAYERS:
                chosen = _LAYERS - 1
            else:
                taken.append({})
                found.append([])
        taken[chosen].setdefault(cell, []).append(place)
        found[chosen].append(place)
    return found


def outline(at: Point, radius: float) -> list[Point]:
    """A dot as a shape of eight corners: at its size round, and a tenth of a circle's length."""
    turns = [math.tau * (corner + 0.5) / _CORNERS for corner in range(_CORNERS)]
    return [(at[0] + radius * math.cos(turn), at[1] + radius * math.sin(turn)) for turn in turns]


def _span(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    cut = int(len(ordered) * (1 - _MIDDLE) / 2)
    low, high = ordered[cut], ordered[-1 - cut]
    room = (high - low) * _ROOM
    return max(ordered[0], low - room), min(ordered[-1], high + room)


def _clear(
    place: Point, cell: tuple[int, int], layer: dict[tuple[int, int], list[Point]], size: float
) -> bool:
    near = [(cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return all(math.dist(place, other) >= size for key in near for other in layer.get(key, ()))
