"""A row becomes a submission as the mapping says, is left out with its reason, or is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.interpret import Interpreter, LeftOut
from ingest.refused_row import RowRefused
from ingest.rules import Choice, FileMapping
from ingest.submission import Submission
from ingest.table import BadFile
from projections.ground import Ground
from projections.known import known
from reference.dimensions import Basis, Certainty, People, PlaceType, Precision
from tests.ingest.sea import HEADER, a_mapping, areas, found

NAMES = HEADER.split(",")
ROW = ("1", "2026-11-16 18:30", "Klotter", "Västra Skäret", "")


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    registry = found(tmp_path_factory.mktemp("sea"), areas(), ["vakt"])
    with known(registry.log) as now:
        yield now.ground
    registry.log.engine.dispose()


def sent(ground: Ground, mapping: FileMapping, *row: str, names: list[str] = NAMES) -> Submission:
    read = Interpreter(mapping, names, ground).read(row)
    assert isinstance(read, Submission)
    return read


def no(ground: Ground, mapping: FileMapping, *row: str, names: list[str] = NAMES) -> RowRefused:
    with pytest.raises(RowRefused) as refused:
        Interpreter(mapping, names, ground).read(row)
    assert "secret" not in str(refused.value)
    return refused.value


def test_a_row_is_read_as_the_mapping_says(ground: Ground) -> None:
    report = sent(ground, a_mapping(), *ROW[:4], " Två grupper ")

    assert report.organisation == "vakt"
    assert report.category == "DMG-GRAFF"
    assert report.occurred.from_ == datetime(2026, 11, 16, 17, 30, tzinfo=UTC)
    assert report.occurred.to is None
    assert report.occurred.precision is Precision.EXACT
    assert report.place.area == "01"
    assert report.basis is Basis.IMPORT
    assert report.certainty is Certainty.SURE
    assert report.text == "Två grupper"


def test_the_same_row_has_the_same_id_and_another_file_another(ground: Ground) -> None:
    mapping = a_mapping()
    first, again = sent(ground, mapping, *ROW), sent(ground, mapping, *ROW)
    other = sent(ground, replace(mapping, name="annan"), *ROW)

    assert first.client_id == again.client_id
    assert first.client_id != other.client_id


def test_without_an_id_rows_that_are_alike_are_told_apart_by_their_number(ground: Ground) -> None:
    mapping = a_mapping(without=["id"])
    rows = [ROW, ROW, (*ROW[:4], "text"), ("2", *ROW[1:]), ROW]

    def ids() -> list[object]:
        interpreter = Interpreter(mapping, NAMES, ground)
        return [
            read.client_id for row in rows if isinstance(read := interpreter.read(row), Submission)
        ]

    assert len(set(ids())) == 5
    assert ids() == ids()


def test_a_text_is_no_part_of_an_id_that_outlives_it(ground: Ground) -> None:
    mapping = a_mapping(without=["id"])

    assert (
        sent(ground, mapping, *ROW[:4], "secret").client_id == sent(ground, mapping, *ROW).client_id
    )


def test_a_value_is_found_whatever_its_case_and_spaces(ground: Ground) -> None:
    assert sent(ground, a_mapping(), *ROW[:2], "  KLOTTER ", *ROW[3:]).category == "DMG-GRAFF"


def test_what_the_mapping_leaves_out_is_left_out_though_the_rest_is_broken(ground: Ground) -> None:
    read = Interpreter(a_mapping(), NAMES, ground).read(("", "?", "rond", "?", ""))

    assert read == LeftOut("En rond är ingen händelse.")


def test_rows_of_other_places_can_be_left_out(ground: Ground) -> None:
    mapping = a_mapping(
        '[[leave_out]]\ncolumn = "var"\nother_than = "Västra skäret"\nreason = "Inte här."'
    )
    interpreter = Interpreter(mapping, NAMES, ground)

    assert isinstance(interpreter.read(ROW), Submission)
    assert interpreter.read((*ROW[:3], "Östra Skäret", "")) == LeftOut("Inte här.")


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (0, " ", "client_id"),
        (1, "secret", "occurred"),
        (1, "2026-03-29 02:30", "occurred"),
        (2, "secret", "category"),
        (2, "", "category"),
        (3, "secret", "place"),
        (3, "", "place"),
        (4, 2001 * "x", "text"),
        (4, "a\x07b", "text"),
    ],
)
def test_a_row_that_tells_no_report_is_refused_by_its_field(
    ground: Ground, column: int, value: str, field: str
) -> None:
    row = [*ROW]
    row[column] = value

    assert no(ground, a_mapping(), *row).field == field


def test_a_column_that_the_file_lacks_or_has_twice_is_named(ground: Ground) -> None:
    with pytest.raises(BadFile, match="no column “var”, which the mapping names; it has: nr, tid"):
        Interpreter(a_mapping(), ["nr", "tid", "vad", "fritext"], ground)
    with pytest.raises(BadFile, match="more than one column “var”"):
        Interpreter(a_mapping(), [*NAMES, "var"], ground)


PLACES = ["nr", "tid", "vad", "x", "y", "var", "slag"]
"""Columns of a file that tells the place in several ways."""


def placed(rules: str) -> FileMapping:
    return a_mapping(rules, without=["place", "text"])


def where(ground: Ground, rules: str, x: str = "", y: str = "", var: str = "") -> object:
    report = sent(ground, placed(rules), *ROW[:3], x, y, var, "Bostad", names=PLACES)
    return report.place.model_dump(exclude_none=True, exclude_defaults=True)


POINT = '[place]\nby = "point"\nlon = "x"\nlat = "y"\n'
WORDS = '[[place.otherwise]]\nby = "words"\ncolumn = "var"\n'


def test_a_point_is_read_with_a_point_or_a_comma(ground: Ground) -> None:
    expected = {"point": {"lat": 57.5, "lon": 19.49}}

    assert where(ground, POINT, "19.49", "57.5") == expected
    assert where(ground, POINT, "19,49", " 57,5 ") == expected


def test_a_point_in_a_grid_is_put_on_the_globe(ground: Ground) -> None:
    report = sent(
        ground,
        placed(POINT + 'crs = "EPSG:3006"\nprecision_m = 25'),
        *(*ROW[:3], "674 032", "6 580 822", "", ""),
        names=PLACES,
    )

    assert report.place.point is not None
    assert report.place.point.lat == pytest.approx(59.330231, abs=1e-5)
    assert report.place.point.lon == pytest.approx(18.059196, abs=1e-5)
    assert report.place.point.precision_m == 25


@pytest.mark.parametrize(("x", "y"), [("", ""), ("0", "0.0")])
def test_without_a_point_the_next_rule_tells_the_place(ground: Ground, x: str, y: str) -> None:
    assert where(ground, POINT + WORDS, x, y, "vid bryggan") == {"words": "vid bryggan"}


@pytest.mark.parametrize(
    ("x", "y"), [("x", "57"), ("19", ""), ("19", "91"), ("nan", "1"), ("1_9", "57"), ("inf", "1")]
)
def test_a_point_that_cannot_be_is_refused_though_another_rule_follows(
    ground: Ground, x: str, y: str
) -> None:
    mapping = placed(POINT + WORDS)

    assert no(ground, mapping, *ROW[:3], x, y, "vid bryggan", "", names=PLACES).field == "place"


@pytest.mark.parametrize(
    ("rule", "var", "expected"),
    [
        ('by = "area-code"', "01", {"area": "01"}),
        ('by = "area-code"', "1", {"area": "01"}),
        ('by = "area-name"', "östra  skäret", {"area": "02"}),
        ('by = "area-name"', "02", {"area": "02"}),
        ('by = "area-name"\nnames = { "Ö. Skäret" = "Östra Skäret" }', "ö. skäret", {"area": "02"}),
        ("by = \"area-name\"\npattern = ', ([^,]+)$'", "Bråk, Östra Skäret", {"area": "02"}),
        ("by = \"area-code\"\npattern = '\\d+'", "område 2", {"area": "02"}),
        ('by = "place"', "torget", {"place": "torget"}),
        ('by = "place"', "Stortorget", {"place": "torget"}),
        ('by = "words"', " vid bryggan ", {"words": "vid bryggan"}),
    ],
)
def test_an_area_or_a_place_is_found_by_code_name_or_part(
    ground: Ground, rule: str, var: str, expected: object
) -> None:
    assert where(ground, f'[place]\n{rule}\ncolumn = "var"', var=var) == expected


@pytest.mark.parametrize("by", ["unplaced", "outside"])
def test_rows_without_a_known_place_can_be_taken_as_nowhere_or_outside(
    ground: Ground, by: str
) -> None:
    rules = f'[place]\nby = "area-name"\ncolumn = "var"\n[[place.otherwise]]\nby = "{by}"'

    assert where(ground, rules, var="Norra Skäret") == {"area": by.upper()}


def test_the_kind_of_place_and_a_home_are_told_by_a_column(ground: Ground) -> None:
    report = sent(
        ground,
        placed(
            POINT
            + '[place.type]\ncolumn = "slag"\nvalues = { Bostad = "other" }\n'
            + '[place.at_home]\ncolumn = "slag"\nvalues = "bostad"\n'
        ),
        *(*ROW[:3], "19.49", "57.5", "", "Bostad"),
        names=PLACES,
    )

    assert report.place.place_type is PlaceType.OTHER
    assert report.place.at_home


def test_details_and_the_organisation_can_be_told_by_columns(ground: Ground) -> None:
    mapping = a_mapping(
        '[details]\ncertainty = "unsure"\n'
        '[details.people]\ncolumn = "nr"\nvalues = { 2 = "2-4" }\ndefault = "1"\n',
        without=["text"],
    )
    told = replace(mapping, organisation=Choice(column="fritext", values={"Ugglan": "vakt"}))

    report = sent(ground, told, "2", *ROW[1:4], "ugglan")

    assert report.organisation == "vakt"
    assert report.certainty is Certainty.UNSURE
    assert report.people is People.FROM_2
    assert sent(ground, told, "3", *ROW[1:4], "ugglan").people is People.ONE
    assert no(ground, told, "3", *ROW[1:4], "secret").field == "organisation"


def test_without_words_for_it_a_column_holds_the_codes_themselves(ground: Ground) -> None:
    mapping = replace(
        a_mapping(), organisation=Choice(column="nr"), category=Choice(column="vad"), id_columns=()
    )

    report = sent(ground, mapping, "Vakt", ROW[1], "dmg-graff", *ROW[3:])

    assert (report.organisation, report.category) == ("vakt", "DMG-GRAFF")
    assert no(ground, mapping, "secret", ROW[1], "DMG-GRAFF", *ROW[3:]).field == "organisation"
    for kind in ("secret", "DMG", "NIL", ""):
        assert no(ground, mapping, "vakt", ROW[1], kind, *ROW[3:]).field == "category"


TIMES = ["nr", "dag", "kl", "slut", "registrerad", "vad", "var"]


def occurred(ground: Ground, rules: str, *times: str) -> tuple[object, object, Precision]:
    mapping = a_mapping(rules, without=["occurred", "text"])
    row = ("1", *times, "Klotter", "01")
    told = sent(ground, mapping, *row, names=TIMES).occurred
    return told.from_.isoformat()[:16], told.to and told.to.isoformat()[:16], told.precision


DAY_AND_HOUR = '[occurred]\ncolumn = ["dag", "kl"]\nformats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H"]\n'


def test_an_hour_is_an_hour_and_a_day_a_day(ground: Ground) -> None:
    hour = occurred(ground, DAY_AND_HOUR, "2026-11-16", "18", "", "")
    day = occurred(ground, '[occurred]\ncolumn = "dag"\n', "2026-11-16", "", "", "")

    assert hour == ("2026-11-16T17:00", "2026-11-16T18:00", Precision.INTERVAL)
    assert day == ("2026-11-15T23:00", "2026-11-16T23:00", Precision.DAY)


def test_a_time_may_have_an_end_and_an_empty_end_is_none(ground: Ground) -> None:
    rules = '[occurred]\ncolumn = "dag"\nuntil = "slut"\n'

    assert occurred(ground, rules, "2026-11-16 18:00", "", "2026-11-17 07:30", "") == (
        "2026-11-16T17:00",
        "2026-11-17T06:30",
        Precision.INTERVAL,
    )
    assert occurred(ground, rules, "2026-11-16 18:00", "", " ", "") == (
        "2026-11-16T17:00",
        None,
        Precision.EXACT,
    )


def test_where_a_time_cannot_be_read_the_fallback_is(ground: Ground) -> None:
    rules = DAY_AND_HOUR + '[occurred.fallback]\ncolumn = "registrerad"\nprecision = "daypart"\n'

    assert occurred(ground, rules, "2026-03-29", "02:30", "", "2026-03-29 12:00") == (
        "2026-03-29T10:00",
        None,
        Precision.DAYPART,
    )


def test_a_row_whose_end_cannot_be_read_is_refused(ground: Ground) -> None:
    mapping = a_mapping('[occurred]\ncolumn = "dag"\nuntil = "slut"', without=["occurred", "text"])
    row = ("1", "2026-11-16 18:00", "", "sent", "", "Klotter", "01")

    assert no(ground, mapping, *row, names=TIMES).field == "occurred"


def test_when_a_row_was_sent_in_and_what_its_source_calls_it_are_kept(ground: Ground) -> None:
    mapping = a_mapping('[submitted]\ncolumn = "tid"', without=["id", "text"])
    sourced = replace(mapping, source_column="nr")

    report = sent(ground, sourced, *ROW)

    assert report.submitted_at == report.occurred.from_
    assert report.source_id == "1"
