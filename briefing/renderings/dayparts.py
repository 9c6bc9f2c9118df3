"""The quarters of the days of the week: their names, what stands out, and their table."""

from typing import NamedTuple

from briefing.findings import Daypart
from briefing.picture import Picture
from reference.language import DASH, message, number, translator, weekday

QUARTERS = 4
_HOURS = 6

_NAMES = (
    message("the night to %(day)s"),
    message("%(day)s morning"),
    message("%(day)s afternoon"),
    message("%(day)s evening"),
)
_HEADS = (message("Night"), message("Morning"), message("Afternoon"), message("Evening"))


class PartCell(NamedTuple):
    """A quarter of a day: this week's count, the usual, and "high", "low" or ""."""

    n: str
    usual: str
    stands_out: str
    said: str


class DayRow(NamedTuple):
    """A day of the week with its four quarters."""

    day: str
    parts: tuple[PartCell, ...]


def daypart(part: int, language: str, *, hours: bool = True) -> str:
    """Name a quarter of a day: "Friday evening (18–24)"."""
    day, quarter = divmod(part, QUARTERS)
    said = translator(language)(_NAMES[quarter], day=weekday(day, language))
    return f"{said} ({span(quarter)})" if hours else said


def span(quarter: int) -> str:
    """The hours of a quarter of the day: 18–24."""
    return f"{quarter * _HOURS}{DASH}{(quarter + 1) * _HOURS}"


def heads(language: str) -> tuple[tuple[str, str], ...]:
    """The names of the four quarters with their hours."""
    t = translator(language)
    return tuple((t(said), span(quarter)) for quarter, said in enumerate(_HEADS))


def outstanding(picture: Picture, language: str) -> tuple[str, ...]:
    """A sentence for each quarter whose last four weeks are unlike the weeks before."""
    found = [part for part in picture.rhythm.dayparts if part.stands_out]
    return tuple(
        _told(part, language) for part in sorted(found, key=lambda part: (part.p, part.part))
    )


def nothing_outstanding(picture: Picture, language: str) -> str:
    """That no quarter is unlike before; "" where some are, or none was compared."""
    parts = picture.rhythm.dayparts
    if not parts or any(part.stands_out for part in parts):
        return ""
    return translator(language)(
        "No part of the week stands out in the last four weeks against the weeks before."
    )


def seldom_known(picture: Picture, language: str) -> str:
    """Why only the parts of the day are shown; "" where the hours are."""
    if not picture.rhythm.seldom_known:
        return ""
    return translator(language)(
        "The time is seldom known within eight hours, so only parts of the day are shown."
    )


def table(picture: Picture, language: str) -> tuple[DayRow, ...]:
    """Seven days by four quarters; empty where they were not counted."""
    parts = {part.part: part for part in picture.rhythm.dayparts}
    if not parts:
        return ()
    return tuple(
        DayRow(
            day=weekday(day, language),
            parts=tuple(
                _cell(parts.get(day * QUARTERS + quarter), language) for quarter in range(QUARTERS)
            ),
        )
        for day in range(7)
    )


def _cell(part: Daypart | None, language: str) -> PartCell:
    if part is None:
        return PartCell(DASH, "", "", "")
    t = translator(language)
    said = {"high": t("more"), "low": t("fewer")}.get(part.stands_out, "")
    return PartCell(
        n=number(part.n, language),
        usual=number(part.usual, language, decimals=1),
        stands_out=part.stands_out,
        said=said,
    )


def _told(part: Daypart, language: str) -> str:
    t = translator(language)
    called = daypart(part.part, language)
    template = (
        message(
            "%(part)s has more reports than before: %(n)s in the last four weeks, where"
            " %(expected)s were expected."
        )
        if part.stands_out == "high"
        else message(
            "%(part)s has fewer reports than before: %(n)s in the last four weeks, where"
            " %(expected)s were expected."
        )
    )
    return t(
        template,
        part=called[0].upper() + called[1:],
        n=number(part.recent, language),
        expected=number(part.expected, language, decimals=1),
    )
