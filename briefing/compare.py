"""Two pictures held against each other, line by line: two periods, or one as known then and now.

What is counted over a week and over a month cannot be compared, and is refused. What differs
beside the lines is said: how many weeks a month has, and which areas and categories were in force.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from briefing.findings import Scope, Signal
from briefing.picture import Line, Picture
from events.refusal import Refused
from reference.periods import Period

Value = int | float | str | None
"""What a line says: a count, a share, a code; None where the picture has no such line."""


class What(StrEnum):
    """What a line is of, in the order of the picture."""

    TOTAL = "total"
    COVERAGE = "coverage"
    VOICE = "voice"
    LATE = "late"
    SIGNAL = "signal"
    LEVEL = "level"
    AREA = "area"
    GROUP = "group"
    CATEGORY = "category"
    ORGANISATION = "organisation"
    PLACE = "place"
    HOT_PLACE = "hot-place"
    UNSAFE = "unsafe"


class Difference(NamedTuple):
    """One line of both pictures; `sv` and `en` name it, and are "" where `code` is what is said.

    Counts are whole numbers. A signal says its grade, a level its colour, a voice its state, an
    unsafe place "waiting" or "mended".
    """

    what: What
    code: str
    sv: str
    en: str
    one: Value
    other: Value

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return self.one != self.other

    @property
    def change(self) -> float | None:
        """How much more the other counts; None where either is no number."""
        if isinstance(self.one, str) or isinstance(self.other, str):
            return None
        return None if self.one is None or self.other is None else self.other - self.one


class Unlike(NamedTuple):
    """What the two do not have alike beside their lines: "weeks", or an edition by its kind."""

    of: str
    one: str
    other: str


class _Entry(NamedTuple):
    """What one picture says of one line."""

    sv: str
    en: str
    value: Value


Entries = Mapping[str, _Entry]


def check_alike(one: Period, other: Period) -> None:
    """Raise Refused for a period and one of another kind: they are not as long."""
    if one.kind is not other.kind:
        raise Refused(
            "The two are not equally long, so their counts cannot be compared. Choose two weeks,"
            " two months, or two longer periods of one kind."
        )


def unlike(one: Picture, other: Picture) -> tuple[Unlike, ...]:
    """What else the two differ in, so that a line may differ for that reason."""
    weeks = [str(len(Period.parse(each.period).keys)) for each in (one, other)]
    told = [("weeks", *weeks)]
    kinds = dict.fromkeys([*one.editions, *other.editions])
    told += [(kind, one.editions.get(kind, ""), other.editions.get(kind, "")) for kind in kinds]
    return tuple(Unlike(*each) for each in told if each[1] != each[2])


def compare(one: Picture, other: Picture) -> tuple[Difference, ...]:
    """Every line of either picture, those that only the other has last in their part."""
    return tuple(
        difference
        for what, told in _PARTS.items()
        for difference in _lines(what, told(one), told(other))
    )


def _lines(what: What, one: Entries, other: Entries) -> Iterator[Difference]:
    for code in dict.fromkeys([*one, *other]):
        named = other.get(code) or one[code]
        yield Difference(
            what,
            code,
            named.sv,
            named.en,
            one[code].value if code in one else None,
            other[code].value if code in other else None,
        )


def _plain(values: Mapping[str, Value]) -> Entries:
    return {code: _Entry("", "", value) for code, value in values.items()}


def _total(picture: Picture) -> Entries:
    return _plain(
        {
            "total": picture.total.n,
            "others": picture.other_reports.n,
            "linked": picture.linked,
            "withdrawn": picture.withdrawn,
        }
        | ({"harm": picture.harm.n} if picture.harm else {})
    )


def _coverage(picture: Picture) -> Entries:
    told = picture.coverage
    return _plain(
        {
            "expected": told.expected,
            "reported": told.reported,
            "nothing": told.nothing,
            "silent": told.silent,
            "incomplete": "yes" if told.incomplete else "no",
            "self-observed": told.self_observed,
            "exactly-placed": told.exactly_placed,
        }
        | ({} if told.likely_doubles is None else {"likely-doubles": told.likely_doubles})
    )


def _voices(picture: Picture) -> Entries:
    return {one.code: _Entry(one.sv, one.en, one.state) for one in picture.coverage.voices}


def _late(picture: Picture) -> Entries:
    return _plain({"late": picture.late.n, "files": picture.late.files})


def _signals(picture: Picture) -> Entries:
    return {signal_code(one): _Entry(one.sv, one.en, one.grade.value) for one in picture.signals}


def signal_code(signal: Signal) -> str:
    """What a signal is about, by which it is found in the other picture."""
    part = "" if signal.daypart is None else str(signal.daypart)
    if signal.scope is Scope.TOTAL:
        return signal.scope.value
    return f"{signal.scope.value}|{signal.area}|{signal.category}|{signal.place}|{part}"


def _levels(picture: Picture) -> Entries:
    names = {line.code: (line.sv, line.en) for line in picture.by_area}
    return {
        one.code: _Entry(*names.get(one.code, (one.code, one.code)), one.level.value)
        for one in picture.levels
    }


def _counted(lines: Sequence[Line]) -> Entries:
    return {line.code: _Entry(line.sv, line.en, line.figure.n) for line in lines}


def _places(picture: Picture) -> Entries:
    return {spot.code: _Entry(spot.name, spot.name, spot.figure.n) for spot in picture.spots}


def _hot_places(picture: Picture) -> Entries:
    return {one.code: _Entry(one.name, one.name, one.n24) for one in picture.hotspots.places}


def _unsafe(picture: Picture) -> Entries:
    names = {line.code: (line.sv, line.en) for line in picture.by_area}
    kinds = {line.code: (line.sv, line.en) for line in picture.by_category}
    found = dict[str, _Entry]()
    for item in picture.unsafe:
        where = (item.name, item.name) if item.name else names.get(item.area, (item.area,) * 2)
        what = kinds.get(item.category, (item.category,) * 2)
        sv, en = (f"{place}: {kind}" for place, kind in zip(where, what, strict=True))
        found[item.id] = _Entry(sv, en, "mended" if item.fixed else "waiting")
    return found


_PARTS: Mapping[What, Callable[[Picture], Entries]] = MappingProxyType(
    {
        What.TOTAL: _total,
        What.COVERAGE: _coverage,
        What.VOICE: _voices,
        What.LATE: _late,
        What.SIGNAL: _signals,
        What.LEVEL: _levels,
        What.AREA: lambda picture: _counted(picture.by_area),
        What.GROUP: lambda picture: _counted(picture.by_group),
        What.CATEGORY: lambda picture: _counted(picture.by_category),
        What.ORGANISATION: lambda picture: _counted(picture.by_organisation),
        What.PLACE: _places,
        What.HOT_PLACE: _hot_places,
        What.UNSAFE: _unsafe,
    }
)
