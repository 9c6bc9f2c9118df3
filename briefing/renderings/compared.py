"""Two pictures held against each other, in words and as data."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from briefing.compare import Difference, Unlike, Value, What, compare, signal_code, unlike
from briefing.findings import Grade, Level
from briefing.picture import Picture, digest
from briefing.renderings import deviations, levels
from briefing.renderings.wording import running
from reference.language import DASH, Translator, message, number

_HEADINGS: Mapping[What, str] = {
    What.TOTAL: message("As a whole"),
    What.COVERAGE: message("How complete it is"),
    What.VOICE: message("The organisations' word"),
    What.LATE: message("Late reports"),
    What.SIGNAL: message("What stands out"),
    What.LEVEL: message("Proposed levels"),
    What.AREA: message("Areas"),
    What.GROUP: message("Groups of categories"),
    What.CATEGORY: message("Categories"),
    What.ORGANISATION: message("Reports by organisation"),
    What.PLACE: message("Places with most reports"),
    What.HOT_PLACE: message("Places over 24 weeks"),
    What.UNSAFE: message("Unsafe places"),
}
_LABELS: Mapping[str, str] = {
    "total": message("Reports of disturbances"),
    "others": message("Calm, positive and coming"),
    "linked": message("Linked as the same happening"),
    "withdrawn": message("Reports that were withdrawn"),
    "harm": message("Reports by weight"),
    "expected": message("Organisations that are to report"),
    "reported": message("Have reported"),
    "nothing": message("Nothing to report"),
    "silent": message("Not heard from"),
    "incomplete": message("Stamped as incomplete"),
    "self-observed": message("Seen or heard by the reporter"),
    "exactly-placed": message("Placed exactly"),
    "likely-doubles": message("Reports that may be doubles"),
    "late": message("Came after the deadline"),
    "files": message("Came in files"),
}
_VALUES: Mapping[str, str] = {
    "reported": message("reported"),
    "nothing": message("nothing to report"),
    "silent": message("not heard from"),
    "waiting": message("waits"),
    "mended": message("mended"),
    "yes": message("yes"),
    "no": message("no"),
}

_EDITIONS: Mapping[str, str] = {
    "areas": message(
        "The areas are of edition %(one)s in the first and of edition %(other)s in the second. An"
        " area that only one of them has shows a dash in the other."
    ),
    "categories": message(
        "The categories are of edition %(one)s in the first and of edition %(other)s in the second."
        " A category that only one of them has shows a dash in the other."
    ),
}


class Row(NamedTuple):
    """A line in words; `change` is empty where nothing is counted."""

    name: str
    one: str
    other: str
    change: str


class Section(NamedTuple):
    """A part: the lines that differ, and those that do not."""

    heading: str
    changed: Sequence[Row]
    same: Sequence[Row]


def sections(one: Picture, other: Picture, t: Translator) -> list[Section]:
    """Every line of either in words, part by part; a part that neither has is left out.

    Reports by weight never stand without their count: where the weight differs, the count is there.
    """
    rows: dict[What, tuple[list[Row], list[Row]]] = {what: ([], []) for what in What}
    lines = compare(one, other)
    differs = {each.code for each in lines if each.what is What.TOTAL and each.differs}
    for each in lines:
        beside = each.what is What.TOTAL and each.code == "total" and "harm" in differs
        rows[each.what][not (each.differs or beside)].append(_row(each, (one, other), t))
    return [
        Section(t(_HEADINGS[what]), changed, same)
        for what, (changed, same) in rows.items()
        if changed or same
    ]


def cautions(one: Picture, other: Picture, t: Translator) -> list[str]:
    """What else differs, a sentence each; editions that change no line are left out."""
    said = [_caution(each, t) for each in unlike(one, other)]
    if running(one) != running(other):
        said.append(
            t("The first does not hold all of its period, which was not over when it was drawn.")
            if running(one)
            else t(
                "The second does not hold all of its period, which was not over when it was drawn."
            )
        )
    return [each for each in said if each]


def as_data(one: Picture, other: Picture) -> dict[str, Any]:
    """The same as data: both pictures by digest, and every line with its codes."""
    return {
        "municipality": one.municipality.code,
        "one": _identity(one),
        "other": _identity(other),
        "unlike": [each._asdict() for each in unlike(one, other)],
        "lines": [
            {**each._asdict(), "differs": each.differs, "change": each.change}
            for each in compare(one, other)
        ],
    }


def _identity(picture: Picture) -> dict[str, Any]:
    return {
        "period": picture.period,
        "position": picture.position,
        "as_of": picture.as_of.isoformat(),
        "digest": digest(picture),
    }


def _caution(each: Unlike, t: Translator) -> str:
    if each.of == "weeks":
        said = message("The first has %(one)s weeks, the second %(other)s.")
        return t(said, one=each.one, other=each.other)
    if each.of not in _EDITIONS:
        return ""
    return t(_EDITIONS[each.of], one=each.one or DASH, other=each.other or DASH)


def _row(each: Difference, pictures: tuple[Picture, Picture], t: Translator) -> Row:
    change = each.change
    return Row(
        name=_name(each, pictures, t),
        one=_value(each.what, each.one, t),
        other=_value(each.what, each.other, t),
        change="" if change is None else number(change, t.language, signed=True),
    )


def _name(each: Difference, pictures: tuple[Picture, Picture], t: Translator) -> str:
    if each.what in {What.TOTAL, What.COVERAGE, What.LATE} and each.code in _LABELS:
        return t(_LABELS[each.code])
    if each.what is What.SIGNAL:
        for picture in reversed(pictures):
            for signal in picture.signals:
                if signal_code(signal) == each.code:
                    return deviations.about(signal, picture, t.language)
    return each.sv if t.language == "sv" else each.en


def _value(what: What, value: Value, t: Translator) -> str:
    """A value in words; a dash where the picture has no such line."""
    if value is None:
        return DASH
    if not isinstance(value, str):
        return number(value, t.language)
    if what is What.SIGNAL:
        return deviations.grade_in_words(Grade(value), t.language)
    if what is What.LEVEL:
        return levels.signed(Level(value), t.language)
    return t(_VALUES[value]) if value in _VALUES else value
