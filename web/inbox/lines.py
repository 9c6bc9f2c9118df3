"""A report as the list of the inbox shows it, and who looks at it now."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from accounts import directory, looking
from accounts.opening import Accounts
from projections.inbox import Part
from projections.numbers import references
from projections.reports import Row
from reference.dimensions import Basis, Certainty, label
from reference.language import Translator
from web.answers import shows_point
from web.reports import Shown, in_words, marks_of
from web.who import name_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FINE_M = 30
"""A point that is known better than this, in metres, is drawn without a circle (inbox-map.js)."""
HOURS_UP_TO = 2 * DAY
"""What waits longer is said in days."""


class Line(NamedTuple):
    """A row of the list in words. `number` is what people call it, `order` its place on the page.

    `point` is where it lies as far as a map may show it; `looked_at` says who has it open.
    """

    order: int
    row: Row
    number: str
    told: Shown
    basis: str
    waited: str
    marks: list[str]
    point: Row | None
    looked_at: str
    within: str

    @property
    def value(self) -> str:
        """The report and its version, as a form chooses it."""
        return f"{self.row.report}:{self.row.version}"


class Viewer(NamedTuple):
    """Whose eyes it is for, and when. `account` is left out of those who look."""

    accounts: Accounts
    account: UUID | None
    at: datetime
    t: Translator


def lines(part: Part, rows: Sequence[Row], viewer: Viewer) -> list[Line]:
    """The rows in words, in the order given."""
    ground, t = part.known.ground, viewer.t
    numbers = references(part.known, rows)
    looks = looked_at([row.report for row in rows], viewer)
    return [
        Line(
            order=order,
            row=row,
            number=numbers[row.report],
            told=in_words(row, ground, t),
            basis=basis_of(row, t),
            waited=waited(viewer.at - row.recorded_at, t),
            marks=_marks(row, part, t),
            point=row if shows_point(row, ground.taxonomy) else None,
            looked_at=looks.get(row.report, ""),
            within=_within(row, part, t),
        )
        for order, row in enumerate(rows, 1)
    ]


def _within(row: Row, part: Part, t: Translator) -> str:
    """How well the point is known that the map shows, where a circle is drawn for that."""
    if not shows_point(row, part.known.ground.taxonomy) or (row.precision_m or 0) <= FINE_M:
        return ""
    return t("within %(metres)s m", metres=row.precision_m)


def basis_of(row: Row, t: Translator) -> str:
    """What the report rests on, and how sure it is."""
    basis, certainty = Basis(row.basis), Certainty(row.certainty)
    return f"{label(basis, t.language)}, {label(certainty, t.language).lower()}"


def waited(span: timedelta, t: Translator) -> str:
    """How long ago it came in: in minutes, then hours, then days."""
    if span < HOUR:
        return t.many("%(n)s minute", "%(n)s minutes", max(0, span // timedelta(minutes=1)))
    if span < HOURS_UP_TO:
        return t.many("%(n)s hour", "%(n)s hours", span // HOUR)
    return t.many("%(n)s day", "%(n)s days", span // DAY)


def looked_at(reports: Sequence[UUID], viewer: Viewer) -> Mapping[UUID, str]:
    """Who else has each of the reports open now, in a sentence; nothing for most."""
    t = viewer.t
    found = looking.lookers(viewer.accounts, reports, at=viewer.at, without=viewer.account)
    listed = directory.listed(viewer.accounts, [one for each in found.values() for one in each])
    said: dict[UUID, str] = {}
    for report, people in found.items():
        names = [name_of(listed, account, t) for account in people]
        if len(names) == 1:
            said[report] = t("%(name)s is looking at it now", name=names[0])
        else:
            every = t("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
            said[report] = t("%(names)s are looking at it now", names=every)
    return said


def _marks(row: Row, part: Part, t: Translator) -> list[str]:
    # How sure it is stands beside what it rests on.
    marks = marks_of(row._replace(certainty=Certainty.SURE.value), t)
    if row.quarantined:
        marks.append(t("text held back"))
    if row.report in part.twins:
        marks.append(t("possible double"))
    if row.clock_off:
        marks.append(t("the phone's clock was wrong"))
    return marks
