"""The desk's doors: each says one thing about a report that is in the record already.

A change that says nothing new is answered like one that does, so that sending it again is safe.
What a report is to its asker is judged before anything is decided: outside the scope it is not
there.
"""

from datetime import datetime
from typing import Annotated, Protocol, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from accounts.permissions import Action
from accounts.scope import things
from events.database import reading
from events.fact import Entry
from events.refusal import Refused
from ingest import desk
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
from ingest.place import place
from projections.known import known
from projections.record import Registry
from reference.language import message
from web.answers import Changed
from web.asker import Asker
from web.asking import Asking, allow, requires
from web.bodies import JsonBytes, checked, read_json
from web.needs import House, house_of
from web.problems import Stop, invalid
from web.schema import may_answer, takes
from web.sentences import Fault

router = APIRouter(
    prefix="/api/1/reports/{report:uuid}",
    tags=["changes"],
    responses=may_answer(404, 409, 413, 415, 422, 503),
)


Form_contra = TypeVar("Form_contra", contravariant=True)
Form = TypeVar("Form")


class DeskChange(Protocol[Form_contra]):
    """What the desk does to a report for a form of one kind; None when nothing differs."""

    def __call__(
        self, registry: Registry, stream: UUID, form: Form_contra, /, *, actor: str, at: datetime
    ) -> Entry | None: ...


class Change:
    """One change that an asker wants to make to one report, in the asker's name and time."""

    def __init__(self, request: Request, report: UUID, asker: Asker) -> None:
        self._request = request
        self.report = report
        self.asker = asker
        self.house: House = house_of(request)
        self.registry: Registry = self.house.registry

    def allow(self, action: Action) -> None:
        """Raise Stop when the asker may not do this to the report: 404 outside the scope."""
        self.must_be_seen(self.report, action)

    def must_be_seen(self, report: UUID, action: Action) -> None:
        """The same of another report that the change names."""
        with reading(self.registry.log.engine) as connection:
            found = things(connection, self.registry.log.municipality, [report])
        thing = allow(self._request, self.asker, Action.REPORT_READ, found.get(report))
        allow(self._request, self.asker, action, thing)

    def make(self, action: Action, change: DeskChange[Form], form: Form) -> Changed:
        """Have the desk make the change that `form` asks for, if the asker may. Raises Stop."""
        self.allow(action)
        by = self.asker.actor
        return self.done(change(self.registry, self.report, form, actor=by.name, at=by.at))

    def done(self, entry: Entry | None) -> Changed:
        """The answer, whether there was anything to change or not."""
        version = entry.version if entry else desk.load(self.registry, self.report).version
        return Changed(report=self.report, version=version, page=f"/reports/{self.report}")


def _change(request: Request, report: UUID, asker: Asking) -> Change:
    return Change(request, report, asker)


Changing = Annotated[Change, Depends(_change)]


@router.post(
    "/corrections",
    dependencies=[requires(Action.REPORT_CORRECT)],
    openapi_extra=takes(CorrectionForm),
    summary="Correct what was told",
)
def correct(body: JsonBytes, change: Changing) -> Changed:
    """A field that is left out stays as it was told."""
    form = checked(CorrectionForm, read_json(body))
    return change.make(Action.REPORT_CORRECT, desk.correct, form)


@router.post(
    "/reclassifications",
    dependencies=[requires(Action.REPORT_SORT)],
    openapi_extra=takes(ReclassificationForm),
    summary="Move to another category",
)
def reclassify(body: JsonBytes, change: Changing) -> Changed:
    """The report's earlier category stays in the record."""
    form = checked(ReclassificationForm, read_json(body))
    with known(change.registry.log) as view:
        kinds = view.ground.taxonomy
    if not kinds.reportable(form.category):
        sentence = message("There is no category %(category)s.")
        fault = Fault(("category",), sentence, {"category": form.category})
        raise Stop(invalid([fault], kinds.nearest(form.category)))
    return change.make(Action.REPORT_SORT, desk.reclassify, form)


@router.post(
    "/placements",
    dependencies=[requires(Action.REPORT_SORT)],
    openapi_extra=takes(PlacementForm),
    summary="Put the place right",
)
def put_in_place(body: JsonBytes, change: Changing) -> Changed:
    """The new place is given in the same ways as in a report."""
    form = checked(PlacementForm, read_json(body))
    with known(change.registry.log) as view:
        (placed,) = place(view.ground, [form.place])
    if isinstance(placed, Refused):
        raise Stop(invalid([Fault(("place",), placed.message, placed.params)]))
    return change.make(Action.REPORT_SORT, desk.put_in_place, form)


@router.post(
    "/reviews",
    dependencies=[requires(Action.REPORT_SORT)],
    openapi_extra=takes(ReviewForm),
    summary="Say what becomes of it",
)
def review(body: JsonBytes, change: Changing) -> Changed:
    """What is out of scope leaves the figures and stays in the record."""
    form = checked(ReviewForm, read_json(body))
    return change.make(Action.REPORT_SORT, desk.review, form)


@router.post(
    "/links",
    dependencies=[requires(Action.REPORT_SORT)],
    openapi_extra=takes(LinkForm),
    summary="Say that another tells of the same happening",
)
def link(body: JsonBytes, change: Changing) -> Changed:
    """Both reports stay; the happening counts once."""
    form = checked(LinkForm, read_json(body))
    change.must_be_seen(form.same_as, Action.REPORT_READ)
    return change.make(Action.REPORT_SORT, desk.link, form)


@router.post(
    "/unlinks",
    dependencies=[requires(Action.REPORT_SORT)],
    summary="Say that it is a happening of its own",
)
def unlink(change: Changing) -> Changed:
    """The report counts again."""
    change.allow(Action.REPORT_SORT)
    by = change.asker.actor
    return change.done(desk.unlink(change.registry, change.report, actor=by.name, at=by.at))


@router.post(
    "/partings",
    dependencies=[requires(Action.REPORT_SORT)],
    openapi_extra=takes(PartingForm),
    summary="Say that another tells of another happening",
)
def tell_apart(body: JsonBytes, change: Changing) -> Changed:
    """The two are no longer taken for likely doubles of each other."""
    form = checked(PartingForm, read_json(body))
    change.must_be_seen(form.other, Action.REPORT_READ)
    return change.make(Action.REPORT_SORT, desk.tell_apart, form)


@router.post(
    "/withdrawals",
    dependencies=[requires(Action.REPORT_CORRECT)],
    openapi_extra=takes(WithdrawalForm),
    summary="Take the report back",
)
def withdraw(body: JsonBytes, change: Changing) -> Changed:
    """The report leaves the figures and stays in the record."""
    form = checked(WithdrawalForm, read_json(body))
    return change.make(Action.REPORT_CORRECT, desk.withdraw, form)


@router.post(
    "/shares",
    dependencies=[requires(Action.REPORT_SHARE)],
    openapi_extra=takes(ShareForm),
    summary="Say whom its text is shared with",
)
def share(body: JsonBytes, change: Changing) -> Changed:
    """What somebody has read cannot be unread; from now on the level is this."""
    form = checked(ShareForm, read_json(body))
    return change.make(Action.REPORT_SHARE, desk.share, form)


@router.post(
    "/quarantines",
    dependencies=[requires(Action.REPORT_QUARANTINE)],
    openapi_extra=takes(QuarantineForm),
    summary="Hold its text back",
)
def quarantine(body: JsonBytes, change: Changing) -> Changed:
    """Until somebody clears it, only the organisation's own coordinator reads the text."""
    form = checked(QuarantineForm, read_json(body))
    return change.make(Action.REPORT_QUARANTINE, desk.quarantine, form)


@router.post(
    "/clearances",
    dependencies=[requires(Action.REPORT_CLEAR)],
    openapi_extra=takes(ClearForm),
    summary="Clear its text",
)
def clear(body: JsonBytes, change: Changing) -> Changed:
    """The text is shared again as the report says."""
    form = checked(ClearForm, read_json(body))
    return change.make(Action.REPORT_CLEAR, desk.clear, form)
