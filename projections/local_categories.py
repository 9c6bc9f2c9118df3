"""The municipality's own categories below those of the edition, as known at any position."""

from collections.abc import Sequence
from functools import cache, lru_cache

from sqlalchemy import Connection, bindparam, func, select

from events.fact import Entry, Fact
from events.ground import LocalCategoryClosed, LocalCategoryOpened
from events.statements import Prepared
from projections.rows import adding, ending
from projections.tables import OPEN, Tables, tables
from reference.categories import Child, Taxonomy, taxonomy, with_children

FACTS: frozenset[type[Fact]] = frozenset({LocalCategoryOpened, LocalCategoryClosed})


@cache
def _known(into: Tables) -> Prepared:
    c = into.local_category.c
    return Prepared(
        select(c.category, c.parent, c.sv, c.en, c.help_sv, c.help_en, c.upto_position)
        .where(
            c.municipality == bindparam("in_municipality"),
            c.from_position <= bindparam("known_at"),
        )
        .order_by(c.from_position),
        "in_municipality",
        "known_at",
    )


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries; there are few of these, so each is carried by itself."""
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, LocalCategoryOpened):
            words = (fact.sv, fact.en, fact.help_sv, fact.help_en)
            row = (municipality, fact.id, entry.position, OPEN, fact.parent, *words)
            adding(into.local_category).run(connection, [row])
        else:
            standing = (entry.position, municipality, fact.id)
            ending(into.local_category, "category").run(connection, [standing])


def taxonomy_at(connection: Connection, municipality: str, position: int, edition: str) -> Taxonomy:
    """The categories of `edition` with the municipality's own, as known at `position`."""
    rows = _known(tables()).find(connection, (municipality, position))
    children = tuple(
        Child(category, parent, sv, en, help_sv, help_en, retired=upto <= position)
        for category, parent, sv, en, help_sv, help_en, upto in rows
    )
    return _with(edition, children) if children else taxonomy(edition)


def named_by(
    connection: Connection, municipality: str, position: int, categories: Sequence[str]
) -> dict[str, int]:
    """How many reports name each of `categories` as known at `position`, counted or not."""
    register = tables().register
    rows = connection.execute(
        select(register.c.category, func.count())
        .where(
            register.c.municipality == municipality,
            register.c.category.in_(categories),
            register.c.from_position <= position,
            register.c.upto_position > position,
        )
        .group_by(register.c.category)
    )
    found = dict.fromkeys(categories, 0)
    found.update((category, n) for category, n in rows)
    return found


@lru_cache(maxsize=64)
def _with(edition: str, children: tuple[Child, ...]) -> Taxonomy:
    return with_children(taxonomy(edition), children)
