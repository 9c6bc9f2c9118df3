"""Who was heard of: silence that is unlikely, newcomers, likely doubles, and longer periods."""

from typing import Any

import numpy as np
import pytest

from briefing import tally
from briefing.coverage import coverage
from briefing.deviations.doubles import doubles, sent
from briefing.picture import Coverage, Voice
from ingest import desk, forms
from projections.ground import said_nothing
from projections.known import known
from projections.record import Registry
from reference.periods import Period
from reference.weeks import Week
from tests.briefing.calendars import asked_of, tell
from tests.hamlet import NOW, WEEK, send, told
from tests.hamlet import sent as report

ALL = {"skola": 1, "vakt": 1, "bostad": 1}


def covered(registry: Registry, week: Week = WEEK, period: Period | None = None) -> Coverage:
    with known(registry.log) as now:
        asked = asked_of(now, week)
        if period is not None:
            asked = asked._replace(period=period)
        nothing = said_nothing(now.connection, now.municipality, asked.keys, now.position)
        return coverage(asked, {who for _, who in nothing}, tally.week(now, asked.keys))


def voice(registry: Registry, code: str, week: Week = WEEK) -> Voice:
    (found,) = [one for one in covered(registry, week).voices if one.code == code]
    return found


@pytest.mark.parametrize(
    ("a_week", "silent", "odd"),
    [(1, 2, False), (1, 3, True), (2, 1, False), (2, 2, True), (3, 1, True)],
)
def test_a_silence_is_odd_when_it_is_longer_than_chance_lets_expect(
    on_sqlite: Registry, *, a_week: int, silent: int, odd: bool
) -> None:
    """exp(-rate * weeks) < .05: three weeks at one report a week."""
    without = {"vakt": 1, "bostad": 1}
    tell(on_sqlite, [ALL | {"skola": a_week}] * 9 + [without] * silent)
    found = voice(on_sqlite, "skola")
    assert (found.quiet_weeks, found.rate, found.quiet) == (silent, a_week, odd)
    assert voice(on_sqlite, "vakt").quiet_weeks == 0


def test_nothing_to_report_is_a_word(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL] * 9 + [{"skola": 0, "vakt": 1}] * 4)
    found = covered(on_sqlite)
    assert not voice(on_sqlite, "skola").quiet
    assert voice(on_sqlite, "bostad").quiet
    assert (found.expected, found.reported, found.nothing, found.silent) == (3, 1, 1, 1)
    assert found.incomplete
    assert found.share is not None
    assert found.share < found.limit == 0.7


def test_who_hardly_ever_reported_is_not_called_quiet(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL] * 3 + [{"vakt": 1, "bostad": 1}] * 9)
    found = voice(on_sqlite, "skola")
    assert (found.quiet_weeks, found.rate, found.quiet) == (9, 1.0, False)


def test_who_was_never_heard_of_is_silent_since_it_was_asked(on_sqlite: Registry) -> None:
    tell(on_sqlite, [{"vakt": 1}] * 9)
    found = voice(on_sqlite, "skola")
    assert (found.quiet_weeks, found.rate, found.quiet) == (15, None, False)


def test_the_rate_is_that_of_the_last_twelve_weeks_with_reports(on_sqlite: Registry) -> None:
    later = WEEK.shift(6)
    weeks = [{"skola": 9}] * 3 + [{"skola": 2}] * 12 + [{"vakt": 1}] * 2
    tell(on_sqlite, weeks, last=later)
    assert voice(on_sqlite, "skola", later).rate == 2.0


def test_a_newcomer_is_new_for_eight_weeks(on_sqlite: Registry) -> None:
    tell(on_sqlite, [{"skola": 1, "vakt": 1}] * 6 + [ALL] * 8)
    assert voice(on_sqlite, "bostad").newcomer
    assert not voice(on_sqlite, "skola").newcomer
    tell(on_sqlite, [ALL], last=WEEK.shift(1), first=900)
    assert not voice(on_sqlite, "bostad", WEEK.shift(1)).newcomer


def test_nobody_is_new_where_the_record_is(on_sqlite: Registry) -> None:
    tell(on_sqlite, [ALL] * 5)
    assert not any(one.newcomer for one in covered(on_sqlite).voices)


SPOT = {"point": {"lat": 57.05, "lon": 19.05}}


@pytest.mark.parametrize(
    ("second", "metres", "hours", "likely"),
    [
        ({}, 0, 0, 2),
        ({}, 95, 1.9, 2),
        ({}, 110, 0, 0),
        ({}, 0, 2.1, 0),
        ({"organisation": "skola"}, 0, 0, 0),
        ({"category": "DMG-GLASS"}, 0, 0, 0),
    ],
)
def test_a_likely_double_is_near_in_place_and_time_and_of_another_organisation(
    on_sqlite: Registry, second: dict[str, object], metres: float, hours: float, likely: int
) -> None:
    begin = np.datetime64("2026-11-10T12:00")
    for number, (ahead, north) in enumerate([(0.0, 0.0), (hours, metres)]):
        when = begin + np.timedelta64(round(ahead * 60), "m")
        fields: dict[str, object] = {
            "organisation": "vakt" if number else "skola",
            "occurred": {"from": f"{when}Z"},
            "place": {"point": {"lat": 57.05 + north / 111_195, "lon": 19.05}},
        }
        send(on_sqlite, told(number, **(fields | second if number else fields)))
    assert covered(on_sqlite).likely_doubles == likely
    with known(on_sqlite.log) as now:
        reports = sent(asked_of(now), [WEEK.key])
        assert int(doubles(reports).again.sum()) == likely // 2


def test_doubles_that_are_linked_are_likely_no_longer(on_sqlite: Registry) -> None:
    where: dict[str, Any] = {"place": SPOT, "occurred": {"from": WEEK.start_at.isoformat()}}
    first = report(on_sqlite, 1, **where)
    second = report(on_sqlite, 2, **where, organisation="vakt")
    assert covered(on_sqlite).likely_doubles == 2
    link = forms.LinkForm(same_as=first)
    desk.link(on_sqlite, second, link, actor="t", at=NOW)
    assert covered(on_sqlite).likely_doubles == 0


def test_doubles_that_were_told_apart_are_likely_no_longer(on_sqlite: Registry) -> None:
    where: dict[str, Any] = {"place": SPOT, "occurred": {"from": WEEK.start_at.isoformat()}}
    first = report(on_sqlite, 1, **where)
    second = report(on_sqlite, 2, **where, organisation="vakt")
    third = report(on_sqlite, 3, **where, organisation="skola")
    assert covered(on_sqlite).likely_doubles == 3
    for other in (first, third):
        desk.tell_apart(on_sqlite, second, forms.PartingForm(other=other), actor="t", at=NOW)
    assert covered(on_sqlite).likely_doubles == 0
    desk.link(on_sqlite, second, forms.LinkForm(same_as=first), actor="t", at=NOW)
    desk.unlink(on_sqlite, second, actor="t", at=NOW)
    assert covered(on_sqlite).likely_doubles == 0


def test_vague_times_and_unplaced_reports_are_no_doubles(on_sqlite: Registry) -> None:
    day = WEEK.monday.isoformat()
    vague: dict[str, object] = {
        "occurred": {"from": f"{day}T00:00", "to": f"{WEEK.sunday.isoformat()}T20:00",
                     "precision": "interval"},
        "place": SPOT,
    }  # fmt: skip
    unplaced: dict[str, object] = {
        "occurred": {"from": f"{day}T12:00"},
        "place": {"area": "V"},
    }
    for number, who in enumerate(("skola", "vakt")):
        send(on_sqlite, told(number, organisation=who, **vague))
        send(on_sqlite, told(10 + number, organisation=who, **unplaced))
    assert covered(on_sqlite).likely_doubles == 0


def test_doubles_of_a_longer_period_are_counted_or_nothing_is_said_of_them(
    on_sqlite: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, week in enumerate((WEEK.shift(-1), WEEK)):
        where: dict[str, Any] = {"place": SPOT, "occurred": {"from": week.start_at.isoformat()}}
        report(on_sqlite, 10 * number, **where)
        report(on_sqlite, 10 * number + 1, **where, organisation="vakt")
    month = Period.parse("2026-11")
    assert covered(on_sqlite).likely_doubles == 2
    assert covered(on_sqlite, period=month).likely_doubles == 4
    monkeypatch.setattr("briefing.coverage.COMPARED", 3)
    assert covered(on_sqlite).likely_doubles == 2
    assert covered(on_sqlite, period=month).likely_doubles is None


def test_of_a_longer_period_each_week_of_each_organisation_counts(on_sqlite: Registry) -> None:
    weeks = [ALL, {"skola": 1, "vakt": 0}, ALL, {"skola": 2}]
    tell(on_sqlite, weeks)
    month = Period.parse("2026-11")
    assert [str(week) for week in month.weeks] == ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]
    found = covered(on_sqlite, period=month)
    # Week 47 has begun by the last entry, of the day after week 46; week 48 has not.
    assert (found.expected, found.reported, found.nothing, found.silent) == (9, 4, 0, 5)
    october = covered(on_sqlite, period=Period.parse("2026-W44-45"))
    assert (october.expected, october.reported, october.nothing, october.silent) == (6, 4, 1, 1)
    assert october.share == pytest.approx(5 / 6, abs=1e-4)
    assert not october.incomplete
