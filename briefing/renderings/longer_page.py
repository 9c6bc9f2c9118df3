"""A longer period's picture as a page: an article for the service's own, and a whole document.

No script and no inline style, so that it stands under a strict policy. Every figure leads to the
reports that it counts.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from briefing.picture import Picture
from briefing.renderings import html, longer, longer_words, provenance, wording
from briefing.renderings.blocks import Block, Drawing, Remarks, Section
from briefing.renderings.penned import Opened, penned
from briefing.renderings.provenance import Issued
from briefing.renderings.wording import Part, Sentence
from reference.language import translator

Link = Callable[[str], str]


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
    `words` are what people wrote, by position, opened for the reader.
    """
    called, days = wording.period_title(picture, language)
    leading = _leading(link)

    def sentence(said: Sentence) -> Markup:
        return Markup().join(leading(part.text, part.reports) for part in said)

    return html.template("longer.html").render(
        picture=picture,
        language=language,
        t=translator(language),
        period=called,
        days=days,
        states=provenance.states(picture, issued, language),
        summary=sentences(picture, language, words),
        opening=longer.opening(picture, language),
        rows=rows(longer.sections(picture, language)),
        columns=columns,
        leading=leading,
        sentence=sentence,
        drawn=_drawn,
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
    return html.document(
        article(picture, language, issued=issued, link=link, words=words), picture, language
    )


def sentences(picture: Picture, language: str, words: Opened | None = None) -> tuple[Sentence, ...]:
    """The sentences on top: the analyst's where they are open, else the counted ones."""
    written = penned(picture, words).sentences
    opened = tuple((Part(one.text),) for one in written if one.text)
    return opened or longer_words.summary(picture, language)


def rows(sections: tuple[Section, ...]) -> list[list[Section]]:
    """The sections by the rows of a broad page: a whole one alone, halves two by two."""
    found: list[list[Section]] = []
    for section in sections:
        room = found and len(found[-1]) == 1 and found[-1][0].half
        if section.half and room:
            found[-1].append(section)
        else:
            found.append([section])
    return found


def columns(section: Section) -> tuple[list[Block], list[Block]]:
    """A whole section without its tables, in two columns: a second drawing has the right one."""
    drawings = [block for block in section.blocks if isinstance(block, Drawing)]
    remarks: list[Block] = [block for block in section.blocks if isinstance(block, Remarks)]
    if len(drawings) > 1:
        return [*drawings[:1], *remarks], [*drawings[1:]]
    return [*drawings], remarks


def _drawn(svg: bytes) -> Markup:
    return Markup(svg.decode())  # noqa: S704 - escaped as it was drawn


def _leading(link: Link | None) -> Callable[[str, str], Markup]:
    """The text as a link, where there are reports to lead to."""

    def leading(text: str, reports: str) -> Markup:
        if link is None or not reports:
            return escape(text)
        return Markup('<a href="{}">{}</a>').format(link(reports), text)

    return leading
