"""The projections say at every position what the log said then, however they came to be."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from events.columns import to_microseconds
from events.database import reading
from events.log import Log
from events.report import Report, ReportFact, evolve
from ingest.adopt import adopt_name
from projections import cells, margins, register, shared
from projections.known import as_known, known
from projections.rebuild import compare, digest_of, rebuild
from projections.record import Registry
from projections.replay import replayed
from projections.reports import ALL, DISTURBING, Query, find
from projections.tables import tables
from reference.categories import taxonomy
from reference.dimensions import Review
from reference.weeks import Week
from tests.hamlet import BEGIN, WEEK
from tests.projections.lives import live

BY = ("week", "area", "category", "organisation")


def counted_by_hand(registry: Registry, position: int) -> Counter[tuple[int | str, ...]]:
    """Fold each report by itself up to `position`, and count."""
    return Counter(
        (
            Week.of(report.told.occurred_from).key,
            report.place.area,
            report.category,
            report.organisation,
        )
        for report in folded(registry, position).values()
        if not report.withdrawn
        and report.same_as is None
        and report.review is not Review.OUT_OF_SCOPE
    )


def folded(registry: Registry, position: int) -> dict[UUID, Report]:
    """Every report as its facts up to `position` add up."""
    reports: dict[UUID, Report] = {}
    with reading(registry.log.engine) as connection:
        for entry in registry.log.entries(connection, upto=position):
            if isinstance(entry.fact, ReportFact):
                before = reports.get(entry.stream)
                reports[entry.stream] = evolve(before, entry.stream, entry.version, entry.fact)
    return reports


def counted_by_cells(registry: Registry, position: int) -> Counter[tuple[int | str, ...]]:
    live_cells = tables().cell
    with reading(registry.log.engine) as connection:
        weeks = list(connection.scalars(select(live_cells.c.week).distinct()))
        found = cells.count(connection, registry.log.municipality, weeks, BY, position)
    return Counter(found)


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_at_every_position_are_those_of_the_log(
    registry: Registry, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Epochs of eight entries, so that a short life crosses many of them.
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, seed, 40)
    with known(registry.log) as now:
        head = now.position
    for position in range(head + 1):
        assert counted_by_cells(registry, position) == counted_by_hand(registry, position)
        with known(registry.log, position=position) as then:
            listed = find(then, Query(), limit=500)
        assert listed.total == len(listed.rows) == counted_by_hand(registry, position).total()


@pytest.mark.parametrize("kind", margins.KINDS)
def test_margins_at_every_position_are_those_of_the_register(
    registry: Registry, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, 4, 40)
    known_kinds = taxonomy().categories
    with known(registry.log) as now:
        head = now.position
    ever = False
    for position in range(head + 1):
        with known(registry.log, position=position) as then:
            rows = find(then, Query(category=DISTURBING), limit=500).rows
            found = margins.count(
                then.connection, then.municipality, kind, {row.week for row in rows}, position
            )
        by_hand = Counter(
            (row.week, str(key))
            for row in rows
            if (key := getattr(row, kind)) not in {None, ""}
            and not (kind == margins.SQUARE and known_kinds[row.category].sensitive)
        )
        assert found == by_hand
        ever = ever or bool(found)
    assert ever


def test_a_week_is_counted_as_it_was_known_at_an_age(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, 5, 60)
    with known(registry.log) as now, reading(registry.log.engine) as connection:
        head, recorded = (
            now.position,
            {
                entry.position: to_microseconds(entry.recorded_at)
                for entry in registry.log.entries(connection)
            },
        )
        weeks = set(connection.scalars(select(tables().cell.c.week)))
    seen: set[int] = set()
    for position in (head // 2, head):
        for week in weeks:
            for age in range(cells.OLDEST + 1):
                # The last entry at which the week was no older than that.
                last = max(
                    (
                        p
                        for p, at in recorded.items()
                        if p <= position and cells.age(week, at) <= age
                    ),
                    default=0,
                )
                with reading(registry.log.engine) as connection:
                    found = cells.count(
                        connection, registry.log.municipality, [week], BY, position, age=age
                    )
                by_hand = counted_by_hand(registry, last)
                assert found == {key: n for key, n in by_hand.items() if key[0] == week}
                seen.add(sum(found.values()))
    assert len(seen) > 3


@pytest.mark.parametrize("kind", margins.KINDS)
def test_a_margin_is_counted_as_it_was_known_at_an_age(
    registry: Registry, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, 6, 60)
    with known(registry.log) as now, reading(registry.log.engine) as connection:
        head = now.position
        recorded = {
            entry.position: to_microseconds(entry.recorded_at)
            for entry in registry.log.entries(connection)
        }
        weeks = set(connection.scalars(select(tables().cell.c.week)))
    differ = False
    for week in weeks:
        asked = registry.log.municipality, kind, [week]
        for age in range(cells.OLDEST + 1):
            last = max(
                (position for position, at in recorded.items() if cells.age(week, at) <= age),
                default=0,
            )
            with reading(registry.log.engine) as connection:
                found = margins.count(connection, *asked, head, age=age)
                assert found == margins.count(connection, *asked, last)
                some = margins.gathered(connection, *asked, head, age=age)
                assert some == {key: n for (_, key), n in found.items()}
                few = sorted(some)[:2]
                assert margins.gathered(connection, *asked, head, only=few, age=age) == {
                    key: some[key] for key in few
                }
                differ = differ or found != margins.count(connection, *asked, head)
    assert differ


@pytest.mark.parametrize("age", [0, 1, cells.OLDEST])
def test_what_some_told_by_hour_and_place_is_that_of_the_margins(
    registry: Registry, age: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, 12, 60)
    weeks = [WEEK.shift(-n).key for n in range(4)]
    organisations = ("skola", "vakt", "bostad")
    found: dict[tuple[int, str], int] = {}
    with known(registry.log) as now:
        asked = now.connection, now.municipality
        for position in (now.position // 2, now.position):
            each: Counter[tuple[str, int, str]] = Counter()
            for who in organisations:
                for week, hour, place, n in margins.told_by(
                    *asked, [who], weeks, position, age=age
                ):
                    each[margins.HOUR, week, hour] += n
                    each[margins.PLACE, week, place] += n
            for kind in (margins.HOUR, margins.PLACE):
                found = margins.count(*asked, kind, weeks, position, age=age)
                by_hand = {(week, key): n for (of, week, key), n in each.items() if of == kind}
                assert found == {at: n for at, n in by_hand.items() if at[1] and n}
        assert found or age < cells.OLDEST
        assert not margins.told_by(*asked, ["none"], weeks, now.position)


@pytest.mark.parametrize(
    ("after", "age"),
    [
        (timedelta(days=-30), 0),
        (timedelta(hours=23), 0),
        (timedelta(hours=25), 1),
        (timedelta(days=6, hours=1), 6),
        (timedelta(days=7), 7),
        (timedelta(days=13), 7),
        (timedelta(days=14), 8),
        (timedelta(days=28), 9),
        (timedelta(days=4000), 9),
    ],
)
def test_the_age_of_a_week(after: timedelta, age: int) -> None:
    assert cells.age(WEEK.key, to_microseconds(WEEK.end_at + after)) == age


def test_sharing_at_every_position_is_that_of_the_log(registry: Registry) -> None:
    live(registry, 11, 60)
    with known(registry.log) as now:
        head = now.position
    ever_named = False
    for position in range(head + 1):
        told = folded(registry, position)
        with known(registry.log, position=position) as then:
            rows = find(then, Query(which=ALL), limit=500).rows
            names = shared.named(then.connection, then.municipality, told, position)
            to_vakt = find(then, Query(which=ALL), limit=500, within=shared.is_named("vakt")).rows
        assert {row.report: (row.share, row.quarantined) for row in rows} == {
            stream: (report.share, report.quarantined) for stream, report in told.items()
        }
        assert names == {
            stream: tuple(sorted(report.shared_with))
            for stream, report in told.items()
            if report.shared_with
        }
        assert {row.report for row in to_vakt} == {
            stream for stream, of in names.items() if "vakt" in of
        }
        ever_named = ever_named or bool(to_vakt)
    assert ever_named


def test_a_rebuild_finds_what_was_there(registry: Registry) -> None:
    live(registry, 3, 60)
    first = rebuild(registry.log.engine, [registry.log])
    again = rebuild(registry.log.engine, [registry.log])
    assert first.swapped
    assert all(table.same for table in first.compared)
    assert again == first
    live(registry, 4, 5)  # the swapped tables take what comes


def test_a_rebuild_sees_a_table_that_was_tampered_with(registry: Registry) -> None:
    live(registry, 5, 30)
    with registry.log.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cell SET n = n + 1 WHERE week > 0")
    found = rebuild(registry.log.engine, [registry.log])
    assert not found.swapped
    assert [table.table for table in found.compared if not table.same] == ["cell"]
    assert rebuild(registry.log.engine, [registry.log], accept=True).swapped
    assert all(table.same for table in rebuild(registry.log.engine, [registry.log]).compared)


def test_a_rebuild_that_was_cut_short_is_in_nobodys_way(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(registry, 6, 20)

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(register, "carry", cut_short)
        with pytest.raises(KeyboardInterrupt):
            rebuild(registry.log.engine, [registry.log])
    assert rebuild(registry.log.engine, [registry.log]).swapped


def test_a_rebuild_folds_every_municipality(registry: Registry) -> None:
    neighbour = Registry(Log(registry.log.engine, "9949"), registry.keyring)
    adopt_name(neighbour, "Näset", actor="test", at=BEGIN)
    live(registry, 7, 20)
    assert rebuild(registry.log.engine, [registry.log, neighbour.log]).swapped


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_replay_stands_where_the_record_stood(registry: Registry, share: float) -> None:
    live(registry, 8, 60)
    with known(registry.log) as now:
        position = int(now.position * share)
    with replayed(registry.log, position) as then, known(registry.log, position=position) as was:
        assert then.position == was.position
        assert then.as_of == was.as_of
        assert then.ground == was.ground
        everything = Query(which=ALL)
        assert find(then, everything, limit=500) == find(was, everything, limit=500)
        if share == 1.0:
            for index in range(len(tables().all)):
                live_digest = digest_of(was.connection, tables(), index)
                assert digest_of(then.connection, tables(), index) == live_digest


def test_a_replay_holds_nothing_that_came_later(registry: Registry) -> None:
    live(registry, 9, 30)
    with replayed(registry.log, 10) as then:
        changes = tables().cell_change
        latest = then.connection.scalar(select(func.max(changes.c.position)))
    assert latest is None or latest <= 10


def test_comparing_a_table_with_itself_finds_no_difference(registry: Registry) -> None:
    live(registry, 10, 10)
    with reading(registry.log.engine) as connection:
        assert all(one.same for one in compare(connection, tables(), tables()))
        then = as_known(registry.log, connection, connection, position=10**9)
        assert then.position == registry.log.head(connection).position
