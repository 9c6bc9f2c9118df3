"""The ground that reports are told in: the municipality and its dated editions.

An edition's whole content is in the fact, so that a replay needs nothing but the log.
"""

from datetime import date
from typing import ClassVar

from events.fact import Fact
from reference.weeks import MeetingRhythm


class MunicipalityNamed(Fact, frozen=True, kw_only=True):
    """The municipality and its official name."""

    TOPIC: ClassVar[str] = "municipality.named"

    name: str


class AreasAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of the municipality's areas. `geojson` is a FeatureCollection as text."""

    TOPIC: ClassVar[str] = "areas.adopted"

    edition: str
    valid_from: date
    source: str
    geojson: str


class PlacesAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of named places. `geojson` is a FeatureCollection of points as text."""

    TOPIC: ClassVar[str] = "places.adopted"

    edition: str
    valid_from: date
    source: str
    geojson: str


class CalendarAdopted(Fact, frozen=True, kw_only=True):
    """A dated edition of school holidays and local recurring events. `toml` is its whole text."""

    TOPIC: ClassVar[str] = "calendar.adopted"

    edition: str
    valid_from: date
    source: str
    toml: str


class CategoriesAdopted(Fact, frozen=True, kw_only=True):
    """The edition of categories in force; its content comes with the program and never changes."""

    TOPIC: ClassVar[str] = "categories.adopted"

    edition: str


class LocalCategoryOpened(Fact, frozen=True, kw_only=True):
    """The municipality has a category of its own, below one of the edition: `parent`.

    `id` begins with the parent's and is never used again, also when the category is closed.
    """

    TOPIC: ClassVar[str] = "category.opened-locally"

    id: str
    parent: str
    sv: str
    en: str
    help_sv: str = ""
    help_en: str = ""


class LocalCategoryClosed(Fact, frozen=True, kw_only=True):
    """The municipality's own category can no longer be reported; reports that name it stay."""

    TOPIC: ClassVar[str] = "category.closed-locally"

    id: str


class WeekClockSet(Fact, frozen=True, kw_only=True):
    """When a week's reports are due and when the meeting looks at them, in the week after it.

    Days are 1 (Monday) to 7, times "HH:MM", local. See `reference.weeks.WeekClock`.
    """

    TOPIC: ClassVar[str] = "week.clock-set"

    deadline_day: int
    deadline_time: str
    meeting_day: int
    meeting_time: str
    rhythm: MeetingRhythm = MeetingRhythm.WEEK
    first_meeting: date | None = None
