"""The statements that projections write with: put rows in, and end those that still hold."""

from functools import cache

from sqlalchemy import Table, bindparam, insert, literal_column, update

from events.statements import Prepared
from projections.tables import OPEN


@cache
def adding(table: Table) -> Prepared:
    """Puts in a row; takes its columns in their order."""
    return Prepared(insert(table), *table.columns.keys())


@cache
def ending(table: Table, *keys: str) -> Prepared:
    """Ends what still holds for these keys; takes the position, the municipality and the keys."""
    names = ("municipality", *keys)
    statement = (
        update(table)
        .where(
            *(table.c[name] == bindparam(f"of_{name}") for name in names),
            table.c.upto_position == literal_column(str(OPEN)),
        )
        .values(upto_position=bindparam("ended"))
    )
    return Prepared(statement, "ended", *(f"of_{name}" for name in names))
