"""The service put together: `uvicorn --factory service:create_app`.

One of the two places that read the settings; everything else is handed what it needs.
"""

import logging
import sys
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from starlette.types import Lifespan

from accounts import opening as accounts_opening
from accounts.openid import Provider
from accounts.passkeys import Relying
from accounts.rates import SqlStorage
from briefing.issue import code_version
from events.database import Unfit
from events.sealing import read_master_key
from migrations.run import ACCOUNTS, KEYS, LOG, is_current
from projections.opening import opened, stores
from reference.language import message
from settings import Settings
from web import (
    access_api,
    access_log,
    accessibility,
    api,
    changes,
    compare,
    health,
    intake,
    invitation,
    kept,
    manual,
    overview,
    own_account,
    passkeys,
    periods,
    picture,
    provider,
    public,
    reminders,
    report,
    reports,
    second_step,
    show,
    signing_in,
    tiles,
    wishes,
)
from web.administration import categories, clock, front, ground, organisations, people, person
from web.administration import keys as keys_pages
from web.asking import check_declared
from web.compression import Compression
from web.desk import backlog, issuing, writing
from web.desk import reading as second_reading
from web.gate import Gate
from web.headers import SecurityHeaders
from web.inbox import heartbeat as inbox_heartbeat
from web.inbox import opened as inbox_opened
from web.inbox import queue as inbox_queue
from web.inbox import sort as inbox_sort
from web.journal import Journal
from web.limits import BodyLimit
from web.mine import change as mine_change
from web.mine import front as mine_front
from web.mine import receipt as mine_receipt
from web.needs import House, SignIn, read_clock
from web.phone import form, kit, shell, similar, whose
from web.problems import answer_problems
from web.render import STATIC
from web.static_files import KeptFiles
from web.turned_away import lead_to_sign_in

TITLE = "lagesbild"
STATIC_FILES = "/static"
"""What anybody may load: the pages' own style, scripts and icons."""
LONG = ("/api/1/reports/batch", "/administration/areas", "/administration/places")
"""Where more may be sent at once: a batch of reports, a file of areas."""
COMPRESSED = ("/report", "/offline", "/sw.js", "/api/1/form", "/api/1/screening")
"""Answers without a form's token and without a word that anybody wrote; see web/compression.py."""
OTHER_VERSION = message("Check migrations: the database is of another version; migrate it first.")
SENDING = (intake, changes, reminders)
READING = (
    *(overview, picture, periods, show, public, reports, report, api, tiles, manual, health),
    accessibility,
)
SIGNING_IN = (signing_in, second_step, passkeys, provider, invitation, own_account, wishes, kept)
ADMINISTRATION = (front, organisations, people, person, keys_pages, ground, categories, clock)
ACCESS_LOG = (access_log, access_api)
PHONE = (form, kit, similar, shell, whose)
INBOX = (inbox_queue, inbox_opened, inbox_sort, inbox_heartbeat)
MINE = (mine_front, mine_receipt, mine_change)
DESK = (writing, second_reading, issuing, backlog, compare)
ROUTERS = (
    *SENDING,
    *PHONE,
    *MINE,
    *INBOX,
    *DESK,
    *READING,
    *SIGNING_IN,
    *ADMINISTRATION,
    *ACCESS_LOG,
)
"""Every room with a door, in the order in which addresses are looked for."""


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
            Middleware(SecurityHeaders, is_https=chosen.public_url.startswith("https:")),
            Middleware(Journal, logger=_logger(chosen.log_level)),
            Middleware(Gate, public_url=chosen.public_url),
            Middleware(Compression, paths=COMPRESSED),
            Middleware(
                BodyLimit,
                limit=chosen.max_body_bytes,
                by_path=dict.fromkeys(LONG, chosen.max_batch_body_bytes),
            ),
        ],
    )
    app.state.house = house
    app.state.clock = read_clock
    app.state.municipality_name = chosen.municipality_name
    app.state.concern_url = chosen.concern_url
    app.state.accessibility = accessibility.Contact(
        chosen.accessibility_email, chosen.accessibility_phone, chosen.accessibility_assessed
    )
    app.state.works_offline = chosen.offline == "on"
    answer_problems(app)
    lead_to_sign_in(app)
    for each in ROUTERS:
        app.include_router(each.router)
    app.mount(STATIC_FILES, KeptFiles(directory=STATIC), name="static")
    check_declared(app.routes, frozenset({STATIC_FILES}))
    return app


def _house(settings: Settings, open_stores: ExitStack) -> House:
    """Open the record and its keys, and look whether they are fit to serve."""
    engine, keys = open_stores.enter_context(
        stores(settings.database_url, settings.keys_url, busy_timeout_s=settings.busy_timeout_s)
    )
    registry = opened(engine, keys, settings.master_key_file, settings.municipality)
    people = open_stores.enter_context(
        accounts_opening.store(settings.accounts_url, busy_timeout_s=settings.busy_timeout_s)
    )
    for store, kind in ((engine, LOG), (keys, KEYS), (people, ACCOUNTS)):
        if not is_current(store, kind):
            raise Unfit(OTHER_VERSION)
    try:
        health.has_tables(engine)
    except SQLAlchemyError:
        raise Unfit(OTHER_VERSION) from None
    accounts_opening.check(people)
    accounts = accounts_opening.opened(
        people, settings.municipality, read_master_key(settings.master_key_file)
    )
    return House(
        registry=registry,
        keys=keys,
        accounts=accounts,
        rates=SqlStorage(accounts=accounts, clock=lambda: read_clock().timestamp()),
        sign_in=_sign_in(settings),
        data_dir=settings.data_dir,
        tiles=settings.data_dir / "municipality.pmtiles",
        version=code_version(),
        post=settings.post_office,
    )


def _sign_in(settings: Settings) -> SignIn:
    address = urlsplit(settings.public_url)
    provider = Provider(
        name=settings.oidc_name,
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
    )
    return SignIn(
        public_url=settings.public_url,
        is_second_factor_required=settings.second_factor == "required",
        delay_s=settings.sign_in_delay_s,
        relying=Relying(
            id=address.hostname or "",
            name=settings.municipality_name,
            origins=(settings.public_url,),
        ),
        provider=provider if settings.oidc_issuer else None,
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
