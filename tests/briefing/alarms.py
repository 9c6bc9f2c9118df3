"""The signals that the invented week would have, and what was tested for them."""

import math

import msgspec

from briefing.findings import Grade, Rule, Scope, Signal, Tested
from briefing.picture import Picture
from reference.categories import taxonomy
from tests.briefing.ground import AREAS

WEEKS = 212
"""How long the invented record is: over four years, enough for every test."""

_Q = {Grade.STRONG: (0.0007, 0.011), Grade.DEVIATION: (0.006, 0.07), Grade.WATCH: (0.008, 0.21)}


def signals(picture: Picture, on_friday_evening: int) -> tuple[Signal, ...]:
    """One of every scope, grade and rule, with every caution, sorted by scope."""
    return (
        *_of_areas(picture),
        *_of_categories(picture),
        *_of_two(),
        *_of_places_and_times(on_friday_evening),
    )


def _of_areas(picture: Picture) -> tuple[Signal, ...]:
    areas = {line.code: line.figure.n for line in picture.by_area}
    return (
        _signal(
            Scope.TOTAL,
            "Hela kommunen",
            "The whole municipality",
            picture.total.n,
            29.84,
            grade=Grade.DEVIATION,
            rule=Rule.CUSUM,
            since=4,
            weeks=WEEKS,
            sources=8,
        ),
        _signal(
            Scope.AREA,
            AREAS["G01"],
            AREAS["G01"],
            areas["G01"],
            10.62,
            grade=Grade.STRONG,
            rule=Rule.FARRINGTON,
            weeks=WEEKS,
            sources=5,
            area="G01",
            reports="week=2026-W47&area=G01",
        ),
        _signal(
            Scope.AREA,
            AREAS["G04"],
            AREAS["G04"],
            areas["G04"],
            1.574,
            rule=Rule.FARRINGTON,
            weeks=WEEKS,
            sources=2,
            area="G04",
            doubles=True,
            reports="week=2026-W47&area=G04",
        ),
    )


def _of_categories(picture: Picture) -> tuple[Signal, ...]:
    kinds = {line.code: line.figure.n for line in picture.by_category}
    mopeds = taxonomy().categories["TRAF-RECK"]
    light = taxonomy().categories["PLACE-LIGHT"]
    return (
        _signal(
            Scope.CATEGORY,
            mopeds.sv,
            mopeds.en,
            kinds["TRAF-RECK"],
            3.082,
            grade=Grade.DEVIATION,
            rule=Rule.FARRINGTON,
            weeks=WEEKS,
            sources=4,
            category="TRAF-RECK",
            reports="week=2026-W47&category=TRAF-RECK",
        ),
        _signal(
            Scope.CATEGORY,
            light.sv,
            light.en,
            kinds["PLACE-LIGHT"],
            1.902,
            one_source=True,
            leading="skola",
            sources=2,
            category="PLACE-LIGHT",
            reports="week=2026-W47&category=PLACE-LIGHT",
        ),
    )


def _of_two() -> tuple[Signal, ...]:
    mopeds = taxonomy().categories["TRAF-RECK"]
    return (
        _signal(
            Scope.AREA_CATEGORY,
            f"{mopeds.sv}, {AREAS['G03']}",
            f"{mopeds.en}, {AREAS['G03']}",
            5,
            0.8124,
            grade=Grade.STRONG,
            area="G03",
            category="TRAF-RECK",
            reports="week=2026-W47&area=G03&category=TRAF-RECK",
        ),
    )


def _of_places_and_times(on_friday_evening: int) -> tuple[Signal, ...]:
    return (
        _signal(
            Scope.PLACE,
            "Stortorget",
            "Stortorget",
            7,
            1.912,
            grade=Grade.DEVIATION,
            one_source=True,
            leading="fritid",
            sources=2,
            area="G01",
            place="P01",
            reports="week=2026-W47&place=P01",
        ),
        _signal(
            Scope.DAYPART,
            "Fredag kväll",
            "Friday evening",
            on_friday_evening,
            4.37,
            daypart=19,
            sources=6,
            reports="week=2026-W47&daypart=19",
        ),
    )


def _signal(scope: Scope, sv: str, en: str, y: int, expected: float, **more: object) -> Signal:
    grade = more.pop("grade", Grade.WATCH)
    assert isinstance(grade, Grade)
    p, q = _Q[grade]
    low, high = _interval(y, expected)
    known: dict[str, object] = {
        "upper": min(math.ceil(expected + 1.8 * math.sqrt(expected)), y - 1),
        "low": low,
        "high": high,
        "p": p,
        "q": q,
        "rule": Rule.POOLED,
        "weeks": 104,
        "sources": 3,
        "reports": "week=2026-W47",
    }
    return msgspec.convert(
        known
        | {"scope": scope, "sv": sv, "en": en, "y": y, "expected": expected, "grade": grade}
        | more,
        Signal,
    )


def tested() -> tuple[Tested, ...]:
    """What was tested in each scope."""
    return (
        Tested(scope=Scope.TOTAL, series=1, rule=Rule.FARRINGTON, weeks=WEEKS),
        Tested(scope=Scope.AREA, series=10, rule=Rule.FARRINGTON, weeks=WEEKS),
        Tested(scope=Scope.CATEGORY, series=18, rule=Rule.FARRINGTON, weeks=WEEKS),
        Tested(scope=Scope.AREA_CATEGORY, series=180, rule=Rule.POOLED, weeks=104, left_out=1),
        Tested(scope=Scope.PLACE, series=42, rule=Rule.POOLED, weeks=104),
        Tested(scope=Scope.DAYPART, series=28, rule=Rule.POOLED, weeks=104),
    )


def _interval(y: int, expected: float) -> tuple[float, float]:
    """About the exact interval of y / expected."""
    low = y * (1 - 1 / (9 * y) - 1.96 / (3 * math.sqrt(y))) ** 3
    high = (y + 1) * (1 - 1 / (9 * (y + 1)) + 1.96 / (3 * math.sqrt(y + 1))) ** 3
    return round(low / expected, 3), round(high / expected, 3)
