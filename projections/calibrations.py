"""The tests of the statistics on the municipality's own record, each from its entry on."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from events.calibration import StatisticsCalibrated
from events.fact import Entry, Fact
from projections.rows import adding
from projections.tables import Tables, tables
from reference.weeks import Week

FACTS: frozenset[type[Fact]] = frozenset({StatisticsCalibrated})


def carry(
    connection: Connection, into: Tables, municipality: str, entries: Sequence[Entry]
) -> None:
    """Carry a batch of entries."""
    adding(into.calibration).run(
        connection,
        [
            (
                municipality,
                entry.position,
                Week.parse(fact.last_week).key,
                fact.position,
                fact.weeks,
                fact.cells,
                fact.share_flagged,
                fact.share_by_chance,
                fact.weeks_flagged,
                fact.pai,
                fact.pei,
                fact.pai_count,
                fact.pei_count,
                " ".join(fact.misses),
            )
            for entry in entries
            if isinstance(fact := entry.fact, StatisticsCalibrated)
        ],
    )


def latest(connection: Connection, municipality: str, position: int) -> StatisticsCalibrated | None:
    """The latest test that was recorded at `position` or before; None when there is none."""
    table = tables().calibration
    row = connection.execute(
        select(*table.columns)
        .where(table.c.municipality == municipality, table.c.entry <= position)
        .order_by(table.c.entry.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    kept = dict(zip(table.columns.keys(), row, strict=True))
    del kept["municipality"], kept["entry"]
    week, misses = Week.from_key(kept.pop("last_week")), str(kept.pop("misses"))
    return StatisticsCalibrated(last_week=str(week), misses=tuple(misses.split()), **kept)
