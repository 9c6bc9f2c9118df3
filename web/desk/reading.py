"""The second reader's page: the words as they stand, what they rest on, and the signature."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from events.draft import NOTED, Part, Slot
from events.refusal import Refused
from ingest.drafting import sign
from reference.roles import Role
from web.asking import requires
from web.desk.bench import PARTS, PERIOD, WEEK, AtDesk, Bench
from web.desk.fields import called
from web.forms import FormFields

router = APIRouter(include_in_schema=False)


@router.get(f"{WEEK}/read", dependencies=[requires(Action.DRAFT_READ)])
@router.get(f"{PERIOD}/read", dependencies=[requires(Action.DRAFT_READ)])
def show_reading(bench: AtDesk) -> Response:
    """What there is to read before the picture is issued."""
    return _page(bench)


@router.post(f"{WEEK}/read", dependencies=[requires(Action.DRAFT_READ)])
@router.post(f"{PERIOD}/read", dependencies=[requires(Action.DRAFT_READ)])
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
    return RedirectResponse(f"{bench.what.place}/read?done=signed", 303)


def _page(bench: Bench, error: str = "", *, status: int = 200) -> Response:
    t, held = bench.t, bench.draft.held
    # The fields of a part by their numbers, the notes as the picture has their sections.
    order = [
        *sorted(slot for slot in held if slot.part is not Part.NOTE),
        *(Slot(Part.NOTE, section) for section in NOTED if Slot(Part.NOTE, section) in held),
    ]
    actors = bench.names(list({one.by for one in held.values()}))
    written = [
        (
            t(PARTS[part]),
            part in {Part.WARNING, Part.RUMOUR},
            [
                (
                    called(slot, t),
                    bench.text(slot),
                    bench.rests_on(slot),
                    bench.said_by(slot, actors),
                )
                for slot in order
                if slot.part is part
            ],
        )
        for part in Part
    ]
    return bench.page(
        "desk/read.html",
        status=status,
        written=[(heading, is_loose, some) for heading, is_loose, some in written if some],
        error=error,
        done=bench.request.query_params.get("done", "") == "signed",
    )
