"""The service put together: `uvicorn --factory service:create_app`.

One of the two places that read the settings; everything else is handed what it needs.
"""

import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from briefing.issue import code_version
from events.database import Unfit
from migrations.run import KEYS, LOG, is_current
from projections.opening import opened, stores
from reference.language import message
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
OTHER_VERSION = message("Check migrations: the database is of another version; migrate it first.")
ROUTERS = (intake, changes, api, manual, health, tiles, overview, week, reports)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Raises Unfit when the record or its keys are not as they must be."""
    chosen = settings or Settings()
    open_stores = ExitStack()
    try:
        house = _house(chosen, open_stores)
    except BaseException:
        open_stores.close()
        raise
    app = FastAPI(
        title=TITLE,
        version=house.version,
        # The framework's own pages load their parts from elsewhere; web/manual.py is ours.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_closing(open_stores),
        # From the outside in: what stands first sees every answer of the others.
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


def _house(settings: Settings, open_stores: ExitStack) -> House:
    """Open the record and its keys, and look whether they are fit to serve."""
    engine, keys = open_stores.enter_context(
        stores(settings.database_url, settings.keys_url, busy_timeout_s=settings.busy_timeout_s)
    )
    registry = opened(engine, keys, settings.master_key_file, settings.municipality)
    for store, kind in ((engine, LOG), (keys, KEYS)):
        if not is_current(store, kind):
            raise Unfit(OTHER_VERSION)
    try:
        health.has_tables(engine)
    except SQLAlchemyError:
        raise Unfit(OTHER_VERSION) from None
    return House(
        registry=registry,
        keys=keys,
        data_dir=settings.data_dir,
        tiles=settings.data_dir / "municipality.pmtiles",
        version=code_version(),
    )


def _closing(open_stores: ExitStack) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        with open_stores:
            yield

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
