"""Reading by programs: reports, pictures, the ground they are told in, and the log itself."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from accounts.permissions import Action
from accounts.scope import scope, things
from briefing.picture import as_json
from events.report import ReportFact, ReportLinked
from projections.known import Known
from projections.pictures import all_issued
from projections.reports import find, one
from reference.language import message
from web.answers import (
    Categories,
    CategoryAnswer,
    IssuedAnswer,
    Listing,
    OrganisationAnswer,
    ReportAnswer,
    WholeReport,
    entry_fields,
)
from web.asker import Asker
from web.asking import NOT_THERE, Asking, allow, requires
from web.drawn import Show, period_named
from web.filters import Asked, Slice
from web.needs import AsKnown, HouseServed
from web.problems import Stop, missing
from web.schema import may_answer

MOST_ENTRIES = 10_000
JSON_LINES = "application/jsonl"
GEOJSON = "application/geo+json"

router = APIRouter(prefix="/api/1", responses=may_answer(422, 503))


@router.get(
    "/reports",
    dependencies=[requires(Action.REPORT_READ)],
    tags=["reports"],
    summary="The reports that a figure counts",
)
def list_reports(
    request: Request, asker: Asking, view: AsKnown, query: Asked, part: Annotated[Slice, Query()]
) -> Listing:
    """Those of a figure's reports that the asker may see, and their number."""
    within = scope(asker.actor, Action.REPORT_READ)
    listing = find(view, query, limit=part.limit, offset=part.offset, within=within)
    following = None
    if listing.next_offset is not None:
        fields = {**request.query_params, "offset": str(listing.next_offset)}
        # The next page must be of the same list, whatever is recorded meanwhile.
        fields = {**fields, "position": str(view.position)}
        following = f"/api/1/reports?{urlencode(fields)}"
    seen = _seen(view, asker, [row.same_as for row in listing.rows if row.same_as])
    return Listing(
        total=listing.total,
        position=view.position,
        reports=[ReportAnswer.of(row, view.ground.taxonomy, seen) for row in listing.rows],
        next=following,
    )


@router.get(
    "/reports/{report:uuid}",
    dependencies=[requires(Action.REPORT_READ)],
    tags=["reports"],
    responses=may_answer(404, 422, 503),
    summary="A report and all that happened to it",
)
def show_report(
    request: Request, report: UUID, asker: Asking, view: AsKnown, house: HouseServed
) -> WholeReport:
    """As it stood at the position that was asked for; its text is not given out."""
    row = one(view, report)
    if row is None:
        raise Stop(missing(NOT_THERE))
    standing = things(view.connection, view.municipality, [report])
    allow(request, asker, Action.REPORT_READ, standing.get(report))
    entries = [
        entry
        for entry in house.registry.log.stream(view.connection, report)
        if entry.position <= view.position and isinstance(entry.fact, ReportFact)
    ]
    linked = [entry.fact.same_as for entry in entries if isinstance(entry.fact, ReportLinked)]
    return WholeReport.whole(row, view.ground.taxonomy, entries, _seen(view, asker, linked))


def _seen(view: Known, asker: Asker, reports: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the reports that the asker may see."""
    standing = things(view.connection, view.municipality, reports)
    return frozenset(
        report for report, thing in standing.items() if asker.may(Action.REPORT_READ, thing).allowed
    )


@router.get(
    "/pictures",
    dependencies=[requires(Action.PICTURE_READ)],
    tags=["pictures"],
    summary="The pictures that were issued",
)
def list_pictures(view: AsKnown) -> list[IssuedAnswer]:
    """The latest first."""
    return [IssuedAnswer.of(issued) for issued in all_issued(view.connection, view.municipality)]


@router.get(
    "/pictures/{week}",
    dependencies=[requires(Action.PICTURE_READ)],
    tags=["pictures"],
    responses={
        **may_answer(404, 422, 503),
        200: {"content": {"application/json": {"schema": {"type": "object"}}}},
    },
    response_class=Response,
    summary="The picture of a week or a longer period",
)
def show_picture(week: str, show: Show) -> Response:
    """Everything shown of the period, with its digest. An issued picture is shown as issued."""
    return Response(as_json(show(period_named(week)).picture), media_type="application/json")


@router.get(
    "/categories",
    dependencies=[requires(Action.GROUND_READ)],
    tags=["ground"],
    summary="What can be reported",
)
def list_categories(view: AsKnown) -> Categories:
    """A report names a category, never a group."""
    kinds = view.ground.taxonomy
    return Categories(
        edition=kinds.edition,
        groups=[CategoryAnswer.of(group) for group in kinds.groups.values()],
        categories=[CategoryAnswer.of(category) for category in kinds.categories.values()],
    )


@router.get(
    "/areas",
    dependencies=[requires(Action.GROUND_READ)],
    tags=["ground"],
    responses={
        **may_answer(404, 422, 503),
        200: {"content": {GEOJSON: {"schema": {"type": "object"}}}},
    },
    response_class=Response,
    summary="The areas, as GeoJSON",
)
def list_areas(view: AsKnown) -> Response:
    """The edition that was in force."""
    if view.ground.areas is None:
        raise Stop(missing(message("No areas have been adopted.")))
    return JSONResponse(view.ground.areas.to_geojson(), media_type=GEOJSON)


@router.get(
    "/places",
    dependencies=[requires(Action.GROUND_READ)],
    tags=["ground"],
    responses={
        **may_answer(404, 422, 503),
        200: {"content": {GEOJSON: {"schema": {"type": "object"}}}},
    },
    response_class=Response,
    summary="The named places, as GeoJSON",
)
def list_places(view: AsKnown) -> Response:
    """The edition that was in force."""
    if view.ground.places is None:
        raise Stop(missing(message("No named places have been adopted.")))
    return JSONResponse(view.ground.places.to_geojson(), media_type=GEOJSON)


@router.get(
    "/organisations",
    dependencies=[requires(Action.GROUND_READ)],
    tags=["ground"],
    summary="Who takes part",
)
def list_organisations(view: AsKnown) -> list[OrganisationAnswer]:
    """`weekly` says who is expected to report, or to say that there was nothing, every week."""
    return [
        OrganisationAnswer(code=one.code, sv=one.sv, en=one.en, kind=one.kind, weekly=one.weekly)
        for one in view.ground.organisations.values()
    ]


@router.get(
    "/log",
    dependencies=[requires(Action.LOG_READ)],
    tags=["log"],
    responses={
        **may_answer(422, 503),
        200: {"content": {JSON_LINES: {"schema": {"type": "string"}}}},
    },
    response_class=Response,
    summary="The log itself, an entry a line",
)
def list_entries(
    view: AsKnown,
    house: HouseServed,
    after: Annotated[int, Query(ge=0, description="The last position that is known already.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ENTRIES)] = 1_000,
) -> Response:
    """What free text there is stands in sealed boxes. The header Link gives the next page."""
    upto = min(after + limit, view.position)
    lines = [
        msgspec.json.encode(entry_fields(entry)) + b"\n"
        for entry in house.registry.log.entries(view.connection, after=after, upto=upto)
    ]
    answer = Response(b"".join(lines), media_type=JSON_LINES)
    if upto < view.position:
        query: dict[str, Any] = {"after": upto, "limit": limit, "position": view.position}
        answer.headers["link"] = f'</api/1/log?{urlencode(query)}>; rel="next"'
    return answer
