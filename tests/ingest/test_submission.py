"""What a report may look like when it is sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from ingest.submission import NothingForm, Submission

GOOD: dict[str, Any] = {
    "client_id": "00000000-0000-0000-0000-000000000001",
    "organisation": "skola",
    "category": "DMG-GRAFF",
    "occurred": {"from": "2026-11-18T18:30"},
    "place": {"area": "V"},
}


def test_a_time_without_offset_is_local() -> None:
    submission = Submission.model_validate(GOOD)
    assert submission.occurred.from_ == datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def test_a_time_with_offset_is_the_same_instant_in_utc() -> None:
    submission = Submission.model_validate(
        {**GOOD, "occurred": {"from": "2026-11-18T18:30:00+05:00"}}
    )
    assert submission.occurred.from_ == datetime(2026, 11, 18, 13, 30, tzinfo=UTC)


def test_of_the_doubled_hour_in_autumn_the_first_is_meant() -> None:
    submission = Submission.model_validate({**GOOD, "occurred": {"from": "2026-10-25T02:30"}})
    assert submission.occurred.from_ == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "where", "kind"),
    [
        ({"occurred": {"from": "2026-03-29T02:30"}}, ("occurred", "from"), "local_time_gap"),
        ({"occurred": {"from": "0001-01-01T00:00"}}, ("occurred", "from"), "out_of_range"),
        ({"occurred": {}}, ("occurred", "from"), "missing"),
        ({"place": {}}, ("place",), "place_missing"),
        ({"place": {"point": {"lat": 91, "lon": 0}}}, ("place", "point", "lat"), "less_than_equal"),
        (
            {"place": {"point": {"lat": float("nan"), "lon": 0}}},
            ("place", "point", "lat"),
            "finite_number",
        ),
        ({"text": "x" * 2001}, ("text",), "string_too_long"),
        ({"text": "a\x00b"}, ("text",), "control_character"),
        ({"category": ""}, ("category",), "string_pattern_mismatch"),
        ({"client_id": "47"}, ("client_id",), "uuid_parsing"),
        ({"basis": "DREAMT"}, ("basis",), "enum"),
        ({"name_of_suspect": "x"}, ("name_of_suspect",), "extra_forbidden"),
    ],
)
def test_a_field_that_cannot_be_is_named(
    change: dict[str, Any], where: tuple[str, ...], kind: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Submission.model_validate({**GOOD, **change})
    (error,) = caught.value.errors()
    assert (error["loc"], error["type"]) == (where, kind)


def test_a_week_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such week"):
        NothingForm(organisation="skola", week="2025-W53")
