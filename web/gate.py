"""What is answered at all: asked by the service's own name, and from one of its own pages.

Two questions before anything is read. Is it this service that was asked for, and not a name of
somebody else's that leads here? And does a browser that wants to change something come from one of
our own pages? Who it is that asks comes after (`web.asking`).
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from reference.language import message
from web.cookies import SESSION, cookie
from web.problems import Problem, forbidden, respond

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of our own pages, and of an address that was typed."""


class Gate:
    """Answers 403 to everybody else, and lets HEAD be asked wherever GET can be.

    `public_url` is the address that people know the service by. Where that is this machine itself,
    every name of this machine is answered.
    """

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        self._name = urlsplit(public_url).hostname or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            problem = self._objection(scope)
            if problem is not None:
                await respond(scope, problem)(scope, receive, send)
                return
            if scope["method"] == "HEAD":
                # The server drops the body by itself; a route need not know.
                scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)

    def _objection(self, scope: Scope) -> Problem | None:
        headers = Headers(scope=scope)
        name = _host(headers.get("host", ""))
        if name != self._name and not (_is_loopback(self._name) and _is_loopback(name)):
            return forbidden(message("The service does not answer to this name."))
        if scope["method"] not in SAFE_METHODS and not _comes_from_us(scope, headers):
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


def _comes_from_us(scope: Scope, headers: Headers) -> bool:
    """Whether a browser says that the page was ours.

    A program says nothing; it has a key and no cookie. A cookie without a word on where the page
    was is somebody who hides it.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host")
    return "authorization" in headers or not cookie(HTTPConnection(scope), SESSION)
