"""Before a report is sent: those that may tell of the same happening, and joining one of them."""

from datetime import datetime
from uuid import UUID

from events.refusal import Refused
from ingest import desk
from ingest.forms import LinkForm
from ingest.place import Placed, place
from ingest.submission import Code, Form, Occurred, PlaceForm, Submission
from projections.known import Known, known
from projections.record import Registry
from projections.similar import Happening, Near, similar
from reference.categories import counts_under

ALL_NEAR = 50
"""More than anybody is shown: which one was meant is looked for among so many."""


class SimilarForm(Form):
    """What is about to be reported, as far as it decides what is like it."""

    category: Code
    occurred: Occurred
    place: PlaceForm


def alike(view: Known, form: SimilarForm, organisation: str, *, most: int) -> list[Near]:
    """The reports that may tell of the same; none where the place is known in words only.

    Of what other organisations told of in sensitive categories nothing is shown.
    """
    happening = _happening(view, form)
    if happening is None:
        return []
    kinds = view.ground.taxonomy.categories
    found = similar(view, happening, most=ALL_NEAR)
    return [
        near
        for near in found
        if near.row.organisation == organisation
        or not (
            (kind := kinds.get(near.row.category) or kinds.get(counts_under(near.row.category)))
            and kind.sensitive
        )
    ][:most]


def join(
    registry: Registry, report: UUID, submission: Submission, *, actor: str, at: datetime
) -> UUID | None:
    """Link a report that was just received to the one that its sender said tells of the same.

    None, and nothing changed, where that one was not among those alike: somebody at the desk will
    see both. Doing it again changes nothing.
    """
    assert submission.same_as is not None, "there is one to join"
    form = SimilarForm(
        category=submission.category, occurred=submission.occurred, place=submission.place
    )
    with known(registry.log) as view:
        near = alike(view, form, submission.organisation, most=ALL_NEAR)
    wanted = submission.same_as
    try:
        standing = desk.load(registry, wanted)
    except desk.NoSuchReport:
        return None
    wanted = standing.same_as or wanted
    if wanted not in {one.row.report for one in near}:
        return wanted if desk.load(registry, report).same_as == wanted else None
    try:
        desk.link(registry, report, LinkForm(same_as=wanted), actor=actor, at=at)
    except Refused:
        return None
    return wanted


def _happening(view: Known, form: SimilarForm) -> Happening | None:
    (placed,) = place(view.ground, [form.place])
    if not isinstance(placed, Placed) or placed.place.point is None:
        return None
    begins = form.occurred.from_
    return Happening(
        category=form.category,
        occurred_from=begins,
        occurred_to=form.occurred.to or begins,
        lat=placed.place.point.lat,
        lon=placed.place.point.lon,
    )
