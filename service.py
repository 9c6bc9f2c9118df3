"""The service put together: `uvicorn --factory service:create_app`.

One of the two places that read the settings; everything else is handed what it needs.
"""

import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from events.database import Unfit, check, open_engine
from events.log import Log
from events.sealing import Keyring, read_master_key
from projections.record import Registry
from settings import Settings
from web import api, changes, health, intake, manual, overview, reports, tiles, week
from web.gate import Gate
from web.headers import SecurityHeaders
from web.journal import Journal
from web.limits import BodyLimit
from web.needs import House, read_clock
from web.problems import answer_problems
from web.render import STATIC

TITLE = "lagesbild"
BATCH = "/api/1/reports/batch"
ROUTERS = (intake, changes, api, manual, health, tiles, overview, week, reports)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Raises Unfit when the record or its keys are not as they must be."""
    chosen = settings or Settings()
    house = _house(chosen)
    app = FastAPI(
        title=TITLE,
        version=house.version,
        # The framework's own pages load their parts from elsewhere; web/manual.py is ours.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_closing(house),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Journal, logger=_logger(chosen.log_level)),
            Middleware(Gate),
            Middleware(
                BodyLimit,
                limit=chosen.max_body_bytes,
                by_path={BATCH: chosen.max_batch_body_bytes},
            ),
        ],
    )
    app.state.house = house
    app.state.clock = read_clock
    app.state.municipality_name = chosen.municipality_name
    answer_problems(app)
    for each in ROUTERS:
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


def _house(settings: Settings) -> House:
    """Open the record and its keys, and look whether they are fit to serve."""
    engine = open_engine(settings.database_url, busy_timeout_s=settings.busy_timeout_s)
    keys = open_engine(settings.keys_url, busy_timeout_s=settings.busy_timeout_s)
    check(engine)
    check(keys, holds_log=False)
    # The key is made with the record. One made anew here would open nothing that is sealed.
    if not settings.master_key_file.is_file():
        raise Unfit("Check master key: there is no file %(path)s.", path=settings.master_key_file)
    keyring = Keyring(keys, read_master_key(settings.master_key_file))
    return House(
        registry=Registry(Log(engine, settings.municipality), keyring),
        keys=keys,
        data_dir=settings.data_dir,
        tiles=settings.data_dir / "municipality.pmtiles",
        version=_version(),
    )


def _closing(house: House) -> Any:  # noqa: ANN401 - what the framework calls a lifespan
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        yield
        house.registry.log.engine.dispose()
        house.keys.dispose()

    return lifespan


def _logger(level: str) -> structlog.typing.FilteringBoundLogger:
    """Lines of JSON on standard error."""
    logger: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    )
    return logger


def _version() -> str:
    try:
        return version(TITLE)
    except PackageNotFoundError:
        return "0"
