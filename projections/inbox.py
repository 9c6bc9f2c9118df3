"""The inbox: what came in and nobody has finished with, the oldest first, and how much there is.

It is about now alone, so it reads the spans that stand. A list is turned over by positions and not
by counting rows, because rows leave it while it is read.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
)

from events.refusal import Refused
from projections.doubles import doubled
from projections.known import Known
from projections.register import FILED, NEW, WITHDRAWN
from projections.reports import Row
from projections.tables import OPEN, tables
from reference.areas import OUTSIDE, UNPLACED
from reference.categories import OTHER
from reference.dimensions import Review
from reference.weeks import Week

ROWS_A_PAGE = 50
LONGEST = 40
"""Characters of a wish that are repeated when it cannot be met."""

TO_SORT, HELD, DOUBLES = "to-sort", "held", "doubles"
RECODE, NOWHERE, FROM_FILES, LINKED = "other", "outside", "files", "linked"
READ, RETURNED = Review.READ.value, Review.RETURNED.value
ACCEPTED, OUT_OF_SCOPE = Review.ACCEPTED.value, Review.OUT_OF_SCOPE.value

WAITING = (TO_SORT, NEW, READ, RETURNED, HELD, RECODE, NOWHERE, DOUBLES, FROM_FILES)
"""What is left to do, each counted; the first is all that somebody has to look at.

What came in a file of older reports waits by itself: years of them would bury what is new.
"""
DONE = (ACCEPTED, OUT_OF_SCOPE, LINKED)
"""What was finished, to be looked at again; as large as the record, so it is not counted."""
STATES = (*WAITING, *DONE)


DOUBLES_FOR = timedelta(weeks=8)
"""How long after it came in a report is looked through for doubles; later, when it is opened."""


class Wanted(NamedTuple):
    """Which part of the inbox. An empty field asks for nothing; `group` is a group's id."""

    state: str = TO_SORT
    organisation: str = ""
    group: str = ""
    week: str = ""

    def address(self, **more: object) -> str:
        """The part as it stands in an address, without the fields that ask for nothing."""
        fields = {name: value for name, value in self._asdict().items() if value}
        if self.state == TO_SORT:
            del fields["state"]
        return urlencode({**fields, **{name: value for name, value in more.items() if value}})


class Page(NamedTuple):
    """A page of the list: `rows` from the `first` of `total` on, counted from 1.

    `earlier` and `later` are positions to turn the page at, None where there is no such page.
    """

    rows: list[Row]
    total: int
    first: int
    earlier: int | None
    later: int | None


class Neighbours(NamedTuple):
    """Where a report stands in its part of the inbox, and which come before and after it.

    `place` is None for one that is no longer in it; those around its place are given all the same.
    """

    before: UUID | None
    after: UUID | None
    place: int | None
    total: int


class Part(NamedTuple):
    """A part of the inbox as far as somebody may sort it.

    `within` is an expression over `tables().register`; `twins` are the reports of it that may tell
    of a happening which another report tells of.
    """

    known: Known
    wanted: Wanted
    within: ColumnElement[bool]
    twins: frozenset[UUID]


def read_wanted(parameters: Mapping[str, str], known: Known) -> Wanted:
    """The part that an address asks for; parameters of other names are left alone.

    Raises Refused.
    """
    given = {name: parameters[name] for name in Wanted._fields if parameters.get(name)}
    wanted = Wanted(**given)
    kinds = known.ground.taxonomy
    if wanted.state not in STATES:
        raise Refused("The inbox has no part %(state)s.", state=wanted.state[:LONGEST])
    if wanted.group and not (wanted.group in kinds.groups or wanted.group == OTHER):
        raise Refused("There is no category %(category)s.", category=wanted.group[:LONGEST])
    if wanted.week:
        try:
            Week.parse(wanted.week)
        except ValueError:
            raise Refused("There is no week %(week)s.", week=wanted.week[:LONGEST]) from None
    return wanted


def part(
    known: Known, wanted: Wanted, *, within: ColumnElement[bool], seen: ColumnElement[bool]
) -> Part:
    """The part that is wanted, `within` what somebody may sort.

    A double is told only of reports that are `seen`, an expression over the register as well.
    """
    recent = tables().register.c.recorded_at >= known.as_of - DOUBLES_FOR
    queue = and_(_standing(known, within), _filtered(known, wanted), _waiting(), recent)
    return Part(known, wanted, within, doubled(known, queue, within=seen))


def counts(part: Part) -> dict[str, int]:
    """How many reports wait in each state, among those that the other filters leave."""
    c = tables().register.c
    conditions = _conditions(part.known, ())
    asked = [state for state in WAITING if state != DOUBLES]
    figures = (func.sum(case((conditions[state], 1), else_=0)).label(state) for state in asked)
    row = part.known.connection.execute(
        select(*figures).where(
            _standing(part.known, part.within),
            _filtered(part.known, part.wanted),
            or_(c.quarantined, c.status.in_((NEW, READ, RETURNED))),
        )
    ).one()
    found = {state: int(n or 0) for state, n in zip(asked, row, strict=True)}
    return {**found, DOUBLES: len(part.twins)}


def page(
    part: Part, *, after: int = 0, before: int | None = None, limit: int = ROWS_A_PAGE
) -> Page:
    """The rows that came in after the position `after`, or the last of those before `before`."""
    c, connection = tables().register.c, part.known.connection
    where = _where(part)
    total = connection.scalar(_count().where(where)) or 0
    beyond = c.first_position > after if before is None else c.first_position < before
    order = c.first_position.asc() if before is None else c.first_position.desc()
    found = connection.execute(_rows().where(where, beyond).order_by(order).limit(limit + 1))
    rows = [Row(*row) for row in found]
    is_more, rows = len(rows) > limit, rows[:limit]
    if before is not None:
        rows.reverse()
    if not rows:
        return Page([], total, 0, None, None)
    low, high = rows[0].first_position, rows[-1].first_position
    skipped = connection.scalar(_count().where(where, c.first_position < low)) or 0
    has_later = is_more if before is None else skipped + len(rows) < total
    return Page(rows, total, skipped + 1, low if skipped else None, high if has_later else None)


def neighbours(part: Part, row: Row) -> Neighbours:
    """What comes before and after a report, in the order of the list."""
    c, connection = tables().register.c, part.known.connection
    where, here = _where(part), row.first_position
    earlier, later = c.first_position < here, c.first_position > here
    report = select(c.report).where(where).limit(1)
    n_before = connection.scalar(_count().where(where, earlier)) or 0
    total = connection.scalar(_count().where(where)) or 0
    is_here = connection.scalar(_count().where(where, c.first_position == here))
    return Neighbours(
        before=connection.scalar(report.where(earlier).order_by(c.first_position.desc())),
        after=connection.scalar(report.where(later).order_by(c.first_position)),
        place=n_before + 1 if is_here else None,
        total=total,
    )


def _rows() -> Select[Any]:
    register = tables().register
    return select(*(register.c[name] for name in Row._fields))


def _count() -> Select[int]:
    return select(func.count()).select_from(tables().register)


def _where(part: Part) -> ColumnElement[bool]:
    condition = _conditions(part.known, part.twins)[part.wanted.state]
    return and_(_standing(part.known, part.within), _filtered(part.known, part.wanted), condition)


def _standing(known: Known, within: ColumnElement[bool]) -> ColumnElement[bool]:
    c = tables().register.c
    # Written out, as the condition of the index is, so that the index is known to hold the answer.
    stands = c.upto_position == literal_column(str(OPEN))
    return and_(c.municipality == known.municipality, stands, within)


def _unsorted() -> ColumnElement[bool]:
    """What nobody has finished with, and is not linked to another report."""
    c = tables().register.c
    return and_(c.same_as.is_(None), c.status.in_((NEW, READ)))


def _waiting() -> ColumnElement[bool]:
    """Of that, what did not come in a file of older reports."""
    return and_(_unsorted(), tables().register.c.late != FILED)


def _conditions(known: Known, twins: Collection[UUID]) -> dict[str, ColumnElement[bool]]:
    c = tables().register.c
    alone, waiting = c.same_as.is_(None), _waiting()
    return {
        TO_SORT: waiting,
        NEW: and_(waiting, c.status == NEW),
        READ: and_(waiting, c.status == READ),
        FROM_FILES: and_(_unsorted(), c.late == FILED),
        **{
            status: and_(alone, c.status == status) for status in (RETURNED, ACCEPTED, OUT_OF_SCOPE)
        },
        HELD: and_(c.quarantined, c.status != WITHDRAWN),
        RECODE: and_(waiting, c.category.in_(known.ground.taxonomy.under(OTHER))),
        NOWHERE: and_(waiting, c.area.in_((OUTSIDE, UNPLACED))),
        DOUBLES: and_(waiting, c.report.in_(twins) if twins else false()),
        LINKED: and_(c.same_as.is_not(None), c.status != WITHDRAWN),
    }


def _filtered(known: Known, wanted: Wanted) -> ColumnElement[bool]:
    c = tables().register.c
    clauses: list[ColumnElement[bool]] = []
    if wanted.organisation:
        clauses.append(c.organisation == wanted.organisation)
    if wanted.group:
        kinds = known.ground.taxonomy.of_group(wanted.group)
        clauses.append(c.category.in_([kind.id for kind in kinds]))
    if wanted.week:
        clauses.append(c.week == Week.parse(wanted.week).key)
    return and_(literal_column("1") == literal_column("1"), *clauses)
