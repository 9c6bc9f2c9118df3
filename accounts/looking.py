"""Who has a report open in the inbox now, so that two do not sort the same one unawares.

It keeps nobody from anything. What is older than a minute means nothing any more, and is swept out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Insert, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from accounts.opening import Accounts
from accounts.tables import looking
from events.database import reading, writing

SEEN_FOR = timedelta(minutes=1)
"""How long a look is worth; a page that is open says so three times as often."""


@cache
def _upsert(dialect: str) -> Insert:
    made = {"sqlite": sqlite, "postgresql": postgresql}[dialect].insert(looking)
    values = made.values({column.name: bindparam(column.name) for column in looking.columns})
    keys = ["municipality", "report", "account"]
    statement: Insert = values.on_conflict_do_update(
        index_elements=keys, set_={"seen_at": values.excluded.seen_at}
    )
    return statement


def look(accounts: Accounts, report: UUID, account: UUID, *, at: datetime) -> None:
    """Note that somebody has the report open, and forget who no longer has one."""
    with writing(accounts.engine) as connection:
        connection.execute(
            delete(looking).where(
                looking.c.municipality == accounts.municipality,
                looking.c.seen_at < at - SEEN_FOR,
            )
        )
        connection.execute(
            _upsert(connection.dialect.name),
            {
                "municipality": accounts.municipality,
                "report": report,
                "account": account,
                "seen_at": at,
            },
        )


def lookers(
    accounts: Accounts, reports: Iterable[UUID], *, at: datetime, without: UUID | None = None
) -> dict[UUID, list[UUID]]:
    """Who looks at each of the reports, but for the account `without`; the latest look first."""
    wanted = list(set(reports))
    if not wanted:
        return {}
    query = (
        select(looking.c.report, looking.c.account)
        .where(
            looking.c.municipality == accounts.municipality,
            looking.c.report.in_(wanted),
            looking.c.seen_at >= at - SEEN_FOR,
        )
        .order_by(looking.c.seen_at.desc(), looking.c.account)
    )
    found: dict[UUID, list[UUID]] = {}
    with reading(accounts.engine) as connection:
        for report, account in connection.execute(query):
            if account != without:
                found.setdefault(report, []).append(account)
    return found
