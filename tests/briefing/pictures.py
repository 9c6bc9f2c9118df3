"""Invented pictures of the fictional municipality, for the renderings to be tried on.

They are counted from invented reports, so that their figures agree with each other as a drawn
picture's do.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from briefing.picture import (
    Coverage,
    Dot,
    Figure,
    Late,
    Line,
    Map,
    Municipality,
    Picture,
    Rhythm,
    Spot,
    Trend,
    Unsorted,
    Usual,
    Voice,
)
from reference.categories import taxonomy
from reference.weeks import Week, WeekClock
from tests.briefing.found import Weighed, with_findings
from tests.briefing.ground import AREAS, ORGANISATIONS, PLACES, shapes, upcoming

WEEK = Week(2026, 47)
AS_OF = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)

AREA_WEIGHTS = (30, 14, 12, 6, 10, 13, 4, 5, 5, 1)
CATEGORIES = {
    "DMG-GRAFF": 14,
    "DMG-GLASS": 8,
    "DMG-PUBL": 7,
    "GATH-YOUTH": 12,
    "GATH-INDOOR": 6,
    "TRAF-RECK": 9,
    "PLACE-LITTER": 8,
    "PLACE-LIGHT": 7,
    "SUBS-USE": 5,
    "SUBS-ALC": 6,
    "FIRE-PYRO": 4,
    "FIRE-BIN": 2,
    "VIOL-FIGHT": 3,
    "VIOL-THREAT": 2,
    "PROP-SHOP": 5,
    "ORDER-NOISE": 4,
    "SIGN-MOOD": 1,
    "OTHER": 1,
}
CALM = {"POS-CALM": 3, "EVENT-PLAN": 1}


class Told(NamedTuple):
    """An invented report: weeks before the picture's week, and what it tells."""

    ago: int
    area: str
    category: str
    organisation: str
    day: int
    hour: int


def full() -> Picture:
    """A week above the usual, in a record of more than a year."""
    dice = random.Random(47)
    told = [*_reports(dice, 0, 60), *_reports(dice, 0, 8, areas=(1, 0, 0, 0, 0, 0, 0, 0, 0, 0))]
    # As the week before was: the third week above the usual, with an area and a category below.
    for ago in range(1, 22):
        told += _reports(dice, ago, (44 if ago < 3 else 31) + dice.randint(-6, 6))
    told = [
        r for r in told if not (r.ago == 0 and (r.area == "G02" or r.category == "PLACE-LITTER"))
    ]
    last_year = [28 + dice.randint(-7, 7) for _ in range(13)]
    weighed = [
        Weighed(r.ago, r.area, r.category, r.day, r.hour) for r in told if _disturbing(r.category)
    ]
    return with_findings(_drawn(told, last_year, weeks=21), weighed)


def short() -> Picture:
    """The record's third week: too little to say what is usual."""
    dice = random.Random(3)
    told = [r for ago in range(3) for r in _reports(dice, ago, 18 + dice.randint(-4, 4))]
    return _drawn(told, None, weeks=2)


def incomplete() -> Picture:
    """A quiet week in which most have not reported."""
    dice = random.Random(11)
    told = [r for ago in range(1, 22) for r in _reports(dice, ago, 30 + dice.randint(-5, 5))]
    told += _reports(dice, 0, 9)
    return _drawn(told, [30] * 13, weeks=21, silent=6)


def empty() -> Picture:
    """A municipality that began today: nothing told, no areas, nobody expected."""
    picture = _drawn([], None, weeks=0)
    return msgspec.structs.replace(
        picture,
        by_area=(),
        by_category=(),
        by_group=(),
        by_organisation=(),
        map=Map(areas=(), dots=(), hidden=0, edition=""),
        spots=(),
        upcoming=(),
        late=msgspec.structs.replace(picture.late, n=0, files=0),
        unsorted=msgspec.structs.replace(picture.unsorted, outside=0, unplaced=0, other=0),
        linked=0,
        withdrawn=0,
        coverage=Coverage(
            expected=0,
            reported=0,
            nothing=0,
            silent=0,
            share=None,
            incomplete=False,
            voices=(),
            self_observed=0,
            exactly_placed=0,
            reports=0,
        ),
    )


def _reports(
    dice: random.Random, ago: int, n: int, areas: Sequence[int] = AREA_WEIGHTS
) -> list[Told]:
    kinds = CATEGORIES | CALM
    return [
        Told(
            ago,
            dice.choices(tuple(AREAS), areas)[0],
            dice.choices(tuple(kinds), tuple(kinds.values()))[0],
            dice.choice(tuple(ORGANISATIONS)),
            dice.choices(range(7), (8, 8, 10, 11, 24, 22, 12))[0],
            int(dice.triangular(6, 25, 20)) % 24,
        )
        for _ in range(n)
    ]


def _drawn(
    told: Sequence[Told], last_year: Sequence[int] | None, *, weeks: int, silent: int = 2
) -> Picture:
    quiet = tuple(ORGANISATIONS)[-silent:]
    told = [
        r._replace(organisation="skola") if not r.ago and r.organisation in quiet else r
        for r in told
    ]
    disturbing = [r for r in told if _disturbing(r.category)]
    now = [r for r in told if r.ago == 0]
    counts = Counter(r.ago for r in disturbing)
    known = [counts[ago] if ago <= weeks else None for ago in range(22)]
    voices = _voices(now, silent)
    return Picture(
        edition="1",
        municipality=Municipality(code="9947", name="Havstuna"),
        period=str(WEEK),
        first_on=WEEK.monday,
        last_on=WEEK.sunday,
        position=18_204,
        as_of=AS_OF,
        record_begins=str(WEEK.shift(-weeks)),
        editions={"categories": "2026-1", "areas": "2026", "places": "2026-08", "calendar": "2026"},
        total=_figure(disturbing, weeks, last_year, "week=2026-W47"),
        other_reports=_figure(
            [r for r in told if not _disturbing(r.category)], weeks, None, "week=2026-W47&calm=1"
        ),
        by_area=_lines(AREAS, disturbing, weeks, lambda r: r.area, "area"),
        by_category=_category_lines(told, weeks),
        by_group=_group_lines(told, weeks),
        by_organisation=_organisation_lines(told, weeks),
        trend=_trend(known, last_year),
        rhythm=_rhythm(disturbing, weeks),
        map=_map(now),
        spots=_spots(),
        coverage=_coverage(voices, len(now)),
        late=Late(
            n=3, files=12, deadline=WeekClock().deadline(WEEK), reports="week=2026-W47&late=1"
        ),
        unsorted=Unsorted(
            outside=1,
            unplaced=2,
            other=sum(r.category == "OTHER" for r in now),
            outside_reports="week=2026-W47&area=OUTSIDE",
            unplaced_reports="week=2026-W47&area=UNPLACED",
            other_reports="week=2026-W47&category=OTHER",
        ),
        upcoming=upcoming(),
        linked=2,
        withdrawn=1,
    )


def _disturbing(category: str) -> bool:
    return taxonomy().categories[category].disturbance


def _usual(weeks: Sequence[int]) -> Usual:
    if len(weeks) < 4:
        return Usual(weeks=tuple(weeks))
    inner = sorted(weeks)
    middle = len(inner) // 2
    median = (inner[middle] + inner[~middle]) / 2
    return Usual(weeks=tuple(weeks), low=inner[1], high=inner[-2], median=median)


def _figure(
    told: Iterable[Told], weeks: int, last_year: Sequence[int] | None, reports: str
) -> Figure:
    counts = Counter(r.ago for r in told)
    return Figure(
        n=counts[0],
        usual=_usual([counts[ago] for ago in range(min(8, weeks), 0, -1)]),
        last_year=last_year[-1] if last_year else None,
        reports=reports,
    )


def _lines(
    names: dict[str, str], told: Sequence[Told], weeks: int, key: Callable[[Told], str], query: str
) -> tuple[Line, ...]:
    return tuple(
        Line(
            code=code,
            sv=name,
            en=name,
            figure=_figure(
                [r for r in told if key(r) == code], weeks, None, f"week=2026-W47&{query}={code}"
            ),
        )
        for code, name in names.items()
    )


def _category_lines(told: Sequence[Told], weeks: int) -> tuple[Line, ...]:
    kinds = taxonomy().categories
    names = {code: kinds[code].sv for code in (CATEGORIES | CALM)}
    return tuple(
        msgspec.structs.replace(
            line,
            en=kinds[line.code].en,
            group=kinds[line.code].group,
            disturbance=kinds[line.code].disturbance,
        )
        for line in _lines(names, told, weeks, lambda r: r.category, "category")
    )


def _group_lines(told: Sequence[Told], weeks: int) -> tuple[Line, ...]:
    known = taxonomy()
    used = sorted({known.group_of(code).id for code in (CATEGORIES | CALM)})
    names = {code: known.name(code, "sv") for code in used}
    return tuple(
        msgspec.structs.replace(
            line, en=known.name(line.code, "en"), disturbance=line.code not in {"POS", "EVENT"}
        )
        for line in _lines(names, told, weeks, lambda r: known.group_of(r.category).id, "group")
    )


def _organisation_lines(told: Sequence[Told], weeks: int) -> tuple[Line, ...]:
    names = {code: sv for code, (sv, _) in ORGANISATIONS.items()}
    lines = _lines(names, told, weeks, lambda r: r.organisation, "organisation")
    return tuple(msgspec.structs.replace(line, en=ORGANISATIONS[line.code][1]) for line in lines)


def _trend(known: Sequence[int | None], last_year: Sequence[int] | None) -> Trend:
    usual = [
        _usual([n for n in known[ago + 1 : ago + 9] if n is not None]) for ago in range(12, -1, -1)
    ]
    return Trend(
        weeks=tuple(str(WEEK.shift(-ago)) for ago in range(12, -1, -1)),
        counts=tuple(known[12::-1]),
        last_year=tuple(last_year) if last_year else (None,) * 13,
        low=tuple(u.low for u in usual),
        high=tuple(u.high for u in usual),
    )


def _rhythm(told: Sequence[Told], weeks: int) -> Rhythm:
    shown = min(8, weeks)
    of_the_week = [r for r in told if r.ago == 0]
    # Of the first few, only the day is known.
    now = Counter((r.day, r.hour) for r in of_the_week[4:])
    before = Counter((r.day, r.hour) for r in told if 0 < r.ago <= shown)
    return Rhythm(
        counts=tuple(tuple(now[day, hour] for hour in range(24)) for day in range(7)),
        usual=tuple(
            tuple(before[day, hour] / max(shown, 1) for hour in range(24)) for day in range(7)
        ),
        weeks=shown,
        unknown=len(of_the_week[:4]),
    )


def _map(now: Sequence[Told]) -> Map:
    dice = random.Random(1)
    areas = shapes()
    middles = {shape.code: shape.label for shape in areas}
    dots: list[Dot] = []
    for number, told in enumerate(now):
        if not taxonomy().categories[told.category].sensitive:
            lon, lat = middles[told.area]
            dots.append(
                Dot(
                    report=f"00000000-0000-4000-8000-{number:012d}",
                    lat=round(lat + dice.gauss(0, 0.004), 7),
                    lon=round(lon + dice.gauss(0, 0.007), 7),
                    category=told.category,
                    precision_m=25,
                )
            )
    return Map(areas=areas, dots=tuple(dots), hidden=len(now) - len(dots), edition="2026")


def _spots() -> tuple[Spot, ...]:
    middles = {shape.code: shape.label for shape in shapes()}
    return tuple(
        Spot(
            code=code,
            name=name,
            area=area,
            place_type=place_type,
            lat=middles[area][1] + 0.003 * (number - 2),
            lon=middles[area][0] + 0.004 * (number - 2),
            figure=Figure(
                n=7 - number,
                usual=_usual([2, 1, 3, 2, 4, 1, 2, 3]),
                last_year=None,
                reports=f"week=2026-W47&place={code}",
            ),
            top_category=top,
        )
        for number, (code, name, area, place_type, top) in enumerate(PLACES)
    )


def _voices(now: Sequence[Told], silent: int) -> tuple[Voice, ...]:
    counts = Counter(r.organisation for r in now)
    quiet = set(list(ORGANISATIONS)[-silent:])
    return tuple(
        Voice(
            code=code,
            sv=sv,
            en=en,
            state="silent" if code in quiet else "reported" if counts[code] else "nothing",
            n=0 if code in quiet else counts[code],
            expected=True,
            reports=f"week=2026-W47&organisation={code}",
        )
        for code, (sv, en) in ORGANISATIONS.items()
    )


def _coverage(voices: Sequence[Voice], reports: int) -> Coverage:
    states = Counter(voice.state for voice in voices)
    heard = states["reported"] + states["nothing"]
    return Coverage(
        expected=len(voices),
        reported=states["reported"],
        nothing=states["nothing"],
        silent=states["silent"],
        share=heard / len(voices),
        incomplete=heard / len(voices) < 0.7,
        voices=tuple(voices),
        self_observed=reports * 6 // 10,
        exactly_placed=reports * 8 // 10,
        reports=reports,
    )
