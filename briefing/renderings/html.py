"""The picture as a page: an article for the service's own page, and a whole document for a file.

No script and no inline style, so that it stands under a strict policy. Every figure leads to the
reports that it counts.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from briefing.findings import AreaLevel, Level
from briefing.picture import Figure, Line, Picture, Voice
from briefing.renderings import (
    areas,
    backlog,
    captions,
    charts,
    completeness,
    contents,
    dayparts,
    deviations,
    hotmap,
    hotspots,
    hours,
    lengths,
    levels,
    maps,
    method,
    provenance,
    strips,
    wording,
)
from briefing.renderings.blocks import BROAD, NARROW, Drawing, Size
from briefing.renderings.in_brief import summary
from briefing.renderings.longer import sections as longer
from briefing.renderings.penned import Opened, penned, quoted
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import title
from reference.language import DASH, number, translator, weekday

__all__ = ["Issued", "article", "page", "title"]

Link = Callable[[str], str]

_TEMPLATES = Path(__file__).parent / "templates"
_STATIC = Path(__file__).parents[2] / "web" / "static"
STYLE_SHEETS = (
    "style/tokens.css",
    "style/text.css",
    "style/tables.css",
    "style/print.css",
    "style/drawings.css",
    "picture.css",
)
"""What a picture in a file looks like, in the order in which the service's own pages load it."""

_SPAN = re.compile(rf"(\(?[0-9]+{DASH}[0-9]+\)?)")


def article(
    picture: Picture,
    language: str,
    *,
    issued: Issued | None = None,
    link: Link | None = None,
    words: Opened | None = None,
) -> str:
    """The body of the picture's page, an <article> whose heading is the page's.

    `link` makes an address of the query of a list of reports; without it, figures lead nowhere.
    `words` are what people wrote, by position, opened for the reader; without them the summary is
    counted and what was written is not shown.
    """
    called, days = wording.period_title(picture, language)
    written = penned(picture, words)
    laid_out = "article.html" if picture.longer is None else "longer.html"
    return _template(laid_out).render(
        picture=picture,
        language=language,
        show=_Show(picture, language, link),
        t=translator(language),
        areas=areas,
        backlog=backlog,
        captions=captions,
        completeness=completeness,
        contents=contents,
        dayparts=dayparts,
        deviations=deviations,
        hotspots=hotspots,
        hours=hours,
        lengths=lengths,
        levels=levels,
        longer=longer,
        method=method,
        provenance=provenance,
        penned=written,
        quoted=quoted,
        states=provenance.states(picture, issued, language),
        summary=summary(picture, language),
        usual=lengths.what_is_usual(picture, language),
        weighed=method.harm_in_words(picture.harm, picture.total.n, language),
        mapped=areas.marked(picture),
        period=called,
        days=_unbroken(days),
        weekdays=[weekday(day, language, short=True) for day in range(7)],
    )


def page(
    picture: Picture,
    language: str,
    *,
    issued: Issued | None = None,
    link: Link | None = None,
    words: Opened | None = None,
) -> str:
    """The picture as a whole document with the service's style sheets inside, for a file."""
    said = article(picture, language, issued=issued, link=link, words=words)
    return _template("page.html").render(
        language=language,
        title=title(picture, language),
        # Our own files; they hold no end tag.
        style=Markup(_style()),  # noqa: S704
        article=Markup(said),  # noqa: S704
    )


@cache
def _style() -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in STYLE_SHEETS)


def trend(picture: Picture, language: str) -> str:
    """The weeks' drawing alone, with what is seen and what is drawn; "" while there is none."""
    if not contents.counted(picture):
        return ""
    return Markup(
        '<figure><figcaption><strong class="title">{}</strong> <span class="subtitle">{}</span>'
        "</figcaption>{}</figure>"
    ).format(
        captions.trend_title(picture, language),
        captions.trend_subtitle(picture, language),
        _Show(picture, language, None).trend(),
    )


class _Show:
    """What the template shows of a figure, a line or a drawing: markup, safe to put in."""

    def __init__(self, picture: Picture, language: str, link: Link | None) -> None:
        self.picture = picture
        self.language = language
        self.link = link
        self._ongoing = wording.running(picture)
        self._levels = {level.code: level for level in picture.levels}
        self._out = deviations.standing_out(picture)
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

    def level(self, line: Line) -> AreaLevel | None:
        """The level of the line's area."""
        return self._levels.get(line.code)

    def badge(self, level: Level) -> Markup:
        """A level by its word; the style sheet sets its sign and colour."""
        return Markup('<span class="level {}">{}</span>').format(
            level.value, levels.word(level, self.language)
        )

    def share(self, value: float) -> str:
        """A count that may be made of shares of reports, to one decimal where it is not whole."""
        return number(round(value, 1), self.language)

    def spanned(self, words: str) -> Markup:
        """The words with spans of hours, "(18–24)", kept on one line."""
        parts = _SPAN.split(words)
        whole = Markup('<span class="unbroken">{}</span>')
        return Markup("").join(
            whole.format(part) if at % 2 else part for at, part in enumerate(parts)
        )

    def in_weeks(self) -> str:
        """The heading of what is counted over the weeks of the hot spots."""
        return hotspots.span_in_words(self.picture, self.language)

    def mean(self, value: float) -> str:
        """A mean, to one decimal."""
        return number(value, self.language, decimals=1)

    def weeks(self, line: Line) -> Markup:
        """The strip of the line's weeks, on a scale of its own."""
        level = self.level(line)
        shown = level.weeks if level else ()
        return Markup(strips.weeks(line.figure, shown, stands_out=line.code in self._out))  # noqa: S704 - numbers only

    def bar(self, line: Line) -> Markup:
        """The bar of the line, on the scale of all categories."""
        out = line.code in self._out
        drawn = strips.bar(line.figure, self._category_most, stands_out=out)
        return Markup(drawn)  # noqa: S704 - numbers only

    def trend(self) -> Markup:
        """The trend, for broad and for narrow pages."""
        return _both(lambda size: charts.trend(self.picture, self.language, narrow=size.narrow))

    def rhythm(self) -> Markup:
        """The rhythm, for broad and for narrow pages."""
        return _both(lambda size: charts.rhythm(self.picture, self.language, narrow=size.narrow))

    def drawing(self, of: Drawing) -> Markup:
        """A drawing of a longer period; a map has one width."""
        if of.is_map:
            return Markup(of.draw(BROAD).decode())  # noqa: S704 - escaped as it was drawn
        return _both(of.draw)

    def map(self) -> Markup:
        """The map, or nothing where there is nothing to draw."""
        drawn = maps.area_map(self.picture, self.language, linked=True)
        return Markup(drawn.decode()) if drawn else Markup()  # noqa: S704 - escaped as it was drawn

    def hot_map(self) -> Markup:
        """The map of squares, or nothing where there is none."""
        drawn = hotmap.hot_map(self.picture, self.language)
        return Markup(drawn.decode()) if drawn else Markup()  # noqa: S704 - escaped as it was drawn


def _unbroken(days: str) -> list[str]:
    """The days in the parts that stand on one line each: of two months, each with its dash."""
    first, dash, last = days.partition(DASH)
    return [f"{first}{dash}", last] if any(map(str.isalpha, first)) else [days]


def _both(draw: Callable[[Size], bytes]) -> Markup:
    """A drawing in both widths; the style sheet shows the one that fits."""
    return Markup().join(
        Markup('<div class="chart {}">{}</div>').format(
            "narrow" if size.narrow else "broad",
            Markup(draw(size).decode()),  # noqa: S704 - escaped as it was drawn
        )
        for size in (BROAD, NARROW)
    )


def _template(name: str) -> Template:
    """A template of the renderings."""
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
