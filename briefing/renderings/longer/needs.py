"""The areas by need: the drawing of ranks, the table of every part, and what the rank rests on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from briefing.analysis import AreaNeed, Needs
from briefing.picture import Picture
from briefing.renderings import captions, maps
from briefing.renderings.areas import MANY, SHOWN
from briefing.renderings.blocks import (
    Block,
    Cell,
    Drawing,
    Section,
    Size,
    Table,
    figure,
    nothing,
    said,
)
from briefing.renderings.contents import LETTERS
from briefing.renderings.longer import charts
from briefing.renderings.longer.words import called, unknown
from briefing.renderings.wall import wall_map
from briefing.renderings.wording import name
from reference.language import DASH, message, number, percent, translator

# From so many on a rate needs no decimals.
_EXACT = 10
_PARTS = {
    "raised": message("weeks in which the area deviates"),
    "rate": message("reports per square kilometre"),
    "harm": message("reports by weight"),
    "above": message("weeks above the usual"),
    "spread": message("groups of categories that make up 80 % of the reports"),
    "rising": message("the rise from the first third to the last"),
}


def section(picture: Picture, language: str) -> Section:
    """Where the need is greatest."""
    t, needs = translator(language), _needs(picture)
    heading = t("Areas by need")
    if not needs.areas:
        return Section("levels", heading, (nothing(_why_not(picture, language)),), half=False)
    blocks: list[Block] = [
        _drawing(needs, language),
        said(*_how(needs, language)),
        *_map(picture, language),
        *_tables(picture, language),
    ]
    return Section("levels", heading, tuple(blocks), half=False)


def _needs(picture: Picture) -> Needs:
    return picture.longer.needs if picture.longer else Needs()


def _why_not(picture: Picture, language: str) -> str:
    t = translator(language)
    if len(picture.map.areas) > 1:
        return t("No week of the period is on record, so no area can be ranked.")
    return t("There are fewer than two areas, so none can be ranked.")


def _drawing(needs: Needs, language: str) -> Drawing:
    t = translator(language)
    shown = needs.areas[:SHOWN]
    rows = tuple(
        charts.Ranked(
            called(area, language),
            area.rank,
            area.low,
            area.high,
            percent(area.among_first, language, decimals=0),
        )
        for area in shown
    )
    alt = t(
        "Ranks of the areas by need. %(areas)s.",
        areas="; ".join(_in_words(area, language) for area in shown),
    )
    last = max(area.high for area in shown)
    subtitle = t(
        "The dot is the rank, the bar the ranks of nine in ten draws of the period's weeks. To the"
        " right: the share of the draws in which the area is among the three first."
    )
    if len(shown) < len(needs.areas):
        subtitle += " " + t(
            "The %(n)s first of %(all)s areas.",
            n=number(len(shown), language),
            all=number(len(needs.areas), language),
        )
    return Drawing(
        title=_title(needs, language),
        subtitle=subtitle,
        alt=alt,
        draw=partial(charts.ranks, rows, last, alt, language),
        lines=len(rows),
        most=charts.MOST_RANKS,
    )


def _map(picture: Picture, language: str) -> list[Drawing]:
    """Where the reports of the period come from; it has one width."""
    if not picture.map.areas:
        return []
    t = translator(language)

    def drawn(size: Size) -> bytes:
        return (wall_map if size.large else maps.area_map)(picture, language) or b""

    subtitle = t("The surface of a circle is the number of reports of the period.")
    if any(line.figure.usual.median for line in picture.by_area):
        subtitle += " " + t("The ring is the usual.")
    return [
        Drawing(
            title=t("Where the reports come from"),
            subtitle=f"{subtitle} {_dots(picture, language)}".strip(),
            alt=captions.alt_map(picture, language),
            draw=drawn,
            is_map=True,
        )
    ]


def _dots(picture: Picture, language: str) -> str:
    """What the dots and letters are."""
    t = translator(language)
    said = [t("A dot is a report.")] if picture.map.dots else []
    if picture.spots:
        names = ", ".join(
            f"{letter} {spot.name}" for letter, spot in zip(LETTERS, picture.spots, strict=False)
        )
        said.append(t("Letters are places: %(places)s.", places=names))
    return " ".join(said)


def _title(needs: Needs, language: str) -> str:
    t, first = translator(language), needs.areas[0]
    if not first.n:
        return t("No area has any report")
    if first.high == 1:
        return t(
            "%(area)s is first, and stays first when the weeks are others",
            area=called(first, language),
        )
    return t(
        "%(area)s is first, but may be number %(n)s when the weeks are others",
        area=called(first, language),
        n=number(first.high, language),
    )


def _in_words(area: AreaNeed, language: str) -> str:
    return translator(language)(
        "%(area)s: rank %(rank)s, between %(low)s and %(high)s",
        area=called(area, language),
        rank=number(area.rank, language),
        low=number(area.low, language),
        high=number(area.high, language),
    )


def _how(needs: Needs, language: str) -> tuple[str, ...]:
    """What the rank is made of, how its firmness was found, and what it leaves out."""
    t = translator(language)
    parts = ", ".join(t(_PARTS[part]) for part in needs.parts)
    firm = t(
        "How firm it is: the %(weeks)s weeks of the period are drawn anew %(times)s times with"
        " replacement, and one organisation at a time is left out. By chance alone about one week"
        " in five lies above the usual.",
        weeks=number(needs.weeks, language),
        times=number(needs.resamples, language),
    )
    if "raised" in needs.parts:
        firm += " " + t(
            "The weeks that deviate stay as they were when an organisation is left out."
        )
    return (
        t(
            "The rank is the mean of an area's ranks by each part, all parts alike: %(parts)s."
            " Another choice of parts would give another order, so look at the parts.",
            parts=parts,
        ),
        firm,
        unknown(language),
    )


def _tables(picture: Picture, language: str) -> list[Table]:
    """Every part of every area; of many areas the first ones, and all of them folded away."""
    t, needs = translator(language), _needs(picture)
    title = t("What the need rests on, for every area")
    if len(needs.areas) <= MANY:
        return [_table(picture, needs.areas, title, language)]
    first = t("What the need rests on, for the %(n)s first areas", n=number(SHOWN, language))
    whole = _table(picture, needs.areas, title, language)
    return [
        _table(picture, needs.areas[:SHOWN], first, language)._replace(begins=True),
        whole._replace(folded=t("All areas as a table")),
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the table: its head, its share of a paper's width, what it says of an area.

    A short one has room on a slide.
    """

    head: str
    width: float
    cell: Callable[[AreaNeed], Cell]
    is_figures: bool = True
    is_short: bool = False


def _columns(picture: Picture, language: str) -> list[_Column]:
    """Rank and firmness, then every part; a part that tells of no area is left out."""
    t, needs = translator(language), _needs(picture)
    voices = {line.code: name(line, language) for line in picture.by_organisation}

    columns = [
        _Column(
            t("Area"),
            1.9,
            lambda area: Cell(called(area, language)),
            is_figures=False,
            is_short=True,
        ),
        _Column(t("Rank"), 0.6, lambda area: figure(area.rank, language), is_short=True),
        _Column(
            t("Between"),
            0.8,
            lambda area: Cell(_span(area.low, area.high, language)),
            is_short=True,
        ),
        _Column(
            t("Among the three first"),
            0.9,
            lambda area: Cell(percent(area.among_first, language, decimals=0), n=area.among_first),
        ),
        _Column(
            t("Without one organisation"),
            3,
            lambda area: Cell(_without(area, voices, language)),
            is_figures=False,
        ),
        _Column(
            t("Reports"),
            0.9,
            lambda area: figure(area.n, language, reports=area.reports),
            is_short=True,
        ),
        _Column(t("Per km²"), 0.7, lambda area: _rate(area, language)),
        _Column(t("By weight"), 0.8, lambda area: figure(area.harm, language), is_short=True),
        _Column(t("Weeks above the usual"), 0.9, lambda area: figure(area.above, language)),
    ]
    if "raised" in needs.parts:
        columns.append(
            _Column(t("Weeks that deviate"), 0.9, lambda area: figure(area.raised, language))
        )
    columns.append(_Column(t("Groups for 80 %"), 0.9, lambda area: figure(area.spread, language)))
    if any(area.first is not None for area in needs.areas):
        columns.append(
            _Column(t("First third → last, a week"), 1.4, lambda area: Cell(_rise(area, language)))
        )
    return columns


def _table(picture: Picture, areas: tuple[AreaNeed, ...], title: str, language: str) -> Table:
    columns = _columns(picture, language)
    return Table(
        title=title,
        subtitle=translator(language)(
            "Reports are counted over the %(n)s weeks that are over. By weight, a report counts"
            " from 1 to 5 by the harm of its category.",
            n=number(_needs(picture).weeks, language),
        ),
        columns=tuple(column.head for column in columns),
        rows=tuple(tuple(column.cell(area) for column in columns) for area in areas),
        figures=tuple(at for at, column in enumerate(columns) if column.is_figures),
        widths=tuple(column.width for column in columns),
        short=tuple(at for at, column in enumerate(columns) if column.is_short),
    )


def _span(low: int, high: int, language: str) -> str:
    first, last = number(low, language), number(high, language)
    return first if low == high else f"{first}{DASH}{last}"


def _without(area: AreaNeed, voices: dict[str, str], language: str) -> str:
    """The span of ranks, and without whom it moves furthest."""
    span = _span(area.without.low, area.without.high, language)
    whom = area.without.organisation
    return f"{span} ({voices.get(whom, whom)})" if whom else span


def _rise(area: AreaNeed, language: str) -> str:
    if area.first is None or area.last is None:
        return DASH
    first, last = (number(n, language, decimals=1) for n in (area.first, area.last))
    return f"{first} → {last}"


def _rate(area: AreaNeed, language: str) -> Cell:
    """Reports per square kilometre, with as many decimals as can be trusted."""
    decimals = 0 if area.rate is not None and area.rate >= _EXACT else 1
    return figure(area.rate, language, decimals=decimals)
