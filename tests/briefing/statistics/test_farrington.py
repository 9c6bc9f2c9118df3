"""Farrington Flexible against R's own figures; and what those do not show, such as many at once."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.statistics.farrington import Model, flexible, judge, seasons, years_covered
from briefing.statistics.judged import Floats
from reference.weeks import Week

FOUR_YEARS = Model(years=4)
PLAIN = Model(years=4, reweight=None, trend=False)
ONE_SEASON = Model(years=4, periods=1)
NOW = Week(2026, 47)


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "golden/surveillance" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    return float("nan") if text == "NA" else float(text)


def newport(shared: Path) -> tuple[list[Week], Floats]:
    rows = rows_of(shared, "data_salmNewportGermany.csv")
    weeks = [Week(int(row["isoyear"]), int(row["isoweek"])) for row in rows]
    return weeks, np.asarray([float(row["observed"]) for row in rows])


def weeks_of_2011(shared: Path, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    weeks, counts = newport(shared)
    for row in rows_of(shared, f"ff_salmNewportGermany_{name}.csv"):
        at = weeks.index(Week.of_date(date.fromisoformat(row["epoch"])))
        assert counts[at] == float(row["observed"])
        yield at, row


def history(weeks: int) -> list[Week]:
    return [NOW.shift(n - weeks) for n in range(weeks)]


def dice(series: int, weeks: int, *, seed: int = 1, mean: float = 4.0) -> Floats:
    return np.random.default_rng(seed).poisson(mean, (series, weeks)).astype(np.float64)


@pytest.mark.parametrize(
    ("name", "alpha", "model"),
    [
        ("vign_noufaily_limit0_50", 0.05, FOUR_YEARS),
        ("noufaily_default54", 0.05, FOUR_YEARS),
        ("noufaily_a005", 0.005, FOUR_YEARS),
        ("noreweight_notrend", 0.05, PLAIN),
    ],
)
def test_the_bound_is_that_of_r(shared: Path, name: str, alpha: float, model: Model) -> None:
    weeks, counts = newport(shared)
    bounds = 0

    for at, row in weeks_of_2011(shared, name):
        judged = flexible(
            counts[None, :at], counts[at : at + 1], weeks[:at], weeks[at], alpha=alpha, model=model
        )
        assert judged.p[0] == pytest.approx(number(row["pvalue"]), abs=1e-10)
        assert judged.dispersion[0] == pytest.approx(number(row["phiVector"]), rel=1e-10)
        assert judged.expected[0] == pytest.approx(number(row["mu0Vector"]), rel=1e-10)
        if row["upperbound"] != "NA":  # where R looked for five cases in four weeks, and found less
            assert judged.upper[0] == float(row["upperbound"])
            assert (judged.upper[0] < counts[at]) == (row["alarm"] == "1")
            bounds += 1

    assert bounds == (52 if name.startswith("vign") else 42)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("noufaily_muan", FOUR_YEARS),
        ("delta_none_noPeriods10", FOUR_YEARS),
        ("delta_sqrt_noPeriods10", FOUR_YEARS),
        ("farrington_default54", ONE_SEASON._replace(reweight=1.0)),
        ("vign_farrington_limit0_50", ONE_SEASON._replace(reweight=1.0)),
        ("package_defaults_b4", ONE_SEASON),
    ],
)
def test_the_model_is_the_same_whatever_bound_is_made_of_it(
    shared: Path, name: str, model: Model
) -> None:
    """Of the other settings all but the bound, in weeks with the trend that R kept and without."""
    weeks, counts = newport(shared)
    known = 0

    for at, row in weeks_of_2011(shared, name):
        judged = flexible(
            counts[None, :at],
            counts[at : at + 1],
            weeks[:at],
            weeks[at],
            model=model._replace(trend=row["trend"] == "1"),
        )
        assert judged.dispersion[0] == pytest.approx(number(row["phiVector"]), rel=1e-10)
        if row["expected"] != "NA":
            assert judged.expected[0] == pytest.approx(number(row["expected"]), rel=1e-10)
            known += 1

    assert known == (52 if "limit0" in name else 42)


@pytest.mark.parametrize(
    ("control", "model"), [(1, Model(years=4, periods=1, reweight=1.0)), (2, Model(years=4))]
)
def test_a_series_without_dates_looks_back_by_52_weeks(
    shared: Path, control: int, model: Model
) -> None:
    counts = np.asarray(
        [float(row["observed"]) for row in rows_of(shared, "data_salmonella.agona_sts.csv")]
    )
    cases = rows_of(shared, f"ff_salmonella.agona_example_control{control}.csv")

    for row in cases:
        at = 280 + int(row["t"])
        assert counts[at] == float(row["observed"])
        kept = model._replace(trend=row["trend"] == "1")
        season = seasons(at, [at - 52 * back for back in range(5)], kept)
        judged = judge(
            counts[None, :at], counts[at : at + 1], season, np.ones((1, at)), np.ones(1),
            alpha=0.01, model=kept,
        )  # fmt: skip
        assert judged.expected[0] == pytest.approx(float(row["expected"]), rel=1e-10)
        assert judged.dispersion[0] == pytest.approx(float(row["phiVector"]), rel=1e-10)

    assert len(cases) == 31


def test_many_series_at_once_are_judged_as_each_alone(shared: Path) -> None:
    weeks, counts = newport(shared)
    at = len(weeks) - 1
    many = np.vstack([counts[:at], dice(220, at), dice(30, at, mean=0.2)])
    y = np.concatenate([counts[at:], np.full(250, 7.0)])

    together = flexible(many, y, weeks[:at], weeks[at])
    alone = [flexible(many[[n]], y[[n]], weeks[:at], weeks[at]) for n in range(len(many))]

    for name in ("expected", "upper", "p", "dispersion"):
        each = np.concatenate([getattr(judged, name) for judged in alone])
        np.testing.assert_allclose(getattr(together, name), each, rtol=1e-9)


def test_the_seasons_are_windows_about_the_same_week_and_nine_parts_between() -> None:
    season = seasons(166, [166, 114, 62, 10], Model())

    assert season[7:14].tolist() == [9] * 7  # three weeks to each side
    assert np.bincount(season[14:59], minlength=9).tolist() == [5] * 9
    assert season[:7].tolist() == [-1] * 7
    assert season[-26:].tolist() == [-1] * 26
    assert season[-27] >= 0
    # 46 weeks between two windows: the first part takes the one that is left over.
    assert np.bincount(seasons(167, [167, 114, 62, 10], Model())[118:141])[:4].tolist() == [
        6,
        5,
        5,
        5,
    ]


def test_the_same_week_a_year_before_is_the_nearest_monday() -> None:
    # 2 March 2026 is a Monday. In 2023 it was a Thursday, whose nearest Monday lies 157 weeks back,
    # and the window about it begins 3 weeks earlier.
    weeks = [Week(2026, 10).shift(-n) for n in range(1, 330)]

    assert years_covered(weeks, Week(2026, 10)) == 5
    assert years_covered(weeks[:160], Week(2026, 10)) == 3
    assert years_covered(weeks[:159], Week(2026, 10)) == 2


def test_on_leap_day_there_is_a_week_a_year_before() -> None:
    leap = Week.of_date(date(2044, 2, 29))

    assert leap.monday == date(2044, 2, 29)
    assert years_covered([leap.shift(-n) for n in range(1, 161)], leap) == 3


def test_a_short_history_judges_nothing() -> None:
    short = flexible(dice(3, 159), np.full(3, 50.0), history(159), NOW)
    enough = flexible(dice(3, 160), np.full(3, 50.0), history(160), NOW)

    assert all(np.isnan(part).all() for part in short)
    assert not any(np.isnan(part).any() for part in enough)


def test_the_week_and_the_26_before_it_do_not_change_what_is_expected() -> None:
    counts = dice(4, 220)
    risen = counts.copy()
    risen[:, -26:] += 100

    np.testing.assert_array_equal(
        flexible(counts, np.full(4, 9.0), history(220), NOW).expected,
        flexible(risen, np.full(4, 9.0), history(220), NOW).expected,
    )


def test_an_old_rise_weighs_little() -> None:
    calm = dice(1, 220)
    risen = calm.copy()
    risen[0, 112] = 60

    y = np.full(1, 9.0)
    alike = flexible(calm, y, history(220), NOW).upper
    assert flexible(risen, y, history(220), NOW).upper <= alike + 2
    believed = flexible(risen, y, history(220), NOW, model=Model(reweight=None)).upper
    assert believed > alike + 2


def test_twice_the_units_with_twice_the_reports_expect_the_same_of_each() -> None:
    counts, units = dice(3, 220, mean=8), np.ones(220)
    units[100:] = 2
    doubled = counts * units

    before = flexible(counts, np.full(3, 9.0), history(220), NOW).expected
    after = flexible(
        doubled, np.full(3, 9.0), history(220), NOW, exposure=units, exposure_now=2.0
    ).expected

    np.testing.assert_allclose(after, 2 * before, rtol=0.05)


def test_a_constant_exposure_changes_nothing() -> None:
    counts, y = dice(3, 220), np.full(3, 9.0)

    plain = flexible(counts, y, history(220), NOW)
    with_units = flexible(
        counts, y, history(220), NOW, exposure=np.full(220, 7.0), exposure_now=7.0
    )

    for one, other in zip(plain, with_units, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_a_week_without_a_reporter_is_missing_and_not_zero() -> None:
    counts, y = dice(2, 220), np.full(2, 9.0)
    missing, silent, units = counts.copy(), counts.copy(), np.ones((2, 220))
    missing[0, 60:70] = np.nan
    silent[0, 60:70] = 0
    units[0, 60:70] = 0

    told = flexible(missing, y, history(220), NOW)
    by_units = flexible(silent, y, history(220), NOW, exposure=units)

    for one, other in zip(told, by_units, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)
    assert told.expected[0] > flexible(silent, y, history(220), NOW).expected[0]


def test_weeks_outside_the_record_leave_a_gap_and_move_nothing() -> None:
    counts, y, weeks = dice(2, 220), np.full(2, 9.0), history(220)
    there = np.ones(220, dtype=bool)
    there[70:74] = False
    told = counts.copy()
    told[:, ~there] = np.nan

    gap = flexible(
        counts[:, there], y, [w for w, kept in zip(weeks, there, strict=True) if kept], NOW
    )

    np.testing.assert_array_equal(gap.expected, flexible(told, y, weeks, NOW).expected)


def test_a_trend_that_leads_above_everything_counted_is_left_out() -> None:
    rising = np.round(1.03 ** np.arange(220))[None, :]

    judged = flexible(rising, np.full(1, 9.0), history(220), NOW)

    assert judged.expected[0] <= rising[0, :-26].max()


def test_a_week_of_a_hundred_thousand_makes_no_ordinary_count_a_deviation() -> None:
    counts = dice(6, 220)
    counts[0, 80] = 1e5
    plain = flexible(counts[1:], np.full(5, 6.0), history(220), NOW)

    judged = flexible(counts, np.full(6, 6.0), history(220), NOW)

    assert np.isnan([part[0] for part in judged]).all() or judged.p[0] > 0.01
    np.testing.assert_allclose(judged.p[1:], plain.p, rtol=1e-9)


def test_a_series_of_zeros_alone_spoils_no_other() -> None:
    counts = dice(3, 220)
    alone = flexible(counts[1:], np.full(2, 9.0), history(220), NOW)
    counts[0] = 0

    judged = flexible(counts, np.full(3, 9.0), history(220), NOW)

    assert np.isnan(judged.p[0]) or judged.p[0] < 1e-9
    np.testing.assert_allclose(judged.p[1:], alone.p, rtol=1e-9)


@given(seed=st.integers(0, 2**32 - 1), mean=st.floats(0.3, 40))
def test_a_count_above_the_bound_is_as_unlikely_as_was_asked(seed: int, mean: float) -> None:
    counts = dice(2, 200, seed=seed, mean=mean)
    first = flexible(counts, np.zeros(2), history(200), NOW)
    known = ~np.isnan(first.upper)
    over = flexible(counts, first.upper + 1, history(200), NOW)
    at = flexible(counts, first.upper, history(200), NOW)

    assert (over.p[known] <= 0.01).all()
    assert (at.p[known] > 0.01).all()
    assert (first.p[known] == 1).all()


def test_without_trend_and_reweighting_the_mean_of_the_windows_is_expected() -> None:
    counts = dice(1, 220, mean=6)
    windows = seasons(220, [220, 168, 116, 63], Model()) == 9

    judged = flexible(counts, np.zeros(1), history(220), NOW, model=PLAIN._replace(years=3))

    assert windows.sum() == 21
    assert judged.expected[0] == pytest.approx(counts[0, windows].mean(), rel=1e-9)
