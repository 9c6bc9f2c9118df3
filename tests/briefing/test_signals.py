"""What stands out in a week, on records of the hamlet: who tells of it, doubles, and the order."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from briefing import findings
from briefing.deviations.judging import GRADES
from briefing.deviations.signals import LOOKED_AT, SHOWN, judged, signals
from briefing.findings import Grade, Rule, Scope, Signal
from ingest.submission import Submission
from projections.known import known
from projections.record import Registry
from projections.replay import replayed
from projections.reports import find, read_query
from reference.weeks import Week
from tests.briefing.calendars import asked_of, tell
from tests.hamlet import WEEK, send, sent, told

USUAL = {"skola": 2, "vakt": 2, "bostad": 1}
NOTHING = {"skola": 0, "vakt": 0, "bostad": 0}
Found = tuple[tuple[Signal, ...], tuple[findings.Tested, ...]]


LATER = WEEK.shift(12)
"""So late that the record holds over twenty weeks before it."""


def of_week(registry: Registry, week: Week = WEEK) -> Found:
    with known(registry.log) as now:
        return signals(asked_of(now, week))


def only(found: Found, scope: Scope) -> Signal:
    (signal,) = [one for one in found[0] if one.scope is scope]
    return signal


def of_scope(found: Found, scope: Scope) -> list[Signal]:
    return [one for one in found[0] if one.scope is scope]


@pytest.mark.parametrize("weeks", [7, 8])
def test_nothing_is_tested_before_there_are_eight_complete_weeks(
    on_sqlite: Registry, weeks: int
) -> None:
    tell(on_sqlite, [USUAL] * weeks + [{"skola": 20, "vakt": 20}])
    found, tested = of_week(on_sqlite)
    assert {one.rule for one in tested} == {"" if weeks < 8 else "pooled"}
    assert {one.weeks for one in tested} == {weeks}
    assert bool(found) == (weeks == 8)
    assert [one.scope for one in tested] == list(Scope)


def test_a_signal_says_what_it_compares_and_leads_to_its_reports(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 20 + [{"skola": 9, "vakt": 9, "bostad": 4}], last=LATER)
    found = of_week(on_sqlite, LATER)
    whole, area = only(found, Scope.TOTAL), only(found, Scope.AREA)
    assert (whole.y, whole.sources, whole.weeks) == (22, 3, 20)
    assert whole.grade is Grade.STRONG
    assert whole.rule is Rule.POOLED
    assert whole.expected == pytest.approx(5, abs=0.1)
    assert whole.expected < whole.upper < whole.y
    assert 1 < whole.low < 22 / whole.expected < whole.high
    assert whole.p == whole.q < 0.001
    assert (area.area, area.sv, area.en) == ("V", "Västra", "Västra")
    with known(on_sqlite.log) as now:
        for one in found[0]:
            query = read_query(dict(parse_qsl(one.reports)), now.ground.taxonomy)
            assert find(now, query).total == one.y
    both = only(found, Scope.AREA_CATEGORY)
    assert (both.area, both.category) == ("V", "DMG-GRAFF")
    assert both.sv == "Klotter, Västra"


def test_what_comes_late_hides_no_place_and_no_part_of_the_week(on_sqlite: Registry) -> None:
    """Every week a third is told in time and two thirds on the Thursday after."""
    torg = {who: {"place": "torg"} for who in USUAL}
    usual, late = {"skola": 1, "vakt": 1, "bostad": 1}, {"skola": 3, "vakt": 3}
    rest = timedelta(days=3)
    for back in range(20, 0, -1):
        week, first = WEEK.shift(-back), 100 * back
        tell(on_sqlite, [usual], last=week, first=first, places=torg)
        tell(on_sqlite, [late], last=week, first=first + 3, after=rest, places=torg)
    # Every fifth hour of the week from its first: nine reports are of the same quarter of a day.
    tell(on_sqlite, [{"skola": 5, "vakt": 4, "bostad": 1}], first=32 * 90, places=torg)
    on_monday = of_week(on_sqlite)
    place = only(on_monday, Scope.PLACE)
    assert (place.y, place.grade) == (10, Grade.STRONG)
    assert place.expected == pytest.approx(3, abs=0.1)
    # What comes after the Monday changes nothing of what was known, and said, on it.
    with known(on_sqlite.log) as now:
        monday = now.position
    tell(on_sqlite, [{"skola": 9, "vakt": 9}], after=rest, first=8_000, places=torg)
    tell(on_sqlite, [{"vakt": 9}], after=rest, first=9_000, last=WEEK, places=torg)
    with known(on_sqlite.log, position=monday) as then:
        assert signals(asked_of(then)) == on_monday
    with replayed(on_sqlite.log, monday) as then:
        assert signals(asked_of(then)) == on_monday
    assert only(of_week(on_sqlite), Scope.PLACE).y == 37


def test_low_counts_are_never_signals(on_sqlite: Registry) -> None:
    tell(
        on_sqlite,
        [{"skola": 9, "vakt": 9, "bostad": 9}] * 12 + [{"skola": 1, "vakt": 0, "bostad": 0}],
    )
    assert of_week(on_sqlite)[0] == ()


def test_three_reports_of_two_organisations_at_least(on_sqlite: Registry) -> None:
    tell(on_sqlite, [NOTHING] * 12 + [NOTHING])
    sent(on_sqlite, 1)
    sent(on_sqlite, 2, organisation="vakt", place={"area": "V"})
    assert of_week(on_sqlite)[0] == ()
    sent(on_sqlite, 3, place={"area": "V"})
    assert only(of_week(on_sqlite), Scope.TOTAL).y == 3


def test_what_one_organisation_alone_tells_of_is_no_signal(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 12 + [{"skola": 30, "vakt": 0, "bostad": 0}])
    assert of_week(on_sqlite)[0] == ()


@pytest.mark.parametrize(
    ("now", "leading"),
    [
        ({"skola": 20, "vakt": 2, "bostad": 1}, "skola"),
        ({"skola": 9, "vakt": 9, "bostad": 4}, ""),
    ],
)
def test_what_vanishes_without_its_largest_source_says_so(
    on_sqlite: Registry, now: Mapping[str, int], leading: str
) -> None:
    torg = {who: {"place": "torg"} for who in USUAL}
    tell(on_sqlite, [USUAL] * 20 + [now], last=LATER, places=torg)
    found = of_week(on_sqlite, LATER)
    for scope in (Scope.TOTAL, Scope.AREA, Scope.CATEGORY, Scope.AREA_CATEGORY, Scope.PLACE):
        signal = only(found, scope)
        assert (signal.one_source, signal.leading) == (bool(leading), leading), scope


def test_doubles_of_two_organisations_are_counted_once(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 13)
    spot = {"point": {"lat": 57.05, "lon": 19.02}}
    begin = WEEK.start_at.isoformat()

    def fight(number: int, who: str, begin: str) -> Submission:
        other = {"occurred": {"from": begin}, "place": spot, "category": "VIOL-FIGHT"}
        return told(number, organisation=who, **other)

    send(on_sqlite, *(fight(1 + n, who, begin) for n, who in enumerate(USUAL)))
    high = only(of_week(on_sqlite), Scope.CATEGORY)
    assert (high.category, high.y, high.doubles) == ("VIOL-FIGHT", 3, True)
    assert high.grade is Grade.WATCH  # one fight that three saw is no deviation
    # As many that are no doubles, for they are of other days.
    for n, who in enumerate(USUAL):
        begin = (WEEK.start_at + timedelta(days=1 + n)).isoformat()
        send(on_sqlite, fight(10 + n, who, begin))
    high = only(of_week(on_sqlite), Scope.CATEGORY)
    assert (high.y, high.doubles, high.grade) == (6, False, Grade.STRONG)


def test_a_silent_week_of_the_largest_organisation_is_not_calm(on_sqlite: Registry) -> None:
    """Without the exposure, a week with the school silent would make the next one look high."""
    usual = {"skola": 8, "vakt": 2, "bostad": 1}
    without = {"vakt": 2, "bostad": 1}
    tell(on_sqlite, [usual, without, without] * 4 + [usual])
    assert of_week(on_sqlite)[0] == ()
    tell(on_sqlite, [{"vakt": 9, "bostad": 6}], last=WEEK.shift(1), first=900)
    high = only(of_week(on_sqlite, WEEK.shift(1)), Scope.TOTAL)
    assert high.expected == pytest.approx(3, abs=0.3)


def test_newcomers_count_neither_in_the_week_nor_before(on_sqlite: Registry) -> None:
    old = {"skola": 2, "vakt": 2}
    tell(on_sqlite, [old] * 12 + [{**old, "bostad": 20}] * 2)
    assert of_week(on_sqlite)[0] == ()
    tell(on_sqlite, [{"skola": 9, "vakt": 9, "bostad": 20}], last=WEEK.shift(1), first=900)
    high = only(of_week(on_sqlite, WEEK.shift(1)), Scope.TOTAL)
    assert (high.y, high.sources) == (18, 2)
    assert high.expected == pytest.approx(4, abs=0.1)


def test_a_slow_rise_is_a_signal_to_watch(on_sqlite: Registry) -> None:
    rising = [8, 8, 9, 9, 9, 10, 9, 9]
    weeks = [{"skola": 2 + n % 2, "vakt": 2 - n % 2, "bostad": 1} for n in range(20)]
    weeks += [{"skola": n - 3, "vakt": 2, "bostad": 1} for n in rising]
    tell(on_sqlite, weeks, last=LATER)
    slow = only(of_week(on_sqlite, LATER), Scope.TOTAL)
    assert (slow.rule, slow.grade) == (Rule.CUSUM, Grade.WATCH)
    assert 4 <= slow.since <= 8
    assert slow.expected == pytest.approx(5, abs=0.1)


def test_ten_of_a_scope_are_shown_the_surest_first(on_sqlite: Registry) -> None:
    with known(on_sqlite.log) as now:
        kinds = [
            kind.id
            for kind in now.ground.taxonomy.categories.values()
            if kind.disturbance and kind.id != "OTHER"
        ][:14]
    tell(on_sqlite, [NOTHING] * 12 + [NOTHING])
    number = 0
    for n, kind in enumerate(kinds):
        reports = []
        for who in ("skola", "vakt"):
            for _ in range(3 + n % 3):
                number += 1
                place = {"point": {"lat": 57.01 + number / 2000, "lon": 19.05}}
                reports.append(told(number, organisation=who, category=kind, place=place))
        send(on_sqlite, *reports)
    found = of_week(on_sqlite)
    shown = of_scope(found, Scope.CATEGORY)
    assert len(shown) == SHOWN < LOOKED_AT
    (tested,) = [one for one in found[1] if one.scope is Scope.CATEGORY]
    assert (tested.series, tested.left_out) == (14, 4)
    with known(on_sqlite.log) as now:
        weight = {kind: now.ground.taxonomy.categories[kind].weight for kind in kinds}
    order = [(GRADES.index(one.grade), one.p, -weight[one.category]) for one in shown]
    assert order == sorted(order)
    assert shown[0].y == 10
    assert [one.scope for one in found[0]] == sorted(
        (one.scope for one in found[0]), key=list(Scope).index
    )


def test_all_judgements_can_be_asked_for(on_sqlite: Registry) -> None:
    tell(on_sqlite, [USUAL] * 10)
    with known(on_sqlite.log) as now:
        found = judged(asked_of(now))
    assert [scope for scope, _, _ in found] == list(Scope)
    for _, y, one in found:
        assert len(y) == len(one.p)
    assert found[0][1].tolist() == [5]
