"""The mapping for Houston's offences of 2010, over the rows that the city published."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
import shapely

from ingest.files import import_file
from ingest.interpret import Interpreter
from ingest.mapping import builtin_mappings, read_mapping
from ingest.rows import open_table
from ingest.rules import FileMapping
from ingest.submission import Submission
from projections.ground import Ground
from projections.known import known
from projections.record import Registry
from reference.areas import Area, Areas
from reference.dimensions import PlaceType, PoliceTold, Precision
from tests.ingest.sea import NOW, found, reports

ROWS = 3_000
HEADER = ["date", "hour", "offense", "beat", "location", "lon", "lat"]
CITY = Area("H", "Houston", shapely.box(-95.8, 29.5, -95.0, 30.1))


@pytest.fixture(scope="module")
def offences(shared: Path) -> Path:
    return shared / "data/houston/houston_crime_2010.csv"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    registry = found(tmp_path, Areas("2010", date(2010, 1, 1), (CITY,)), ["houston-police"])
    yield registry
    registry.log.engine.dispose()


@pytest.fixture
def ground(registry: Registry) -> Ground:
    with known(registry.log) as now:
        return now.ground


@pytest.fixture(scope="module")
def mapping() -> FileMapping:
    return read_mapping(builtin_mappings()["houston-2010"])


def told(ground: Ground, mapping: FileMapping, **cells: str) -> Submission:
    row = {
        "date": "2010-01-04",
        "hour": "17",
        "offense": "robbery",
        "location": "mall parking lot",
        "lon": "-95.2988769",
        "lat": "29.6917121",
        **cells,
    }
    read = Interpreter(mapping, HEADER, ground).read([row.get(name, "") for name in HEADER])
    assert isinstance(read, Submission)
    return read


def test_an_offence_becomes_a_report_of_its_hour_and_block(
    ground: Ground, mapping: FileMapping
) -> None:
    report = told(ground, mapping)

    assert report.category == "PROP-ROB"
    assert report.occurred.from_ == datetime(2010, 1, 4, 23, tzinfo=UTC)
    assert report.occurred.to == datetime(2010, 1, 5, 0, tzinfo=UTC)
    assert report.occurred.precision is Precision.INTERVAL
    assert report.place.point is not None
    assert (report.place.point.lon, report.place.point.lat) == (-95.2988769, 29.6917121)
    assert report.place.place_type is PlaceType.PARKING
    assert report.police is PoliceTold.REPORTED


def test_in_an_hour_that_the_clocks_skipped_only_the_day_is_known(
    ground: Ground, mapping: FileMapping
) -> None:
    occurred = told(ground, mapping, date="2010-03-14", hour="2").occurred

    assert occurred.precision is Precision.DAY
    assert occurred.from_ == datetime(2010, 3, 14, 6, tzinfo=UTC)
    assert occurred.to == datetime(2010, 3, 15, 5, tzinfo=UTC)


def test_without_a_point_the_place_is_kept_in_words(ground: Ground, mapping: FileMapping) -> None:
    place = told(ground, mapping, lon="", lat="").place

    assert (place.point, place.words) == (None, "mall parking lot")


def test_every_row_comes_in_once_with_its_doubles(
    registry: Registry, offences: Path, mapping: FileMapping, tmp_path: Path
) -> None:
    path = tmp_path / "houston.csv"
    with offences.open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, ROWS + 1)), encoding="utf-8")

    account = import_file(registry, path, mapping, actor="anna", at=NOW)
    again = import_file(registry, path, mapping, actor="anna", at=NOW)

    assert account.rows == account.accepted == again.repeated == reports(registry) == ROWS
    assert 0 < account.outside < ROWS / 10


def test_all_rows_are_read_each_with_an_id_of_its_own(
    ground: Ground, offences: Path, mapping: FileMapping
) -> None:
    ids = set[object]()
    kinds = Counter[str]()
    with open_table(offences, mapping.file) as table:
        interpreter = Interpreter(mapping, table.header, ground)
        for row in table.rows:
            read = interpreter.read(row.cells)
            assert isinstance(read, Submission)
            ids.add(read.client_id)
            kinds[read.occurred.precision] += 1
            kinds["words" if read.place.point is None else "point"] += 1
            hour = read.occurred.precision is Precision.INTERVAL
            assert read.occurred.to is not None
            assert not hour or read.occurred.to - read.occurred.from_ == timedelta(hours=1)

    assert len(ids) == 86_314
    assert kinds == {"interval": 86_305, "day": 9, "point": 86_309, "words": 5}


@pytest.mark.long
def test_all_86314_rows_come_in_and_the_second_time_adds_nothing(
    registry: Registry, offences: Path, mapping: FileMapping, tmp_path: Path
) -> None:
    account_path = tmp_path / "account.csv"

    first, again = (
        import_file(registry, offences, mapping, actor="anna", at=NOW, account_path=account_path)
        for _ in range(2)
    )

    assert first.rows == first.accepted == again.repeated == 86_314
    assert first.unplaced == 5
    assert reports(registry) == 86_314
