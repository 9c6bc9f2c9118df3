"""What must not matter to what stands out, on whole records: who is who, how many there are."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from briefing.deviations.judging import NO_GRADE, Judgement
from briefing.deviations.series import Key, history
from briefing.deviations.signals import find
from briefing.findings import Scope
from events.organisation import OrganisationOpened
from ingest.adopt import adopt_areas, open_organisation
from projections.known import known
from projections.record import Registry
from reference.areas import Area, Areas
from tests.briefing.calendars import asked_of, tell
from tests.hamlet import BEGIN, areas, hamlet

Weeks = Sequence[Mapping[str, int]]

SCHOOL, GUARD, HOUSING = (
    (3, 2, 4, 1, 2, 3, 2, 2),
    (1, 2, 2, 3, 1, 1, 2, 2),
    (1, 0, 1, 1, 2, 0, 1, 1),
)
NOW = {"skola": 12, "vakt": 9, "bostad": 2}


def weeks(now: Mapping[str, int] = NOW) -> list[dict[str, int]]:
    """Twelve weeks of ups and downs, and one that is high."""
    told = [(SCHOOL[n % 8], GUARD[n % 8], HOUSING[n % 8]) for n in range(12)]
    return [dict(zip(("skola", "vakt", "bostad"), counts, strict=True)) for counts in told] + [
        dict(now)
    ]


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[Sequence[Registry]]:
    """Two hamlets, alike until something is told of one of them."""
    with ExitStack() as stack:
        made: list[Registry] = []
        for name in ("one", "other"):
            folder = tmp_path / name
            folder.mkdir()
            made.append(stack.enter_context(hamlet(f"sqlite:///{folder / 'log.db'}", folder)))
        yield made


def judged(registry: Registry) -> dict[Scope, Judgement]:
    with known(registry.log) as now:
        asked = asked_of(now)
        return {one.family.scope: one for one in find(asked, history(asked)).judgements}


def by_key(judgement: Judgement) -> dict[Key, tuple[float, float, float, int]]:
    """The count, the expected, p and the grade of each series."""
    found = judgement.found
    columns = judgement.y, found.expected, found.p, judgement.grade
    return {
        key: (float(y), float(expected), float(p), int(grade))
        for key, y, expected, p, grade in zip(judgement.family.keys, *columns, strict=True)
    }


def test_an_area_that_nobody_tells_of_changes_no_chance_and_no_grade(
    towns: Sequence[Registry],
) -> None:
    """Nor is there anything to say of it. The map comes before the reports, in both."""
    plain, wider = towns
    empty = Area("N", "Norra", shapely.box(19.0, 57.1, 19.2, 57.2))
    more = replace(areas("2026b"), areas=(*areas().areas, empty))
    adopt_areas(wider, more, "test", actor="test", at=BEGIN)
    for town in towns:
        tell(town, weeks())
    first, second = judged(plain), judged(wider)
    high = 0
    for scope in Scope:
        ours, theirs = by_key(first[scope]), by_key(second[scope])
        assert ours.keys() <= theirs.keys()
        for key, expected in ours.items():
            assert theirs[key] == pytest.approx(expected, rel=1e-12, nan_ok=True), (scope, key)
            high += expected[3] < NO_GRADE
        for key in theirs.keys() - ours.keys():
            assert key.area == "N"
            assert theirs[key][3] == NO_GRADE
    assert high >= 4  # the whole, the area, the category, and it in the area


def test_what_the_areas_are_called_and_their_order_change_nothing(
    towns: Sequence[Registry],
) -> None:
    plain, renamed = towns
    as_other = {"V": "Z9", "O": "A1"}
    turned = Areas(
        "2026b",
        date(2026, 1, 1),
        tuple(Area(as_other[one.code], one.name, one.geometry) for one in reversed(areas().areas)),
    )
    adopt_areas(renamed, turned, "test", actor="test", at=BEGIN)
    east = {"vakt": {"point": {"lat": 57.03, "lon": 19.15}}}
    for town in towns:
        tell(town, weeks(), places=east)
    first, second = judged(plain), judged(renamed)
    for scope in (Scope.TOTAL, Scope.AREA, Scope.CATEGORY, Scope.AREA_CATEGORY):
        ours = {
            key._replace(area=as_other.get(key.area, "")): row
            for key, row in by_key(first[scope]).items()
        }
        theirs = by_key(second[scope])
        assert theirs.keys() == ours.keys()
        for key, row in ours.items():
            assert theirs[key] == pytest.approx(row, rel=1e-9, nan_ok=True), (scope, key)


@pytest.mark.parametrize("now", [NOW, {"skola": 3, "vakt": 2, "bostad": 1}])
def test_twice_the_reporters_who_say_as_much_each_change_no_decision(
    towns: Sequence[Registry], now: Mapping[str, int]
) -> None:
    plain, twice = towns
    for who in ("skola", "vakt", "bostad"):
        opened = OrganisationOpened(code=f"{who}2", sv=f"{who}2", en=f"{who}2")
        open_organisation(twice, opened, actor="test", at=BEGIN)
    tell(plain, weeks(now))
    tell(twice, [week | {f"{who}2": n for who, n in week.items()} for week in weeks(now)])
    first, second = judged(plain), judged(twice)
    for scope in (Scope.TOTAL, Scope.AREA):
        for key, (y, expected, _, grade) in by_key(first[scope]).items():
            y2, expected2, _, grade2 = by_key(second[scope])[key]
            assert (y2, expected2) == pytest.approx((2 * y, 2 * expected), rel=0.02, abs=0.05)
            assert (grade2 < NO_GRADE) == (grade < NO_GRADE) == (now is NOW and key.area != "O")


def test_half_of_the_reporters_silent_is_neither_calm_nor_an_alarm(
    towns: Sequence[Registry],
) -> None:
    """What the others say is held against what they usually say."""
    whole, half = towns
    tell(whole, weeks({"skola": 2, "vakt": 2, "bostad": 1}))
    tell(half, weeks({"vakt": 2, "bostad": 1}))
    first = by_key(judged(whole)[Scope.TOTAL])[Key()]
    second = by_key(judged(half)[Scope.TOTAL])[Key()]
    assert second[1] < 0.7 * first[1]  # expected, by the part that was heard of
    assert second[3] == first[3] == NO_GRADE
