"""A standing condition that makes a place unsafe: listed, given to whoever mends it, mended.

It is about the place and stays until it is mended, however many tell of it: a dark path, shrubs,
litter. Reports that tell of it are named, and counted where they lie.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar, assert_never
from uuid import UUID

import msgspec

from events.fact import Decided, Entry, Fact
from events.refusal import Refused
from events.sealed import Sealed

GROUP = "PLACE"
"""The group of categories that are standing conditions."""
MOST_REPORTS = 100
"""Reports that one of them can name at a time."""


class UnsafePlaceListed(Fact, frozen=True, kw_only=True):
    """The place was put on the list.

    `place` is the code of a named place or "", `words` what else says where. It has been so
    `since` that day, as far as is known.
    """

    TOPIC: ClassVar[str] = "unsafe-place.listed"

    category: str
    area: str
    since: date
    place: str = ""
    words: Sealed | None = None
    reports: tuple[UUID, ...] = ()


class UnsafePlaceReported(Fact, frozen=True, kw_only=True):
    """Further reports tell of it."""

    TOPIC: ClassVar[str] = "unsafe-place.reported"

    reports: tuple[UUID, ...]


class UnsafePlaceGiven(Fact, frozen=True, kw_only=True):
    """An organisation is to see to it; "" when none is any more."""

    TOPIC: ClassVar[str] = "unsafe-place.given"

    owner: str


class UnsafePlaceMended(Fact, frozen=True, kw_only=True):
    """It is mended."""

    TOPIC: ClassVar[str] = "unsafe-place.mended"


class UnsafePlaceReopened(Fact, frozen=True, kw_only=True):
    """It was not mended after all, or is as it was."""

    TOPIC: ClassVar[str] = "unsafe-place.reopened"


UnsafePlaceFact = (
    UnsafePlaceListed
    | UnsafePlaceReported
    | UnsafePlaceGiven
    | UnsafePlaceMended
    | UnsafePlaceReopened
)


class UnsafePlace(msgspec.Struct, frozen=True, kw_only=True):
    """What the facts of one unsafe place add up to."""

    id: UUID
    version: int
    category: str
    area: str
    place: str
    since: date
    words: Sealed | None
    reports: tuple[UUID, ...]
    owner: str = ""
    mended: bool = False


def folded(stream: UUID, entries: Iterable[Entry]) -> UnsafePlace | None:
    """Fold the entries of a stream; None when there is none."""
    item: UnsafePlace | None = None
    for entry in entries:
        item = evolve(item, stream, entry.version, entry.fact)
    return item


def evolve(
    item: UnsafePlace | None, stream: UUID, version: int, fact: UnsafePlaceFact
) -> UnsafePlace:
    """Fold one more fact into the item; None stands before the first."""
    if isinstance(fact, UnsafePlaceListed):
        return UnsafePlace(
            id=stream,
            version=version,
            category=fact.category,
            area=fact.area,
            place=fact.place,
            since=fact.since,
            words=fact.words,
            reports=fact.reports,
        )
    assert item is not None, "an unsafe place begins with unsafe-place.listed"
    change = msgspec.structs.replace
    match fact:
        case UnsafePlaceReported():
            return change(item, version=version, reports=(*item.reports, *fact.reports))
        case UnsafePlaceGiven():
            return change(item, version=version, owner=fact.owner)
        case UnsafePlaceMended():
            return change(item, version=version, mended=True)
        case UnsafePlaceReopened():
            return change(item, version=version, mended=False)
        case _:
            assert_never(fact)


def enlist(stream: UUID, fact: UnsafePlaceListed, *, today: date) -> Decided:
    """Put a place on the list. Raises Refused for a day to come."""
    if fact.since > today:
        raise Refused("Nothing can be unsafe since a day to come.")
    _check_reports(fact.reports)
    return Decided(stream, 1, fact)


def report(item: UnsafePlace, reports: Iterable[UUID]) -> Decided | None:
    """Say that further reports tell of it; None when all of them are named already."""
    new = tuple(dict.fromkeys(one for one in reports if one not in item.reports))
    _check_reports(new)
    return _next(item, UnsafePlaceReported(reports=new)) if new else None


def give(item: UnsafePlace, owner: str) -> Decided | None:
    """Give it to an organisation, or with "" to nobody; None when that is so."""
    return None if item.owner == owner else _next(item, UnsafePlaceGiven(owner=owner))


def mend(item: UnsafePlace) -> Decided | None:
    """Say that it is mended; None when that was said."""
    return None if item.mended else _next(item, UnsafePlaceMended())


def reopen(item: UnsafePlace) -> Decided | None:
    """Say that it is not mended; None when it is on the list."""
    return _next(item, UnsafePlaceReopened()) if item.mended else None


def _check_reports(reports: tuple[UUID, ...]) -> None:
    if len(reports) > MOST_REPORTS:
        raise Refused("Name at most %(n)s reports at a time.", n=MOST_REPORTS)


def _next(item: UnsafePlace, fact: UnsafePlaceFact) -> Decided:
    return Decided(item.id, item.version + 1, fact)
