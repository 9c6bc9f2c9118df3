"""What is gathered over weeks is what the weeks add up to, as known at every position."""

from collections import Counter

import pytest

from projections import cells, margins
from projections.known import known
from projections.record import Registry
from projections.reports import DISTURBING, Query, find
from tests.hamlet import WEEK
from tests.projections.lives import live


@pytest.mark.parametrize("kind", margins.KINDS)
def test_what_is_gathered_is_what_the_weeks_add_up_to(
    registry: Registry, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, 7, 80)
    weeks = [WEEK.shift(-n).key for n in range(6)]
    with known(registry.log) as now:
        head = now.position
    ever = False
    for position in range(head + 1):
        with known(registry.log, position=position) as then:
            asked = then.connection, then.municipality, kind
            counted = margins.count(*asked, weeks, position)
            found = margins.gathered(*asked, weeks, position)
            some = sorted(found)[:1]
            one = margins.gathered(*asked, weeks, position, only=some)
            none = margins.gathered(*asked, weeks, position, only=())
            by_square = Counter[str]()
            for e, n, reports in margins.by_square(*asked[:2], weeks, position).tolist():
                by_square[f"{e}:{n}"] += reports
        by_hand = Counter[str]()
        for (_, key), n in counted.items():
            by_hand[key] += n
        assert found == by_hand
        assert one == {key: found[key] for key in some}
        assert none == {}
        if kind == margins.SQUARE:
            assert +by_square == found
        ever = ever or len(counted) > len(found) > 0
    assert ever


@pytest.mark.parametrize("seed", [1, 2])
def test_the_totals_are_those_of_the_lists(
    registry: Registry, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "EPOCH", 8)
    live(registry, seed, 60)
    weeks = [WEEK.shift(-n) for n in range(6)]
    with known(registry.log) as now:
        head = now.position
    for position in range(head // 2, head + 1):
        with known(registry.log, position=position) as then:
            found = margins.totals(
                then.connection, then.municipality, [week.key for week in weeks], position
            )
            listed = {
                week.key: find(then, Query(week=str(week), category=DISTURBING), limit=1).total
                for week in weeks
            }
        assert found == {week: n for week, n in listed.items() if n}
