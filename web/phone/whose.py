"""Whose report it is that the phone sends: the sender's, and never that of whoever signed in after.

What waits in a phone is bound to the account that made it. The phone asks who is signed in before
it sends, and names the account with what it sends, because somebody else may sign in between.
"""

from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, params
from fastapi.responses import JSONResponse
from starlette.responses import Response

from accounts.rates import Allowance
from reference.language import message
from web.asking import Asking, anyone, asker_of
from web.problems import Problem, Stop

FOR = "lagesbild-account"
"""The header that names the account; a program leaves it out."""

ASKING_WHO = Allowance("who", most=240, per_s=60)
"""Each phone asks at most once a minute by itself; many may sit behind one address."""

ANOTHER = message("This was written by somebody else who uses the same phone. Nothing was stored.")

router = APIRouter(include_in_schema=False)


@router.get("/api/1/who", dependencies=[anyone("it says only who the asker is", ASKING_WHO)])
def who(request: Request) -> Response:
    """The asker's own account; empty for somebody who is not signed in."""
    asker = asker_of(request)
    return JSONResponse({"account": str(asker.account) if asker and asker.account else ""})


def only_for_its_account() -> params.Depends:
    """A route that takes what waited in a phone refuses it from anybody but its writer."""
    checked: params.Depends = Depends(_check)
    return checked


def _check(request: Request, asker: Asking) -> None:
    meant_for = request.headers.get(FOR)
    if meant_for is not None and meant_for != str(asker.account):
        raise Stop(_of_another())


def _of_another() -> Problem:
    return Problem(
        status=HTTPStatus.PRECONDITION_FAILED,
        kind="other-account",
        title=message("That is somebody else's"),
        detail=ANOTHER,
    )
