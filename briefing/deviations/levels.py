"""The level that is proposed for each area, green, yellow, red or orange, by stated rules.

A level rises at once, by what a week by itself says of the area (`raised`), and falls late. Yellow
falls to green after two calm, well-covered weeks on end. Red becomes orange, the return, with the
first such week, and orange green after two more. People decide; see docs/decisions/0025.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from briefing.asked import Asked
from briefing.coverage import INCOMPLETE_BELOW
from briefing.deviations.raised import Raised, Truths, Week, by_weeks
from briefing.deviations.series import History
from briefing.deviations.signals import Found, figures
from briefing.findings import AreaLevel, Harm, Level, Reason, Scope
from briefing.statistics.judged import Floats
from briefing.usual import PERIODS, usual

WEEKS, MOST_WEEKS = 12, 52
"""So many well-covered weeks, of at most so many, are gone through for each picture, from green."""
SHOWN = 8
CALM_WEEKS = 2


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


def levels(asked: Asked, history: History, found: Found) -> tuple[AreaLevel, ...]:
    """The proposals for all areas of the edition in force, by code."""
    areas = [key.area for key in history.family(Scope.AREA).keys]
    if not areas:
        return ()
    covered = _well_covered(asked, history)
    weeks = by_weeks(asked, history, found.judgements, covered[-_reach(covered) :])
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


def _reason(week: Week, row: int, level: Level) -> Reason:
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


def _reach(covered: Truths) -> int:
    """How many weeks are gone through. Weeks that say nothing must not let an area grow calm."""
    back = np.flatnonzero(covered[::-1])
    enough = int(back[WEEKS - 1]) + 1 if back.size >= WEEKS else MOST_WEEKS
    return min(max(enough, WEEKS), MOST_WEEKS, covered.size)


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
