"""One's own report: found by its number, with what came of it and what may still be done to it.

Whoever may see a report that is somebody else's is led to the page that all may have of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from accounts.permissions import Action, Thing
from accounts.reading import Box, open_texts
from accounts.scope import things
from briefing.outcome import Outcome, outcomes
from events.fact import Entry
from events.report import Report, ReportAnswered, ReportFact
from events.sealed import Sealed
from ingest.receive import LINE, TEXT, WORDS
from projections import numbers
from projections.known import Known
from projections.pictures import Issued, issued
from projections.record import belongs_to
from projections.reports import Row, one
from web.asker import Asker
from web.asking import NOT_THERE, Asking, allow
from web.needs import AsKnown, House, HouseServed
from web.problems import Stop, missing
from web.timeline import folded

MY_REPORTS = "/my-reports"


class Texts(NamedTuple):
    """The texts that somebody may read of their own report; None for one that was erased.

    `held` says that there are some that are held back from them. `lines` are the coordinator's, by
    the position that they stand at.
    """

    text: str | None
    words: str | None
    held: bool
    lines: Mapping[int, str | None]


class Mine(NamedTuple):
    """Somebody at the page of a report. `thing` is how it stands now."""

    request: Request
    asker: Asker
    view: Known
    house: House
    row: Row
    thing: Thing
    entries: Sequence[Entry]
    outcome: Outcome

    @property
    def is_own(self) -> bool:
        """Whether it is the asker who reported it."""
        return self.thing.by == self.asker.actor.name

    @property
    def fixed_by(self) -> Issued | None:
        """The picture of its week that is issued, if the report had come by then."""
        if not self.outcome.issued:
            return None
        picture = issued(self.view.connection, self.view.municipality, str(self.outcome.week))
        has_come = picture is not None and self.row.first_position <= picture.position
        return picture if has_come else None

    @property
    def closes_at(self) -> datetime | None:
        """When its reporter may no longer change it; None for what nobody reports."""
        return self.thing.closes_at

    @property
    def is_open(self) -> bool:
        """Whether the asker may still change it."""
        if self.report.withdrawn:
            return False
        return self.asker.may(Action.REPORT_CORRECT, self.thing).allowed

    @property
    def report(self) -> Report:
        """What the facts add up to."""
        return folded(self.entries)

    @property
    def address(self) -> str:
        """Where its own page is."""
        return f"{MY_REPORTS}/{self.outcome.reference}"

    def elsewhere(self, action: Action) -> Response:
        """To the page of somebody else's report, for whoever may do the action to it."""
        allow(self.request, self.asker, action, self.thing)
        return RedirectResponse(f"/reports/{self.row.report}", 303)

    def texts(self) -> Texts:
        """Open what the asker may read, which is noted.

        A line was written to the reporter, so that it is read also while the text is held back.
        """
        report = self.report
        boxes: dict[str, tuple[Sealed, str]] = {}
        if report.told.text is not None:
            boxes["text"] = (report.told.text, TEXT)
        if report.place.words is not None:
            boxes["words"] = (report.place.words, WORDS)
        thing, held = self.thing, False
        if not self.asker.may(Action.TEXT_READ, thing).allowed:
            thing, held, boxes = thing._replace(quarantined=False), bool(boxes), {}
        for entry in self.entries:
            if isinstance(entry.fact, ReportAnswered):
                boxes[str(entry.position)] = (entry.fact.line, LINE)
        said = dict(
            zip(
                boxes,
                open_texts(
                    self.house.accounts,
                    self.house.registry.keyring,
                    self.asker.actor,
                    self.row.report,
                    thing,
                    [self._box(sealed, field) for sealed, field in boxes.values()],
                    session=self.asker.session_id,
                ),
                strict=True,
            )
        )
        lines = {int(name): line for name, line in said.items() if name.isdecimal()}
        return Texts(said.get("text", ""), said.get("words", ""), held, lines)

    def _box(self, sealed: Sealed, field: str) -> Box:
        return Box(sealed, belongs_to(self.house.registry, self.row.report, field))


def _mine(
    request: Request, reference: str, asker: Asking, view: AsKnown, house: HouseServed
) -> Mine:
    """The report with that number or id, if the asker may see it. Raises Stop."""
    report = _named(view, reference)
    row = one(view, report) if report else None
    if row is None:
        raise Stop(missing(NOT_THERE))
    thing = things(view.connection, view.municipality, [row.report])[row.report]
    allow(request, asker, Action.REPORT_READ, thing)
    entries = [
        entry
        for entry in house.registry.log.stream(view.connection, row.report)
        if entry.position <= view.position and isinstance(entry.fact, ReportFact)
    ]
    outcome = outcomes(view, [row])[row.report]
    return Mine(request, asker, view, house, row, thing, entries, outcome)


def _named(view: Known, written: str) -> UUID | None:
    """The report that a number or an id names."""
    try:
        return UUID(written)
    except ValueError:
        report = numbers.find(view, written)
    row = one(view, report) if report else None
    if row is None or report is None:
        return None
    # Every place in the log has a number; that of a later change is not the report's.
    own = numbers.references(view, [row])[report]
    return report if _parts(own) == _parts(written) else None


def _parts(written: str) -> list[int]:
    return [int(part) for part in written.strip().split("-")]


# scope="function": as the record that it reads from.
AtMine = Annotated[Mine, Depends(_mine, scope="function")]
