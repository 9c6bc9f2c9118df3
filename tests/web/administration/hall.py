"""The town hall: those who look after people there, and what stands on a page."""

import html
import re
from datetime import timedelta
from uuid import UUID

from fastapi.testclient import TestClient
from httpx2 import Response

from accounts import access
from accounts.permissions import Action
from reference.roles import Role
from tests.web.town import NOW, Town

PASSWORD = "sju sjuka sjuksköterskor"  # noqa: S105 - of nobody

READ, BROKE = Action.TEXT_READ.value, Action.TEXT_BREAK_GLASS.value


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


def note(
    town: Town,
    actor: UUID | str,
    action: str = READ,
    *reports: str,
    ago: float = 5,
    allowed: bool = True,
    reason: str = "",
    purpose: str = "",
) -> None:
    """Note something `ago` minutes before now."""
    access.note(
        town.accounts,
        at=NOW - timedelta(minutes=ago),
        actor=str(actor),
        action=action,
        objects=[UUID(report) for report in reports],
        allowed=allowed,
        reason=reason,
        purpose=purpose,
    )


def ids(n: int) -> list[str]:
    """So many reports."""
    return [str(UUID(int=number)) for number in range(1, n + 1)]
