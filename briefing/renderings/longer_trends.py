"""How the numbers moved: the months of the whole and of each group, the weeks of each area."""

from briefing.analysis import MonthLine, Months
from briefing.picture import Picture
from briefing.renderings import longer_charts
from briefing.renderings.blocks import Cell, Drawing, Section, Table, cells, nothing
from briefing.renderings.longer_charts import Line
from briefing.renderings.longer_words import area_names, month_name
from briefing.renderings.wording import name
from reference.language import DASH, number, short_week, translator
from reference.weeks import Week

_ENDS = 2


def whole(picture: Picture, language: str) -> Section:
    """Thirteen months of all reports."""
    t = translator(language)
    heading, months = t("The number of reports"), _months(picture)
    if not months.lines:
        return Section(heading, (nothing(t("No month is on record yet.")),))
    line = months.lines[0]
    drawn = _line(line, t("All"), language, unit=True)
    marks = tuple(_mark(month, language) for month in months.months)
    alt = _alt(months, line, language)
    drawing = Drawing(
        title=_title(line, language),
        subtitle=t(
            "Reports a week in each month. The thin line is the same month a year before; the band"
            " is what the eight months before were like, without the highest and the lowest."
        ),
        alt=alt,
        broad=longer_charts.months(drawn, marks, alt, language, narrow=False),
        narrow=longer_charts.months(drawn, marks, alt, language, narrow=True),
    )
    return Section(heading, (drawing, _month_table(months, language)))


def groups(picture: Picture, language: str) -> Section:
    """Thirteen months of each group, and what the period had against the same a year before."""
    t = translator(language)
    heading, months = t("Groups month by month"), _months(picture)
    lines = months.lines[1:]
    if not lines:
        return Section(heading, (nothing(t("There are no reports to divide by category.")),))
    names = {line.code: name(line, language) for line in picture.by_group}
    drawn = tuple(_line(line, names.get(line.code, line.code), language) for line in lines)
    ends = (_mark(months.months[0], language), _mark(months.months[-1], language))
    alt = t(
        "Reports a week by month, one line a group. %(groups)s.",
        groups="; ".join(
            _from_to(line, names.get(line.code, line.code), language) for line in lines
        ),
    )
    drawing = Drawing(
        title=_groups_title(picture, language),
        subtitle=t(
            "Reports a week in each month, all on one scale. The number is the last month's, the"
            " thin line the same months a year before, the band the usual of the months before."
        ),
        alt=alt,
        broad=longer_charts.multiples(drawn, ends, alt, language, narrow=False),
        narrow=longer_charts.multiples(drawn, ends, alt, language, narrow=True),
    )
    return Section(heading, (drawing, _group_table(picture, language)))


def area_weeks(picture: Picture, language: str) -> Section:
    """The weeks of the areas of the greatest need."""
    t = translator(language)
    heading = t("Areas week by week")
    lines = picture.longer.area_weeks if picture.longer else ()
    if not lines:
        return Section(heading, (nothing(t("No areas can be followed week by week.")),))
    names = area_names(picture, language)
    weeks = [short_week(Week.parse(week), language) for week in picture.trend.weeks]
    sums = {line.code: sum(n or 0 for n in line.counts) for line in lines}
    drawn = tuple(
        Line(names.get(line.code, line.code), number(sums[line.code], language), line.counts)
        for line in lines
    )
    alt = t(
        "Reports a week, one line an area, %(first)s to %(last)s. %(areas)s.",
        first=weeks[0],
        last=weeks[-1],
        areas="; ".join(
            f"{names.get(line.code, line.code)} {number(sums[line.code], language)}"
            for line in lines
        ),
    )
    ends = (weeks[0], weeks[-1])
    drawing = Drawing(
        title=_areas_title(picture, language),
        subtitle=t(
            "Reports a week, all on one scale, the areas in the order of their need. The number is"
            " the sum of the weeks that are drawn."
        ),
        alt=alt,
        broad=longer_charts.multiples(drawn, ends, alt, language, narrow=False),
        narrow=longer_charts.multiples(drawn, ends, alt, language, narrow=True),
    )
    table = Table(
        title=t("Reports a week by area"),
        subtitle="",
        columns=(t("Week"), *(names.get(line.code, line.code) for line in lines)),
        rows=tuple(
            cells(week, *(_written(line.counts[at], language) for line in lines))
            for at, week in enumerate(weeks)
        ),
        figures=tuple(range(1, len(lines) + 1)),
        folded=t("The weeks as a table"),
    )
    return Section(heading, (drawing, table))


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
        f"{month_name(month, language)} {_written(n, language)}"
        for month, n in zip(months.months, line.rates, strict=True)
    )
    said = t("Reports a week in each month: %(months)s.", months=told)
    if (then := line.last_year[-1]) is not None:
        n = number(then, language, decimals=1)
        said += " " + t("The last month a year before: %(n)s.", n=n)
    return said


def _from_to(line: MonthLine, called: str, language: str) -> str:
    first = next((n for n in line.rates if n is not None), None)
    return f"{called} {_written(first, language)} → {_written(line.rates[-1], language)}"


def _month_table(months: Months, language: str) -> Table:
    t, line = translator(language), months.lines[0]
    return Table(
        title=t("Reports a week in each month"),
        subtitle="",
        columns=(t("Month"), t("Reports a week"), t("The usual"), t("A year before")),
        rows=tuple(
            cells(
                month_name(month, language),
                _written(line.rates[at], language),
                _band(line.low[at], line.high[at], language),
                _written(line.last_year[at], language),
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
            Cell(number(line.figure.n, language), line.figure.reports),
            Cell(_band(line.figure.usual.low, line.figure.usual.high, language)),
            Cell(_written(line.figure.last_year, language)),
            *(Cell(_written(n, language)) for n in rates.get(line.code, ())[-_ENDS:]),
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
    first, last = _written(low, language), _written(high, language)
    return first if first == last else f"{first}{DASH}{last}"


def _written(n: float | None, language: str) -> str:
    if n is None:
        return DASH
    return number(n, language) if isinstance(n, int) else number(n, language, decimals=1)


def _mark(month: str, language: str) -> str:
    """A month by three letters, January with its year."""
    said = month_name(month, language, short=True)
    return f"{said} {month[:4]}" if month.endswith("-01") else said
