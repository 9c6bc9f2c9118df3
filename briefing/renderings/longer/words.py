"""What a longer period's picture says on top, in plain sentences: how many, what and where."""

from collections.abc import Sequence
from datetime import date

import msgspec

from briefing.analysis import Alike, AreaNeed
from briefing.picture import Figure, Line, Picture
from briefing.renderings import lengths
from briefing.renderings.wording import (
    NOWHERE,
    Part,
    Sentence,
    name,
    period_title,
    period_within,
    reports,
    running,
    usual_span,
)
from briefing.usual import FEWEST
from reference.categories import OTHER
from reference.language import DASH, number, percent, short_date, translator
from reference.periods import Period, PeriodKind

NAMED = 3
"""So many areas are named on top."""
_MARK = "\x00"


def linked(text: str, *counts: Part) -> Sentence:
    """A sentence in which the places of `mark` are counts that lead to their reports."""
    pieces = text.split(_MARK)
    found = [counts[int(piece)] if place % 2 else Part(piece) for place, piece in enumerate(pieces)]
    return tuple(part for part in found if part.text)


def mark(number: int) -> str:
    """The place of a count in the text of a sentence."""
    return f"{_MARK}{number}{_MARK}"


def named(period: str, picture: Picture, language: str) -> str:
    """Another period as it is called within a sentence."""
    return period_within(msgspec.structs.replace(picture, period=period), language)


def period_called(period: Period, language: str) -> str:
    """A period by its name with a capital: "Oktober 2026", "Tertial 2 2026"."""
    t, written = translator(language), str(period)
    match period.kind:
        case PeriodKind.MONTH:
            called = month_name(written, language)
            return called[0].upper() + called[1:]
        case PeriodKind.QUARTER:
            return t("Quarter %(n)s of %(year)s", n=written[-1], year=written[:4])
        case PeriodKind.TERTIAL:
            return t("Tertial %(n)s of %(year)s", n=written[-1], year=written[:4])
        case PeriodKind.YEAR:
            return t("The year %(year)s", year=written)
        case PeriodKind.TWO_WEEKS:
            numbers = {"first": period.first.number, "last": period.last.number}
            return t("Weeks %(first)s and %(last)s", **numbers)
        case PeriodKind.WEEK:
            return t("Week %(n)s", n=period.first.number)


def month_name(month: str, language: str, *, short: bool = False) -> str:
    """A month by its name; short: three letters, with the year where it begins."""
    year, number = month.split("-")
    _, called = short_date(date(int(year), int(number), 1), language).split()
    return called[:3] if short else f"{called} {year}"


def listing(names: Sequence[str], language: str) -> str:
    """Say "Centrum, Ekbacken and Björkhaga"."""
    if len(names) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(names)
    said = ", ".join(names[:-1])
    return translator(language)("%(first)s and %(last)s", first=said, last=names[-1])


def change(n: float, before: float, language: str) -> str:
    """A change as a share, with its sign; a dash from nothing."""
    return percent(n / before - 1, language, decimals=0, signed=True) if before else DASH


def summary(picture: Picture, language: str) -> tuple[Sentence, ...]:
    """Three sentences at most: how many, what has changed most, and where the need is greatest."""
    said = [_total(picture, language), *_change(picture, language), *_need(picture, language)]
    return tuple(sentence for sentence in said if sentence)


def _total(picture: Picture, language: str) -> Sentence:
    t, total = translator(language), picture.total
    count = Part(reports(total.n, language), total.reports)
    of = {"period": period_title(picture, language)[0], "reports": mark(0)}
    if running(picture):
        return linked(
            t("%(period)s has %(reports)s so far; it is not over, and is not compared yet.", **of),
            count,
        )
    against: list[str] = []
    if total.last_year is not None:
        against.append(
            t(
                "the same period a year before had %(n)s (%(change)s)",
                n=number(total.last_year, language),
                change=change(total.n, total.last_year, language),
            )
        )
    if total.usual.low is not None:
        against.append(
            t(
                "the usual of %(before)s is %(usual)s",
                before=lengths.last(len(total.usual.weeks), lengths.kind(picture), language),
                usual=usual_span(total.usual, language),
            )
        )
    elif total.usual.weeks:
        against.append(t("the period before had %(n)s", n=number(total.usual.weeks[-1], language)))
    if not against:
        return linked(
            t("%(period)s has %(reports)s. No earlier period on record is whole.", **of), count
        )
    return linked(
        t("%(period)s has %(reports)s: %(against)s.", against="; ".join(against), **of), count
    )


def _change(picture: Picture, language: str) -> list[Sentence]:
    """What makes up the change, and how much of it is a change of who reports."""
    if running(picture):
        return []
    differ = alike_that_differ(picture)[:1]
    return [
        _groups(picture, language),
        *((Part(alike_in_words(alike, picture, language)),) for alike in differ),
    ]


def alike_that_differ(picture: Picture) -> list[Alike]:
    """The earlier periods in which others reported, a year before first."""
    longer = picture.longer
    against = longer.reporting.against[::-1] if longer else ()
    return [alike for alike in against if alike.began or alike.stopped]


def alike_in_words(alike: Alike, picture: Picture, language: str) -> str:
    """The change by those alone who reported in both periods."""
    return translator(language)(
        "Of the organisations that reported then and now, the reports are %(n)s against %(earlier)s"
        " in %(period)s (%(change)s): the rest of the change is a change of who reports.",
        n=number(alike.alike_n, language),
        earlier=number(alike.alike_earlier, language),
        period=named(alike.period, picture, language),
        change=change(alike.alike_n, alike.alike_earlier, language),
    )


def _groups(picture: Picture, language: str) -> Sentence:
    """The groups that rose and fell most: since a year before, else against the usual."""
    t = translator(language)
    lines = [line for line in picture.by_group if line.disturbance and line.code != OTHER]
    changes = {line.code: _since(line.figure) for line in lines}
    known = [line for line in lines if changes[line.code] is not None]
    rises = sorted(known, key=lambda line: (-(changes[line.code] or 0), line.code))
    if not rises:
        return ()
    most, least = rises[0], rises[-1]
    up, down = (changes[most.code] or 0) > 0, (changes[least.code] or 0) < 0
    counts = [Part(reports(line.figure.n, language), line.figure.reports) for line in (most, least)]
    of = {
        "most": _against(most, 0, language),
        "least": _against(least, 1, language),
    }
    if up and down:
        said = t("The largest rise is in %(most)s, the largest fall in %(least)s.", **of)
    elif up:
        said = t("The largest rise is in %(most)s; no group has fallen.", **of)
    elif down:
        said = t("The largest fall is in %(least)s; no group has risen.", **of)
    else:
        return ()
    return linked(said, *counts)


def _since(figure: Figure) -> float | None:
    if figure.last_year is not None:
        return figure.n - figure.last_year
    return None if figure.usual.median is None else figure.n - figure.usual.median


def _against(line: Line, count: int, language: str) -> str:
    t, figure = translator(language), line.figure
    if figure.last_year is not None:
        return t(
            "“%(name)s” with %(reports)s (%(n)s a year before)",
            name=name(line, language),
            reports=mark(count),
            n=number(figure.last_year, language),
        )
    return t(
        "“%(name)s” with %(reports)s (usually %(usual)s)",
        name=name(line, language),
        reports=mark(count),
        usual=usual_span(figure.usual, language),
    )


def _need(picture: Picture, language: str) -> list[Sentence]:
    needs = picture.longer.needs if picture.longer else None
    if needs is None or not any(area.n for area in needs.areas):
        return []
    t, named_first = translator(language), min(NAMED, len(needs.areas) - 1)
    first = [area for area in needs.areas if area.rank <= named_first]
    names = listing([called(area, language) for area in first], language)
    sure = [called(area, language) for area in first if area.high <= named_first]
    if len(sure) == len(first):
        firm = t("It stays so when other weeks of the period are drawn.")
    elif sure:
        firm = t("Sure to be among the first: %(areas)s.", areas=listing(sure, language))
    else:
        firm = t("The order is uncertain: other weeks would give another.")
    return [(Part(t("The need is greatest in %(areas)s. %(firm)s", areas=names, firm=firm)),)]


def called(area: AreaNeed, language: str) -> str:
    """The area's name."""
    return area.sv if language == "sv" else area.en


def area_names(picture: Picture, language: str) -> dict[str, str]:
    """The names of the areas by their codes; none for what has no area."""
    return {line.code: name(line, language) for line in picture.by_area if line.code not in NOWHERE}


def unknown(language: str) -> str:
    """What the analysis asks for and the record does not know, in one line."""
    return translator(language)(
        "Not yet known to the record, and so no part of the rank: how many people live in an area,"
        " how unsafe they feel, how many of those affected are children, causes, measures and their"
        " effect, and who could influence what."
    )


def short_history(picture: Picture, language: str) -> str:
    """That a record is too young for the usual of longer periods; "" where it is not."""
    if len(picture.total.usual.weeks) >= FEWEST:
        return ""
    return translator(language)(
        "The usual takes at least %(n)s whole periods before; the record has %(known)s.",
        n=number(FEWEST, language),
        known=number(len(picture.total.usual.weeks), language),
    )
