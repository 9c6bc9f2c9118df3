"""The public version of a picture: what anybody may read of a month, or of a longer period.

Counts by area and by group of categories, and by the quarters of the days of the week; no place, no
point, no organisation, no hour, and nothing of sensitive categories. Small counts are hidden so
that they cannot be worked out: `briefing.statistics.disclosure` says what is promised.
"""

import hashlib
from datetime import date
from enum import StrEnum

import msgspec

from briefing.findings import Crossed, Named, Shown
from briefing.picture import AreaShape, Municipality, Picture
from events.refusal import Refused
from reference.periods import Period
from reference.weeks import Week

VERSION = "2"
"""The edition of the public version; another one may hide otherwise."""

FEWEST = 5
"""A count from 1 to below this is small."""
FEWEST_BY_TIME = 20
"""Of so many events at least is told when in the week they happened."""
DAYS, PARTS_OF_A_DAY = 7, 4


class Hidden(StrEnum):
    """What is shown for a count: that it is 1 to 4, or that it protects such a count."""

    FEW = "<5"
    WITHHELD = "-"


Count = int | Hidden


class PublicGroup(Shown, frozen=True, kw_only=True):
    """A group of categories by its code and names, and its reports.

    In `part`, as those of its categories that are sensitive are left out.
    """

    code: str
    sv: str
    en: str
    n: Count
    part: bool


class PublicArea(Shown, frozen=True, kw_only=True):
    """An area, its reports, and those of each group in the order of `PublicPicture.groups`."""

    code: str
    sv: str
    en: str
    n: Count
    by_group: tuple[Count, ...]


class PublicTimes(Shown, frozen=True, kw_only=True):
    """When in the week: reports known to the hour (`n`), by day (Monday first) and its quarters.

    `parts` are the nights (0-6), mornings, afternoons and evenings of all days.
    """

    n: int
    days: tuple[Count, ...]
    parts: tuple[Count, ...]
    by_part: tuple[tuple[Count, ...], ...]


class PublicPicture(Shown, frozen=True, kw_only=True):
    """What is published of `period`.

    `total` counts the disturbing reports of categories that are not sensitive. `areas` and `groups`
    are in the order of the editions, never of size, and empty where too few reports leave nothing
    to divide. `times` is None for the same reason, with fewer than 20 events, or when the hour of a
    few is unknown. `geography` is the digest of the areas' outlines. `expected` counts the weeks of
    the organisations that were to report, `heard` those of them in which they did.

    Where the log stood is no part of it: how far that moved from one publication to the next, less
    what both count, would tell how little was left out.
    """

    version: str
    drawing: str
    municipality: Municipality
    period: str
    first_on: date
    last_on: date
    editions: dict[str, str]
    geography: str
    total: int
    areas: tuple[PublicArea, ...]
    groups: tuple[PublicGroup, ...]
    times: PublicTimes | None
    expected: int
    heard: int

    @property
    def hidden(self) -> int:
        """How many counts by area and group are not shown, their totals among them."""
        counts = [area.n for area in self.areas] + [group.n for group in self.groups]
        counts += [n for area in self.areas for n in area.by_group]
        return sum(isinstance(n, Hidden) for n in counts)


_EDITIONS = frozenset({"areas", "categories"})
_canonical = msgspec.json.Encoder(order="sorted")
_reader = msgspec.json.Decoder(PublicPicture)


def public(picture: Picture) -> PublicPicture:
    """The public version of a picture. Raises Refused where there can be none."""
    of = Period.parse(picture.period)
    if not of.is_long or picture.crossed is None:
        raise Refused("Only a month or a longer period can be published.")
    if not picture.record_begins or Week.parse(picture.record_begins) > of.last:
        raise Refused("The record does not reach back to %(period)s.", period=picture.period)
    found = picture.crossed
    total = sum(map(sum, found.counts))
    if 0 < total < FEWEST:
        raise Refused("Fewer than five reports are too few to publish.")
    areas, groups = _divided(found)
    reporting = picture.longer.reporting if picture.longer else None
    return PublicPicture(
        version=VERSION,
        drawing=picture.edition,
        municipality=picture.municipality,
        period=picture.period,
        first_on=picture.first_on,
        last_on=picture.last_on,
        editions={kind: name for kind, name in picture.editions.items() if kind in _EDITIONS},
        geography=geography(picture.map.areas),
        total=total,
        areas=areas,
        groups=groups,
        times=_times(found.dayparts, total),
        expected=reporting.expected if reporting else 0,
        heard=reporting.heard if reporting else 0,
    )


def geography(areas: tuple[AreaShape, ...]) -> str:
    """What tells one set of borders from another: the digest of the outlines, names left aside."""
    outlines = sorted((area.code, area.rings) for area in areas)
    return hashlib.sha256(msgspec.json.encode(outlines)).hexdigest()


def canonical(shown: PublicPicture) -> bytes:
    """The one JSON form: UTF-8, sorted keys, no spaces, UTC times."""
    return _canonical.encode(shown)


def digest(shown: PublicPicture) -> str:
    """SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical(shown)).hexdigest()


def read(content: bytes) -> PublicPicture:
    """Read the canonical form."""
    return _reader.decode(content)


def as_json(shown: PublicPicture) -> bytes:
    """The public version with its digest, indented, for files and programs."""
    whole = {**msgspec.to_builtins(shown), "digest": digest(shown)}
    return msgspec.json.format(_canonical.encode(whole), indent=2) + b"\n"


def _divided(found: Crossed) -> tuple[tuple[PublicArea, ...], tuple[PublicGroup, ...]]:
    """Areas and groups with what may be shown of their counts; nothing where none may."""
    shown = _protected(found.counts)
    if shown is None:
        return (), ()
    *rows, totals = shown
    areas = tuple(_area(area, row) for area, row in zip(found.areas, rows, strict=True))
    groups = tuple(
        PublicGroup(code=group.code, sv=group.sv, en=group.en, n=n, part=group.part)
        for group, n in zip(found.groups, totals[:-1], strict=True)
    )
    return areas, groups


def _area(area: Named, row: tuple[Count, ...]) -> PublicArea:
    return PublicArea(code=area.code, sv=area.sv, en=area.en, n=row[-1], by_group=row[:-1])


def _times(parts: tuple[int, ...], total: int) -> PublicTimes | None:
    known = sum(parts)
    # Held against the total, it also tells of how many the hour is not known.
    if known < FEWEST_BY_TIME or 0 < total - known < FEWEST:
        return None
    days = tuple(parts[day * PARTS_OF_A_DAY : (day + 1) * PARTS_OF_A_DAY] for day in range(DAYS))
    shown = _protected(days)
    if shown is None:
        return None
    *rows, totals = shown
    return PublicTimes(
        n=known,
        days=tuple(row[-1] for row in rows),
        parts=totals[:-1],
        by_part=tuple(row[:-1] for row in rows),
    )


def _protected(counts: tuple[tuple[int, ...], ...]) -> tuple[tuple[Count, ...], ...] | None:
    """The counts with their totals as they may be shown; None where the total of all could not."""
    import numpy as np  # noqa: PLC0415 - only whoever publishes waits for it

    from briefing.statistics.disclosure import (  # noqa: PLC0415 - the same
        Mark,
        Unprotectable,
        protect,
        with_totals,
    )

    table = np.asarray(counts, dtype=np.int64)
    if not table.size:
        return None
    try:
        marks = protect(table)
    except Unprotectable:
        return None
    if marks[-1, -1] != Mark.SHOWN:
        return None
    words = {Mark.FEW: Hidden.FEW, Mark.WITHHELD: Hidden.WITHHELD}

    def word(n: int, mark: int) -> Count:
        return n if mark == Mark.SHOWN else words[Mark(mark)]

    return tuple(
        tuple(word(n, mark) for n, mark in zip(row, its, strict=True))
        for row, its in zip(with_totals(table).tolist(), marks.tolist(), strict=True)
    )
