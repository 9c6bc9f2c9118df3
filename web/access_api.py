"""The access log for programs of an auditor: the same entries as on the page, as data."""

from datetime import datetime
from typing import Annotated, Self
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from accounts import access
from accounts.access import Reading
from accounts.permissions import Action
from web.administration.office import AtOffice
from web.answers import Answer
from web.asking import requires
from web.needs import MomentAsked
from web.schema import may_answer
from web.who import Crowd, crowd

MOST = 1_000

router = APIRouter(prefix="/api/1", responses=may_answer(422, 503))


class AccessAnswer(Answer):
    """An entry: somebody read a text, was refused, signed in, or looked after people."""

    position: int
    at: datetime
    actor: str = Field(description="An account's id, key:… of a program, command, or unknown.")
    name: str | None = Field(description="As the directory has it now. None for removed people.")
    session: UUID | None
    action: str
    allowed: bool
    reason: str = Field(description="Why it was refused, or by which way somebody signed in.")
    purpose: str = Field(description="Why an auditor broke the glass, in their own words.")
    objects: list[UUID] = Field(
        description="The reports; the accounts where the action begins with people."
    )

    @classmethod
    def of(cls, entry: Reading, known: Crowd) -> Self:
        """The entry, with the name that the directory has."""
        return cls(
            position=entry.position,
            at=entry.at,
            actor=entry.actor,
            name=known.listed_name(entry.actor),
            session=entry.session,
            action=entry.action,
            allowed=entry.allowed,
            reason=entry.reason,
            purpose=entry.purpose,
            objects=list(entry.objects),
        )


class AccessEntries(Answer):
    """A part of the access log, the newest first."""

    entries: list[AccessAnswer]
    next: str | None = Field(description="The address of the entries before these, if any.")


@router.get(
    "/access-log",
    dependencies=[requires(Action.ACCESS_LOG_READ)],
    tags=["log"],
    summary="Who read which text, and who was refused",
)
def list_readings(
    office: AtOffice,
    actor: Annotated[str, Query(max_length=80)] = "",
    report: Annotated[UUID | None, Query(description="Or the account that it is about.")] = None,
    action: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[
        MomentAsked | None,
        Query(description="From this moment on. Without an offset: local time in Sweden."),
    ] = None,
    before: Annotated[
        int | None, Query(ge=1, description="Only entries before this position.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> AccessEntries:
    """The newest first. That it was looked into is noted there as well."""
    noted = office.note(Action.ACCESS_LOG_READ.value)
    found = access.readings(
        office.accounts,
        actor=actor,
        object_id=report,
        action=action,
        since=since,
        before_position=min(before, noted) if before else noted,
        limit=limit + 1,
    )
    page = found[:limit]
    with office.known() as view:
        known = crowd(office.accounts, view, {entry.actor for entry in page})
    following = None
    if len(found) > len(page):
        kept = {**office.request.query_params, "before": page[-1].position}
        following = f"/api/1/access-log?{urlencode(kept)}"
    return AccessEntries(entries=[AccessAnswer.of(entry, known) for entry in page], next=following)
