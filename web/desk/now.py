"""What the log says now of each section of the picture, for whoever writes a note to it."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from briefing.findings import Level
from briefing.picture import Picture
from briefing.renderings import backlog, dayparts, deviations, lengths, levels
from briefing.renderings.blocks import Remarks
from briefing.renderings.in_brief import summary
from briefing.renderings.longer import sections as longer
from briefing.renderings.provenance import coverage_sentences
from briefing.renderings.wording import Part, Sentence, name, plain, reports, standing_in_words
from reference.language import Translator, short_date

MOST = 6
"""Lines of a section that the desk shows; the picture itself has the rest."""


def lines(section: str, picture: Picture, t: Translator) -> Sequence[Sentence]:
    """The section in a few sentences; none where there is nothing to say.

    A longer period has sections of its own, which say it themselves.
    """
    if picture.longer is not None and section in _ANALYSED:
        return _analysed(section, picture, t)
    return _SECTIONS[section](picture, t)


def _analysed(section: str, picture: Picture, t: Translator) -> Sequence[Sentence]:
    for one in (*longer.sections(picture, t.language), *longer.grounds(picture, t.language)):
        if one.key == section:
            told = (block for block in one.blocks if isinstance(block, Remarks))
            said = [sentence for block in told for sentence in block.sentences]
            is_said = any(plain(each).rstrip(".") == one.title for each in said)
            return said if is_said or not one.title else [_said(one.title), *said]
    return []


def _said(text: str) -> Sentence:
    return (Part(text),)


def _figures(picture: Picture, t: Translator) -> Sequence[Sentence]:
    return summary(picture, t.language)


def _levels(picture: Picture, t: Translator) -> Sequence[Sentence]:
    names = {line.code: name(line, t.language) for line in picture.by_area}
    return [
        _said(
            t(
                "%(area)s: %(level)s, %(reason)s",
                area=names.get(one.code, one.code),
                level=levels.signed(one.level, t.language),
                reason=levels.reason(one, t.language),
            )
        )
        for one in sorted(picture.levels, key=lambda one: one.level is Level.GREEN)
    ]


def _signals(picture: Picture, t: Translator) -> Sequence[Sentence]:
    found = deviations.deviations(picture, t.language)
    return [(Part(f"{one.sure}: "), *one.sentence) for one in found]


def _places(picture: Picture, t: Translator) -> Sequence[Sentence]:
    return [
        (
            Part(f"{spot.name}: "),
            Part(reports(spot.figure.n, t.language), spot.figure.reports),
            Part(f", {standing_in_words(spot.figure, t.language)}"),
        )
        for spot in picture.spots
    ]


def _when(picture: Picture, t: Translator) -> Sequence[Sentence]:
    return [_said(one) for one in dayparts.outstanding(picture, t.language)]


def _coverage(picture: Picture, t: Translator) -> Sequence[Sentence]:
    return [
        _said(one)
        for one in coverage_sentences(
            picture.coverage, t.language, is_week=lengths.is_week(picture)
        )
    ]


def _unsafe(picture: Picture, t: Translator) -> Sequence[Sentence]:
    return [_said(backlog.title(picture, t.language))] if picture.unsafe else []


def _coming(picture: Picture, t: Translator) -> Sequence[Sentence]:
    found = list[Sentence]()
    for one in picture.upcoming:
        first, last = (short_date(day, t.language) for day in (one.first_on, one.last_on))
        when = first if first == last else t("%(first)s to %(last)s", first=first, last=last)
        what = one.sv if t.language == "sv" else one.en
        found.append((Part(f"{when}: "), Part(what, one.reports)))
    return found


_ANALYSED = frozenset({"levels", "signals", "places", "when", "coverage"})
_SECTIONS: Mapping[str, Callable[[Picture, Translator], Sequence[Sentence]]] = MappingProxyType(
    {
        "figures": _figures,
        "levels": _levels,
        "signals": _signals,
        "places": _places,
        "when": _when,
        "coverage": _coverage,
        "unsafe": _unsafe,
        "coming": _coming,
    }
)
