"""Invented pictures that are not a town's: of many areas, and of points without areas."""

import random

import msgspec

from briefing.picture import AreaShape, Dot, Figure, Line, Picture, Usual
from tests.briefing import pictures

SIDE = 8
AREAS = SIDE * 10


def crowded() -> Picture:
    """Eighty areas, ten rows of eight: few with more than a handful, many with nothing."""
    full = pictures.full()
    dice = random.Random(80)
    lines: list[Line] = []
    shapes: list[AreaShape] = []
    for number in range(AREAS):
        code, called = f"N{number:02d}", f"Område {number}"
        x, y = 15 + 0.1 * (number % SIDE), 60 + 0.1 * (number // SIDE)
        ring = ((x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1), (x, y))
        shapes.append(AreaShape(code=code, name=called, rings=(ring,), label=(x + 0.05, y + 0.05)))
        n = dice.choice((0, 0, 1, 1, 2, 3)) + (20 if number == 27 else 0)
        weeks = tuple(dice.choice((0, 0, 1, 1, 2)) for _ in range(8))
        inner = sorted(weeks)
        figure = Figure(
            n=n,
            usual=Usual(weeks=weeks, low=inner[1], high=inner[-2], median=1),
            last_year=None,
            reports=f"week=2026-W47&area={code}",
        )
        lines.append(Line(code=code, sv=called, en=called, figure=figure))
    return msgspec.structs.replace(
        full,
        by_area=(*lines, outside(full, 4)),
        map=msgspec.structs.replace(full.map, areas=tuple(shapes), dots=()),
        spots=(),
    )


def pointed() -> Picture:
    """No areas, so that all is outside; three hundred points, and one placed far away."""
    full = pictures.full()
    dice = random.Random(300)
    near = [(round(dice.gauss(60, 0.02), 7), round(dice.gauss(18, 0.04), 7)) for _ in range(300)]
    dots = tuple(
        Dot(report=f"00000000-0000-4000-8000-{number:012d}", lat=lat, lon=lon, category="DMG-GRAFF")
        for number, (lat, lon) in enumerate([*near, (64.0, 19.0)])
    )
    return msgspec.structs.replace(
        full,
        by_area=(outside(full, full.total.n),),
        map=msgspec.structs.replace(full.map, areas=(), dots=dots, hidden=4, edition=""),
        spots=(),
    )


def outside(of: Picture, n: int) -> Line:
    """The line of what lies outside every area."""
    figure = msgspec.structs.replace(of.total, n=n, reports="week=2026-W47&area=OUTSIDE")
    return Line(code="OUTSIDE", sv="Utanför alla områden", en="Outside every area", figure=figure)
