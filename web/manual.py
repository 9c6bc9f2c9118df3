"""The API for people: its description, and a page that is made from it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from accounts.permissions import Action
from reference.language import Translator, message
from web.asking import requires
from web.entrance import origin_of
from web.needs import AsKnown, Speaker
from web.render import page_of
from web.schema import describe

router = APIRouter(include_in_schema=False)

KINDS: Mapping[str, str] = {
    "invalid": message("Something in what was sent cannot be used. Each field is named."),
    "refused": message("The record as it stands does not allow it."),
    "not-found": message("There is no such thing."),
    "unauthenticated": message("No key was sent, or it holds no longer."),
    "forbidden": message("The key's scopes do not include it, or it was asked from elsewhere."),
    "too-many": message("More was asked than one key may. Try again after Retry-After."),
    "method": message("The address does not answer to that method."),
    "too-large": message("More was sent than is taken at once."),
    "media-type": message("The body is not JSON."),
    "bad-request": message("The request cannot be read."),
    "unavailable": message("The record cannot be reached or written. Try again after Retry-After."),
    "broken": message("The service made a mistake."),
}
"""The kinds of problems, which their `type` leads to."""


class Operation(NamedTuple):
    """One operation of the API."""

    method: str
    path: str
    summary: str
    about: str
    parameters: list[str]
    statuses: list[str]


@router.get("/api/1/openapi.json", dependencies=[requires(Action.GROUND_READ)])
def give_description(request: Request) -> Response:
    """The description that programs read."""
    return JSONResponse(describe(request.app))


@router.get("/api", dependencies=[requires(Action.GROUND_READ)])
def show_manual(request: Request, view: AsKnown, t: Speaker) -> Response:
    """Every operation, and the kinds of problems."""
    return page_of(
        request.scope,
        "api.html",
        municipality=view.ground.name,
        operations=list(_operations(describe(request.app), t)),
        kinds=[(kind, t(said)) for kind, said in KINDS.items()],
        example=EXAMPLE.replace("ADDRESS", origin_of(request)),
    )


EXAMPLE = """\
curl -X POST ADDRESS/api/1/reports \\
  -H 'Authorization: Bearer est_…' -H 'Idempotency-Key: 2026-0017' \\
  -H 'Content-Type: application/json' \\
  -d '{"organisation": "…", "category": "DMG-GRAFF",
       "occurred": {"from": "2026-11-18T18:30"},
       "place": {"point": {"lat": 58.72, "lon": 19.51}}}'"""


def _operations(description: Mapping[str, Any], t: Translator) -> Iterator[Operation]:
    paths: Mapping[str, Mapping[str, Any]] = description["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield Operation(
                method=method.upper(),
                path=path,
                summary=t(operation["summary"]),
                about=t(operation.get("description", "")) if operation.get("description") else "",
                parameters=[each["name"] for each in operation.get("parameters", [])],
                statuses=sorted(operation["responses"]),
            )
