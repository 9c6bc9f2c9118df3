"""One report appended and projected, against raw sqlite3 writing the same rows."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from benchmarks.measuring import Bar, Row, seconds, side_by_side
from benchmarks.raw import RawFile, Written, written
from benchmarks.records import ACTOR, LAST_WEEK, House, copy_of, known_after, open_house, submitted
from events.database import reading
from events.fact import Decided
from events.report import ReportSubmitted
from events.sealing import Payload
from ingest.receive import receive
from ingest.submission import Submission
from projections.record import record
from reference.dimensions import Channel

HALF_OF_RAW = Bar("ratio", least=0.5)
AT = known_after(LAST_WEEK)
TEXT = "Klotter på skolans södra vägg, upptäckt på morgonen. Ungefär två meter brett, inga namn."

Append = Callable[[House, Decided], object]


def measure(folder: Path, *, reports: int, rounds: int) -> Iterator[Row]:
    """The rows of the table; each round is of `reports` reports, each in its own transaction."""
    kinds: list[tuple[str, Append, Bar | None]] = [
        ("one report, appended and projected", _plain, HALF_OF_RAW),
        ("one report with a text, sealed as well", _with_text, HALF_OF_RAW),
        ("one report, from the form on", _received, None),
    ]
    for number, (what, append, bar) in enumerate(kinds):
        yield _measure(folder / f"append-{number}", what, append, reports, rounds, bar)


def _plain(house: House, decided: Decided) -> None:
    record(house.log, [decided], actor=ACTOR, at=AT)


def _with_text(house: House, decided: Decided) -> None:
    fact = decided.fact
    assert isinstance(fact, ReportSubmitted)
    (text,) = house.registry.keyring.seal([Payload(TEXT, str(decided.stream))])
    sealed = replace(fact, told=replace(fact.told, text=text))
    record(house.log, [decided._replace(fact=sealed)], actor=ACTOR, at=AT)


def _received(house: House, decided: Decided) -> None:
    form = Submission.model_validate(form_of(decided))
    receive(house.registry, [form], actor=ACTOR, at=AT, channel=Channel.API)


def form_of(decided: Decided) -> dict[str, object]:
    """A report as a program would send it, without a text."""
    fact = decided.fact
    assert isinstance(fact, ReportSubmitted)
    place, told = fact.place, fact.told
    where: dict[str, object] = {"area": place.area}
    if place.place:
        where = {"place": place.place}
    elif place.point is not None:
        where = {"point": {"lat": place.point.lat, "lon": place.point.lon}}
    return {
        "client_id": str(fact.client_id),
        "organisation": fact.organisation,
        "category": fact.category,
        "occurred": {
            "from": told.occurred_from.isoformat(),
            "to": told.occurred_to.isoformat(),
            "precision": told.precision.value,
        },
        "place": where,
        "certainty": told.certainty.value,
    }


def _measure(
    folder: Path, what: str, append: Append, reports: int, rounds: int, bar: Bar | None
) -> Row:
    """A rehearsal yields the rows that the peer writes, so that who begins can alternate."""
    decided = submitted(reports * (rounds + 1), week=LAST_WEEK, seed=len(what))
    rehearsal, house = open_house(folder / "rehearsal"), open_house(folder / "ours")
    raw = RawFile(*(copy_of(file, folder / file.name) for file in house.files))
    with reading(rehearsal.log.engine) as connection:
        begun = rehearsal.log.head(connection).position
    for one in decided:
        append(rehearsal, one)
    rows = written(rehearsal, range(begun, begun + len(decided) + 1))
    rehearsal.close()

    def turn(number: int) -> slice:
        return slice(number * reports, (number + 1) * reports)

    def write_ours(some: list[Decided]) -> None:
        for one in some:
            append(house, one)

    def write_raw(some: list[Written]) -> None:
        for one in some:
            raw.write(one)

    row = side_by_side(
        what,
        lambda number: seconds(lambda: write_ours(decided[turn(number)])) / reports,
        lambda number: seconds(lambda: write_raw(rows[turn(number)])) / reports,
        rounds=rounds,
        unit="/s",
        against="raw sqlite3, same rows and transactions",
        bar=bar,
    )
    house.close()
    raw.close()
    return row
