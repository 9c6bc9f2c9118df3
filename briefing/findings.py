"""What the statistics found and people wrote, as parts of a Picture: plain values, rounded.

Figures that were estimated are rounded to what is shown and a little more, so that the same picture
has the same digest on any machine.
"""

from datetime import date
from enum import StrEnum

import msgspec


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the picture."""


class Scope(StrEnum):
    """What is tested as a family of its own."""

    TOTAL = "total"
    AREA = "area"
    CATEGORY = "category"
    AREA_CATEGORY = "area-category"
    PLACE = "place"
    DAYPART = "daypart"


class Grade(StrEnum):
    """How sure a signal is, the surest first."""

    STRONG = "strong"
    DEVIATION = "deviation"
    WATCH = "watch"


class Rule(StrEnum):
    """The test that fired."""

    POOLED = "pooled"
    FARRINGTON = "farrington"
    CUSUM = "cusum"


class Signal(Shown, frozen=True, kw_only=True):
    """A count well above what its history lets expect. Only high counts are signals.

    `area` and `category` are codes or "", `place` a code or ""; `daypart` is day * 4 + quarter of
    the day (Monday 0-6 is 0), or None. `sv` and `en` name what it is about. `upper` is the largest
    count that the test calls ordinary at p .01; `low` and `high` the exact 95 % interval of
    y / expected. `q` is the p adjusted within the scope (Benjamini-Hochberg). `weeks` is the length
    of the history. `sources` counts the organisations that reported it. `one_source` says that it
    vanishes without the largest of them, `leading` which that is; `doubles` that it vanishes when
    likely doubles are counted once. `since` counts the weeks of a slow rise (CUSUM), else 0.
    """

    scope: Scope
    sv: str
    en: str
    y: int
    expected: float
    upper: float
    low: float
    high: float
    p: float
    q: float
    grade: Grade
    rule: Rule
    weeks: int
    sources: int
    reports: str
    area: str = ""
    category: str = ""
    place: str = ""
    daypart: int | None = None
    one_source: bool = False
    leading: str = ""
    doubles: bool = False
    since: int = 0


class Tested(Shown, frozen=True, kw_only=True):
    """What was tested in one scope: how many series, by which rule, over how many weeks.

    `rule` is "" where the history was too short for any test. `left_out` counts signals beyond the
    ten shown.
    """

    scope: Scope
    series: int
    rule: str
    weeks: int
    left_out: int = 0


class HotCell(Shown, frozen=True, kw_only=True):
    """A square of 250 m (SWEREF 99 TM, `e` and `n` its numbers) with its reports of 24 weeks.

    `n4` are those of the last four weeks and `before4` what four weeks held on average in the
    twenty before; `arrow` is "up", "down" or "same". `z` is Gi* and `cluster` whether it is one
    after Benjamini-Hochberg at .10. `ring` is its outline (lon, lat), `near` the place or area that
    it is called by. Sensitive categories and homes are not counted here, nor behind `reports`.
    """

    e: int
    n: int
    n24: int
    n4: int
    before4: float
    arrow: str
    z: float
    cluster: bool
    ring: tuple[tuple[float, float], ...]
    near: str
    area: str
    reports: str = ""


class HotPlace(Shown, frozen=True, kw_only=True):
    """A named place by its reports of 24 weeks; the rest as in HotCell.

    `top_category` (never a sensitive one) and `top_daypart` (0-27, None where the hour is mostly
    unknown) are the most frequent among the 24 weeks' reports; where there are very many, among
    those of the latest weeks.
    """

    code: str
    name: str
    area: str
    place_type: str
    lat: float
    lon: float
    n24: int
    n4: int
    before4: float
    arrow: str
    top_category: str
    top_daypart: int | None
    reports: str


class Contour(Shown, frozen=True, kw_only=True):
    """Where the density of 24 weeks lies above `share` of its peak: rings of (lon, lat).

    For drawing only; no rank and no decision rests on it.
    """

    share: float
    rings: tuple[tuple[tuple[float, float], ...], ...]


class Hotspots(Shown, frozen=True, kw_only=True):
    """Where reports gather: squares and places by the count of 24 weeks, most first.

    `weeks` are those of the 24 that the record covers. `tested` is how many squares of the
    municipality Gi* compared, `clusters` how many of them are clusters; `reports` how many of the
    `of` reports have a point that a map may show.
    """

    weeks: int
    cells: tuple[HotCell, ...] = ()
    places: tuple[HotPlace, ...] = ()
    contours: tuple[Contour, ...] = ()
    tested: int = 0
    clusters: int = 0
    reports: int = 0
    of: int = 0


class Daypart(Shown, frozen=True, kw_only=True):
    """A quarter of a day of the week: the last 4 weeks against the 48 before.

    `part` is as in Signal.daypart; `n` this week, `usual` the mean of 8 weeks, `recent`
    the 4 weeks.

    `expected` is what the 48 weeks' share of all lets expect; p exact, two-sided, conditional on
    both sums; `q` Benjamini-Hochberg over the 28. `stands_out` is "high", "low" or "".
    """

    part: int
    n: int
    usual: float
    recent: int
    expected: float
    p: float
    q: float
    stands_out: str = ""


class Harm(Shown, frozen=True, kw_only=True):
    """Reports weighed by their categories' harm weights (1-5); never shown without the count."""

    edition: str
    n: int
    low: int | None = None
    high: int | None = None
    median: float | None = None


class Level(StrEnum):
    """The level of an area; ORANGE is the return from RED."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    ORANGE = "orange"


class Reason(StrEnum):
    """The stated rule by which a level is proposed."""

    CALM = "calm"  # nothing above the expected
    SHORT = "short"  # too short a history to propose anything but green
    SIGNAL = "signal"  # the area, or a category in it, deviates
    WATCHED = "watched"  # a signal to watch
    STRONG = "strong"  # the area deviates strongly
    SEVERE = "severe"  # reports of the heaviest weight in number
    HELD = "held"  # calm now, but not for two well-covered weeks yet
    RETURNING = "returning"  # was red; calm, and watched for the return


class AreaLevel(Shown, frozen=True, kw_only=True):
    """The level that is proposed for an area, and why. People decide.

    `weeks` are the proposals of the 7 weeks before and this one, oldest first. `calm_weeks` counts
    the calm, well-covered weeks in a row up to this one. `harm` is the weighted count.
    """

    code: str
    level: Level
    reason: Reason
    weeks: tuple[Level, ...]
    n: int
    expected: float | None
    harm: int
    harm_usual: float | None
    calm_weeks: int


class Calibration(Shown, frozen=True, kw_only=True):
    """The statistics held against their own claims on this record, latest test of it.

    `share_flagged` is the share of tested cells under p .01 (to lie between .005 and .015 where
    nothing happens), `share_by_chance` what chance alone would flag, which is less than .01 where
    counts are small, for they are whole. `weeks_flagged` of `weeks` are those with any deviation.
    `pai` and `pei` are of the hot list of squares for the two weeks after, `pai_count` and
    `pei_count` of the plain 24-week count. `position` is where the log stood when it was made, of
    the weeks up to `last_week`. `misses` names the claims that were missed: "flagged-share" and
    "hot-list".
    """

    position: int
    weeks: int
    cells: int
    share_flagged: float
    weeks_flagged: int
    pai: float | None
    pei: float | None
    pai_count: float | None
    pei_count: float | None
    misses: tuple[str, ...] = ()
    share_by_chance: float = 0.0
    last_week: str = ""


class Words(Shown, frozen=True, kw_only=True):
    """Words that people wrote, by reference: sealed in the log, so that they can be erased.

    `entry` is the position of the log at which they were written. Whoever renders the picture for
    somebody who may read them opens them first.
    """

    section: str
    entry: int
    reports: tuple[str, ...] = ()


class Named(Shown, frozen=True, kw_only=True):
    """An area or a group of categories by its code and its names.

    Of a group that is counted only in `part`, categories are left out.
    """

    code: str
    sv: str
    en: str
    part: bool = False


class Crossed(Shown, frozen=True, kw_only=True):
    """What may be counted in public of a month or longer: by area and group of categories.

    `counts` are the disturbing reports of categories that are not sensitive, a row for each of
    `areas`, the last for all that lies in none of them; a column for each of `groups`. `dayparts`
    are those of them that are known to the hour, by the quarters of the days of the week (28). The
    counts are whole: they are for `briefing.public.version` alone, which hides what is small.
    """

    areas: tuple[Named, ...]
    groups: tuple[Named, ...]
    counts: tuple[tuple[int, ...], ...]
    dayparts: tuple[int, ...]


class Unsafe(Shown, frozen=True, kw_only=True):
    """A standing condition that makes a place unsafe, until it is mended.

    `owner` is the code of the organisation that is to see to it, "" while nobody is; `age_days`
    counts from `since` to the last day of the period.
    """

    id: str
    category: str
    area: str
    place: str
    name: str
    since: date
    age_days: int
    owner: str
    fixed: bool
    n: int
    reports: str


class Desk(Shown, frozen=True, kw_only=True):
    """What the analyst wrote, and whether a second reader has read it.

    `contexts` are groups and settings, never persons; `warnings` are unverified, `rumours` too.
    `read_at` is the position at which a second reader signed what stands here, None if nobody has.
    """

    sentences: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    contexts: tuple[Words, ...] = ()
    warnings: tuple[Words, ...] = ()
    rumours: tuple[Words, ...] = ()
    focus: tuple[Words, ...] = ()
    read_at: int | None = None
