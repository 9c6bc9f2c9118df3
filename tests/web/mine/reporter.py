"""Somebody who reports in the town of tests/web/town.py."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

from events.database import reading
from events.fact import Entry
from ingest import desk
from ingest.forms import AnswerForm
from reference.roles import Role
from tests.web.town import Town, a_report

YESTERDAY = "2026-11-23T18:30"
"""In week 48, whose reports are not due yet in that town."""


@dataclass
class Reporter:
    """A reporter in their browser."""

    town: Town
    account: UUID
    client: TestClient
    organisation: str

    def send(self, **fields: object) -> dict[str, Any]:
        """Send a report of this week; its receipt."""
        told = {"occurred": {"from": YESTERDAY}, "organisation": self.organisation, **fields}
        answer = self.client.post("/api/1/reports", json=a_report(**told))
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        self.town.senders[receipt["report"]] = self.organisation
        return receipt

    def press(self, path: str, **fields: str | list[str]) -> Response:
        """Send a form."""
        return self.town.press(path, self.client, **fields)

    def read(self, path: str, language: str = "en") -> str:
        """What a page says."""
        answer = self.client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def story(self, report: str) -> list[Entry]:
        """What the log holds of a report."""
        log = self.town.registry.log
        with reading(log.engine) as connection:
            return log.stream(connection, UUID(report))

    def hear(self, report: str, line: str) -> None:
        """Have the coordinator write a line back."""
        desk.answer(
            self.town.registry,
            UUID(report),
            AnswerForm(line=line),
            actor="coordinator",
            at=self.town.clock(),
        )

    def wait_until(self, moment: datetime) -> None:
        """Let the time pass, and sign in again."""
        self.town.clock.now = moment
        self.town.clock.moved()
        fresh = self.town.signed_in(self.account, Role.REPORTER)
        self.client = fresh


def page_of(receipt: dict[str, Any]) -> str:
    """The address of the page of a report."""
    return f"/my-reports/{receipt['reference']}"


def shown(receipt: dict[str, Any]) -> str:
    """The number of a report as pages show it: in one piece."""
    return f'<span class="unbroken">{receipt["reference"]}</span>'


def reporter_of(town: Town, organisation: str = "skola", *roles: Role) -> Reporter:
    """Somebody new who reports."""
    held = roles or (Role.REPORTER,)
    account = town.person(organisation, *held)
    return Reporter(town, account, town.signed_in(account, *held), organisation)
