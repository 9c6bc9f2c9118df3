"""Every reading is noted, densely and for good, before anything is read."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from accounts import access
from accounts.access import Reading, Unlogged, Volume
from accounts.opening import Accounts, check
from accounts.tables import access_head
from events.database import reading, writing
from tests.accounts.ledger import NOW, at_once, neighbour

REPORT, OTHER, SESSION = UUID(int=1), UUID(int=2), UUID(int=3)


def test_a_note_is_found_as_it_was_written(accounts: Accounts) -> None:
    first = access.note(accounts, at=NOW, actor="anna", action="text.read", objects=[REPORT])
    second = access.note(
        accounts,
        at=NOW + timedelta(seconds=1),
        actor="berit",
        action="text.break-glass",
        session=SESSION,
        objects=[OTHER, REPORT, OTHER],
        allowed=False,
        reason="role",
        purpose="A question of the police",
    )

    assert (first, second) == (1, 2)
    assert access.readings(accounts) == [
        Reading(
            2,
            NOW + timedelta(seconds=1),
            "berit",
            SESSION,
            "text.break-glass",
            allowed=False,
            reason="role",
            purpose="A question of the police",
            objects=(REPORT, OTHER),
        ),
        Reading(
            1,
            NOW,
            "anna",
            None,
            "text.read",
            allowed=True,
            reason="",
            purpose="",
            objects=(REPORT,),
        ),
    ]


def test_each_municipality_has_a_log_of_its_own(accounts: Accounts) -> None:
    other = neighbour(accounts)
    access.note(accounts, at=NOW, actor="anna", action="text.read", objects=[REPORT])

    assert access.note(other, at=NOW, actor="x", action="text.read", objects=[REPORT]) == 1
    assert access.note(accounts, at=NOW, actor="anna", action="sign-in") == 2
    for filters in ({}, {"actor": "x"}, {"object_id": REPORT}, {"action": "text.read"}):
        found = access.readings(other, **filters)
        assert [(one.actor, one.objects) for one in found] == [("x", (REPORT,))]
    assert access.unusual(other, since=NOW) == [Volume("x", 1)]


def test_positions_are_dense_whoever_writes(accounts: Accounts) -> None:
    def write(number: int) -> list[int]:
        return [
            access.note(
                accounts, at=NOW, actor=f"actor {number}", action="text.read", objects=[uuid4()]
            )
            for _ in range(25)
        ]

    given_out = at_once(8, write)

    assert sorted(position for each in given_out for position in each) == list(range(1, 201))
    assert all(each == sorted(each) for each in given_out)
    found = access.readings(accounts, limit=1000)
    assert [one.position for one in found] == list(range(200, 0, -1))
    for number, each in enumerate(given_out):
        assert {one.position for one in found if one.actor == f"actor {number}"} == set(each)
    with reading(accounts.engine) as connection:
        assert connection.scalars(select(access_head.c.position)).all() == [200]
    check(accounts.engine)


CHANGES = {
    "sqlite": (
        "UPDATE {} SET position = 7",
        "DELETE FROM {}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    ),
    "postgresql": (
        "UPDATE {} SET position = 7",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "SET LOCAL session_replication_role = replica; DELETE FROM {}",
    ),
}


@pytest.mark.parametrize("table", ["access", "access_object"])
def test_what_was_noted_cannot_be_changed(accounts: Accounts, table: str) -> None:
    access.note(accounts, at=NOW, actor="anna", action="text.read", objects=[REPORT])

    for change in CHANGES[accounts.engine.dialect.name]:
        with (
            pytest.raises(SQLAlchemyError, match="the access log is append-only"),
            writing(accounts.engine) as connection,
        ):
            connection.execute(text(change.format(table)))

    assert [one.objects for one in access.readings(accounts)] == [(REPORT,)]


def test_a_note_that_fails_leaves_nothing_and_is_said(accounts: Accounts) -> None:
    access.note(accounts, at=NOW, actor="anna", action="text.read")
    with writing(accounts.engine) as connection:
        connection.execute(text("ALTER TABLE access_object RENAME TO gone"))

    with pytest.raises(Unlogged):
        access.note(accounts, at=NOW, actor="anna", action="text.read", objects=[REPORT])

    with writing(accounts.engine) as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO access_object"))
    assert [one.position for one in access.readings(accounts)] == [1]
    assert access.note(accounts, at=NOW, actor="anna", action="text.read") == 2


def test_a_store_that_is_not_there_is_said(accounts: Accounts) -> None:
    with writing(accounts.engine) as connection:
        connection.execute(text("DROP TABLE access_head"))

    with pytest.raises(Unlogged):
        access.note(accounts, at=NOW, actor="anna", action="sign-in")


def noted(accounts: Accounts, count: int) -> list[Reading]:
    """Entries of three actors, three actions and five reports, the newest first."""
    for n in range(count):
        access.note(
            accounts,
            at=NOW + timedelta(minutes=n),
            actor=f"actor {n % 3}",
            action=("text.read", "report.read", "sign-in")[n % 3 if n % 4 else 0],
            objects=[UUID(int=n % 5), UUID(int=5 + n % 2)],
            allowed=n % 4 != 3,
            reason="scope" if n % 4 == 3 else "",
        )
    return access.readings(accounts, limit=count)


def test_readings_are_sifted_and_paged(accounts: Accounts) -> None:
    everything = noted(accounts, 30)

    assert len(everything) == 30
    since = NOW + timedelta(minutes=12)
    for actor in ("", "actor 1", "nobody"):
        for action in ("", "text.read", "no such"):
            for object_id in (None, UUID(int=2), UUID(int=6), uuid4()):
                for start in (None, since):
                    expected = [
                        one
                        for one in everything
                        if actor in ("", one.actor)
                        and action in ("", one.action)
                        and (object_id is None or object_id in one.objects)
                        and (start is None or one.at >= start)
                    ]
                    paged, before = list[Reading](), None
                    while page := access.readings(
                        accounts,
                        actor=actor,
                        action=action,
                        object_id=object_id,
                        since=start,
                        before_position=before,
                        limit=4,
                    ):
                        assert len(page) <= 4
                        paged += page
                        before = page[-1].position
                    assert paged == expected


def test_who_read_how_many_reports_is_counted(accounts: Accounts) -> None:
    def read(actor: str, *numbers: int, action: str = "text.read", allowed: bool = True) -> None:
        objects = [UUID(int=number) for number in numbers]
        at = NOW + timedelta(minutes=1)
        access.note(accounts, at=at, actor=actor, action=action, objects=objects, allowed=allowed)

    access.note(accounts, at=NOW, actor="berit", action="text.read", objects=[UUID(int=9)])
    for _ in range(3):
        read("anna", 1, 2)  # the same page again
    read("berit", 1, 2, 3)
    read("berit", 4, action="text.break-glass")
    read("berit", 5, action="report.read")
    read("berit", 6, allowed=False)
    read("cecilia", action="sign-in")

    since = NOW + timedelta(seconds=1)
    assert access.unusual(accounts, since=since) == [("berit", 4), ("anna", 2)]
    assert access.unusual(accounts, since=NOW) == [("berit", 5), ("anna", 2)]
    assert access.unusual(accounts, since=NOW + timedelta(hours=1)) == []


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.integers(0, 6), max_size=5), min_size=1, max_size=8))
def test_who_read_a_report_is_one_look(
    accounts_on_sqlite: Accounts, notes: list[list[int]]
) -> None:
    accounts = accounts_on_sqlite
    positions = dict[int, set[int]]()
    before = len(access.readings(accounts, limit=10_000))
    for numbers in notes:
        objects = [UUID(int=number) for number in numbers]
        position = access.note(accounts, at=NOW, actor="a", action="text.read", objects=objects)
        for number in numbers:
            positions.setdefault(number, set()).add(position)
    for number in range(7):
        found = access.readings(accounts, object_id=UUID(int=number), limit=10_000)
        new = {one.position for one in found if one.position > before}
        assert new == positions.get(number, set())
