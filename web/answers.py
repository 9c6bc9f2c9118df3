"""What the JSON API answers with: codes and figures, never free text or a point at a home."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from events.codec import encode
from events.fact import Entry
from events.report import ReportLinked, ReportPlaced, ReportSubmitted
from ingest.receive import Received
from projections.pictures import Issued
from projections.register import FILED, LATE
from projections.reports import Row
from reference.categories import Category, Taxonomy
from reference.periods import Period
from reference.weeks import Week
from web.problems import Trouble
from web.timeline import folded

LATENESS: Mapping[int, str] = {LATE: "late", FILED: "file"}


class Answer(BaseModel):
    """What all answers have in common: they are made once and say nothing unforeseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Receipt(Answer):
    """The report is in the record, durably."""

    report: UUID
    position: int = Field(description="Where the record holds it.")
    recorded_at: datetime
    area: str = Field(description="The code of the area that it was placed in, or OUTSIDE.")
    page: str = Field(description="The address of the report's page.")
    reference: str = Field(description="The number to read out: year, week and number.")
    quarantined: bool = Field(description="Whether its text is held back until it was looked at.")
    clock_off_s: int | None = Field(
        description="How far ahead the sender's clock was, in seconds, if far enough to matter."
    )
    linked: UUID | None = Field(description="The report of the same happening that it was joined.")

    @classmethod
    def of(cls, received: Received, reference: str, linked: UUID | None = None) -> Self:
        """The receipt for what was received; the same each time the report is sent."""
        return cls(
            report=received.report,
            position=received.position,
            recorded_at=received.recorded_at,
            area=received.area,
            page=f"/reports/{received.report}",
            reference=reference,
            quarantined=received.quarantined,
            clock_off_s=received.clock_off_s,
            linked=linked,
        )


class NothingReceipt(Answer):
    """The word that a week had nothing to report is in the record."""

    organisation: str
    week: str
    position: int
    recorded_at: datetime


class RowOutcome(StrEnum):
    """What became of a row of a batch."""

    CREATED = "created"
    REPEATED = "repeated"
    REFUSED = "refused"


class RowAnswer(Answer):
    """What became of one row of a batch, counted from 0."""

    row: int
    outcome: RowOutcome
    receipt: Receipt | None = None
    errors: list[Trouble] = []
    nearest: list[str] = []


class Span(Answer):
    """When it happened, and how well that is known."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    from_: datetime = Field(alias="from")
    to: datetime
    precision: str


class PointAnswer(Answer):
    """WGS84 degrees."""

    lat: float
    lon: float
    precision_m: int | None


class ReportAnswer(Answer):
    """A report as it stood at the position that was asked for."""

    report: UUID
    page: str
    version: int
    position: int = Field(description="Where the record holds its first word.")
    recorded_at: datetime
    organisation: str
    category: str
    week: str
    occurred: Span
    area: str
    place: str
    place_type: str
    point: PointAnswer | None = Field(description="Never of a sensitive category or at a home.")
    basis: str
    certainty: str
    status: str
    same_as: UUID | None = Field(description="Named only if it may be seen, in the timeline too.")
    late: str = Field(description="“late”, “file”, or empty when it came in time.")
    counted: bool

    @classmethod
    def of(cls, row: Row, kinds: Taxonomy, seen: Collection[UUID]) -> Self:
        """The answer for a row of the register; another report is named only if it is `seen`."""
        return cls(**_told_of(row, kinds, seen))


class EntryAnswer(Answer):
    """An entry of the log. Free text in `state` is sealed."""

    position: int
    stream: UUID
    version: int
    recorded_at: datetime
    actor: str
    topic: str
    state: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry, seen: Collection[UUID], *, with_point: bool) -> Self:
        """The answer for an entry; another report is named only if it is `seen`."""
        fields = entry_fields(entry)
        state: dict[str, Any] = fields["state"]
        if isinstance(entry.fact, ReportLinked) and entry.fact.same_as not in seen:
            state["same_as"] = None
        if not with_point and isinstance(entry.fact, ReportSubmitted | ReportPlaced):
            state["place"].pop("point", None)
        return cls(**fields)


class WholeReport(ReportAnswer):
    """A report with all that was told and all that happened to it."""

    told: dict[str, Any] = Field(description="What was told, without the text.")
    has_text: bool
    timeline: list[EntryAnswer]

    @classmethod
    def whole(
        cls, row: Row, kinds: Taxonomy, entries: Sequence[Entry], seen: Collection[UUID]
    ) -> Self:
        """The answer for a report, from its row and entries; of others, those `seen` are named."""
        report = folded(entries)
        told: dict[str, Any] = msgspec.to_builtins(report.told)
        told.pop("text", None)
        with_point = shows_point(row, kinds)
        return cls(
            **_told_of(row, kinds, seen),
            told=told,
            has_text=report.told.text is not None,
            timeline=[EntryAnswer.of(entry, seen, with_point=with_point) for entry in entries],
        )


class Listing(Answer):
    """A page of reports. `total` counts all that the query asks for: the figure that led here."""

    total: int
    position: int
    reports: list[ReportAnswer]
    next: str | None = Field(description="The address of the next page.")


class Changed(Answer):
    """What a change made of a report. The version stays when the change said nothing new."""

    report: UUID
    version: int
    page: str


class CategoryAnswer(Answer):
    """A category, or a group of them."""

    id: str
    group: str
    sv: str
    en: str
    help_sv: str
    help_en: str
    weight: int
    sensitive: bool
    disturbance: bool
    parent: str = Field(
        description="Of one of the municipality's own: the category that it counts under."
    )
    retired: bool = Field(description="It can no longer be reported.")

    @classmethod
    def of(cls, category: Category) -> Self:
        """The answer for a category."""
        return cls(**{name: getattr(category, name) for name in cls.model_fields})


class Categories(Answer):
    """The edition of categories in force."""

    edition: str
    groups: list[CategoryAnswer]
    categories: list[CategoryAnswer]


class OrganisationAnswer(Answer):
    """An organisation that takes part."""

    code: str
    sv: str
    en: str
    kind: str
    weekly: bool


def page_of_period(period: str) -> str:
    """The address of the page of a week, or of a longer period."""
    kind = "weeks" if Period.parse(period).is_week else "periods"
    return f"/{kind}/{period}"


class IssuedAnswer(Answer):
    """A picture that was issued."""

    week: str
    page: str
    position: int
    as_of: datetime
    issued_at: datetime
    actor: str
    digest: str
    code_version: str

    @classmethod
    def of(cls, issued: Issued) -> Self:
        """The answer for an issued picture."""
        return cls(
            week=issued.period,
            page=page_of_period(issued.period),
            position=issued.position,
            as_of=issued.as_of,
            issued_at=issued.issued_at,
            actor=issued.actor,
            digest=issued.digest,
            code_version=issued.code_version,
        )


class Health(Answer):
    """Whether the service can do its work; each check by name, "ok" or what is wrong."""

    status: str
    checks: dict[str, str] = {}


def entry_fields(entry: Entry) -> dict[str, Any]:
    """An entry as plain values, with its fact as the log stores it."""
    return {
        "position": entry.position,
        "stream": entry.stream,
        "version": entry.version,
        "recorded_at": entry.recorded_at,
        "actor": entry.actor,
        "topic": entry.fact.TOPIC,
        "state": msgspec.json.decode(encode(entry.fact)),
    }


def shows_point(row: Row, kinds: Taxonomy) -> bool:
    """Whether the report's point may be shown: never one of a sensitive category."""
    category = kinds.categories.get(row.category)
    return row.lat is not None and row.lon is not None and not (category and category.sensitive)


def _told_of(row: Row, kinds: Taxonomy, seen: Collection[UUID]) -> dict[str, Any]:
    point = None
    if shows_point(row, kinds):
        point = PointAnswer.model_validate(
            {"lat": row.lat, "lon": row.lon, "precision_m": row.precision_m}
        )
    return {
        "report": row.report,
        "page": f"/reports/{row.report}",
        "version": row.version,
        "position": row.first_position,
        "recorded_at": row.recorded_at,
        "organisation": row.organisation,
        "category": row.category,
        "week": str(Week.from_key(row.week)),
        "occurred": Span.model_validate(
            {"from": row.occurred_from, "to": row.occurred_to, "precision": row.precision}
        ),
        "area": row.area,
        "place": row.place,
        "place_type": row.place_type,
        "point": point,
        "basis": row.basis,
        "certainty": row.certainty,
        "status": row.status,
        "same_as": row.same_as if row.same_as in seen else None,
        "late": LATENESS.get(row.late, ""),
        "counted": row.counted,
    }
