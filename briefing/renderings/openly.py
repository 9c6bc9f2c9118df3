"""The public version in words and rows: functions of a PublicPicture and a language alone.

Rows that show a count are sorted by it; those that hide one follow in the order of the editions, so
that no order tells of what is hidden.
"""

import io
from collections.abc import Iterator, Sequence
from csv import writer
from typing import NamedTuple

from briefing.public.version import Count, Hidden, PublicArea, PublicGroup, PublicPicture
from briefing.renderings.longer.words import month_name
from reference.language import DASH, number, span, translator, weekday
from reference.periods import Period, PeriodKind

_SEPARATORS = {"sv": ";", "en": ","}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Named = PublicArea | PublicGroup


class Row(NamedTuple):
    """A line with a bar: `width` is the count's share of the largest shown, in percent."""

    code: str
    name: str
    n: Count
    width: float


def called(period: Period, language: str) -> str:
    """What a period is called within a sentence: "October 2026"."""
    t, written = translator(language), str(period)
    year, last = written[:4], written[-1]
    match period.kind:
        case PeriodKind.MONTH:
            return month_name(written, language)
        case PeriodKind.QUARTER:
            return t("quarter %(n)s of %(year)s", n=last, year=year)
        case PeriodKind.TERTIAL:
            return t("tertial %(n)s of %(year)s", n=last, year=year)
        case _:
            return year


def title(shown: PublicPicture, language: str) -> str:
    """The publication's name."""
    return translator(language)(
        "What was reported in %(municipality)s, %(period)s",
        municipality=shown.municipality.name,
        period=called(Period.parse(shown.period), language),
    )


def days(shown: PublicPicture, language: str) -> str:
    """Its days: "28 September - 1 November 2026", with a dash."""
    return span(shown.first_on, shown.last_on, language)


def sentences(shown: PublicPicture, language: str) -> tuple[str, ...]:
    """Three at most: how many, and where and of what most of them are where that is shown."""
    t = translator(language)
    whole = t.many(
        "%(n)s report tells of something that disturbed safety.",
        "%(n)s reports tell of something that disturbed safety.",
        shown.total,
    )
    if not shown.total:
        whole = t("No report tells of anything that disturbed safety.")
    found = [whole]
    if area := _largest(shown.areas[:-1]):
        said = {"n": number(int(area.n), language), "name": name(area, language)}
        found.append(t("Most of them are from %(name)s: %(n)s.", **said))
    if group := _largest(shown.groups):
        said = {"n": number(int(group.n), language), "name": name(group, language)}
        found.append(t("The most frequent kind is “%(name)s”: %(n)s.", **said))
    return tuple(found)


def name(line: Named, language: str) -> str:
    """The name of an area, or of a group with the word that it is counted in part."""
    plain = line.sv if language == "sv" else line.en
    if isinstance(line, PublicGroup) and line.part:
        return translator(language)("%(name)s (in part)", name=plain)
    return plain


def written(n: Count, language: str) -> str:
    """A count as it is read: 1 234, "<5", or a dash where it is not shown."""
    if n == Hidden.WITHHELD:
        return DASH
    return str(n) if isinstance(n, Hidden) else number(n, language)


def rows(lines: Sequence[Named], language: str) -> list[Row]:
    """The lines, the largest first; those whose count is hidden last, as the editions have them."""
    most = max((line.n for line in lines if isinstance(line.n, int)), default=0)
    found = [
        Row(
            line.code,
            name(line, language),
            line.n,
            round(100 * line.n / most, 2) if isinstance(line.n, int) and most else 0.0,
        )
        for line in lines
    ]
    return sorted(found, key=lambda row: -row.n if isinstance(row.n, int) else 1)


def csv(shown: PublicPicture, language: str) -> bytes:
    """Every count of areas and groups, and of the times, as UTF-8 with a byte order mark.

    Columns: section, code and name of the area, code and name of the group, reports. Totals have
    no area, or no group.
    """
    t = translator(language)
    out = io.StringIO()
    table = writer(out, delimiter=_SEPARATORS[language], lineterminator="\r\n")
    table.writerow(
        (t("Section"), t("Area code"), t("Area"), t("Group code"), t("Group"), t("Reports"))
    )
    for *words, n in _cells(shown, language):
        shown_as = n if isinstance(n, int) else written(n, language)
        table.writerow([*(_harmless(word) for word in words), shown_as])
    return out.getvalue().encode("utf-8-sig")


def _cells(shown: PublicPicture, language: str) -> Iterator[tuple[str, str, str, str, str, Count]]:
    t = translator(language)
    section = t("Areas and groups")
    yield section, "", "", "", "", shown.total
    for group in shown.groups:
        yield section, "", "", group.code, name(group, language), group.n
    for area in shown.areas:
        where = ("" if area is shown.areas[-1] else area.code), name(area, language)
        yield section, *where, "", "", area.n
        for group, n in zip(shown.groups, area.by_group, strict=True):
            yield section, *where, group.code, name(group, language), n
    if shown.times is None:
        return
    section = t("Day and time of day")
    parts = parts_of_day()
    for n_day, counts in enumerate(shown.times.by_part):
        day = weekday(n_day, language)
        yield section, "", day, "", "", shown.times.days[n_day]
        for part, n in zip(parts, counts, strict=True):
            yield section, "", day, "", part, n
    for part, n in zip(parts, shown.times.parts, strict=True):
        yield section, "", "", "", part, n


def parts_of_day() -> tuple[str, ...]:
    """The quarters of a day, midnight first."""
    return tuple(f"{hour:02d}{DASH}{hour + 6:02d}" for hour in range(0, 24, 6))


def _largest(lines: Sequence[Named]) -> Named | None:
    """The line of most reports; None where another may have as many, or more, unseen."""
    if any(line.n == Hidden.WITHHELD for line in lines):
        return None
    most = max((line.n for line in lines if isinstance(line.n, int)), default=0)
    largest = [line for line in lines if line.n == most]
    return largest[0] if most and len(largest) == 1 else None


def _harmless(word: str) -> str:
    """A spreadsheet would take what begins like a formula for one."""
    return f"'{word}" if word.lstrip().startswith(_FORMULA) else word
