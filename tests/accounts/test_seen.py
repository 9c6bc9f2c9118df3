"""When somebody last read the texts of a report is what the access log says, and of them alone."""

from datetime import timedelta
from uuid import UUID

from accounts import access
from accounts.opening import Accounts
from accounts.seen import last_read
from tests.accounts.ledger import NOW, neighbour

FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))
HOUR = timedelta(hours=1)


def test_the_last_reading_of_each_report_by_that_actor_counts(accounts: Accounts) -> None:
    def read(report: UUID, hours: int, actor: str = "anna", action: str = "text.read") -> None:
        at = NOW + hours * HOUR
        access.note(accounts, at=at, actor=actor, action=action, objects=[report])

    read(FIRST, 1)
    read(FIRST, 3)
    read(FIRST, 5, actor="berit")
    read(SECOND, 2)
    read(THIRD, 4, action="report.read")
    access.note(accounts, at=NOW, actor="anna", action="text.read", objects=[THIRD], allowed=False)
    access.note(neighbour(accounts), at=NOW, actor="anna", action="text.read", objects=[THIRD])

    found = last_read(accounts, "anna", [FIRST, SECOND, THIRD])

    assert found == {FIRST: NOW + 3 * HOUR, SECOND: NOW + 2 * HOUR}
    assert last_read(accounts, "anna", []) == {}
