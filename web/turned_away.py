"""Somebody asks whom we do not know: a page leads to signing in, and a form that was sent is kept.

A form is kept only for the person whose session had ended, sealed with a key that the browser
alone holds; after signing in again it is shown and can be sent.
"""

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from accounts import kept, sessions
from web.asking import NotSignedIn
from web.cookies import KEPT, SESSION, cookie, set_cookie
from web.forms import FORM
from web.gate import SAFE_METHODS
from web.needs import house_of, is_api, now_of
from web.problems import respond, unauthenticated

NEVER_KEPT = ("/sign-in", "/sign-out", "/account", "/invitation", "/kept")
"""Where secrets are typed."""

MOST_KEPT_BYTES = 64 * 1024


def lead_to_sign_in(app: FastAPI) -> None:
    """Let the application answer NotSignedIn."""

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotSignedIn)
        if is_api(request.scope):
            return respond(request.scope, unauthenticated())
        if request.method in SAFE_METHODS:
            return RedirectResponse(f"/sign-in?{urlencode({'next': _address(request)})}", 303)
        token = await _keep(request)
        if not token:
            return RedirectResponse("/sign-in", 303)
        answer = RedirectResponse("/sign-in?kept=1", 303)
        set_cookie(answer, KEPT, token, seconds=24 * 3600)
        return answer

    app.add_exception_handler(NotSignedIn, handle)


def _address(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


async def _keep(request: Request) -> str:
    """Keep what was sent; the token that opens it, empty when it is nothing to be kept."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    path = request.url.path
    if kind != FORM or path.startswith(NEVER_KEPT) or not cookie(request, SESSION):
        return ""
    body = await request.body()
    if len(body) > MOST_KEPT_BYTES:
        return ""
    return await run_in_threadpool(_kept, request, _address(request), body)


def _kept(request: Request, path: str, body: bytes) -> str:
    accounts = house_of(request).accounts
    account = sessions.was_of(accounts, cookie(request, SESSION))
    if account is None:
        return ""
    return kept.keep(accounts, account, path=path, body=body, at=now_of(request))
