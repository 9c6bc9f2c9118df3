"""Whether the service lives, and whether it can do its work: for whoever watches over it."""

import shutil
import sqlite3
from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from events.database import Unfit, reading, writing
from events.sealing import payload_key
from projections.tables import tables
from web.answers import Health
from web.asking import anyone
from web.needs import House, HouseServed
from web.schema import may_answer

FREE_BYTES = 64 * 1024 * 1024
"""Less than this on the disk, and the record may soon not be written."""

OK = "ok"
WATCHED = "whoever watches over the machine has no account, and learns nothing but ok or not"

router = APIRouter(prefix="/health", tags=["health"])


@router.get(
    "/live",
    dependencies=[anyone(WATCHED)],
    responses=may_answer(),
    summary="Whether the process answers",
)
def live() -> Health:
    """Asks nothing of anybody else."""
    return Health(status=OK)


@router.get(
    "/ready",
    dependencies=[anyone(WATCHED)],
    response_model=Health,
    responses={
        **may_answer(),
        503: {"model": Health, "description": "Some check failed; it says which."},
    },
    summary="Whether reports can be received",
)
def ready(house: HouseServed) -> JSONResponse:
    """Each check by name, "ok" or the kind of error."""
    engine = house.registry.log.engine
    checks = {
        "record": _said(lambda: _answers(engine)),
        "tables": _said(lambda: has_tables(engine)),
        "writable": _said(lambda: _can_write(engine)),
        "keys": _said(lambda: _has_keys(house)),
        "disk": _said(lambda: _has_room(house)),
    }
    well = all(said == OK for said in checks.values())
    health = Health(status=OK if well else "unfit", checks=checks)
    return JSONResponse(health.model_dump(), 200 if well else 503)


class _Unwell(Exception):
    """A check failed, and why."""


def _said(check: Callable[[], None]) -> str:
    """ "ok", or in a word what kind of error it was: its own words may show where things lie."""
    try:
        check()
    except _Unwell as reason:
        return str(reason)
    except (SQLAlchemyError, sqlite3.Error, OSError, Unfit) as error:
        return type(error).__name__
    return OK


def _answers(engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(text("SELECT 1"))


def has_tables(engine: Engine) -> None:
    """Read nothing from every projection. Raises SQLAlchemy's error for one that does not fit."""
    with reading(engine) as connection:
        for table in tables().all:
            connection.execute(select(table).limit(0))


def _can_write(engine: Engine) -> None:
    """Begins to write and changes nothing; the lock alone tells a record that only reads."""
    with writing(engine):
        pass


def _has_keys(house: House) -> None:
    with reading(house.keys) as connection:
        connection.execute(select(payload_key).limit(0))
    house.registry.keyring.check()
    with writing(house.keys):
        pass


def _has_room(house: House) -> None:
    if shutil.disk_usage(house.data_dir).free < FREE_BYTES:
        raise _Unwell("less than 64 MB are free")
