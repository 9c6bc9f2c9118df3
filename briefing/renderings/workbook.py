"""The picture's tables as a workbook: XLSX, a sheet a table, with the rows and words of the page.

Numbers are numbers, and every text is written as text: no name becomes a formula or a link. The
same picture gives the same bytes.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from briefing.picture import Picture, digest
from briefing.renderings import method, provenance
from briefing.renderings.drawing import COLOURS
from briefing.renderings.provenance import Issued
from briefing.renderings.sheets import Row, Sheet, Value, sheets
from briefing.renderings.wording import title
from reference.language import clock, translator

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FONT = {"font_name": "Arial", "font_size": 10}
_WIDEST, _NARROWEST = 60, 9
_HEAD_ROW = 2
_MOST_LETTERS_OF_A_NAME = 31
_ABOUT_WIDTHS = (34, 100)


def xlsx(picture: Picture, language: str, issued: Issued | None = None) -> bytes:
    """The workbook; its first sheet says what it is and how it was counted."""
    t = translator(language)
    written = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties(
        {
            "title": title(picture, language),
            "author": picture.municipality.name,
            "subject": provenance.states(picture, issued, language)[0].word,
            "created": picture.as_of.astimezone(UTC).replace(microsecond=0, tzinfo=None),
        }
    )
    looks = _looks(book)
    _write_about(book.add_worksheet(t("About")), picture, language, issued, looks)
    for sheet in sheets(picture, language):
        _write(book.add_worksheet(sheet.name[:_MOST_LETTERS_OF_A_NAME]), sheet, looks)
    book.close()
    return written.getvalue()


def _looks(book: Any) -> Mapping[str, Any]:  # noqa: ANN401 - XlsxWriter gives its parts no types
    line = {"bottom": 1, "bottom_color": COLOURS["edge"]}
    return {
        "text": book.add_format({**_FONT, "valign": "top"}),
        "wrapped": book.add_format({**_FONT, "valign": "top", "text_wrap": True}),
        "whole": book.add_format({**_FONT, "valign": "top", "num_format": "#,##0"}),
        "part": book.add_format({**_FONT, "valign": "top", "num_format": "#,##0.0###"}),
        "title": book.add_format({**_FONT, "bold": True, "font_size": 14}),
        "head": book.add_format({**_FONT, **line, "bold": True, "text_wrap": True}),
        "right": book.add_format(
            {**_FONT, **line, "bold": True, "text_wrap": True, "align": "right"}
        ),
    }


def _write_about(
    page: Any,  # noqa: ANN401 - the same
    picture: Picture,
    language: str,
    issued: Issued | None,
    looks: Mapping[str, Any],
) -> None:
    page.set_column(0, 0, _ABOUT_WIDTHS[0], looks["text"])
    page.set_column(1, 1, _ABOUT_WIDTHS[1], looks["wrapped"])
    page.write_string(0, 0, title(picture, language), looks["title"])
    for order, (called, value) in enumerate(_about(picture, language, issued), start=_HEAD_ROW):
        page.write_string(order, 0, str(called), looks["text"])
        look = "wrapped" if isinstance(value, str) else _look_of(value)
        _put(page, order, 1, value, looks[look])


def _about(picture: Picture, language: str, issued: Issued | None) -> Iterable[Row]:
    t = translator(language)
    yield t("Municipality"), picture.municipality.name
    yield t("Code"), picture.municipality.code
    yield t("Period"), picture.period
    yield t("First day"), picture.first_on.isoformat()
    yield t("Last day"), picture.last_on.isoformat()
    for state in provenance.states(picture, issued, language):
        yield t("State"), f"{state.word}{state.rest}"
    yield t("Position of the log"), picture.position
    yield t("As known"), clock(picture.as_of, language)
    yield t("Digest"), digest(picture)
    for what, edition in sorted(picture.editions.items()):
        yield t("Edition of %(what)s", what=provenance.edition_of(what, language)), edition
    yield from _whole(picture, language)
    how = (
        *provenance.method(picture, language),
        *method.sentences(picture, language),
        *(
            "".join(part.text for part in remark)
            for remark in provenance.remarks(picture, language)
        ),
    )
    for said in how:
        yield t("How it was counted"), said


def _whole(picture: Picture, language: str) -> Iterable[Row]:
    """What the counts of the whole picture are: all reports, those left out, and weighed."""
    t, harm = translator(language), picture.harm
    yield t("Reports"), picture.total.n
    usual = picture.total.usual
    yield t("Usual, low"), usual.low
    yield t("Usual, high"), usual.high
    yield t("Usual, median"), usual.median
    yield t("A year before"), picture.total.last_year
    yield t("Calm, good or planned, left out of the total"), picture.other_reports.n
    if harm is not None:
        yield t("Weighed"), harm.n
        yield t("Weighed, usual, low"), harm.low
        yield t("Weighed, usual, high"), harm.high
        yield t("Weighed, usual, median"), harm.median
        yield t("Edition of the weights"), harm.edition
    if picture.coverage.likely_doubles is not None:
        yield t("Likely doubles"), picture.coverage.likely_doubles


def _write(page: Any, sheet: Sheet, looks: Mapping[str, Any]) -> None:  # noqa: ANN401 - the same
    page.write_string(0, 0, sheet.caption, looks["title"])
    numeric = [_is_numeric(column) for column in zip(*sheet.rows, strict=True)]
    for place, column in enumerate(sheet.columns):
        look = looks["right" if numeric[place] else "head"]
        page.write_string(_HEAD_ROW, place, column, look)
        page.set_column(place, place, _width(sheet, place), looks["text"])
    for order, row in enumerate(sheet.rows, start=_HEAD_ROW + 1):
        for place, value in enumerate(row):
            _put(page, order, place, value, looks[_look_of(value)])
    page.freeze_panes(_HEAD_ROW + 1, 0)
    page.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEAD_ROW)


def _put(page: Any, row: int, column: int, value: Value, look: Any) -> None:  # noqa: ANN401 - the same
    """Write what is known; what is not stays empty, and is not nil."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(row, column, value, look)
    else:
        page.write_number(row, column, value, look)


def _look_of(value: Value) -> str:
    if isinstance(value, str) or value is None:
        return "text"
    return "whole" if isinstance(value, int) else "part"


def _is_numeric(column: Sequence[Value]) -> bool:
    known = [value for value in column if value is not None]
    return bool(known) and not any(isinstance(value, str) for value in known)


def _width(sheet: Sheet, place: int) -> int:
    longest = max((len(str(row[place])) for row in sheet.rows if row[place] is not None), default=0)
    # A long head is written on two lines.
    head = max(len(word) for word in sheet.columns[place].split()) + 2
    return min(max(longest + 2, head, _NARROWEST), _WIDEST)
