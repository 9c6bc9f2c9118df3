"""The API asked thousands of things at random, fitting its own description and not fitting it.

Whatever is sent, the answer is one that the description foresees, and never our own mistake. The
dice are the same each time.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.events import ScenarioFinished

from accounts import keys
from ingest import roster
from reference.roles import Scope
from tests.web.town import ADDRESS, Town
from web.cookies import SESSION
from web.schema import describe

Message = MutableMapping[str, Any]

KNOWN: Mapping[str, list[str]] = {
    "weeks": ["2026-W46", "2026-W47", "2026-W48"],
    "organisations": ["skola", "vakt"],
    "categories": ["DMG-GRAFF", "DMG-GLASS"],
    "areas": ["G01", "G02"],
    "places": ["torget"],
    "moments": ["2026-11-18T18:30:00Z", "2026-11-20T08:00:00Z"],
    "later": ["2026-11-20T19:30", "2026-11-21T08:00:00Z"],
}
"""What there is in the town, so that not everything that is sent is about nothing."""
WHERE: Mapping[str, str] = {
    "path.report": "reports",
    "query.report": "reports",
    "body.same_as": "reports",
    "path.week": "weeks",
    "query.week": "weeks",
    "query.area": "areas",
    "query.place": "places",
    "query.organisation": "organisations",
    "query.category": "categories",
    "body.week": "weeks",
    "body.organisation": "organisations",
    "body.category": "categories",
    "body.shared_with.[*]": "organisations",
    "body.place.area": "areas",
    "body.place.place": "places",
    "body.occurred.from": "moments",
    "body.occurred.to": "later",
}
OFTEN = 0.7

WITHOUT = (
    "positive_data_acceptance",  # what fits the form may still be refused by the record
    "allow_header_conformance",  # of an address with two routes, one names its own method alone
)


@dataclass
class Round:
    """What was asked, what was answered, and what was wrong with it."""

    cases: int = 0
    answers: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    faults: Counter[str] = field(default_factory=Counter[str])

    def take(self, event: object) -> None:
        """Take in what the library says that it has done."""
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.faults[str(event)] += 1
        if not isinstance(event, ScenarioFinished):
            return
        said = event.recorder
        self.cases += len(said.interactions)
        for one in said.interactions.values():
            assert one.response is not None
            self.answers[said.label, one.response.status_code] += 1
        for check in (check for checks in said.checks.values() for check in checks):
            if check.failure_info is not None:
                failure = check.failure_info.failure
                how = check.failure_info.code_sample
                self.faults[f"{said.label} {check.name}: {failure.message}\n{how}"] += 1

    @property
    def done(self) -> set[str]:
        """The operations that did at least once what they were asked for."""
        return {label for label, status in self.answers if status < 300}


def within(app: FastAPI) -> Callable[..., Awaitable[None]]:
    """The application for the library, which may not close it, nor ask too often for it."""
    asked = 0

    async def answer(
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        nonlocal asked
        if scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        asked += 1
        if asked % 50 == 0:
            app.state.house.rates.reset()
        await app(scope, receive, send)

    return answer


def asked_at_random(
    town: Town, who: Mapping[str, Any], *, most: int, coverage: bool, without: tuple[str, ...] = ()
) -> Round:
    """Ask each operation up to `most` times at random; with `coverage`, also at every border."""
    reports = [town.send(text="Klotter.")["report"] for _ in range(3)]
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20261121,
            "base-url": ADDRESS,
            "continue-on-failure": True,
            "dictionaries": {
                name: {"values": values} for name, values in {**KNOWN, "reports": reports}.items()
            },
            "parameters": {
                where: {"dictionary": name, "probability": OFTEN}
                for where, name in [*WHERE.items(), *_in_batches()]
            },
            "generation": {
                "mode": "all",
                "max-examples": most,
                "deterministic": True,
                "database": "none",
                "with-security-parameters": False,
            },
            "checks": {name: {"enabled": False} for name in (*WITHOUT, *without)},
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": coverage}},
            **who,
        }
    )
    schema = schemathesis.openapi.from_dict(describe(town.app), config=config)
    schema.app = within(town.app)
    asked = Round()
    for event in from_schema(schema).execute():
        asked.take(event)
    return asked


def _in_batches() -> Iterator[tuple[str, str]]:
    """The same fields of a report in a list of reports."""
    for where, name in WHERE.items():
        if where.startswith("body."):
            yield where.replace("body.", "body.[*].", 1), name


def a_key(town: Town) -> Mapping[str, Any]:
    """A program of the schools that may do all that a program may."""
    key = roster.open_key(
        town.registry,
        organisation="skola",
        name="Larmet",
        scopes=list(Scope),
        expires_at=town.clock() + timedelta(days=90),
        actor="test",
        at=town.clock(),
    )
    return {"auth": {"openapi": {"key": {"bearer": keys.make(town.accounts, key)}}}}


def a_person(town: Town) -> Mapping[str, Any]:
    """Somebody of the schools who may read all, in a browser."""
    cookie = f"{SESSION}={town.client.cookies[SESSION]}"
    return {"headers": {"cookie": cookie, "sec-fetch-site": "same-origin"}}


def check(asked: Round, *, fewest: int, done: int) -> None:
    """Nothing was wrong, and it was not because nothing was done."""
    assert not asked.faults, "\n\n".join(fault for fault, _ in asked.faults.most_common(10))
    assert asked.cases >= fewest
    assert not {status for _, status in asked.answers} & {429, 500}
    assert len(asked.done) >= done, sorted(asked.done)


def test_a_program_is_answered_as_described_at_every_border(town: Town) -> None:
    asked = asked_at_random(town, a_key(town), most=4, coverage=True)

    check(asked, fewest=1_500, done=12)


def test_a_person_is_answered_as_described(town: Town) -> None:
    # Without a header of its own to leave out, the library cannot ask as nobody.
    asked = asked_at_random(
        town, a_person(town), most=16, coverage=False, without=("ignored_auth",)
    )

    check(asked, fewest=300, done=20)


@pytest.mark.long
@pytest.mark.parametrize("asker", ["program", "person"])
def test_thousands_of_requests_are_answered_as_described(town: Town, asker: str) -> None:
    who, without = (a_key(town), ()) if asker == "program" else (a_person(town), ("ignored_auth",))
    asked = asked_at_random(town, who, most=150, coverage=True, without=without)

    check(asked, fewest=5_000, done=12)
