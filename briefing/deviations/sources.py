"""What a signal rests on: how many organisations, what is left without the largest, and doubles."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, func, or_, select

from briefing.asked import Asked
from briefing.deviations.doubles import Ints, again_by_series, doubles, sent
from briefing.deviations.heard import Heard
from briefing.deviations.series import HOURS_A_PART, History, Key
from briefing.findings import Scope
from briefing.statistics.judged import Floats
from briefing.tally import as_known
from projections import cells
from projections.tables import tables
from reference.categories import counts_under

LATEST = 4
"""What part of a place, or of a daypart, an organisation has is told by so many weeks before."""


class Source(NamedTuple):
    """Who reported what a series counts this week: how many, the largest, and its share of it.

    `again` counts reports that likely tell of what another organisation told of before.
    """

    organisations: int
    leading: str
    n: int
    again: int


class Rows:
    """The week's reports, numbered for quick looking up; those of newcomers are left out."""

    def __init__(self, asked: Asked, heard: Heard) -> None:
        reports = sent(asked, asked.keys)
        found = doubles(reports)
        self.likely_doubles = int(np.count_nonzero(found.likely))
        new = heard.newcomers
        self._week, self._again = asked.week.key, again_by_series(reports, found, new)
        kept = np.array([who not in new for who in reports.organisation.tolist()], dtype=bool)
        self._parts = reports.hour[kept] // HOURS_A_PART
        self._codes: list[str] = sorted(set(reports.organisation.tolist()))
        self._who = _numbered(reports.organisation[kept].tolist(), self._codes)
        self._columns = {
            name: _Column(getattr(reports, name)[kept].tolist())
            for name in ("area", "category", "place")
        }

    def again(self, keys: Sequence[Key]) -> Floats:
        """How many reports of each series tell again of what another organisation told of."""
        return np.array([self._again[self._week, key] for key in keys], dtype=np.float64)

    def source(self, key: Key) -> Source:
        """Who reported what the series of `key` counts."""
        chosen = np.ones(len(self._who), dtype=bool)
        for name, column in self._columns.items():
            if value := getattr(key, name):
                chosen &= column.is_(value)
        if key.daypart is not None:
            chosen &= self._parts == key.daypart
        counts = np.bincount(self._who[chosen], minlength=len(self._codes))
        if not counts.any():
            return Source(0, "", 0, 0)
        largest = int(np.argmax(counts))
        return Source(
            organisations=int(np.count_nonzero(counts)),
            leading=self._codes[largest],
            n=int(counts[largest]),
            again=self._again[self._week, key],
        )


class _Column:
    """Words as numbers."""

    def __init__(self, words: list[str]) -> None:
        self._words = sorted(set(words))
        self._numbers = _numbered(words, self._words)

    def is_(self, word: str) -> NDArray[np.bool_]:
        """Where the word stands."""
        if word not in self._words:
            return np.zeros(len(self._numbers), dtype=bool)
        found: NDArray[np.bool_] = self._numbers == self._words.index(word)
        return found


def _numbered(words: Sequence[str], of: Sequence[str]) -> Ints:
    numbers = {word: number for number, word in enumerate(of)}
    return np.array([numbers[word] for word in words], dtype=np.int64)


def reports_of(
    asked: Asked, history: History, scope: Scope, keys: Sequence[Key], sources: Sequence[Source]
) -> Floats:
    """What the leading organisation of each of F series reported of it, week by week: (F, W).

    Of places and dayparts only this week is known by organisation; of the weeks before, its share
    is that of the last four.
    """
    heard = history.heard
    match scope:
        case Scope.TOTAL | Scope.AREA:
            rows = [
                _of_area(heard, one.leading, key.area)
                for key, one in zip(keys, sources, strict=True)
            ]
            return np.array(rows).reshape(len(keys), len(history.weeks))
        case Scope.CATEGORY | Scope.AREA_CATEGORY:
            return _of_categories(asked, history, keys, sources)
        case _:
            return _by_share(asked, history, scope, keys, sources)


def _of_area(heard: Heard, who: str, area: str) -> Floats:
    """An organisation's reports of an area, or of the whole."""
    reports = heard.reports[heard.codes.index(who)]
    found: Floats = reports[heard.areas.index(area)] if area else reports[:-1].sum(axis=0)
    return found


def _of_categories(
    asked: Asked, history: History, keys: Sequence[Key], sources: Sequence[Source]
) -> Floats:
    known, at = asked.known, {week.key: n for n, week in enumerate(history.weeks)}
    kinds = known.ground.taxonomy
    found = np.zeros((len(keys), len(at)))
    by_leading: dict[str, list[int]] = {}
    for number, one in enumerate(sources):
        by_leading.setdefault(one.leading, []).append(number)
    for who, numbers in by_leading.items():
        of = [keys[number] for number in numbers]
        counted = cells.picked(
            known.connection,
            known.municipality,
            list(at),
            {
                "area": {key.area for key in of} if all(key.area for key in of) else history.areas,
                "category": {one for key in of for one in kinds.under(key.category)},
                "organisation": (who,),
            },
            known.position,
            age=asked.age,
        )
        for (week, area, category, _), n in counted.items():
            parent = counts_under(str(category))
            for number, key in zip(numbers, of, strict=True):
                if key.category == parent and key.area in {"", area}:
                    found[number, at[int(week)]] += n
    return found


def _by_share(
    asked: Asked, history: History, scope: Scope, keys: Sequence[Key], sources: Sequence[Source]
) -> Floats:
    family = history.family(scope)
    weeks = [week.key for week in history.weeks[-1 - LATEST : -1]]
    before = _by_organisation(asked, weeks, keys)
    found = np.zeros((len(keys), len(history.weeks)))
    for number, (key, one) in enumerate(zip(keys, sources, strict=True)):
        counted = before.get(key, {})
        share = counted.get(one.leading, 0) / max(1, sum(counted.values()))
        found[number] = np.nan_to_num(family.counts[family.keys.index(key)]) * share
        found[number, -1] = one.n
    return found


def _by_organisation(
    asked: Asked, weeks: Sequence[int], keys: Sequence[Key]
) -> dict[Key, Mapping[str, int]]:
    """The reports at places, or of dayparts, in some weeks by organisation."""
    c = tables().register.c
    parts = {key.daypart for key in keys if key.daypart is not None}
    hours = [part * HOURS_A_PART + n for part in sorted(parts) for n in range(HOURS_A_PART)]
    places = sorted({key.place for key in keys if key.place})
    rows = asked.known.connection.execute(
        select(c.place if places else c.hour, c.organisation, func.count())
        .where(
            as_known(asked.known, weeks),
            c.counted.is_(True),
            c.category.not_in(asked.calm),
            and_(c.place.in_(places)) if places else or_(c.hour.in_(hours)),
        )
        .group_by(c.place if places else c.hour, c.organisation)
    )
    found: dict[Key, dict[str, int]] = {}
    for at, who, n in rows:
        key = Key(place=at) if places else Key(daypart=at // HOURS_A_PART)
        of = found.setdefault(key, {})
        of[who] = of.get(who, 0) + n
    return dict(found)
