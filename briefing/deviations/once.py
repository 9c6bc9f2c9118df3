"""Judgements of earlier weeks, with likely doubles counted once.

The doubles of a week are found by going through its reports, so only those are gone through that
something which stands out counts.
"""

from collections.abc import Mapping

import numpy as np
from sqlalchemy import ColumnElement, and_, or_

from briefing.asked import Asked
from briefing.deviations.doubles import again_by_series, doubles, sent
from briefing.deviations.judging import NO_GRADE, Judgement, counted_once
from briefing.deviations.series import History, Key
from projections.tables import tables
from reference.categories import Taxonomy

Judgements = tuple[Judgement, ...]


def once(
    asked: Asked, history: History, by_back: Mapping[int, Judgements]
) -> dict[int, Judgements]:
    """The same judgements of areas, and of categories in them, by how many weeks back they are."""
    high = {
        back: [
            judgement.family.keys[row]
            for judgement in judgements
            for row in np.flatnonzero(judgement.grade < NO_GRADE).tolist()
        ]
        for back, judgements in by_back.items()
    }
    weeks = {back: history.weeks[-1 - back].key for back, keys in high.items() if keys}
    if not weeks:
        return dict(by_back)
    kinds = asked.known.ground.taxonomy
    counted = or_(*(_counted_by(high[back], week, kinds) for back, week in weeks.items()))
    reports = sent(asked, sorted(weeks.values()), counted)
    again = again_by_series(reports, doubles(reports), history.heard.newcomers)

    def anew(judgement: Judgement, week: int) -> Judgement:
        of = [again[week, key] for key in judgement.family.keys]
        return counted_once(judgement, np.array(of, dtype=np.float64))

    return {
        back: tuple(anew(one, weeks[back]) for one in judgements) if back in weeks else judgements
        for back, judgements in by_back.items()
    }


def _counted_by(keys: list[Key], week: int, kinds: Taxonomy) -> ColumnElement[bool]:
    """The reports of a week that some series count, and a few more."""
    c = tables().register.c
    categories = {kind for key in keys if key.category for kind in kinds.under(key.category)}
    return and_(
        c.week == week,
        or_(
            c.area.in_({key.area for key in keys if not key.category}),
            and_(
                c.area.in_({key.area for key in keys if key.category}), c.category.in_(categories)
            ),
        ),
    )
