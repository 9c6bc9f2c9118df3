"""Looking through the access log: where a day begins, who read what, whose volume stands out."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from accounts import access
from accounts.access import Volume
from accounts.opening import Accounts
from accounts.permissions import Action
from accounts.review import FEWEST, Reach, Standout, position_since, standing_out, texts_read
from reference.roles import Role
from tests.accounts.ledger import ANNA, BERIT, NOW, neighbour

READ, BROKE = Action.TEXT_READ.value, Action.TEXT_BREAK_GLASS.value
FIRST, SECOND = UUID(int=1), UUID(int=2)


def read(
    accounts: Accounts,
    actor: UUID,
    *reports: UUID,
    at: datetime = NOW,
    action: str = READ,
    allowed: bool = True,
) -> None:
    """Note that somebody read."""
    access.note(accounts, at=at, actor=str(actor), action=action, objects=reports, allowed=allowed)


def test_a_day_begins_with_its_first_entry(accounts: Accounts) -> None:
    for days in (0, 1, 1, 3):
        read(accounts, ANNA, at=NOW + timedelta(days=days))

    assert position_since(accounts, NOW) == 1
    assert position_since(accounts, NOW + timedelta(seconds=1)) == 2
    assert position_since(accounts, NOW + timedelta(days=2)) == 4
    assert position_since(accounts, NOW + timedelta(days=4)) is None
    assert position_since(neighbour(accounts), NOW) is None


def test_readings_are_counted_by_who_how_and_which_report(accounts: Accounts) -> None:
    read(accounts, ANNA, FIRST, at=NOW - timedelta(days=1))
    read(accounts, ANNA, FIRST, SECOND)
    read(accounts, ANNA, FIRST)
    read(accounts, BERIT, FIRST, action=BROKE)
    read(accounts, BERIT, SECOND, allowed=False)
    read(accounts, BERIT, SECOND, action="people.invited")
    read(neighbour(accounts), ANNA, SECOND)

    assert sorted(texts_read(accounts, since=NOW)) == sorted(
        [
            Reach(str(ANNA), READ, FIRST, 2),
            Reach(str(ANNA), READ, SECOND, 1),
            Reach(str(BERIT), BROKE, FIRST, 1),
        ]
    )


ROLES = {
    "analyst": {Role.ANALYST},
    "coordinator": {Role.COORDINATOR},
    "both": {Role.COORDINATOR, Role.ANALYST},
    "gone": set[Role](),
}


def out(**volumes: int) -> list[Standout]:
    """Who stands out; a person is called by the role and a number."""
    found = [Volume(actor, n) for actor, n in volumes.items()]
    return standing_out(found, lambda actor: ROLES[actor.rstrip("0123456789")])


@pytest.mark.parametrize(("n", "stands_out"), [(15, False), (16, True)])
def test_more_than_three_times_the_median_stands_out(n: int, *, stands_out: bool) -> None:
    found = out(analyst1=n, analyst2=5, analyst3=5)

    assert found == ([Standout("analyst1", n, 5)] if stands_out else [])


def test_few_readings_never_stand_out() -> None:
    assert out(analyst1=FEWEST - 1, analyst2=1, analyst3=1) == []
    assert len(out(analyst1=FEWEST, analyst2=1, analyst3=1)) == 1


def test_each_role_is_compared_with_itself() -> None:
    assert out(analyst1=90, analyst2=100, coordinator1=50, coordinator2=3, coordinator3=3) == [
        Standout("coordinator1", 50, 3)
    ]


def test_whoever_has_two_roles_is_compared_with_the_one_that_reads_more() -> None:
    many = {f"analyst{n}": 40 for n in range(3)} | {f"coordinator{n}": 3 for n in range(3)}

    assert out(**many, both=100) == []
    assert [one.actor for one in out(**many, both=200)] == ["both"]


def test_a_role_that_nobody_else_has_hides_nobody() -> None:
    assert [one.usual for one in out(both=90, analyst1=2, analyst2=2)] == [2]


def test_those_without_a_role_and_those_alone_are_compared_with_nobody() -> None:
    assert out(gone1=1000, gone2=1, gone3=1, analyst1=1000) == []


def test_the_one_who_read_most_comes_first() -> None:
    found = out(analyst1=50, analyst2=60, analyst3=1, analyst4=1, analyst5=1)

    assert [one.actor for one in found] == ["analyst2", "analyst1"]
