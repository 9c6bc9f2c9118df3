"""What one thing's answer says and what a list's condition says is the same, in any world."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, insert, select

from accounts.permissions import Action, Actor, Holder, Thing, may
from accounts.scope import scope, things
from events.database import open_engine, reading, writing
from projections.tables import OPEN, tables
from reference.roles import Role, Scope, Share

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ORGANISATIONS = ("skola", "Skola", "vakt")  # SQLite would take two of them for one if asked by LIKE
REPORTERS = ("me", "another")
ABOUT_REPORTS = (
    Action.REPORT_READ,
    Action.TEXT_READ,
    Action.TEXT_BREAK_GLASS,
    Action.REPORT_CORRECT,
    Action.REPORT_SORT,
    Action.REPORT_SHARE,
    Action.REPORT_QUARANTINE,
    Action.REPORT_CLEAR,
    Action.ERASURE_PROPOSE,
)
MOST_REPORTS = 4
HOLDERS: tuple[Holder, ...] = (*Role, *Scope)


class World:
    """A municipality with a few reports that stand in any way, and somebody who asks."""

    def __init__(self, number: int) -> None:
        dice = random.Random(number)
        self.municipality = f"w{number}"
        self.actor = Actor(
            name="me",
            municipality=dice.choices([self.municipality, f"w{number - 1}"], [19, 1])[0],
            organisation=dice.choice(ORGANISATIONS),
            holds=frozenset(dice.sample(HOLDERS, dice.choice([0, 1, 1, 1, 2, 3]))),
            at=AT,
        )
        self.things = {
            UUID(int=number * MOST_REPORTS + at): self._thing(dice)
            for at in range(dice.randint(1, MOST_REPORTS))
        }
        self.before = {report: self._thing(dice) for report in self.things}

    def _thing(self, dice: random.Random) -> Thing:
        return Thing(
            municipality=self.municipality,
            organisation=dice.choice(ORGANISATIONS),
            by=dice.choice(REPORTERS),
            closes_at=AT + timedelta(seconds=dice.choice([-1, 0, 1])),
            share=dice.choice(list(Share)),
            shared_with=frozenset(dice.sample(ORGANISATIONS, dice.choice([0, 1, 2]))),
            quarantined=dice.random() < 0.3,
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each report as it stands, and as it once stood."""
        for report, thing in self.things.items():
            once = self.before[report]._replace(
                organisation=thing.organisation, by=thing.by, closes_at=thing.closes_at
            )
            yield _row(report, once, 1, 5)
            yield _row(report, thing, 5, OPEN)

    def named(self) -> Iterator[dict[str, Any]]:
        """Whom each is shared with, and whom it once was shared with."""
        for report, thing in self.things.items():
            spans = ((self.before[report], 1, 5), (thing, 5, OPEN))
            for stood, begun, ended in spans:
                for organisation in stood.shared_with:
                    yield {
                        "municipality": self.municipality,
                        "report": report,
                        "organisation": organisation,
                        "from_position": begun,
                        "upto_position": ended,
                    }


def _row(report: UUID, thing: Thing, begun: int, ended: int) -> dict[str, Any]:
    return {
        "municipality": thing.municipality,
        "report": report,
        "from_position": begun,
        "upto_position": ended,
        "version": 1,
        "first_position": 1,
        "recorded_at": AT,
        "closes_at": thing.closes_at,
        "clock_off": False,
        "organisation": thing.organisation,
        "week": 202647,
        "occurred_from": AT,
        "occurred_to": AT,
        "precision": "exact",
        "category": "DMG-GRAFF",
        "area": "G01",
        "place": "",
        "place_type": "",
        "square": "",
        "basis": "SEEN",
        "certainty": "sure",
        "status": "new",
        "late": 0,
        "counted": True,
        "reporter": thing.by,
        "share": thing.share.value,
        "quarantined": thing.quarantined,
    }


def settle(engine: Engine, worlds: list[World]) -> None:
    with writing(engine) as connection:
        tables().metadata.create_all(connection)
        for start in range(0, len(worlds), 2_000):
            some = worlds[start : start + 2_000]
            connection.execute(insert(tables().register), [r for w in some for r in w.rows()])
            connection.execute(insert(tables().shared_with), [r for w in some for r in w.named()])


def allowed(connection: Connection, actor: Actor, action: Action) -> set[tuple[UUID, int]]:
    register = tables().register
    rows = connection.execute(
        select(register.c.report, register.c.from_position).where(scope(actor, action))
    )
    return {(report, begun) for report, begun in rows}


@pytest.mark.parametrize(("database", "number"), [("sqlite", 10_000), ("postgresql", 2_000)])
def test_the_scope_holds_what_may_be_done_in_any_world(
    request: pytest.FixtureRequest, database: str, number: int
) -> None:
    url = "sqlite_url" if database == "sqlite" else "fresh_postgres_url"
    engine = open_engine(request.getfixturevalue(url))
    worlds = [World(n) for n in range(1, number + 1)]
    settle(engine, worlds)
    some, none = 0, 0
    with reading(engine) as connection:
        for n, world in enumerate(worlds):
            action = ABOUT_REPORTS[n % len(ABOUT_REPORTS)]
            foreign = worlds[n - 1].things if world.actor.municipality != world.municipality else {}
            seen = {**world.things, **foreign}
            expected = {
                (report, begun)
                for report, thing in seen.items()
                if may(world.actor, action, thing).allowed
                for begun in (1, 5)
            }
            found = allowed(connection, world.actor, action)
            assert found == expected, (n, action, world.actor)
            some, none = some + bool(expected), none + (not expected)
    engine.dispose()
    assert min(some, none) > number // 10  # the worlds are of both kinds


def test_a_report_is_told_as_it_stands_now(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    world = World(7)
    settle(engine, [world, World(8)])

    with reading(engine) as connection:
        found = things(connection, world.municipality, [*world.things, *World(8).things])

    expected = {report: thing._replace(id=report) for report, thing in world.things.items()}
    assert found == expected
    engine.dispose()
