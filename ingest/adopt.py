"""Adopting the ground that reports are told in: name, areas, places, calendar, organisations."""

from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from events.database import reading
from events.fact import Decided, Entry, Fact
from events.ground import CategoriesAdopted, MunicipalityNamed
from events.organisation import OrganisationClosed, OrganisationOpened
from events.refusal import Refused
from events.streams import ground_stream, organisation_stream
from projections import ground
from projections.known import known
from projections.record import Registry, record
from reference.areas import Areas, Places


def adopt_name(registry: Registry, name: str, *, actor: str, at: datetime) -> Entry:
    """Give the municipality its official name."""
    return _add(registry, _ground(registry, ground.NAME), MunicipalityNamed(name=name), actor, at)


def adopt_areas(
    registry: Registry, areas: Areas, source: str, *, actor: str, at: datetime
) -> Entry:
    """Adopt an edition of areas: reports that come from now on are placed in it."""
    return _adopt(registry, ground.AREAS, ground.areas_adopted(areas, source), actor, at)


def adopt_places(
    registry: Registry, places: Places, source: str, *, actor: str, at: datetime
) -> Entry:
    """Adopt an edition of named places."""
    return _adopt(registry, ground.PLACES, ground.places_adopted(places, source), actor, at)


def adopt_calendar(
    registry: Registry, edition: str, toml: str, source: str, *, actor: str, at: datetime
) -> Entry:
    """Adopt a calendar. Raises Unreadable when the text is no calendar."""
    fact = ground.calendar_adopted(edition, at.date(), source, toml)
    return _adopt(registry, ground.CALENDAR, fact, actor, at)


def adopt_categories(registry: Registry, edition: str, *, actor: str, at: datetime) -> Entry:
    """Adopt an edition of the categories that come with the program."""
    return _adopt(registry, ground.CATEGORIES, CategoriesAdopted(edition=edition), actor, at)


def open_organisation(
    registry: Registry, fact: OrganisationOpened, *, actor: str, at: datetime
) -> Entry:
    """Let an organisation take part, or give one that does its new name or expectations."""
    stream = organisation_stream(registry.log.municipality, fact.code)
    return _add(registry, stream, fact, actor, at)


def close_organisation(registry: Registry, code: str, *, actor: str, at: datetime) -> Entry:
    """End an organisation's taking part. Raises Refused when it does not take part."""
    with known(registry.log) as now:
        if code not in now.ground.organisations:
            raise Refused("There is no organisation with the code %(code)s.", code=code)
    stream = organisation_stream(registry.log.municipality, code)
    return _add(registry, stream, OrganisationClosed(code=code), actor, at)


def _ground(registry: Registry, kind: str) -> UUID:
    return ground_stream(registry.log.municipality, kind)


def _adopt(registry: Registry, kind: str, fact: ground.Edition, actor: str, at: datetime) -> Entry:
    """Adopt an edition under a name that was not used before for its kind."""
    stream = _ground(registry, kind)
    with reading(registry.log.engine) as connection:
        earlier = registry.log.stream(connection, stream)
    if any(entry.fact.edition == fact.edition for entry in earlier):
        raise Refused(
            "There is an edition named %(edition)s already; give this one another name.",
            edition=fact.edition,
        )
    return _add(registry, stream, fact, actor, at)


def _add(registry: Registry, stream: UUID, fact: Fact, actor: str, at: datetime) -> Entry:
    with reading(registry.log.engine) as connection:
        version = registry.log.versions(connection, [stream]).get(stream, 0)
    try:
        (entry,) = record(registry.log, [Decided(stream, version + 1, fact)], actor=actor, at=at)
    except IntegrityError:
        raise Refused("Somebody else changed this meanwhile. Try again.") from None
    return entry
