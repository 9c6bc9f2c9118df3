"""Finding reports: the list that every figure leads to, as known at a position.

A query is written in the address of a page, so that a figure can carry its way to its reports.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from events.refusal import Refused
from projections.known import Known
from projections.register import FILED, LATE, WITHDRAWN
from projections.tables import OPEN, tables
from projections.unsafe_places import tells_of
from reference.categories import Taxonomy
from reference.dimensions import Basis
from reference.periods import weeks_named

HOURS = frozenset(map(str, range(7 * 24)))
HOURS_A_PART = 6
DAYPARTS = frozenset(map(str, range(7 * 24 // HOURS_A_PART)))
MOST = 500
"""Rows that one page of a listing can hold."""

DISTURBING, OTHERS, MAPPED = "disturbing", "others", "mapped"
CATEGORY_SETS = (DISTURBING, OTHERS, MAPPED)
COUNTED, SENT, ALL = "counted", "sent", "all"


class Query(NamedTuple):
    """Which reports. An empty field asks for nothing.

    `which` is "counted" (each happening once, nothing that was taken back), "sent" (also what was
    linked or out of scope) or "all". `category` is a category (with the municipality's own below
    it), a group, "disturbing" (what the total counts), "mapped" (the same without the sensitive
    categories, which no map shows) or "others" (calm, positive and coming).
    `late` is "late" or "file"; `observed` and `exact` are "1" or "". `week` is a week, a longer
    period or a span of weeks (`reference.periods.weeks_named`), `hour` an hour of the week,
    `daypart` a quarter of one of its days (0-27), `square` one of `reference.grid`; `unsafe` is the
    id of an unsafe place that they tell of.
    """

    week: str = ""
    area: str = ""
    category: str = ""
    organisation: str = ""
    place: str = ""
    status: str = ""
    late: str = ""
    observed: str = ""
    exact: str = ""
    hour: str = ""
    daypart: str = ""
    square: str = ""
    linked: str = ""
    unsafe: str = ""
    which: str = COUNTED

    def address(self) -> str:
        """The query as it stands in an address, without the fields that ask for nothing."""
        fields = {name: value for name, value in self._asdict().items() if value}
        if self.which == COUNTED:
            del fields["which"]
        return urlencode(fields)


def read_query(parameters: Mapping[str, str], known: Taxonomy) -> Query:
    """The query of an address; parameters of other names are left alone. Raises Refused."""
    given = {name: parameters[name] for name in Query._fields if parameters.get(name)}
    query = Query(**given)
    if query.which not in {COUNTED, SENT, ALL}:
        raise Refused("which can be “counted”, “sent” or “all”.")
    if query.week:
        try:
            weeks_named(query.week)
        except ValueError:
            raise Refused("There is no week %(week)s.", week=query.week[:40]) from None
    if query.category and not (
        query.category in known.categories
        or query.category in known.groups
        or query.category in CATEGORY_SETS
    ):
        raise Refused("There is no category %(category)s.", category=query.category[:40])
    if query.late not in {"", "late", "file"}:
        raise Refused("late can be “late” or “file”.")
    hour = query.hour
    if hour and hour not in HOURS:
        raise Refused("hour is an hour of the week, 0 to 167.")
    if query.daypart and query.daypart not in DAYPARTS:
        raise Refused("daypart is a quarter of a day of the week, 0 to 27.")
    if query.unsafe:
        try:
            UUID(query.unsafe)
        except ValueError:
            raise Refused("There is no such unsafe place.") from None
    return query


class Row(NamedTuple):
    """A report as it stood. `reporter` is the actor who had it recorded first."""

    report: UUID
    version: int
    from_position: int
    first_position: int
    recorded_at: datetime
    organisation: str
    week: int
    hour: int | None
    occurred_from: datetime
    occurred_to: datetime
    precision: str
    category: str
    area: str
    place: str
    place_type: str
    lat: float | None
    lon: float | None
    precision_m: int | None
    square: str
    basis: str
    certainty: str
    status: str
    same_as: UUID | None
    late: int
    counted: bool
    reporter: str
    share: str
    quarantined: bool
    closes_at: datetime
    clock_off: bool


class Listing(NamedTuple):
    """A page of reports, latest happening first; `total` counts all that the query asks for."""

    rows: list[Row]
    total: int
    offset: int

    @property
    def next_offset(self) -> int | None:
        """Where the next page begins, None on the last."""
        after = self.offset + len(self.rows)
        return after if after < self.total and self.rows else None


def find(
    known: Known,
    query: Query,
    *,
    limit: int = 100,
    offset: int = 0,
    within: ColumnElement[bool] | None = None,
) -> Listing:
    """The reports that the query asks for, as known.

    `within` is an expression over `tables().register` that each must fulfil: what somebody may see.
    """
    register = tables().register
    where = _where(known, query, within)
    total = known.connection.scalar(select(func.count()).select_from(register).where(where)) or 0
    rows = known.connection.execute(
        _rows()
        .where(where)
        .order_by(register.c.occurred_from.desc(), register.c.report)
        .limit(min(limit, MOST))
        .offset(offset)
    )
    return Listing([Row(*row) for row in rows], total, offset)


def one(known: Known, report: UUID, *, within: ColumnElement[bool] | None = None) -> Row | None:
    """One report as known, None when it was not known or does not lie `within`."""
    register = tables().register
    row = known.connection.execute(
        _rows().where(_as_known(known, within), register.c.report == report)
    ).first()
    return None if row is None else Row(*row)


def followers(
    known: Known, report: UUID, *, within: ColumnElement[bool] | None = None
) -> list[UUID]:
    """The reports that are linked to `report` as the same happening, those of them `within`."""
    register = tables().register
    return list(
        known.connection.scalars(
            select(register.c.report)
            .where(
                _as_known(known, within),
                register.c.same_as == report,
                register.c.status != WITHDRAWN,
            )
            .order_by(register.c.first_position)
        )
    )


def sent_by(known: Known, reporter: str, *, limit: int = 100, offset: int = 0) -> Listing:
    """What one actor has sent, the last one first, also what was taken back; as known."""
    c = tables().register.c
    theirs = and_(
        c.municipality == known.municipality,
        c.reporter == reporter,
        # As it stands in the index of reporters, whose condition a parameter would not meet.
        c.upto_position == literal_column(str(OPEN)),
        c.first_position <= known.position,
    )
    total = known.connection.scalar(
        select(func.count()).select_from(tables().register).where(theirs)
    )
    page = select(c.report).where(theirs).order_by(c.first_position.desc())
    reports = list(known.connection.scalars(page.limit(min(limit, MOST)).offset(offset)))
    rows = known.connection.execute(
        _rows()
        .where(_as_known(known, None), c.report.in_(reports))
        .order_by(c.first_position.desc())
    )
    return Listing([Row(*row) for row in rows], total or 0, offset)


def _rows() -> Select[Any]:
    register = tables().register
    return select(*(register.c[name] for name in Row._fields))


def _as_known(known: Known, within: ColumnElement[bool] | None) -> ColumnElement[bool]:
    register = tables().register
    return and_(
        register.c.municipality == known.municipality,
        register.c.from_position <= known.position,
        register.c.upto_position > known.position,
        *(() if within is None else (within,)),
    )


def _where(known: Known, query: Query, within: ColumnElement[bool] | None) -> ColumnElement[bool]:
    c = tables().register.c
    plain = ("area", "organisation", "place", "status", "square")
    asked = {name: getattr(query, name) for name in plain}
    clauses = [
        _as_known(known, within),
        *(c[name] == value for name, value in asked.items() if value),
    ]
    conditions: dict[str, Callable[[str], ColumnElement[bool]]] = {
        "week": lambda week: c.week.in_([one.key for one in weeks_named(week)]),
        "category": lambda one: c.category.in_(_categories(known.ground.taxonomy, one)),
        "late": lambda late: c.late == (LATE if late == "late" else FILED),
        "observed": lambda _: c.basis.in_((Basis.SEEN.value, Basis.HEARD.value)),
        "exact": lambda _: or_(c.lat.is_not(None), c.place != ""),
        "hour": lambda hour: c.hour == int(hour),
        "daypart": lambda part: c.hour.between(*_hours_of(int(part))),
        "linked": lambda _: c.same_as.is_not(None),
        "unsafe": lambda item: tells_of(UUID(item), known.position),
    }
    for name, condition in conditions.items():
        if value := getattr(query, name):
            clauses.append(condition(value))
    if query.which == COUNTED:
        clauses.append(c.counted.is_(True))
    elif query.which == SENT:
        clauses.append(c.status != WITHDRAWN)
    return and_(*clauses)


def _hours_of(part: int) -> tuple[int, int]:
    """The first and the last hour of the week of a quarter of a day."""
    return part * HOURS_A_PART, part * HOURS_A_PART + HOURS_A_PART - 1


def _categories(known: Taxonomy, asked: str) -> list[str]:
    if asked in CATEGORY_SETS:
        return [
            c.id
            for c in known.categories.values()
            if c.disturbance is (asked != OTHERS) and not (asked == MAPPED and c.sensitive)
        ]
    if asked in known.groups:
        return [c.id for c in known.of_group(asked)]
    return list(known.under(asked))
