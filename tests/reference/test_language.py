"""Swedish and English read as people write them, and no sentence goes untranslated."""

import ast
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from reference.language import (
    LANGUAGES,
    Translator,
    clock,
    long_date,
    message,
    negotiate,
    number,
    percent,
    read_catalogues,
    short_date,
    short_week,
    span,
    time_of_day,
    translator,
    week_title,
    weekday,
)
from reference.weeks import Week

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
BABEL = {"sv": "sv_SE", "en": "en_GB"}
SAYERS = {
    "Unreadable",
    "BadGeoFile",
    "WhichLayer",
    "BadCalendar",
    "BadClock",
    "LocalTimeGap",
    "say",
}


def catalogue(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(HEADER + text, encoding="utf-8")
    return file


def swedish(*files: Path) -> Translator:
    return Translator("sv", read_catalogues(files))


def test_catalogues_of_several_packages_are_one(tmp_path: Path) -> None:
    t = swedish(
        catalogue(tmp_path, "web.po", 'msgid "Send"\nmsgstr "Skicka"\n'),
        catalogue(tmp_path, "cli.po", 'msgid "Week %(week)s"\nmsgstr "Vecka %(week)s"\n'),
    )
    assert t("Send") == "Skicka"
    assert t("Week %(week)s", week=47) == "Vecka 47"
    assert t("Not translated %(n)s", n=1) == "Not translated 1"


def test_a_message_without_params_may_hold_a_percent_sign(tmp_path: Path) -> None:
    t = swedish(catalogue(tmp_path, "web.po", 'msgid "100 % sure"\nmsgstr "100 % säker"\n'))
    assert t("100 % sure") == "100 % säker"


def test_what_is_fuzzy_or_empty_is_said_in_english(tmp_path: Path) -> None:
    text = '#, fuzzy\nmsgid "A"\nmsgstr "X"\n\nmsgid "B"\nmsgstr ""\n'
    t = swedish(catalogue(tmp_path, "web.po", text))
    assert (t("A"), t("B")) == ("A", "B")


def test_two_catalogues_that_disagree_are_a_mistake(tmp_path: Path) -> None:
    first = catalogue(tmp_path, "a.po", 'msgid "Send"\nmsgstr "Skicka"\n')
    second = catalogue(tmp_path, "b.po", 'msgid "Send"\nmsgstr "Sänd"\n')
    with pytest.raises(ValueError, match=r"b\.po says “Send” differently"):
        swedish(first, second)


def test_counting_follows_the_number(tmp_path: Path) -> None:
    text = (
        'msgid "%(n)s report"\nmsgid_plural "%(n)s reports in %(area)s"\n'
        'msgstr[0] "%(n)s rapport"\nmsgstr[1] "%(n)s rapporter i %(area)s"\n'
    )
    for t, one, many in (
        (
            swedish(catalogue(tmp_path, "a.po", text)),
            "1 rapport",
            "1\N{NO-BREAK SPACE}234 rapporter i Norra",
        ),
        (translator("en"), "1 report", "1,234 reports in Norra"),
    ):
        forms = ("%(n)s report", "%(n)s reports in %(area)s")
        assert t.many(*forms, 1, area="Norra") == one
        assert t.many(*forms, 1234, area="Norra") == many
        assert t.many(*forms, 0, area="Norra").startswith("0 r")


def test_english_is_the_message_itself() -> None:
    assert message("Send %(what)s") == "Send %(what)s"
    assert translator("en")("Send %(what)s", what="it") == "Send it"
    with pytest.raises(KeyError):
        translator("de")


def test_every_sentence_of_this_layer_is_translated() -> None:
    said = set[str]()
    for module in REFERENCE.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in SAYERS and node.args and isinstance(node.args[0], ast.Constant):
                    said.add(str(node.args[0].value))
    assert len(said) > 30
    own = read_catalogues([REFERENCE / "locales" / "sv" / "reference.po"])
    assert said == set(own)


def test_every_translation_has_the_places_of_its_message() -> None:
    place = re.compile(r"%\((\w+)\)s|%[^( ]|%$")
    for msgid, forms in translator("sv").catalogue.items():
        assert {match[1] for match in place.finditer(forms[-1])} >= {
            match[1] for match in place.finditer(forms[0])
        } - {"n"}
        if len(forms) == 1:
            assert sorted(place.findall(forms[0])) == sorted(place.findall(msgid)), msgid


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en-US;q=0.8,en;q=0.7", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv;q=0.5, EN;q=0.6", "en"),
        ("de,en;q=0.1", "en"),
        ("nb,da;q=0.8", "sv"),
        ("en;q=0", "sv"),
        ("*", "sv"),
        ("fr;q=x, en", "en"),
        (";;;,,q=", "sv"),
        ("en;q=nan", "sv"),
    ],
)
def test_the_browser_is_answered_in_its_language_or_in_swedish(
    header: str | None, language: str
) -> None:
    assert negotiate(header) == language


@pytest.mark.parametrize("value", [0, 7, 999, 1000, 1234567.5, 0.125, 12.3456, 1e9])
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_as_the_language_writes_them(value: float, language: str) -> None:
    assert number(value, language) == format_decimal(value, locale=BABEL[language])


def test_numbers_take_signs_and_fixed_decimals() -> None:
    assert number(1234.5, "sv") == "1\N{NO-BREAK SPACE}234,5"
    assert number(-2, "sv") == "\N{MINUS SIGN}2"
    assert number(3, "sv", signed=True) == "+3"
    assert number(0, "en", signed=True) == "0"
    assert number(-0.04, "sv", decimals=1) == "0,0"
    assert number(2, "en", decimals=1) == "2.0"
    assert number(100, "sv") == "100"


def test_shares_are_written_as_the_language_writes_them() -> None:
    assert percent(0.125, "sv") == "12,5\N{NO-BREAK SPACE}%"
    assert percent(0.125, "en") == "12.5%"
    assert percent(1 / 3, "en") == "33.3%"
    assert percent(-0.5, "sv", decimals=0) == "\N{MINUS SIGN}50\N{NO-BREAK SPACE}%"
    assert percent(0.2, "en", signed=True) == "+20%"


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_as_the_language_writes_them(language: str) -> None:
    for n in range(366):
        day = date(2026, 1, 1) + timedelta(n)
        expected = format_date(day, "EEEE d MMMM y", locale=BABEL[language])
        assert long_date(day, language) == expected
        assert short_date(day, language) == format_date(day, "d MMMM", locale=BABEL[language])


def test_weekdays_have_a_short_form() -> None:
    assert [weekday(n, "sv", short=True) for n in range(7)] == [
        "mån",
        "tis",
        "ons",
        "tor",
        "fre",
        "lör",
        "sön",
    ]
    assert weekday(6, "en") == "Sunday"


@pytest.mark.parametrize(
    ("week", "sv", "en"),
    [
        ("2026-W47", "Vecka 47, 16–22 november 2026", "Week 47, 16–22 November 2026"),
        (
            "2026-W49",
            "Vecka 49, 30 november–6 december 2026",
            "Week 49, 30 November – 6 December 2026",
        ),
        (
            "2026-W53",
            "Vecka 53, 28 december 2026–3 januari 2027",
            "Week 53, 28 December 2026 – 3 January 2027",
        ),
    ],
)
def test_a_week_is_titled_with_its_days(week: str, sv: str, en: str) -> None:
    assert week_title(Week.parse(week), "sv") == sv
    assert week_title(Week.parse(week), "en") == en


def test_a_single_day_and_a_short_week_are_written_plainly() -> None:
    assert span(date(2026, 12, 13), date(2026, 12, 13), "sv") == "13 december 2026"
    assert short_week(Week(2026, 7), "sv") == "v.\N{NO-BREAK SPACE}7"
    assert short_week(Week(2026, 7), "en") == "week\N{NO-BREAK SPACE}7"


def test_the_clock_is_the_local_one() -> None:
    winter = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert clock(winter, "sv") == "2026-11-24 18.30"
    assert clock(winter, "en") == "2026-11-24 18:30"
    summer_night = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    assert clock(summer_night, "en") == "2026-07-01 00:05"
    assert time_of_day(summer_night, "sv") == "00.05"


def test_the_light_modules_load_nothing_heavy() -> None:
    asked = (
        "import sys, reference.weeks, reference.categories, reference.dimensions,"
        " reference.language\n"
        "print([m for m in ('numpy', 'shapely', 'babel', 'pyproj') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=REFERENCE.parent,
        check=True,
        capture_output=True,
        text=True,
    )
    assert loaded.stdout.strip() == "[]"
