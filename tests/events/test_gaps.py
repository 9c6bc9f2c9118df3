"""A reader that tails the log while many write misses nothing and sees nothing out of order.

Run as a script, this file is one of the writers: a process of its own, as in a service with several
workers.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from events.database import check, open_engine, reading, writing
from events.persistence import append
from events.tables import create, log

ROOT = Path(__file__).resolve().parent.parent.parent
MUNICIPALITY = "0001"
WRITERS = 6
EVENTS_EACH = 5_000
PATIENCE_S = 120


def write(url: str, number: int) -> None:
    """Append in batches of mixed sizes to one stream, by a clock that is off and jumps."""
    dice = random.Random(number)
    engine = open_engine(url, busy_timeout_s=60)
    version = 0
    while version < EVENTS_EACH:
        size = min(dice.choice((1, 1, 2, 5, 20, 50)), EVENTS_EACH - version)
        stored = [
            StoredEvent(UUID(int=number), version + n, "report.submitted", b"{}")
            for n in range(1, size + 1)
        ]
        now = datetime.now(UTC) + timedelta(seconds=dice.uniform(-60, 60))
        with writing(engine) as connection:
            append(connection, MUNICIPALITY, stored, actor=f"writer {number}", now=now)
        version += size
    engine.dispose()


def test_a_tailing_reader_misses_nothing_while_six_processes_write(engine_url: str) -> None:
    engine = open_engine(engine_url)
    create(engine)
    started = time.monotonic()
    writers = [
        subprocess.Popen(
            [sys.executable, __file__, engine_url, str(number)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for number in range(1, WRITERS + 1)
    ]
    seen, versions, last_at = 0, Counter[int](), datetime.min.replace(tzinfo=UTC)
    tail = (
        select(log.c.position, log.c.stream, log.c.version, log.c.recorded_at)
        .where(log.c.municipality == MUNICIPALITY)
        .order_by(log.c.position)
        .limit(1_000)
    )
    pages = 0
    try:
        while seen < WRITERS * EVENTS_EACH:
            assert time.monotonic() - started < PATIENCE_S, f"only {seen} arrived"
            assert all(writer.poll() in {None, 0} for writer in writers)
            with reading(engine) as connection:
                page = connection.execute(tail.where(log.c.position > seen)).all()
            for position, stream, version, recorded_at in page:
                assert position == seen + 1, "a gap"
                assert version == versions[stream.int] + 1, "out of order"
                assert recorded_at >= last_at, "time went back"
                seen, versions[stream.int], last_at = position, version, recorded_at
            pages += bool(page)
            if not page:
                time.sleep(0.005)
    finally:
        codes = [_ended(writer) for writer in writers]
    assert codes == [0] * WRITERS
    assert pages > WRITERS * EVENTS_EACH / 1_000, "the reader only came afterwards"
    check(engine)
    engine.dispose()


def _ended(writer: subprocess.Popen[bytes]) -> int:
    try:
        return writer.wait(5)
    except subprocess.TimeoutExpired:
        writer.kill()
        return writer.wait()


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]))
