"""The reports that may tell of what somebody is about to report: shown before it is sent."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from accounts.permissions import Action, Thing
from accounts.rates import Allowance
from accounts.reading import Box, Hidden, open_texts
from accounts.scope import things
from ingest.receive import TEXT
from ingest.similar import SimilarForm, alike
from projections.known import Known
from projections.record import belongs_to
from projections.similar import MOST, Near
from web.answers import Answer
from web.asker import Asker
from web.asking import Asking, requires
from web.bodies import JsonBytes, checked, read_json
from web.needs import AsKnown, House, HouseServed, Speaker
from web.schema import may_answer, takes
from web.timeline import folded

LOOKING = Allowance("similar", most=120, per_s=60)
FIRST_WORDS = 80
"""Characters of a text by which somebody knows the happening again."""

router = APIRouter(prefix="/api/1", tags=["reports"])


class SimilarReport(Answer):
    """A report that may tell of the same; `words` only if the asker may read them."""

    report: UUID
    metres: int
    occurred_from: datetime
    occurred_to: datetime
    category: str
    place: str
    own: bool
    words: str | None = None


class SimilarAnswer(Answer):
    """At most three, the nearest first."""

    similar: list[SimilarReport]


@router.post(
    "/reports/similar",
    dependencies=[requires(Action.REPORT_SUBMIT, LOOKING)],
    responses=may_answer(413, 415, 422, 503),
    openapi_extra=takes(SimilarForm),
    summary="Look for reports of the same happening",
)
def find_similar(
    body: JsonBytes, asker: Asking, house: HouseServed, view: AsKnown, t: Speaker
) -> SimilarAnswer:
    """Those within 100 metres and 24 hours, of the same kind; nothing is stored."""
    form = checked(SimilarForm, read_json(body))
    near = alike(view, form, asker.actor.organisation, most=MOST)
    standing = things(view.connection, view.municipality, [one.row.report for one in near])
    ground = view.ground

    def shown(one: Near) -> SimilarReport:
        row = one.row
        return SimilarReport(
            report=row.report,
            metres=one.metres,
            occurred_from=row.occurred_from,
            occurred_to=row.occurred_to,
            category=ground.taxonomy.name(row.category, t.language),
            place=ground.places.name(row.place) if ground.places and row.place else "",
            own=row.organisation == asker.actor.organisation,
            words=_words(house, view, asker, standing[row.report]),
        )

    return SimilarAnswer(similar=[shown(one) for one in near])


def _words(house: House, view: Known, asker: Asker, thing: Thing) -> str | None:
    """The first words of the text, noted as read; None where there are none for the asker."""
    if thing.id is None or not asker.may(Action.TEXT_READ, thing).allowed:
        return None
    text = folded(house.registry.log.stream(view.connection, thing.id)).told.text
    if text is None:
        return None
    box = Box(text, belongs_to(house.registry, thing.id, TEXT))
    try:
        (said,) = open_texts(
            house.accounts,
            house.registry.keyring,
            asker.actor,
            thing.id,
            thing,
            [box],
            session=asker.session_id,
        )
    except Hidden:
        return None
    return said[:FIRST_WORDS] if said else None
