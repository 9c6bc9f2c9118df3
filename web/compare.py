"""Two pictures side by side: two periods, or one as it was known then and as it is known now."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from accounts.permissions import Action
from accounts.rates import Allowance
from briefing.compare import check_alike
from briefing.picture import Picture
from briefing.renderings.compared import as_data, cautions, sections
from briefing.renderings.wording import period_title
from events.refusal import Refused
from projections.known import Known, as_known
from projections.pictures import issued
from reference.language import Translator, clock, message, number
from reference.periods import Period
from reference.weeks import ZONE, Week
from web.asking import requires
from web.drawn import period_named, place_of
from web.needs import AsKnown, House, HouseServed, Now, Speaker
from web.problems import Stop, missing
from web.render import page_of

COMPARING = Allowance("comparing", most=60, per_s=60)
"""How often one asker may have two pictures drawn."""
NOT_REACHED = message("The log has not come to position %(position)s: it stands at %(head)s.")

router = APIRouter(include_in_schema=False)


class Side(NamedTuple):
    """One of the two pictures: where its page lies, what it is called, and how it was known."""

    picture: Picture
    address: str
    called: str
    days: str
    known: str


class Asked(NamedTuple):
    """Two pictures; `is_same` when they are of one period, as known then and now."""

    one: Side
    other: Side
    is_same: bool


Named = Annotated[str, Query(max_length=40)]


def _asked(
    request: Request,
    view: AsKnown,
    house: HouseServed,
    now: Now,
    t: Speaker,
    one: Named = "",
    other: Named = "",
    week: Named = "",
) -> Asked:
    """The two that the address names; a period that was issued is taken as it was issued.

    Raises Stop for a period or a position that is not there, and Refused for two of unequal length.
    """
    _check_position(request, house, view)
    drawer = _Drawer(house, view, t)
    if week:
        wanted = period_named(week)
        return Asked(drawer.draw(view, wanted), drawer.latest(wanted), is_same=True)
    last = Period.of_week(Week.of(now).shift(-1))
    second = period_named(other) if other else last
    first = period_named(one) if one else second.shift(-1)
    check_alike(first, second)
    return Asked(drawer.as_issued(first), drawer.as_issued(second), is_same=False)


Comparison = Annotated[Asked, Depends(_asked)]


@router.get("/compare.json", dependencies=[requires(Action.PICTURE_READ, COMPARING)])
def give_comparison(asked: Comparison) -> Response:
    """Every line of the two as data."""
    return JSONResponse(as_data(asked.one.picture, asked.other.picture))


@router.get("/compare", dependencies=[requires(Action.PICTURE_READ, COMPARING)])
def show_comparison(request: Request, asked: Comparison, t: Speaker) -> Response:
    """The two, and what differs."""
    one, other = asked.one.picture, asked.other.picture
    found = sections(one, other, t)
    return page_of(
        request.scope,
        "compare.html",
        municipality=one.municipality.name,
        **asked._asdict(),
        sections=found,
        cautions=cautions(one, other, t),
        n=sum(len(section.changed) for section in found),
        data=request.url.query,
        typed_moment=one.as_of.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
    )


class _Drawer:
    """Draws pictures of one record for one reader."""

    def __init__(self, house: House, view: Known, t: Translator) -> None:
        self.house, self.view, self.t = house, view, t

    def draw(self, view: Known, period: Period, *, is_issued: bool = False) -> Side:
        """The period as known. Raises Stop for one that no report can be of."""
        t = self.t
        try:
            picture = self.house.pictures.of(view, period)
        except Refused as none:
            raise Stop(missing(none.message, **none.params)) from None
        at, where = clock(view.as_of, t.language), number(view.position, t.language)
        known = (
            t("issued, position %(n)s", n=where)
            if is_issued
            else t("draft, as known %(at)s, position %(n)s", at=at, n=where)
        )
        address = f"{place_of(period)}?position={view.position}"
        return Side(picture, address, *period_title(picture, t.language), known)

    def latest(self, period: Period) -> Side:
        """The period as known now."""
        return self.draw(self._at(None), period)

    def as_issued(self, period: Period) -> Side:
        """The period's issued picture, or as it is known where there is none."""
        view = self.view
        found = issued(view.connection, view.municipality, str(period))
        if found is None or found.position > view.position:
            return self.draw(view, period)
        return self.draw(self._at(found.position), period, is_issued=True)

    def _at(self, position: int | None) -> Known:
        connection = self.view.connection
        return as_known(self.house.registry.log, connection, connection, position=position)


def _check_position(request: Request, house: House, view: Known) -> None:
    """Raise Stop for a position that the log has not come to: it would be compared with itself."""
    written = request.query_params.get("position", "")
    head = house.registry.log.head(view.connection).position
    if written.isdecimal() and int(written) > head:
        raise Stop(missing(NOT_REACHED, position=written[:18], head=str(head)))
