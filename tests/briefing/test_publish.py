"""What is published of a month stays as it was, is proved by the log, and gives nothing away."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest
import shapely
from scipy.optimize import Bounds, LinearConstraint, milp

from briefing.draw import draw
from briefing.public.publish import Altered, opened, publish, replay
from briefing.public.version import Count, Hidden, PublicPicture, canonical, digest, public, read
from briefing.statistics.disclosure import Ints
from events.publication import PicturePublished
from events.refusal import Refused
from ingest.adopt import adopt_areas
from ingest.submission import Submission
from projections.known import known
from projections.publications import published
from projections.rebuild import rebuild
from projections.record import Registry
from reference.areas import Area, Areas
from reference.categories import taxonomy
from reference.periods import Period
from tests.hamlet import areas, send, sent, told

SEPTEMBER, OCTOBER = Period.parse("2026-09"), Period.parse("2026-10")
NOVEMBER = Period.parse("2026-11")
NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
EARLIEST = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
"""The record's clock never goes back: nothing is sent before the hamlet is there."""
POINTS = {"V": (57.05, 19.05), "O": (57.05, 19.15), "": (57.5, 19.5)}
OFTEN = {
    "DMG-GRAFF": 30,
    "GATH-YOUTH": 14,
    "TRAF-RECK": 9,
    "SUBS-ALC": 4,
    "FIRE-BIN": 2,
    "VIOL-FIGHT": 2,
    "VIOL-ASSLT": 3,  # sensitive
    "SUBS-USE": 3,  # sensitive
    "POS-CALM": 3,  # calm
}
SENSITIVE = [one for one in taxonomy().categories.values() if one.sensitive]


def month(registry: Registry, of: Period, *, seed: int, reports: int = 110) -> None:
    """Reports of all kinds, spread over a month."""
    dice = random.Random(seed)
    hours = int((of.end_at - of.start_at).total_seconds()) // 3600
    said = list[Submission]()
    for number in range(reports):
        lat, lon = POINTS[dice.choices(tuple(POINTS), (60, 30, 10))[0]]
        happened = of.start_at + timedelta(hours=dice.randrange(hours))
        (category,) = dice.choices(tuple(OFTEN), tuple(OFTEN.values()))
        said.append(
            told(
                seed * 10_000 + number,
                category=category,
                occurred={"from": happened.isoformat()},
                place={"point": {"lat": lat, "lon": lon}},
            )
        )
    send(registry, *said, at=max(of.end_at, EARLIEST) + timedelta(hours=1))


def table_of(shown: PublicPicture) -> list[list[Count]]:
    """Areas and groups with their totals, as a reader puts them together."""
    rows = [[*area.by_group, area.n] for area in shown.areas]
    return [*rows, [*(group.n for group in shown.groups), shown.total]]


def find(registry: Registry, of: Period) -> PublicPicture:
    """What is published of a period."""
    with known(registry.log) as now:
        (one,) = (
            each for each in published(now.connection, now.municipality) if each.period == str(of)
        )
        return opened(registry.log, now.connection, one)


def possible(tables: list[list[list[Count]]]) -> list[tuple[int, int, int, int, int]]:
    """By all tables at once, the least and the most that each hidden count inside can be."""
    shapes = [(len(table) - 1, len(table[0]) - 1) for table in tables]
    begins = np.cumsum([0, *(rows * columns for rows, columns in shapes)])
    bounds = Bounds(np.zeros(begins[-1]), np.full(begins[-1], np.inf))
    sums, least, most = list[Ints](), list[float](), list[float]()
    for n, (table, (rows, columns)) in enumerate(zip(tables, shapes, strict=True)):
        for i, j in product(range(rows + 1), range(columns + 1)):
            over = np.zeros((rows, columns), dtype=np.int64)
            over[slice(None) if i == rows else i, slice(None) if j == columns else j] = 1
            whole = np.zeros(begins[-1], dtype=np.int64)
            whole[begins[n] : begins[n + 1]] = over.ravel()
            count = table[i][j]
            sums.append(whole)
            few = count == Hidden.FEW
            least.append(count if isinstance(count, int) else 1 if few else 0)
            most.append(count if isinstance(count, int) else 4 if few else np.inf)
    found: list[tuple[int, int, int, int, int]] = []
    for n, (table, (rows, columns)) in enumerate(zip(tables, shapes, strict=True)):
        for i, j in product(range(rows), range(columns)):
            if isinstance(table[i][j], Hidden):
                at = np.zeros(begins[-1])
                at[begins[n] + i * columns + j] = 1
                low, high = (
                    float(
                        milp(
                            sign * at,
                            constraints=LinearConstraint(np.asarray(sums), least, most),
                            bounds=bounds,
                            integrality=np.ones(begins[-1], dtype=np.int64),
                        ).x
                        @ at
                    )
                    for sign in (1, -1)
                )
                found.append((n, i, j, round(low), round(high)))
    return found


def test_a_month_is_published_and_proved_by_the_log(registry: Registry) -> None:
    month(registry, OCTOBER, seed=1)

    fact = publish(registry.log, OCTOBER, actor="analyst", at=NOW).fact

    assert isinstance(fact, PicturePublished)
    shown = find(registry, OCTOBER)
    assert digest(shown) == fact.digest
    assert read(canonical(shown)) == shown
    assert shown.hidden > 0
    assert replay(registry.log, OCTOBER).same
    with known(registry.log, position=fact.position) as then:
        assert public(draw(then, OCTOBER)) == shown


def test_reports_that_come_later_do_not_touch_what_was_published(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1)
    publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)
    before = find(on_sqlite, OCTOBER)

    month(on_sqlite, OCTOBER, seed=2)

    assert find(on_sqlite, OCTOBER) == before
    assert replay(on_sqlite.log, OCTOBER).same
    rebuild(on_sqlite.log.engine, [on_sqlite.log])
    assert find(on_sqlite, OCTOBER) == before


def test_nothing_of_sensitive_categories_is_counted_or_named(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1)
    with known(on_sqlite.log) as now:
        plain = public(draw(now, OCTOBER))
    for number in range(40):
        at = OCTOBER.start_at + timedelta(hours=number)
        sent(on_sqlite, 90_000 + number, category="VIOL-ASSLT", occurred={"from": at.isoformat()})
    with known(on_sqlite.log) as now:
        picture = draw(now, OCTOBER)
        with_them = public(picture)

    assert picture.total.n > with_them.total + 40
    assert with_them.total == plain.total
    assert table_of(with_them) == table_of(plain)
    assert with_them.times == plain.times
    said = canonical(with_them).decode()
    for one in SENSITIVE:
        assert one.id not in said
        assert one.sv not in said
        assert one.en not in said


def test_no_place_organisation_report_or_hour_is_in_it(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1)
    with known(on_sqlite.log) as now:
        picture = draw(now, OCTOBER)
    said = canonical(public(picture)).decode()

    assert picture.map.dots
    for dot in picture.map.dots:
        assert dot.report not in said
    for voice in picture.coverage.voices:
        assert f'"{voice.code}"' not in said
    assert "Torget" not in said


def test_no_small_count_comes_out_of_two_publications(on_sqlite: Registry) -> None:
    shown = list[PublicPicture]()
    whole = list[tuple[tuple[int, ...], ...]]()
    for seed, of in enumerate((SEPTEMBER, OCTOBER), 1):
        month(on_sqlite, of, seed=seed, reports=160)
        publish(on_sqlite.log, of, actor="analyst", at=NOW)
        shown.append(find(on_sqlite, of))
        with known(on_sqlite.log) as then:
            crossed = draw(then, of).crossed
            assert crossed
            whole.append(crossed.counts)

    found = possible([table_of(one) for one in shown])

    assert {n for n, *_ in found} == {0, 1}
    for n, i, j, low, high in found:
        count = whole[n][i][j]
        assert low <= count <= high
        assert low < high
        assert not 0 < count < 5 or (low <= 1 and high >= 4)
    # Each alone says as much.
    alone = [(n, *rest) for n in (0, 1) for _, *rest in possible([table_of(shown[n])])]
    assert found == alone


def test_the_same_attack_finds_them_when_only_small_counts_are_hidden(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1, reports=160)
    with known(on_sqlite.log) as now:
        crossed = draw(now, OCTOBER).crossed
    assert crossed
    rows = [[*row, sum(row)] for row in crossed.counts]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    table: list[list[Count]] = [
        [Hidden.FEW if 0 < n < 5 else n for n in row] for row in [*rows, totals]
    ]

    narrow = [(low, high) for *_, low, high in possible([table]) if low > 1 or high < 4]

    assert narrow


@pytest.mark.parametrize("other", ["2026-10", "2026-T3", "2026-Q4", "2026"])
def test_what_shares_weeks_with_a_publication_is_refused(on_sqlite: Registry, other: str) -> None:
    month(on_sqlite, OCTOBER, seed=1, reports=60)
    publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)

    with pytest.raises(Refused):
        publish(on_sqlite.log, Period.parse(other), actor="analyst", at=NOW + timedelta(days=90))

    with known(on_sqlite.log) as now:
        assert len(published(now.connection, now.municipality)) == 1


def test_another_geography_is_refused_within_the_year(on_sqlite: Registry) -> None:
    for seed, of in enumerate((OCTOBER, NOVEMBER), 1):
        month(on_sqlite, of, seed=seed, reports=60)
    publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)
    moved = Areas(
        "2026-2",
        NOVEMBER.first_on,
        (
            Area("V", "Västra", shapely.box(19.0, 57.0, 19.12, 57.1)),
            Area("O", "Östra", shapely.box(19.12, 57.0, 19.2, 57.1)),
        ),
    )
    adopt_areas(on_sqlite, moved, "test", actor="test", at=NOW)

    with pytest.raises(Refused, match="borders"):
        publish(on_sqlite.log, NOVEMBER, actor="analyst", at=NOW)


def test_new_names_of_the_same_borders_are_no_other_geography(on_sqlite: Registry) -> None:
    for seed, of in enumerate((OCTOBER, NOVEMBER), 1):
        month(on_sqlite, of, seed=seed, reports=60)
    publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)
    adopt_areas(on_sqlite, areas("2026-2"), "test", actor="test", at=NOW)

    publish(on_sqlite.log, NOVEMBER, actor="analyst", at=NOW)

    assert find(on_sqlite, NOVEMBER).editions["areas"] == "2026-2"


def test_a_month_that_is_not_over_and_a_week_are_not_published(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1, reports=30)
    with pytest.raises(Refused, match="not over"):
        publish(on_sqlite.log, OCTOBER, actor="analyst", at=OCTOBER.end_at - timedelta(seconds=1))
    for shorter in ("2026-W44", "2026-W43-44"):
        with pytest.raises(Refused, match="month or a longer"):
            publish(on_sqlite.log, Period.parse(shorter), actor="analyst", at=NOW)
        with known(on_sqlite.log) as now, pytest.raises(Refused, match="month or a longer"):
            public(draw(now, Period.parse(shorter)))


def test_a_month_before_the_record_begins_is_not_published(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1, reports=30)
    with pytest.raises(Refused, match="does not reach back"):
        publish(on_sqlite.log, Period.parse("2026-09"), actor="analyst", at=NOW)


def test_fewer_than_five_reports_are_not_published_and_none_are(on_sqlite: Registry) -> None:
    sent(on_sqlite, 9, occurred={"from": Period.parse("2026-08").start_at.isoformat()})
    publish(on_sqlite.log, SEPTEMBER, actor="analyst", at=NOW)
    assert find(on_sqlite, SEPTEMBER).total == 0
    for number in range(4):
        sent(on_sqlite, number, occurred={"from": OCTOBER.start_at.isoformat()})
    with pytest.raises(Refused, match="too few"):
        publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)


def test_with_too_few_to_divide_only_the_total_is_told(on_sqlite: Registry) -> None:
    for number, category in enumerate(("DMG-GRAFF", "TRAF-RECK", "FIRE-BIN", "SUBS-ALC") * 2):
        at = OCTOBER.start_at + timedelta(hours=number)
        sent(on_sqlite, number, category=category, occurred={"from": at.isoformat()})
    with known(on_sqlite.log) as now:
        shown = public(draw(now, OCTOBER))

    assert shown.total == 8
    assert shown.times is None
    found = possible([table_of(shown)]) if shown.areas else []
    assert all(low <= 1 and high >= 4 for *_, low, high in found)


def test_what_was_altered_behind_the_logs_back_is_not_shown(on_sqlite: Registry) -> None:
    month(on_sqlite, OCTOBER, seed=1, reports=60)
    publish(on_sqlite.log, OCTOBER, actor="analyst", at=NOW)
    with on_sqlite.log.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_refuses_update")
        changed = connection.exec_driver_sql(
            "UPDATE log SET state = replace(CAST(state AS TEXT), '\"total\\\":', '\"total\\\":1')"
            " WHERE topic = 'picture.published'"
        )
        assert changed.rowcount

    with pytest.raises(Altered):
        find(on_sqlite, OCTOBER)


def test_nothing_that_was_not_published_can_be_replayed(on_sqlite: Registry) -> None:
    with pytest.raises(Refused, match="Nothing of"):
        replay(on_sqlite.log, OCTOBER)
