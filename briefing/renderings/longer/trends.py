"""How the numbers moved: the months of the whole and of each group, the weeks of each area."""

from collections.abc import Sequence
from functools import partial

from briefing.analysis import MonthLine, Months
from briefing.picture import Picture
from briefing.renderings.blocks import (
    Block,
    Cell,
    Drawing,
    Section,
    Table,
    figure,
    nothing,
    said,
)
from briefing.renderings.longer import charts
from briefing.renderings.longer.charts import Line
from briefing.renderings.longer.words import area_names, month_name
from briefing.renderings.method import harm_in_words
from briefing.renderings.wording import name
from reference.language import DASH, number, short_week, translator
from reference.weeks import Week

_ENDS = 2


def whole(picture: Picture, language: str) -> Section:
    """Thirteen months of all reports."""
    t = translator(language)
    heading, months = t("The number of reports"), _months(picture)
    if not months.lines:
        return Section("figures", heading, (nothing(t("No month is on record yet.")),))
    line = months.lines[0]
    drawn = _line(line, t("All"), language, unit=True)
    alt = _alt(months, line, language)
    drawing = Drawing(
        title=_title(line, language),
        subtitle=t(
            "Reports a week in each month. The thin line is the same month a year before; the band"
            " is what the eight months before were like, without the highest and the lowest."
        ),
        alt=alt,
        draw=partial(charts.months, drawn, marks(months, language), alt, language),
    )
    weighed = harm_in_words(picture.harm, picture.total.n, language)
    blocks: tuple[Block, ...] = (drawing, *((said(weighed),) if weighed else ()))
    return Section("figures", heading, (*blocks, _month_table(months, language)))


def groups(picture: Picture, language: str) -> Section:
    """Thirteen months of each group, and what the period had against the same a year before."""
    t = translator(language)
    heading, months = t("Groups month by month"), _months(picture)
    lines = months.lines[1:]
    if not lines:
        none = nothing(t("There are no reports to divide by category."))
        return Section("groups", heading, (none,))
    names = {line.code: name(line, language) for line in picture.by_group}
    called = [names.get(line.code, line.code) for line in lines]
    drawing = _drawing(
        [_line(line, each, language) for line, each in zip(lines, called, strict=True)],
        (_dated(months.months[0], language), _dated(months.months[-1], language)),
        language,
        title=_groups_title(picture, language),
        subtitle=t(
            "Reports a week in each month, all on one scale. The number is the last month's, the"
            " thin line the same months a year before, the band the usual of the months before."
        ),
        alt=t(
            "Reports a week by month, one line a group. %(groups)s.",
            groups="; ".join(
                _from_to(line, each, language) for line, each in zip(lines, called, strict=True)
            ),
        ),
    )
    return Section("groups", heading, (drawing, _group_table(picture, language)))


def area_weeks(picture: Picture, language: str) -> Section:
    """The weeks of the areas of the greatest need."""
    t = translator(language)
    heading = t("Areas week by week")
    lines = picture.longer.area_weeks if picture.longer else ()
    if not lines:
        none = nothing(t("No areas can be followed week by week."))
        return Section("area-weeks", heading, (none,))
    names = area_names(picture, language)
    weeks = [short_week(Week.parse(week), language) for week in picture.trend.weeks]
    drawn = [
        Line(
            names.get(line.code, line.code),
            number(sum(n or 0 for n in line.counts), language),
            line.counts,
        )
        for line in lines
    ]
    drawing = _drawing(
        drawn,
        (weeks[0], weeks[-1]),
        language,
        title=_areas_title(picture, language),
        subtitle=t(
            "Reports a week, all on one scale, the areas in the order of their need. The number is"
            " the sum of the weeks that are drawn."
        ),
        alt=t(
            "Reports a week, one line an area, %(first)s to %(last)s. %(areas)s.",
            first=weeks[0],
            last=weeks[-1],
            areas="; ".join(f"{line.name} {line.end}" for line in drawn),
        ),
    )
    table = Table(
        title=t("Reports a week by area"),
        subtitle="",
        columns=(t("Week"), *(line.name for line in drawn)),
        rows=tuple(
            (Cell(week), *(figure(line.counts[at], language) for line in lines))
            for at, week in enumerate(weeks)
        ),
        figures=tuple(range(1, len(lines) + 1)),
        folded=t("The weeks as a table"),
    )
    return Section("area-weeks", heading, (drawing, table))


def _drawing(
    lines: Sequence[Line],
    ends: tuple[str, str],
    language: str,
    *,
    title: str,
    subtitle: str,
    alt: str,
) -> Drawing:
    """Small lines, one each for what is followed."""
    return Drawing(
        title=title,
        subtitle=subtitle,
        alt=alt,
        draw=partial(charts.multiples, tuple(lines), ends, alt, language),
        lines=len(lines),
        most=charts.MOST_LINES,
    )


def _months(picture: Picture) -> Months:
    return picture.longer.months if picture.longer else Months()


def _line(line: MonthLine, called: str, language: str, *, unit: bool = False) -> Line:
    last = line.rates[-1]
    said = DASH if last is None else number(last, language, decimals=1)
    if unit and last is not None:
        said = translator(language)("%(n)s a week", n=said)
    return Line(called, said, line.rates, line.last_year, line.low, line.high)


def _title(line: MonthLine, language: str) -> str:
    t = translator(language)
    now, then, low, high = line.rates[-1], line.last_year[-1], line.low[-1], line.high[-1]
    if now is not None and then is not None:
        return {
            1: t("More reports a week than in the same month a year before"),
            0: t("As many reports a week as in the same month a year before"),
            -1: t("Fewer reports a week than in the same month a year before"),
        }[(now > then) - (now < then)]
    if now is not None and high is not None and now > high:
        return t("The last month lies above the usual of the months before")
    if now is not None and low is not None and now < low:
        return t("The last month lies below the usual of the months before")
    if now is not None and low is not None:
        return t("The last month lies within the usual of the months before")
    return t("The number of reports per month")


def _groups_title(picture: Picture, language: str) -> str:
    t = translator(language)
    known = [
        line.figure
        for line in picture.by_group
        if line.disturbance and line.figure.last_year is not None
    ]
    if not known:
        return t("Reports a week by group and month")
    return t(
        "%(n)s of %(all)s groups have more reports than in the same period a year before",
        n=number(sum(figure.n > (figure.last_year or 0) for figure in known), language),
        all=number(len(known), language),
    )


def _areas_title(picture: Picture, language: str) -> str:
    t = translator(language)
    areas = picture.longer.needs.areas if picture.longer else ()
    known = [area for area in areas if area.first is not None and area.last is not None]
    if not known:
        return t("Reports a week by area")
    return t(
        "%(n)s of %(all)s areas have more reports in the period's last third than in its first",
        n=number(sum((area.last or 0) > (area.first or 0) for area in known), language),
        all=number(len(known), language),
    )


def _alt(months: Months, line: MonthLine, language: str) -> str:
    t = translator(language)
    told = "; ".join(
        f"{month_name(month, language)} {figure(n, language).text}"
        for month, n in zip(months.months, line.rates, strict=True)
    )
    said = t("Reports a week in each month: %(months)s.", months=told)
    if (then := line.last_year[-1]) is not None:
        n = number(then, language, decimals=1)
        said += " " + t("The last month a year before: %(n)s.", n=n)
    return said


def _from_to(line: MonthLine, called: str, language: str) -> str:
    first = next((n for n in line.rates if n is not None), None)
    return f"{called} {figure(first, language).text} → {figure(line.rates[-1], language).text}"


def _month_table(months: Months, language: str) -> Table:
    t, line = translator(language), months.lines[0]
    return Table(
        title=t("Reports a week in each month"),
        subtitle="",
        columns=(t("Month"), t("Reports a week"), t("The usual"), t("A year before")),
        rows=tuple(
            (
                Cell(month_name(month, language)),
                figure(line.rates[at], language),
                Cell(_band(line.low[at], line.high[at], language)),
                figure(line.last_year[at], language),
            )
            for at, month in enumerate(months.months)
        ),
        figures=(1, 2, 3),
        folded=t("The months as a table"),
    )


def _group_table(picture: Picture, language: str) -> Table:
    """The period's reports by group, with their usual and a year before."""
    t = translator(language)
    months = _months(picture)
    rates = {line.code: line.rates for line in months.lines}
    lines = sorted(
        (line for line in picture.by_group if line.disturbance),
        key=lambda line: (-line.figure.n, line.code),
    )
    rows = [
        (
            Cell(name(line, language)),
            figure(line.figure.n, language, reports=line.figure.reports),
            Cell(_band(line.figure.usual.low, line.figure.usual.high, language)),
            figure(line.figure.last_year, language),
            *(figure(n, language) for n in rates.get(line.code, ())[-_ENDS:]),
        )
        for line in lines
    ]
    last = [month_name(month, language) for month in months.months[-_ENDS:]]
    return Table(
        title=t("Reports of the period by group"),
        subtitle=t("The two last columns are reports a week in the two last months."),
        columns=(t("Group"), t("Reports"), t("Usual"), t("A year before"), *last),
        rows=tuple(row for row in rows if len(row) == len(last) + 4),
        figures=tuple(range(1, 4 + len(last))),
        folded=t("The groups as a table"),
    )


def _band(low: float | None, high: float | None, language: str) -> str:
    if low is None or high is None:
        return DASH
    first, last = (figure(n, language).text for n in (low, high))
    return first if first == last else f"{first}{DASH}{last}"


def marks(months: Months, language: str) -> tuple[str, ...]:
    """The months as they stand below a line."""
    return tuple(_mark(month, language) for month in months.months)


def _dated(month: str, language: str) -> str:
    """A month by three letters with its year."""
    return f"{month_name(month, language, short=True)} {month[:4]}"


def _mark(month: str, language: str) -> str:
    """A month by three letters, January with its year."""
    said = month_name(month, language, short=True)
    return f"{said} {month[:4]}" if month.endswith("-01") else said
