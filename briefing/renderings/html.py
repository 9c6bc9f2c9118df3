"""The picture as a page: an article for the service's own page, and a whole document for a file.

No script and no inline style, so that it stands under a strict policy. Every figure leads to the
reports that it counts.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from briefing.picture import Figure, Line, Picture, Voice
from briefing.renderings import areas, captions, charts, contents, maps, provenance, strips, wording
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import title
from reference.language import DASH, number, translator, week_title, weekday
from reference.weeks import Week

__all__ = ["Issued", "article", "page", "title"]

Link = Callable[[str], str]

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE_SHEET = Path(__file__).parents[2] / "web" / "static" / "style.css"


def article(
    picture: Picture, language: str, *, issued: Issued | None = None, link: Link | None = None
) -> str:
    """The body of the picture's page, an <article> whose heading is the page's.

    `link` makes an address of the query of a list of reports; without it, figures lead nowhere.
    """
    week, days = week_title(Week.parse(picture.period), language).split(", ", 1)
    return _template("article.html").render(
        picture=picture,
        language=language,
        show=_Show(picture, language, link),
        t=translator(language),
        areas=areas,
        captions=captions,
        contents=contents,
        provenance=provenance,
        states=provenance.states(picture, issued, language),
        summary=wording.summary(picture, language),
        usual=wording.what_is_usual(picture.total.usual, language),
        mapped=areas.marked(picture),
        week=week,
        days=days,
        weekdays=[weekday(day, language, short=True) for day in range(7)],
    )


def page(
    picture: Picture, language: str, *, issued: Issued | None = None, link: Link | None = None
) -> str:
    """The picture as a whole document with the service's style sheet inside, for a file."""
    return _template("page.html").render(
        language=language,
        title=title(picture, language),
        # Our own file; it holds no end tag.
        style=Markup(_STYLE_SHEET.read_text(encoding="utf-8")),  # noqa: S704
        article=Markup(article(picture, language, issued=issued, link=link)),  # noqa: S704
    )


class _Show:
    """What the template shows of a figure, a line or a drawing: markup, safe to put in."""

    def __init__(self, picture: Picture, language: str, link: Link | None) -> None:
        self.picture = picture
        self.language = language
        self.link = link
        self._ongoing = wording.running(picture)
        self._category_most = strips.full_width(
            line.figure for line in contents.categories(picture)
        )

    def leading(self, text: str, reports: str) -> Markup:
        """The text, as a link where there are reports to lead to."""
        if self.link is None or not reports:
            return escape(text)
        return Markup('<a href="{}">{}</a>').format(self.link(reports), text)

    def sentence(self, said: wording.Sentence) -> Markup:
        """A sentence whose counts lead to their reports."""
        return Markup().join(self.leading(part.text, part.reports) for part in said)

    def n(self, figure: Figure) -> Markup:
        """The count."""
        return self.leading(number(figure.n, self.language), figure.reports)

    def usual(self, figure: Figure) -> str:
        """The band of the usual, or a dash."""
        return wording.usual_span(figure.usual, self.language) or DASH

    def last_year(self, figure: Figure) -> str:
        """The same week's count a year before, or a dash."""
        return DASH if figure.last_year is None else number(figure.last_year, self.language)

    def standing(self, figure: Figure) -> Markup:
        """The change in words, with a class by which what is above can be marked."""
        return Markup('<span class="standing {}">{}</span>').format(
            wording.standing(figure, ongoing=self._ongoing).value,
            wording.standing_in_words(figure, self.language, ongoing=self._ongoing),
        )

    def name(self, line: Line | Voice) -> str:
        """The line's name."""
        return wording.name(line, self.language)

    def mean(self, value: float) -> str:
        """A mean, to one decimal."""
        return number(value, self.language, decimals=1)

    def weeks(self, line: Line) -> Markup:
        """The strip of the line's weeks, on a scale of its own."""
        return Markup(strips.weeks(line.figure))  # noqa: S704 - numbers only

    def bar(self, line: Line) -> Markup:
        """The bar of the line, on the scale of all categories."""
        return Markup(strips.bar(line.figure, self._category_most))  # noqa: S704 - numbers only

    def trend(self) -> Markup:
        """The trend, for broad and for narrow pages."""
        return _both(charts.trend, self.picture, self.language)

    def rhythm(self) -> Markup:
        """The rhythm, for broad and for narrow pages."""
        return _both(charts.rhythm, self.picture, self.language)

    def map(self) -> Markup:
        """The map, or nothing where there is nothing to draw."""
        drawn = maps.area_map(self.picture, self.language, linked=True)
        return Markup(drawn.decode()) if drawn else Markup()  # noqa: S704 - escaped as it was drawn


def _both(draw: Callable[..., bytes], picture: Picture, language: str) -> Markup:
    """A drawing in both widths; the style sheet shows the one that fits."""
    return Markup().join(
        Markup('<div class="chart {}">{}</div>').format(
            "narrow" if narrow else "broad",
            # Escaped as it was drawn.
            Markup(draw(picture, language, narrow=narrow).decode()),  # noqa: S704
        )
        for narrow in (False, True)
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
