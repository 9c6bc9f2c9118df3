"""Where reports gather, in words: the rows of places and squares, and what their map says."""

from typing import NamedTuple

from briefing.findings import HotCell
from briefing.picture import Picture
from briefing.renderings.contents import LETTERS
from briefing.renderings.dayparts import daypart
from briefing.renderings.wording import NOWHERE, in_words, name
from reference.categories import CURRENT, taxonomy
from reference.dimensions import PlaceType, label
from reference.language import number, translator

SHOWN = 5


class HotRow(NamedTuple):
    """A place or a square: its mark on the map, what and where it is, and how it is moving.

    `now` is this week's count, "" for a square.
    """

    mark: str
    name: str
    about: str
    n24: str
    n4: str
    before4: str
    arrow: str
    direction: str
    reports: str
    now: str = ""
    now_reports: str = ""


def places(picture: Picture, language: str) -> tuple[HotRow, ...]:
    """The named places with most reports of 24 weeks, five at most."""
    t = translator(language)
    names = _area_names(picture, language)
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    this_week = {spot.code: spot.figure for spot in picture.spots}
    rows: list[HotRow] = []
    for mark, place in zip(LETTERS, picture.hotspots.places, strict=False):
        said = [
            label(PlaceType(place.place_type), language),
            names.get(place.area, ""),
            kinds.name(place.top_category, language) if place.top_category else "",
            t("hours mostly unknown")
            if place.top_daypart is None
            else daypart(place.top_daypart, language),
        ]
        figure = this_week.get(place.code)
        rows.append(
            HotRow(
                now=number(figure.n if figure else 0, language),
                now_reports=figure.reports if figure else "",
                mark=mark,
                name=place.name,
                about=", ".join(part for part in said if part),
                n24=number(place.n24, language),
                n4=number(place.n4, language),
                before4=number(place.before4, language, decimals=1),
                arrow=place.arrow,
                direction=direction(place.arrow, language),
                reports=place.reports,
            )
        )
    return tuple(rows)


def squares(picture: Picture, language: str) -> tuple[HotRow, ...]:
    """The squares with most reports of 24 weeks, five at most."""
    t = translator(language)
    names = _area_names(picture, language)
    return tuple(
        HotRow(
            mark=str(order),
            name=_near(cell, language),
            about=", ".join(
                part
                for part in (
                    names.get(cell.area, "") if names.get(cell.area) != cell.near else "",
                    t("in a cluster") if cell.cluster else "",
                )
                if part
            ),
            n24=number(cell.n24, language),
            n4=number(cell.n4, language),
            before4=number(cell.before4, language, decimals=1),
            arrow=cell.arrow,
            direction=direction(cell.arrow, language),
            reports="",
        )
        for order, cell in enumerate(shown(picture), start=1)
    )


def shown(picture: Picture) -> tuple[HotCell, ...]:
    """The squares that the table and the map's numbers name."""
    return picture.hotspots.cells[:SHOWN]


def direction(arrow: str, language: str) -> str:
    """How the last four weeks are to the twenty before, in words."""
    t = translator(language)
    return {"up": t("more than before"), "down": t("fewer than before")}.get(arrow, t("as before"))


def title(picture: Picture, language: str) -> str:
    """What the map of squares shows: how many clusters."""
    t, hot = translator(language), picture.hotspots
    clusters = sum(cell.cluster for cell in hot.cells)
    if not clusters:
        return t("The squares with most reports; none is a cluster")
    return t.many(
        "%(n)s square with more reports than chance around it explains",
        "%(n)s squares with more reports than chance around them explains",
        clusters,
    )


def subtitle(picture: Picture, language: str) -> str:
    """What squares, outlines, numbers and shade are, and what they rest on."""
    t, hot = translator(language), picture.hotspots
    said = [
        t(
            "Squares of 250 m by their reports of %(weeks)s weeks: the fuller, the darker.",
            weeks=number(hot.weeks, language),
        )
    ]
    if any(cell.cluster for cell in hot.cells):
        said.append(t("A thick outline is a cluster."))
    if hot.cells:
        said.append(t("The numbers are those of the table."))
    if hot.contours:
        said.append(t("The shade behind shows where reports lie close; nothing rests on it."))
    said.append(
        t(
            "%(n)s of %(of)s reports have a point that may be counted.",
            n=number(hot.reports, language),
            of=number(hot.of, language),
        )
    )
    return " ".join(said)


def alternative(picture: Picture, language: str) -> str:
    """The map of squares in words."""
    t = translator(language)
    told = "; ".join(
        t(
            "%(mark)s %(name)s %(n)s reports",
            mark=row.mark,
            name=row.name,
            n=row.n24,
        )
        + (f", {row.about}" if row.about else "")
        for row in squares(picture, language)
    )
    return t("Map of the squares with most reports: %(squares)s.", squares=told)


def span_in_words(picture: Picture, language: str) -> str:
    """Say "24 weeks", the span in which places and squares are counted."""
    return translator(language).many("%(n)s week", "%(n)s weeks", picture.hotspots.weeks)


def places_title(picture: Picture, language: str) -> str:
    """How many of the places are moving upwards."""
    t = translator(language)
    rising = sum(place.arrow == "up" for place in picture.hotspots.places[:SHOWN])
    if not rising:
        return t("The places where reports gather")
    return t.many(
        "The places where reports gather; %(n)s has more than before",
        "The places where reports gather; %(n)s have more than before",
        rising,
    )


def basis(picture: Picture, language: str) -> str:
    """What the table of places counts."""
    t = translator(language)
    return f"{squares_basis(picture, language)} {t('The letters are those of the map of areas.')}"


def squares_basis(picture: Picture, language: str) -> str:
    """What the table of squares counts."""
    return translator(language)(
        "Reports of the last four weeks, with the mean of four weeks in the %(before)s before in"
        " brackets.",
        before=in_words(max(picture.hotspots.weeks - 4, 0), language),
    )


def _near(cell: HotCell, language: str) -> str:
    t = translator(language)
    if not cell.near:
        return t("Square without a name")
    return t("At %(place)s", place=cell.near)


def _area_names(picture: Picture, language: str) -> dict[str, str]:
    return {line.code: name(line, language) for line in picture.by_area if line.code not in NOWHERE}
