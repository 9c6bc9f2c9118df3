"""When: by Swedish clocks, each report spread over the hours that it may have happened in."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest

from briefing.asked import Asked
from briefing.patterns.rhythm import rhythm, stockholm
from briefing.picture import Rhythm
from briefing.statistics.aoristic import weights
from events.columns import to_microseconds
from ingest.receive import receive
from ingest.submission import Submission
from projections.known import known
from projections.record import Registry
from reference.dimensions import Channel
from reference.periods import Period
from reference.weeks import hour_of_week, local_to_utc
from tests.hamlet import NOW, WEEK, send, sent, told

DAY = WEEK.monday.isoformat()
DUE = timedelta(hours=8)


def of(registry: Registry, period: Period | None = None) -> Rhythm:
    with known(registry.log) as then:
        kinds = then.ground.taxonomy.categories.values()
        calm = tuple(kind.id for kind in kinds if not kind.disturbance)
        covered = frozenset(WEEK.shift(-back).key for back in range(10))
        return rhythm(Asked(then, period or Period.of_week(WEEK), calm, covered))


def hours(table: tuple[tuple[float, ...], ...]) -> dict[int, float]:
    """The hours of the week that hold anything."""
    flat = [n for day in table for n in day]
    return {hour: n for hour, n in enumerate(flat) if n}


def at(hour: int, numbers: range, back: int = 0) -> list[Submission]:
    """Reports of an hour of the week, so many weeks back."""
    begins = WEEK.shift(-back).start_at + timedelta(hours=hour, minutes=20)
    occurred = {"from": begins.isoformat()}
    return [told(number, occurred=occurred) for number in numbers]


def test_what_is_known_to_the_hour_lies_in_it_and_the_rest_is_spread(
    on_sqlite: Registry,
) -> None:
    send(on_sqlite, *at(20, range(2)))
    shift = {"from": f"{DAY}T08:00", "to": f"{DAY}T12:00", "precision": "shift"}
    sent(on_sqlite, 10, occurred=shift)
    found = of(on_sqlite)
    assert hours(found.counts) == {20: 2}
    assert hours(found.weights) == {8: 0.25, 9: 0.25, 10: 0.25, 11: 0.25, 20: 2}
    assert found.unknown == 1


def test_the_usual_is_the_mean_of_the_same(on_sqlite: Registry) -> None:
    send(
        on_sqlite, *at(20, range(3)), *at(20, range(10, 14), back=1), *at(30, range(20, 24), back=8)
    )
    before = WEEK.shift(-2).monday.isoformat()
    evening = {"from": f"{before}T18:00", "to": f"{before}T22:00", "precision": "daypart"}
    sent(on_sqlite, 40, occurred=evening)
    found = of(on_sqlite)
    assert found.weeks == 8
    assert hours(found.usual) == {
        **dict.fromkeys((18, 19, 21), 0.031),
        20: round(4.25 / 8, 3),
        30: 0.5,
    }


def test_every_disturbing_report_weighs_one(on_sqlite: Registry) -> None:
    spans = [(0, "exact"), (3, "interval"), (8, "shift"), (24, "day")]
    for number, (length, precision) in enumerate(spans):
        begins = local_to_utc(datetime.fromisoformat(f"{DAY}T00:00"))
        ends = begins + timedelta(hours=length)
        occurred = {"from": begins.isoformat(), "to": ends.isoformat(), "precision": precision}
        sent(on_sqlite, number, occurred=occurred)
    calm = {"from": f"{DAY}T08:00", "to": f"{DAY}T16:00", "precision": "shift"}
    sent(on_sqlite, 20, category="POS-CALM", occurred=calm)
    found = of(on_sqlite)
    assert sum(map(sum, found.weights)) == pytest.approx(4, abs=0.02)
    assert (sum(map(sum, found.counts)), found.unknown) == (1, 3)


def local(text: str) -> int:
    return to_microseconds(local_to_utc(datetime.fromisoformat(text)))


def spread(begins: str, ends: str) -> dict[int, float]:
    found = weights(np.array([local(begins)]), np.array([local(ends)]), stockholm)[0]
    return {int(hour): round(float(found[hour]), 6) for hour in np.flatnonzero(found)}


def test_the_night_of_25_hours_has_its_third_hour_twice() -> None:
    found = spread("2026-10-25T00:00", "2026-10-25T04:00")
    sunday = 6 * 24
    assert found == {sunday: 0.2, sunday + 1: 0.2, sunday + 2: 0.4, sunday + 3: 0.2}


def test_the_night_of_23_hours_lacks_it() -> None:
    found = spread("2026-03-29T00:00", "2026-03-29T04:00")
    sunday = 6 * 24
    third = round(1 / 3, 6)
    assert found == {sunday: third, sunday + 1: third, sunday + 3: third}


@pytest.mark.parametrize(("day", "length"), [("2026-10-25", 25), ("2026-03-29", 23)])
def test_a_whole_day_is_as_long_as_it_was(day: str, length: int) -> None:
    after = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    found = spread(f"{day}T00:00", f"{after}T00:00")
    assert len(found) == (23 if length == 23 else 24)
    assert found[6 * 24 + 12] == round(1 / length, 6)


@given(some.integers(0, 600_000))
def test_hours_are_those_of_swedish_clocks(hour: int) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    assert stockholm(np.array([hour, hour])).tolist() == [hour_of_week(instant)] * 2


FRIDAY_EVENING = 4 * 24 + 20


def a_year(registry: Registry, friday: int) -> None:
    """A file of 52 weeks with a report in some parts of each; of late more on Friday evenings."""
    for back in range(52):
        first = back * 20
        reports = [
            *at(10, range(first, first + 1), back),
            *at(40, range(first + 1, first + 3), back),
        ]
        more = friday if back < 4 else 1
        reports += at(FRIDAY_EVENING, range(first + 5, first + 5 + more), back)
        receive(registry, reports, actor="test", at=NOW, channel=Channel.FILE)


def test_a_part_of_the_week_stands_out_by_an_exact_test(on_sqlite: Registry) -> None:
    a_year(on_sqlite, 6)
    found = of(on_sqlite).dayparts
    assert [part.part for part in found] == list(range(28))
    assert [part.part for part in found if part.stands_out] == [4 * 4 + 3]
    friday = found[4 * 4 + 3]
    assert (friday.n, friday.usual, friday.recent) == (6, 2.875, 24)
    # Of 192 before, 48 were of Friday evenings; of 36 in the last weeks, 9 were to be expected.
    assert friday.expected == 9
    p = binomtest(24, 72, 36 / 228).pvalue
    assert friday.p == pytest.approx(p, rel=1e-4)
    assert friday.q == pytest.approx(28 * p, rel=1e-4)
    assert friday.stands_out == "high"
    assert sum(part.recent for part in found) == 36
    assert {part.p for part in found if part.recent == 0} == {1.0}


def test_a_steady_year_has_nothing_that_stands_out(on_sqlite: Registry) -> None:
    a_year(on_sqlite, 1)
    assert {part.stands_out for part in of(on_sqlite).dayparts} == {""}


def test_a_short_record_compares_no_parts(on_sqlite: Registry) -> None:
    send(on_sqlite, *at(20, range(5)), *at(20, range(10, 13), back=6))
    found = of(on_sqlite)
    # Only nine weeks are covered, four of them the latest.
    assert found.dayparts == ()
    assert not found.seldom_known


def test_hours_that_are_seldom_known_are_not_shown(on_sqlite: Registry) -> None:
    a_year(on_sqlite, 1)
    assert not of(on_sqlite).seldom_known
    tomorrow = (WEEK.monday + timedelta(days=1)).isoformat()
    whole_day = {"from": f"{DAY}T00:00", "to": f"{tomorrow}T00:00", "precision": "day"}
    # 36 known to the hour in nine weeks: more than 40 in a hundred are 25 of 61.
    send(on_sqlite, *(told(5_000 + n, occurred=whole_day) for n in range(24)))
    assert not of(on_sqlite).seldom_known
    sent(on_sqlite, 6_000, occurred=whole_day)
    assert of(on_sqlite).seldom_known


def test_a_longer_period_sums_its_weeks(on_sqlite: Registry) -> None:
    two = Period.parse("2026-W45-46")
    send(
        on_sqlite,
        *at(20, range(2)),
        *at(20, range(10, 13), back=1),
        *at(20, range(20, 24), back=2),
        *at(21, range(30, 32), back=3),
    )
    found = of(on_sqlite, two)
    assert hours(found.counts) == {20: 5}
    assert hours(found.weights) == {20: 5}
    assert found.weeks == 4  # of two weeks each that the record covers
    assert hours(found.usual) == {20: 1, 21: 0.5}


def test_an_empty_record_has_a_rhythm_of_nothing(on_sqlite: Registry) -> None:
    found = of(on_sqlite)
    assert hours(found.counts) == hours(found.weights) == hours(found.usual) == {}
    assert (found.unknown, found.dayparts) == (0, ())


def test_the_latest_weeks_are_those_of_the_picture(on_sqlite: Registry) -> None:
    a_year(on_sqlite, 6)
    with known(on_sqlite.log) as then:
        week = WEEK.shift(-4)
        covered = frozenset(week.shift(-back).key for back in range(60))
        found = rhythm(Asked(then, Period.of_week(week), (), covered))
    assert {part.stands_out for part in found.dayparts} == {""}


def test_the_latest_weeks_are_held_against_others_as_they_were_known_at_their_age(
    on_sqlite: Registry,
) -> None:
    # What happens on Monday mornings is told of in time, what happens on Fridays six weeks later.
    for back in range(30, -1, -1):
        ended = WEEK.shift(-back).end_at
        if back < 24:
            late = at(110, range(5_000 + 10 * back, 5_009 + 10 * back), back=back + 6)
            send(on_sqlite, *late, at=ended + timedelta(hours=7))
        send(on_sqlite, *at(8, range(100 * back, 100 * back + 9), back=back), at=ended + DUE)
    found = of(on_sqlite).dayparts
    assert [(part.part, part.recent) for part in found if part.recent] == [(1, 36)]
    assert {part.stands_out for part in found} == {""}
