"""Somebody at the inbox: what the pages show, and forms as the pages send them."""

import re
from dataclasses import dataclass
from html import unescape
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

from events.database import reading
from events.fact import Entry
from reference.roles import Role
from tests.web.town import Town

TAGS = re.compile(r"<[^>]+>")


@dataclass
class Desk:
    """A browser at the inbox."""

    town: Town
    client: TestClient

    def page(self, query: str = "") -> str:
        """The page of the list."""
        answer = self.client.get(f"/inbox{query}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def opened(self, report: str, query: str = "") -> str:
        """The page of a report."""
        answer = self.client.get(f"/inbox/{report}{query}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def rows(self, query: str = "") -> list[str]:
        """The reports of the list, from above."""
        return reports_in(self.page(query))

    def sort(self, do: str, *reports: str, here: str = "", **fields: str) -> Response:
        """Choose reports of the list as it stands now, and do something with them."""
        values = dict(re.findall(r'value="([0-9a-f-]{36}):(\d+)"', self.page(f"?{here}")))
        chosen = [f"{report}:{values.get(report, 1)}" for report in reports]
        return self.send("/inbox/sort", do=do, chosen=chosen, here=here, **fields)

    def do(self, do: str, report: str, here: str = "", **fields: str) -> Response:
        """Do something with the report that is open."""
        version = re.search(r'name="version" value="(\d+)"', self.opened(report, f"?{here}"))
        assert version
        return self.send(f"/inbox/{report}/sort", do=do, version=version[1], here=here, **fields)

    def send(self, path: str, **fields: str | list[str]) -> Response:
        """Send a form of our own page."""
        return self.town.press(path, self.client, **fields)

    def after(self, answer: Response) -> str:
        """The words of the page that an answer leads to."""
        assert answer.status_code == 303, answer.text
        return words_in(self.client.get(answer.headers["location"]).text)


def desk_of(town: Town, organisation: str, *roles: Role) -> Desk:
    """Somebody of an organisation at the inbox, its coordinator unless told otherwise."""
    return Desk(town, town.somebody(organisation, *(roles or (Role.COORDINATOR,))))


def last_of(town: Town, report: str) -> Entry:
    """The last thing that happened to a report."""
    with reading(town.registry.log.engine) as connection:
        return town.registry.log.stream(connection, UUID(report))[-1]


def reports_in(page: str) -> list[str]:
    """The reports that the rows of a page stand for."""
    return re.findall(r'class="inbox-row[^"]*" data-report="([0-9a-f-]{36})"', page)


def words_in(page: str) -> str:
    """What the page says, without its tags."""
    return unescape(" ".join(TAGS.sub(" ", page).split()))


def counts_in(page: str) -> dict[str, str]:
    """What waits in each part, by its name."""
    tabs = re.findall(r'<li><a href="/inbox[^>]*>([^<]+) <span class="n">([^<]+)</span>', page)
    return {name.strip(): n for name, n in tabs}
