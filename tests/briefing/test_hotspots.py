"""Squares and places are ranked by their counts, and nothing sensitive stands on the list."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from urllib.parse import parse_qsl
from uuid import UUID

import numpy as np
import pytest
import shapely

from briefing.asked import Asked
from briefing.findings import HotCell, Hotspots
from briefing.patterns import squares
from briefing.patterns.hotspots import Counts, Window, hotspots, moves
from events.ground import LocalCategoryOpened
from ingest import desk, forms
from ingest.adopt import open_category
from ingest.submission import Submission
from projections.known import Known, known
from projections.record import Registry
from projections.reports import find, read_query
from reference.areas import Area, Areas
from reference.dimensions import Reason
from reference.grid import Square, square_of, to_degrees
from reference.periods import Period
from reference.weeks import Week
from tests.briefing.calendars import tell
from tests.hamlet import NOW, WEEK, areas, send, sent, told

TORG = (57.05, 19.05)


def asked_of(then: Known, week: Week = WEEK) -> Asked:
    kinds = then.ground.taxonomy.categories.values()
    calm = tuple(kind.id for kind in kinds if not kind.disturbance)
    covered = frozenset(week.shift(-back).key for back in range(60))
    return Asked(then, Period.of_week(week), calm, covered)


def hot(registry: Registry, week: Week = WEEK) -> Hotspots:
    with known(registry.log) as then:
        return hotspots(asked_of(then, week))


def listed(registry: Registry, query: str) -> int:
    with known(registry.log) as then:
        return find(then, read_query(dict(parse_qsl(query)), then.ground.taxonomy)).total


def at(
    where: tuple[float, float],
    numbers: Iterable[int],
    *,
    back: int = 0,
    category: str = "DMG-GRAFF",
) -> list[Submission]:
    """Reports at a point, so many weeks back."""
    lat, lon = where
    begins = WEEK.shift(-back).start_at
    return [
        told(
            number,
            category=category,
            occurred={"from": (begins + timedelta(hours=number % 160)).isoformat()},
            place={"point": {"lat": lat, "lon": lon}},
        )
        for number in numbers
    ]


def beside(square: Square, e: int, n: int) -> tuple[float, float]:
    """The middle of a square so many squares to the east and north of another."""
    ((lon, lat),) = to_degrees([((square.e + e + 0.5) * 250.0, (square.n + n + 0.5) * 250.0)])
    return lat, lon


def square_at(where: tuple[float, float]) -> Square:
    e, n = square_of(*where).split(":")
    return Square(int(e), int(n))


def test_squares_are_ranked_by_their_count_and_then_by_what_is_around(
    on_sqlite: Registry,
) -> None:
    first = square_at(TORG)
    lonely, full = beside(first, -10, 10), beside(first, -6, 2)
    send(
        on_sqlite,
        *at(TORG, range(4)),
        *at(beside(first, 1, 1), range(10, 12)),
        *at(lonely, range(20, 24)),
        *at(full, range(30, 35)),
    )
    found = hot(on_sqlite)
    assert [(cell.e, cell.n, cell.n24) for cell in found.cells] == [
        (*square_at(full), 5),
        (*first, 4),
        (*square_at(lonely), 4),
    ]
    assert (found.weeks, found.reports, found.of) == (24, 15, 15)
    # Each square with a report and those around it.
    assert found.tested == 9 + 9 + 9 + 5


def test_the_list_is_of_24_weeks_and_leads_to_their_reports(on_sqlite: Registry) -> None:
    send(
        on_sqlite,
        *at(TORG, range(3)),
        *at(TORG, range(10, 14), back=3),
        *at(TORG, range(20, 25), back=4),
        *at(TORG, range(30, 36), back=23),
        *at(TORG, range(40, 47), back=24),
    )
    (cell,) = hot(on_sqlite).cells
    assert (cell.n24, cell.n4, cell.before4) == (18, 7, 2.2)
    assert listed(on_sqlite, cell.reports) == 18
    assert cell.near == "Torget"
    assert cell.area == "V"


def test_sensitive_reports_are_not_counted_in_squares_nor_behind_them(
    on_sqlite: Registry,
) -> None:
    first = square_at(TORG)
    elsewhere = beside(first, 5, 5)
    send(
        on_sqlite,
        *at(TORG, range(3)),
        *at(TORG, range(10, 15), category="VIOL-SEXHAR"),
        *at(elsewhere, range(20, 29), category="VIOL-SEXHAR"),
    )
    found = hot(on_sqlite)
    (cell,) = found.cells
    assert (cell.n24, listed(on_sqlite, cell.reports)) == (3, 3)
    assert (found.reports, found.of) == (3, 17)


def test_a_place_with_sensitive_reports_alone_is_not_shown(on_sqlite: Registry) -> None:
    skola = {"place": "skola"}
    for number in range(6):
        sent(on_sqlite, number, category="VIOL-SEXHAR", place=skola)
    assert hot(on_sqlite).places == ()
    sent(on_sqlite, 10, category="DMG-GLASS", place=skola)
    (place,) = hot(on_sqlite).places
    assert (place.code, place.name, place.n24, place.top_category) == (
        *("skola", "Skolan"),
        7,
        "DMG-GLASS",
    )
    assert listed(on_sqlite, place.reports) == 7


def test_a_place_tells_its_most_frequent_category_and_part_of_the_week(
    on_sqlite: Registry,
) -> None:
    parent = "DMG-GRAFF"
    wanted = LocalCategoryOpened(id="", parent=parent, sv="Klotter på skylt", en="On signs")
    own = open_category(on_sqlite, wanted, actor="t", at=NOW)
    friday = WEEK.start_at + timedelta(days=4, hours=20)
    torg = {"place": "torg"}
    for number, category in enumerate([parent, own, own, "VIOL-FIGHT", "VIOL-FIGHT"]):
        sent(
            on_sqlite, number, category=category, place=torg, occurred={"from": friday.isoformat()}
        )
    (place,) = hot(on_sqlite).places
    assert (place.top_category, place.top_daypart) == (parent, 4 * 4 + 3)
    day = WEEK.monday.isoformat()
    for number in range(10, 16):
        occurred = {"from": f"{day}T08:00", "to": f"{day}T16:00", "precision": "shift"}
        sent(on_sqlite, number, category="VIOL-FIGHT", place=torg, occurred=occurred)
    (place,) = hot(on_sqlite).places
    assert (place.n24, place.top_category, place.top_daypart) == (11, "VIOL-FIGHT", None)


def test_too_few_reports_make_no_hot_spot(on_sqlite: Registry) -> None:
    send(on_sqlite, *at(TORG, range(2)))
    sent(on_sqlite, 10, place={"place": "skola"})
    found = hot(on_sqlite)
    assert (found.cells, found.places) == ((), ())
    assert found.of == 3


def test_what_was_taken_back_is_no_longer_there(on_sqlite: Registry) -> None:
    reports: list[UUID] = [sent(on_sqlite, number) for number in range(4)]
    with known(on_sqlite.log) as before:
        position = before.position
    form = forms.WithdrawalForm(reason=Reason.MISTAKE)
    desk.withdraw(on_sqlite, reports[0], form, actor="t", at=NOW)
    assert [cell.n24 for cell in hot(on_sqlite).cells] == [3]
    with known(on_sqlite.log, position=position) as then:
        assert [cell.n24 for cell in hotspots(asked_of(then)).cells] == [4]


def test_a_square_on_the_edge_belongs_to_the_area_that_it_touches(on_sqlite: Registry) -> None:
    inside = (57.0002, 19.05)
    square = square_at(inside)
    middle = beside(square, 0, 0)
    edition = areas()
    assert edition.locate([middle[1]], [middle[0]]) == [None]
    send(on_sqlite, *at(inside, range(3)), *at((56.9, 19.05), range(10, 14)))
    (cell,) = hot(on_sqlite).cells
    assert (Square(cell.e, cell.n), cell.area, cell.near) == (square, "V", "Västra")


def test_without_areas_there_are_places_and_no_squares(on_sqlite: Registry) -> None:
    send(on_sqlite, *at(TORG, range(4)))
    for number in range(10, 14):
        sent(on_sqlite, number, place={"place": "torg"})
    with known(on_sqlite.log) as then:
        without = then._replace(ground=then.ground._replace(areas=None))
        found = hotspots(asked_of(without))
    assert (found.cells, found.contours, found.tested) == ((), (), 0)
    assert [place.n24 for place in found.places] == [4]


def test_nothing_reported_is_nowhere(on_sqlite: Registry) -> None:
    found = hot(on_sqlite)
    assert (found.cells, found.places, found.contours, found.reports) == ((), (), (), 0)
    with known(on_sqlite.log, position=0) as nothing:
        empty = Asked(nothing, Period.of_week(WEEK), (), frozenset())
        assert hotspots(empty) == Hotspots(weeks=0)


def test_the_arrow_points_only_where_chance_would_seldom_do_so() -> None:
    of = Window(weeks=tuple(range(24)), latest=tuple(range(20, 24)), span="")
    # Of 24 in 24 weeks 4 are to be expected in the last four: 8 are 4.1 %, 7 are 10.3 %;
    # none is 1.3 %, one 7.3 %.
    counts = [(24, 8), (24, 7), (24, 4), (24, 1), (24, 0), (3, 3)]
    found = moves([Counts(n, late, n - late) for n, late in counts], of)
    assert [move.arrow for move in found] == ["up", "same", "same", "same", "down", "up"]
    assert [move.before4 for move in found] == [3.2, 3.4, 4.0, 4.6, 4.8, 0.0]


def test_of_a_young_record_no_arrow_points_anywhere() -> None:
    of = Window(weeks=(1, 2, 3), latest=(1, 2, 3), span="")
    assert moves([Counts(30, 30, 0)], of) == [(0.0, "same")]


def test_the_arrow_holds_the_latest_weeks_against_others_as_fresh_as_they_are(
    on_sqlite: Registry,
) -> None:
    # One report of each week is in time, and three come six weeks late.
    torg = {"skola": {"place": "torg"}}
    for back in range(23, -1, -1):
        if back < 17:
            last, first = WEEK.shift(-back - 6), 1000 + 10 * back
            after = timedelta(weeks=6, hours=7)
            tell(on_sqlite, [{"skola": 3}], last=last, first=first, after=after, places=torg)
        tell(on_sqlite, [{"skola": 1}], last=WEEK.shift(-back), first=back, places=torg)
    with known(on_sqlite.log) as then:
        (place,) = hotspots(asked_of(then)).places
    assert (place.n24, place.n4) == (24 + 3 * 17, 4)
    assert place.before4 == 14.2
    assert place.arrow == "same"


def strewn(counts: Sequence[Sequence[int]]) -> squares.Counted:
    """Counts upon the squares of a wide area of its own, the southernmost row first."""
    wide = Areas("1", areas().valid_from, (Area("A", "A", shapely.box(18.9, 56.9, 19.3, 57.2)),))
    first = square_at(TORG)
    rows = [
        (first.e + e, first.n + n, count)
        for n, row in enumerate(counts)
        for e, count in enumerate(row)
        if count
    ]
    return squares.counted(wide, np.array(rows))


def test_a_block_of_full_squares_is_a_cluster_and_evenly_strewn_ones_are_none() -> None:
    dice = np.random.default_rng(3)
    even = dice.poisson(2, (20, 20)) + 1
    assert int(squares.clusters(strewn(even.tolist())).found.sum()) <= 2
    even[5:8, 5:8] += 8
    found = squares.clusters(strewn(even.tolist()))
    counted = strewn(even.tolist())
    middle = counted.raster.place(Square(square_at(TORG).e + 6, square_at(TORG).n + 6))
    assert middle is not None
    assert found.found[middle]
    assert found.z[middle] == pytest.approx(np.nanmax(found.z))
    assert found.tested == 22 * 22


def test_outlines_lie_around_the_peak_one_within_the_other() -> None:
    counted = strewn([[0, 1, 0, 0, 0, 0, 0], [1, 9, 2, 0, 0, 0, 1]])
    outlines = squares.contours(counted)
    assert [outline.share for outline in outlines] == [0.25, 0.5, 0.75]
    lat, lon = beside(square_at(TORG), 1, 1)
    shapes = [shapely.Polygon(outline.rings[0]) for outline in outlines]
    for wide, narrow in pairwise(shapes):
        assert wide.contains(narrow)
    assert shapes[-1].contains(shapely.Point(lon, lat))
    for outline in outlines:
        assert all(ring[0] == ring[-1] for ring in outline.rings)


def test_outlines_are_drawn_by_no_more_rings_than_make_a_shape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice = np.random.default_rng(5)
    counted = strewn((dice.random((50, 60)) < 0.1).astype(int).tolist())
    every = squares.contours(counted)
    monkeypatch.setattr(squares, "RINGS", 4)
    for few, all_ in zip(squares.contours(counted), every, strict=True):
        assert few.rings == all_.rings[:4]
        size = [shapely.Polygon(ring).area for ring in all_.rings]
        assert size == pytest.approx(sorted(size, reverse=True), rel=0.05)
        assert len(size) > 4


def test_points_far_outside_are_left_out() -> None:
    edition = areas()
    far = np.array([[0, 0, 9], [10**6, 10**6, 9], [*square_at(TORG), 2], [*square_at(TORG), 1]])
    counted = squares.counted(edition, far)
    assert counted.n.sum() == 3
    assert squares.ranked(counted, 5, 1) == [counted.raster.place(square_at(TORG))]


def test_every_square_of_the_raster_is_of_the_area_of_its_middle() -> None:
    edition = areas()
    grid = squares.raster(edition)
    dice = np.random.default_rng(8)
    high, wide = grid.area.shape
    for row, column in zip(dice.integers(0, high, 80), dice.integers(0, wide, 80), strict=True):
        lat, lon = beside(grid.square(int(row), int(column)), 0, 0)
        (code,) = edition.locate([lon], [lat])
        index = int(grid.area[row, column])
        assert code == (None if index < 0 else edition.areas[index].code)


def test_a_cell_is_drawn_as_its_square(on_sqlite: Registry) -> None:
    send(on_sqlite, *at(TORG, range(3)))
    cell: HotCell = hot(on_sqlite).cells[0]
    ring = shapely.Polygon(cell.ring)
    assert ring.contains(shapely.Point(19.05, 57.05))
    assert cell.ring == Square(cell.e, cell.n).ring
