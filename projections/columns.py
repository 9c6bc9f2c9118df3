"""Columns and keys as all tables of the projections have them.

Every key begins with the municipality.

A set is made under other names too, so that a rebuild can fill it beside the live one. Keys and
indexes are named by a mark, because a table that is renamed takes them along under their old names
and the next rebuild must not meet them.
"""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, String, Table
from sqlalchemy.types import TypeEngine


def held(name: str, kind: type[TypeEngine[Any]]) -> Column[Any]:
    """A column that always holds something."""
    return Column(name, kind, nullable=False)


def span() -> tuple[Column[Any], Column[Any]]:
    """The positions between which a row holds: `projections.tables.OPEN` where it still does."""
    return held("from_position", BigInteger), held("upto_position", BigInteger)


class TableSet(NamedTuple):
    """Where the tables of a set are put; the suffix ends their names."""

    metadata: MetaData
    suffix: str
    mark: str

    def marked(self, name: str) -> str:
        """What the keys and indexes of a table are named after."""
        return f"{name}{self.suffix}{self.mark}"

    def table(
        self,
        name: str,
        *parts: Column[Any] | Index,
        key: tuple[str, ...],
        in_order_of_key: bool = False,
    ) -> Table:
        """A table of the set; its rows may lie in the order of its key, where SQLite can do so."""
        return Table(
            f"{name}{self.suffix}",
            self.metadata,
            held("municipality", String),
            *parts,
            PrimaryKeyConstraint("municipality", *key, name=f"{self.marked(name)}_key"),
            sqlite_with_rowid=not in_order_of_key,
        )
