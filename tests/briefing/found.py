"""What statistics and people would say of the invented week: findings that agree with its counts.

The codes, names and counts are the picture's own; the chances (p, q) are invented.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

import msgspec

from briefing.findings import (
    AreaLevel,
    Calibration,
    Contour,
    Daypart,
    Harm,
    HotCell,
    HotPlace,
    Hotspots,
    Level,
    Reason,
    Unsafe,
)
from briefing.picture import Picture
from reference.categories import CURRENT, taxonomy
from reference.grid import read_square, square_of
from reference.weeks import Week
from tests.briefing.alarms import WEEKS, signals, tested
from tests.briefing.ground import PLACES
from tests.briefing.penned import DESK

_GREEN, _YELLOW, _RED, _ORANGE = Level.GREEN, Level.YELLOW, Level.RED, Level.ORANGE
_LEVELS = {
    "G01": (_RED, Reason.STRONG, (_GREEN, _GREEN, _GREEN, _YELLOW, _YELLOW, _YELLOW, _RED)),
    "G03": (_YELLOW, Reason.SIGNAL, (_GREEN,) * 7),
    "G04": (_YELLOW, Reason.WATCHED, (_GREEN,) * 7),
    "G05": (_YELLOW, Reason.HELD, (_GREEN, _GREEN, _GREEN, _GREEN, _YELLOW, _YELLOW, _YELLOW)),
    "G06": (_ORANGE, Reason.RETURNING, (_YELLOW, _RED, _RED, _RED, _RED, _RED, _ORANGE)),
    "G08": (_RED, Reason.SEVERE, (_GREEN,) * 7),
}
_CALM_WEEKS = {"G01": 0, "G03": 0, "G04": 0, "G05": 1, "G06": 2, "G08": 0}


class Weighed(NamedTuple):
    """A disturbing report: weeks before the picture's, and what its harm is weighed by."""

    ago: int
    area: str
    category: str
    day: int
    hour: int


def with_findings(picture: Picture, told: Iterable[Weighed]) -> Picture:
    """The picture with an example of everything that is found and written."""
    told = list(told)
    rhythm = msgspec.structs.replace(
        picture.rhythm, weights=_weights(picture), dayparts=dayparts(told)
    )
    return msgspec.structs.replace(
        picture,
        record_begins=str(Week.parse(picture.period).shift(-WEEKS)),
        signals=signals(picture, rhythm.dayparts[19].n),
        tested=tested(),
        hotspots=hotspots(picture),
        levels=levels(picture, told),
        harm=harm(told),
        unsafe=unsafe(picture),
        desk=DESK,
        calibration=Calibration(
            position=17_402,
            weeks=26,
            cells=4_134,
            share_flagged=0.0182,
            weeks_flagged=4,
            pai=6.12,
            pei=0.341,
            pai_count=6.12,
            pei_count=0.341,
            misses=("flagged-share",),
            share_by_chance=0.0071,
            last_week=str(Week.parse(picture.period).shift(-1)),
        ),
        rhythm=rhythm,
        coverage=msgspec.structs.replace(
            picture.coverage,
            likely_doubles=2,
            voices=tuple(
                msgspec.structs.replace(voice, quiet_weeks=3, rate=3.4167, quiet=True)
                if voice.code == "bibliotek"
                else msgspec.structs.replace(voice, quiet_weeks=1, rate=2.0833)
                if voice.code == "handel"
                else msgspec.structs.replace(voice, newcomer=voice.code == "kollektiv", rate=3.0)
                for voice in picture.coverage.voices
            ),
        ),
    )


def hotspots(picture: Picture) -> Hotspots:
    """Five named places, six squares of which three are a cluster, and two contours."""
    arrows = ("up", "same", "up", "down", "same")
    tops = (19, 11, None, 23, 15)
    places = tuple(
        HotPlace(
            code=spot.code,
            name=spot.name,
            area=spot.area,
            place_type=spot.place_type,
            lat=spot.lat,
            lon=spot.lon,
            n24=62 - 11 * order,
            n4=17 - 3 * order,
            before4=round((62 - 11 * order - (17 - 3 * order)) / 5, 2),
            arrow=arrows[order],
            top_category=PLACES[order][4],
            top_daypart=tops[order],
            reports=f"week=2026-W24--2026-W47&place={spot.code}",
        )
        for order, spot in enumerate(picture.spots)
    )
    middle = next(shape.label for shape in picture.map.areas if shape.code == "G01")
    home = read_square(square_of(middle[1], middle[0]))
    around = ((0, 0, 58, 5.1), (1, 0, 41, 4.4), (0, 1, 33, 3.2), (7, 2, 24, 1.9), (-6, 1, 19, 1.4))
    cells = tuple(
        HotCell(
            e=home.e + east,
            n=home.n + north,
            n24=n24,
            n4=n24 // 4,
            before4=round((n24 - n24 // 4) / 5, 2),
            arrow=arrows[order],
            z=z,
            cluster=z > 3,
            ring=read_square(f"{home.e + east}:{home.n + north}").ring,
            near=("Stortorget", "Havstuna station", "Centrum", "Kvarngallerian", "Ekparken")[order],
            area=("G01", "G01", "G01", "G05", "G03")[order],
        )
        for order, (east, north, n24, z) in enumerate(around)
    )
    contours = tuple(
        Contour(share=share, rings=(_oval(middle, wide),))
        for share, wide in ((0.25, 0.016), (0.5, 0.009), (0.75, 0.004))
    )
    return Hotspots(
        weeks=24, cells=cells, places=places, contours=contours, tested=2_214, reports=611, of=702
    )


def levels(picture: Picture, told: Iterable[Weighed]) -> tuple[AreaLevel, ...]:
    """All four colours and every reason but a short history."""
    weights = Counter[tuple[str, bool]]()
    for one in told:
        if one.ago <= len(picture.total.usual.weeks):
            weights[one.area, one.ago == 0] += taxonomy().categories[one.category].weight
    calm = (_GREEN, Reason.CALM, (_GREEN,) * 7)
    found: list[AreaLevel] = []
    for line in picture.by_area:
        level, reason, before = _LEVELS.get(line.code, calm)
        found.append(
            AreaLevel(
                code=line.code,
                level=level,
                reason=reason,
                weeks=(*before, level),
                n=line.figure.n,
                expected=round(sum(line.figure.usual.weeks) / 8, 2),
                harm=weights[line.code, True],
                harm_usual=round(weights[line.code, False] / 8, 2),
                calm_weeks=_CALM_WEEKS.get(line.code, 6),
            )
        )
    return tuple(found)


def harm(told: Iterable[Weighed]) -> Harm:
    """Each report by the weight of its category."""
    kinds = taxonomy().categories
    weeks = Counter[int]()
    for one in told:
        weeks[one.ago] += kinds[one.category].weight
    inner = sorted(weeks[ago] for ago in range(1, 9))
    return Harm(
        edition=CURRENT,
        n=weeks[0],
        low=inner[1],
        high=inner[-2],
        median=(inner[3] + inner[4]) / 2,
    )


def dayparts(told: Iterable[Weighed]) -> tuple[Daypart, ...]:
    """The 28 quarters of days, of which one is high and one low."""
    parts = Counter((one.ago, one.day * 4 + one.hour // 6) for one in told)
    share = 4 / 18  # the weeks that the invented week has before the last four
    found: list[Daypart] = []
    for part in range(28):
        recent = sum(parts[ago, part] for ago in range(4))
        expected = round(share * sum(parts[ago, part] for ago in range(4, 22)), 3)
        stands_out = {19: "high", 2: "low"}.get(part, "")
        found.append(
            Daypart(
                part=part,
                n=parts[0, part],
                usual=sum(parts[ago, part] for ago in range(1, 9)) / 8,
                recent=recent,
                expected=expected,
                p=0.0021 if stands_out else 0.4,
                q=0.029 if stands_out else 0.84,
                stands_out=stands_out,
            )
        )
    return tuple(found)


def unsafe(picture: Picture) -> tuple[Unsafe, ...]:
    """Four places, of which one is mended and one is nobody's."""
    told = (
        ("PLACE-LIGHT", "G06", "P03", "Björkskolans skolgård", 143, "", False, 9),
        ("PLACE-VIEW", "G03", "P04", "Ekparken", 61, "park", False, 4),
        ("PLACE-BROKEN", "G05", "", "Cykelrummet vid Kvarngallerian", 33, "bostad", False, 3),
        ("PLACE-LIGHT", "G01", "P02", "Havstuna station", 24, "kollektiv", True, 6),
    )
    return tuple(
        Unsafe(
            id=f"00000000-0000-4000-8000-{order:012d}",
            category=category,
            area=area,
            place=place,
            name=name,
            since=picture.last_on - timedelta(days=age),
            age_days=age,
            owner=owner,
            fixed=fixed,
            n=n,
            reports=f"category={category}&area={area}",
        )
        for order, (category, area, place, name, age, owner, fixed, n) in enumerate(told)
    )


def _weights(picture: Picture) -> tuple[tuple[float, ...], ...]:
    """The known hours, and those known to the day spread over the first of them."""
    spread = picture.rhythm.unknown / 24
    return tuple(
        tuple(round(n + (spread if day == 0 else 0), 4) for n in row)
        for day, row in enumerate(picture.rhythm.counts)
    )


def _oval(middle: tuple[float, float], wide: float) -> tuple[tuple[float, float], ...]:
    turns = [math.tau * turn / 24 for turn in range(24)]
    ring = [
        (
            round(middle[0] + wide * (1 + 0.2 * math.cos(3 * turn)) * math.cos(turn), 5),
            round(middle[1] + 0.5 * wide * math.sin(turn), 5),
        )
        for turn in turns
    ]
    return (*ring, ring[0])
