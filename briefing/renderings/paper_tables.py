"""The tables that a page folds away: on paper they stand last."""

from collections.abc import Callable

from briefing.picture import Picture
from briefing.renderings import areas, contents, deviations, lengths, levels
from briefing.renderings.paper import Section, badge, change, counts, table
from briefing.renderings.wording import name
from reference.language import DASH, number, translator, weekday


def behind(picture: Picture, language: str) -> list[Section]:
    """Each table that has rows, with its width in hundredths and whether its columns are even."""
    shown: tuple[tuple[bool, Callable[[Picture, str], Section], int, bool], ...] = (
        (bool(picture.signals), _signals, 100, False),
        (bool(picture.levels) and not areas.many(picture), _levels, 100, False),
        (contents.counted(picture), _weeks, 60, True),
        (bool(picture.by_category), _grouped, 100, False),
        (contents.timed(picture), _hours, 100, True),
    )
    return [
        {"widths": None, **made(picture, language), "width": width, "even": even}
        for wanted, made, width, even in shown
        if wanted
    ]


def register(picture: Picture, language: str) -> Section | None:
    """The table of all areas, which stands last where the areas are many."""
    if not areas.many(picture):
        return None
    t = translator(language)
    found = table(
        t("Reports per area, by name"),
        (t("Area"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                name(line, language),
                *counts(line.figure, language),
                change(line.figure, picture, language, short=True),
            )
            for line in areas.by_name(picture)
        ],
    )
    return {"heading": t("All areas"), "table": found}


def _signals(picture: Picture, language: str) -> Section:
    t = translator(language)
    found = table(
        t("The figures behind what stands out"),
        (
            t("What"),
            t("How sure"),
            t("Reports"),
            t("Expected"),
            t("Ordinary up to"),
            t("Times the expected (95%)"),
            "p",
            "q",
            t("Rule, weeks"),
        ),
        [
            (
                row.about, row.sure, row.n, row.expected, row.upper, row.ratio, row.p, row.q,
                row.rule,
            )
            for row in deviations.table(picture, language)
        ],
        figures=range(2, 8),
    )  # fmt: skip
    # The first column takes what the others leave, each so many hundredths.
    return {**found, "widths": [0, 17, 7, 7.5, 8, 14, 7, 6, 17]}


def _levels(picture: Picture, language: str) -> Section:
    t = translator(language)
    weeks = levels.weeks_shown(picture, language)
    order = {level.code: level for level in picture.levels}
    names = {line.code: name(line, language) for line in picture.by_area}
    ranked = sorted(order.values(), key=lambda level: (-level.n, level.code))
    found = table(
        t("Level per area and week, with reports and the same weighed"),
        (t("Area"), t("Reports"), t("Weighed"), t("Usually"), *weeks),
        [
            (
                names.get(level.code, level.code),
                number(level.n, language),
                number(level.harm, language),
                DASH
                if level.harm_usual is None
                else number(level.harm_usual, language, decimals=1),
                *(DASH for _ in range(len(weeks) - len(level.weeks))),
                *(badge(week, language) for week in level.weeks),
            )
            for level in ranked
        ],
        figures=range(1, 4),
    )
    return {**found, "widths": [0, 6, 6.5, 7, *(8.2 for _ in weeks)]}


def _grouped(picture: Picture, language: str) -> Section:
    t = translator(language)
    return table(
        t("Reports per group and category"),
        (t("Group and category"), t("Reports"), t("Usual"), t("Against the usual")),
        [
            (
                {kind: name(line, language)},
                *counts(line.figure, language),
                change(line.figure, picture, language),
            )
            for row in contents.groups(picture)
            for kind, line in (("group", row.group), *(("member", x) for x in row.categories))
        ],
    )


def _weeks(picture: Picture, language: str) -> Section:
    t = translator(language)
    return table(
        t("Reports per week"),
        (t("Week"), t("Reports"), t("Usual"), t("A year before")),
        [
            [row.week, *(cell or DASH for cell in (row.n, row.usual, row.last_year))]
            for row in contents.weeks(picture, language)
        ],
        figures=(1, 2, 3),
    )


def _hours(picture: Picture, language: str) -> Section:
    t = translator(language)
    days = [weekday(day, language, short=True) for day in range(7)]
    return table(
        t(
            "Reports %(period)s, with the usual in brackets",
            period=lengths.this(picture, language),
        ),
        (t("Hour"), *days, t("All")),
        [
            (
                row.hour,
                *(_hour(n, mean, language) for n, mean in (*row.days, (row.total, row.usual))),
            )
            for row in contents.hours(picture)
        ],
        figures=range(1, 9),
    )


def _hour(n: float, mean: float, language: str) -> str:
    if not n and not mean:
        return DASH
    return f"{number(round(n, 1), language)} ({number(mean, language, decimals=1)})"
