"""Unsafe places that wait to be mended, in words: the oldest first, what is mended last."""

from typing import NamedTuple

from briefing.findings import Unsafe
from briefing.picture import Picture
from briefing.renderings.wording import NOWHERE, name
from reference.categories import CURRENT, taxonomy
from reference.language import number, translator


class UnsafeRow(NamedTuple):
    """A standing condition: where and what, for how long, who is to see to it, and its state."""

    name: str
    about: str
    age: str
    owner: str
    owned: bool
    state: str
    fixed: bool
    n: str
    reports: str


def rows(picture: Picture, language: str) -> tuple[UnsafeRow, ...]:
    """The places, those not mended first, and of these the oldest."""
    t = translator(language)
    kinds = taxonomy(picture.editions.get("categories", CURRENT))
    areas = {
        line.code: name(line, language) for line in picture.by_area if line.code not in NOWHERE
    }
    owners = {line.code: name(line, language) for line in picture.by_organisation}
    owners |= {voice.code: name(voice, language) for voice in picture.coverage.voices}

    def row(place: Unsafe) -> UnsafeRow:
        what = kinds.name(place.category, language)
        called = place.name or areas.get(place.area, "") or what
        about = [part for part in (what, areas.get(place.area, "")) if part and part != called]
        return UnsafeRow(
            name=called,
            about=", ".join(about),
            age=t.many("%(n)s day", "%(n)s days", place.age_days),
            owner=owners.get(place.owner, place.owner) or t("nobody yet"),
            owned=bool(place.owner),
            state=t("mended") if place.fixed else t("not mended"),
            fixed=place.fixed,
            n=number(place.n, language),
            reports=place.reports,
        )

    ordered = sorted(picture.unsafe, key=lambda p: (p.fixed, -p.age_days, p.id))
    return tuple(row(place) for place in ordered)


def title(picture: Picture, language: str) -> str:
    """How many wait, and how many of them are nobody's."""
    t = translator(language)
    waiting = [place for place in picture.unsafe if not place.fixed]
    said = t.many("%(n)s place waits to be mended", "%(n)s places wait to be mended", len(waiting))
    if nobody := sum(not place.owner for place in waiting):
        said += t.many(
            ", %(n)s of them without an owner", ", %(n)s of them without an owner", nobody
        )
    return said
