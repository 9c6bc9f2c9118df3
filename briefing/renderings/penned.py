"""What people wrote for the picture, once their words are opened for the reader."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from briefing.findings import Words
from briefing.picture import Picture
from reference.language import translator


class Seen(Enum):
    """What a reader sees of a quoted text: its words, or why not."""

    OPEN = "open"
    CLOSED = "closed"
    ERASED = "erased"
    CORRECTED = "corrected"


class Quotation(NamedTuple):
    """A part of a report's text for one reader; `number` is "" where they may not know the report.

    `words` are those of a text that is open, "" otherwise.
    """

    number: str
    seen: Seen
    words: str = ""


class Spoken(NamedTuple):
    """The words of a field with what it quotes."""

    text: str
    quotes: tuple[Quotation, ...]


Opened = Mapping[int, str | Spoken]
"""Words by the position of the log at which they were written, for one reader."""


class Written(NamedTuple):
    """A text as it was written, the reports that it rests on, and what it quotes of them."""

    text: str
    reports: tuple[str, ...]
    quotes: tuple[Quotation, ...] = ()


class Penned(NamedTuple):
    """All that was written and may be read, by where it stands.

    `closed` counts what was written where none of it may be read.
    """

    sentences: tuple[Written, ...]
    notes: Mapping[str, tuple[Written, ...]]
    contexts: tuple[Written, ...]
    warnings: tuple[Written, ...]
    rumours: tuple[Written, ...]
    focus: tuple[Written, ...]
    closed: int


def penned(picture: Picture, words: Opened | None) -> Penned:
    """What was written, as far as `words` opens it. A text that is closed or erased is left out."""
    desk, opened = picture.desk, words or {}
    parts = (desk.sentences, desk.notes, desk.contexts, desk.warnings, desk.rumours, desk.focus)
    notes: dict[str, tuple[Written, ...]] = {}
    for note in desk.notes:
        section = note.section.removeprefix("note").lstrip(":-")
        notes[section] = (*notes.get(section, ()), *_read((note,), opened))
    return Penned(
        sentences=_read(desk.sentences, opened),
        notes=notes,
        contexts=_read(desk.contexts, opened),
        warnings=_read(desk.warnings, opened),
        rumours=_read(desk.rumours, opened),
        focus=_read(desk.focus, opened),
        closed=0 if opened else sum(len(part) for part in parts),
    )


def quoted(one: Quotation, language: str) -> str:
    """A quotation in a line of its own, in quotation marks; or why there is none to read."""
    t = translator(language)
    match one.seen:
        case Seen.OPEN:
            return t("“%(words)s” (report %(number)s)", words=one.words, number=one.number)
        case Seen.ERASED:
            return t("The text of report %(number)s is erased.", number=one.number)
        case Seen.CORRECTED:
            return t(
                "The text of report %(number)s has been corrected since it was quoted.",
                number=one.number,
            )
        case Seen.CLOSED:
            if one.number:
                return t("A text of report %(number)s that you may not read.", number=one.number)
            return t("A text of a report that you may not read.")


def in_a_line(one: Written, language: str) -> str:
    """What was written, what it quotes, and how many reports it rests on."""
    t, n = translator(language), len(one.reports)
    rests = t.many("Rests on %(n)s report.", "Rests on %(n)s reports.", n) if n else ""
    quotes = (quoted(each, language) for each in one.quotes)
    return " ".join(filter(None, (one.text, *quotes, rests)))


def _read(some: Iterable[Words], opened: Opened) -> tuple[Written, ...]:
    found = list[Written]()
    for one in some:
        said = opened.get(one.entry)
        if said is None:
            continue
        text, quotes = said if isinstance(said, Spoken) else (said, ())
        if text.strip() or one.reports:
            found.append(Written(text.strip(), one.reports, quotes))
    return tuple(found)
