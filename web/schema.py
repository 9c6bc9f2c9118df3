"""The API's own description (OpenAPI): what it takes and every way in which it can answer."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ingest.forms import (
    ClearForm,
    CorrectionForm,
    LinkForm,
    PartingForm,
    PlacementForm,
    QuarantineForm,
    ReclassificationForm,
    ReviewForm,
    ShareForm,
    WithdrawalForm,
)
from ingest.similar import SimilarForm
from ingest.submission import NothingForm, Submission
from web.asking import flat, permission_of
from web.problems import MEDIA_TYPE, Marked, ProblemAnswer, Trouble

FORMS: tuple[type[BaseModel], ...] = (
    Submission,
    NothingForm,
    CorrectionForm,
    ReclassificationForm,
    PlacementForm,
    ReviewForm,
    LinkForm,
    PartingForm,
    WithdrawalForm,
    ShareForm,
    QuarantineForm,
    ClearForm,
    SimilarForm,
)
"""Every form that a door of the API takes."""

REF = "#/components/schemas/{model}"
DESCRIPTION = """\
Safety-situation reports of one municipality: sending them, changing them, and reading the picture.

Errors are problems (RFC 9457), in Swedish or English by Accept-Language. Times are UTC; a time sent
without an offset is local time in Sweden. Free text is never given out. Every operation says as
x-permission which permission it asks for.
"""
SECURITY = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An organisation's key, est_…, made under Administration.",
    }
}
WORDS = {
    401: "No key was sent, or it holds no longer.",
    403: "The key's scopes do not include it, or it was asked from elsewhere.",
    404: "There is no such thing.",
    409: "The record as it stands does not allow it.",
    413: "More was sent than is taken at once.",
    415: "The body is not JSON.",
    422: "Something in what was sent cannot be used.",
    429: "More was asked than one asker may; see Retry-After.",
    503: "The record cannot be reached or written at the moment; see Retry-After.",
}


def may_answer(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an operation can answer with, those added that each of them can."""
    return {
        status: {
            "description": WORDS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
        }
        for status in sorted({401, 403, 429, *statuses})
    }


def takes(form: type[BaseModel]) -> dict[str, Any]:
    """The body of an operation that takes one `form`."""
    return _takes({"$ref": REF.format(model=form.__name__)})


def takes_batch(form: type[BaseModel], *, most: int) -> dict[str, Any]:
    """The body of an operation that takes a list; a row that is no `form` is refused by itself."""
    row = [{"$ref": REF.format(model=form.__name__)}, {}]
    return _takes({"type": "array", "maxItems": most, "items": {"anyOf": row}})


def _takes(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=DESCRIPTION,
            routes=app.routes,
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_forms())
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        schema["components"]["securitySchemes"] = SECURITY
        _say_permissions(app, schema["paths"])
        app.openapi_schema = schema
    return app.openapi_schema


def _say_permissions(app: FastAPI, paths: dict[str, Any]) -> None:
    """Say of each operation which permission it asks for; none of what is for anyone."""
    for route in flat(app.routes):
        permission = permission_of(route) if isinstance(route, APIRoute) else None
        if permission is None or not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        for method in route.methods or ():
            operation = paths[route.path_format][method.lower()]
            operation["x-permission"] = permission.said
            operation["security"] = [] if permission.action is None else [{"key": []}]


def _forms() -> dict[str, Any]:
    _, inputs = models_json_schema([(form, "validation") for form in FORMS], ref_template=REF)
    _, outputs = models_json_schema(
        [(ProblemAnswer, "serialization"), (Trouble, "serialization"), (Marked, "serialization")],
        ref_template=REF,
    )
    found: dict[str, Any] = {**inputs["$defs"], **outputs["$defs"]}
    found["Problem"] = found.pop(ProblemAnswer.__name__)
    # The header Idempotency-Key can stand in for it.
    found["Submission"]["required"].remove("client_id")
    return found
