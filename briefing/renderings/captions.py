"""What charts and maps say of themselves.

A title says what is seen, a subtitle what is drawn and in which unit, and an alternative text says
in words what the drawing shows.
"""

from briefing.findings import Scope
from briefing.picture import MOST_DOTS, Map, Picture
from briefing.renderings import areas, contents, deviations, lengths, levels, points
from briefing.renderings.wording import (
    NOWHERE,
    Standing,
    in_words,
    name,
    period_title,
    reports,
    running,
    stand,
    standing,
    standing_in_words,
    usual_span,
)
from reference.areas import OUTSIDE, UNPLACED
from reference.language import DASH, message, number, short_week, translator
from reference.weeks import Week


def trend_title(picture: Picture, language: str) -> str:
    """How the count stands to the usual, and for how many weeks it has."""
    t = translator(language)
    how = standing(picture.total)
    if running(picture) and how is not Standing.ABOVE:
        return t("%(reports)s so far", reports=reports(picture.total.n, language))
    if how is Standing.UNKNOWN:
        return t("The number of reports per week")
    if how is Standing.USUAL:
        return t("The number of reports is as usual")
    weeks = _weeks_in_a_row(picture, how)
    if how is Standing.BELOW:
        if weeks == 1:
            return t("The number of reports is below the usual")
        return t(
            "The number of reports has been below the usual for %(weeks)s weeks",
            weeks=in_words(weeks, language),
        )
    said = (
        t("The number of reports is above the usual")
        if weeks == 1
        else t(
            "The number of reports has been above the usual for %(weeks)s weeks",
            weeks=in_words(weeks, language),
        )
    )
    return _with_deviation_of_total(picture, said, language)


def trend_subtitle(picture: Picture, language: str) -> str:
    """Which weeks are drawn, the unit, and what band and thin line are."""
    t, trend = translator(language), picture.trend
    said = [
        t(
            "Reports per week, %(first)s to %(last)s.",
            first=short_week(Week.parse(trend.weeks[0]), language),
            last=short_week(Week.parse(trend.weeks[-1]), language),
        )
    ]
    if any(low is not None for low in trend.low):
        said.append(t("The band is the usual of each week."))
    if any(n is not None for n in trend.last_year):
        said.append(t("The thin line is the same weeks a year before."))
    return " ".join(said)


def alt_trend(picture: Picture, language: str) -> str:
    """The trend in words."""
    t, trend = translator(language), picture.trend
    said = [
        trend_title(picture, language) + ".",
        t(
            "%(week)s: %(reports)s.",
            week=period_title(picture, language)[0],
            reports=reports(picture.total.n, language),
        ),
    ]
    if span := usual_span(picture.total.usual, language):
        said.append(t("The usual is %(usual)s.", usual=span))
    is_week, earlier = lengths.is_week(picture), picture.total.last_year
    if earlier is not None:
        template = (
            message("The same week a year before: %(n)s.")
            if is_week
            else message("The same weeks a year before: %(n)s.")
        )
        said.append(t(template, n=number(earlier, language)))
    # Of several weeks, the last of them is not what was just said.
    template = (
        message("The weeks before, oldest first: %(counts)s.")
        if is_week
        else message("Week by week, oldest first: %(counts)s.")
    )
    told = trend.counts[:-1] if is_week else trend.counts
    counts = ", ".join(DASH if n is None else number(n, language) for n in told)
    said.append(t(template, counts=counts))
    return " ".join(said)


def areas_title(picture: Picture, language: str) -> str:
    """How many areas are above the usual."""
    t = translator(language)
    lines = [line for line in picture.by_area if line.code not in NOWHERE]
    if not lines or standing(lines[0].figure) is Standing.UNKNOWN:
        return t("Reports per area")
    above = len(stand(lines, Standing.ABOVE))
    if not above:
        usual = t("No area is above the usual")
    else:
        usual = t.many(
            "%(n)s of %(all)s areas is above the usual",
            "%(n)s of %(all)s areas are above the usual",
            above,
            all=number(len(lines), language),
        )
    if not deviations.was_tested(picture, Scope.AREA):
        return usual
    n = deviations.deviating(picture, Scope.AREA)
    if not n and not above:
        return usual
    return _with_deviations(
        t.many("%(n)s area deviates", "%(n)s areas deviate", n) if n else t("No area deviates"),
        usual,
    )


def areas_subtitle(picture: Picture, language: str) -> str:
    """What the small columns are, and whose the levels are."""
    t = translator(language)
    before = len(picture.total.usual.weeks)
    explained = levels.explained(picture, language)
    columns = t(
        "The columns are %(before)s and this one, in each row from zero to the row's largest.",
        before=lengths.last(before, lengths.kind(picture), language),
    )
    said = (_reports(picture, language), columns if before else "", explained)
    return " ".join(filter(None, said))


def _reports(picture: Picture, language: str) -> str:
    """What is counted, and when it was."""
    return translator(language)("Reports %(period)s.", period=lengths.this(picture, language))


def no_areas(picture: Picture, language: str) -> str:
    """That no areas are read in, and where the reports are counted then."""
    t = translator(language)
    counts = {line.code: line.figure.n for line in areas.without_area(picture)}
    outside, unplaced = counts.get(OUTSIDE, 0), counts.get(UNPLACED, 0)
    if not outside and not unplaced:
        return t("No areas are read in, so the reports are not divided by area.")
    said = t("No areas are read in.")
    if outside:
        said += " " + t.many(
            "%(n)s report counts as outside every area.",
            "%(n)s reports count as outside every area.",
            outside,
        )
    if unplaced:
        said += " " + t.many("%(n)s has no place.", "%(n)s have no place.", unplaced)
    return said


def other_areas(picture: Picture, language: str, *, last: bool) -> str:
    """How many areas the list leaves out, and their reports; `last` is where the table stands."""
    t, left = translator(language), areas.others(picture)
    if left is None:
        return ""
    together = reports(left.reports, language)
    if last:
        return t.many(
            "%(n)s more area, with %(reports)s, is in the table at the end.",
            "%(n)s more areas, with %(reports)s together, are in the table at the end.",
            left.areas,
            reports=together,
        )
    return t.many(
        "%(n)s more area, with %(reports)s, is in the table of all areas.",
        "%(n)s more areas, with %(reports)s together, are in the table of all areas.",
        left.areas,
        reports=together,
    )


def categories_title(picture: Picture, language: str) -> str:
    """How many categories are above the usual."""
    t = translator(language)
    lines = [line for line in picture.by_category if line.disturbance]
    if not lines or standing(lines[0].figure) is Standing.UNKNOWN:
        return t("Reports per category")
    above = len(stand(lines, Standing.ABOVE))
    if not above:
        usual = t("No category is above the usual")
    else:
        usual = t.many(
            "%(n)s category is above the usual", "%(n)s categories are above the usual", above
        )
    if not deviations.was_tested(picture, Scope.CATEGORY):
        return usual
    n = deviations.deviating(picture, Scope.CATEGORY)
    if not n and not above:
        return usual
    return _with_deviations(
        t.many("%(n)s category deviates", "%(n)s categories deviate", n)
        if n
        else t("No category deviates"),
        usual,
    )


def categories_subtitle(picture: Picture, language: str) -> str:
    """What the bars and the bands are."""
    t = translator(language)
    if picture.total.usual.low is None:
        return f"{_reports(picture, language)} {t('The bar is the number.')}"
    said = t("The bar is the number, the band behind it the usual.")
    return f"{_reports(picture, language)} {said}"


def map_subtitle(picture: Picture, language: str) -> str:
    """What circles, rings, dots and squares are; what is not shown."""
    t = translator(language)
    if not picture.map.areas:
        return _points_subtitle(picture.map, language)
    said = [_reports(picture, language), t("The surface of the circle is the number.")]
    if areas.many(picture):
        said.append(
            t(
                "An area without reports has none. Areas of the list have their names where there"
                " is room."
            )
        )
    elif any(line.figure.usual.median for line in picture.by_area):
        said.append(t("The ring is the usual."))
    if picture.map.dots:
        said.append(t("A dot is a report."))
    if contents.lettered(picture):
        said.append(t("Letters are the places below."))
    said += _not_shown(picture.map, language)
    return " ".join(said)


def _points_subtitle(drawn: Map, language: str) -> str:
    t = translator(language)
    inside = len(points.inside(drawn.dots))
    said = [
        t(
            "A dot is a report: %(shown)s of %(all)s that have a point.",
            shown=number(inside, language),
            all=number(len(drawn.dots) + drawn.hidden, language),
        )
    ]
    if beyond := len(drawn.dots) - inside:
        said.append(
            t.many(
                "%(n)s point lies far beyond the others, outside the map.",
                "%(n)s points lie far beyond the others, outside the map.",
                beyond,
            )
        )
    return " ".join([*said, *_not_shown(drawn, language)])


def _not_shown(drawn: Map, language: str) -> list[str]:
    """Why reports have a point that is not shown."""
    t = translator(language)
    if not drawn.hidden:
        return []
    if len(drawn.dots) >= MOST_DOTS:
        most = number(MOST_DOTS, language)
        return [
            t("The map takes %(n)s dots, chosen by lot.", n=most),
            t("Points that could harm those they concern are never shown."),
        ]
    return [
        t.many(
            "%(n)s report has a point that is not shown, to protect those it concerns.",
            "%(n)s reports have a point that is not shown, to protect those they concern.",
            drawn.hidden,
        )
    ]


def map_source(picture: Picture, language: str) -> str:
    """Whose areas they are and of which edition; "" where there are none."""
    if not picture.map.areas:
        return ""
    return translator(language)(
        "Areas: %(municipality)s, edition %(edition)s.",
        municipality=picture.municipality.name,
        edition=picture.map.edition or DASH,
    )


def alt_map(picture: Picture, language: str) -> str:
    """The map in words: every area that is listed with its count, most first."""
    t = translator(language)
    if not picture.map.areas:
        return t(
            "Map of the points of the reports. %(about)s",
            about=_points_subtitle(picture.map, language),
        )
    lines = sorted(areas.listed(picture), key=lambda line: (-line.figure.n, line.code))
    told = "; ".join(
        f"{name(line, language)} {number(line.figure.n, language)}"
        if standing(line.figure) is Standing.UNKNOWN
        else f"{name(line, language)} {number(line.figure.n, language)},"
        f" {standing_in_words(line.figure, language, ongoing=running(picture))}"
        for line in lines
    )
    said = t("Map of the areas with the number of reports. %(areas)s.", areas=told or DASH)
    return " ".join(part for part in (said, other_areas(picture, language, last=False)) if part)


def _with_deviations(deviate: str, usual: str) -> str:
    """What the tests say first, then what only lies above the usual: by chance, many do."""
    return f"{deviate}. {usual}"


def _with_deviation_of_total(picture: Picture, usual: str, language: str) -> str:
    t = translator(language)
    if not deviations.was_tested(picture, Scope.TOTAL):
        return usual
    if deviations.deviating(picture, Scope.TOTAL):
        return t("%(standing)s, and deviates", standing=usual)
    return t("%(standing)s, but does not deviate", standing=usual)


def _weeks_in_a_row(picture: Picture, how: Standing) -> int:
    """Count the weeks up to this one that stand as it does; several weeks are held as one."""
    if not lengths.is_week(picture):
        return 1
    trend = picture.trend
    weeks = 0
    for n, low, high in zip(
        reversed(trend.counts), reversed(trend.low), reversed(trend.high), strict=True
    ):
        if n is None or low is None or high is None:
            break
        if not (n > high if how is Standing.ABOVE else n < low):
            break
        weeks += 1
    return max(weeks, 1)
