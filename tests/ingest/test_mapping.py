"""A mapping is read whole, or refused with a sentence that names the key."""

import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.keys import BadMapping
from ingest.mapping import builtin_mappings, parse_mapping, read_mapping
from ingest.rules import Choice, LeaveOut
from reference.categories import taxonomy
from reference.dimensions import Precision
from reference.language import translator
from tests.ingest.sea import MAPPING, a_mapping


def test_a_small_mapping_is_read_with_its_defaults() -> None:
    mapping = a_mapping()

    assert mapping.name == "lista"
    assert mapping.organisation == Choice(same="vakt")
    assert mapping.file.encoding == "utf-8"
    assert mapping.occurred.zone == ZoneInfo("Europe/Stockholm")
    assert [form.written for form in mapping.occurred.formats] == ["iso"]
    assert mapping.leave_out == (LeaveOut("vad", {"Rond": "En rond är ingen händelse."}),)
    assert mapping.columns() == {"nr", "tid", "vad", "var", "fritext"}


def test_a_towns_own_category_may_be_named_below_one_that_there_is() -> None:
    own = "DMG-GRAFF.skolgard"
    text = MAPPING.replace('"DMG-GRAFF"', f'"{own}"')
    assert parse_mapping(tomllib.loads(text)).category.values["Klotter"] == own
    for wrong in ("DMG.skolgard", "NO.skolgard", "NIL.skolgard"):
        with pytest.raises(BadMapping, match="there is no"):
            parse_mapping(tomllib.loads(MAPPING.replace('"DMG-GRAFF"', f'"{wrong}"')))


ALL_THAT_CAN_BE_SAID = """
name = "stor"
about = "Allt som kan sägas"

[file]
encoding = "cp1252"
delimiter = ";"
sheet = "Blad2"
header = 3

[id]
columns = ["år", "nr"]
source = "nr"

[organisation]
column = "bolag"
values = { Ugglan = "vakt" }
default = "annan"

[occurred]
column = ["dag", "kl"]
formats = ["%d %B %H.%M", "%d %B"]
year_from = "registrerad"
until = "slut"
zone = "Europe/Helsinki"

[occurred.fallback]
column = "registrerad"
precision = "day"

[submitted]
column = "registrerad"

[[leave_out]]
column = "kommun"
other_than = ["Skären"]
reason = "Annan kommun."

[category]
column = "vad"
values = { Klotter = "DMG-GRAFF" }
default = "OTHER"

[place]
by = "point"
lon = "E"
lat = "N"
crs = "EPSG:3006"
precision_m = 50

[[place.otherwise]]
by = "area-code"
column = "omr"
pattern = '^(\\d+)'
names = { 7 = "01" }

[[place.otherwise]]
by = "unplaced"

[place.type]
column = "plats"
values = { Torg = "square" }

[place.at_home]
column = "plats"
values = "Bostad"

[details]
certainty = "probable"
people = { column = "antal", values = { "två" = "2-4" } }
"""


def test_a_large_mapping_is_read_whole() -> None:
    mapping = parse_mapping(tomllib.loads(ALL_THAT_CAN_BE_SAID))

    assert mapping.file.header == 3
    assert mapping.occurred.fallback is not None
    assert mapping.occurred.fallback.precision is Precision.DAY
    assert [rule.by for rule in mapping.places] == ["point", "area-code", "unplaced"]
    assert mapping.places[0].columns == ("E", "N")
    assert mapping.at_home == ("plats", frozenset({"Bostad"}))
    assert mapping.leave_out[0].other_than
    assert mapping.details["certainty"] == Choice(same="probable")
    assert mapping.columns() == {
        *("år", "nr", "bolag", "dag", "kl", "registrerad", "slut", "kommun", "vad"),
        *("E", "N", "omr", "plats", "antal"),
    }


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('name = "lista"', "", "name is missing."),
        ('name = "lista"', "name = 7", "name must be a text with something in it."),
        ("[occurred]", "[happened]", "[occurred] is missing."),
        ('column = "tid"', "", "occurred.column is missing."),
        ('column = "tid"', "column = []", "occurred.column must be a text or a list of texts."),
        ('column = "tid"', 'column = "tid"\nsone = "UTC"', "occurred.sone is not a key"),
        ('column = "tid"', 'column = "tid"\nzone = "Mars"', "no time zone “Mars”"),
        ('column = "tid"', 'column = "tid"\nformats = "%Q"', "occurred.formats: “%Q”"),
        ('column = "tid"', 'column = "tid"\npattern = "("', "occurred.pattern is not a pattern"),
        ('column = "tid"', 'column = "tid"\nformats = "%d/%m"', "occurred.year_from is needed"),
        (
            'column = "tid"',
            'column = "tid"\nformats = "iso"\npattern = "(?P<day>1)(?P<month>1)"',
            "occurred.pattern and formats",
        ),
        (
            'column = "tid"',
            'column = "tid"\nprecision = "good"',
            "occurred.precision is “good”, but must be one of: exact, interval",
        ),
        ('"VIOL-FIGHT"', '"VIOL"', "category.values: there is no “VIOL”."),
        ('"VIOL-FIGHT"', '"NIL"', "category.values: there is no “NIL”."),
        ('"VIOL-FIGHT"', "7", "category.values must be a table from texts to texts."),
        ('by = "area-name"', "", "place.by is missing; it must be one of: point, area-code"),
        ('by = "area-name"', 'by = "guess"', "place.by is “guess”"),
        ('by = "area-name"', 'by = "point"', "place.lon is missing."),
        ('column = "var"', 'column = "var"\npattern = "("', "place.pattern is not a regular"),
        ("[text]", "[[place.otherwise]]\n[text]", "place.otherwise[1].by is missing"),
        ("[text]", "[place.otherwise]\n[text]", "must be written as [[place.otherwise]]"),
        ("[text]", '[details]\nage = "old"\n[text]', "details.age: there is no “old”."),
        ("[text]", '[details]\nname = "x"\n[text]', "details.name is not a key"),
        ("[text]", "[file]\nheader = 0\n[text]", "file.header must be a whole number from 1"),
        ("[text]", "[file]\nheader = true\n[text]", "file.header must be a whole number from 1"),
        ("[text]", '[file]\nencoding = "ebcdic"\n[text]', "file.encoding is “ebcdic”"),
        ("[text]", "[file]\ndelimiter = ''\n[text]", "file.delimiter must be a text"),
        ("[text]", '[[leave_out]]\ncolumn = "var"\n[text]', "leave_out[1].values must say either"),
        ("[text]", "[text]\nlimit = 3", "text.limit is not a key"),
        ('organisation = "vakt"', "organisation = 3", "organisation must be a table of keys."),
        ('organisation = "vakt"', "", "organisation is missing."),
    ],
)
def test_a_mistake_is_named_by_its_key(was: str, becomes: str, said: str) -> None:
    assert was in MAPPING

    with pytest.raises(BadMapping) as refused:
        parse_mapping(tomllib.loads(MAPPING.replace(was, becomes, 1)))

    assert said in str(refused.value)
    assert refused.value.message in translator("sv").catalogue


def test_a_coordinate_system_that_does_not_exist_is_named() -> None:
    point = 'by = "point"\nlon = "E"\nlat = "N"\ncrs = "EPSG:1"\n[nothing]'

    with pytest.raises(BadMapping, match="no coordinate system “EPSG:1”"):
        parse_mapping(tomllib.loads(MAPPING.replace('by = "area-name"', point)))


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe\x00", b"a = 1\na = 2"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(content)

    with pytest.raises(BadMapping, match="The mapping is not TOML"):
        read_mapping(path)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match=r"cannot be read"):
        read_mapping(tmp_path / "m.toml")


def test_a_delimiter_may_be_a_tab() -> None:
    assert a_mapping('[file]\ndelimiter = "\\t"').file.delimiter == "\t"


def test_the_mappings_that_come_along_are_read_and_named_as_their_files() -> None:
    found = builtin_mappings()

    assert set(found) == {"houston-2010", "polisen"}
    for name, path in found.items():
        mapping = read_mapping(path)
        assert mapping.name == name
        assert set(mapping.category.values.values()) <= set(taxonomy().categories)


def test_the_first_mapping_of_the_guide_can_be_used() -> None:
    guide = Path(__file__).resolve().parents[2] / "docs/import.md"
    first = guide.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]

    mapping = parse_mapping(tomllib.loads(first))

    assert mapping.columns() == {
        *("Nr", "Datum", "Klockan", "Händelse", "Område", "Anteckning"),
    }
