"""The picture in three sentences: how many reports, what stands out, and what lies below the usual.

What stands out is what the tests say, never a count that lies above the usual by chance; where a
record is too short to be tested, the usual is all there is to hold a count against.
"""

import re
from collections.abc import Sequence

from briefing.findings import Grade, Scope, Signal
from briefing.picture import Figure, Line, Picture
from briefing.renderings import deviations, lengths
from briefing.renderings.longer.words import summary as analysed
from briefing.renderings.wording import (
    NOWHERE,
    UNSORTED,
    Part,
    Sentence,
    Standing,
    name,
    period_title,
    reports,
    running,
    stand,
    standing,
    usual_span,
)
from reference.language import message, translator
from reference.periods import PeriodKind

_TOKEN = re.compile("\x00([0-9]+)\x00")


class _Counted:
    """Keeps which words of a sentence are counts, so that a page can lead from them to reports."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._parts: list[Part] = []

    def __call__(self, figure: Figure) -> str:
        self._parts.append(Part(reports(figure.n, self.language), figure.reports))
        return f"\x00{len(self._parts) - 1}\x00"

    def read(self, said: str) -> Sentence:
        pieces = _TOKEN.split(said)
        parts = [
            self._parts[int(piece)] if place % 2 else Part(piece)
            for place, piece in enumerate(pieces)
        ]
        return tuple(part for part in parts if part.text)


def summary(picture: Picture, language: str) -> tuple[Sentence, ...]:
    """At most three sentences: how many, what stands out, and what lies furthest below the usual.

    Each count stands beside what it is held against. A record too short for a usual gets fewer
    sentences, and so does a week that is not over: nothing in it is below the usual yet. A month's
    and a longer period's are of its own analysis.
    """
    if picture.longer is not None:
        return analysed(picture, language)
    counted = _Counted(language)
    said = _total(picture, counted)
    if language == "en" and lengths.kind(picture) is PeriodKind.TWO_WEEKS:
        said = said.replace(" has ", " have ", 1)
    total = counted.read(said)
    if standing(picture.total) is Standing.UNKNOWN:
        most = _most(picture, counted)
        return (total, counted.read(most)) if most else (total,)
    told = [
        total,
        _standing_out(picture, language)
        or counted.read(_furthest(picture, Standing.ABOVE, counted)),
    ]
    if not running(picture):
        told.append(counted.read(_furthest(picture, Standing.BELOW, counted)))
    return tuple(told)


def _total(picture: Picture, counted: _Counted) -> str:
    t, total = translator(counted.language), picture.total
    of = {"period": period_title(picture, counted.language)[0]}
    said = counted(total) if total.n else t("no reports")
    how = standing(total, ongoing=running(picture))
    if how is Standing.UNKNOWN:
        few = lengths.too_few(picture, counted.language)
        return t("%(period)s has %(reports)s. %(few)s", reports=said, few=few, **of)
    clause = lengths.usual_clause(picture, counted.language)
    signal = next((one for one in picture.signals if one.scope is Scope.TOTAL), None)
    if signal is not None:
        template = {
            Grade.STRONG: message(
                "%(period)s has %(reports)s, a strong deviation: %(expected)s were expected, and"
                " %(clause)s."
            ),
            Grade.DEVIATION: message(
                "%(period)s has %(reports)s, a deviation: %(expected)s were expected, and"
                " %(clause)s."
            ),
            Grade.WATCH: message(
                "%(period)s has %(reports)s, to be watched: %(expected)s were expected, and"
                " %(clause)s."
            ),
        }[signal.grade]
        expected = deviations.expected(signal.expected, counted.language)
        return t(template, reports=said, clause=clause, expected=expected, **of)
    template = {
        Standing.NOT_YET: message(
            "%(period)s has %(reports)s so far, and it is not over: %(clause)s."
        ),
        Standing.ABOVE: message("%(period)s has %(reports)s, more than usual: %(clause)s."),
        Standing.USUAL: message("%(period)s has %(reports)s, about as many as usual: %(clause)s."),
        Standing.BELOW: message("%(period)s has %(reports)s, fewer than usual: %(clause)s."),
    }[how]
    if how is Standing.ABOVE and deviations.was_tested(picture, Scope.TOTAL):
        template = message(
            "%(period)s has %(reports)s, more than usual but no deviation: %(clause)s."
        )
    return t(template, reports=said, clause=clause, **of)


def _standing_out(picture: Picture, language: str) -> Sentence:
    """The surest signal of a part, and how many are as sure; () where nothing was tested."""
    if not deviations.assessed(picture):
        return ()
    t = translator(language)
    ranked = [one for one in deviations.ranked(picture) if one.scope is not Scope.TOTAL]
    sure = [one for one in ranked if one.grade is not Grade.WATCH]
    if sure:
        said = t.many(
            "There is one deviation.", "There are %(n)s deviations, this the surest.", len(sure)
        )
        return _told(said, sure[0], picture, language)
    if ranked:
        return _told(
            t("There is no deviation, but this is to be watched."), ranked[0], picture, language
        )
    return (Part(t("There is no deviation: all is within what its history lets expect.")),)


def _told(said: str, signal: Signal, picture: Picture, language: str) -> Sentence:
    """What was said of the signals, then the signal, and the first thing to be careful of."""
    careful = deviations.cautions(signal, picture, language)[:1]
    return (
        Part(f"{said} "),
        *deviations.in_brief(signal, picture, language),
        *(Part(f" {one}") for one in careful),
    )


def _most(picture: Picture, counted: _Counted) -> str:
    """Where and what there is most of, for a record that has no usual yet; "" where all is nil."""
    t = translator(counted.language)
    area, category = _largest(picture.by_area), _largest(picture.by_category)
    if area is None or category is None:
        return ""
    return t(
        "Most reports come from %(area)s, with %(area_reports)s, and the category"
        " “%(category)s”, with %(category_reports)s.",
        area=name(area, counted.language),
        area_reports=counted(area.figure),
        category=name(category, counted.language),
        category_reports=counted(category.figure),
    )


def _largest(lines: Sequence[Line]) -> Line | None:
    chosen = [x for x in lines if x.disturbance and x.figure.n and x.code not in UNSORTED]
    return min(chosen, key=lambda line: (-line.figure.n, line.code), default=None)


def _furthest(picture: Picture, how: Standing, counted: _Counted) -> str:
    """The area and the category that stand furthest above or below, each with its usual."""
    t = translator(counted.language)
    area = next(iter(stand(picture.by_area, how)), None)
    category = next(iter(stand(picture.by_category, how)), None)
    above = how is Standing.ABOVE
    if not any(line.code not in NOWHERE for line in picture.by_area):
        return _furthest_category(category, counted, above=above)
    if area is None and category is None:
        return (
            t("No area and no category is above the usual.")
            if above
            else t("No area and no category is below the usual.")
        )
    if category is None:
        assert area is not None
        template = (
            message("Furthest above the usual is %(area)s; no category is above it.")
            if above
            else message("Furthest below the usual is %(area)s; no category is below it.")
        )
        return t(template, area=_against_usual(area, counted))
    if area is None:
        template = (
            message("Furthest above the usual is the category %(category)s; no area is above it.")
            if above
            else message(
                "Furthest below the usual is the category %(category)s; no area is below it."
            )
        )
        return t(template, category=_against_usual(category, counted, quoted=True))
    template = (
        message("Furthest above the usual are %(area)s and the category %(category)s.")
        if above
        else message("Furthest below the usual are %(area)s and the category %(category)s.")
    )
    return t(
        template,
        area=_against_usual(area, counted),
        category=_against_usual(category, counted, quoted=True),
    )


def _furthest_category(category: Line | None, counted: _Counted, *, above: bool) -> str:
    """The same where there are no areas to speak of."""
    t = translator(counted.language)
    if category is None:
        return (
            t("No category is above the usual.") if above else t("No category is below the usual.")
        )
    template = (
        message("Furthest above the usual is the category %(category)s.")
        if above
        else message("Furthest below the usual is the category %(category)s.")
    )
    return t(template, category=_against_usual(category, counted, quoted=True))


def _against_usual(line: Line, counted: _Counted, *, quoted: bool = False) -> str:
    t = translator(counted.language)
    called = name(line, counted.language)
    return t(
        "%(name)s with %(reports)s (usually %(usual)s)",
        name=t("“%(name)s”", name=called) if quoted else called,
        reports=counted(line.figure),
        usual=usual_span(line.figure.usual, counted.language),
    )
