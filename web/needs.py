"""What a route may ask for: the house it serves, the time, the asker's language, the record.

The only place of the web that reads the clock. A test hands in its own through `app.state.clock`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError
from sqlalchemy import Engine
from starlette.requests import HTTPConnection
from starlette.types import Scope

from accounts import openid
from accounts.mail import PostOffice
from accounts.opening import Accounts
from accounts.passkeys import Relying
from accounts.rates import SqlStorage
from ingest.submission import Moment
from projections.known import Known, known
from projections.record import Registry
from reference.language import LANGUAGES, Translator, negotiate, translator
from web.drawn_lately import DrawnLately

LANGUAGE_COOKIE = "lang"
_PROGRAMS_ASK = re.compile(r"/(api|health|tiles)/.*|.*\.(json|geojson|csv|jsonl)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt _]\d\d:\d\d")
_LOST_PLUS = re.compile(r"(:\d\d(?:\.\d+)?) (?=\d\d:?\d\d$)")


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How people sign in here.

    `public_url` is the address that people know the service by, without a path. `delay_s` is what
    the first wait after too many wrong passwords takes, in seconds. `provider` is an OpenID
    provider, None where none is set up.
    """

    public_url: str
    is_second_factor_required: bool
    delay_s: float
    relying: Relying
    provider: openid.Provider | None = None


@dataclass(frozen=True, kw_only=True)
class House:
    """What is served: one municipality's record with its keys, and where its files lie.

    `keys` is the store that the keyring reads, `accounts` that of people and secrets, and `rates`
    what counts requests in it; `tiles` is the file of the background map, which need not exist, and
    `post` is where mail is handed over, None where none is sent. `pictures` keeps those drawn.
    """

    registry: Registry
    keys: Engine
    accounts: Accounts
    rates: SqlStorage
    sign_in: SignIn
    data_dir: Path
    tiles: Path
    version: str
    post: PostOffice | None = None
    pictures: DrawnLately = field(default_factory=DrawnLately)


def read_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


def house_of(request: HTTPConnection) -> House:
    """The house that the application serves."""
    house: House = request.app.state.house
    return house


def now_of(request: HTTPConnection) -> datetime:
    """The time now, by the application's clock."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock()


def language_of(scope: Scope) -> str:
    """ "sv" or "en": as the address says, else as chosen before, else as the browser wishes."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get(LANGUAGE_COOKIE, [""])[-1]
    connection = HTTPConnection(scope)
    for wish in (asked, connection.cookies.get(LANGUAGE_COOKIE)):
        if wish in LANGUAGES:
            return wish
    return negotiate(connection.headers.get("accept-language"))


def translator_of(scope: Scope) -> Translator:
    """The translator to the language of whoever asks."""
    return translator(language_of(scope))


def is_api(scope: Scope) -> bool:
    """Whether it is a program that asks, so that errors are problem+json and not a page."""
    return _PROGRAMS_ASK.fullmatch(scope["path"]) is not None


def _moment_as_typed(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """A moment is written out, no number; an offset's unescaped + has arrived as a space."""
    if isinstance(value, str) and not _MOMENT.match(value):
        raise PydanticKnownError("datetime_parsing", {"error": "not written as a moment"})
    return _LOST_PLUS.sub(r"\1+", value) if isinstance(value, str) else value


MomentAsked = Annotated[Moment, BeforeValidator(_moment_as_typed)]
"""A moment that an address names."""


def _translator(request: Request) -> Translator:
    return translator_of(request.scope)


def _known(
    house: Annotated[House, Depends(house_of)],
    position: Annotated[
        int | None,
        Query(ge=0, description="As known when the log stood here; beyond its end means now."),
    ] = None,
    as_of: Annotated[
        MomentAsked | None,
        Query(description="As known at this moment. Without an offset: local time in Sweden."),
    ] = None,
) -> Iterator[Known]:
    """The record, as known now unless the address says otherwise; `position` goes before."""
    moment = as_of if position is None else None
    with known(house.registry.log, position=position, moment=moment) as view:
        yield view


HouseServed = Annotated[House, Depends(house_of)]
Now = Annotated[datetime, Depends(now_of)]
Speaker = Annotated[Translator, Depends(_translator)]
# scope="function": the transaction ends before the answer goes out, so that an error at its end
# is answered as one.
AsKnown = Annotated[Known, Depends(_known, scope="function")]
