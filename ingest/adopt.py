"""Adopting the ground that reports are told in: name, areas, places, calendar, organisations.

Also the municipality's own categories, and the clock that its weeks are kept by.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from events.database import reading
from events.fact import Decided, Entry, Fact
from events.ground import (
    CategoriesAdopted,
    LocalCategoryClosed,
    LocalCategoryOpened,
    MunicipalityNamed,
)
from events.organisation import OrganisationClosed, OrganisationOpened
from events.refusal import Refused
from events.streams import category_stream, ground_stream, organisation_stream
from projections import ground
from projections.clock import clock_set
from projections.known import known
from projections.record import Registry, record
from reference.areas import Areas, Places, settle
from reference.categories import BELOW, LONGEST_SLUG, Taxonomy, is_child_of
from reference.roles import Share
from reference.slugs import slug
from reference.weeks import ZONE, WeekClock

CLOCK = "clock"
_IN = " / "
"""Stands in the name of an edition of places before that of the areas that they were put into."""
_WORDS = {"sv": 80, "en": 80, "help_sv": 300, "help_en": 300}
"""The words of a category of one's own, and how many characters each may have."""


class BadCategory(Refused):
    """A category of one's own that cannot be; `field` is the one of its fields to look at."""

    def __init__(self, message: str, field: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


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


def place_anew(registry: Registry, *, actor: str, at: datetime) -> Entry | None:
    """Put the named places into the areas in force; None when each lies in its area already.

    The edition is named after both, so that it says what it came from.
    """
    with known(registry.log) as now:
        areas, places = now.ground.areas, now.ground.places
    if areas is None or places is None:
        return None
    settled = settle(places.places, areas)
    if settled == places.places:
        return None
    name = f"{places.edition.partition(_IN)[0]}{_IN}{areas.edition}"
    fact = ground.places_adopted(Places(name, at.astimezone(ZONE).date(), settled), "")
    return _adopt(registry, ground.PLACES, fact, actor, at)


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
    if fact.share is Share.NAMED:
        raise Refused("Organisations to share with are named for each report, not for all of them.")
    stream = organisation_stream(registry.log.municipality, fact.code)
    return _add(registry, stream, fact, actor, at)


def close_organisation(registry: Registry, code: str, *, actor: str, at: datetime) -> Entry:
    """End an organisation's taking part. Raises Refused when it does not take part."""
    with known(registry.log) as now:
        if code not in now.ground.organisations:
            raise Refused("There is no organisation with the code %(code)s.", code=code)
    stream = organisation_stream(registry.log.municipality, code)
    return _add(registry, stream, OrganisationClosed(code=code), actor, at)


def open_category(
    registry: Registry, wanted: LocalCategoryOpened, *, actor: str, at: datetime
) -> str:
    """Let there be a category of one's own, below `wanted.parent`; gives its id.

    Without an id it gets one made of its Swedish name, and without an English name it has the
    Swedish one. Raises BadCategory.
    """
    with known(registry.log) as now:
        kinds = now.ground.taxonomy
    words = {name: " ".join(getattr(wanted, name).split()) for name in _WORDS}
    _check_parent(kinds, wanted.parent)
    _check_words(kinds, words)
    own = wanted.id or _free_id(kinds, wanted.parent, words["sv"])
    _check_id(kinds, wanted.parent, own)
    fact = LocalCategoryOpened(
        id=own, parent=wanted.parent, **{**words, "en": words["en"] or words["sv"]}
    )
    stream = category_stream(registry.log.municipality, own)
    _record(registry, Decided(stream, 1, fact), actor, at)
    return own


def close_category(registry: Registry, category: str, *, actor: str, at: datetime) -> Entry:
    """Let a category of one's own no longer be reported. Raises Refused."""
    with known(registry.log) as now:
        own = now.ground.taxonomy.categories.get(category)
    if own is None or not own.parent or own.retired:
        raise Refused("There is no open category %(category)s of your own.", category=category)
    stream = category_stream(registry.log.municipality, category)
    return _record(registry, Decided(stream, 2, LocalCategoryClosed(id=category)), actor, at)


def set_clock(registry: Registry, clock: WeekClock, *, actor: str, at: datetime) -> Entry | None:
    """Keep the weeks by `clock` from now on; None when they are kept by it already."""
    with known(registry.log) as now:
        if now.ground.clock == clock:
            return None
    return _add(registry, _ground(registry, CLOCK), clock_set(clock), actor, at)


def _check_parent(kinds: Taxonomy, parent: str) -> None:
    if parent in kinds.groups:
        raise BadCategory(
            "%(category)s is a group; choose one of its categories.", "parent", category=parent
        )
    if parent not in kinds.categories:
        raise BadCategory("There is no category %(category)s.", "parent", category=parent)
    if not kinds.may_have_children(parent):
        raise BadCategory(
            "A category of your own cannot stand below %(category)s.", "parent", category=parent
        )


def _check_words(kinds: Taxonomy, words: Mapping[str, str]) -> None:
    if not words["sv"]:
        raise BadCategory("Write a name.", "sv")
    for field, most in _WORDS.items():
        if len(words[field]) > most:
            raise BadCategory("Write at most %(most)s characters.", field, most=most)
        if not words[field].isprintable():
            raise BadCategory("Something in it cannot be read. Write it anew.", field)
    named = (*kinds.groups.values(), *kinds.categories.values())
    if words["sv"].casefold() in {each.sv.casefold() for each in named if not each.retired}:
        raise BadCategory("There is a category of that name already.", "sv")


def _check_id(kinds: Taxonomy, parent: str, own: str) -> None:
    if own in kinds.categories:
        raise BadCategory("The id %(id)s has been used; choose another.", "id", id=own)
    if not is_child_of(own, parent):
        raise BadCategory(
            "The id must be %(id)s with small letters a to z, digits and hyphens after it.",
            "id",
            id=parent + BELOW,
        )


def _free_id(kinds: Taxonomy, parent: str, name: str) -> str:
    """An id made of the name that no category has or had."""
    base = slug(name, longest=LONGEST_SLUG - len("-999"))
    if not base:
        raise BadCategory("Write the name with letters.", "sv")
    tries = (f"{parent}{BELOW}{base}{f'-{n}' if n > 1 else ''}" for n in count(1))
    return next(each for each in tries if each not in kinds.categories)


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
    return _record(registry, Decided(stream, version + 1, fact), actor, at)


def _record(registry: Registry, decided: Decided, actor: str, at: datetime) -> Entry:
    try:
        (entry,) = record(registry.log, [decided], actor=actor, at=at)
    except IntegrityError:
        raise Refused("Somebody else changed this meanwhile. Try again.") from None
    return entry
