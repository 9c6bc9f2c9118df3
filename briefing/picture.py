"""The picture of a period, as one value: all that is shown of it, and nothing that is not.

Page, paper and files are functions of this value, so they cannot differ. It holds counts and codes
and the names of places, never free text. Its canonical JSON has a digest that proves it.
"""

import hashlib
from datetime import date, datetime

import msgspec

from briefing.analysis import Longer
from briefing.findings import (
    AreaLevel,
    Calibration,
    Crossed,
    Daypart,
    Desk,
    Harm,
    Hotspots,
    Shown,
    Signal,
    Tested,
    Unsafe,
)


class Usual(Shown, frozen=True, kw_only=True):
    """What the weeks before were like: the 8 weeks before this one that the record covers.

    `low` and `high` bound the counts that remain when the lowest and the highest are dropped; they
    are None with fewer than 4 weeks. `weeks` holds the counts, oldest first.
    """

    weeks: tuple[int, ...] = ()
    low: int | None = None
    high: int | None = None
    median: float | None = None


class Figure(Shown, frozen=True, kw_only=True):
    """A count of happenings with its base, and the way to the reports that it counts.

    `last_year` is the same week's count a year before, None where the record does not reach.
    `reports` is the query of the list of reports, to be put after "/reports?".
    """

    n: int
    usual: Usual
    last_year: int | None
    reports: str


class Line(Shown, frozen=True, kw_only=True):
    """A figure for one area, category or organisation.

    `group` is the category's group, or "" ; `disturbance` is False for what is calm, positive or
    only planned, which the total leaves out.
    """

    code: str
    sv: str
    en: str
    figure: Figure
    group: str = ""
    disturbance: bool = True


class Trend(Shown, frozen=True, kw_only=True):
    """Thirteen weeks, oldest first, the picture's own last; None is a week outside the record.

    `low` and `high` are the usual of each of the weeks.
    """

    weeks: tuple[str, ...]
    counts: tuple[int | None, ...]
    last_year: tuple[int | None, ...]
    low: tuple[int | None, ...]
    high: tuple[int | None, ...]


class Rhythm(Shown, frozen=True, kw_only=True):
    """When: 7 rows (Monday first) of 24 local hours.

    `counts` are the reports of this week that are known to the hour; `weights` spreads every report
    over the hours that it may have happened in (aoristic), and `usual` is the mean of the same over
    the last 8 weeks of the record. `unknown` counts the reports of this week whose hour is not
    known well enough to be placed in a cell. `dayparts` compares the 28 quarters of days; with
    `seldom_known`, when over 40 % of the spans are longer than 8 hours, only they are shown.
    """

    counts: tuple[tuple[int, ...], ...]
    usual: tuple[tuple[float, ...], ...]
    weeks: int
    unknown: int
    weights: tuple[tuple[float, ...], ...] = ()
    dayparts: tuple[Daypart, ...] = ()
    seldom_known: bool = False


class Spot(Shown, frozen=True, kw_only=True):
    """A named place with reports this week; `area` is the code of its area, or UNPLACED."""

    code: str
    name: str
    area: str
    place_type: str
    lat: float
    lon: float
    figure: Figure
    top_category: str


class Dot(Shown, frozen=True, kw_only=True):
    """A report's point on the map, WGS84. Never of a sensitive category, never at a home."""

    report: str
    lat: float
    lon: float
    category: str
    precision_m: int | None = None


class AreaShape(Shown, frozen=True, kw_only=True):
    """An area's outline for the maps: rings of (lon, lat), and a point to write its count at."""

    code: str
    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label: tuple[float, float]


MOST_DOTS = 2_000
"""A map shows no more dots than these; of more, it is left to chance which."""


class Map(Shown, frozen=True, kw_only=True):
    """What the map shows; `hidden` counts reports that have a point that is not shown."""

    areas: tuple[AreaShape, ...]
    dots: tuple[Dot, ...]
    hidden: int
    edition: str


class Voice(Shown, frozen=True, kw_only=True):
    """What one organisation did this week: "reported" (n reports), "nothing" or "silent".

    `quiet_weeks` counts the weeks on end up to this one without a word from it, `rate` is its
    reports a week over its last 12 weeks with any; `quiet` says that such a silence is unlikely to
    be chance, exp(-rate * quiet_weeks) < .05. A `newcomer` has reported for under 8 weeks and is
    left out of the comparison with earlier weeks.
    """

    code: str
    sv: str
    en: str
    state: str
    n: int
    expected: bool
    reports: str
    quiet_weeks: int = 0
    rate: float | None = None
    quiet: bool = False
    newcomer: bool = False


class Coverage(Shown, frozen=True, kw_only=True):
    """How complete the picture is. `expected` counts organisations that are to report weekly.

    With less than `limit` of them heard of, the picture is `incomplete`. `likely_doubles` counts
    reports that resemble another organisation's (same category, 100 m, 2 hours) and that nobody has
    linked or told apart yet; None where there were too many to compare.
    """

    expected: int
    reported: int
    nothing: int
    silent: int
    share: float | None
    incomplete: bool
    voices: tuple[Voice, ...]
    self_observed: int
    exactly_placed: int
    reports: int
    limit: float = 0.7
    likely_doubles: int | None = None


class Late(Shown, frozen=True, kw_only=True):
    """Reports of the week that came after its deadline, and those that came in as files."""

    n: int
    files: int
    deadline: datetime
    reports: str


class Upcoming(Shown, frozen=True, kw_only=True):
    """Something in the two weeks to come, from the calendar or from a report of a coming event."""

    first_on: date
    last_on: date
    kind: str
    sv: str
    en: str
    reports: str = ""


class Unsorted(Shown, frozen=True, kw_only=True):
    """What waits for a coordinator: outside every area, without a place, or of category OTHER."""

    outside: int
    unplaced: int
    other: int
    outside_reports: str
    unplaced_reports: str
    other_reports: str


class Municipality(Shown, frozen=True, kw_only=True):
    """Its code and official name."""

    code: str
    name: str


class Picture(Shown, frozen=True, kw_only=True):
    """The situation picture of a period of one municipality, as known at `position`.

    `position` is where the log stood and `as_of` when that was (UTC). `age` is how old the period
    was then, as `projections.cells.age` counts it: earlier weeks are compared as they were known at
    the same age. `signals` are sorted by scope, then by how sure they are; `tested` says what was
    tested. `measures` belongs to the form of a picture and is empty so far. `harm` is weighed, and
    never to be shown without the count. `longer` is the analysis of a month or a longer period,
    `crossed` what its public version is made from; both are None of a week or two.
    """

    edition: str
    municipality: Municipality
    period: str
    first_on: date
    last_on: date
    position: int
    as_of: datetime
    record_begins: str
    editions: dict[str, str]
    total: Figure
    other_reports: Figure
    by_area: tuple[Line, ...]
    by_category: tuple[Line, ...]
    by_group: tuple[Line, ...]
    by_organisation: tuple[Line, ...]
    trend: Trend
    rhythm: Rhythm
    map: Map
    spots: tuple[Spot, ...]
    coverage: Coverage
    late: Late
    unsorted: Unsorted
    upcoming: tuple[Upcoming, ...]
    linked: int
    withdrawn: int
    age: int = 0
    signals: tuple[Signal, ...] = ()
    tested: tuple[Tested, ...] = ()
    hotspots: Hotspots = Hotspots(weeks=0)
    levels: tuple[AreaLevel, ...] = ()
    harm: Harm | None = None
    unsafe: tuple[Unsafe, ...] = ()
    desk: Desk = Desk()
    calibration: Calibration | None = None
    measures: tuple[str, ...] = ()
    longer: Longer | None = None
    crossed: Crossed | None = None


_canonical = msgspec.json.Encoder(order="sorted")


def canonical(picture: Picture) -> bytes:
    """The one JSON form of the picture: UTF-8, sorted keys, no spaces, UTC times."""
    return _canonical.encode(picture)


def digest(picture: Picture) -> str:
    """SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical(picture)).hexdigest()


def as_json(picture: Picture) -> bytes:
    """The picture with its digest, indented, for files and for the API."""
    whole = {**msgspec.to_builtins(picture), "digest": digest(picture)}
    return msgspec.json.format(_canonical.encode(whole), indent=2) + b"\n"
