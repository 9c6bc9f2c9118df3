"""Every no that the service can say: as application/problem+json to programs, as a page to people.

A problem names the fields that it is about and says what to do, in the language of whoever asked.
It never repeats what was sent, and never shows what went on inside.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from eventsourcing.persistence import IntegrityError
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from accounts.access import Unlogged
from events.refusal import Refused
from ingest.privacy import PointsOut
from reference.language import Translator, message
from web.needs import is_api, translator_of
from web.render import page_of
from web.sentences import Fault, faults_of

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
READ_ONLY_TRANSACTION = "25006"
"""PostgreSQL's word for a server that only reads, as a standby does until it takes over."""


class Marked(BaseModel):
    """A part of a text, from the character `start` up to `end`; never the part itself."""

    kind: str
    start: int
    end: int
    action: str = Field(description="“block” when it must go, “warn” when somebody has to look.")


class Trouble(BaseModel):
    """One field that cannot be used, and what is wrong with it."""

    field: str = Field(description="The field's path, with full stops. Empty for the whole body.")
    pointer: str = Field(description="The same as a JSON pointer, as a fragment.")
    detail: str = Field(description="What is wrong, in the language that was asked for.")
    spans: list[Marked] | None = Field(
        default=None, description="What points out a person in the text of the field."
    )


class ProblemAnswer(BaseModel):
    """A problem as RFC 9457 has it, with the fields that it is about."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
    errors: list[Trouble] | None = None
    nearest: list[str] | None = Field(
        default=None, description="The known values that resemble an unknown one most, best first."
    )


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A no with a status. `title` and `detail` are messages; `params` fill the detail's places.

    `nearest` holds the known values that an unknown one resembles most.
    """

    status: int
    kind: str
    title: str
    detail: str
    params: Mapping[str, object] = field(default_factory=dict[str, object])
    faults: Sequence[Fault] = ()
    nearest: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Stop(Exception):
    """Raised in a route to answer with a problem instead."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def invalid(faults: Sequence[Fault], nearest: Sequence[str] = ()) -> Problem:
    """What was sent cannot be used: which fields, and why."""
    return Problem(
        status=422,
        kind="invalid",
        title=message("That cannot be used"),
        detail=message("Something in what was sent cannot be used. Nothing was stored."),
        faults=faults,
        nearest=nearest,
    )


def refused(refusal: Refused) -> Problem:
    """The record as it stands does not allow it, or a text points out a person."""
    if isinstance(refusal, PointsOut):
        path = tuple(refusal.field.split("."))
        return invalid([Fault(path, refusal.message, refusal.params, refusal.finds)])
    return Problem(
        status=409,
        kind="refused",
        title=message("That cannot be done"),
        detail=refusal.message,
        params=refusal.params,
    )


def missing(detail: str, **params: object) -> Problem:
    """There is no such thing here."""
    return Problem(
        status=404, kind="not-found", title=message("Not found"), detail=detail, params=params
    )


def forbidden(detail: str) -> Problem:
    """It exists, and this asker may not."""
    return Problem(
        status=403, kind="forbidden", title=message("That is not for you"), detail=detail
    )


def unauthenticated() -> Problem:
    """Nobody that we know asks."""
    return Problem(
        status=401,
        kind="unauthenticated",
        title=message("Sign in first"),
        detail=message("Send your organisation's key in the header Authorization: Bearer est_…."),
        headers={"www-authenticate": "Bearer"},
    )


def too_many(wait_s: int) -> Problem:
    """More was asked than one asker may in `wait_s` seconds."""
    return Problem(
        status=429,
        kind="too-many",
        title=message("Too many at once"),
        detail=message("You have asked for this too often. Try again in a moment."),
        headers={"retry-after": str(wait_s)},
    )


def too_large(limit: int) -> Problem:
    """More was sent than `limit` bytes."""
    return Problem(
        status=413,
        kind="too-large",
        title=message("Too much at once"),
        detail=message("At most %(limit)s kB can be sent at once. Nothing was stored."),
        params={"limit": limit // 1024},
    )


def not_json() -> Problem:
    """The body is of a kind that this door does not read."""
    return Problem(
        status=415,
        kind="media-type",
        title=message("Not that kind of content"),
        detail=message("Send JSON, with the header Content-Type: application/json, uncompressed."),
    )


def busy() -> Problem:
    """The record cannot be reached or written at the moment."""
    return Problem(
        status=503,
        kind="unavailable",
        title=message("Not right now"),
        detail=message("The record cannot be reached or written at the moment. Try again soon."),
        headers={"retry-after": str(RETRY_AFTER_S)},
    )


def broken() -> Problem:
    """Our own mistake."""
    return Problem(
        status=500,
        kind="broken",
        title=message("Something went wrong"),
        detail=message("The service made a mistake. It has been logged."),
    )


def _by_status(status: int, headers: Mapping[str, str]) -> Problem:
    """What the framework itself refuses: an unknown address, a method that is not for it."""
    if status == HTTPStatus.NOT_FOUND:
        return missing(message("There is nothing at this address."))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return Problem(
            status=405,
            kind="method",
            title=message("Not in that way"),
            detail=message("This address does not answer to that method."),
            headers=headers,
        )
    return Problem(
        status=status,
        kind="bad-request",
        title=message("That cannot be read"),
        detail=message("The request cannot be read."),
        headers=headers,
    )


def is_passing(error: Exception) -> bool:
    """Whether it is the database that says no for now, and not we who asked it wrongly."""
    if isinstance(error, PoolTimeout | IntegrityError):
        return True
    if isinstance(error, sqlite3.OperationalError):
        return not str(error).startswith(("no such", "near "))
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return is_passing(error.orig)
    # PostgreSQL: gone, starting, full, or locked for too long.
    is_reading_only = getattr(error.orig, "sqlstate", None) == READ_ONLY_TRANSACTION
    return is_reading_only or isinstance(error, OperationalError)


def problem_of(error: Exception) -> Problem:
    """The problem that an exception stands for."""
    match error:
        case Stop(problem=problem):
            return problem
        case Refused():
            return refused(error)
        case Unlogged():
            return busy()
        case RequestValidationError():
            return invalid(faults_of(error.errors(), skip=1))
        case HTTPException(status_code=status, headers=headers):
            return _by_status(status, headers or {})
        case _:
            return busy() if is_passing(error) else broken()


def told(problem: Problem, t: Translator) -> ProblemAnswer:
    """The problem in one language."""
    return ProblemAnswer(
        type=f"/api#{problem.kind}",
        title=t(problem.title),
        status=problem.status,
        detail=t(problem.detail, **problem.params),
        errors=[trouble(fault, t) for fault in problem.faults] or None,
        nearest=list(problem.nearest) or None,
    )


def trouble(fault: Fault, t: Translator) -> Trouble:
    """One fault in one language."""
    spans = [
        Marked(kind=one.kind.code, start=one.start, end=one.end, action=one.action.value)
        for one in fault.finds
    ]
    return Trouble(
        field=fault.field,
        pointer=fault.pointer,
        detail=t(fault.sentence, **fault.params),
        spans=spans or None,
    )


def respond(scope: Scope, problem: Problem) -> Response:
    """The answer that says it, to whoever asked in `scope`."""
    answer = told(problem, translator_of(scope))
    if is_api(scope):
        return JSONResponse(
            answer.model_dump(exclude_none=True),
            problem.status,
            media_type=MEDIA_TYPE,
            headers=dict(problem.headers),
        )
    page = page_of(scope, "problem.html", status=problem.status, problem=answer)
    page.headers.update(problem.headers)
    return page


def answer_problems(app: FastAPI) -> None:
    """Let the application answer what is raised in its routes. What is broken passes on."""

    def handle(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.kind == "broken":
            raise error
        return respond(request.scope, problem)

    for kind in (
        Stop,
        Refused,
        Unlogged,
        RequestValidationError,
        HTTPException,
        SQLAlchemyError,
        sqlite3.Error,
        IntegrityError,
    ):
        app.add_exception_handler(kind, handle)
