"""Who is let in at all, while there are no accounts: this machine, and pages of our own.

Three questions, asked before anything is read. Does the caller sit at this machine? Was it this
machine that was asked for, and not a name of somebody else's that leads here? And does a browser
that wants to change something come from one of our own pages?
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from reference.language import message
from web.problems import Problem, forbidden, respond

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of our own pages, and of an address that was typed."""


class Gate:
    """Answers 403 to everybody else, and lets HEAD be asked wherever GET can be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            problem = _objection(scope)
            if problem is not None:
                await respond(scope, problem)(scope, receive, send)
                return
            if scope["method"] == "HEAD":
                # The server drops the body by itself; a route need not know.
                scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


def _objection(scope: Scope) -> Problem | None:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return forbidden(message("Until there are accounts, only this machine itself is answered."))
    if not _is_loopback(_host(headers.get("host", ""))):
        return forbidden(
            message("Until there are accounts, the service answers as localhost and nothing else.")
        )
    if scope["method"] not in SAFE_METHODS and not _comes_from_us(headers):
        return forbidden(message("This can only be sent from the service's own pages."))
    return None


def _host(stated: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{stated}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _comes_from_us(headers: Headers) -> bool:
    """Whether a browser says that the page was ours. A program that is no browser says nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")
