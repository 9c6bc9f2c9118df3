"""The two ways to do what becomes of reports: at the desk, and many at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from demo.followups import Change, all_at_once, one_by_one
from demo.organisations import MEMBERS
from events.fact import Decided
from events.organisation import OrganisationOpened
from events.streams import ground_stream, organisation_stream, report_stream
from ingest.forms import (
    CorrectionForm,
    LinkForm,
    PlacementForm,
    ReclassificationForm,
    ReviewForm,
    WithdrawalForm,
)
from ingest.receive import Received, receive
from ingest.submission import Occurred, PlaceForm, Submission
from projections.ground import places_adopted
from projections.record import Registry, record
from reference.areas import Place, Places
from reference.dimensions import Certainty, Channel, Reason, Review
from tests.demo.havstuna import MUNICIPALITY, digests, entries, registry_in

BEGUN = datetime(2026, 11, 2, 8, tzinfo=UTC)
REPORTS = tuple(UUID(int=number) for number in range(1, 6))


def _small_record(folder: Path) -> Registry:
    """A few reports of one organisation."""
    registry = registry_in(folder)
    log = registry.log
    square, park = Place("P001", "Torget", 58.7, 19.5), Place("P030", "Parken", 58.71, 19.51)
    places = places_adopted(Places("2026-1", BEGUN.date(), (square, park)), "test")
    member = MEMBERS[0]
    opened = OrganisationOpened(code=member.code, sv=member.sv, en=member.en)
    facts = [
        Decided(ground_stream(MUNICIPALITY, "places"), 1, places),
        Decided(organisation_stream(MUNICIPALITY, member.code), 1, opened),
    ]
    record(log, facts, actor="test", at=BEGUN)
    told: list[dict[str, Any]] = [
        {
            "client_id": client,
            "organisation": member.code,
            "category": "OTHER",
            "occurred": {"from": BEGUN - timedelta(hours=3)},
            "place": {"place": "P001"},
            "text": f"Något som hände {client}",
        }
        for client in REPORTS
    ]
    outcomes = receive(
        registry,
        [Submission.model_validate(one) for one in told],
        actor="test",
        at=BEGUN,
        channel=Channel.DEMO,
    )
    assert all(isinstance(outcome, Received) for outcome in outcomes)
    return registry


def test_many_changes_at_once_are_decided_as_at_the_desk(tmp_path: Path) -> None:
    first, second, third, fourth, fifth = (
        report_stream(MUNICIPALITY, MEMBERS[0].code, client) for client in REPORTS
    )
    earlier = Occurred.model_validate({"from": BEGUN - timedelta(days=9)})
    changes = [
        Change(0, first, ReclassificationForm(category="PLACE-LITTER")),
        Change(0, first, CorrectionForm(reason=Reason.WRONG_TIME, occurred=earlier)),
        Change(
            0,
            second,
            CorrectionForm(reason=Reason.NEW_INFORMATION, certainty=Certainty.UNSURE),
        ),
        Change(0, second, PlacementForm(place=PlaceForm(place="P030"))),
        Change(0, third, LinkForm(same_as=second)),
        Change(0, fourth, LinkForm(same_as=second)),
        Change(0, fourth, None),
        Change(0, fifth, WithdrawalForm(reason=Reason.MISTAKE)),
        Change(0, third, ReviewForm(outcome=Review.ACCEPTED)),
    ]
    at = BEGUN + timedelta(hours=5)
    desk, bulk = (_small_record(tmp_path / name) for name in ("desk", "bulk"))

    one_by_one(desk, changes, actor="test", at=at)
    all_at_once(bulk, changes, actor="test", at=at)

    assert digests(bulk) == digests(desk)
    assert entries(bulk) == entries(desk)
    assert len(entries(bulk)) == 2 + len(REPORTS) + len(changes)
