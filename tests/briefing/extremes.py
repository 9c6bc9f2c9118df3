"""Invented pictures that are not a town's: too little, too much, and too long."""

import random

import msgspec

from briefing.findings import AreaLevel, Grade, Level, Reason, Scope, Words
from briefing.picture import AreaShape, Dot, Figure, Line, Picture, Upcoming, Usual
from tests.briefing import pictures
from tests.briefing.penned import WORDS

SIDE = 8
AREAS = SIDE * 10
MUNICIPALITIES = 290
LONG = "Norra Kungsängens industri- och handelsområde vid Gamla Hamnkanalens södra strandpromenad"
"""Longer than any name that has been met."""


def crowded(areas: int = AREAS) -> Picture:
    """Rows of eight areas: few with more than a handful, many with nothing."""
    full = pictures.full()
    dice = random.Random(80)
    lines: list[Line] = []
    shapes: list[AreaShape] = []
    for number in range(areas):
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
        signals=tuple(
            msgspec.structs.replace(signal, area="N27", sv="Område 27", en="Område 27", y=20)
            if signal.scope is Scope.AREA and signal.grade is Grade.STRONG
            else signal
            for signal in full.signals
            if not signal.area or (signal.grade is Grade.STRONG and not signal.category)
        ),
        levels=tuple(map(_level, lines)),
        hotspots=msgspec.structs.replace(full.hotspots, places=(), cells=(), contours=()),
        unsafe=(),
    )


def country() -> Picture:
    """As many areas as the country has municipalities."""
    return crowded(MUNICIPALITIES)


def single() -> Picture:
    """One report, in a record of years: what else there is says that there is nothing."""
    full = pictures.full()
    none = ((0,) * 24,) * 7

    def of(line: Line, has_one: bool) -> Line:  # noqa: FBT001 - a test's own
        return msgspec.structs.replace(
            line, figure=msgspec.structs.replace(line.figure, n=int(has_one))
        )

    return msgspec.structs.replace(
        full,
        total=msgspec.structs.replace(full.total, n=1),
        by_area=tuple(of(line, order == 0) for order, line in enumerate(full.by_area)),
        by_category=tuple(of(line, line.code == "DMG-GRAFF") for line in full.by_category),
        by_group=tuple(of(line, line.code == "DMG") for line in full.by_group),
        trend=msgspec.structs.replace(full.trend, counts=(*full.trend.counts[:-1], 1)),
        levels=(),
        harm=None,
        rhythm=msgspec.structs.replace(
            full.rhythm,
            counts=((*none[0][:12], 1, *none[0][13:]), *none[1:]),
            weights=(),
            dayparts=(),
            unknown=0,
        ),
        map=msgspec.structs.replace(full.map, dots=full.map.dots[:1], hidden=0),
        spots=full.spots[:1],
        signals=(),
        hotspots=msgspec.structs.replace(full.hotspots, cells=full.hotspots.cells[:1], places=()),
        unsafe=(),
        upcoming=(),
        desk=msgspec.structs.replace(
            full.desk, sentences=(), contexts=(), warnings=(), rumours=(), focus=(), notes=()
        ),
    )


def huge() -> Picture:
    """Counts of six digits, and not one that is not a signal."""
    full = pictures.full()

    def many(figure: Figure) -> Figure:
        usual = figure.usual
        weeks = tuple(12_345 * n for n in usual.weeks)
        inner = sorted(weeks)
        more = Usual(weeks=weeks, low=inner[1], high=inner[-2], median=(inner[3] + inner[4]) / 2)
        return msgspec.structs.replace(figure, n=12_345 * figure.n, usual=more)

    def line(of: Line) -> Line:
        return msgspec.structs.replace(of, figure=many(of.figure))

    trend = full.trend
    return msgspec.structs.replace(
        full,
        total=many(full.total),
        by_area=tuple(map(line, full.by_area)),
        by_category=tuple(map(line, full.by_category)),
        trend=msgspec.structs.replace(
            trend,
            counts=tuple(n and 12_345 * n for n in trend.counts),
            last_year=tuple(n and 12_345 * n for n in trend.last_year),
            low=tuple(n and 12_345 * n for n in trend.low),
            high=tuple(n and 12_345 * n for n in trend.high),
        ),
        rhythm=msgspec.structs.replace(
            full.rhythm,
            weights=tuple(tuple(12_345 * n for n in row) for row in full.rhythm.weights),
            usual=tuple(tuple(12_345 * n for n in row) for row in full.rhythm.usual),
        ),
        signals=tuple(
            msgspec.structs.replace(
                signal, y=12_345 * signal.y, expected=12_345 * signal.expected, upper=1e6
            )
            for signal in full.signals
        ),
        hotspots=msgspec.structs.replace(
            full.hotspots,
            places=tuple(
                msgspec.structs.replace(place, n24=12_345 * place.n24, n4=12_345 * place.n4)
                for place in full.hotspots.places
            ),
        ),
    )


def wordy() -> Picture:
    """Every name longer than any that was met, all lists full, all said that can be said."""
    full = pictures.full()

    def long(line: Line) -> Line:
        return msgspec.structs.replace(line, sv=f"{line.sv} {LONG}", en=f"{line.en} {LONG}")

    return msgspec.structs.replace(
        full,
        municipality=msgspec.structs.replace(full.municipality, name=LONG),
        by_area=tuple(map(long, full.by_area)),
        by_category=tuple(map(long, full.by_category)),
        by_organisation=tuple(map(long, full.by_organisation)),
        coverage=msgspec.structs.replace(
            full.coverage,
            incomplete=True,
            voices=tuple(
                msgspec.structs.replace(voice, sv=f"{voice.sv} {LONG}", en=f"{voice.en} {LONG}")
                for voice in full.coverage.voices
            ),
        ),
        hotspots=msgspec.structs.replace(
            full.hotspots,
            places=tuple(
                msgspec.structs.replace(place, name=LONG) for place in full.hotspots.places
            ),
            cells=tuple(msgspec.structs.replace(cell, near=LONG) for cell in full.hotspots.cells),
        ),
        unsafe=tuple(
            msgspec.structs.replace(place, id=f"{place.id}{again}", name=LONG)
            for again in range(5)
            for place in full.unsafe
        ),
        upcoming=tuple(
            Upcoming(
                first_on=coming.first_on, last_on=coming.last_on, kind=coming.kind, sv=LONG, en=LONG
            )
            for coming in full.upcoming * 5
        ),
        desk=msgspec.structs.replace(
            full.desk,
            focus=tuple(Words(section=f"focus-{n}", entry=entry) for n, entry in _long_words()),
            contexts=tuple(
                Words(section=f"context-{n}", entry=entry) for n, entry in _long_words()
            ),
        ),
    )


LONG_WORDS = {**WORDS, **{19_000 + n: f"{LONG}. " * 6 for n in range(6)}}
"""What is written in the wordy picture."""


def _long_words() -> list[tuple[int, int]]:
    return [(n, 19_000 + n) for n in range(6)]


def _level(line: Line) -> AreaLevel:
    level, reason = (Level.RED, Reason.STRONG) if line.figure.n > 10 else (Level.GREEN, Reason.CALM)
    return AreaLevel(
        code=line.code,
        level=level,
        reason=reason,
        weeks=(*(Level.GREEN,) * 7, level),
        n=line.figure.n,
        expected=1.0,
        harm=2 * line.figure.n,
        harm_usual=2.0,
        calm_weeks=0,
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
        signals=tuple(signal for signal in full.signals if not signal.area),
        levels=(),
        hotspots=msgspec.structs.replace(full.hotspots, places=(), cells=(), contours=()),
        unsafe=(),
    )


def outside(of: Picture, n: int) -> Line:
    """The line of what lies outside every area."""
    figure = msgspec.structs.replace(of.total, n=n, reports="week=2026-W47&area=OUTSIDE")
    return Line(code="OUTSIDE", sv="Utanför alla områden", en="Outside every area", figure=figure)
