"""Who was heard of, week by week, and how much of what is usually reported they stand for.

A week in which an organisation that is to report every week says nothing, not even that there was
nothing, is missing from it, not zero. So what is expected of a week is set by the organisations
that were heard of in it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from briefing.asked import Asked
from briefing.statistics.judged import Floats
from projections import weekly
from projections.ground import said_nothing
from reference.weeks import Week

NEW_WEEKS = 8
"""An organisation is new for so many weeks from its first word."""
_AS_THE_WHOLE = 20
"""So many reports beside its own, split as the whole municipality's, say who reports of an area."""

Truths = NDArray[np.bool_]


class Heard(NamedTuple):
    """The words of O organisations in W weeks, the last one the picture's own.

    `reports` (O, A + 1, W) counts by area, the last of them what disturbs nobody; only what was
    known at the age of the picture's week. `ever` (O, W) counts all that is known, `said` (O, W)
    is that there was nothing. `bound` (O) are to report every week, `gone` (O) take part no longer.
    """

    codes: tuple[str, ...]
    areas: tuple[str, ...]
    reports: Floats
    ever: Floats
    said: Truths
    bound: Truths
    gone: Truths

    @property
    def spoke(self) -> Truths:
        """In which weeks each said anything (O, W), as far as was known at the age."""
        reported: Truths = self.reports.sum(axis=1) > 0
        return reported | self.said

    @property
    def covered(self) -> Truths:
        """In which weeks anybody said anything (W)."""
        found: Truths = np.logical_or.reduce(self.spoke, axis=0)
        return found

    @property
    def new(self) -> Truths:
        """Who said its first word less than eight weeks ago (O); nobody while all is so new."""
        word: Truths = (self.ever > 0) | self.said
        since = word.shape[1] - 1 - np.argmax(word, axis=1)
        there: Truths = np.logical_or.reduce(word, axis=1)
        if not (there & (since >= NEW_WEEKS)).any():
            return np.zeros_like(there)
        found: Truths = there & (since < NEW_WEEKS)
        return found

    @property
    def newcomers(self) -> frozenset[str]:
        """The codes of those that are new."""
        return frozenset(np.array(self.codes, dtype=object)[self.new].tolist())

    @property
    def active(self) -> Truths:
        """In which weeks each would have told of what happened (O, W).

        Who is bound to report weekly: when it said anything. Others: from their first word on, and,
        when they take part no longer, until their last one.
        """
        spoke = self.spoke
        began = np.logical_or.accumulate(spoke, axis=1)
        goes_on = np.logical_or.accumulate(spoke[:, ::-1], axis=1)[:, ::-1]
        always = began & (goes_on | ~self.gone[:, None])
        found: Truths = np.where(self.bound[:, None], spoke, always) & ~self.new[:, None]
        return found

    def exposure(self, leaving_out: str = "") -> Floats:
        """What share of the usual reports those active in each week stand for: (A + 1, W).

        By area, then of the whole; 0 in a week that nobody told of. An organisation's share is that
        of its reports in the weeks before in which it was active.
        """
        active = self.active
        weeks = active[:, :-1].sum(axis=1)
        before = np.where(active[:, None, :-1], self.reports[:, :, :-1], 0.0).sum(axis=2)
        rate = before / np.maximum(weeks, 1)[:, None]
        whole = rate.sum(axis=1)
        # Where nobody reported anything before, one counts for as much as another.
        whole = _shares(whole if whole.any() else np.ones_like(whole))
        # Of an area there may be few reports, so its shares are drawn towards those of the whole.
        reports = before[:, :-1].sum(axis=0)
        own = _shares(rate[:, :-1])
        trust = reports / (reports + _AS_THE_WHOLE)
        shares = np.column_stack([own * trust + whole[:, None] * (1 - trust), whole])
        if leaving_out in self.codes:
            shares[self.codes.index(leaving_out)] = 0.0
        exposure: Floats = shares.T @ active
        exposure[:, ~self.covered] = 0.0
        # Of those left, what is lacking or there by the rounding of sums alone.
        return np.round(exposure, 9)


def _shares(rates: Floats) -> Floats:
    total = rates.sum(axis=0)
    found: Floats = np.divide(rates, total, out=np.zeros_like(rates), where=total > 0)
    return found


def heard(asked: Asked, weeks: Sequence[Week], areas: tuple[str, ...]) -> Heard:
    """Read who said what in `weeks`, which follow each other; `areas` are all that reports have."""
    known, at = asked.known, {week.key: number for number, week in enumerate(weeks)}
    where = (known.connection, known.municipality)
    nothing = said_nothing(*where, list(at), known.position)
    keys, counts = weekly.table(*where, weekly.ORGANISATION, list(at), known.position)
    of = [weekly.of(key) for key in keys]
    in_time = weekly.table(*where, weekly.ORGANISATION, list(at), known.position, age=asked.age)
    parts = known.ground.organisations
    codes = tuple(sorted({*parts, *(one.other for one in of), *(who for _, who in nothing)}))
    number = {code: row for row, code in enumerate(codes)}
    of_area = {area: place for place, area in enumerate(areas)}
    reports = np.zeros((len(codes), len(areas) + 1, len(weeks)))
    ever, said = np.zeros((len(codes), len(weeks))), np.zeros((len(codes), len(weeks)), dtype=bool)
    for one, row in zip(of, counts, strict=True):
        ever[number[one.other]] += row
    for key, row in zip(*in_time, strict=True):
        area, who = weekly.of(key)
        reports[number[who], of_area.get(area, len(areas))] += row
    for at_week, who in nothing:
        said[number[who], at[at_week]] = True
    return Heard(
        codes=codes,
        areas=areas,
        reports=reports,
        ever=ever,
        said=said,
        bound=np.array([code in parts and parts[code].weekly for code in codes], dtype=bool),
        gone=np.array([code not in parts for code in codes], dtype=bool),
    )
