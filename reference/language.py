"""Swedish and English: message catalogues, numbers, dates.

A message is its plain English sentence; the Swedish stands in locales/sv/<package>.po and is read
straight from there, so there is nothing to compile and nothing to forget. Formats are written out
here because they are few and fixed, and Babel's `sv` counts weeks wrongly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from reference.weeks import ZONE, Week

LANGUAGES = ("sv", "en")
NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"

_LOCALES = Path(__file__).parent / "locales"
_MOST_DECIMALS = 3
_WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "sv": (
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def message(msgid: str) -> str:
    """Mark an English sentence that stands in data and is translated where it is shown."""
    return msgid


@dataclass(frozen=True, slots=True)
class Translator:
    """Says messages in one language. `catalogue` maps a message to its forms: one, or one and many.

    A message that the catalogue lacks is said in English.
    """

    language: str
    catalogue: Mapping[str, tuple[str, ...]]

    def __call__(self, msgid: str, /, **params: object) -> str:
        """Say a message, with `params` in its %(name)s places. Without params, % is only %."""
        said = self.catalogue.get(msgid, (msgid,))[0]
        return said % params if params else said

    def many(self, singular: str, plural: str, n: float, /, **params: object) -> str:
        """Say how many: `singular` for exactly 1. %(n)s is written as the language writes numbers.

        Both languages have the same two forms.
        """
        forms = self.catalogue.get(singular, (singular, plural))
        form = forms[0] if n == 1 else forms[-1]
        return form % ({"n": number(n, self.language)} | params)


@cache
def translator(language: str) -> Translator:
    """Give the translator to "sv" or "en". Raises KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return Translator(language, read_catalogues(sorted((_LOCALES / language).glob("*.po"))))


def read_catalogues(files: Iterable[Path]) -> Mapping[str, tuple[str, ...]]:
    """Merge .po files. What is fuzzy or untranslated is left out.

    Raises ValueError if two files say the same message differently.
    """
    # Reading catalogues is done once; importing this module is done by everything.
    from babel.messages.pofile import read_po  # noqa: PLC0415

    merged: dict[str, tuple[str, ...]] = {}
    for file in files:
        with file.open("rb") as lines:
            catalogue: Iterable[Any] = read_po(lines)
        for entry in catalogue:
            said = entry.string or ""
            forms = (said,) if isinstance(said, str) else tuple(said)
            if not entry.id or entry.fuzzy or not all(forms):
                continue
            msgid = entry.id if isinstance(entry.id, str) else entry.id[0]
            if merged.setdefault(msgid, forms) != forms:
                raise ValueError(f"{file.name} says “{msgid}” differently from another catalogue")
    return merged


def negotiate(accept_language: str | None) -> str:
    """Choose "sv" or "en" by an Accept-Language header; Swedish when it names neither."""
    wishes: list[tuple[float, int, str]] = []
    for order, wish in enumerate((accept_language or "").split(",")):
        tag, _, quality = wish.partition(";")
        language = tag.strip().lower().split("-")[0]
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            wishes.append((-weight, order, LANGUAGES[0] if language == "*" else language))
    return next((language for *_, language in sorted(wishes) if language in LANGUAGES), "sv")


def number(
    value: float, language: str, *, decimals: int | None = None, signed: bool = False
) -> str:
    """Write a number: 1 234,5 in Swedish (no-break space), 1,234.5 in English.

    `decimals` fixes how many; otherwise as many as needed up to three. `signed` writes + too.
    """
    places = _MOST_DECIMALS if decimals is None else decimals
    written = f"{abs(value):,.{places}f}"
    if decimals is None:
        written = written.rstrip("0").rstrip(".")
    nothing = not written.strip("0.,")
    sign = "" if nothing else MINUS if value < 0 else "+" if signed else ""
    if language == "sv":
        written = written.replace(",", NBSP).replace(".", ",")
    return sign + written


def percent(
    share: float, language: str, *, decimals: int | None = None, signed: bool = False
) -> str:
    """Write a share of 1 as a percentage: 12,5 % in Swedish (no-break space), 12.5% in English.

    Without `decimals`, as many as needed up to one.
    """
    value = round(share * 100, 1) if decimals is None else share * 100
    written = number(value, language, decimals=decimals, signed=signed)
    return f"{written}{NBSP}%" if language == "sv" else f"{written}%"


def weekday(day: int, language: str, *, short: bool = False) -> str:
    """Name a weekday, Monday being 0: måndag, Monday; short mån, Mon."""
    name = _WEEKDAYS[language][day]
    return name[:3] if short else name


def short_date(day: date, language: str) -> str:
    """Write a date without its year: 24 november, 24 November."""
    return f"{day.day} {_MONTHS[language][day.month - 1]}"


def long_date(day: date, language: str) -> str:
    """Write a date in full: tisdag 24 november 2026, Tuesday 24 November 2026."""
    return f"{weekday(day.weekday(), language)} {short_date(day, language)} {day.year}"


def span(first: date, last: date, language: str) -> str:
    """Write the days from `first` to `last`: 16-22 november 2026, with a dash and nothing twice."""
    if first == last:
        return f"{short_date(first, language)} {first.year}"
    until = f"{short_date(last, language)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{until}"
    # Swedish sets the dash close even between words, English spaces it there.
    dash = DASH if language == "sv" else f" {DASH} "
    since = short_date(first, language)
    return (
        f"{since}{dash}{until}" if first.year == last.year else f"{since} {first.year}{dash}{until}"
    )


def week_title(week: Week, language: str) -> str:
    """Write a week with its days: Vecka 47, 16-22 november 2026, with a dash."""
    word = "Vecka" if language == "sv" else "Week"
    return f"{word} {week.number}, {span(week.monday, week.sunday, language)}"


def short_week(week: Week, language: str) -> str:
    """Write a week shortly: v. 47, week 47."""
    return f"v.{NBSP}{week.number}" if language == "sv" else f"week{NBSP}{week.number}"


def time_of_day(instant: datetime, language: str) -> str:
    """Write the local time of an aware instant: 18.30 in Swedish, 18:30 in English."""
    separator = "." if language == "sv" else ":"
    return instant.astimezone(ZONE).strftime(f"%H{separator}%M")


def day_and_time(instant: datetime, language: str) -> str:
    """Write the local day and time: måndag 23 november klockan 10.00, Monday 23 November at 10:00.

    The year goes without saying: it is for what is near.
    """
    day = instant.astimezone(ZONE).date()
    at = "klockan" if language == "sv" else "at"
    named = f"{weekday(day.weekday(), language)} {short_date(day, language)}"
    return f"{named} {at} {time_of_day(instant, language)}"


def clock(instant: datetime, language: str) -> str:
    """Write the local date and time of an aware instant: 2026-11-24 18.30, 2026-11-24 18:30."""
    return f"{instant.astimezone(ZONE).date().isoformat()} {time_of_day(instant, language)}"
