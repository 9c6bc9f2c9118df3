"""What stands out, in words: a plain sentence a signal, and the figures and the rule behind it."""

import math
from typing import NamedTuple

from briefing.findings import Grade, Rule, Scope, Signal, Tested
from briefing.picture import Picture
from briefing.renderings.dayparts import daypart
from briefing.renderings.wording import Part, Sentence, in_words, name, reports
from reference.language import DASH, message, number, translator

_HUNDRED = 100
_LEAST_P = 0.0001

RULE_NAMES = {
    Rule.POOLED: "NB",
    Rule.FARRINGTON: "Farrington Flexible",
    Rule.CUSUM: "CUSUM",
}
"""What the rules are called where there is little room, in both languages."""

_HAS = {
    Scope.AREA: message("%(name)s has %(reports)s; %(expected)s were expected"),
    Scope.CATEGORY: message("The category “%(name)s” has %(reports)s; %(expected)s were expected"),
    Scope.AREA_CATEGORY: message(
        "%(area)s has %(reports)s of “%(name)s”; %(expected)s were expected"
    ),
}
_ORDINARY = message("%(said)s and up to %(upper)s ordinary (%(rule)s, %(weeks)s weeks).")
_ORDINARY_FOR_ONE = message(
    "%(said)s and for one week up to %(upper)s ordinary (%(rule)s, %(weeks)s weeks)."
)
"""Of a slow rise, where the week by itself is ordinary."""


class Deviation(NamedTuple):
    """A signal as it is told: how sure, the sentence, what to be careful of, and the grounds.

    `sentence` says what was expected, how much would be ordinary and by which rule; `brief`, for
    where there is little room, only what was expected.
    """

    grade: str
    sure: str
    about: str
    sentence: Sentence
    brief: Sentence
    cautions: tuple[str, ...]
    grounds: tuple[str, ...]


def deviations(picture: Picture, language: str) -> tuple[Deviation, ...]:
    """All signals, the surest first, and of the same sureness the broadest first."""
    return tuple(
        Deviation(
            grade=signal.grade.value,
            sure=grade_in_words(signal.grade, language),
            about=about(signal, picture, language),
            sentence=sentence(signal, picture, language),
            brief=in_brief(signal, picture, language),
            cautions=cautions(signal, picture, language),
            grounds=grounds(signal, picture, language),
        )
        for signal in ranked(picture)
    )


def ranked(picture: Picture) -> list[Signal]:
    """The signals, the surest first, and of the same sureness the broadest first."""
    order = list(Grade)
    return sorted(picture.signals, key=lambda signal: order.index(signal.grade))


def was_tested(picture: Picture, scope: Scope) -> bool:
    """Whether the history was long enough to test anything in the scope."""
    return any(tested.rule for tested in picture.tested if tested.scope is scope)


def assessed(picture: Picture) -> bool:
    """Whether the history was long enough to test anything at all."""
    return any(tested.rule for tested in picture.tested)


def standing_out(picture: Picture) -> frozenset[str]:
    """The codes of the areas and categories whose own count deviates: they alone are coloured.

    What lies above the usual is not, since by chance many do, nor what is only to be watched.
    """
    own = {Scope.AREA, Scope.CATEGORY}
    return frozenset(
        one.area if one.scope is Scope.AREA else one.category
        for one in picture.signals
        if one.scope in own and one.grade is not Grade.WATCH
    )


def total_stands_out(picture: Picture) -> bool:
    """Whether the number of all reports deviates."""
    return bool(deviating(picture, Scope.TOTAL))


def deviating(picture: Picture, scope: Scope) -> int:
    """How many deviate in the scope; what is only to be watched does not."""
    return sum(one.scope is scope and one.grade is not Grade.WATCH for one in picture.signals)


def grade_in_words(grade: Grade, language: str) -> str:
    """Say "Strong deviation", "Deviation" or "Watch – unadjusted"."""
    t = translator(language)
    return {
        Grade.STRONG: t("Strong deviation"),
        Grade.DEVIATION: t("Deviation"),
        Grade.WATCH: t("Watch – unadjusted"),
    }[grade]


def about(signal: Signal, picture: Picture, language: str) -> str:
    """What it is about, as a heading of a row: an area, a category, both, a place or a daypart."""
    match signal.scope:
        case Scope.AREA:
            return _area(signal, picture, language)
        case Scope.CATEGORY:
            return _category(signal, picture, language)
        case Scope.AREA_CATEGORY:
            area = _area(signal, picture, language)
            return f"{area}: {_category(signal, picture, language)}"
        case Scope.DAYPART if signal.daypart is not None:
            said = daypart(signal.daypart, language)
            return said[0].upper() + said[1:]
        case Scope.TOTAL:
            return translator(language)("The whole municipality")
        case _:
            return _named(signal, language)


def sentence(signal: Signal, picture: Picture, language: str) -> Sentence:
    """Say "Centrum has 23 reports; 10.6 were expected and up to 17 ordinary (CUSUM, 34 weeks)."

    The count leads to its reports.
    """
    t = translator(language)
    said = t(
        _ORDINARY_FOR_ONE if signal.since else _ORDINARY,
        said=_has(signal, picture, language),
        upper=number(signal.upper, language, decimals=0),
        rule=t("negative binomial") if signal.rule is Rule.POOLED else RULE_NAMES[signal.rule],
        weeks=number(signal.weeks, language),
    )
    return _leading(said, signal, language)


def in_brief(signal: Signal, picture: Picture, language: str) -> Sentence:
    """Say "Centrum has 23 reports; 10.6 were expected.", the count leading to its reports."""
    return _leading(f"{_has(signal, picture, language)}.", signal, language)


def _has(signal: Signal, picture: Picture, language: str) -> str:
    category = signal.scope in {Scope.CATEGORY, Scope.AREA_CATEGORY}
    return translator(language)(
        _HAS.get(signal.scope, _HAS[Scope.AREA]),
        name=_category(signal, picture, language) if category else about(signal, picture, language),
        area=_area(signal, picture, language),
        reports="\0",
        expected=expected(signal.expected, language),
    )


def _leading(said: str, signal: Signal, language: str) -> Sentence:
    before, _, after = said.partition("\0")
    return Part(before), Part(reports(signal.y, language), signal.reports), Part(after)


def cautions(signal: Signal, picture: Picture, language: str) -> tuple[str, ...]:
    """What makes it less sure or another thing than a sudden rise, a sentence each."""
    t = translator(language)
    said: list[str] = []
    if signal.since:
        said.append(_risen(signal, picture, language))
    if signal.one_source:
        said.append(
            t(
                "One source: not seen without %(organisation)s.",
                organisation=_organisation(signal.leading, picture, language),
            )
        )
    if signal.doubles:
        said.append(t("May be doubles: not seen when likely doubles are counted once."))
    return tuple(said)


def _risen(signal: Signal, picture: Picture, language: str) -> str:
    """Since when it rises slowly; held against the weeks before the rise, it may be back by now."""
    t = translator(language)
    weeks = in_words(signal.since, language)
    of = {Scope.AREA: (picture.by_area, signal.area)}
    lines, code = of.get(signal.scope, (picture.by_category, signal.category))
    own = signal.scope in {Scope.AREA, Scope.CATEGORY}
    low = next((one.figure.usual.low for one in lines if own and one.code == code), None)
    if low is not None and signal.y < low:
        return t(
            "A slow rise, for %(weeks)s weeks, though lower this week than lately.", weeks=weeks
        )
    return t.many(
        "A slow rise, for one week.",
        "A slow rise, for %(weeks)s weeks.",
        signal.since,
        weeks=weeks,
    )


def grounds(signal: Signal, picture: Picture, language: str) -> tuple[str, ...]:
    """The figures and the rule, a sentence each."""
    t = translator(language)
    ratio = signal.y / signal.expected if signal.expected else 0.0
    said = [
        t(
            "Up to %(upper)s reports would have counted as ordinary.",
            upper=number(signal.upper, language, decimals=0),
        )
    ]
    if ratio:
        said.append(
            t(
                "That is %(ratio)s times the expected, with an interval (95%%) from %(low)s to"
                " %(high)s times.",
                ratio=number(ratio, language, decimals=1),
                low=number(signal.low, language, decimals=1),
                high=number(signal.high, language, decimals=1),
            )
        )
    said.append(rule_in_words(signal.rule, signal.weeks, language))
    said.append(_chance(signal, picture, language))
    said.append(
        t.many(
            "Reported by one organisation.",
            "Reported by %(organisations)s organisations.",
            signal.sources,
            organisations=in_words(signal.sources, language),
        )
    )
    return tuple(said)


def rule_in_words(rule: str, weeks: int, language: str) -> str:
    """Which test fired, on how many weeks."""
    t = translator(language)
    template = {
        Rule.POOLED: message(
            "Rule: negative binomial with a spread shared by like series, on %(weeks)s weeks."
        ),
        Rule.FARRINGTON: message("Rule: Farrington Flexible, on %(weeks)s weeks."),
        Rule.CUSUM: message("Rule: CUSUM, which sees slow rises, on %(weeks)s weeks."),
    }[Rule(rule)]
    return t(template, weeks=number(weeks, language))


class Grounds(NamedTuple):
    """The figures of a signal, for a row of a table."""

    about: str
    sure: str
    n: str
    expected: str
    upper: str
    ratio: str
    p: str
    q: str
    rule: str


def table(picture: Picture, language: str) -> tuple[Grounds, ...]:
    """The figures behind all signals, in the order of deviations()."""
    return tuple(
        Grounds(
            about=about(signal, picture, language),
            sure=grade_in_words(signal.grade, language),
            n=number(signal.y, language),
            expected=expected(signal.expected, language),
            upper=number(signal.upper, language, decimals=0),
            ratio=_ratio(signal, language),
            p=chance(signal.p, language),
            q=chance(signal.q, language),
            rule=f"{RULE_NAMES[signal.rule]}, {number(signal.weeks, language)}",
        )
        for signal in ranked(picture)
    )


def nothing_stands_out(picture: Picture, language: str) -> str:
    """Why there is no signal: nothing deviates, the history is too short, or nothing was tested."""
    t = translator(language)
    if not picture.tested:
        return t("This picture holds no assessment of what stands out.")
    if not assessed(picture):
        return t("Too short a history to say what stands out: it takes at least eight weeks.")
    return t("Nothing stands out: no count lies above what its history lets expect.")


def left_out(picture: Picture, language: str) -> str:
    """How many signals more there are than are shown; "" for none."""
    n = sum(tested.left_out for tested in picture.tested)
    if not n:
        return ""
    return translator(language).many(
        "%(n)s more signal, less sure, is left out.",
        "%(n)s more signals, less sure, are left out.",
        n,
    )


def tested_in_words(tested: Tested, language: str) -> str:
    """Say "10 areas"; what was tested in one scope."""
    t, n = translator(language), tested.series
    return {
        Scope.TOTAL: t("the whole municipality"),
        Scope.AREA: t.many("%(n)s area", "%(n)s areas", n),
        Scope.CATEGORY: t.many("%(n)s category", "%(n)s categories", n),
        Scope.AREA_CATEGORY: t.many(
            "%(n)s category within an area", "%(n)s categories within areas", n
        ),
        Scope.PLACE: t.many("%(n)s place", "%(n)s places", n),
        Scope.DAYPART: t.many("%(n)s part of the week", "%(n)s parts of the week", n),
    }[tested.scope]


def expected(value: float, language: str) -> str:
    """An expected count: to one decimal, or whole from a hundred."""
    return number(value, language, decimals=0 if value >= _HUNDRED else 1)


def chance(value: float, language: str) -> str:
    """A probability as it is written: "0.0007", "under 0.0001"."""
    if value < _LEAST_P:
        return translator(language)("under %(least)s", least=number(_LEAST_P, language, decimals=4))
    decimals = 1 - math.floor(math.log10(value)) if value < 1 else 0
    written = number(float(f"{value:.2g}"), language, decimals=min(decimals, 4))
    return written.rstrip("0") if value < 1 else written


def _ratio(signal: Signal, language: str) -> str:
    """Say "2.2 (1.4–3.2)": how many times the expected, with its interval."""
    if not signal.expected:
        return DASH
    ratio, low, high = (
        number(value, language, decimals=1)
        for value in (signal.y / signal.expected, signal.low, signal.high)
    )
    return f"{ratio} ({low}{DASH}{high})"


def _chance(signal: Signal, picture: Picture, language: str) -> str:
    t = translator(language)
    family = next((x for x in picture.tested if x.scope is signal.scope), None)
    values = {"p": chance(signal.p, language), "q": chance(signal.q, language)}
    if family is None or family.series == 1:
        return t("The chance of so many where nothing has changed: p %(p)s.", **values)
    if signal.grade is Grade.WATCH:
        return t(
            "The chance of so many where nothing has changed: p %(p)s. Not adjusted for"
            " %(tested)s being tested; adjusted it would be q %(q)s.",
            tested=tested_in_words(family, language),
            **values,
        )
    return t(
        "The chance of so many where nothing has changed: p %(p)s, adjusted for"
        " %(tested)s being tested q %(q)s.",
        tested=tested_in_words(family, language),
        **values,
    )


def _named(signal: Signal, language: str) -> str:
    return signal.sv if language == "sv" else signal.en


def _area(signal: Signal, picture: Picture, language: str) -> str:
    found = (name(line, language) for line in picture.by_area if line.code == signal.area)
    return next(found, _named(signal, language))


def _category(signal: Signal, picture: Picture, language: str) -> str:
    found = (name(line, language) for line in picture.by_category if line.code == signal.category)
    return next(found, _named(signal, language))


def _organisation(code: str, picture: Picture, language: str) -> str:
    names = {line.code: name(line, language) for line in picture.by_organisation}
    names |= {voice.code: name(voice, language) for voice in picture.coverage.voices}
    return names.get(code, code or translator(language)("its largest source"))
