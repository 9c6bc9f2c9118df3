"""The ground as known at a position: the municipality's name, editions, organisations, calendar.

The tables say which entry of the log holds which edition; the content is read from the log itself.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from events.fact import Entry, Fact
from events.ground import (
    AreasAdopted,
    CalendarAdopted,
    CategoriesAdopted,
    MunicipalityNamed,
    PlacesAdopted,
)
from events.organisation import NothingReported, OrganisationClosed, OrganisationOpened
from projections.clock import clock_at
from projections.local_categories import taxonomy_at
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables
from reference.areas import Areas, Places
from reference.calendar import Occasion, parse_calendar
from reference.categories import Taxonomy
from reference.roles import Share
from reference.weeks import Week, WeekClock

NAME, AREAS, PLACES, CALENDAR, CATEGORIES = "name", "areas", "places", "calendar", "categories"

FIRST = "2026-1"
"""The edition of categories that holds until one is adopted."""

FACTS: frozenset[type[Fact]] = frozenset(
    {
        NothingReported,
        OrganisationOpened,
        OrganisationClosed,
        MunicipalityNamed,
        AreasAdopted,
        PlacesAdopted,
        CalendarAdopted,
        CategoriesAdopted,
    }
)


Edition = AreasAdopted | PlacesAdopted | CalendarAdopted | CategoriesAdopted
"""The facts that adopt an edition of something."""


class Organisation(NamedTuple):
    """An organisation that takes part, asked for reports since the week with key `since_week`.

    `share` is the level of what it reports, unless a report says another.
    """

    code: str
    sv: str
    en: str
    kind: str
    weekly: bool
    since_week: int
    share: str = Share.OWN.code


class Ground(NamedTuple):
    """What reports are told in. `editions` names the edition of each kind that there is.

    `taxonomy` holds the municipality's own categories too; `clock` says when a week's reports are
    due.
    """

    name: str
    areas: Areas | None
    places: Places | None
    school: tuple[Occasion, ...]
    taxonomy: Taxonomy
    organisations: dict[str, Organisation]
    editions: dict[str, str]
    clock: WeekClock


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries; there are few of these, so each is carried by itself."""
    nothing: list[tuple[object, ...]] = []
    for entry in entries:
        position, fact = entry.position, entry.fact
        if isinstance(fact, NothingReported):
            week = Week.parse(fact.week).key
            nothing.append((municipality, week, fact.organisation, position))
        elif isinstance(fact, OrganisationOpened | OrganisationClosed):
            standing = (position, municipality, fact.code)
            ending(into.organisation, "code").run(connection, [standing])
            if isinstance(fact, OrganisationOpened):
                since = (
                    Week.of_date(fact.since).key if fact.since else Week.of(entry.recorded_at).key
                )
                told = (fact.sv, fact.en, fact.kind, fact.weekly, since, fact.share.code)
                row = (municipality, fact.code, position, OPEN, *told)
                adding(into.organisation).run(connection, [row])
        else:
            edition = _edition_of(fact)
            if edition is not None:
                kind, name = edition
                adding(into.edition).run(connection, [(municipality, kind, position, name)])
    adding(into.nothing).run(connection, nothing)


def _edition_of(fact: Fact) -> tuple[str, str] | None:
    match fact:
        case MunicipalityNamed():
            return NAME, fact.name
        case AreasAdopted():
            return AREAS, fact.edition
        case PlacesAdopted():
            return PLACES, fact.edition
        case CalendarAdopted():
            return CALENDAR, fact.edition
        case CategoriesAdopted():
            return CATEGORIES, fact.edition
        case _:
            return None


def ground(
    connection: Connection, municipality: str, position: int, fact_at: Callable[[int], Fact]
) -> Ground:
    """The ground as known at `position`. `fact_at` reads the log, which holds the content."""
    edition = tables().edition
    latest = (
        select(edition.c.kind, func.max(edition.c.position).label("position"))
        .where(edition.c.municipality == municipality, edition.c.position <= position)
        .group_by(edition.c.kind)
    )
    held = {row.kind: fact_at(row.position) for row in connection.execute(latest)}
    name, areas = held.get(NAME), held.get(AREAS)
    places, calendar = held.get(PLACES), held.get(CALENDAR)
    kinds = held.get(CATEGORIES)
    in_force = kinds.edition if isinstance(kinds, CategoriesAdopted) else FIRST
    known = taxonomy_at(connection, municipality, position, in_force)
    return Ground(
        name=name.name if isinstance(name, MunicipalityNamed) else municipality,
        areas=_areas(areas) if isinstance(areas, AreasAdopted) else None,
        places=_places(places) if isinstance(places, PlacesAdopted) else None,
        school=_school(calendar) if isinstance(calendar, CalendarAdopted) else (),
        taxonomy=known,
        organisations=_organisations(connection, municipality, position),
        editions={
            CATEGORIES: known.edition,
            **{
                kind: fact.edition
                for kind, fact in sorted(held.items())
                if isinstance(fact, AreasAdopted | PlacesAdopted | CalendarAdopted)
            },
        },
        clock=clock_at(connection, municipality, position),
    )


def _organisations(
    connection: Connection, municipality: str, position: int
) -> dict[str, Organisation]:
    table = tables().organisation
    rows = connection.execute(
        select(
            table.c.code,
            table.c.sv,
            table.c.en,
            table.c.kind,
            table.c.weekly,
            table.c.since_week,
            table.c.share,
        )
        .where(
            table.c.municipality == municipality,
            table.c.from_position <= position,
            table.c.upto_position > position,
        )
        .order_by(table.c.code)
    )
    return {row.code: Organisation(*row) for row in rows}


def said_nothing(
    connection: Connection, municipality: str, weeks: Sequence[int], position: int
) -> set[tuple[int, str]]:
    """Which organisations said, for which of `weeks` (keys), that there was nothing to report."""
    table = tables().nothing
    rows = connection.execute(
        select(table.c.week, table.c.organisation).where(
            table.c.municipality == municipality,
            table.c.week.in_(weeks),
            table.c.position <= position,
        )
    )
    return {(row.week, row.organisation) for row in rows}


@cache
def _areas(fact: AreasAdopted) -> Areas:
    return Areas.from_geojson(json.loads(fact.geojson))


@cache
def _places(fact: PlacesAdopted) -> Places:
    return Places.from_geojson(json.loads(fact.geojson))


@cache
def _school(fact: CalendarAdopted) -> tuple[Occasion, ...]:
    return parse_calendar(fact.toml)


def areas_adopted(areas: Areas, source: str) -> AreasAdopted:
    """The fact that adopts an edition of areas."""
    return AreasAdopted(
        edition=areas.edition,
        valid_from=areas.valid_from,
        source=source,
        geojson=_compact(areas.to_geojson()),
    )


def places_adopted(places: Places, source: str) -> PlacesAdopted:
    """The fact that adopts an edition of named places."""
    return PlacesAdopted(
        edition=places.edition,
        valid_from=places.valid_from,
        source=source,
        geojson=_compact(places.to_geojson()),
    )


def calendar_adopted(edition: str, valid_from: date, source: str, toml: str) -> CalendarAdopted:
    """The fact that adopts a calendar. Raises Unreadable when the text is no calendar."""
    parse_calendar(toml)
    return CalendarAdopted(edition=edition, valid_from=valid_from, source=source, toml=toml)


def _compact(collection: dict[str, object]) -> str:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
