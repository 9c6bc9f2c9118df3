"""What people wrote for the picture, screen by screen: for slides, and never for the wall."""

from collections.abc import Sequence

from briefing.picture import Picture
from briefing.renderings.penned import Opened, Written, in_a_line, penned
from briefing.renderings.screen import Screen
from reference.language import Translator, translator


def contexts(picture: Picture, language: str, words: Opened | None) -> tuple[Screen, ...]:
    """Social contexts; then warning signs and rumours, each apart and marked as unverified.

    Where there are any that may not be read, one screen says so.
    """
    t, written = translator(language), penned(picture, words)
    desk = picture.desk
    if written.closed and (desk.contexts or desk.warnings or desk.rumours):
        closed = t("What the analyst wrote here is shown only to those who may read it.")
        heading = t("Contexts and signs")
        return (
            Screen(key="contexts", heading=heading, title=heading, lines=(closed,), idle=closed),
        )
    n = len(written.contexts)
    found = (
        _screen(
            "contexts",
            t("Social contexts"),
            t.many("%(n)s social context is noted", "%(n)s social contexts are noted", n),
            written.contexts,
            t("Groups and settings, never persons."),
            t,
        ),
        _unverified(
            "warnings",
            t("Warning signs"),
            t.many("%(n)s warning sign", "%(n)s warning signs", len(written.warnings)),
            written.warnings,
            t,
        ),
        _unverified(
            "rumours",
            t("Rumours"),
            t.many("%(n)s rumour", "%(n)s rumours", len(written.rumours)),
            written.rumours,
            t,
        ),
    )
    return tuple(screen for some in found for screen in some)


def focus(picture: Picture, language: str, words: Opened | None) -> tuple[Screen, ...]:
    """What is proposed for the coming week, where somebody wrote it and it may be read."""
    t = translator(language)
    return _screen(
        "focus",
        t("Proposed focus"),
        t("Proposed focus for the coming week"),
        penned(picture, words).focus,
        t("A proposal of the analyst. The meeting decides."),
        t,
    )


def _unverified(
    key: str, heading: str, counted: str, some: Sequence[Written], t: Translator
) -> tuple[Screen, ...]:
    """Marked in the line above the title, in the title and in the note: none goes without it."""
    return _screen(
        key,
        f"{heading} · {t('Unverified')}",
        t("%(counted)s, unverified", counted=counted),
        some,
        t("Nobody has verified this. It is told apart from what is counted."),
        t,
    )


def _screen(
    key: str, heading: str, title: str, some: Sequence[Written], note: str, t: Translator
) -> tuple[Screen, ...]:
    if not some:
        return ()
    lines = tuple(in_a_line(one, t.language) for one in some)
    return (Screen(key=key, heading=heading, title=title, lines=lines, note=(note,)),)
