"""How complete the picture is, in words: who was heard, who is quiet, what came late or twice."""

from briefing.picture import Coverage, Picture, Voice
from briefing.renderings import lengths
from briefing.renderings.provenance import coverage_sentences
from briefing.renderings.wording import in_words, name
from reference.language import number, percent, translator


def sentences(picture: Picture, language: str) -> tuple[str, ...]:
    """All that is to be said of it, the most important first."""
    coverage = picture.coverage
    said = [*coverage_sentences(coverage, language, is_week=lengths.is_week(picture))]
    if coverage.incomplete:
        said.insert(1, _limit(coverage, language))
    said += [_quiet(voice, language) for voice in coverage.voices if voice.quiet]
    said += _newcomers(coverage, language)
    said += _late(picture, language)
    if coverage.likely_doubles:
        said.append(_doubles(coverage.likely_doubles, language))
    return tuple(said)


def _limit(coverage: Coverage, language: str) -> str:
    return translator(language)(
        "With less than %(limit)s of them the picture is marked incomplete.",
        limit=percent(coverage.limit, language, decimals=0),
    )


def _quiet(voice: Voice, language: str) -> str:
    t = translator(language)
    if voice.rate is None:
        return t.many(
            "Not heard from: %(organisation)s, for one week, which is unlikely to be chance.",
            "Not heard from: %(organisation)s, for %(weeks)s weeks on end, which is unlikely to be"
            " chance.",
            voice.quiet_weeks,
            organisation=name(voice, language),
            weeks=in_words(voice.quiet_weeks, language),
        )
    return t.many(
        "Not heard from: %(organisation)s, for one week, which is unlikely to be chance: it used to"
        " send %(rate)s reports a week.",
        "Not heard from: %(organisation)s, for %(weeks)s weeks on end, which is unlikely to be"
        " chance: it used to send %(rate)s reports a week.",
        voice.quiet_weeks,
        organisation=name(voice, language),
        weeks=in_words(voice.quiet_weeks, language),
        rate=number(voice.rate, language, decimals=1),
    )


def _newcomers(coverage: Coverage, language: str) -> list[str]:
    new = [name(voice, language) for voice in coverage.voices if voice.newcomer]
    if not new:
        return []
    return [
        translator(language).many(
            "New here: %(organisations)s. Its reports are counted, but are no part of what is"
            " compared with earlier weeks until it has reported for eight.",
            "New here: %(organisations)s. Their reports are counted, but are no part of what is"
            " compared with earlier weeks until they have reported for eight.",
            len(new),
            organisations=", ".join(new),
        )
    ]


def _late(picture: Picture, language: str) -> list[str]:
    n, of = picture.late.n, picture.coverage.reports
    if not n or not of:
        return []
    return [
        translator(language)(
            "%(share)s of the reports came after the deadline.",
            share=percent(n / of, language, decimals=0),
        )
    ]


def _doubles(n: int, language: str) -> str:
    return translator(language).many(
        "%(n)s report is likely the same happening as another organisation's, and waits to be"
        " linked or told apart.",
        "%(n)s reports are likely the same happenings as another organisation's, and wait to be"
        " linked or told apart.",
        n,
    )
