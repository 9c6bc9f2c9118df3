"""A report as it is sent: the form that every door speaks, checked field by field.

Times may be sent with an offset or without one; without, they are local time in Sweden. A place is
given in one of four ways: a point, a named place, an area, or words.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from reference.dimensions import (
    Affected,
    Age,
    Basis,
    Certainty,
    Consequence,
    Gender,
    Handled,
    Need,
    People,
    PersonalData,
    PlaceMethod,
    PlaceType,
    PoliceTold,
    Precision,
    Repeat,
)
from reference.roles import Share
from reference.weeks import LocalTimeGap, Week, local_to_utc

UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
TEXT_LIMIT = 2_000
"""Characters of free text. The form asks for 500; systems that are imported write more."""


def as_utc(instant: datetime) -> datetime:
    """`instant` in UTC; without an offset it is local time. Raises for an hour that never was."""
    try:
        if instant.tzinfo is None:
            return local_to_utc(instant)
        return instant.astimezone(UTC)
    except LocalTimeGap:
        raise PydanticCustomError(
            "local_time_gap",
            "There is no such local time: the clocks went forward over it.",
        ) from None
    except OverflowError:
        raise PydanticCustomError("out_of_range", "The time is out of range.") from None


def _visible(text: str) -> str:
    if UNSPEAKABLE.search(text):
        raise PydanticCustomError("control_character", "The text holds control characters.")
    return text


Moment = Annotated[datetime, AfterValidator(as_utc)]
Code = Annotated[str, StringConstraints(pattern=r"^[\w.:/ -]{1,80}$", strip_whitespace=True)]
Text = Annotated[
    str,
    StringConstraints(max_length=TEXT_LIMIT, strip_whitespace=True),
    AfterValidator(_visible),
]


SharedWith = Annotated[tuple[Code, ...], Field(max_length=20)]
"""Codes of organisations."""


class Form(BaseModel):
    """What all parts of a submission have in common: unknown fields are an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Occurred(Form):
    """When it happened: `to` is left out for a moment, `precision` says how well it is known.

    `relative` is a time told by what is now, such as "just now", and not read off a clock.
    """

    from_: Moment = Field(alias="from")
    to: Moment | None = None
    precision: Precision = Precision.EXACT
    relative: bool = False


class PointForm(Form):
    """WGS84 degrees, with the radius in metres that the point is known to."""

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    precision_m: int | None = Field(default=None, ge=0, le=100_000)


class PlaceForm(Form):
    """Where, in one of four ways. `at_home` seals a point that would show where somebody lives."""

    point: PointForm | None = None
    place: Code | None = None
    area: Code | None = None
    words: Text | None = None
    place_type: PlaceType | None = None
    method: PlaceMethod | None = None
    at_home: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if not (self.point or self.place or self.area or self.words):
            raise PydanticCustomError(
                "place_missing", "Give a point, a named place, an area, or words."
            )
        return self


class ConfirmedForm(Form):
    """How many finds of a kind the reporter said point out nobody; never what was found."""

    kind: PersonalData
    count: int = Field(ge=1, le=100)


class Submission(Form):
    """One report. `client_id` is made by the sender, so that sending it twice stores it once.

    Without `share` its texts are shared as far as the organisation shares what it reports.
    `sent_at` is the sender's clock as it sends, new at each try: so a clock that is off is seen.
    `same_as` is a report that tells of the same happening.
    """

    client_id: UUID
    organisation: Code
    category: Code
    occurred: Occurred
    place: PlaceForm
    observed_at: Moment | None = None
    submitted_at: Moment | None = None
    basis: Basis = Basis.SEEN
    certainty: Certainty = Certainty.SURE
    people: People | None = None
    age: Age | None = None
    gender: Gender | None = None
    consequences: tuple[Consequence, ...] = Field(default=(), max_length=8)
    affected: tuple[Affected, ...] = Field(default=(), max_length=8)
    police: PoliceTold = PoliceTold.UNKNOWN
    handled: tuple[Handled, ...] = Field(default=(), max_length=8)
    repeat: Repeat | None = None
    need: Need | None = None
    reporter_role: Annotated[str, StringConstraints(max_length=40, strip_whitespace=True)] = ""
    source_id: Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)] = ""
    text: Text | None = None
    share: Share | None = None
    shared_with: SharedWith = ()
    confirmed: tuple[ConfirmedForm, ...] = Field(default=(), max_length=9)
    same_as: UUID | None = None
    sent_at: Moment | None = None


class NothingForm(Form):
    """An organisation's word that a week had nothing to report."""

    organisation: Code
    week: str = Field(pattern=r"^\d{4}-W\d{2}$")

    @model_validator(mode="after")
    def _real_week(self) -> Self:
        try:
            Week.parse(self.week)
        except ValueError:
            raise PydanticCustomError("no_such_week", "There is no such week.") from None
        return self
