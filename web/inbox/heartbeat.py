"""The word of a page that is open: somebody still looks at this report; who looks at the others."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from accounts import looking
from accounts.permissions import Action
from accounts.scope import things
from events.database import reading
from projections.inbox import ROWS_A_PAGE
from web.asking import allow, requires
from web.forms import Fields, FormFields
from web.inbox.lines import looked_at
from web.inbox.queue import viewer
from web.inbox.sorter import INBOX, AtInbox

router = APIRouter(include_in_schema=False)


@router.post(f"{INBOX}/looking", dependencies=[requires(Action.REPORT_SORT)])
def look(sorter: AtInbox, fields: FormFields) -> Response:
    """Note who looks at `report`, and tell who else looks at that and at those `shown`."""
    opened, shown = _ids(fields, "report"), _ids(fields, "shown")[:ROWS_A_PAGE]
    with reading(sorter.registry.log.engine) as connection:
        found = things(connection, sorter.registry.log.municipality, [*opened, *shown])
    for report in opened:
        allow(sorter.request, sorter.asker, Action.REPORT_SORT, found.get(report))
        if sorter.asker.account:
            looking.look(sorter.house.accounts, report, sorter.asker.account, at=sorter.at)
    mine = [
        report
        for report, thing in found.items()
        if sorter.asker.may(Action.REPORT_SORT, thing).allowed
    ]
    said = looked_at(mine, viewer(sorter))
    return JSONResponse({str(report): sentence for report, sentence in said.items()})


def _ids(fields: Fields, name: str) -> list[UUID]:
    found: list[UUID] = []
    for written in fields.all(name):
        try:
            found.append(UUID(written))
        except ValueError:
            continue
    return found
