"""The picture's figures as one long table, for a spreadsheet.

Rows and words are those of the screen. In Swedish the file is as a Swedish spreadsheet reads it:
semicolons between cells, a comma in a decimal; in English commas and points.
"""

import io
from collections.abc import Iterator
from csv import writer

from briefing.picture import Figure, Line, Picture, Usual
from briefing.renderings import contents
from briefing.renderings.wording import name, title
from reference.language import translator, weekday

_SEPARATORS = {"sv": ";", "en": ","}
# A spreadsheet would take what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def csv(picture: Picture, language: str) -> bytes:
    """The table as UTF-8 with a byte order mark.

    Columns: section, code, name, number, usual low and high, median of the usual, the same week a
    year before, mean of the usual weeks (of hours only), week. What is not known is empty.
    """
    t = translator(language)
    written = io.StringIO()
    table = writer(written, delimiter=_SEPARATORS[language], lineterminator="\r\n")
    table.writerow(
        (
            t("Section"),
            t("Code"),
            t("Name"),
            t("Reports"),
            t("Usual, low"),
            t("Usual, high"),
            t("Usual, median"),
            t("A year before"),
            t("Usual, mean"),
            t("Week"),
        )
    )
    for row in _rows(picture, language):
        table.writerow([_written(cell, language) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def _rows(picture: Picture, language: str) -> Iterator[tuple[Cell, ...]]:
    t, week = translator(language), picture.period
    whole = title(picture, language)
    yield (t("All"), picture.municipality.code, whole, *_counts(picture.total), None, week)
    calm = t("Calm, good or planned")
    yield (calm, "", t("Left out of the total"), *_counts(picture.other_reports), None, week)
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
            yield (section, line.code, name(line, language), *_counts(line.figure), None, week)
    for spot in picture.spots:
        yield (t("Places"), spot.code, spot.name, *_counts(spot.figure), None, week)
    yield from _weeks(picture, language)
    yield from _hours(picture, language)


def _weeks(picture: Picture, language: str) -> Iterator[tuple[Cell, ...]]:
    section, trend = translator(language)("Weeks"), picture.trend
    said = contents.weeks(picture, language)
    for row, week, n, low, high, before in zip(
        said, trend.weeks, trend.counts, trend.low, trend.high, trend.last_year, strict=True
    ):
        yield (section, week, row.week, n, low, high, None, before, None, week)


def _hours(picture: Picture, language: str) -> Iterator[tuple[Cell, ...]]:
    section = translator(language)("Hours")
    for day in range(7):
        for hour, row in enumerate(contents.hours(picture)):
            n, mean = row.days[day]
            code = f"{day + 1}-{hour:02d}"
            called = f"{weekday(day, language)} {row.hour}"
            yield (section, code, called, n, None, None, None, None, mean, picture.period)


def _counts(figure: Figure) -> tuple[Cell, ...]:
    usual: Usual = figure.usual
    return figure.n, usual.low, usual.high, usual.median, figure.last_year


def _written(cell: Cell, language: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    said = f"{cell:.3f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
    return said.replace(".", ",") if language == "sv" else said
