"""The log of a municipality, on both databases."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from events.database import reading, writing
from events.fact import Decided
from events.ground import MunicipalityNamed
from events.log import Log
from projections.record import Registry
from tests.hamlet import BEGIN, NOW, sent


def named(name: str, stream: UUID | None = None, version: int = 1) -> Decided:
    return Decided(stream or uuid4(), version, MunicipalityNamed(name=name))


def test_entries_come_in_order_whatever_the_page(registry: Registry) -> None:
    for number in range(7):
        sent(registry, number)
    log = registry.log
    with reading(log.engine) as connection:
        whole = list(log.entries(connection))
        paged = [entry for page in log.pages(connection, size=2) for entry in page]
        tail = list(log.entries(connection, after=3, upto=5))
        head = log.head(connection)
    assert [entry.position for entry in whole] == list(range(1, len(whole) + 1))
    assert paged == whole
    assert tail == whole[3:5]
    assert head == (whole[-1].position, whole[-1].recorded_at)


def test_a_stream_tells_its_own_story(registry: Registry) -> None:
    log, stream = registry.log, uuid4()
    with writing(log.engine) as connection:
        log.append(connection, [named("A", stream), named("B")], actor="x", at=NOW)
        log.append(connection, [named("C", stream, 2)], actor="y", at=NOW)
    with reading(log.engine) as connection:
        story = log.stream(connection, stream)
        versions = log.versions(connection, [stream, uuid4()])
        first = log.first_entries(connection, [stream])
    assert [(entry.version, entry.actor, entry.fact.name) for entry in story] == [
        (1, "x", "A"),
        (2, "y", "C"),
    ]
    assert versions == {stream: 2}
    assert first == {stream: story[0]}


def test_the_position_at_a_moment_is_the_last_one_known_then(registry: Registry) -> None:
    log = registry.log
    report = sent(registry, 1, at=NOW)
    sent(registry, 2, at=NOW + timedelta(hours=1))
    with reading(log.engine) as connection:
        (entry,) = log.stream(connection, report)
        assert log.position_at(connection, NOW) == entry.position
        assert log.position_at(connection, NOW - timedelta(microseconds=1)) == entry.position - 1
        assert log.position_at(connection, NOW + timedelta(days=1)) == entry.position + 1
        assert log.position_at(connection, BEGIN - timedelta(days=1)) == 0


def test_two_municipalities_do_not_see_each_other(registry: Registry) -> None:
    neighbour = Log(registry.log.engine, "9949")
    with writing(registry.log.engine) as connection:
        (entry,) = neighbour.append(connection, [named("Näset")], actor="x", at=NOW)
    with reading(registry.log.engine) as connection:
        assert entry.position == 1
        assert list(neighbour.entries(connection)) == [entry]
        assert entry.stream not in {e.stream for e in registry.log.entries(connection)}


def test_a_version_is_taken_once(registry: Registry) -> None:
    log, stream = registry.log, uuid4()
    with writing(log.engine) as connection:
        log.append(connection, [named("A", stream)], actor="x", at=NOW)
    with reading(log.engine) as connection:
        before = log.head(connection)
    with pytest.raises(IntegrityError), writing(log.engine) as connection:
        log.append(connection, [named("B"), named("C", stream)], actor="x", at=NOW)
    with reading(log.engine) as connection:
        assert log.head(connection) == before


def test_the_library_reads_its_application_through_our_mapper(registry: Registry) -> None:
    stream = uuid4()
    with writing(registry.log.engine) as connection:
        registry.log.append(connection, [named("A", stream)], actor="x", at=NOW)
    (read,) = registry.log.events.get(stream)
    assert read == named("A", stream)
