"""What is sent to change a report that was received, each form checked field by field."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from ingest.submission import Code, ConfirmedForm, Form, Occurred, PlaceForm, SharedWith, Text
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
    PoliceTold,
    Reason,
    Repeat,
    Review,
)
from reference.roles import Share


class CorrectionForm(Form):
    """What is to be put right; a field that is left out stays as it was told."""

    reason: Reason
    note: Text | None = None
    occurred: Occurred | None = None
    basis: Basis | None = None
    certainty: Certainty | None = None
    people: People | None = None
    age: Age | None = None
    gender: Gender | None = None
    consequences: Annotated[tuple[Consequence, ...] | None, Field(max_length=8)] = None
    affected: Annotated[tuple[Affected, ...] | None, Field(max_length=8)] = None
    police: PoliceTold | None = None
    handled: Annotated[tuple[Handled, ...] | None, Field(max_length=8)] = None
    repeat: Repeat | None = None
    need: Need | None = None
    text: Text | None = None
    confirmed: tuple[ConfirmedForm, ...] = Field(default=(), max_length=9)


class ReclassificationForm(Form):
    """Another category, and why."""

    category: Code
    reason: Reason = Reason.WRONG_CATEGORY
    note: Text | None = None


class PlacementForm(Form):
    """Another place, and why."""

    place: PlaceForm
    reason: Reason = Reason.WRONG_PLACE
    note: Text | None = None


class ReviewForm(Form):
    """What a coordinator says of the report; `line` is written back to whoever reported."""

    outcome: Review
    note: Text | None = None
    line: Text | None = None


class AnswerForm(Form):
    """A line back to whoever reported."""

    line: Annotated[Text, Field(min_length=1)]


class LinkForm(Form):
    """The report that tells of the same happening."""

    same_as: UUID


class PartingForm(Form):
    """The report that tells of another happening."""

    other: UUID


class WithdrawalForm(Form):
    """Why the report is taken back."""

    reason: Reason
    note: Text | None = None


class ShareForm(Form):
    """Whom the texts are shared with from now on; organisations by code, at any level but own."""

    share: Share
    shared_with: SharedWith = ()


class QuarantineForm(Form):
    """Why the texts are held back."""

    note: Text | None = None


class ClearForm(Form):
    """Why the texts need not be held back."""

    note: Text | None = None
