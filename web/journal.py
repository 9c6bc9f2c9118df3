"""The service's journal: one line for each answer, and what broke.

A line holds method, path, status and time. Never a query, a body, a header or the words of an
error, because any of them may hold what somebody wrote about a person.
"""

import re
import time
import traceback
from typing import Protocol

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import broken, respond

GONE = 499
"""Written when the asker left before the answer."""


_SECRET = re.compile(r"^(/invitation/).+")

LINES = 8
"""Of the way that led to an error, as many lines are written: the last ones."""


class Logger(Protocol):
    """What the journal is written with."""

    def info(self, event: str, **fields: object) -> object:
        """Write a line of what went as it should."""

    def error(self, event: str, **fields: object) -> object:
        """Write a line of what broke."""


class Journal:
    """Writes each answer down, and answers 500 to whatever nobody else could answer."""

    def __init__(self, app: ASGIApp, logger: Logger) -> None:
        self._app = app
        self._logger = logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except ClientDisconnect:
            status = GONE
        except Exception as error:  # noqa: BLE001 - the outermost place that can still answer
            broke_off = status > 0
            if not broke_off:
                await respond(scope, broken())(scope, receive, send_and_note)
            self._logger.error("broken", path=_loggable(scope["path"]), **_where(error))  # noqa: TRY400 - nor its words
            if broke_off:
                raise RuntimeError("the answer broke off") from None
        finally:
            self._logger.info(
                "answered",
                method=scope["method"],
                path=_loggable(scope["path"]),
                status=status,
                ms=round((time.perf_counter() - begun) * 1000, 1),
            )


def _loggable(path: str) -> str:
    """The path without the secret that the address of an invitation carries."""
    return _SECRET.sub(r"\1…", path)


def _where(error: BaseException) -> dict[str, object]:
    """What kind of error it was and the lines that led to it, without a word of what it said."""
    frames = traceback.extract_tb(error.__traceback__)
    cause = error.__cause__ or error.__context__
    return {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "cause": f"{type(cause).__module__}.{type(cause).__qualname__}" if cause else None,
        "lines": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-LINES:]],
    }
