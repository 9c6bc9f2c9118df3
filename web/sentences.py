"""What is wrong with a field, as a sentence: pydantic's kinds of error to messages of our own.

Pydantic speaks English to programmers and repeats what was sent. Here every kind of error that
our forms can meet has a sentence for a person; what our own forms raise are sentences already.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from pydantic_core.core_schema import ErrorType

from ingest.screening.finding import Finding
from reference.language import message

_NOT_TEXT = message("This must be text.")
_NOT_TIME = message("This must be a date and time, such as 2026-11-18T18:30.")
_NOT_NUMBER = message("This must be a number.")
_NOT_WHOLE = message("This must be a whole number.")
_NOT_YES_OR_NO = message("This must be true or false.")
_NOT_LIST = message("This must be a list.")
_NOT_OBJECT = message("This must be an object with named fields.")
_NOT_ID = message("This must be a UUID, such as 5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765.")
_UNUSABLE = message("This value cannot be used.")

SENTENCES: Mapping[str, str] = {
    "missing": message("This is needed."),
    "extra_forbidden": message("There is no such field."),
    "json_invalid": message("This is not JSON that can be read."),
    "enum": message("This must be one of: %(expected)s."),
    "literal_error": message("This must be one of: %(expected)s."),
    "string_type": _NOT_TEXT,
    "string_sub_type": _NOT_TEXT,
    "string_unicode": _NOT_TEXT,
    "string_too_long": message("This may be at most %(max_length)s characters long."),
    "string_too_short": message("This must be at least %(min_length)s characters long."),
    "string_pattern_mismatch": message("This is not written as it should be."),
    "too_long": message("This may hold at most %(max_length)s entries."),
    "too_short": message("This must hold at least %(min_length)s entries."),
    "greater_than": message("This must be more than %(gt)s."),
    "greater_than_equal": message("This must be %(ge)s or more."),
    "less_than": message("This must be less than %(lt)s."),
    "less_than_equal": message("This must be %(le)s or less."),
    "finite_number": _NOT_NUMBER,
    "float_type": _NOT_NUMBER,
    "float_parsing": _NOT_NUMBER,
    "int_type": _NOT_WHOLE,
    "int_parsing": _NOT_WHOLE,
    "int_parsing_size": _NOT_WHOLE,
    "int_from_float": _NOT_WHOLE,
    "bool_type": _NOT_YES_OR_NO,
    "bool_parsing": _NOT_YES_OR_NO,
    "list_type": _NOT_LIST,
    "tuple_type": _NOT_LIST,
    "dict_type": _NOT_OBJECT,
    "model_type": _NOT_OBJECT,
    "model_attributes_type": _NOT_OBJECT,
    "uuid_type": _NOT_ID,
    "uuid_parsing": _NOT_ID,
    "datetime_type": _NOT_TIME,
    "datetime_parsing": _NOT_TIME,
    "datetime_object_invalid": _NOT_TIME,
    "datetime_from_date_parsing": _NOT_TIME,
    "timezone_naive": _NOT_TIME,
    "timezone_aware": _NOT_TIME,
}
"""The sentence for each kind of error. Its places are filled with what pydantic says of limits."""

LONGEST_NAME = 80
"""Characters of a field's name that are repeated: an unknown field may be called anything."""

_PYDANTICS_OWN = frozenset(get_args(ErrorType))


class Fault(NamedTuple):
    """One field that cannot be used. `sentence` is a message, `params` fill its places.

    `path` leads to the field: names, and numbers in lists; empty for the whole body. `finds` are
    what points out a person in it.
    """

    path: tuple[str | int, ...]
    sentence: str
    params: Mapping[str, object] = {}
    finds: Sequence[Finding] = ()

    @property
    def field(self) -> str:
        """The path with full stops."""
        return ".".join(str(part) for part in self.path)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901), as the fragment of an address."""
        parts = (str(part).replace("~", "~0").replace("/", "~1") for part in self.path)
        return "#" + "".join(f"/{part}" for part in parts)


def faults_of(errors: Sequence[Any], *, skip: int = 0) -> list[Fault]:
    """Pydantic's errors as faults, without the first `skip` parts of their paths."""
    return [_fault(error, skip) for error in errors]


def _fault(error: Mapping[str, Any], skip: int) -> Fault:
    path = tuple(_short(part) for part in error["loc"][skip:])
    kind: str = error["type"]
    if kind in SENTENCES:
        limits = {name: _written(limit) for name, limit in error.get("ctx", {}).items()}
        return Fault(path, SENTENCES[kind], limits)
    # Our own forms raise sentences, which hold no place for anything that was sent.
    return Fault(path, _UNUSABLE if kind in _PYDANTICS_OWN else error["msg"])


def _short(part: str | int) -> str | int:
    return part[:LONGEST_NAME] if isinstance(part, str) else part


def _written(limit: object) -> str:
    """A limit as people write it: -90 and not -90.0, a list of words without quotes and "or"."""
    if isinstance(limit, float):
        return f"{limit:g}"
    words = re.findall(r"'([^']*)'", limit) if isinstance(limit, str) else []
    return ", ".join(words) or str(limit)
