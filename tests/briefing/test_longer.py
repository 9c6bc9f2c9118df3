"""The analysis of a month or a longer period says what the record holds, and no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from briefing.analysis import AreaNeed, Longer
from briefing.draw import draw
from briefing.issue import issue, replay
from briefing.picture import Picture, digest
from events.organisation import OrganisationOpened
from ingest.adopt import open_organisation
from ingest.receive import receive_nothing
from ingest.submission import NothingForm
from projections.known import known
from projections.record import Registry
from projections.reports import find, read_query
from reference.periods import Period
from reference.weeks import Week
from tests.hamlet import sent

OCTOBER = Period.parse("2026-10")
FIRST = Week(2026, 32)
TORG = {"place": "torg"}
EAST = {"point": {"lat": 57.05, "lon": 19.15}}
AFTER = Week(2026, 46).start_at + timedelta(hours=8)


class Telling:
    """Reports told one after another, each with a number of its own."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.number = 0

    def tell(
        self, week: Week, *, hours: float = 40, at: datetime = AFTER, **fields: object
    ) -> None:
        """One report of a week."""
        self.number += 1
        when = week.start_at + timedelta(hours=hours)
        said = {"place": TORG, **fields, "occurred": {"from": when.isoformat()}}
        sent(self.registry, self.number, at=at, **said)


def weeks(first: int, last: int) -> Sequence[Week]:
    return [Week(2026, number) for number in range(first, last + 1)]


def drawn(registry: Registry, period: Period = OCTOBER, position: int | None = None) -> Picture:
    with known(registry.log, position=position) as then:
        return draw(then, period)


def analysis(picture: Picture) -> Longer:
    assert picture.longer is not None
    return picture.longer


def listed(registry: Registry, query: str) -> int:
    """How many reports the list behind a figure holds."""
    with known(registry.log) as now:
        return find(now, read_query(dict(parse_qsl(query)), now.ground.taxonomy)).total


def by_code(picture: Picture) -> dict[str, AreaNeed]:
    return {area.code: area for area in analysis(picture).needs.areas}


@pytest.fixture
def telling(registry: Registry) -> Telling:
    """From week 32 on a report a week in the west, and three in the east from week 42 on."""
    found = Telling(registry)
    for week in weeks(32, 45):
        found.tell(week, hours=40)
        if week.number >= 42:
            for hour in (50, 51, 52):
                found.tell(week, hours=hour, place=EAST, category="VIOL-FIGHT")
    return found


def test_only_what_is_longer_than_two_weeks_has_an_analysis(telling: Telling) -> None:
    assert drawn(telling.registry, Period.parse("2026-W44")).longer is None
    assert drawn(telling.registry, Period.parse("2026-W43-44")).longer is None
    for period in ("2026-10", "2026-Q4", "2026-T3", "2026"):
        assert drawn(telling.registry, Period.parse(period)).longer is not None


def test_the_parts_of_an_areas_need_are_those_of_its_reports(telling: Telling) -> None:
    picture = drawn(telling.registry)
    areas = by_code(picture)
    east, west = areas["O"], areas["V"]

    assert (east.n, west.n) == (9, 5)
    assert (east.harm, west.harm) == (9 * 3, 5 * 1)
    assert (east.rank, west.rank) == (1, 2)
    # Three in a week where there never were any, until two such weeks lie before it.
    assert (east.above, west.above) == (2, 0)
    assert (east.spread, west.spread) == (1, 1)
    assert east.first is None, "five weeks have no thirds"
    for area in (east, west):
        assert listed(telling.registry, area.reports) == area.n
        assert area.low <= area.rank <= area.high
        assert area.rate == pytest.approx(area.n / (area.km2 or 0), rel=1e-3)


def test_the_rise_within_a_period_is_seen_from_its_thirds(telling: Telling) -> None:
    areas = by_code(drawn(telling.registry, Period.parse("2026-T3")))

    assert (areas["O"].first, areas["O"].last) == (0, 3)
    assert (areas["V"].first, areas["V"].last) == (1, 1)
    assert "rising" in analysis(drawn(telling.registry, Period.parse("2026-T3"))).needs.parts


def test_without_the_organisation_that_told_of_it_an_area_is_not_first(telling: Telling) -> None:
    for week in weeks(40, 44):
        for hour in range(10, 16):
            telling.tell(week, hours=hour, organisation="vakt", category="VIOL-SHOT")
    areas = by_code(drawn(telling.registry))

    assert (areas["V"].rank, areas["O"].rank) == (1, 2)
    assert (areas["V"].without.high, areas["V"].without.organisation) == (2, "vakt")
    assert areas["O"].without.low == 1


def test_who_began_and_who_fell_silent_is_said(telling: Telling) -> None:
    for week in weeks(32, 41):
        telling.tell(week, hours=20, organisation="bostad")
    for week in weeks(42, 44):
        telling.tell(week, hours=20, organisation="vakt")
    reporters = {one.code: one for one in analysis(drawn(telling.registry)).reporting.reporters}

    assert (reporters["vakt"].change, reporters["vakt"].since) == ("began", "2026-W42")
    assert (reporters["bostad"].change, reporters["bostad"].since) == ("stopped", "2026-W42")
    assert (reporters["skola"].change, reporters["skola"].heard) == ("", 5)


def test_a_word_that_there_was_nothing_is_heard(telling: Telling) -> None:
    registry = telling.registry
    before = analysis(drawn(registry)).reporting
    for week in weeks(40, 43):
        form = NothingForm.model_validate({"organisation": "vakt", "week": str(week)})
        receive_nothing(registry, form, actor="test", at=AFTER)
    after = analysis(drawn(registry)).reporting

    assert (before.expected, before.heard) == (15, 5)
    assert (after.expected, after.heard) == (15, 9)


def test_a_change_is_also_counted_by_those_alone_who_reported_in_both(telling: Telling) -> None:
    for week in weeks(40, 44):
        telling.tell(week, hours=20, organisation="bostad")
    (against,) = analysis(drawn(telling.registry)).reporting.against

    assert against.period == "2026-09"
    assert (against.n, against.earlier) == (14 + 5, 4)
    assert (against.alike_n, against.alike_earlier) == (14, 4)
    assert (against.organisations, against.began, against.stopped) == (1, ("bostad",), ())


def test_months_are_compared_by_reports_a_week(telling: Telling) -> None:
    months = analysis(drawn(telling.registry)).months
    whole = months.lines[0]

    assert months.months[-3:] == ("2026-08", "2026-09", "2026-10")
    assert whole.code == ""
    # August has weeks 32 to 35, of five weeks in October three have four reports.
    assert whole.rates[-3:] == (1, 1, 2.8)
    assert whole.rates[:-3] == (None,) * 10
    assert {line.code for line in months.lines[1:]} == {"DMG", "VIOL"}


def test_what_lasts_is_among_the_most_week_after_week(telling: Telling) -> None:
    hot = analysis(drawn(telling.registry)).hot

    assert (hot.unit, hot.units) == ("week", 5)
    # One report a week is no gathering; three in each of three weeks of five are too few weeks.
    assert hot.places == ()
    for week in weeks(40, 43):
        telling.tell(week, hours=41)
    hot = analysis(drawn(telling.registry)).hot
    (torg,) = hot.places
    assert (torg.code, torg.total, torg.times) == ("torg", 9, 4)
    assert listed(telling.registry, torg.reports) == torg.total
    assert analysis(drawn(telling.registry, Period.parse("2026-T3"))).hot.unit == "month"


def test_the_quarters_of_days_hold_every_report_once(telling: Telling) -> None:
    times = analysis(drawn(telling.registry)).times

    assert times is not None
    # Hour 40 is Tuesday afternoon, 50 to 52 the night to Wednesday.
    assert {part: n for part, n in enumerate(times.parts) if n} == {6: 5, 8: 9}
    assert times.unknown == 0


def test_near_repeats_are_told_of_points_close_in_space_and_time(telling: Telling) -> None:
    for number, week in enumerate(weeks(33, 44)):
        for hour in (60, 70, 80, 90):
            at = {"point": {"lat": 57.01 + 0.007 * number, "lon": 19.03}}
            telling.tell(week, hours=hour, place=at, category="FIRE-BIN")
            telling.tell(week, hours=hour, place=at, category="VIOL-SEXHAR")
    near = analysis(drawn(telling.registry)).near
    told = {one.category: one for one in near.categories}

    assert "VIOL-SEXHAR" not in told, "no pair tells of where a sensitive report was"
    fire = told["FIRE-BIN"]
    assert fire.points == 12 * 4
    # Six pairs a week, each within 7 days and 100 metres, and none other so near.
    assert fire.pairs[0] == (72, 0, 0, 0)
    assert (fire.ratios[0][0] or 0) > 5
    assert fire.p[0][0] == 0.001


def test_a_month_that_runs_counts_the_weeks_that_are_over(registry: Registry) -> None:
    telling = Telling(registry)
    middle = Week(2026, 42).start_at + timedelta(days=2)
    for week in weeks(32, 41):
        telling.tell(week, at=middle)
    telling.tell(Week(2026, 42), hours=30, at=middle)
    longer = analysis(drawn(registry))

    assert longer.weeks == ("2026-W40", "2026-W41")
    assert by_code(drawn(registry))["V"].n == 2
    assert longer.reporting.against == ()


def test_a_period_is_issued_once_and_drawn_again_from_the_log(telling: Telling) -> None:
    registry = telling.registry
    issue(registry.log, Week(2026, 44), actor="test", at=AFTER)
    issue(registry.log, OCTOBER, actor="test", at=AFTER)
    before = digest(drawn(registry))
    telling.tell(Week(2026, 41), hours=99, place=EAST)

    assert digest(drawn(registry)) != before
    found = replay(registry.log, OCTOBER)
    assert found.same
    (week,) = analysis(found.picture).issued
    assert week.period == "2026-W44"
    assert week.digest == digest(drawn(registry, Period.parse("2026-W44"), week.position))


def test_the_past_is_drawn_as_it_was_known(telling: Telling) -> None:
    registry = telling.registry
    then = drawn(registry)
    for hour in range(6):
        telling.tell(Week(2026, 43), hours=hour, place=EAST)
    open_organisation(
        registry, OrganisationOpened(code="ny", sv="Ny", en="New"), actor="test", at=AFTER
    )

    assert digest(drawn(registry, position=then.position)) == digest(then)


def test_a_record_without_reports_has_an_analysis_that_says_nothing(registry: Registry) -> None:
    longer = analysis(drawn(registry))

    assert longer.weeks == ()
    assert longer.needs.areas == ()
    assert longer.months.lines == ()
    assert longer.near.categories == ()
    assert longer.times is None
