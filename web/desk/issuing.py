"""Issuing a picture: what it means, whether a second reader has signed, and the button."""

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from accounts.permissions import Action
from briefing.issue import issue
from web.asking import requires
from web.desk.bench import PERIOD, WEEK, AtDesk, Bench
from web.drawn import Shown
from web.forms import FormFields

router = APIRouter(include_in_schema=False)


@router.get(f"{WEEK}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
@router.get(f"{PERIOD}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def ask_to_issue(bench: AtDesk) -> Response:
    """What it means to issue the picture, with the button that does it."""
    return _page(bench)


@router.post(f"{WEEK}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
@router.post(f"{PERIOD}/issue", dependencies=[requires(Action.PICTURE_ISSUE)])
def issue_it(bench: AtDesk, form: FormFields) -> Response:
    """Fix the picture as the record stands, and show it."""
    is_unread = form.one("unread") == "1"
    if not is_unread and not _is_read(bench) and may_issue(bench.what, bench.at):
        error = bench.t("Nobody else has read it. Let somebody read it, or tick the box.")
        return _page(bench, error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    issue(
        bench.registry.log,
        bench.what.period,
        actor=bench.actor.name,
        at=bench.at,
        read_first=not is_unread,
    )
    return RedirectResponse(bench.what.place, 303)


def may_issue(what: Shown, now: datetime) -> bool:
    """Whether the picture can be issued: it has begun, and none was issued."""
    return what.issued is None and what.other_issued is None and now >= what.period.start_at


def _is_read(bench: Bench) -> bool:
    """Whether somebody else than whoever is here has signed what stands."""
    signed = bench.draft.signed
    return signed is not None and signed.by != bench.actor.name


def _page(bench: Bench, error: str = "", *, status: int = 200) -> Response:
    return bench.page(
        "issue.html",
        status=status,
        may_issue=may_issue(bench.what, bench.at),
        is_running=bench.at < bench.what.period.end_at,
        is_read=_is_read(bench),
        error=error,
    )
