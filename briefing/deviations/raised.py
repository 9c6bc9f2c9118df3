"""What raises an area in one week by itself: its tests, who told of it, and likely doubles.

    red     the area deviates strongly, or at least two reports of the gravest kind, from two
            organisations, lie above the expected
    yellow  the area, or a category within it, deviates; or of the area and its categories so many,
            two at least, are to be watched as chance gives in fewer than one week of a hundred
    green   nothing of this

What stands out only as long as likely doubles are counted more than once raises nothing. Of the
gravest kind they count: that a shooting was told of twice is why it is believed.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from briefing.asked import Asked
from briefing.deviations.judging import (
    ALPHA,
    FEWEST_SOURCES,
    GRADES,
    NO_GRADE,
    STRONG_Q,
    Judgement,
    judge,
)
from briefing.deviations.once import once
from briefing.deviations.series import Family, History
from briefing.findings import Grade, Reason, Scope
from projections import cells
from reference.categories import Taxonomy, counts_under

GRAVEST, FEWEST_GRAVE = 5, 2

_STRONG, _DEVIATION, _WATCH = (GRADES.index(grade) for grade in Grade)
Truths = NDArray[np.bool_]


class Raised(IntEnum):
    """What a week by itself says of an area."""

    NO = 0
    YES = 1
    ACUTE = 2


class Week(NamedTuple):
    """What one week says of the A areas: how far each is raised and why; whether any test was."""

    raised: Sequence[Raised]
    why: Sequence[Reason]
    tested: bool
    covered: bool


class _Tests(NamedTuple):
    """One week's judgements: of the areas, of the categories in them, of their gravest reports."""

    back: int
    area: Judgement
    categories: Judgement
    grave: Judgement


def by_weeks(
    asked: Asked, history: History, judgements: Sequence[Judgement], covered: Truths
) -> list[Week]:
    """What each of the latest weeks says by itself, oldest first, the picture's own last.

    `covered` (B) tells which of the last B weeks were well covered. The picture's own week goes by
    its `judgements`, those whose signals it shows, earlier ones by the pooled test.
    """
    grave = _gravest(asked.known.ground.taxonomy, history)
    own = {one.family.scope: one for one in judgements}
    tests = [
        _Tests(
            0,
            own[Scope.AREA],
            own[Scope.AREA_CATEGORY],
            judge(history, grave, only_pooled=True),
        )
    ]
    tested = history.family(Scope.AREA), history.family(Scope.AREA_CATEGORY), grave
    tests += [
        _Tests(back, *(judge(history, one, back, only_pooled=True) for one in tested))
        for back in range(1, covered.size)
    ]
    tests.reverse()
    tests = _counted_once(asked, history, tests)
    told_by = _ToldBy(asked, history, tests)
    return [_week(history, one, told_by, covered=bool(covered[-1 - one.back])) for one in tests]


def _counted_once(asked: Asked, history: History, tests: Sequence[_Tests]) -> list[_Tests]:
    """The same, with likely doubles counted once where something else would raise an area.

    The picture's own week has been through this.
    """
    raising = {
        one.back: (one.area, one.categories)
        for one in tests
        if one.back and _raisable(history, one).any()
    }
    found = once(asked, history, raising)
    return [
        one._replace(area=found[one.back][0], categories=found[one.back][1])
        if one.back in found
        else one
        for one in tests
    ]


def _raisable(history: History, one: _Tests) -> Truths:
    """Which areas (A) what stands out in them could raise."""
    areas = len(one.area.family.keys)
    grade = _grade_of_areas(history, one)
    kinds = _standing_out(one.categories).reshape(areas, -1)
    watched = np.count_nonzero(kinds <= _WATCH, axis=1) + (grade <= _WATCH)
    found: Truths = (kinds <= _DEVIATION).any(axis=1) | (grade <= _DEVIATION)
    many: Truths = watched >= by_chance_seldom(kinds.shape[1] + 1)
    return found | many


def _standing_out(judgement: Judgement) -> NDArray[np.int64]:
    """The grades, without what rests on likely doubles."""
    return np.where(judgement.doubled, NO_GRADE, judgement.grade)


def _week(history: History, one: _Tests, told_by: "_ToldBy", *, covered: bool) -> Week:
    areas = len(one.area.family.keys)
    grade = _grade_of_areas(history, one)
    kinds = np.where(told_by.enough(one), _standing_out(one.categories), NO_GRADE).reshape(
        areas, -1
    )
    deviating = np.count_nonzero(kinds <= _DEVIATION, axis=1)
    watched = np.count_nonzero(kinds <= _WATCH, axis=1) + (grade <= _WATCH)
    many = by_chance_seldom(kinds.shape[1] + 1)
    severe = _above(one.grave) & told_by.grave(one)
    raised, why = list[Raised](), list[Reason]()
    for row in range(areas):
        if grade[row] == _STRONG or severe[row]:
            raised.append(Raised.ACUTE)
            why.append(Reason.STRONG if grade[row] == _STRONG else Reason.SEVERE)
        elif grade[row] == _DEVIATION or deviating[row]:
            raised.append(Raised.YES)
            why.append(Reason.SIGNAL)
        elif watched[row] >= many:
            raised.append(Raised.YES)
            why.append(Reason.WATCHED)
        else:
            raised.append(Raised.NO)
            why.append(Reason.CALM)
    return Week(raised, why, one.area.tested, covered)


def by_chance_seldom(series: int) -> int:
    """How many of so many series, two at least, chance calls to be watched in 1 week of 100."""
    many = 2
    while bdtrc(many - 1, series, ALPHA) > ALPHA:
        many += 1
    return many


def _above(grave: Judgement) -> Truths:
    """Where reports of the gravest kind lie above the expected, and there are two at least."""
    found: Truths = (grave.y >= FEWEST_GRAVE) & (grave.y > grave.found.expected)
    return found & (grave.found.p <= ALPHA) & (grave.q <= STRONG_Q)


def _grade_of_areas(history: History, one: _Tests) -> NDArray[np.int64]:
    """The grades of the areas, of those that two organisations told of."""
    heard = history.heard
    reports = heard.reports[~heard.new, :, -1 - one.back]
    told = np.count_nonzero(reports, axis=0)[: len(one.area.grade)]
    return np.where(told >= FEWEST_SOURCES, _standing_out(one.area), NO_GRADE)


def _gravest(kinds: Taxonomy, history: History) -> Family:
    """The reports of the gravest kind, by area."""
    areas = history.family(Scope.AREA)
    grave = [kinds.categories[one].weight == GRAVEST if one in kinds.categories else False
             for one in history.categories]  # fmt: skip
    counts = history.compared[: len(areas.keys)][:, grave].sum(axis=1)
    counts[:, history.missing] = np.nan
    return Family(Scope.AREA, areas.keys, counts, areas.exposure, areas.group)


class _ToldBy:
    """How many organisations told of a category in an area in a week, where that matters."""

    def __init__(self, asked: Asked, history: History, tests: Sequence[_Tests]) -> None:
        kinds = asked.known.ground.taxonomy
        self._grave = {c.id for c in kinds.categories.values() if c.weight == GRAVEST}
        self._weeks = [week.key for week in history.weeks]
        self._told: dict[tuple[int, str, str], set[str]] = {}
        wanted = [
            cell for one in tests for cell in (*self._flagged(history, one), *self._severe(one))
        ]
        if not wanted:
            return
        weeks, areas, categories = (set(column) for column in zip(*wanted, strict=True))
        known, heard = asked.known, history.heard
        counted = cells.picked(
            known.connection,
            known.municipality,
            weeks,
            {
                "area": areas,
                "category": {one for parent in categories for one in kinds.under(parent)},
                "organisation": set(heard.codes) - heard.newcomers,
            },
            known.position,
            age=asked.age,
        )
        for (week, area, category, who), n in counted.items():
            if n > 0:
                cell = int(week), str(area), counts_under(str(category))
                self._told.setdefault(cell, set()).add(str(who))

    def _flagged(self, history: History, one: _Tests) -> list[tuple[int, str, str]]:
        """The categories that stand out, in areas that they could raise."""
        keys = one.categories.family.keys
        areas = len(one.area.family.keys)
        out = (_standing_out(one.categories) < NO_GRADE).reshape(areas, -1)
        rows = np.flatnonzero(out & _raisable(history, one)[:, None]).tolist()
        week = self._weeks[-1 - one.back]
        return [(week, keys[row].area, keys[row].category) for row in rows]

    def _severe(self, one: _Tests) -> list[tuple[int, str, str]]:
        week = self._weeks[-1 - one.back]
        areas = [one.grave.family.keys[row].area for row in np.flatnonzero(_above(one.grave))]
        return [(week, area, category) for area in areas for category in sorted(self._grave)]

    def enough(self, one: _Tests) -> Truths:
        """Which categories in areas (S) two organisations told of, of those that stand out."""
        week = self._weeks[-1 - one.back]
        return np.array(
            [
                len(self._told.get((week, key.area, key.category), ())) >= FEWEST_SOURCES
                for key in one.categories.family.keys
            ],
            dtype=bool,
        )

    def grave(self, one: _Tests) -> Truths:
        """Of which areas (A) two organisations told the gravest."""
        week = self._weeks[-1 - one.back]
        told = (
            {who for kind in self._grave for who in self._told.get((week, key.area, kind), ())}
            for key in one.grave.family.keys
        )
        return np.array([len(who) >= FEWEST_SOURCES for who in told], dtype=bool)
