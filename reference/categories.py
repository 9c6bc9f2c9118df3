"""The kinds of happenings that can be reported, by dated edition.

A report stores the id and the edition. Ids are never reused or renamed; a later edition may reword,
reweigh, add and retire. The words for people live in the edition's file, in Swedish and English.

A municipality may add children of its own below a category (`with_children`): "DMG-GRAFF.skolgard".
A report names the child; in figures it counts under the parent, so that towns stay comparable.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

CURRENT = "2026-1"
OTHER = "OTHER"
NIL = "NIL"

BELOW = "."
"""Stands between the id of a category and the name of a municipality's own child of it."""
LONGEST_SLUG = 40
_SLUG = re.compile(rf"(?=.{{1,{LONGEST_SLUG}}}\Z)[a-z0-9]+(-[a-z0-9]+)*")

_EDITIONS = Path(__file__).parent / "editions"
# Nothing that disturbs: what went well, what is coming, and the answer that there was nothing.
_CALM = frozenset({"POS", "EVENT", NIL})
_LIKENESS_OF_A_PART = 0.9


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of happening, or a group of them.

    `group` is the id of its group; a group, OTHER and NIL are groups of themselves. `weight` is
    the harm weight to start from, 1-5, and 0 for groups and for what does not disturb.
    `sensitive` asks for extra care: text limited, small counts hidden, the point blurred.
    `parent` is the category that a municipality's own child stands below, else empty; a `retired`
    child can no longer be reported.
    """

    id: str
    group: str
    sv: str
    en: str
    help_sv: str
    help_en: str
    weight: int = 0
    sensitive: bool = False
    disturbance: bool = True
    parent: str = ""
    retired: bool = False

    def label(self, language: str) -> str:
        """Give the name in "sv" or "en"."""
        return self.sv if language == "sv" else self.en

    def help(self, language: str) -> str:
        """Give examples of what counts, in "sv" or "en"."""
        return self.help_sv if language == "sv" else self.help_en


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One edition. `categories` holds what a report can name, and NIL; `groups` what gathers them.

    Both keep the order of the edition; a municipality's own children, also the retired ones, stand
    after their parent. OTHER and NIL stand alone, outside `groups`.
    """

    edition: str
    categories: Mapping[str, Category]
    groups: Mapping[str, Category]

    def reportable(self, category: str) -> bool:
        """Whether a report may name it: a category that is no group, not NIL and not retired."""
        known = self.categories.get(category)
        return known is not None and not known.retired and category != NIL

    def may_have_children(self, category: str) -> bool:
        """Whether a municipality may add children: what can be reported, but OTHER and children."""
        return self.reportable(category) and not (category == OTHER or BELOW in category)

    def under(self, category: str) -> tuple[str, ...]:
        """Give the ids that count under a category: its own and its children's, if any."""
        return (category, *(c.id for c in self.categories.values() if c.parent == category))

    def of_group(self, group: str) -> tuple[Category, ...]:
        """Give the categories of a group, OTHER and NIL being groups of one, in order."""
        return tuple(c for c in self.categories.values() if c.group == group)

    def group_of(self, category: str) -> Category:
        """Give the group of a category; OTHER and NIL are their own. KeyError for an unknown id."""
        known = self.categories[category]
        return self.groups.get(known.group, known)

    def name(self, category: str, language: str) -> str:
        """Give the name of a category or a group in "sv" or "en"; an unknown id stays as it is."""
        known = self.categories.get(category) or self.groups.get(category)
        return known.label(language) if known else category

    def nearest(self, text: str, n: int = 3) -> list[str]:
        """Give the `n` ids that a report may name and that `text` most resembles, best first.

        `text` may be an id or a name in either language, whole or in part, with slips.
        """
        wanted = text.casefold().strip()
        likeness = {
            c.id: max(_likeness(wanted, said) for said in (c.id, c.sv, c.en))
            for c in self.categories.values()
            if self.reportable(c.id)
        }
        return sorted(likeness, key=lambda c: (-likeness[c], c))[:n]


@cache
def taxonomy(edition: str = CURRENT) -> Taxonomy:
    """Read an edition. Raises KeyError for an edition that does not exist."""
    if edition not in editions():
        raise KeyError(edition)
    read = tomllib.loads((_EDITIONS / f"categories-{edition}.toml").read_text(encoding="utf-8"))
    groups = [_category(group, group["id"]) for group in read["group"]]
    categories = [
        _category(category, group["id"])
        for group in read["group"]
        for category in group["category"]
    ] + [_category(alone, alone["id"]) for alone in read["alone"]]
    return Taxonomy(
        edition=read["edition"],
        categories=MappingProxyType({c.id: c for c in categories}),
        groups=MappingProxyType({c.id: c for c in groups}),
    )


@dataclass(frozen=True, slots=True)
class Child:
    """A category of a municipality's own, below one of the edition, in its words."""

    id: str
    parent: str
    sv: str
    en: str
    help_sv: str = ""
    help_en: str = ""
    retired: bool = False


def with_children(known: Taxonomy, children: Iterable[Child]) -> Taxonomy:
    """Give the edition with a municipality's own children after their parents, in the order given.

    A child has its parent's group, weight and care. One whose parent the edition lacks is left out.
    """
    below: dict[str, list[Category]] = {}
    for child in children:
        parent = known.categories.get(child.parent)
        if parent is not None:
            own = replace(
                parent,
                id=child.id,
                sv=child.sv,
                en=child.en,
                help_sv=child.help_sv,
                help_en=child.help_en,
                parent=parent.id,
                retired=child.retired,
            )
            below.setdefault(parent.id, []).append(own)
    whole = [c for each in known.categories.values() for c in (each, *below.get(each.id, ()))]
    return replace(known, categories=MappingProxyType({c.id: c for c in whole}))


def counts_under(category: str) -> str:
    """Give the id that a category's reports are counted under: a child's parent, else itself."""
    return category.partition(BELOW)[0]


def is_child_of(category: str, parent: str) -> bool:
    """Whether the id is fit for a child of `parent`: after "." a-z, 0-9 and single hyphens."""
    start, _, own = category.partition(BELOW)
    return start == parent and _SLUG.fullmatch(own) is not None


@cache
def editions() -> tuple[str, ...]:
    """List the editions there are, the oldest first."""
    found = (path.stem.removeprefix("categories-") for path in _EDITIONS.glob("categories-*.toml"))
    return tuple(sorted(found, key=lambda edition: [int(part) for part in edition.split("-")]))


def _category(entry: Mapping[str, Any], group: str) -> Category:
    words = {key: value for key, value in entry.items() if key != "category"}
    return Category(group=group, disturbance=group not in _CALM, **words)


def _likeness(wanted: str, said: str) -> float:
    said = said.casefold()
    whole = SequenceMatcher(None, wanted, said).ratio()
    parts = said.replace(",", " ").replace("-", " ").split()
    best_part = max(SequenceMatcher(None, wanted, part).ratio() for part in parts)
    return max(whole, _LIKENESS_OF_A_PART * best_part)
