"""What a month or a longer period adds to the picture: the parts of its analysis, plain values.

Figures that were estimated are rounded to what is shown and a little more, so that the same picture
has the same digest on any machine.
"""

from datetime import datetime

from briefing.findings import Shown


class Reporter(Shown, frozen=True, kw_only=True):
    """An organisation over the period: of the weeks that it was to report, those it was heard in.

    `expected` counts its weeks of the period, 0 for one that need not report; `heard` those in
    which it reported or said that there was nothing. `change` is "began" when its first reports for
    a quarter of a year or more came in the period; "stopped" when it has been silent to the end for
    longer than chance would have it; else "". `since` is the first week of what changed, or "".
    """

    code: str
    sv: str
    en: str
    expected: int
    heard: int
    change: str = ""
    since: str = ""


class Alike(Shown, frozen=True, kw_only=True):
    """The period against an earlier one, and the same by those alone who reported in both.

    `began` reported in the later only, `stopped` in the earlier only: codes, sorted.
    """

    period: str
    n: int
    earlier: int
    alike_n: int
    alike_earlier: int
    organisations: int
    began: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


class Reporting(Shown, frozen=True, kw_only=True):
    """Who reported: unit-weeks that were expected and heard, and what changed in who reports.

    `against` holds the period before and the same period a year before, those that the record
    covers.
    """

    expected: int
    heard: int
    reporters: tuple[Reporter, ...] = ()
    against: tuple[Alike, ...] = ()


class MonthLine(Shown, frozen=True, kw_only=True):
    """Reports a week in each month: of all, with `code` "", or of a group of categories.

    None is a month that the record does not cover. `low` and `high` bound what the eight months
    before that month were, without the highest and the lowest.
    """

    code: str
    rates: tuple[float | None, ...]
    last_year: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


class Months(Shown, frozen=True, kw_only=True):
    """Thirteen months, the earliest first, the last being that in which the period ends.

    Months hold four or five weeks, so reports a week are compared, not sums.
    """

    months: tuple[str, ...] = ()
    lines: tuple[MonthLine, ...] = ()


class AreaWeeks(Shown, frozen=True, kw_only=True):
    """The weeks of an area, those of the picture's trend; None is a week outside the record."""

    code: str
    counts: tuple[int | None, ...]


class Without(Shown, frozen=True, kw_only=True):
    """The ranks of an area when one organisation at a time is left out: the best and the worst.

    `organisation` is the one whose reports move it furthest, "" when none moves it.
    """

    low: int
    high: int
    organisation: str = ""


class AreaNeed(Shown, frozen=True, kw_only=True):
    """What an area's need rests on, and its rank: the mean of its ranks by each part.

    `raised` counts weeks in which the area's count was a deviation by the weeks' test, `above`
    weeks with more reports than the eight before let call usual. `rate` is reports per square
    kilometre and `km2` what it divides by, None where the area has no extent. `harm` is reports by
    weight. `spread` counts the groups of categories that make up 80 % of the reports. `first` and
    `last` are reports a week in the first and the last third, None in a period too short for
    thirds. `low` and `high` are the ranks between which 90 % of the resamples of the weeks lie,
    `among_first` the share of them in which it is among the first three.
    """

    code: str
    sv: str
    en: str
    n: int
    rank: int
    mean_rank: float
    low: int
    high: int
    among_first: float
    without: Without
    raised: int
    above: int
    harm: int
    spread: int
    km2: float | None
    rate: float | None
    first: float | None
    last: float | None
    reports: str


class Needs(Shown, frozen=True, kw_only=True):
    """The areas by need, the greatest first, and how firm the order is.

    `weeks` of the period are ranked by, in `resamples` resamples; `parts` names the parts of the
    rank that told anything.
    """

    weeks: int = 0
    resamples: int = 0
    parts: tuple[str, ...] = ()
    areas: tuple[AreaNeed, ...] = ()


class Lasting(Shown, frozen=True, kw_only=True):
    """A square of 250 m or a named place that is among the ten with most reports time after time.

    `e` and `n` number the square, and `ring` is its outline (lon, lat); both are empty for a place.
    `times` counts the weeks or months of the period in which it is among the ten.
    """

    name: str
    area: str
    total: int
    times: int
    reports: str
    code: str = ""
    e: int = 0
    n: int = 0
    ring: tuple[tuple[float, float], ...] = ()


class Hot(Shown, frozen=True, kw_only=True):
    """The squares and places that last: among the ten in at least two thirds of the `units`.

    `unit` is "week" or "month".
    """

    unit: str = "week"
    units: int = 0
    squares: tuple[Lasting, ...] = ()
    places: tuple[Lasting, ...] = ()


class Times(Shown, frozen=True, kw_only=True):
    """When: the reports of the period in the 28 quarters of days, day * 4 + quarter, Monday first.

    `last_year` are those of the same period a year before, () where the record does not reach;
    `unknown` counts the period's reports whose hour is not known.
    """

    parts: tuple[int, ...]
    last_year: tuple[int, ...] = ()
    unknown: int = 0


class Recurrence(Shown, frozen=True, kw_only=True):
    """How much likelier another report of the category is, near one in space and time.

    `pairs`, `ratios` (to what chance lets expect) and `p` are by distance, each a row of spans of
    time; `p` is empty where the nearest band is not worth a test. `points` are those that were
    compared: of many, a part is chosen by lot.
    """

    category: str
    points: int
    pairs: tuple[tuple[int, ...], ...]
    ratios: tuple[tuple[float | None, ...], ...]
    p: tuple[tuple[float | None, ...], ...] = ()


class Near(Shown, frozen=True, kw_only=True):
    """Near repeats (Knox) of the last 26 weeks by category, of those with enough points.

    `metres` and `days` are the ends of the bands.
    """

    first: str = ""
    last: str = ""
    metres: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    categories: tuple[Recurrence, ...] = ()


class StoodOut(Shown, frozen=True, kw_only=True):
    """How an area stood out in each of the weeks that the analysis counts: a grade, or ""."""

    code: str
    grades: tuple[str, ...]


class Fixed(Shown, frozen=True, kw_only=True):
    """A picture of a part of the period that was issued: the key by which it can be drawn again."""

    period: str
    position: int
    issued_at: datetime
    digest: str


class Longer(Shown, frozen=True, kw_only=True):
    """The parts of a month's, a quarter's, a tertial's or a year's picture.

    `weeks` are those of the period that are over and that the record covers. `stood_out` holds the
    areas that stood out in any of them.
    """

    weeks: tuple[str, ...]
    reporting: Reporting
    months: Months = Months()
    area_weeks: tuple[AreaWeeks, ...] = ()
    needs: Needs = Needs()
    hot: Hot = Hot()
    times: Times | None = None
    near: Near = Near()
    stood_out: tuple[StoodOut, ...] = ()
    issued: tuple[Fixed, ...] = ()
