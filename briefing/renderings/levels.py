"""The levels of areas: sign, word and colour, and the reason for them in words.

A level is a proposal by stated rules; people decide.
"""

from typing import NamedTuple

from briefing.findings import AreaLevel, Level, Reason
from briefing.picture import Picture
from briefing.renderings.wording import name
from reference.language import DASH, number, short_week, translator
from reference.weeks import Week

SIGNS = {
    Level.GREEN: "\N{BLACK CIRCLE}",
    Level.YELLOW: "\N{BLACK UP-POINTING TRIANGLE}",
    Level.RED: "\N{BLACK SQUARE}",
    Level.ORANGE: "\N{BLACK DIAMOND}",
}
"""Told apart without colour, on screen, on paper and in a copy of the paper."""


class LevelRow(NamedTuple):
    """An area's levels week by week, with its count and its weighed count."""

    area: str
    n: str
    harm: str
    harm_usual: str
    weeks: tuple[tuple[str, str], ...]


def of(picture: Picture, code: str) -> AreaLevel | None:
    """The level of an area; None where none is proposed."""
    return next((level for level in picture.levels if level.code == code), None)


def word(level: Level, language: str) -> str:
    """The word of a level."""
    t = translator(language)
    return {
        Level.GREEN: t("green"),
        Level.YELLOW: t("yellow"),
        Level.RED: t("red"),
        Level.ORANGE: t("orange"),
    }[level]


def signed(level: Level, language: str) -> str:
    """The sign and the word."""
    return f"{SIGNS[level]} {word(level, language)}"


def reason(level: AreaLevel, language: str) -> str:
    """Why the level is proposed, in a few words."""
    t = translator(language)
    return {
        Reason.CALM: t("nothing above the expected"),
        Reason.SHORT: t("too short a history"),
        Reason.SIGNAL: t("the area, or a category in it, deviates"),
        Reason.WATCHED: t("several signals to watch"),
        Reason.STRONG: t("the area deviates strongly"),
        Reason.SEVERE: t("several reports of the gravest kind"),
        Reason.HELD: t("calm now, but not yet for two well-covered weeks"),
        Reason.RETURNING: t("was red; calm now, and watched for the return"),
    }[level.reason]


def explained(picture: Picture, language: str) -> str:
    """What the levels are; "" where there are none."""
    if not picture.levels:
        return ""
    return translator(language)("The level is proposed by stated rules; the meeting decides.")


def weeks_shown(picture: Picture, language: str) -> tuple[str, ...]:
    """The weeks of the levels, oldest first."""
    most = max((len(level.weeks) for level in picture.levels), default=0)
    last = Week.of_date(picture.last_on)
    return tuple(short_week(last.shift(-ago), language) for ago in range(most - 1, -1, -1))


def rows(picture: Picture, language: str) -> tuple[LevelRow, ...]:
    """Every area with a level, most reports first, then by code."""
    names = {line.code: name(line, language) for line in picture.by_area}
    most = len(weeks_shown(picture, language))
    return tuple(
        LevelRow(
            area=names.get(level.code, level.code),
            n=number(level.n, language),
            harm=number(level.harm, language),
            harm_usual=DASH
            if level.harm_usual is None
            else number(level.harm_usual, language, decimals=1),
            weeks=(
                *((DASH, "") for _ in range(most - len(level.weeks))),
                *((signed(week, language), week.value) for week in level.weeks),
            ),
        )
        for level in sorted(picture.levels, key=lambda level: (-level.n, level.code))
    )


def count_in_words(picture: Picture, language: str) -> str:
    """How many areas have each level but green: "2 red, 3 yellow"; "" where all are green."""
    counts = {
        level: sum(found.level is level for found in picture.levels)
        for level in (Level.RED, Level.ORANGE, Level.YELLOW)
    }
    return ", ".join(
        f"{number(n, language)} {SIGNS[level]} {word(level, language)}"
        for level, n in counts.items()
        if n
    )
