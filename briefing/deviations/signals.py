"""What stands out in a week: counts well above what their history lets expect, and what rests on.

Only high counts are signals. A low one is a question of who reported, never a sign of safety.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from briefing.asked import Asked
from briefing.deviations.judging import (
    ALPHA,
    FEWEST_SOURCES,
    FLOOR,
    GRADES,
    NO_GRADE,
    Judgement,
    Rise,
    counted_once,
    judge,
    slow_rises,
)
from briefing.deviations.series import Family, History, Key, history
from briefing.deviations.sources import Rows, Source, reports_of
from briefing.findings import Rule, Scope, Signal, Tested
from briefing.statistics import pooled
from briefing.statistics.judged import Floats, Judged
from briefing.statistics.tails import poisson_interval
from projections.reports import DISTURBING
from reference.language import DASH, weekday

SHOWN = 10
"""So many signals of a scope are shown."""
LOOKED_AT = 30
"""So many are looked at for who reported them; the rest are only counted."""
MOST = 0.5
"""A signal rests on one source when less than so much of its excess is left without it."""
QUARTERS, HOURS = 4, 6


class Found(NamedTuple):
    """The signals, what was tested for them, and the judgements of all series.

    `likely_doubles` counts reports of the week that resemble another organisation's.
    """

    signals: tuple[Signal, ...]
    tested: tuple[Tested, ...]
    judgements: tuple[Judgement, ...]
    likely_doubles: int


class _Candidate(NamedTuple):
    """A series that stands out, by the judgement that says so; `since` is 0 but for slow rises."""

    judgement: Judgement
    row: int
    since: int

    @property
    def key(self) -> Key:
        return self.judgement.family.keys[self.row]

    @property
    def p(self) -> float:
        return figures(self.judgement.found.p[self.row])

    @property
    def excess(self) -> float:
        return float(self.judgement.y[self.row] - self.judgement.found.expected[self.row])


class _Sourced(NamedTuple):
    candidate: _Candidate
    source: Source


def signals(asked: Asked) -> tuple[tuple[Signal, ...], tuple[Tested, ...]]:
    """The signals of a week, by scope and the surest first, and what was tested for them."""
    found = find(asked, history(asked))
    return found.signals, found.tested


def judged(asked: Asked) -> list[tuple[Scope, Floats, Judged]]:
    """Every series of a week by scope: its counts, and what the test says of them."""
    read = history(asked)
    return [
        (family.scope, one.y, one.found)
        for family in read.families
        for one in (judge(read, family),)
    ]


def find(asked: Asked, read: History) -> Found:
    """Judge all series of a week, and look at what the ones that stand out rest on."""
    rows = Rows(asked, read.heard)
    found, tested, judgements = list[Signal](), list[Tested](), list[Judgement]()
    for family in read.families:
        judgement = counted_once(judge(read, family), rows.again(family.keys))
        judgements.append(judgement)
        candidates = _ordered(asked, judgement, slow_rises(read, family))
        looked_at = [_Sourced(one, rows.source(one.key)) for one in candidates[:LOOKED_AT]]
        kept = [one for one in looked_at if one.source.organisations >= FEWEST_SOURCES]
        found += _signals(asked, read, kept[:SHOWN])
        rule = judgement.rule
        tested.append(
            Tested(
                scope=family.scope,
                series=len(family.keys),
                rule=rule.value if rule else "",
                weeks=_weeks(judgement, rule),
                left_out=len(kept[SHOWN:]) + len(candidates[LOOKED_AT:]),
            )
        )
    return Found(tuple(found), tuple(tested), tuple(judgements), rows.likely_doubles)


def _weeks(judgement: Judgement, rule: Rule | None) -> int:
    """How many weeks a test looked back on."""
    if rule in {None, Rule.FARRINGTON}:
        return judgement.weeks
    return min(judgement.weeks, pooled.LONGEST)


def _ordered(asked: Asked, judgement: Judgement, rise: Rise | None) -> list[_Candidate]:
    """The series that stand out: by grade, p and the weight of the category."""
    of_week = np.flatnonzero(judgement.grade < NO_GRADE).tolist()
    found = [_Candidate(judgement, row, 0) for row in of_week]
    if rise is not None:
        rising = np.flatnonzero((rise.since > 0) & (judgement.grade == NO_GRADE)).tolist()
        found += [_Candidate(rise.judgement, row, int(rise.since[row])) for row in rising]
    kinds = asked.known.ground.taxonomy.categories

    def order(one: _Candidate) -> tuple[int, float, int, int]:
        kind = kinds.get(one.key.category)
        weight = kind.weight if kind else 0
        return int(one.judgement.grade[one.row]), one.p, -weight, one.row

    return sorted(found, key=order)


def _signals(asked: Asked, read: History, kept: Sequence[_Sourced]) -> list[Signal]:
    if not kept:
        return []
    alone = _rest_on_one(asked, read, kept)
    return [_signal(asked, one, alone=lone) for one, lone in zip(kept, alone, strict=True)]


def _rest_on_one(asked: Asked, read: History, kept: Sequence[_Sourced]) -> list[bool]:
    """Whether each signal of a scope vanishes without its largest organisation, and rests on it.

    Its reports are taken out of this week and of those before, and it out of the exposure; then
    the series is judged again, among those of its group as they are. Where nearly nothing is left
    to see a small excess by, it vanishes without anybody: so most of the excess must go, too.
    """
    family = kept[0].candidate.judgement.family
    rows = [one.candidate.row for one in kept]
    theirs = reports_of(
        asked, read, family.scope, [one.candidate.key for one in kept], [one.source for one in kept]
    )
    counts, exposure = family.counts.copy(), family.exposure.copy()
    left = {who: read.heard.exposure(who) for who in {one.source.leading for one in kept}}
    for row, one, of_leading in zip(rows, kept, theirs, strict=True):
        counts[row] = np.maximum(counts[row] - of_leading, 0.0)
        area = one.candidate.key.area
        place = read.areas.index(area) if area else -1
        exposure[row] = left[one.source.leading][place]
    beside = np.flatnonzero(np.isin(family.group, family.group[rows]))
    without = Family(
        family.scope,
        tuple(family.keys[n] for n in beside),
        counts[beside],
        exposure[beside],
        family.group[beside],
    )
    again, rise = judge(read, without).found, None
    if any(one.candidate.since for one in kept):
        rise = slow_rises(read, without)
    found = list[bool]()
    for one in kept:
        at = int(np.flatnonzero(beside == one.candidate.row)[0])
        y = float(without.counts[at, -1])
        if one.candidate.since:
            stays = rise is not None and bool(rise.since[at])
        else:
            stays = bool(again.p[at] <= max(ALPHA, one.candidate.p))
        left_over = y - float(np.nan_to_num(again.expected[at]))
        gone = y < FLOOR or (not stays and left_over < MOST * one.candidate.excess)
        found.append(gone)
    return found


def _signal(asked: Asked, one: _Sourced, *, alone: bool) -> Signal:
    candidate, source = one
    judgement, row, key = candidate.judgement, candidate.row, candidate.key
    found, y = judgement.found, int(judgement.y[row])
    expected = float(found.expected[row])
    low, high = (float(bound) / expected for bound in poisson_interval(y))
    rule = Rule.CUSUM if candidate.since else Rule.POOLED
    if judgement.flexible[row]:
        rule = Rule.FARRINGTON
    sv, en = names(asked, key)
    return Signal(
        scope=judgement.family.scope,
        sv=sv,
        en=en,
        y=y,
        expected=figures(expected),
        upper=float(found.upper[row]),
        low=figures(low),
        high=figures(high),
        p=candidate.p,
        q=figures(judgement.q[row]),
        grade=GRADES[int(judgement.grade[row])],
        rule=rule,
        weeks=_weeks(judgement, rule),
        sources=source.organisations,
        reports=_reports(asked, key),
        area=key.area or _area_of(asked, key.place),
        category=key.category,
        place=key.place,
        daypart=key.daypart,
        one_source=alone,
        leading=source.leading if alone else "",
        doubles=_is_doubles(candidate, source, y),
        since=candidate.since,
    )


def _is_doubles(candidate: _Candidate, source: Source, y: int) -> bool:
    """Whether it is no longer high when likely doubles are counted once."""
    if not candidate.since:
        return bool(candidate.judgement.doubled[candidate.row])
    once = y - source.again
    expected = candidate.judgement.found.expected[candidate.row]
    return bool(source.again and (once < FLOOR or once <= expected))


def names(asked: Asked, key: Key) -> tuple[str, str]:
    """What a series is about, in Swedish and English."""
    ground = asked.known.ground
    if key.daypart is not None:
        day, quarter = divmod(key.daypart, QUARTERS)
        hours = f"{quarter * HOURS:02d}{DASH}{quarter * HOURS + HOURS:02d}"
        sv, en = weekday(day, "sv"), weekday(day, "en")
        return f"{sv.capitalize()} {hours}", f"{en} {hours}"
    if key.place:
        name = ground.places.name(key.place) if ground.places else key.place
        return name, name
    area = ground.areas.name(key.area) if ground.areas else key.area
    if not key.category:
        return (area, area) if key.area else ("Hela kommunen", "The whole municipality")
    sv, en = (ground.taxonomy.name(key.category, language) for language in ("sv", "en"))
    return (f"{sv}, {area}", f"{en}, {area}") if key.area else (sv, en)


def figures(value: float) -> float:
    """Rounded to five figures, so that it is the same on any machine."""
    return float(f"{value:.5g}")


def _area_of(asked: Asked, place: str) -> str:
    places = asked.known.ground.places
    known = places.get(place) if places and place else None
    return known.area or "" if known else ""


def _reports(asked: Asked, key: Key) -> str:
    """The way to the reports that a series counts, the newcomers' too."""
    asked_for = {
        "area": key.area,
        "category": key.category or DISTURBING,
        "place": key.place,
        "daypart": "" if key.daypart is None else str(key.daypart),
    }
    return asked.query(**{name: value for name, value in asked_for.items() if value})
