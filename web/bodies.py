"""What is sent by programs: JSON checked against a form.

The framework would read a body by itself, but forgives too much (NaN, numbers without end) and
speaks English; here every body is read in one strict way and every fault has a sentence.
"""

from typing import Annotated, Any, TypeVar, cast

from fastapi import Depends, Header, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from events.streams import client_id_of
from reference.language import message
from web.problems import Stop, invalid, not_json
from web.sentences import SENTENCES, Fault, faults_of

LONGEST_KEY = 255

Form = TypeVar("Form", bound=BaseModel)

KEY_MISSING = message("Name the report by client_id, or by the header Idempotency-Key.")
KEY_DIFFERS = message("client_id and the header Idempotency-Key name two different reports.")
KEY_UNUSABLE = message("The header Idempotency-Key must hold 1 to 255 characters.")


async def _json_bytes(request: Request) -> bytes:
    """The body of a request that says that it is JSON, or that says nothing of its kind."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0]
    is_json = kind.strip().lower() == "application/json" or kind.strip().lower().endswith("+json")
    if not is_json or request.headers.get("content-encoding", "identity") != "identity":
        raise Stop(not_json())
    return await request.body()


def _key(
    idempotency_key: Annotated[
        str | None,
        Header(description="The sender's own name for the report, instead of client_id."),
    ] = None,
) -> str | None:
    """The sender's key. The quotes of a structured header are not part of it."""
    if idempotency_key is None:
        return None
    key = idempotency_key.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not 0 < len(key) <= LONGEST_KEY:
        raise Stop(invalid([Fault(("Idempotency-Key",), KEY_UNUSABLE)]))
    return key


JsonBytes = Annotated[bytes, Depends(_json_bytes)]
IdempotencyKey = Annotated[str | None, Depends(_key)]


def read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    """The value in `body`. Raises Stop."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Stop(invalid([Fault((), SENTENCES["json_invalid"])])) from None


def checked(form: type[Form], sent: object) -> Form:
    """What was sent, as `form` has it. Raises Stop with every fault."""
    filled = fill(form, sent)
    if isinstance(filled, list):
        raise Stop(invalid(filled))
    return filled


def fill(form: type[Form], sent: object) -> Form | list[Fault]:
    """What was sent, as `form` has it, or every fault that keeps it from that.

    Nothing is turned into something else on the way, such as false into 0 or "7" into 7.
    """
    try:
        return form.model_validate_json(to_json(sent), strict=True)
    except ValidationError as error:
        return faults_of(error.errors(include_url=False, include_input=False))


def named(sent: Any, key: str | None) -> object:  # noqa: ANN401 - whatever was sent
    """A report as sent, with the client id that `key` stands for where it has none of its own.

    Raises Stop when it is named twice in different ways, or not at all.
    """
    if not isinstance(sent, dict):
        return sent
    fields = cast("dict[str, object]", sent)
    own = fields.get("client_id")
    if key is None:
        if own is None:
            raise Stop(invalid([Fault(("client_id",), KEY_MISSING)]))
        return fields
    meant = client_id_of(key)
    if own is None:
        return {**fields, "client_id": str(meant)}
    if client_id_of(str(own)) != meant:
        raise Stop(invalid([Fault(("client_id",), KEY_DIFFERS)]))
    return fields
