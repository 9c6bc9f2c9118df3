"""What must hold of the test for short histories, whatever the counts."""

from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.statistics import pooled
from briefing.statistics.judged import Floats, Judged


class Town(NamedTuple):
    """The series of some areas in some categories."""

    counts: Floats
    y: Floats
    units: Floats
    now: Floats
    group: Floats


@st.composite
def towns(draw: st.DrawFn, *, gaps: bool = True) -> Town:
    """Up to 8 areas and 3 categories over 8 to 120 weeks; a few weeks are missing."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    areas, categories, weeks = (
        draw(st.integers(1, 8)),
        draw(st.integers(1, 3)),
        draw(st.sampled_from([8, 9, 10, 16, 30, 104, 106, 120])),
    )
    size = areas * categories
    phi = draw(st.sampled_from([1.0, 1.5, 3.0]))
    mean = rng.gamma(0.7, draw(st.sampled_from([0.2, 2.0, 15.0])), size) + 1e-3
    noise = rng.gamma(mean[:, None] / (phi - 1), phi - 1, (size, weeks + 1)) if phi > 1 else mean
    each = np.broadcast_to(np.reshape(noise, (size, -1)), (size, weeks + 1))
    counts: Floats = rng.poisson(each).astype(np.float64)
    if gaps:
        counts[rng.random(counts.shape) < draw(st.sampled_from([0.0, 0.1]))] = np.nan
    units = rng.integers(1, 9, weeks + 1).astype(float)
    return Town(
        counts=counts[:, :-1],
        y=counts[:, -1],
        units=np.tile(units[:-1], (size, 1)),
        now=np.full(size, units[-1]),
        group=np.repeat(np.arange(categories, dtype=float), areas),
    )


def judge(town: Town) -> Judged:
    return pooled.judge(town.counts, town.y, town.units, town.now, town.group)


@given(towns(), st.integers(0, 2**32))
def test_the_order_of_the_areas_changes_nothing(town: Town, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(town.y))
    mixed = judge(Town(*(part[order] for part in town)))

    for ours, other in zip(judge(town), mixed, strict=True):
        np.testing.assert_allclose(other, ours[order], rtol=1e-9)


@given(towns(), st.integers(1, 5), st.data())
def test_an_area_without_any_report_changes_no_chance(
    town: Town, more: int, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(sorted(set(town.group))))
    empty = Town(
        counts=np.zeros((more, town.counts.shape[1])),
        y=np.zeros(more),
        units=town.units[:1].repeat(more, axis=0),
        now=town.now[:1].repeat(more),
        group=np.full(more, group),
    )
    larger = Town(*(np.concatenate(parts) for parts in zip(town, empty, strict=True)))

    for ours, other in zip(judge(town), judge(larger), strict=True):
        # But for the rounding of sums that are added up in another order.
        np.testing.assert_allclose(other[: len(town.y)], ours, rtol=1e-12)


@given(towns())
def test_the_scale_of_the_units_is_of_no_matter(town: Town) -> None:
    twice = judge(town._replace(units=town.units * 2, now=town.now * 2))

    for ours, other in zip(judge(town), twice, strict=True):
        np.testing.assert_allclose(other, ours, rtol=1e-9)


@settings(max_examples=200)
@given(towns())
def test_twice_the_reporters_with_twice_the_reports_are_no_news(town: Town) -> None:
    """Where overdispersion is found in both, the count lies as many deviations above its mean."""
    once = judge(town)
    twice = judge(Town(town.counts * 2, town.y * 2, town.units * 2, town.now * 2, town.group))
    any_report = np.nansum(town.counts[:, : pooled.FEWEST], axis=1) > 0
    found = (once.dispersion > 1) & any_report

    np.testing.assert_allclose(twice.dispersion[found], 2 * once.dispersion[found], rtol=1e-9)
    np.testing.assert_allclose(twice.expected[found], 2 * once.expected[found], rtol=1e-9)


@given(towns(gaps=False), st.integers(1, 30))
def test_more_reports_are_never_likelier(town: Town, more: int) -> None:
    assert (judge(town._replace(y=town.y + more)).p <= judge(town).p).all()


@given(towns())
def test_every_figure_is_either_unknown_or_in_its_bounds(town: Town) -> None:
    found = judge(town)
    known = ~np.isnan(found.expected)

    assert (known == ((~np.isnan(town.counts)).sum(axis=1) >= pooled.FEWEST)).all()
    assert (found.expected[known] > 0).all()
    assert (found.dispersion[known] >= 1).all()
    assert (found.upper[known] >= np.floor(found.expected[known] * 0.5)).all()
    tested = known & ~np.isnan(town.y)
    assert ((found.p[tested] >= 0) & (found.p[tested] <= 1)).all()
    assert ((found.p[tested] <= 0.01) == (town.y > found.upper)[tested]).all()
