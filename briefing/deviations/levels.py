"""The level that is proposed for each area, green, yellow, red or orange, by stated rules.

    red     the area deviates strongly, or at least two reports of the gravest kind, from two
            organisations, lie above the expected
    yellow  the area, or a category within it, deviates; or of the area and its categories so many,
            two at least, are to be watched as chance gives in fewer than one week of a hundred
    green   nothing of this

A level rises at once and falls late. Yellow falls to green after two calm, well-covered weeks on
end. Red becomes orange, the return, with the first such week, and orange green after two more.
People decide; see docs/decisions/0025.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from briefing.asked import Asked
from briefing.coverage import INCOMPLETE_BELOW
from briefing.deviations.judging import (
    ALPHA,
    FEWEST_SOURCES,
    GRADES,
    NO_GRADE,
    STRONG_Q,
    Judgement,
    judge,
)
from briefing.deviations.series import Family, History
from briefing.deviations.signals import Found, figures
from briefing.findings import AreaLevel, Grade, Harm, Level, Reason, Scope
from briefing.statistics.judged import Floats
from briefing.usual import PERIODS, usual
from projections import cells
from reference.categories import Taxonomy, counts_under

WEEKS, MOST_WEEKS = 12, 52
"""So many well-covered weeks, of at most so many, are gone through for each picture, from green."""
SHOWN = 8
CALM_WEEKS = 2
GRAVEST, FEWEST_GRAVE = 5, 2

_STRONG, _DEVIATION, _WATCH = (GRADES.index(grade) for grade in Grade)
Truths = NDArray[np.bool_]


class Raised(IntEnum):
    """What a week by itself says of an area."""

    NO = 0
    YES = 1
    ACUTE = 2


class State(NamedTuple):
    """The level of an area after a week.

    `calm` counts the calm, well-covered weeks on end, `returning` those of them that were orange.
    """

    level: Level = Level.GREEN
    calm: int = 0
    returning: int = 0


def after(state: State, raised: Raised, *, covered: bool) -> State:
    """The state after one more week; `covered` says that it was well covered."""
    if raised is Raised.ACUTE:
        return State(Level.RED)
    if raised is Raised.YES:
        falling = state.level in {Level.RED, Level.ORANGE}
        return State(state.level if falling else Level.YELLOW)
    if not covered:
        return State(state.level)
    calm = state.calm + 1
    match state.level:
        case Level.RED:
            return State(Level.ORANGE, calm)
        case Level.ORANGE:
            returning = state.returning + 1
            done = returning >= CALM_WEEKS
            return State(Level.GREEN, calm) if done else State(Level.ORANGE, calm, returning)
        case _:
            return State(Level.GREEN if calm >= CALM_WEEKS else state.level, calm)


class _Week(NamedTuple):
    """What one week says of the A areas: how far each is raised and why; whether any test was."""

    raised: Sequence[Raised]
    why: Sequence[Reason]
    tested: bool
    covered: bool


def levels(asked: Asked, history: History, found: Found) -> tuple[AreaLevel, ...]:
    """The proposals for all areas of the edition in force, by code.

    The picture's own week goes by the tests whose signals it shows, earlier ones by the pooled one.
    """
    areas = [key.area for key in history.family(Scope.AREA).keys]
    if not areas:
        return ()
    weeks = _weeks(asked, history, found)
    harm = _harm_of_areas(asked, history)
    judged = next(one for one in found.judgements if one.family.scope is Scope.AREA)
    proposals: list[AreaLevel] = []
    for row, area in enumerate(areas):
        state, course = State(), list[Level]()
        for week in weeks:
            state = after(state, week.raised[row], covered=week.covered)
            course.append(state.level)
        expected = float(judged.found.expected[row])
        proposals.append(
            AreaLevel(
                code=area,
                level=state.level,
                reason=_reason(weeks[-1], row, state.level),
                weeks=tuple(course[-SHOWN:]),
                n=int(history.reported[row, :, -1].sum()),
                expected=None if np.isnan(expected) else figures(expected),
                harm=int(harm[row, -1]),
                harm_usual=_usual_of(history, harm[row]),
                calm_weeks=state.calm,
            )
        )
    return tuple(sorted(proposals, key=lambda proposal: proposal.code))


def _reason(week: _Week, row: int, level: Level) -> Reason:
    if not week.tested:
        return Reason.SHORT
    if week.raised[row] is not Raised.NO:
        return week.why[row]
    match level:
        case Level.GREEN:
            return Reason.CALM
        case Level.ORANGE:
            return Reason.RETURNING
        case _:
            return Reason.HELD


class _Tests(NamedTuple):
    """One week's judgements: of the areas, of the categories in them, of their gravest reports."""

    back: int
    area: Judgement
    categories: Judgement
    grave: Judgement


def _weeks(asked: Asked, history: History, found: Found) -> list[_Week]:
    """Go through the weeks, oldest first, the picture's own last."""
    grave = _gravest(asked.known.ground.taxonomy, history)
    family = {one.family.scope: one for one in found.judgements}
    tests = [
        _Tests(
            0,
            family[Scope.AREA],
            family[Scope.AREA_CATEGORY],
            judge(history, grave, only_pooled=True),
        )
    ]
    covered = _well_covered(asked, history)
    tests += [
        _Tests(
            back,
            *(
                judge(history, one, back, only_pooled=True)
                for one in (
                    history.family(Scope.AREA),
                    history.family(Scope.AREA_CATEGORY),
                    grave,
                )
            ),
        )
        for back in range(1, _reach(covered))
    ]
    tests.reverse()
    told_by = _ToldBy(asked, history, tests)
    return [_week(history, one, told_by, covered=bool(covered[-1 - one.back])) for one in tests]


def _reach(covered: Truths) -> int:
    """How many weeks are gone through. Weeks that say nothing must not let an area grow calm."""
    back = np.flatnonzero(covered[::-1])
    enough = int(back[WEEKS - 1]) + 1 if back.size >= WEEKS else MOST_WEEKS
    return min(max(enough, WEEKS), MOST_WEEKS, covered.size)


def _week(history: History, one: _Tests, told_by: "_ToldBy", *, covered: bool) -> _Week:
    areas = len(one.area.family.keys)
    grade = _grade_of_areas(history, one)
    kinds = np.where(told_by.enough(one), one.categories.grade, NO_GRADE).reshape(areas, -1)
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
    return _Week(raised, why, one.area.tested, covered)


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
    return np.where(told >= FEWEST_SOURCES, one.area.grade, NO_GRADE)


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
        keys, grade = one.categories.family.keys, one.categories.grade
        areas = len(one.area.family.keys)
        out = (grade < NO_GRADE).reshape(areas, -1)
        deviating = (grade <= _DEVIATION).reshape(areas, -1).any(axis=1)
        watched = np.count_nonzero(out, axis=1) + (_grade_of_areas(history, one) <= _WATCH)
        raised = deviating | (watched >= by_chance_seldom(out.shape[1] + 1))
        rows = np.flatnonzero(out & raised[:, None]).tolist()
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


def _well_covered(asked: Asked, history: History) -> Truths:
    """In which weeks enough of those who were to report had been heard of (W)."""
    heard, parts = history.heard, asked.known.ground.organisations
    keys = np.array([week.key for week in history.weeks])
    since = np.array([parts[code].since_week if code in parts else 0 for code in heard.codes])
    asked_for = heard.bound[:, None] & (since[:, None] <= keys[None, :])
    of = np.count_nonzero(asked_for, axis=0)
    heard_of = np.count_nonzero(asked_for & heard.spoke, axis=0)
    found: Truths = ~history.missing & (heard_of >= INCOMPLETE_BELOW * of)
    return found


def _harm_of_areas(asked: Asked, history: History) -> Floats:
    """Reports weighed by the harm weights of their categories: (A, W), all areas."""
    kinds = asked.known.ground.taxonomy.categories
    weights = [kinds[one].weight if one in kinds else 0 for one in history.categories]
    found: Floats = np.tensordot(history.reported, np.array(weights, dtype=float), axes=(1, 0))
    return found


def _usual_of(history: History, harm: Floats) -> float | None:
    """The median of those of the eight weeks before that are not missing."""
    before = slice(-1 - PERIODS, -1)
    kept = harm[before][~history.missing[before]]
    return usual([int(n) for n in kept.tolist()]).median


def harm(asked: Asked, by_category: Mapping[str, Mapping[int, int]]) -> Harm:
    """The reports of the period weighed by the harm weights of the edition, with their usual.

    `by_category` counts by category, a municipality's own under its parent, then by week.
    """
    kinds = asked.known.ground.taxonomy
    by_week: dict[int, int] = {}
    for category, counts in by_category.items():
        kind = kinds.categories.get(category)
        for week, n in counts.items():
            by_week[week] = by_week.get(week, 0) + n * (kind.weight if kind else 0)
    figure = asked.figure(by_week)
    before = figure.usual
    return Harm(
        edition=kinds.edition,
        n=figure.n,
        low=before.low,
        high=before.high,
        median=before.median,
    )
