"""What all ways of proving who one is share: the one error, and the end of every proof."""

from uuid import UUID

from sqlalchemy import delete

from accounts.opening import Accounts
from accounts.tables import identity, passkey, password, recovery_code, totp
from events.database import writing

PROOFS = (password, totp, recovery_code, passkey, identity)


class NotProven(Exception):
    """Somebody did not prove who they are.

    `reason` is a short code for the access log and for the page, which has the sentence. What was
    presented stands neither in the reason nor in the message.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def forget(accounts: Accounts, account: UUID) -> None:
    """Delete everything that `account` could prove itself with; it has to be invited anew."""
    with writing(accounts.engine) as connection:
        for table in PROOFS:
            connection.execute(
                delete(table).where(
                    table.c.municipality == accounts.municipality, table.c.account == account
                )
            )
