"""The town hall: those who look after people there, and what stands on a page."""

import html
import re

from fastapi.testclient import TestClient
from httpx2 import Response

from reference.roles import Role
from tests.web.town import Town

PASSWORD = "sju sjuka sjuksköterskor"  # noqa: S105 - of nobody


def administrator(town: Town) -> TestClient:
    """A browser in which an administrator has signed in, who is of the housing company."""
    return town.somebody("bostad", Role.ADMINISTRATOR)


def coordinator(town: Town, organisation: str = "bostad") -> TestClient:
    """A browser in which a coordinator has signed in."""
    return town.somebody(organisation, Role.COORDINATOR)


def auditor(town: Town) -> TestClient:
    """A browser in which an auditor has signed in."""
    return town.somebody("skola", Role.AUDITOR)


def said(page: Response | str) -> str:
    """What a page says, without its tags, on one line."""
    text = page if isinstance(page, str) else page.text
    body = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def secret(page: Response) -> str:
    """What a page shows only once."""
    found = re.search(r'<textarea[^>]* class="secret"[^>]*>([^<]+)</textarea>', page.text)
    assert found, said(page)
    return html.unescape(found[1])


def link(page: Response) -> str:
    """The path of an invitation's link that a page shows."""
    return "/" + secret(page).split("/", 3)[3]
