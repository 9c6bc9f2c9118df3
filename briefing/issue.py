"""Issuing a picture, and replaying an issued one from the log alone."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError

from briefing.draw import draw
from briefing.picture import Picture, digest
from events.database import reading
from events.fact import Entry
from events.log import Log
from events.picture import PictureIssued
from events.picture import issue as decide
from events.refusal import Refused
from events.streams import picture_stream
from projections.known import known
from projections.record import record
from projections.replay import replayed
from reference.weeks import Week


class Replay(NamedTuple):
    """What a replay found: the digest that was issued, and the one drawn again from the log."""

    issued: str
    redrawn: str
    picture: Picture

    @property
    def same(self) -> bool:
        """Whether the issued picture was reproduced."""
        return self.issued == self.redrawn


def issue(log: Log, week: Week, *, actor: str, at: datetime) -> Entry:
    """Fix the picture of `week` as the record stands.

    Raises Refused when it was issued before, or when the week has not begun.
    """
    if at < week.start_at:
        raise Refused("The week %(week)s has not begun.", week=str(week))
    with known(log) as now:
        picture = draw(now, week)
    fact = PictureIssued(
        period=str(week),
        position=picture.position,
        as_of=picture.as_of,
        digest=digest(picture),
        editions=picture.editions,
        code_version=code_version(),
    )
    stream = picture_stream(log.municipality, str(week))
    try:
        (entry,) = record(log, [decide(stream, fact)], actor=actor, at=at)
    except IntegrityError:
        raise Refused("The picture of %(week)s is issued already.", week=str(week)) from None
    return entry


def replay(log: Log, week: Week, *, progress: Callable[[int], None] = lambda _: None) -> Replay:
    """Fold the log up to the issued position into a throw-away database and draw again.

    Raises Refused when the week has no issued picture.
    """
    with reading(log.engine) as connection:
        story = log.stream(connection, picture_stream(log.municipality, str(week)))
    if not story:
        raise Refused("No picture of %(week)s is issued.", week=str(week))
    fixed = story[0].fact
    assert isinstance(fixed, PictureIssued)
    with replayed(log, fixed.position, progress=progress) as then:
        picture = draw(then, week)
    return Replay(fixed.digest, digest(picture), picture)


def code_version() -> str:
    """The version of the program, as installed."""
    try:
        return version("lagesbild")
    except PackageNotFoundError:
        return "0"
