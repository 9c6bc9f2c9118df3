"""Where and when over a longer period: what lasts, the quarters of days, and near repeats."""

from functools import partial

from briefing.analysis import Hot, Lasting, Near, Recurrence
from briefing.picture import Picture
from briefing.renderings.blocks import (
    Block,
    Cell,
    Drawing,
    Remarks,
    Section,
    Table,
    cells,
    figure,
    nothing,
)
from briefing.renderings.longer import charts
from briefing.renderings.longer.words import area_names
from briefing.renderings.wording import Part
from reference.categories import CURRENT, Taxonomy, taxonomy
from reference.language import DASH, number, short_week, translator, weekday
from reference.weeks import Week

_PARTS_A_DAY = 4
_HEADS = ("00–06", "06–12", "12–18", "18–24")
_RATIO, _P, _PAIRS = 1.2, 0.05, 5
_FEWEST_TIMED = 10


def lasting(picture: Picture, language: str) -> Section:
    """The squares and places that are among the ten time after time."""
    t, hot = translator(language), picture.longer.hot if picture.longer else Hot()
    heading = t("What lasts")
    if not hot.units:
        return Section(
            "places", heading, (nothing(t("Too few weeks are over to say what lasts.")),)
        )
    if not hot.squares and not hot.places:
        return Section("places", heading, (nothing(_none_lasts(hot, language)),))
    blocks: list[Block] = []
    if hot.places:
        blocks.append(_lasting_table(picture, hot.places, hot, t("Places that last"), language))
    if hot.squares:
        blocks.append(
            _lasting_table(picture, hot.squares, hot, t("Squares of 250 m that last"), language)
        )
    both = t("Places and squares of 250 m that last")
    return Section("places", heading, tuple(blocks), together=both)


def _none_lasts(hot: Hot, language: str) -> str:
    t = translator(language)
    if hot.unit == "month":
        return t("No place is among the ten with most reports in two thirds of the months.")
    return t("No place is among the ten with most reports in two thirds of the weeks.")


def _lasting_table(
    picture: Picture, rows: tuple[Lasting, ...], hot: Hot, title: str, language: str
) -> Table:
    t, names = translator(language), area_names(picture, language)
    subtitle = (
        t(
            "Among the ten with most reports in at least two thirds of the %(n)s months.",
            n=hot.units,
        )
        if hot.unit == "month"
        else t(
            "Among the ten with most reports in at least two thirds of the %(n)s weeks.",
            n=hot.units,
        )
    )
    return Table(
        title=title,
        subtitle=subtitle,
        columns=(t("Place"), t("Area"), t("Reports"), t("Times among the ten")),
        rows=tuple(
            (
                Cell(_called(row, language)),
                Cell(names.get(row.area, DASH)),
                figure(row.total, language, reports=row.reports),
                Cell(f"{number(row.times, language)}/{number(hot.units, language)}"),
            )
            for row in rows
        ),
        figures=(2, 3),
        widths=(1.6, 1.2, 0.7, 0.8),
    )


def _called(row: Lasting, language: str) -> str:
    """The place; a square by the place that it lies near, else by its numbers."""
    if row.code:
        return row.name
    t = translator(language)
    if row.name:
        return t("near %(place)s", place=row.name)
    return t("square %(e)s:%(n)s", e=row.e, n=row.n)


def times(picture: Picture, language: str) -> Section:
    """The quarters of the days of the week."""
    t, told = translator(language), picture.longer.times if picture.longer else None
    heading = t("When")
    if told is None or not any(told.parts):
        return Section(
            "when", heading, (nothing(t("No report of the period is known to the hour.")),)
        )
    parts, placed = told.parts, sum(told.parts)
    alt = _times_title(parts, language) + ". " + _days_in_words(parts, language)
    subtitle = t(
        "Reports by weekday and quarter of the day, %(n)s in all.", n=number(placed, language)
    )
    if told.unknown:
        subtitle += " " + t.many(
            "%(n)s report whose hour is not known is left out.",
            "%(n)s reports whose hour is not known are left out.",
            told.unknown,
        )
    drawing = Drawing(
        title=_times_title(parts, language),
        subtitle=subtitle,
        alt=alt,
        draw=partial(charts.dayparts, parts, _HEADS, alt, language),
    )
    return Section("when", heading, (drawing, _times_table(parts, told.last_year, language)))


def _times_title(parts: tuple[int, ...], language: str) -> str:
    t, placed = translator(language), sum(parts)
    if placed < _FEWEST_TIMED:
        return t.many(
            "%(n)s report is known to the hour, too few to say when most come",
            "%(n)s reports are known to the hour, too few to say when most come",
            placed,
        )
    day, quarter = divmod(parts.index(max(parts)), _PARTS_A_DAY)
    return t(
        "Most reports on %(day)s %(hours)s: %(n)s of %(all)s",
        day=weekday(day, language),
        hours=_HEADS[quarter],
        n=number(max(parts), language),
        all=number(placed, language),
    )


def _days_in_words(parts: tuple[int, ...], language: str) -> str:
    told = [
        f"{weekday(day, language)} {number(sum(parts[day * 4 : day * 4 + 4]), language)}"
        for day in range(7)
    ]
    return f"{told[0][0].upper()}{told[0][1:]}, {', '.join(told[1:])}."


def _times_table(parts: tuple[int, ...], before: tuple[int, ...], language: str) -> Table:
    t = translator(language)

    def cell(at: int) -> Cell:
        said = figure(parts[at], language)
        earlier = f" ({number(before[at], language)})" if before else ""
        return said._replace(text=said.text + earlier)

    return Table(
        title=t("Reports by weekday and quarter of the day"),
        subtitle=t("In brackets the same weeks a year before.") if before else "",
        columns=(t("Day"), *_HEADS, t("All")),
        rows=tuple(
            (
                Cell(weekday(day, language)),
                *(cell(day * _PARTS_A_DAY + quarter) for quarter in range(_PARTS_A_DAY)),
                figure(sum(parts[day * 4 : day * 4 + 4]), language),
            )
            for day in range(7)
        ),
        figures=(1, 2, 3, 4, 5),
        folded=t("The quarters of the days as a table"),
    )


def near(picture: Picture, language: str) -> Section:
    """Whether one report is followed by others near by and soon after."""
    t, told = translator(language), picture.longer.near if picture.longer else Near()
    heading = t("Near repeats")
    if not told.categories:
        return Section(
            "near",
            heading,
            (nothing(t("No category has points enough in 26 weeks to tell of near repeats.")),),
        )
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    found = [one for one in told.categories if repeats(one)]
    sentences = [
        t(
            "After a report of “%(category)s” others within %(metres)s metres and %(days)s days are"
            " %(times)s times as many as chance lets expect.",
            category=kinds.name(one.category, language),
            metres=told.metres[0],
            days=told.days[0],
            times=number(one.ratios[0][0] or 0, language, decimals=1),
        )
        for one in found
    ]
    if not found:
        sentences = [
            t("In no category are reports near by and soon after more than chance would have.")
        ]
    blocks: tuple[Block, ...] = (
        Remarks(tuple((Part(sentence),) for sentence in sentences), quiet=not found),
        _near_table(told, kinds, language),
        *(_bands(one, told, kinds.name(one.category, language), language) for one in found),
    )
    title = t(
        "Near repeats in %(n)s of %(all)s categories",
        n=number(len(found), language),
        all=number(len(told.categories), language),
    )
    return Section("near", heading, blocks, title=title)


def _near_table(told: Near, kinds: Taxonomy, language: str) -> Table:
    """Every category with points enough, by its nearest band."""
    t = translator(language)
    return Table(
        title=t(
            "Near repeats, %(first)s to %(last)s",
            first=_week(told.first, language),
            last=_week(told.last, language),
        ),
        subtitle=t(
            "Pairs within %(metres)s m and %(days)s days against what chance lets expect. A"
            " near repeat is a ratio of 1.2 or more with p under .05. Of %(n)s categories,"
            " chance alone may give one now and then.",
            metres=told.metres[0],
            days=told.days[0],
            n=number(len(told.categories), language),
        ),
        columns=(t("Category"), t("Reports"), t("Pairs"), t("Ratio"), "p"),
        rows=tuple(
            (
                Cell(kinds.name(one.category, language), how="above" if repeats(one) else ""),
                figure(one.points, language),
                figure(one.pairs[0][0], language),
                figure(one.ratios[0][0], language, decimals=2),
                figure(one.p[0][0] if one.p else None, language, decimals=3),
            )
            for one in told.categories
        ),
        figures=(1, 2, 3, 4),
        widths=(2.2, 0.8, 0.7, 0.7, 0.7),
    )


def _week(week: str, language: str) -> str:
    return short_week(Week.parse(week), language) if week else DASH


def repeats(one: Recurrence) -> bool:
    """Whether the nearest band holds near repeats."""
    ratio, p = one.ratios[0][0], one.p[0][0] if one.p else None
    return (
        ratio is not None
        and p is not None
        and ratio >= _RATIO
        and p < _P
        and one.pairs[0][0] >= _PAIRS
    )


def _bands(one: Recurrence, told: Near, called: str, language: str) -> Table:
    """The ratio of every band, with its p in brackets."""
    t = translator(language)
    days = [f"{first}{DASH}{last}" for first, last in zip((0, *told.days), told.days, strict=False)]
    metres = [f"{a}{DASH}{b} m" for a, b in zip((0, *told.metres), told.metres, strict=False)]
    return Table(
        title=t("“%(category)s” by distance and days between", category=called),
        subtitle=t("Pairs against what chance lets expect, with p in brackets."),
        columns=(t("Distance"), *(t("%(days)s days", days=span) for span in days)),
        rows=tuple(
            cells(
                metres[row],
                *(
                    f"{_ratio(ratio, language)} ({_p(one.p[row][at], language)})"
                    for at, ratio in enumerate(ratios)
                ),
            )
            for row, ratios in enumerate(one.ratios)
        ),
        figures=tuple(range(1, len(days) + 1)),
        folded=t("“%(category)s” by distance and days", category=called),
    )


def _ratio(ratio: float | None, language: str) -> str:
    return DASH if ratio is None else number(ratio, language, decimals=2)


def _p(p: float | None, language: str) -> str:
    return DASH if p is None else number(p, language, decimals=3)
