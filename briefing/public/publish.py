"""Publishing the public version of a period, and proving a published one from the log alone.

What is published stays as it was: reports that come later are in no publication. No two of them
hold the same report by different borders of time or space, as whoever held one against the other
could find small counts in the difference.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError
from sqlalchemy import Connection

from briefing.draw import EDITION, draw
from briefing.issue import code_version
from briefing.public.version import VERSION, PublicPicture, canonical, digest, public, read
from events.database import reading
from events.fact import Decided, Entry
from events.log import Log
from events.publication import PicturePublished
from events.publication import publish as decide
from events.refusal import Refused
from events.streams import publication_stream
from projections.known import known
from projections.publications import Published, published
from projections.record import decide_and_record
from projections.replay import replayed
from reference.periods import Period


class Altered(Exception):
    """What the log holds as published is not what was published."""


class Replay(NamedTuple):
    """What a replay found: the digest that was published, and the one drawn again from the log."""

    published: str
    redrawn: str

    @property
    def same(self) -> bool:
        """Whether the publication was reproduced."""
        return self.published == self.redrawn


def publish(log: Log, of: Period, *, actor: str, at: datetime) -> Entry:
    """Publish the public version of a period as the record stands.

    Raises Refused for a period that is not over or too short, for one that shares weeks with a
    publication, and when an earlier one of the same year counts by other borders.
    """
    check_over(of, at)
    with known(log) as now:
        check(published(now.connection, now.municipality), of)
        shown = public(draw(now, of))
        position, as_of = now.position, now.as_of
    fact = PicturePublished(
        period=shown.period,
        position=position,
        as_of=as_of,
        digest=digest(shown),
        content=canonical(shown).decode(),
        geography=shown.geography,
        editions=shown.editions,
        drawing=shown.drawing,
        version=shown.version,
        code_version=code_version(),
    )

    def decided() -> list[Decided]:
        with reading(log.engine) as connection:
            check(published(connection, log.municipality), of, fact.geography)
        return [decide(publication_stream(log.municipality, shown.period), fact)]

    try:
        (entry,) = decide_and_record(log, decided, actor=actor, at=at)
    except IntegrityError:
        raise Refused("%(period)s is published already.", period=shown.period) from None
    return entry


def check_over(of: Period, at: datetime) -> None:
    """Raise Refused unless the period is a month or longer and over."""
    if not of.is_long:
        raise Refused("Only a month or a longer period can be published.")
    if at < of.end_at:
        raise Refused("%(period)s is not over, so it cannot be published yet.", period=str(of))


def check(earlier: Sequence[Published], of: Period, geography: str = "") -> None:
    """Raise Refused where a publication of `of` could be held against an earlier one.

    With a `geography`, the borders of the earlier ones of its year must be the same: the months of
    a year are added up, and two sets of borders would let the slivers between them be counted.
    """
    for one in earlier:
        other = Period.parse(one.period)
        if other == of:
            raise Refused("%(period)s is published already.", period=str(of))
        if other.first <= of.last and of.first <= other.last:
            raise Refused(
                "%(period)s shares weeks with %(other)s, which is published. Held against each"
                " other, the two could give small numbers away.",
                period=str(of),
                other=one.period,
            )
        if geography and one.geography != geography and _year(other) == _year(of):
            raise Refused(
                "%(other)s was published by other borders of the areas. All that is published of a"
                " year goes by the same borders: held against each other, two could give small"
                " numbers away.",
                other=one.period,
            )


def opened(log: Log, connection: Connection, one: Published) -> PublicPicture:
    """What was published, from the log. Raises Altered when its digest says otherwise."""
    fact = log.fact_at(connection, one.entry)
    assert isinstance(fact, PicturePublished)
    content = fact.content.encode()
    if not hashlib.sha256(content).hexdigest() == fact.digest == one.digest:
        raise Altered(f"the publication of {one.period} at position {one.entry} was altered")
    return read(content)


def replay(log: Log, of: Period, *, progress: Callable[[int], None] = lambda _: None) -> Replay:
    """Fold the log up to the position of the publication, draw again, and compare the digests.

    Raises Refused when nothing of the period is published, or by another edition of the drawing or
    of the public version, which this program cannot draw.
    """
    with reading(log.engine) as connection:
        story = log.stream(connection, publication_stream(log.municipality, str(of)))
    if not story:
        raise Refused("Nothing of %(period)s is published.", period=str(of))
    fact = story[0].fact
    assert isinstance(fact, PicturePublished)
    if (fact.drawing, fact.version) != (EDITION, VERSION):
        raise Refused(
            "%(period)s was published by version %(version)s of the program, which drew otherwise."
            " Use that version to draw it again.",
            period=str(of),
            version=fact.code_version,
        )
    with replayed(log, fact.position, progress=progress) as then:
        return Replay(fact.digest, digest(public(draw(then, of))))


def _year(of: Period) -> str:
    return str(of)[:4]
