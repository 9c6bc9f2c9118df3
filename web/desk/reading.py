"""The second reader's page: the words as they stand, what they rest on, and the signature."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from briefing.renderings import html
from events.draft import NOTED, Part, Slot
from events.refusal import Refused
from ingest.drafting import sign
from reference.roles import Role
from web.asking import requires
from web.desk.bench import PARTS, AtDesk, Bench, state
from web.desk.fields import called
from web.forms import FormFields
from web.render import page_of

router = APIRouter(include_in_schema=False)


@router.get("/weeks/{week}/read", dependencies=[requires(Action.DRAFT_READ)])
def show_reading(bench: AtDesk) -> Response:
    """What there is to read before the picture is issued."""
    return _page(bench)


@router.post("/weeks/{week}/read", dependencies=[requires(Action.DRAFT_READ)])
def sign_it(bench: AtDesk, form: FormFields) -> Response:
    """Sign the words that were read."""
    written = form.one("seen")[:15]
    seen = int(written) if written.isascii() and written.isdigit() else -1
    role = Role.ANALYST if Role.ANALYST in bench.actor.holds else Role.COORDINATOR
    try:
        sign(
            bench.registry,
            bench.period,
            seen=seen,
            role=role,
            actor=bench.actor.name,
            at=bench.at,
        )
    except Refused as no:
        return _page(bench, bench.t(no.message, **no.params), status=HTTPStatus.CONFLICT)
    return RedirectResponse(f"/weeks/{bench.period}/read?done=signed", 303)


def _page(bench: Bench, error: str = "", *, status: int = 200) -> Response:
    t, picture, held = bench.t, bench.what.picture, bench.draft.held
    order = [
        *(slot for slot in held if slot.part is not Part.NOTE),
        *(Slot(Part.NOTE, section) for section in NOTED if Slot(Part.NOTE, section) in held),
    ]
    actors = bench.names(list({one.by for one in held.values()}))
    written = [
        (
            t(PARTS[part]),
            part in {Part.WARNING, Part.RUMOUR},
            [
                (called(slot, t), bench.text(slot), bench.quotes(slot), bench.said_by(slot, actors))
                for slot in sorted(order)
                if slot.part is part
            ],
        )
        for part in Part
    ]
    return page_of(
        bench.request.scope,
        "desk/read.html",
        status=int(status),
        municipality=bench.what.view.ground.name,
        what=bench.what,
        title=html.title(picture, t.language),
        written=[(heading, is_loose, some) for heading, is_loose, some in written if some],
        error=error,
        done=bench.request.query_params.get("done", "") == "signed",
        state=state(bench),
    )
