"""What must hold of ranks by several measures, whatever the counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.statistics import ranks
from briefing.statistics.judged import Floats
from briefing.statistics.ranks import Weekly

SEED = 20261122


@st.composite
def weeklies(draw: st.DrawFn) -> Weekly:
    """Two to nine areas with their groups over one to thirty weeks."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    areas, weeks = draw(st.integers(2, 9)), draw(st.sampled_from([1, 4, 5, 8, 9, 13, 17, 30]))
    groups = rng.poisson(rng.gamma(0.5, draw(st.sampled_from([0.5, 5.0])), (1, areas, 4)),
                         (weeks, areas, 4)).astype(float)  # fmt: skip
    counts = groups.sum(axis=2)
    return Weekly(
        counts=counts,
        harm=groups @ np.array([1.0, 2.0, 3.0, 5.0]),
        above=(rng.random((weeks, areas)) < 0.2).astype(float),
        raised=(rng.random((weeks, areas)) < 0.1).astype(float),
        groups=groups,
        size=rng.uniform(0.5, 9, areas),
    )


def taken(weekly: Weekly, order: Floats) -> Weekly:
    """The same areas in another order."""
    at = order.astype(int)
    return Weekly(
        counts=weekly.counts[:, at],
        harm=weekly.harm[:, at],
        above=weekly.above[:, at],
        raised=weekly.raised[:, at],
        groups=weekly.groups[:, at],
        size=weekly.size[at],
    )


def with_an_empty_one(weekly: Weekly) -> Weekly:
    """The same areas and one that has nothing."""

    def more(part: Floats) -> Floats:
        nothing = np.zeros((len(part), 1, *part.shape[2:]))
        return np.concatenate([part, nothing], axis=1)

    return Weekly(
        counts=more(weekly.counts),
        harm=more(weekly.harm),
        above=more(weekly.above),
        raised=more(weekly.raised),
        groups=more(weekly.groups),
        size=np.append(weekly.size, 3.0),
    )


def ranked(weekly: Weekly, *, times: int = 60) -> tuple[ranks.Whole, ranks.Stability]:
    weeks = len(weekly.counts)
    means = ranks.mean_ranks(ranks.measured(weekly, ranks.once(weeks)))
    drawn = ranks.resampled(weeks, SEED, times=times)
    others = ranks.places(ranks.mean_ranks(ranks.measured(weekly, drawn)))
    place = ranks.places(means)[0]
    return place, ranks.stability(others, place)


@settings(max_examples=60, deadline=None)
@given(weeklies(), st.integers(0, 2**32))
def test_areas_in_another_order_have_the_same_ranks(weekly: Weekly, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(weekly.size)).astype(float)
    place, firm = ranked(weekly)
    there, firm_there = ranked(taken(weekly, order))

    at = order.astype(int)
    assert there.tolist() == place[at].tolist()
    for one, other in zip(firm, firm_there, strict=True):
        assert other.tolist() == one[at].tolist()


@settings(max_examples=60, deadline=None)
@given(weeklies())
def test_an_area_that_has_nothing_moves_no_other(weekly: Weekly) -> None:
    areas = len(weekly.size)
    place, firm = ranked(weekly)
    there, firm_there = ranked(with_an_empty_one(weekly))

    assert there[:areas].tolist() == place.tolist()
    assert there[areas] == there.max()
    for one, other in zip(firm, firm_there, strict=True):
        assert other[:areas].tolist() == one.tolist()


@settings(max_examples=60, deadline=None)
@given(weeklies())
def test_the_span_holds_the_rank_and_the_same_seed_gives_the_same(weekly: Weekly) -> None:
    place, firm = ranked(weekly)
    again = ranked(weekly)

    assert (firm.low <= place).all()
    assert (place <= firm.high).all()
    assert ((firm.first >= 0) & (firm.first <= 1)).all()
    assert firm.first.sum() >= min(3, len(place)) - 1e-9
    assert again[0].tolist() == place.tolist()
    assert all((one == other).all() for one, other in zip(again[1], firm, strict=True))


def test_one_that_has_more_of_everything_every_week_is_first_whatever_weeks_are_drawn() -> None:
    rng = np.random.default_rng(3)
    groups = rng.poisson(3, (17, 4, 3)).astype(float)
    groups[:, 2] = groups.max() + np.arange(17)[:, None] * 9 + 50
    weekly = Weekly(
        counts=groups.sum(axis=2),
        harm=groups.sum(axis=2) * 2,
        above=np.eye(4)[2] * np.ones((17, 1)),
        raised=np.eye(4)[2] * np.ones((17, 1)),
        groups=groups,
        size=np.ones(4),
    )
    place, firm = ranked(weekly, times=500)

    assert place[2] == firm.low[2] == firm.high[2] == 1
    assert firm.first[2] == 1


@pytest.mark.parametrize(("weeks", "own"), [(5, False), (9, True), (17, True), (53, True)])
def test_each_third_keeps_its_number_of_weeks(weeks: int, own: bool) -> None:  # noqa: FBT001 - a case
    drawn = ranks.resampled(weeks, SEED, times=200)

    assert (drawn.sum(axis=1) == weeks).all()
    sums = {tuple(drawn[row, part].sum() for part in ranks.thirds(weeks)) for row in range(200)}
    assert (len(sums) == 1) is own
    # Every week is drawn once on average.
    assert np.abs(drawn.mean(axis=0) - 1).max() < 0.3


def test_spread_counts_the_groups_that_make_up_four_fifths() -> None:
    by_group = np.array([[10.0, 0, 0, 0], [5, 5, 0, 0], [8, 1, 1, 0], [7, 2, 1, 0], [0, 0, 0, 0]])

    assert ranks.spread(by_group).tolist() == [1, 2, 1, 2, 0]


def test_a_rise_counts_and_a_fall_does_not() -> None:
    up = np.repeat([1.0, 2.0, 9.0], 5)
    counts = np.stack([up, up[::-1], np.full(15, 4.0)], axis=1)[None]

    rising = ranks.rising(counts)[0]

    # (3 - 1) over half the root of 1/5 + 1/5
    assert rising == pytest.approx([2 / (0.5 * np.sqrt(0.4)), 0, 0])
    assert (ranks.rising(counts[:, :8]) == 0).all()


def test_equals_share_the_better_place() -> None:
    assert ranks.places(np.array([[3.0, 1.0, 1.0, 2.0]])).tolist() == [[4, 1, 1, 3]]
