"""The picture's figures are those of the record, each with its base and its way to its reports."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl

import msgspec
import pytest

from briefing.draw import draw
from briefing.picture import Figure, Picture, as_json, canonical, digest
from briefing.usual import usual
from events.ground import LocalCategoryOpened
from events.refusal import Refused
from ingest import desk, forms
from ingest.adopt import open_category, set_clock
from ingest.receive import receive_nothing
from ingest.submission import NothingForm
from projections.known import Known, known
from projections.record import Registry
from projections.reports import find, read_query
from reference.categories import taxonomy
from reference.dimensions import Reason
from reference.roles import Share
from reference.weeks import Week, WeekClock
from tests.hamlet import NOW, WEEK, send, sent, told
from tests.projections.lives import live


def figures(value: object) -> Iterator[Figure]:
    """Every figure in the picture, wherever it stands."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from figures(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from figures(item)


def listed(then: Known, query: str) -> int:
    """How many reports the list behind a figure holds."""
    parsed = read_query(dict(parse_qsl(query)), then.ground.taxonomy)
    return find(then, parsed).total


def drawn(registry: Registry, week: Week = WEEK, position: int | None = None) -> Picture:
    with known(registry.log, position=position) as then:
        return draw(then, week)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_leads_to_exactly_its_reports(registry: Registry, seed: int) -> None:
    live(registry, seed, 60)
    with known(registry.log) as now:
        for week in (WEEK, WEEK.shift(-1), WEEK.shift(-2)):
            picture = draw(now, week)
            found = list(figures(picture))
            assert len(found) > 10
            for figure in found:
                assert listed(now, figure.reports) == figure.n
            for voice in picture.coverage.voices:
                assert listed(now, voice.reports) == voice.n
            assert listed(now, picture.late.reports) == picture.late.n
            unsorted = picture.unsorted
            assert listed(now, unsorted.outside_reports) == unsorted.outside
            assert listed(now, unsorted.unplaced_reports) == unsorted.unplaced
            assert listed(now, unsorted.other_reports) == unsorted.other


@pytest.mark.parametrize("seed", [1, 2])
def test_parts_add_up_to_the_total(on_sqlite: Registry, seed: int) -> None:
    live(on_sqlite, seed, 60)
    picture = drawn(on_sqlite)
    by_category = sum(line.figure.n for line in picture.by_category if line.disturbance)
    assert picture.total.n == by_category > 0
    assert picture.total.n == sum(line.figure.n for line in picture.by_area)
    assert picture.total.n == sum(line.figure.n for line in picture.by_organisation)
    assert picture.total.n == sum(line.figure.n for line in picture.by_group if line.disturbance)
    assert picture.total.n == sum(map(sum, picture.rhythm.counts)) + picture.rhythm.unknown
    assert picture.coverage.reports == picture.total.n + picture.other_reports.n


def test_the_usual_is_that_of_the_eight_weeks_before(on_sqlite: Registry) -> None:
    counts = (4, 2, 3, 9, 5, 4, 0, 6, 7)
    number = 0
    for back, n in enumerate(reversed(counts)):
        for hour in range(n):
            number += 1
            when = (WEEK.shift(-back).start_at + timedelta(hours=hour)).isoformat()
            sent(on_sqlite, number, occurred={"from": when})
    silent = NothingForm(organisation="skola", week=str(WEEK.shift(-2)))
    receive_nothing(on_sqlite, silent, actor="t", at=NOW)
    total = drawn(on_sqlite).total
    assert total.n == 7
    assert total.usual.weeks == counts[:-1]
    assert (total.usual.low, total.usual.high, total.usual.median) == (2, 6, 4.0)


def test_a_week_that_nobody_told_of_is_missing_and_not_zero(on_sqlite: Registry) -> None:
    for back in (0, 1, 3, 4, 5):
        when = WEEK.shift(-back).start_at.isoformat()
        sent(on_sqlite, back, occurred={"from": when})
    picture = drawn(on_sqlite)
    assert picture.total.usual.weeks == (1, 1, 1, 1)
    assert picture.trend.counts[-3:] == (None, 1, 1)
    assert picture.total.last_year is None


def test_the_same_week_last_year_stands_beside(on_sqlite: Registry) -> None:
    sent(on_sqlite, 1)
    for number in (2, 3):
        sent(on_sqlite, number, occurred={"from": WEEK.last_year().start_at.isoformat()})
    assert drawn(on_sqlite).total.last_year == 2


def test_nothing_is_usual_in_a_short_record() -> None:
    assert usual([3, 4, 5]).low is None
    assert usual([3, 9, 5, 1]).low == 3
    assert usual([3, 9, 5, 1]).high == 5


def test_coverage_tells_who_reported_who_said_nothing_and_who_was_silent(
    on_sqlite: Registry,
) -> None:
    sent(on_sqlite, 1, organisation="skola")
    receive_nothing(on_sqlite, NothingForm(organisation="vakt", week=str(WEEK)), actor="t", at=NOW)
    coverage = drawn(on_sqlite).coverage
    assert {voice.code: voice.state for voice in coverage.voices} == {
        "skola": "reported",
        "vakt": "nothing",
        "bostad": "silent",
    }
    assert (coverage.expected, coverage.reported, coverage.nothing, coverage.silent) == (3, 1, 1, 1)
    assert coverage.incomplete  # two of three is less than 70 per cent


def test_a_double_counts_for_its_organisations_voice_and_not_in_the_figures(
    on_sqlite: Registry,
) -> None:
    first, double = sent(on_sqlite, 1), sent(on_sqlite, 2, organisation="vakt")
    desk.link(on_sqlite, double, forms.LinkForm(same_as=first), actor="t", at=NOW)
    picture = drawn(on_sqlite)
    assert picture.total.n == 1
    assert picture.linked == 1
    states = {voice.code: voice.state for voice in picture.coverage.voices}
    assert states["vakt"] == "reported"


def test_late_reports_are_told_apart(on_sqlite: Registry) -> None:
    in_time = WEEK.sunday.isoformat()
    sent(on_sqlite, 1, at=WEEK.end_at + timedelta(hours=9, minutes=59))
    sent(on_sqlite, 2, at=WEEK.end_at + timedelta(hours=10, minutes=1))
    late = drawn(on_sqlite).late
    assert late.n == 1
    assert in_time < late.deadline.date().isoformat()


def test_the_deadline_is_that_of_the_clock_as_known(on_sqlite: Registry) -> None:
    with known(on_sqlite.log) as before:
        position = before.position
    later = WeekClock(deadline_day=2, meeting_day=4)
    set_clock(on_sqlite, later, actor="t", at=NOW)
    assert drawn(on_sqlite).late.deadline == later.deadline(WEEK)
    assert drawn(on_sqlite, position=position).late.deadline == WeekClock().deadline(WEEK)


def own(registry: Registry, parent: str, sv: str) -> str:
    """A category of the hamlet's own."""
    wanted = LocalCategoryOpened(id="", parent=parent, sv=sv, en=sv)
    return open_category(registry, wanted, actor="t", at=NOW)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_picture_counts_a_towns_own_categories_under_those_that_all_share(
    registry: Registry, seed: int
) -> None:
    kinds = {
        parent: own(registry, parent, f"{parent} i parken")
        for parent in ("DMG-GRAFF", "VIOL-SEXHAR", "POS-CALM", "EVENT-PLAN")
    }
    live(registry, seed, 20)
    before = drawn(registry)
    send(
        registry,
        *(
            told(900 + n, category=kinds[parent], place={"place": "torg"})
            for n, parent in enumerate(["DMG-GRAFF"] * 9 + ["VIOL-SEXHAR", "POS-CALM"])
        ),
    )
    with known(registry.log) as now:
        picture = draw(now, WEEK)
        for figure in figures(picture):
            assert listed(now, figure.reports) == figure.n
    assert picture.total.n == before.total.n + 10
    assert picture.other_reports.n == before.other_reports.n + 1
    was = {line.code: line.figure.n for line in (*before.by_category, *before.by_group)}
    lines = {line.code: line.figure.n for line in (*picture.by_category, *picture.by_group)}
    added = {code: n - was.get(code, 0) for code, n in lines.items() if n != was.get(code, 0)}
    assert added == {"DMG": 9, "DMG-GRAFF": 9, "VIOL": 1, "VIOL-SEXHAR": 1, "POS": 1, "POS-CALM": 1}
    assert picture.spots[0].top_category == "DMG-GRAFF"
    assert {dot.category for dot in picture.map.dots} <= set(taxonomy().categories)
    assert not {dot.category for dot in picture.map.dots} & {"VIOL-SEXHAR", "POS-CALM"}


def test_what_is_coming_is_told_in_the_towns_own_words(on_sqlite: Registry) -> None:
    market = own(on_sqlite, "EVENT-PLAN", "Marknadsdagar")
    ahead = (WEEK.end_at + timedelta(days=2)).isoformat()
    sent(on_sqlite, 1, category=market, occurred={"from": ahead}, place={"place": "torg"})
    (planned,) = [one for one in drawn(on_sqlite).upcoming if one.kind == "planned"]
    assert planned.sv == "Marknadsdagar, Torget"
    with known(on_sqlite.log) as now:
        assert listed(now, planned.reports) == 1


def test_calm_and_coming_are_not_in_the_total(on_sqlite: Registry) -> None:
    sent(on_sqlite, 1)
    sent(on_sqlite, 2, category="POS-CALM")
    ahead = (WEEK.end_at + timedelta(days=8)).isoformat()
    sent(on_sqlite, 3, category="EVENT-PLAN", occurred={"from": ahead}, place={"place": "torg"})
    picture = drawn(on_sqlite)
    assert picture.total.n == 1
    assert picture.other_reports.n == 1
    planned = [one for one in picture.upcoming if one.kind == "planned"]
    assert [one.sv for one in planned] == ["Kommande arrangemang med risk, Torget"]


def test_sensitive_and_private_points_are_never_on_the_map(on_sqlite: Registry) -> None:
    shown = sent(on_sqlite, 1)
    sent(on_sqlite, 2, category="VIOL-SEXHAR")
    sent(on_sqlite, 3, place={"point": {"lat": 57.06, "lon": 19.06}, "at_home": True})
    picture = drawn(on_sqlite)
    assert [dot.report for dot in picture.map.dots] == [str(shown)]
    assert picture.map.hidden == 1
    assert b"57.06" not in canonical(picture)


def test_hours_are_local_and_only_where_they_are_known(on_sqlite: Registry) -> None:
    day = WEEK.monday.isoformat()
    sent(on_sqlite, 1, occurred={"from": f"{day}T00:30"})
    sent(
        on_sqlite,
        2,
        occurred={"from": f"{day}T20:00", "to": f"{day}T21:30", "precision": "interval"},
    )
    sent(
        on_sqlite, 3, occurred={"from": f"{day}T08:00", "to": f"{day}T16:00", "precision": "shift"}
    )
    rhythm = drawn(on_sqlite).rhythm
    assert (rhythm.counts[0][0], rhythm.counts[0][20], rhythm.unknown) == (1, 1, 1)


def test_places_with_most_reports_are_named(on_sqlite: Registry) -> None:
    send(
        on_sqlite,
        *(told(n, place={"place": "torg"}) for n in range(3)),
        told(9, place={"place": "skola"}),
    )
    spots = drawn(on_sqlite).spots
    assert [(spot.name, spot.figure.n, spot.top_category) for spot in spots] == [
        ("Torget", 3, "DMG-GRAFF"),
        ("Skolan", 1, "DMG-GRAFF"),
    ]


def test_the_same_record_gives_the_same_bytes(on_sqlite: Registry) -> None:
    live(on_sqlite, 4, 40)
    one, other = drawn(on_sqlite), drawn(on_sqlite)
    assert canonical(one) == canonical(other)
    assert msgspec.json.decode(as_json(one))["digest"] == digest(other)
    assert msgspec.json.decode(canonical(one), type=Picture) == one


def test_what_comes_later_does_not_change_what_was_known(on_sqlite: Registry) -> None:
    live(on_sqlite, 5, 40)
    with known(on_sqlite.log) as now:
        position, before = now.position, draw(now, WEEK)
    reports = live(on_sqlite, 6, 40)
    for report in reports[:5]:
        form = forms.WithdrawalForm(reason=Reason.MISTAKE)
        desk.withdraw(on_sqlite, report, form, actor="t", at=NOW)
    assert digest(drawn(on_sqlite, position=position)) == digest(before)
    assert digest(drawn(on_sqlite)) != digest(before)


def test_whom_reports_are_shared_with_is_no_part_of_the_picture(on_sqlite: Registry) -> None:
    report, other = sent(on_sqlite, 1), sent(on_sqlite, 2, share="meeting")
    before = drawn(on_sqlite)
    form = forms.ShareForm(share=Share.NAMED, shared_with=("vakt",))
    desk.share(on_sqlite, report, form, actor="t", at=NOW)
    desk.quarantine(on_sqlite, other, forms.QuarantineForm(), actor="t", at=NOW)
    after = drawn(on_sqlite)
    assert after.position == before.position + 2
    assert msgspec.structs.replace(after, position=before.position) == before


def test_an_empty_record_can_be_drawn(on_sqlite: Registry) -> None:
    picture = drawn(on_sqlite)
    assert picture.total.n == 0
    assert picture.record_begins == ""
    assert Counter(line.figure.n for line in picture.by_area) == {0: 2}
    assert drawn(on_sqlite, position=0).by_area == ()


@pytest.mark.parametrize("week", [Week(1, 1), Week(1989, 52), Week(2200, 1), Week(9998, 52)])
def test_a_week_that_no_report_can_be_of_has_no_picture(on_sqlite: Registry, week: Week) -> None:
    with pytest.raises(Refused, match="no picture"):
        drawn(on_sqlite, week)


@pytest.mark.parametrize("week", [Week(1990, 1), Week(2199, 52)])
def test_the_outermost_weeks_can_be_drawn(on_sqlite: Registry, week: Week) -> None:
    assert drawn(on_sqlite, week).total.n == 0
