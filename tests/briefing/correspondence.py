"""A hamlet whose people get letters: a record, a store of accounts and a post office."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID, uuid5

from accounts import directory
from accounts.mail import PostOffice
from accounts.opening import Accounts, opened, store
from accounts.tables import create_triggers, metadata
from briefing.issue import issue
from events.database import writing
from events.sealing import read_master_key
from ingest.receive import Received, receive
from ingest.roster import open_account
from projections.record import Registry
from reference.dimensions import Channel
from reference.roles import Role
from reference.weeks import Week
from tests.hamlet import BEGIN, MUNICIPALITY, NAMES, NOW, WEEK, told
from tests.postman import Postman

CANARY = "kanariefågel"
"""What people write: it must never stand in a letter."""


@dataclass
class Parish:
    """Where letters are written and sent."""

    registry: Registry
    accounts: Accounts
    post: Postman
    people: dict[UUID, str] = field(default_factory=dict[UUID, str])

    @property
    def office(self) -> PostOffice:
        """Where letters are handed over."""
        return self.post.office()

    def person(self, name: str, organisation: str = "skola", *roles: Role) -> UUID:
        """Open an account for somebody, a reporter unless it is said otherwise."""
        given = roles or (Role.REPORTER,)
        account = open_account(self.registry, organisation, given, actor="test", at=BEGIN)
        self.people[account] = f"{name.lower()}@havstuna.example"
        directory.enter(self.accounts, account, name, self.people[account])
        return account

    def tells(
        self, who: UUID, number: int, *, at: datetime = NOW, week: Week = WEEK, **fields: object
    ) -> UUID:
        """Have somebody send a report with a text of theirs."""
        words = f"{CANARY} {number}"
        begin = week.start_at.isoformat()
        sent = told(
            number,
            **{
                "client_id": str(uuid5(NAMES, f"{who} {number}")),
                "occurred": {"from": begin},
                "place": {"point": {"lat": 57.05, "lon": 19.05}, "words": words},
                "text": words,
                **fields,
            },
        )
        (outcome,) = receive(self.registry, [sent], actor=str(who), at=at, channel=Channel.FORM)
        assert isinstance(outcome, Received), outcome
        return outcome.report

    def issue(self, week: Week = WEEK, at: datetime = NOW) -> None:
        """Issue the picture of a week."""
        issue(self.registry.log, week, actor="test", at=at)

    def to(self, who: UUID) -> list[EmailMessage]:
        """What somebody got."""
        return [one for one in self.post.came if self.people[who] in one["To"]]


@contextmanager
def parish(registry: Registry, url: str, folder: Path, post: Postman) -> Iterator[Parish]:
    """The hamlet of `registry` with a store of accounts at `url`."""
    with store(url) as engine:
        with writing(engine) as connection:
            metadata.create_all(connection)
            create_triggers(connection)
        master = read_master_key(folder / "master.key")
        yield Parish(registry, opened(engine, MUNICIPALITY, master), post)


def text_of(message: EmailMessage) -> str:
    """What a letter says in plain text, on one line."""
    body = message.get_body(("plain",))
    assert body
    return " ".join(str(body.get_content()).split())


def everything_in(post: Postman) -> str:
    """All that was sent, decoded, heads too."""
    said: list[str] = []
    for message in post.came:
        said += [f"{name}: {value}" for name, value in message.items()]
        said += [str(part.get_content()) for part in message.iter_parts()]
    return "\n".join(said)
