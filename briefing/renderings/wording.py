"""Plain sentences from figures, in both languages.

They speak of reports, never of crimes, and of the usual only as what the weeks before were like:
more reports than usual are more reports, not more that happened.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from briefing.picture import Figure, Line, Picture, Usual, Voice
from reference.categories import OTHER
from reference.language import DASH, message, number, short_date, span, translator, week_title
from reference.periods import Period, PeriodKind

# Lines that stand for what has no area: counted, but no area.
NOWHERE = frozenset({"OUTSIDE", "UNPLACED"})
# What waits to be sorted tells nothing by being many or few.
UNSORTED = NOWHERE | {OTHER}

_SPAN = re.compile(rf"(?<=[0-9]){DASH}(?=[0-9])")
_JOINER = "\N{WORD JOINER}"

_IN_WORDS = (
    message("zero"),
    message("one"),
    message("two"),
    message("three"),
    message("four"),
    message("five"),
    message("six"),
    message("seven"),
    message("eight"),
    message("nine"),
    message("ten"),
    message("eleven"),
    message("twelve"),
)


class Standing(StrEnum):
    """How a count stands to the usual; UNKNOWN with too few weeks to have a usual.

    A week that is not over has full weeks as its usual: it can be above it, but not yet below.
    """

    ABOVE = "above"
    USUAL = "usual"
    BELOW = "below"
    NOT_YET = "not-yet"
    UNKNOWN = "unknown"


class Part(NamedTuple):
    """A piece of a sentence; `reports` is the query of the reports that it counts, or ""."""

    text: str
    reports: str = ""


Sentence = tuple[Part, ...]


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(part.text for part in sentence)


def title(picture: Picture, language: str) -> str:
    """The picture's name: Situation picture for Havstuna, week 47, 16-22 November 2026."""
    _, days = period_title(picture, language)
    return translator(language)(
        "Situation picture for %(municipality)s, %(week)s",
        municipality=picture.municipality.name,
        week=f"{period_within(picture, language)}, {days}",
    )


def period_within(picture: Picture, language: str) -> str:
    """What the period is called within a sentence: "week 47", "November 2026"."""
    called, _ = period_title(picture, language)
    if language == "en" and Period.parse(picture.period).kind is PeriodKind.MONTH:
        return called
    return called[0].lower() + called[1:]


def period_title(picture: Picture, language: str) -> tuple[str, str]:
    """What the period is called, and its days: "Week 47" and "16-22 November 2026"."""
    period = Period.parse(picture.period)
    days = span(picture.first_on, picture.last_on, language)
    if period.is_week:
        return week_title(period.first, language).split(", ", 1)[0], days
    t = translator(language)
    numbers = {"first": period.first.number, "last": period.last.number}
    year = str(period)[:4]
    match period.kind:
        case PeriodKind.TWO_WEEKS:
            return t("Weeks %(first)s and %(last)s", **numbers), days
        case PeriodKind.MONTH:
            _, called = short_date(date(int(year), int(str(period)[5:7]), 1), language).split()
            return f"{called[0].upper()}{called[1:]} {year}", days
        case PeriodKind.QUARTER:
            return t("Quarter %(n)s of %(year)s", n=str(period)[-1], year=year), days
        case PeriodKind.TERTIAL:
            return t("Tertial %(n)s of %(year)s", n=str(period)[-1], year=year), days
        case _:
            return t("The year %(year)s", year=year), days


def running(picture: Picture) -> bool:
    """Whether the period was not over when the picture was drawn: its counts still grow."""
    return picture.as_of < Period.parse(picture.period).end_at


def standing(figure: Figure, *, ongoing: bool = False) -> Standing:
    """Whether the count lies above, inside or below the band of the usual."""
    low, high = figure.usual.low, figure.usual.high
    if low is None or high is None:
        return Standing.UNKNOWN
    if figure.n > high:
        return Standing.ABOVE
    if figure.n >= low:
        return Standing.USUAL
    return Standing.NOT_YET if ongoing else Standing.BELOW


def standing_in_words(figure: Figure, language: str, *, ongoing: bool = False) -> str:
    """The change in words: above the usual, as usual, below the usual, too short a history."""
    t = translator(language)
    return {
        Standing.ABOVE: t("above the usual"),
        Standing.USUAL: t("as usual"),
        Standing.BELOW: t("below the usual"),
        Standing.NOT_YET: t("not yet as usual"),
        Standing.UNKNOWN: t("too short a history"),
    }[standing(figure, ongoing=ongoing)]


def name(line: Line | Voice, language: str) -> str:
    """What the line or the organisation is called in the language."""
    return line.sv if language == "sv" else line.en


def in_words(n: int, language: str) -> str:
    """A whole number as text has it: words up to twelve, then figures."""
    if 0 <= n < len(_IN_WORDS):
        return translator(language)(_IN_WORDS[n])
    return number(n, language)


def reports(n: int, language: str) -> str:
    """Say "1 report", "38 reports"; none is "0 reports"."""
    return translator(language).many("%(n)s report", "%(n)s reports", n)


def usual_span(usual: Usual, language: str) -> str:
    """The band: "6" + dash + "12", "6" where both are the same, "" where it is not known."""
    if usual.low is None or usual.high is None:
        return ""
    low, high = number(usual.low, language), number(usual.high, language)
    return low if low == high else f"{low}{DASH}{high}"


def short_standing(figure: Figure, language: str, *, ongoing: bool = False) -> str:
    """The same in a word, for narrow columns under a heading that says what it is against."""
    t = translator(language)
    return {
        Standing.ABOVE: t("above"),
        Standing.USUAL: t("usual"),
        Standing.BELOW: t("below"),
        Standing.NOT_YET: t("not yet"),
        Standing.UNKNOWN: DASH,
    }[standing(figure, ongoing=ongoing)]


def beyond_usual(figure: Figure) -> int:
    """How many reports lie outside the band of the usual; 0 where the usual is not known."""
    low, high = figure.usual.low, figure.usual.high
    if low is None or high is None:
        return 0
    return max(figure.n - high, low - figure.n, 0)


def stand(lines: Sequence[Line], how: Standing) -> tuple[Line, ...]:
    """The lines of disturbances that stand so to their usual, the furthest first."""
    chosen = [line for line in lines if line.disturbance and line.code not in UNSORTED]
    found = [line for line in chosen if standing(line.figure) is how]
    return tuple(sorted(found, key=lambda line: (-beyond_usual(line.figure), line.code)))


def unbroken(words: str) -> str:
    """The words with spans such as "18–24" kept on one line, where there is no markup to do so."""
    return _SPAN.sub(f"{_JOINER}{DASH}{_JOINER}", words)
