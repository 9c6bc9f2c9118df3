"""Plain forms of our own pages: their fields, and the token that shows whose page they stood on.

The token is made from the session, so a page of somebody else's cannot know it. It stands beside
the browser's own word on where a request comes from (`web.gate`), for browsers that say nothing.
"""

import hmac
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.datastructures import Headers

from accounts.sessions import form_token
from reference.language import message
from web.cookies import SESSION, cookie
from web.problems import Stop, forbidden, invalid
from web.sentences import Fault

FORM = "application/x-www-form-urlencoded"
TOKEN = "form_token"  # noqa: S105 - the name of a field
"""The name of the field that carries the token."""

MOST_FIELDS = 200

STALE = message("The page had been open for too long. Go back, load it anew and send it again.")


class Fields(list[tuple[str, str]]):
    """The fields of a form in the order sent, without the token; a name may come twice."""

    def one(self, name: str) -> str:
        """The last value of a field without the space around it, empty where there is none."""
        return next((value.strip() for field, value in reversed(self) if field == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be chosen several times."""
        return [value.strip() for field, value in self if field == name]


def read_fields(body: bytes) -> list[tuple[str, str]]:
    """The fields in a body. Raises Stop for more than anybody fills in."""
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Stop(invalid([Fault((), message("The form has too many fields."))])) from None


def token_of(request: Request) -> str:
    """The token that the forms of this browser's session carry, empty without a session."""
    session = cookie(request, SESSION)
    return form_token(session) if session else ""


def check_token(request: Request, sent: str) -> None:
    """Raise Stop when a form does not come from a page that we gave to this session."""
    expected = token_of(request)
    if expected and not hmac.compare_digest(expected.encode(), sent.encode()):
        raise Stop(forbidden(STALE))


async def _fields(request: Request) -> Fields:
    kind = Headers(scope=request.scope).get("content-type", FORM).partition(";")[0].strip()
    if kind.lower() != FORM:
        raise Stop(invalid([Fault((), message("Send this from the form on our page."))]))
    sent = read_fields(await request.body())
    check_token(request, next((value for name, value in sent if name == TOKEN), ""))
    return Fields((name, value) for name, value in sent if name != TOKEN)


FormFields = Annotated[Fields, Depends(_fields)]
"""What a form of ours was filled in with. Raises Stop when it does not come from our page."""
