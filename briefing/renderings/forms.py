"""The forms that a picture is given in, of whatever period: one table for web, command and demo.

Each rendering knows by the picture itself which sections it has. They are imported when they are
asked for: most who start the service or a command draw nothing.
"""

from enum import StrEnum

from briefing.picture import Picture, as_json
from briefing.renderings.penned import Opened
from briefing.renderings.provenance import Issued


class Form(StrEnum):
    """The forms of a picture, by the name that the command knows them by."""

    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    SUMMARY = "summary"
    PPTX = "pptx"
    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"

    @property
    def ending(self) -> str:
        """How the name of its file ends."""
        return "summary.pdf" if self is Form.SUMMARY else self.value

    @property
    def media_type(self) -> str:
        """What the file is, for whoever is sent it."""
        return _MEDIA_TYPES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
    Form.SUMMARY: "application/pdf",
    Form.PPTX: f"{_OFFICE}.presentationml.presentation",
    Form.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.GEOJSON: "application/geo+json",
}
WITH_WORDS = frozenset({Form.HTML, Form.PDF, Form.SUMMARY, Form.PPTX})
"""What shows the words of whoever wrote for the picture; the others are of figures alone."""


def rendered(
    picture: Picture,
    form: Form,
    language: str,
    issued: Issued | None = None,
    words: Opened | None = None,
) -> bytes:
    """The picture in a form. `words` are what people wrote, opened for the reader."""
    if form in WITH_WORDS:
        return _for_people(picture, form, language, issued, words)
    match form:
        case Form.CSV:
            from briefing.renderings.tables import csv  # noqa: PLC0415 - see above

            return csv(picture, language)
        case Form.GEOJSON:
            from briefing.renderings.geojson import feature_collection  # noqa: PLC0415 - see above

            return feature_collection(picture, language)
        case Form.XLSX:
            from briefing.renderings.workbook import xlsx  # noqa: PLC0415 - see above

            return xlsx(picture, language, issued)
        case _:
            return as_json(picture)


def _for_people(
    picture: Picture, form: Form, language: str, issued: Issued | None, words: Opened | None
) -> bytes:
    match form:
        case Form.PDF:
            from briefing.renderings.pdf import pdf  # noqa: PLC0415 - see above

            return pdf(picture, language, issued, words)
        case Form.SUMMARY:
            from briefing.renderings.summary import summary  # noqa: PLC0415 - see above

            return summary(picture, language, issued, words)
        case Form.PPTX:
            from briefing.renderings.slides import pptx  # noqa: PLC0415 - see above

            return pptx(picture, language, issued, words)
        case _:
            from briefing.renderings.html import page  # noqa: PLC0415 - see above

            return page(picture, language, issued=issued, words=words).encode()
