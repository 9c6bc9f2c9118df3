"""The desk's doors: each says one thing about a report that is in the record already.

A change that says nothing new is answered like one that does, so that sending it again is safe.
"""

from uuid import UUID

from fastapi import APIRouter

from events.fact import Entry
from events.refusal import Refused
from ingest import desk
from ingest.desk import (
    CorrectionForm,
    LinkForm,
    NoSuchReport,
    PlacementForm,
    ReclassificationForm,
    ReviewForm,
    WithdrawalForm,
)
from ingest.place import place
from projections.known import known
from reference.language import message
from web.answers import Changed
from web.bodies import JsonBytes, checked, read_json
from web.needs import ACTOR, House, HouseServed, Now
from web.problems import Stop, invalid, missing
from web.schema import may_answer, takes
from web.sentences import Fault

NO_SUCH_REPORT = message("There is no such report.")

router = APIRouter(
    prefix="/api/1/reports/{report:uuid}",
    tags=["changes"],
    responses=may_answer(404, 409, 413, 415, 422, 503),
)


@router.post("/corrections", openapi_extra=takes(CorrectionForm), summary="Correct what was told")
def correct(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """A field that is left out stays as it was told."""
    form = checked(CorrectionForm, read_json(body))
    _there_must_be(house, report)
    return _changed(house, report, desk.correct(house.registry, report, form, actor=ACTOR, at=now))


@router.post(
    "/reclassifications",
    openapi_extra=takes(ReclassificationForm),
    summary="Move to another category",
)
def reclassify(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """The report's earlier category stays in the record."""
    form = checked(ReclassificationForm, read_json(body))
    with known(house.registry.log) as view:
        kinds = view.ground.taxonomy
    if not kinds.reportable(form.category):
        sentence = message("There is no category %(category)s.")
        fault = Fault(("category",), sentence, {"category": form.category})
        raise Stop(invalid([fault], kinds.nearest(form.category)))
    _there_must_be(house, report)
    return _changed(
        house, report, desk.reclassify(house.registry, report, form, actor=ACTOR, at=now)
    )


@router.post("/placements", openapi_extra=takes(PlacementForm), summary="Put the place right")
def put_in_place(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """The new place is given in the same ways as in a report."""
    form = checked(PlacementForm, read_json(body))
    with known(house.registry.log) as view:
        (placed,) = place(view.ground, [form.place])
    if isinstance(placed, Refused):
        raise Stop(invalid([Fault(("place",), placed.message, placed.params)]))
    _there_must_be(house, report)
    return _changed(
        house, report, desk.put_in_place(house.registry, report, form, actor=ACTOR, at=now)
    )


@router.post("/reviews", openapi_extra=takes(ReviewForm), summary="Say what becomes of it")
def review(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """What is out of scope leaves the figures and stays in the record."""
    form = checked(ReviewForm, read_json(body))
    _there_must_be(house, report)
    return _changed(house, report, desk.review(house.registry, report, form, actor=ACTOR, at=now))


@router.post(
    "/links", openapi_extra=takes(LinkForm), summary="Say that another tells of the same happening"
)
def link(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """Both reports stay; the happening counts once."""
    form = checked(LinkForm, read_json(body))
    _there_must_be(house, report)
    return _changed(house, report, desk.link(house.registry, report, form, actor=ACTOR, at=now))


@router.post("/unlinks", summary="Say that it is a happening of its own")
def unlink(report: UUID, house: HouseServed, now: Now) -> Changed:
    """The report counts again."""
    _there_must_be(house, report)
    return _changed(house, report, desk.unlink(house.registry, report, actor=ACTOR, at=now))


@router.post("/withdrawals", openapi_extra=takes(WithdrawalForm), summary="Take the report back")
def withdraw(report: UUID, body: JsonBytes, house: HouseServed, now: Now) -> Changed:
    """The report leaves the figures and stays in the record."""
    form = checked(WithdrawalForm, read_json(body))
    _there_must_be(house, report)
    return _changed(house, report, desk.withdraw(house.registry, report, form, actor=ACTOR, at=now))


def _there_must_be(house: House, report: UUID) -> None:
    try:
        desk.load(house.registry, report)
    except NoSuchReport:
        raise Stop(missing(NO_SUCH_REPORT)) from None


def _changed(house: House, report: UUID, entry: Entry | None) -> Changed:
    version = desk.load(house.registry, report).version if entry is None else entry.version
    return Changed(report=report, version=version, page=f"/reports/{report}")
