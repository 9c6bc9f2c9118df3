"""The picture that a page or a file shows: of which week, as known when, and issued or not.

A week whose picture was issued is shown as it was issued, unless the address asks for another
moment. What the record has learnt since is said beside it, and never changes it.
"""

from collections.abc import Callable
from typing import Annotated, NamedTuple

from fastapi import Depends, Request

from briefing.picture import Picture
from briefing.renderings import provenance
from events.refusal import Refused
from projections.known import Known, as_known
from projections.pictures import Issued, changes_since, issued
from reference.language import message
from reference.periods import Period
from reference.weeks import Week
from web.needs import AsKnown, House, HouseServed
from web.problems import Stop, missing


class Shown(NamedTuple):
    """A picture to show. `view` is the record as it is drawn from, `head` how far it reaches.

    `issued` is the issued picture that this is; `other_issued` the period's issued picture when
    another moment was asked for.
    """

    period: Period
    picture: Picture
    view: Known
    head: int
    issued: Issued | None
    other_issued: Issued | None
    changes_since: int

    @property
    def week(self) -> Week:
        """The week that it is of; of a longer period the last one."""
        return self.period.last

    @property
    def is_past(self) -> bool:
        """Whether the record knows more than this picture."""
        return self.view.position < self.head

    @property
    def place(self) -> str:
        """Where its page lies; its files, its show and its desk lie below."""
        return place_of(self.period)

    def stamp(self, *, with_since: bool = True) -> provenance.Issued | None:
        """What the picture says of its own issue; None for a draft.

        Without `with_since` it leaves out what the log has learnt since.
        """
        since_n = self.changes_since if with_since else 0
        return provenance.as_issued(self.issued, since_n=since_n)


def place_of(period: Period) -> str:
    """Where the page of a period's picture lies."""
    return f"/{'weeks' if period.is_week else 'periods'}/{period}"


def week_named(text: str) -> Week:
    """The week that an address names. Raises Stop: there is no page of a week that never was."""
    try:
        return Week.parse(text)
    except ValueError:
        problem = missing(message("There is no week called “%(week)s”."), week=text[:40])
        raise Stop(problem) from None


def period_named(text: str) -> Period:
    """The period that an address names. Raises Stop."""
    try:
        return Period.parse(text)
    except ValueError:
        problem = missing(message("There is no period called “%(period)s”."), period=text[:40])
        raise Stop(problem) from None


def shown(house: House, view: Known, of: Week | Period, *, asked: bool) -> Shown:
    """The picture of a week or a longer period; `asked` says that the moment of `view` was asked
    for. Raises Stop.
    """
    period = Period.of_week(of) if isinstance(of, Week) else of
    log = house.registry.log
    found = issued(view.connection, view.municipality, str(period))
    drawn_from, is_issued = view, False
    if found is not None and not asked:
        drawn_from = as_known(log, view.connection, view.connection, position=found.position)
        is_issued = True
    since_n = 0
    if found is not None and is_issued:
        since_n = changes_since(
            view.connection, view.municipality, period, found.position, view.position
        )
    try:
        picture = house.pictures.of(drawn_from, period)
    except Refused as none:
        raise Stop(missing(none.message, **none.params)) from None
    return Shown(
        period=period,
        picture=picture,
        view=drawn_from,
        head=log.head(view.connection).position,
        issued=found if is_issued else None,
        other_issued=None if is_issued else found,
        changes_since=since_n,
    )


def named(request: Request) -> Period:
    """The period that an address names by its {week} or its {period}. Raises Stop."""
    of = request.path_params
    return Period.of_week(week_named(of["week"])) if "week" in of else period_named(of["period"])


def _show(request: Request, view: AsKnown, house: HouseServed) -> Callable[[Period], Shown]:
    asked = any(request.query_params.get(name) for name in ("position", "as_of"))
    return lambda period: shown(house, view, period, asked=asked)


Show = Annotated[Callable[[Period], Shown], Depends(_show)]
"""Gives the picture of a period, of the moment that the address asks for."""
