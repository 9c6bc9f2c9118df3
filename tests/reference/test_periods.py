"""Periods of whole ISO weeks: read, written, following each other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.periods import Period, PeriodKind, span_named, weeks_named
from reference.weeks import Week

WEEKS = st.builds(Week.of_date, st.dates(min_value=date(1991, 1, 10), max_value=date(2198, 12, 20)))
KINDS = st.sampled_from(list(PeriodKind))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-W47", "2026-W47", "2026-W47"),
        ("2026-W46-47", "2026-W46", "2026-W47"),
        ("2020-W53-01", "2020-W53", "2021-W01"),
        ("2026-11", "2026-W45", "2026-W48"),
        ("2026-12", "2026-W49", "2026-W53"),
        ("2026-Q4", "2026-W40", "2026-W53"),
        ("2026-T3", "2026-W36", "2026-W53"),
        ("2026", "2026-W01", "2026-W53"),
        ("2025", "2025-W01", "2025-W52"),
    ],
)
def test_a_period_is_read_as_its_weeks_and_written_back(text: str, first: str, last: str) -> None:
    period = Period.parse(text)

    assert (str(period.first), str(period.last)) == (first, last)
    assert str(period) == text


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-W54", "2026-W47-49", "2026-Q5", "2026-T4", "47", "x"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of them says it
        Period.parse(text)


@given(KINDS, WEEKS)
def test_a_period_holds_the_week_that_it_was_made_of(kind: PeriodKind, week: Week) -> None:
    period = Period.of(kind, week)

    assert week in period.weeks
    assert Period.parse(str(period)) == period


@given(KINDS, WEEKS, st.integers(min_value=-30, max_value=30))
def test_periods_follow_each_other_without_gap(kind: PeriodKind, week: Week, n: int) -> None:
    period = Period.of(kind, week)

    assert period.shift(1).first == period.last.shift(1)
    if 2000 < week.year < 2150:
        assert period.shift(n).shift(-n) == period


@given(WEEKS)
def test_months_add_up_to_quarters_tertials_and_years(week: Week) -> None:
    year = Period.of(PeriodKind.YEAR, week)
    for kind, parts in ((PeriodKind.MONTH, 12), (PeriodKind.QUARTER, 4), (PeriodKind.TERTIAL, 3)):
        first = Period.of(kind, year.first)
        found = [held for n in range(parts) for held in first.shift(n).weeks]
        assert tuple(found) == year.weeks


@given(KINDS, WEEKS)
def test_a_year_before_is_as_long_to_a_week(kind: PeriodKind, week: Week) -> None:
    period = Period.of(kind, week)
    before = period.last_year()

    assert before.kind is kind
    assert abs(len(before.weeks) - len(period.weeks)) <= 1
    assert 51 <= period.first.since(before.first) <= 54


def test_a_span_of_weeks_is_read_as_written() -> None:
    weeks = weeks_named("2026-W24--2026-W47")

    assert len(weeks) == 24
    assert span_named(weeks) == "2026-W24--2026-W47"
    assert weeks_named(span_named(weeks[:1])) == weeks[:1]
    with pytest.raises(ValueError, match="ends before"):
        weeks_named("2026-W47--2026-W46")
