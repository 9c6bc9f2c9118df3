"""The list of unsafe places: put on it from a report or by hand, given to somebody, mended."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from pydantic import Field

from events import unsafe_place as life
from events.database import reading
from events.fact import Decided, Entry
from events.refusal import Refused
from events.sealing import Payload
from events.streams import unsafe_place_stream
from events.unsafe_place import GROUP, UnsafePlace, UnsafePlaceListed, folded
from ingest import privacy
from ingest.receive import WORDS
from ingest.submission import Code, Form, Text
from projections.ground import Ground
from projections.known import known
from projections.record import Registry, belongs_to, decide_and_record
from projections.reports import one
from reference.areas import UNPLACED
from reference.weeks import ZONE


class NoSuchItem(LookupError):
    """There is no unsafe place with this id."""


class ListingForm(Form):
    """An unsafe place as somebody lists it by hand, without a report that tells of it.

    `key` is made by the page, so that sending the form twice lists one place.
    """

    key: UUID
    category: Code
    area: Code | None = None
    place: Code | None = None
    words: Annotated[Text, Field(max_length=200)] | None = None
    since: date


def load(registry: Registry, item: UUID) -> UnsafePlace:
    """The unsafe place as the log holds it now. Raises NoSuchItem."""
    with reading(registry.log.engine) as connection:
        entries = registry.log.stream(connection, item)
    if not entries or not isinstance(entries[0].fact, UnsafePlaceListed):
        raise NoSuchItem(item)
    found = folded(item, entries)
    assert found is not None
    return found


def enlist(registry: Registry, form: ListingForm, *, actor: str, at: datetime) -> Entry | None:
    """Put a place on the list; None when the same form did so. Raises Refused or PointsOut."""
    with known(registry.log) as now:
        ground = now.ground
    _check_category(ground, form.category)
    area = _area_of(ground, form)
    if form.words:
        privacy.look({"words": form.words}, privacy.known_names(ground))
    stream = unsafe_place_stream(registry.log.municipality, str(form.key))

    def decided() -> Sequence[Decided]:
        if _is_there(registry, stream):
            return []
        words = None
        if form.words:
            bound = belongs_to(registry, stream, WORDS)
            (words,) = registry.keyring.seal([Payload(form.words, bound)])
        fact = UnsafePlaceListed(
            category=form.category,
            area=area,
            place=form.place or "",
            words=words,
            since=form.since,
        )
        return [life.enlist(stream, fact, today=_day(at))]

    return _recorded(registry, decided, actor=actor, at=at)


def enlist_report(
    registry: Registry, report: UUID, *, onto: UUID | None = None, actor: str, at: datetime
) -> Entry | None:
    """Put what a report tells of on the list, or say that it tells of what stands there.

    None when that was done. Raises Refused, or NoSuchItem for an `onto` that there is none of.
    """
    with known(registry.log) as now:
        row, ground = one(now, report), now.ground
    if row is None:
        raise Refused("One of the reports does not exist.")
    _check_category(ground, row.category)
    stream = unsafe_place_stream(registry.log.municipality, str(report))

    def decided() -> Sequence[Decided]:
        if onto is not None:
            made = life.report(load(registry, onto), [report])
            return [made] if made else []
        if _is_there(registry, stream):
            return []
        fact = UnsafePlaceListed(
            category=row.category,
            area=row.area,
            place=row.place,
            since=_day(row.occurred_from),
            reports=(report,),
        )
        return [life.enlist(stream, fact, today=_day(at))]

    return _recorded(registry, decided, actor=actor, at=at)


def give(registry: Registry, item: UUID, owner: str, *, actor: str, at: datetime) -> Entry | None:
    """Give it to an organisation, or with "" to nobody; None when that is so."""
    with known(registry.log) as now:
        if owner and owner not in now.ground.organisations:
            raise Refused("There is no organisation with the code %(code)s.", code=owner[:40])
    return _changed(registry, item, lambda found: life.give(found, owner), actor=actor, at=at)


def mend(registry: Registry, item: UUID, *, actor: str, at: datetime) -> Entry | None:
    """Say that it is mended; None when that was said."""
    return _changed(registry, item, life.mend, actor=actor, at=at)


def reopen(registry: Registry, item: UUID, *, actor: str, at: datetime) -> Entry | None:
    """Say that it is not mended; None when it is on the list."""
    return _changed(registry, item, life.reopen, actor=actor, at=at)


def _changed(
    registry: Registry,
    item: UUID,
    decide: Callable[[UnsafePlace], Decided | None],
    *,
    actor: str,
    at: datetime,
) -> Entry | None:
    def decided() -> Sequence[Decided]:
        made = decide(load(registry, item))
        return [made] if made else []

    return _recorded(registry, decided, actor=actor, at=at)


def _recorded(
    registry: Registry, decided: Callable[[], Sequence[Decided]], *, actor: str, at: datetime
) -> Entry | None:
    try:
        entries = decide_and_record(registry.log, decided, actor=actor, at=at)
    except IntegrityError:
        raise Refused("Somebody else changed it meanwhile. Look at it again.") from None
    return entries[0] if entries else None


def _is_there(registry: Registry, stream: UUID) -> bool:
    with reading(registry.log.engine) as connection:
        return bool(registry.log.stream(connection, stream))


def _check_category(ground: Ground, category: str) -> None:
    kinds = ground.taxonomy
    if category not in kinds.categories or kinds.group_of(category).id != GROUP:
        raise Refused("Choose a category of unsafe places.")


def _area_of(ground: Ground, form: ListingForm) -> str:
    """The area that the form means: that of the named place, where it names one."""
    if form.place:
        place = ground.places.get(form.place) if ground.places else None
        if place is None:
            raise Refused("There is no place with the code %(code)s.", code=form.place[:40])
        return place.area or UNPLACED
    known_areas = {area.code for area in ground.areas.areas} if ground.areas else set[str]()
    if form.area is None or form.area not in known_areas:
        raise Refused("Choose an area or a place.")
    return form.area


def _day(instant: datetime) -> date:
    return instant.astimezone(ZONE).date()
