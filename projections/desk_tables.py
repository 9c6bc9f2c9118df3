"""The tables of issued and public pictures, and of the analyst's desk; for `projections.tables`."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from events.columns import Id, Instant
from projections.columns import TableSet, held, span


def issued(of: TableSet) -> Table:
    """The pictures that were issued: `entry` is the position of the issuing itself."""
    return of.table(
        "issued",
        held("period", String),
        held("entry", BigInteger),
        held("position", BigInteger),
        held("as_of", Instant),
        held("issued_at", Instant),
        held("actor", String),
        held("digest", String),
        held("code_version", String),
        held("drawing", String),
        held("read_by", String),
        held("read_as", String),
        Column("read_at", Instant),
        key=("period",),
    )


def published(of: TableSet) -> Table:
    """The public versions: `entry` is the position of the publishing, which holds the content."""
    return of.table(
        "published",
        held("period", String),
        held("entry", BigInteger),
        held("position", BigInteger),
        held("as_of", Instant),
        held("published_at", Instant),
        held("actor", String),
        held("digest", String),
        held("geography", String),
        key=("period",),
    )


def draft(of: TableSet) -> Table:
    """One row for each field of a draft and span in which it held the words of its first entry."""
    return of.table(
        "draft",
        held("period", String),
        held("part", String),
        held("slot", String),
        *span(),
        held("actor", String),
        held("words", Integer),
        held("reports", String),  # their ids, a space between them
        key=("period", "part", "slot", "from_position"),
    )


def draft_read(of: TableSet) -> Table:
    """Who signed a draft as the second reader, and the span in which it stood as signed."""
    return of.table(
        "draft_read",
        held("period", String),
        *span(),
        held("actor", String),
        held("role", String),
        held("read_at", Instant),
        key=("period", "from_position"),
    )


def unsafe_place(of: TableSet) -> Table:
    """One row for each unsafe place and span in which it stood so."""
    return of.table(
        "unsafe_place",
        held("item", Id),
        *span(),
        held("version", Integer),
        held("first_position", BigInteger),
        held("category", String),
        held("area", String),
        held("place", String),
        held("since", String),  # the date
        held("owner", String),
        Column("mended_at", Instant),
        key=("item", "from_position"),
    )


def unsafe_place_report(of: TableSet) -> Table:
    """The reports that tell of an unsafe place, from the position on at which that was said."""
    return of.table(
        "unsafe_place_report",
        held("report", Id),
        held("item", Id),
        held("position", BigInteger),
        key=("report", "item"),
        in_order_of_key=True,
    )


def told_apart(of: TableSet) -> Table:
    """Each pair of reports of which somebody said that they are two happenings, as it was said."""
    return of.table(
        "told_apart",
        held("report", Id),
        held("other", Id),
        held("position", BigInteger),
        key=("report", "other"),
        in_order_of_key=True,
    )
