"""A form on a page: what was written in its fields, and what is wrong with it.

Whatever goes wrong, the page comes back with everything that was written, the first thing that is
wrong with each field beside it, and all of them on top.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from events.refusal import Refused
from reference.language import Translator, message
from web.forms import Fields
from web.problems import Trouble, trouble
from web.sentences import Fault

LONGEST = 120
"""Characters of a name."""

TOO_LONG = message("This can have at most %(n)s characters.")
ON_ONE_LINE = message("This must be written on one line, in ordinary characters.")
NO_DAY = message("Write the day as year, month and day, such as 2026-11-24.")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


@dataclass(frozen=True)
class Sheet:
    """The form as it is shown. `refusal` is what the record said no with, if it did."""

    values: Mapping[str, str] = field(default_factory=dict[str, str])
    troubles: Sequence[Trouble] = ()
    refusal: str = ""

    def value(self, name: str) -> str:
        """What stands in the field."""
        return self.values.get(name, "")

    def holds(self, name: str) -> bool:
        """Whether the box of that name is ticked."""
        return bool(self.values.get(name))

    def wrong(self, name: str) -> str:
        """What is wrong with the field; empty when nothing is."""
        return next((each.detail for each in self.troubles if each.field == name), "")

    @property
    def is_faulty(self) -> bool:
        """Whether something must be put right."""
        return bool(self.troubles or self.refusal)

    @property
    def status(self) -> int:
        """The status of the page that shows it: 422 for a field, 409 for the record's own no."""
        return 422 if self.troubles else 409 if self.refusal else 200


def faulty(values: Mapping[str, str], faults: Iterable[Fault], t: Translator) -> Sheet:
    """The form again, with what is wrong: one sentence a field."""
    first: dict[str, Trouble] = {}
    for fault in faults:
        first.setdefault(fault.field, trouble(fault, t))
    return Sheet(values, tuple(first.values()))


def turned_down(values: Mapping[str, str], refusal: Refused, t: Translator) -> Sheet:
    """The form again, with the sentence that the record refused with."""
    return Sheet(values, (), t(refusal.message, **refusal.params))


class Answers:
    """What was filled in, read field by field; `faults` collects what is wrong with it.

    The sentence that a reader takes for a field without an answer is said when there is none.
    """

    def __init__(self, fields: Fields) -> None:
        self.values = {name: value.strip() for name, value in fields if value.strip()}
        self.faults: list[Fault] = []

    def text(self, name: str, nothing: str = "", *, longest: int = LONGEST) -> str:
        """A line of text. Without a sentence for `nothing` it may be left empty."""
        value = self.values.get(name, "")
        if not value and nothing:
            self.wrong(name, nothing)
        elif len(value) > longest:
            self.wrong(name, TOO_LONG, n=longest)
        elif not value.isprintable():
            self.wrong(name, ON_ONE_LINE)
        return value

    def one_of(self, name: str, allowed: Collection[str], nothing: str) -> str:
        """One value of a list, empty when there was none of it."""
        value = self.values.get(name, "")
        if value in allowed:
            return value
        self.wrong(name, nothing)
        return ""

    def some_of(self, name: str, allowed: Collection[str], nothing: str) -> list[str]:
        """The values whose boxes are ticked: the box of the value `x` is called `name.x`."""
        ticked = [value for value in allowed if f"{name}.{value}" in self.values]
        if not ticked:
            self.wrong(name, nothing)
        return ticked

    def day(self, name: str, nothing: str = "") -> date | None:
        """A day, None when it cannot be read as one."""
        value = self.values.get(name, "")
        if not value:
            if nothing:
                self.wrong(name, nothing)
            return None
        try:
            day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            self.wrong(name, NO_DAY)
            return None
        return day

    def wrong(self, name: str, sentence: str, **params: object) -> None:
        """Say what is wrong with a field; a sentence that was there before goes first."""
        self.faults.append(Fault((name,), sentence, params))

    def sheet(self, t: Translator, refusal: Refused | None = None) -> Sheet:
        """The form as it is shown again."""
        if refusal is not None:
            return turned_down(self.values, refusal, t)
        return faulty(self.values, self.faults, t)
