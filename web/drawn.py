"""The picture that a page or a file shows: of which week, as known when, and issued or not."""

from datetime import datetime
from typing import NamedTuple

from briefing.draw import draw
from briefing.picture import Picture
from projections.known import Known
from projections.pictures import Issued, issued
from reference.language import message
from reference.weeks import Week
from web.problems import Stop, missing


def week_named(text: str) -> Week:
    """The week that an address names. Raises Stop: there is no page of a week that never was."""
    try:
        return Week.parse(text)
    except ValueError:
        raise Stop(
            missing(message("There is no week called “%(week)s”."), week=text[:40])
        ) from None


def drawn(view: Known, week: Week) -> Picture:
    """The picture of `week` as known."""
    return draw(view, week)


def fixed(view: Known, week: Week) -> Issued | None:
    """The issued picture of `week`, None when there is none, or was none at that position."""
    found = issued(view.connection, view.municipality, str(week))
    return found if found is not None and found.entry <= view.position else None
