"""Judgements of earlier weeks, with likely doubles counted once.

The doubles of a week are found by going through its reports, so only those weeks and areas are gone
through in which something stands out.
"""

from collections.abc import Mapping

import numpy as np

from briefing.asked import Asked
from briefing.deviations.doubles import again_by_series, doubles, sent
from briefing.deviations.judging import NO_GRADE, Judgement, counted_once
from briefing.deviations.series import History

Judgements = tuple[Judgement, ...]


def once(
    asked: Asked, history: History, by_back: Mapping[int, Judgements]
) -> dict[int, Judgements]:
    """The same judgements of areas, and of categories in them, by how many weeks back they are."""
    high = {
        back: {
            judgement.family.keys[row].area
            for judgement in judgements
            for row in np.flatnonzero(judgement.grade < NO_GRADE).tolist()
        }
        for back, judgements in by_back.items()
    }
    weeks = {back: history.weeks[-1 - back].key for back, areas in high.items() if areas}
    if not weeks:
        return dict(by_back)
    reports = sent(asked, sorted(weeks.values()), set[str]().union(*high.values()))
    again = again_by_series(reports, doubles(reports), history.heard.newcomers)

    def anew(judgement: Judgement, week: int) -> Judgement:
        of = [again[week, key] for key in judgement.family.keys]
        return counted_once(judgement, np.array(of, dtype=np.float64))

    return {
        back: tuple(anew(one, weeks[back]) for one in judgements) if back in weeks else judgements
        for back, judgements in by_back.items()
    }
