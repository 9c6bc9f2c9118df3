"""Records to measure on: a made-up municipality and years of made-up reports.

Every report is of a grid of ten areas in the open sea; the dice are seeded, so every run measures
the same record.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from shapely.geometry import box
from sqlalchemy import Engine

from accounts.opening import store
from events.database import open_engine
from events.fact import Decided
from events.ground import MunicipalityNamed
from events.log import Log
from events.organisation import OrganisationOpened
from events.report import (
    ReportCorrected,
    ReportFact,
    ReportLinked,
    ReportPlaced,
    ReportReclassified,
    ReportSubmitted,
    ReportWithdrawn,
)
from events.sealing import Keyring, make_master_key
from events.streams import ground_stream, organisation_stream
from events.telling import Place, Point, Told
from migrations.run import migrate
from projections.ground import areas_adopted, places_adopted
from projections.record import Registry, record
from reference import areas as reference_areas
from reference.areas import Area, Areas, Places
from reference.categories import CURRENT, taxonomy
from reference.dimensions import Certainty, Channel, Precision, Reason
from reference.weeks import Week

MUNICIPALITY = "9947"
ACTOR = "benchmark"
LAST_WEEK = Week(2026, 46)
"""The last week of every record: drawn for "now"."""
WEEKS = 104
"""How many weeks a record holds where nothing else is said."""

AREAS = tuple(f"A{number}" for number in range(10))
PLACES = tuple(f"P{number}" for number in range(40))
ORGANISATIONS = tuple(f"org-{number}" for number in range(10))
CATEGORIES = tuple(id_ for id_ in taxonomy(CURRENT).categories if id_ not in {"NIL", "OTHER"})[:50]
EDITION = "2006-1"
BEFORE_ALL = datetime(2005, 1, 3, tzinfo=UTC)

POINTED, NAMED = 0.6, 0.3
"""The shares of reports with a point and of those at a named place; the rest name an area."""

CHANGED = 0.035
"""For each report of a week, how many changes of reports of the week before."""

COLUMNS = 5
WEST, SOUTH = 19.0, 57.0


class House(NamedTuple):
    """An SQLite record with its keys, in a folder of its own; the service can be started on it."""

    folder: Path
    registry: Registry
    keys: Engine

    @property
    def log(self) -> Log:
        """The log of the made-up municipality."""
        return self.registry.log

    @property
    def files(self) -> tuple[Path, Path]:
        """The record and the keys."""
        return self.folder / "lagesbild.db", self.folder / "keys.db"

    def close(self) -> None:
        """Close all connections."""
        self.log.engine.dispose()
        self.keys.dispose()


def open_house(folder: Path) -> House:
    """Make a record that holds its ground and no report."""
    folder.mkdir(parents=True)
    engine = open_engine(f"sqlite:///{folder / 'lagesbild.db'}")
    keys = open_engine(f"sqlite:///{folder / 'keys.db'}")
    with store(f"sqlite:///{folder / 'accounts.db'}") as accounts:
        migrate(engine, keys, accounts)
    log = Log(engine, MUNICIPALITY)
    house = House(
        folder, Registry(log, Keyring(keys, make_master_key(folder / "master.key"))), keys
    )
    record(log, _ground(), actor=ACTOR, at=BEFORE_ALL)
    return house


def copy_of(path: Path, to: Path) -> Path:
    """Copy a database file with all that is in it, settings of the file included."""
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(to)) as other:
        one.backup(other)
    return to


def _ground() -> list[Decided]:
    areas = Areas(
        EDITION,
        BEFORE_ALL.date(),
        tuple(Area(code, f"Area {code}", box(*_corners(n))) for n, code in enumerate(AREAS)),
    )
    dice = random.Random(1)
    places = tuple(
        reference_areas.Place(code, f"Place {code}", *_somewhere(dice, n % len(AREAS)))
        for n, code in enumerate(PLACES)
    )
    adopted = Places(EDITION, BEFORE_ALL.date(), reference_areas.settle(places, areas))
    facts = [
        ("name", MunicipalityNamed(name="Havstuna")),
        ("areas", areas_adopted(areas, "benchmark")),
        ("places", places_adopted(adopted, "benchmark")),
    ]
    since = date(2005, 1, 3)
    return [Decided(ground_stream(MUNICIPALITY, kind), 1, fact) for kind, fact in facts] + [
        Decided(
            organisation_stream(MUNICIPALITY, code),
            1,
            OrganisationOpened(code=code, sv=code, en=code, since=since),
        )
        for code in ORGANISATIONS
    ]


def _corners(number: int) -> tuple[float, float, float, float]:
    """An area's borders in degrees: a tenth of a degree wide and high, five areas in a row."""
    x, y = WEST + number % COLUMNS / 10, SOUTH + number // COLUMNS / 10
    return x, y, x + 0.1, y + 0.1


def _somewhere(dice: random.Random, area: int) -> tuple[float, float]:
    """Latitude and longitude of a point in an area."""
    x, y, _, _ = _corners(area)
    return round(y + dice.random() / 10, 7), round(x + dice.random() / 10, 7)


def fill(house: House, reports: int, *, weeks: int = WEEKS) -> None:
    """Record `reports` reports, evenly over `weeks` weeks up to the last, and some changes."""
    for at, decided in years(reports, weeks=weeks):
        record(house.log, decided, actor=ACTOR, at=at)


def known_after(week: Week) -> datetime:
    """When the record of a week is complete: the Monday after, before the deadline."""
    return week.end_at + timedelta(hours=8)


def years(reports: int, *, weeks: int) -> Iterator[tuple[datetime, list[Decided]]]:
    """Each week's batch: its reports, and changes of reports of the week before."""
    dice = random.Random(reports)
    week, done = LAST_WEEK.shift(1 - weeks), 0
    before: list[Decided] = []
    for number in range(1, weeks + 1):
        upto = reports * number // weeks
        new = [_submitted(dice, week) for _ in range(upto - done)]
        yield known_after(week), [*new, *_changes(dice, before)]
        week, done, before = week.shift(1), upto, new


def submitted(count: int, *, week: Week, seed: int) -> list[Decided]:
    """Reports of one week."""
    dice = random.Random(seed)
    return [_submitted(dice, week) for _ in range(count)]


def _submitted(dice: random.Random, week: Week) -> Decided:
    begins = week.start_at + timedelta(seconds=dice.randrange(7 * 24 * 3600 - 7200))
    lasts = dice.randrange(4) == 0
    fact = ReportSubmitted(
        organisation=dice.choice(ORGANISATIONS),
        client_id=_uuid(dice),
        category=dice.choice(CATEGORIES),
        categories_edition=CURRENT,
        told=Told(
            occurred_from=begins,
            occurred_to=begins + timedelta(hours=1) if lasts else begins,
            precision=Precision.INTERVAL if lasts else Precision.EXACT,
            certainty=Certainty.PROBABLE if lasts else Certainty.SURE,
        ),
        place=_place(dice),
        channel=Channel.API,
    )
    return Decided(_uuid(dice), 1, fact)


def _place(dice: random.Random) -> Place:
    way, area = dice.random(), dice.randrange(len(AREAS))
    if way > POINTED + NAMED:
        return Place(area=AREAS[area], areas_edition=EDITION)
    lat, lon = _somewhere(dice, area)
    point = Point(lat=lat, lon=lon)
    if way > POINTED:
        place = dice.choice(PLACES)
        return Place(
            area=AREAS[area],
            areas_edition=EDITION,
            place=place,
            places_edition=EDITION,
            point=point,
        )
    return Place(area=AREAS[area], areas_edition=EDITION, point=point)


def _changes(dice: random.Random, before: list[Decided]) -> list[Decided]:
    """Some of the reports of the week before are changed, each once; links lead to the last one."""
    if not before:
        return []
    heir = before[-1].stream
    some = dice.sample(before[:-1], int(len(before) * CHANGED))
    return [
        Decided(one.stream, 2, _change(dice, number, one.fact, heir))
        for number, one in enumerate(some)
    ]


def _change(dice: random.Random, number: int, fact: object, heir: UUID) -> ReportFact:
    assert isinstance(fact, ReportSubmitted)
    match number % 5:
        case 0:
            earlier = fact.told.occurred_from - timedelta(hours=3)
            told = Told(occurred_from=earlier, occurred_to=earlier)
            return ReportCorrected(told=told, reason=Reason.WRONG_TIME)
        case 1:
            category = dice.choice(CATEGORIES)
            return ReportReclassified(
                category=category, categories_edition=CURRENT, reason=Reason.WRONG_CATEGORY
            )
        case 2:
            return ReportPlaced(place=_place(dice), reason=Reason.WRONG_PLACE)
        case 3:
            return ReportLinked(same_as=heir)
        case _:
            return ReportWithdrawn(reason=Reason.DOUBLE)


def _uuid(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)
