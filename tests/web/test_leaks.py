"""The leak matrix: every route by every role, key and stranger, about what is theirs and what not.

What is expected stands in tests/web/reach.py, written down by hand. Whatever is in an answer is
looked through for words that give away whose they are (tests/web/two_towns.py).
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest
from httpx2 import Response
from sqlalchemy import Table, select, text

from accounts.access import OF_TEXTS
from accounts.sessions import form_token, open_session, sessions_of
from accounts.tables import access, access_head, access_object, ceremony, kept_form, metadata, rate
from accounts.tables import passkey as passkey_table
from events.database import reading, writing
from tests.web.cast import HERE, OTHER, OWN, THERE, Told, Town, World
from tests.web.cells import Cell, Door, ask, cells, doors
from tests.web.marks import MARK, TEXT
from tests.web.reach import LETTERS, Asker, askers
from tests.web.two_towns import two_towns
from tests.web.verdict import (
    DONE,
    FOR_ANYONE,
    OUTSIDE,
    is_as,
    lacking,
    leaks,
    wanted,
    without_names,
    words_of,
)
from web.cookies import SESSION

FEWEST_CELLS = 2_000
PASSING = (rate, ceremony, kept_form, access, access_head, access_object)
"""What asking alone writes, even in vain."""


@dataclass
class Walk:
    """All cells asked once, and what was wrong. `served` are texts in answers, by actor."""

    world: World
    untouched: dict[str, object]
    cells: Counter[str] = field(default_factory=Counter[str])
    statuses: list[str] = field(default_factory=list[str])
    differing: list[str] = field(default_factory=list[str])
    leaks: list[str] = field(default_factory=list[str])
    lacking: list[str] = field(default_factory=list[str])
    served: Counter[tuple[str, UUID]] = field(default_factory=Counter[tuple[str, UUID]])

    @property
    def said(self) -> str:
        """How much was asked, by what was to be answered."""
        return f"{self.cells.total()} cells: {dict(self.cells)}"

    def ask(self, door: Door, asking: list[Asker]) -> None:
        """Ask all cells of a door."""
        for town in self.world.towns.values():
            town.app.state.house.rates.reset()
        outside = dict[str, set[str]]()
        for cell in cells(self.world, door, asking):
            kind = wanted(cell)
            address, sent = ask(self.world, cell)
            answer = cell.town.client.request(door.method, address, **sent)
            cell.town.client.cookies.clear()
            self.cells[kind] += 1
            self._look_at(cell, kind, answer)
            if kind == OUTSIDE:
                bodies = outside.setdefault(f"{cell.asker.column} in {cell.town.code}", set())
                bodies.add(without_names(cell, answer))
            _keep_up(cell, kind, answer)
        self.differing += [
            f"{door} by {who}: {sorted(bodies)}"
            for who, bodies in outside.items()
            if len(bodies) > 1
        ]

    def _look_at(self, cell: Cell, kind: str, answer: Response) -> None:
        if not is_as(kind, cell, answer):
            to = answer.headers.get("location", "")
            self.statuses.append(f"{cell}: {answer.status_code} {to}, and wanted is {kind}")
        said = words_of(answer)
        self.leaks += leaks(self.world, cell, kind, said)
        self.lacking += lacking(self.world, cell, kind, said)
        marks = [self.world.marks[word] for word in MARK.findall(said) if word in self.world.marks]
        reports = {mark.of for mark in marks if mark.kind == TEXT and mark.of is not None}
        self.served.update((cell.asker.name, report) for report in reports)


def _keep_up(cell: Cell, kind: str, answer: Response) -> None:
    """Take note of a report that was held back or cleared, which changes who reads it next."""
    told = cell.about.thing if cell.about else None
    if kind == DONE and isinstance(told, Told) and answer.status_code in {200, 303}:
        if cell.door.path.endswith(("/quarantine", "/quarantines")):
            told.quarantined = True
        elif cell.door.path.endswith(("/clearance", "/clearances")):
            told.quarantined = False


def standing(town: Town) -> dict[str, object]:
    """All that the stores hold of a town, but for what asking alone writes."""
    with reading(town.registry.log.engine) as connection:
        found: dict[str, object] = {"log": town.registry.log.head(connection)}
    with reading(town.accounts.engine) as connection:
        for table in metadata.tables.values():
            if table not in PASSING:
                rows = connection.execute(select(table).where(table.c.municipality == town.code))
                found[table.name] = sorted(repr(tuple(row)) for row in rows)
    return found


@contextmanager
def databases(server: str) -> Iterator[list[str]]:
    """Two empty databases on a server, dropped at the end."""
    names = [f"leaks_{uuid4().hex}" for _ in range(2)]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
        yield [server.rpartition("/")[0] + f"/{name}" for name in names]
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Both towns, on one kind of database and then on the other."""
    folder = tmp_path_factory.mktemp("towns")
    if request.param == "sqlite":
        with two_towns(folder) as towns:
            yield towns
        return
    server = request.getfixturevalue("postgres_url")
    with databases(server) as (record, accounts), two_towns(folder, record, accounts) as towns:
        yield towns


@pytest.fixture(scope="module")
def walk(world: World) -> Walk:
    """Every cell, asked once."""
    walked = Walk(world, standing(world.towns[THERE]))
    here = world.towns[HERE]
    asking = askers(here)
    for door in doors(here.app):
        walked.ask(door, asking)
    return walked


def test_every_route_is_asked_by_everybody(walk: Walk) -> None:
    sys.stdout.write(f"{walk.said}\n")

    every = doors(walk.world.towns[HERE].app)
    assert walk.cells.total() >= FEWEST_CELLS, walk.said
    assert min(walk.cells.values()) > 100, walk.said
    assert {door.action for door in every} - {""} <= LETTERS.keys()
    assert {str(door) for door in every if not door.action} == FOR_ANYONE.keys()


def test_each_is_let_in_sent_away_or_told_that_it_is_not_there(walk: Walk) -> None:
    assert not walk.statuses, complaints(walk, walk.statuses)


def test_what_is_elsewhere_is_answered_like_what_is_nowhere(walk: Walk) -> None:
    assert not walk.differing, complaints(walk, walk.differing)


def test_nothing_is_shown_to_whoever_may_not_see_it(walk: Walk) -> None:
    assert not walk.leaks, complaints(walk, walk.leaks)


def test_whoever_may_see_it_is_shown_it(walk: Walk) -> None:
    assert not walk.lacking, complaints(walk, walk.lacking)


def test_every_text_that_was_given_out_is_in_the_access_log_and_no_other(walk: Walk) -> None:
    here = walk.world.towns[HERE]
    with reading(here.accounts.engine) as connection:
        noted = Counter(
            (row.actor, row.object)
            for row in connection.execute(
                select(access.c.actor, access_object.c.object)
                .join_from(
                    access,
                    access_object,
                    (access.c.municipality == access_object.c.municipality)
                    & (access.c.position == access_object.c.position),
                )
                .where(access.c.allowed, access.c.action.in_(OF_TEXTS))
            )
        )

    assert noted == walk.served
    assert len({actor for actor, _ in noted}) == 5  # four roles read by right, one with a reason


def test_the_other_town_stands_as_it_stood(walk: Walk) -> None:
    assert standing(walk.world.towns[THERE]) == walk.untouched


def test_what_others_sign_in_with_stays_theirs(walk: Walk) -> None:
    here = walk.world.towns[HERE]
    keepers = [here.people[organisation, "keeper"] for organisation in (OWN, OTHER)]
    with reading(here.accounts.engine) as connection:
        owners = set(
            connection.scalars(
                select(passkey_table.c.account).where(passkey_table.c.municipality == HERE)
            )
        )

    assert owners == {keeper.account for keeper in keepers}
    for keeper in keepers:
        alive = sessions_of(here.accounts, keeper.account, at=here.clock())
        assert [session.id for session in alive] == [keeper.session]


@pytest.mark.parametrize("table", [access, access_object], ids=lambda table: table.name)
def test_no_text_is_given_out_that_cannot_be_noted(world: World, table: Table) -> None:
    here = world.towns[HERE]
    told = here.reports[0]  # of the reporter's own, and not held back
    page = f"/reports/{told.report}"
    reporter, auditor = (signed_in(here, called) for called in ("reporter", "auditor"))
    reason = {"form_token": form_token(auditor["token"]), "purpose": "To find out how it was."}

    with taken_away(here, table):
        by_right = here.client.get(page, headers=reporter)
        for_a_reason = here.client.post(f"{page}/text", data=reason, headers=auditor)
    again = here.client.get(page, headers=reporter)

    assert (by_right.status_code, for_a_reason.status_code) == (503, 503)
    texts = world.marks_of(TEXT, told.report)
    assert not texts & set(MARK.findall(by_right.text + for_a_reason.text))
    assert texts <= set(MARK.findall(again.text))


def signed_in(town: Town, called: str) -> dict[str, str]:
    """The headers of somebody of the cast who signs in anew, and the session's token."""
    player = town.people[OWN, called]
    token, _ = open_session(
        town.accounts,
        player.account,
        roles=player.roles,
        way="password",
        client="",
        whole=True,
        at=town.clock(),
    )
    return {"cookie": f"{SESSION}={token}", "token": token}


@contextmanager
def taken_away(town: Town, table: Table) -> Iterator[None]:
    """Let the store lack a table for a while."""
    for name, new in ((table.name, "away"), ("away", table.name)):
        with writing(town.accounts.engine) as connection:
            connection.execute(text(f"ALTER TABLE {name} RENAME TO {new}"))
        if new == "away":
            yield


def complaints(walk: Walk, found: list[str]) -> str:
    """The first of what was wrong, and how much there was."""
    return "\n".join([f"{len(found)} wrong of {walk.said}", *found[:40]])
