"""What people wrote for the picture, once their words are opened for the reader."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from briefing.findings import Words
from briefing.picture import Picture

Opened = Mapping[int, str]
"""Words by the position of the log at which they were written."""


class Written(NamedTuple):
    """A text as it was written, and how many reports it rests on."""

    text: str
    reports: tuple[str, ...]


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


def _read(some: Iterable[Words], opened: Opened) -> tuple[Written, ...]:
    return tuple(
        Written(opened.get(one.entry, "").strip(), one.reports)
        for one in some
        if opened.get(one.entry, "").strip() or (one.entry in opened and one.reports)
    )
