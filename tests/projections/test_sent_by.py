"""What somebody has sent: theirs alone, the last one first, as known at any position."""

from typing import Any
from uuid import UUID

from sqlalchemy import event

from ingest import desk
from ingest.forms import ReviewForm, WithdrawalForm
from ingest.receive import Received, receive
from projections.known import known
from projections.record import Registry
from projections.reports import sent_by
from reference.dimensions import Channel, Reason, Review
from tests.hamlet import NOW, told


def send(registry: Registry, number: int, by: str) -> UUID:
    """Send a report in somebody's name."""
    (outcome,) = receive(registry, [told(number)], actor=by, at=NOW, channel=Channel.FORM)
    assert isinstance(outcome, Received)
    return outcome.report


def test_only_ones_own_are_found_also_what_was_taken_back(registry: Registry) -> None:
    first, _, last = (send(registry, n, by) for n, by in enumerate(("anna", "bo", "anna")))
    with known(registry.log) as before:
        position = before.position
    desk.withdraw(registry, last, WithdrawalForm(reason=Reason.MISTAKE), actor="anna", at=NOW)
    desk.review(registry, first, ReviewForm(outcome=Review.READ), actor="bo", at=NOW)
    send(registry, 9, "anna")

    with known(registry.log) as now, known(registry.log, position=position) as then:
        rows = sent_by(now, "anna").rows
        assert [row.report for row in rows[1:]] == [last, first]
        assert [row.status for row in rows] == ["new", "withdrawn", "read"]
        assert [(row.report, row.status) for row in sent_by(then, "anna").rows] == [
            (last, "new"),
            (first, "new"),
        ]
        assert sent_by(now, "anna", limit=1, offset=1).rows == [rows[1]]
        assert sent_by(now, "anna", limit=1).total == 3
        assert sent_by(now, "cecilia").rows == []


def test_the_index_of_reporters_is_used(on_sqlite: Registry) -> None:
    asked: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:  # noqa: ANN401 - as SQLAlchemy hands it over
        asked.append((told[2], told[3]))

    send(on_sqlite, 1, "anna")
    with known(on_sqlite.log) as now:
        event.listen(on_sqlite.log.engine, "before_cursor_execute", note)
        sent_by(now, "anna")
        event.remove(on_sqlite.log.engine, "before_cursor_execute", note)
        count, page, _ = (
            str(list(now.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)))
            for statement, given in asked
        )

    assert "register_reporter" in count
    assert "register_reporter" in page
    assert "TEMP B-TREE" not in page
