"""How much a request may send. Counted as it arrives, so that nobody can fill the memory.

A body that says that it is too long is answered before it is read, and one that does not say so is
answered at the byte that goes beyond. The rest is read and thrown away for a moment, because many
senders look for an answer only when they have sent everything.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Problem, respond, too_large

DRAIN_S = 1.0
"""How long the rest of a body that was refused is read, so that the sender hears the answer."""
DRAIN_BYTES = 64 * 1024 * 1024


class _TooLarge(Exception):
    """The body went beyond the limit while it was read."""


class BodyLimit:
    """Answers 413 to a body beyond `limit` bytes; `by_path` holds other limits for single paths."""

    def __init__(self, app: ASGIApp, limit: int, by_path: Mapping[str, int]) -> None:
        self._app = app
        self._limit = limit
        self._by_path = by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._by_path.get(scope["path"], self._limit)
        if _declared(scope) > limit:
            await _refuse(scope, receive, send, too_large(limit))
            return
        counted = _Counted(receive, send, limit)
        try:
            await self._app(scope, counted.receive, counted.send)
        except _TooLarge:
            if counted.answering:
                raise
        if counted.exceeded and not counted.answering:
            await _refuse(scope, receive, send, too_large(limit))


class _Counted:
    """Both ways of one request: what comes in is counted, and once it is too much nothing goes out.

    `answering` says that an answer had begun before that, which then cannot be taken back.
    """

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self.exceeded = False
        self.answering = False

    async def receive(self) -> Message:
        """The next piece of the body."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                self.exceeded = True
                raise _TooLarge
        return message

    async def send(self, message: Message) -> None:
        """A piece of the answer. What the application makes of the cut body is not sent."""
        if self.exceeded and not self.answering:
            return
        self.answering = True
        await self._send(message)


def _declared(scope: Scope) -> int:
    """What the sender says that it will send; 0 when it says nothing."""
    stated = Headers(scope=scope).get("content-length", "0")
    # A number of more digits is as good as endless, and not worth reading.
    return int(stated[:18]) if stated.isdecimal() else 0


async def _refuse(scope: Scope, receive: Receive, send: Send, problem: Problem) -> None:
    """Say no at once, then read on for a moment: a closed door would tear the answer away."""

    async def send_and_drain(message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            await send({**message, "more_body": True})
            await _drain(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await send(message)

    response = respond(scope, problem)
    response.headers["connection"] = "close"
    await response(scope, receive, send_and_drain)


async def _drain(receive: Receive) -> None:
    """Throw away what still comes, for as long and as much as is fair."""
    left = DRAIN_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_S):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
                left -= len(message.get("body", b""))
