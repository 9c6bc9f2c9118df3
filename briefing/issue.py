"""Issuing a picture, and replaying an issued one from the log alone."""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError

from briefing.draw import EDITION, draw
from briefing.picture import Picture, digest
from events.database import reading
from events.fact import Decided, Entry
from events.log import Log
from events.picture import PictureIssued
from events.picture import issue as decide
from events.refusal import Refused
from events.streams import draft_stream, picture_stream
from projections.drafts import second_reader
from projections.known import known
from projections.record import decide_and_record
from projections.replay import replayed
from reference.periods import Period
from reference.weeks import Week

FIRST_EDITION = "1"
"""The edition of the drawing that issued pictures are of that do not name any."""


class Replay(NamedTuple):
    """What a replay found: the digest that was issued, and the one drawn again from the log."""

    issued: str
    redrawn: str
    picture: Picture

    @property
    def same(self) -> bool:
        """Whether the issued picture was reproduced."""
        return self.issued == self.redrawn


def issue(
    log: Log, of: Week | Period, *, actor: str, at: datetime, read_first: bool = False
) -> Entry:
    """Fix the picture of a week or a longer period as the record stands.

    With `read_first` a second reader must have signed what the draft holds. Raises Refused when it
    was issued before, when the period has not begun, or when nobody else has read it.
    """
    period = str(of)
    if at < of.start_at:
        raise Refused("The week %(week)s has not begun.", week=period)
    with known(log) as now:
        picture = draw(now, of)
        reader = second_reader(now.connection, log.municipality, period, now.position)
    if reader is not None and reader.actor == actor:
        reader = None  # nobody is their own second reader
    if read_first and reader is None:
        raise Refused(
            "No second reader has signed the picture of %(week)s. Let somebody else read it, or"
            " say that you issue it unread.",
            week=period,
        )
    fact = PictureIssued(
        period=period,
        position=picture.position,
        as_of=picture.as_of,
        digest=digest(picture),
        editions=picture.editions,
        code_version=code_version(),
        drawing=picture.edition,
        read_by=reader.actor if reader else "",
        read_as=reader.role if reader else None,
        read_at=reader.read_at if reader else None,
    )

    def decided() -> list[Decided]:
        _check_draft(log, period, picture.position)
        return [decide(picture_stream(log.municipality, period), fact)]

    try:
        (entry,) = decide_and_record(log, decided, actor=actor, at=at)
    except IntegrityError:
        raise Refused("The picture of %(week)s is issued already.", week=period) from None
    return entry


def _check_draft(log: Log, period: str, position: int) -> None:
    """Raise Refused when somebody wrote in the draft after the picture was drawn."""
    with reading(log.engine) as connection:
        story = log.stream(connection, draft_stream(log.municipality, period))
    if story and story[-1].position > position:
        raise Refused("Somebody wrote in the draft just now. Look at it again, and issue it then.")


def replay(
    log: Log, of: Week | Period, *, progress: Callable[[int], None] = lambda _: None
) -> Replay:
    """Fold the log up to the issued position into a throw-away database and draw again.

    Raises Refused when the period has no issued picture, or one of another edition of the drawing,
    which this program cannot draw.
    """
    with reading(log.engine) as connection:
        story = log.stream(connection, picture_stream(log.municipality, str(of)))
    if not story:
        raise Refused("No picture of %(week)s is issued.", week=str(of))
    fixed = story[0].fact
    assert isinstance(fixed, PictureIssued)
    drawing = fixed.drawing or FIRST_EDITION
    if drawing != EDITION:
        raise Refused(
            "The picture of %(week)s was drawn by edition %(then)s of the drawing, in version"
            " %(version)s of the program. This program draws edition %(now)s, so it cannot draw"
            " that picture again: use that version.",
            week=str(of),
            then=drawing,
            version=fixed.code_version,
            now=EDITION,
        )
    with replayed(log, fixed.position, progress=progress) as then:
        picture = draw(then, of)
    return Replay(fixed.digest, digest(picture), picture)


def code_version() -> str:
    """The version of the program, as installed."""
    try:
        return version("lagesbild")
    except PackageNotFoundError:
        return "0"
