"""The picture's figures as one long table, for a spreadsheet.

Rows and words are those of the screen. In Swedish the file is as a Swedish spreadsheet reads it:
semicolons between cells, a comma in a decimal; in English commas and points.
"""

import io
from collections.abc import Iterator
from csv import writer
from typing import NamedTuple

from briefing.picture import Figure, Line, Picture
from briefing.renderings import (
    backlog,
    contents,
    dayparts,
    deviations,
    hotspots,
    levels,
)
from briefing.renderings.longer.tables import cells
from briefing.renderings.method import self_test, weights_edition
from briefing.renderings.provenance import voice_in_words
from briefing.renderings.wording import name, plain, title
from reference.language import translator, weekday

_SEPARATORS = {"sv": ";", "en": ","}
# A spreadsheet would take what begins so for a formula, also behind a space.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | None


class _Row(NamedTuple):
    """A row; what a kind of row has no use for is empty."""

    section: str
    code: str
    name: str
    n: int | float | None
    low: int | None = None
    high: int | None = None
    median: float | None = None
    last_year: int | None = None
    mean: float | None = None
    week: str = ""
    expected: float | None = None
    upper: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p: float | None = None
    q: float | None = None
    recent: int | None = None
    words: str = ""


def csv(picture: Picture, language: str) -> bytes:
    """The table as UTF-8 with a byte order mark. What is not known is empty.

    Columns: section, code, name, number, usual low and high, median of the usual, the same week a
    year before, mean (of hours, of the weeks before), week; then what tests say: expected, the most
    that is ordinary, the interval of number by expected, p and q; the last four weeks; words.
    """
    t = translator(language)
    written = io.StringIO()
    table = writer(written, delimiter=_SEPARATORS[language], lineterminator="\r\n")
    table.writerow(
        (
            t("Section"), t("Code"), t("Name"), t("Reports"), t("Usual, low"), t("Usual, high"),
            t("Usual, median"), t("A year before"), t("Usual, mean"), t("Week"), t("Expected"),
            t("Most that is ordinary"), t("Ratio, low"), t("Ratio, high"), "p", "q",
            t("Last 4 weeks"), t("In words"),
        )
    )  # fmt: skip
    for row in _rows(picture, language):
        told = row._replace(week=row.week or picture.period)
        table.writerow([_written(cell, language) for cell in told])
    return written.getvalue().encode("utf-8-sig")


def _rows(picture: Picture, language: str) -> Iterator[_Row]:
    t = translator(language)
    whole = title(picture, language)
    yield _counted(t("All"), picture.municipality.code, whole, picture.total)
    calm = t("Calm, good or planned")
    yield _counted(calm, "", t("Left out of the total"), picture.other_reports)
    if (harm := picture.harm) is not None:
        row = _Row(t("Weighed"), picture.municipality.code, whole, harm.n)
        said = weights_edition(harm, language)
        yield row._replace(low=harm.low, high=harm.high, median=harm.median, words=said)
    sections: tuple[tuple[str, tuple[Line, ...]], ...] = (
        (t("Areas"), contents.areas(picture)),
        (t("Groups"), tuple(row.group for row in contents.groups(picture))),
        (
            t("Categories"),
            tuple(line for row in contents.groups(picture) for line in row.categories),
        ),
        (t("Organisations"), picture.by_organisation),
    )
    for section, lines in sections:
        for line in lines:
            yield _counted(section, line.code, name(line, language), line.figure)
    for spot in picture.spots:
        yield _counted(t("Places"), spot.code, spot.name, spot.figure)
    for rows in (_weeks, _hours, _levels, _signals, _tested, _dayparts, _gathered, _unsafe, _heard):
        yield from rows(picture, language)
    for label, value in self_test(picture, language):
        yield _Row(t("Self-test"), "", label, value)
    for cell in cells(picture, language):
        yield _Row(cell.table, cell.column, cell.row, cell.n, words=cell.words)


def _counted(section: str, code: str, called: str, figure: Figure) -> _Row:
    usual = figure.usual
    return _Row(
        section, code, called, figure.n, usual.low, usual.high, usual.median, figure.last_year
    )


def _weeks(picture: Picture, language: str) -> Iterator[_Row]:
    section, trend = translator(language)("Weeks"), picture.trend
    said = contents.weeks(picture, language)
    for row, week, n, low, high, before in zip(
        said, trend.weeks, trend.counts, trend.low, trend.high, trend.last_year, strict=True
    ):
        yield _Row(section, week, row.week, n, low, high, last_year=before, week=week)


def _hours(picture: Picture, language: str) -> Iterator[_Row]:
    section = translator(language)("Hours")
    if picture.longer is not None:
        return  # the quarters of its days stand among its own tables
    for day in range(7):
        for hour, row in enumerate(contents.hours(picture)):
            n, mean = row.days[day]
            called = f"{weekday(day, language)} {row.hour}"
            yield _Row(section, f"{day + 1}-{hour:02d}", called, n, mean=mean)


def _levels(picture: Picture, language: str) -> Iterator[_Row]:
    """The level of each area, and its reports weighed."""
    t = translator(language)
    names = {line.code: name(line, language) for line in picture.by_area}
    for level in picture.levels:
        called = names.get(level.code, level.code)
        said = f"{levels.signed(level.level, language)}: {levels.reason(level, language)}"
        yield _Row(t("Levels"), level.code, called, level.n, expected=level.expected, words=said)
        yield _Row(t("Weighed"), level.code, called, level.harm, mean=level.harm_usual)


def _signals(picture: Picture, language: str) -> Iterator[_Row]:
    section = translator(language)("What stands out")
    for signal in deviations.ranked(picture):
        said = " ".join(
            (
                f"{deviations.grade_in_words(signal.grade, language)}:",
                plain(deviations.sentence(signal, picture, language)),
                *deviations.cautions(signal, picture, language),
            )
        )
        yield _Row(
            section,
            signal.scope.value,
            deviations.about(signal, picture, language),
            signal.y,
            expected=signal.expected,
            upper=signal.upper,
            ratio_low=signal.low,
            ratio_high=signal.high,
            p=signal.p,
            q=signal.q,
            words=said,
        )


def _tested(picture: Picture, language: str) -> Iterator[_Row]:
    t = translator(language)
    for one in picture.tested:
        said = (
            deviations.rule_in_words(one.rule, one.weeks, language)
            if one.rule
            else t("Too short a history for a test")
        )
        called = deviations.tested_in_words(one, language)
        yield _Row(t("Tests"), one.scope.value, called, one.series, words=said)


def _dayparts(picture: Picture, language: str) -> Iterator[_Row]:
    t = translator(language)
    said = {"high": t("more"), "low": t("fewer")}
    for part in picture.rhythm.dayparts:
        yield _Row(
            t("Parts of the day"),
            str(part.part),
            dayparts.daypart(part.part, language),
            part.n,
            mean=part.usual,
            expected=part.expected,
            p=part.p,
            q=part.q,
            recent=part.recent,
            words=said.get(part.stands_out, ""),
        )


def _gathered(picture: Picture, language: str) -> Iterator[_Row]:
    """Places and squares by all their weeks; the mean is of four of the weeks before."""
    t = translator(language)
    for place in picture.hotspots.places:
        said = hotspots.direction(place.arrow, language)
        row = _Row(t("Places over time"), place.code, place.name, place.n24, mean=place.before4)
        yield row._replace(recent=place.n4, words=said)
    for cell in picture.hotspots.cells:
        said = hotspots.direction(cell.arrow, language)
        if cell.cluster:
            said = f"{said}, {t('in a cluster')}"
        row = _Row(t("Squares"), f"{cell.e}:{cell.n}", cell.near, cell.n24, mean=cell.before4)
        yield row._replace(recent=cell.n4, words=said)


def _unsafe(picture: Picture, language: str) -> Iterator[_Row]:
    section = translator(language)("Unsafe places")
    ordered = sorted(picture.unsafe, key=lambda place: (place.fixed, -place.age_days, place.id))
    for place, row in zip(ordered, backlog.rows(picture, language), strict=True):
        said = ", ".join(part for part in (row.about, row.age, row.owner, row.state) if part)
        yield _Row(section, place.category, row.name, place.n, words=said)


def _heard(picture: Picture, language: str) -> Iterator[_Row]:
    """What each organisation did; the mean is its reports a week before."""
    t = translator(language)
    for voice in picture.coverage.voices:
        said = [voice_in_words(voice, language)]
        said += [t("Unlikely silence").lower()] if voice.quiet else []
        said += [t("Newcomer").lower()] if voice.newcomer else []
        row = _Row(t("Who was heard from"), voice.code, name(voice, language), voice.n)
        yield row._replace(mean=voice.rate, words=", ".join(said))


def _written(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.lstrip(" \N{NO-BREAK SPACE}").startswith(_FORMULA) else cell
    said = f"{cell:.6f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
    return said.replace(".", ",") if language == "sv" else said
