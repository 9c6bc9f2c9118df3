"""How what stands out was found, in plain sentences, and whether the method keeps its word."""

from itertools import groupby

from briefing.findings import Calibration, Harm, Rule, Tested
from briefing.picture import Picture
from briefing.renderings.deviations import tested_in_words
from briefing.renderings.wording import in_words, reports, running
from reference.language import (
    DASH,
    message,
    number,
    percent,
    short_week,
    translator,
    weekday,
)
from reference.weeks import Week

_LAST_DAY = 6
# What chance flags at p .01 where counts are large.
_NOMINAL = 0.01
_RULES = {
    "": message("%(what)s: not tested, the history is too short."),
    Rule.POOLED: message("%(what)s: negative binomial with a shared spread, on %(weeks)s weeks."),
    Rule.FARRINGTON: message("%(what)s: Farrington Flexible, on %(weeks)s weeks."),
    Rule.CUSUM: message("%(what)s: CUSUM, on %(weeks)s weeks."),
}
_MISSES = {
    "flagged-share": message(
        "Missed: the share of flagged counts lies outside what the method claims, so take single"
        " signals with more care."
    ),
    "hot-list": message(
        "Missed: the list of squares forecasts less well than a plain count of 24 weeks."
    ),
}


def sentences(picture: Picture, language: str) -> tuple[str, ...]:
    """How the tests were made; empty for a picture in which nothing was tested."""
    if not picture.tested:
        return ()
    return (
        *_tiers(picture.tested, language),
        *_tests(picture.tested, language),
        equal_age(picture, language),
        *calibrated(picture.calibration, language),
    )


def equal_age(picture: Picture, language: str) -> str:
    """As known when the earlier weeks are compared."""
    t = translator(language)
    if running(picture):
        return t("Earlier weeks are counted as they were known on the Monday after them.")
    if picture.age <= _LAST_DAY - 1:
        return t(
            "Equal age: earlier weeks are counted as they were known on the %(day)s after them, as"
            " this one is.",
            day=weekday(picture.age, language),
        )
    within = {_LAST_DAY: 7, 7: 14, 8: 28}.get(picture.age)
    if within is None:
        return t("Earlier weeks are counted with all that has come in since, as this one is.")
    return t(
        "Equal age: earlier weeks are counted as they were known %(days)s days after them, as this"
        " one is.",
        days=number(within, language),
    )


def calibrated(found: Calibration | None, language: str) -> tuple[str, ...]:
    """The statistics held against their own claims, and each miss; what is not tested says so."""
    t = translator(language)
    if found is None:
        return (t("The method has not been tested against this record yet."),)
    said = [
        t(
            "Tested against this record's %(weeks)s weeks up to %(last)s: of %(cells)s counts"
            " %(share)s were flagged at p 0.01, where chance alone flags %(chance)s. A deviation"
            " was found in %(flagged)s of the weeks.",
            weeks=number(found.weeks, language),
            last=_last_week(found, language),
            share=percent(found.share_flagged, language),
            chance=percent(found.share_by_chance or _NOMINAL, language),
            cells=number(found.cells, language),
            flagged=in_words(found.weeks_flagged, language),
        )
    ]
    if found.pai is not None and found.pei is not None:
        said.append(
            t(
                "The hot list of squares held %(pai)s times the reports of the two weeks after that"
                " its surface would (PAI), %(pei)s of the best possible choice (PEI); a plain count"
                " of 24 weeks %(pai_count)s and %(pei_count)s.",
                pai=_decimal(found.pai, language),
                pei=_share(found.pei, language),
                pai_count=_decimal(found.pai_count, language),
                pei_count=_share(found.pei_count, language),
            )
        )
    said += [
        t(_MISSES[miss]) if miss in _MISSES else t("Missed: %(what)s.", what=miss)
        for miss in found.misses
    ]
    return tuple(said)


def harm_in_words(harm: Harm | None, n: int, language: str) -> str:
    """The weighed count beside the count that it weighs; "" where nothing is weighed."""
    if harm is None or not n:
        return ""
    t = translator(language)
    values = {"n": number(harm.n, language), "reports": reports(n, language)}
    if harm.low is None or harm.high is None:
        said = t("Weighed by how grave they are, from 1 to 5, %(reports)s make %(n)s.", **values)
    else:
        said = t(
            "Weighed by how grave they are, from 1 to 5, %(reports)s make %(n)s; usually it is"
            " between %(low)s and %(high)s.",
            low=number(harm.low, language),
            high=number(harm.high, language),
            **values,
        )
    return f"{said} {weights_edition(harm, language)}."


def weights_edition(harm: Harm, language: str) -> str:
    """The edition of the categories whose weights were taken."""
    return f"{translator(language)('Edition of the weights')}: {harm.edition}"


def _tiers(tested: tuple[Tested, ...], language: str) -> list[str]:
    t = translator(language)
    if not any(one.rule for one in tested):
        return [t("Nothing is tested before the record holds eight weeks.")]
    return [
        t(
            "Only high counts are signals: at least three reports, from at least two organisations."
            " Within each kind it is adjusted for how many are tested (Benjamini-Hochberg): a"
            " strong deviation has q of at most 0.05 and at least five reports, a deviation q of at"
            " most 0.10. To watch is what has p of at most 0.01, unadjusted."
        ),
        t(
            "The longer the history, the finer the test: none under eight weeks, negative binomial"
            " with a shared spread from eight, Farrington Flexible from 160."
        ),
    ]


def _tests(tested: tuple[Tested, ...], language: str) -> list[str]:
    """Say what was tested by which rule, scopes with the same test together."""
    t = translator(language)

    def same(one: Tested) -> tuple[str, int]:
        return one.rule, one.weeks

    said: list[str] = []
    for (rule, weeks), family in groupby(tested, key=same):
        what = ", ".join(tested_in_words(one, language) for one in family)
        said.append(t(_RULES[rule], what=what[0].upper() + what[1:], weeks=number(weeks, language)))
    return said


def _last_week(found: Calibration, language: str) -> str:
    return short_week(Week.parse(found.last_week), language) if found.last_week else DASH


def _decimal(value: float | None, language: str) -> str:
    return DASH if value is None else number(value, language, decimals=1)


def _share(value: float | None, language: str) -> str:
    return DASH if value is None else percent(value, language, decimals=0)


def self_test(picture: Picture, language: str) -> tuple[tuple[str, int | float | None], ...]:
    """What the latest self-test found, figure by figure; empty where there was none."""
    t, found = translator(language), picture.calibration
    if found is None:
        return ()
    return (
        (t("Position of the log"), found.position),
        (t("Weeks tested"), found.weeks),
        (t("Counts tested"), found.cells),
        (t("Share flagged at p .01"), found.share_flagged),
        (t("Weeks with a deviation"), found.weeks_flagged),
        (t("PAI of the hot list"), found.pai),
        (t("PEI of the hot list"), found.pei),
        (t("PAI of a plain count of 24 weeks"), found.pai_count),
        (t("PEI of a plain count of 24 weeks"), found.pei_count),
    )
