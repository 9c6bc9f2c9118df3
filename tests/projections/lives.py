"""Random lives of reports, told through the real doors; the same for the same seed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from events.refusal import Refused
from ingest import desk
from ingest.receive import Received, receive_nothing
from ingest.submission import NothingForm, PlaceForm, PointForm
from projections.record import Registry
from reference.dimensions import Reason, Review
from tests.hamlet import NOW, ORGANISATIONS, WEEK, send, told

CATEGORIES = ("DMG-GRAFF", "DMG-GLASS", "VIOL-FIGHT", "POS-CALM", "PLACE-LIGHT", "OTHER")
PLACES = (
    {"point": {"lat": 57.05, "lon": 19.05}},
    {"point": {"lat": 57.05, "lon": 19.15}},
    {"point": {"lat": 57.05, "lon": 25.0}},
    {"place": "torg"},
    {"area": "O"},
    {"words": "vid bron"},
)


def live(registry: Registry, seed: int, steps: int) -> list[UUID]:
    """Let reports come in and change, `steps` times; the reports there are in the end."""
    dice, reports = Random(seed), list[UUID]()
    at = NOW - timedelta(days=3)
    for step in range(steps):
        at += timedelta(minutes=dice.randrange(90))
        if not reports or dice.random() < 0.5:
            batch = [
                told(
                    seed * 10_000 + step * 10 + n,
                    organisation=dice.choice(ORGANISATIONS),
                    category=dice.choice(CATEGORIES),
                    place=dice.choice(PLACES),
                    occurred={
                        "from": (
                            WEEK.start_at + timedelta(hours=dice.randrange(-400, 100))
                        ).isoformat()
                    },
                    text="något" if dice.random() < 0.7 else "annat",
                )
                for n in range(dice.randrange(1, 4))
            ]
            reports += [o.report for o in send(registry, *batch, at=at) if isinstance(o, Received)]
        else:
            _change(registry, dice, reports, at)
    receive_nothing(
        registry, NothingForm(organisation="bostad", week=str(WEEK)), actor="test", at=at
    )
    return reports


def _change(registry: Registry, dice: Random, reports: list[UUID], now: datetime) -> None:
    report, other = dice.choice(reports), dice.choice(reports)
    shifted = (WEEK.start_at + timedelta(hours=dice.randrange(-400, 100))).isoformat()
    changes: list[Callable[[], object]] = [
        lambda: desk.correct(
            registry,
            report,
            desk.CorrectionForm.model_validate(
                {"reason": "wrong-time", "occurred": {"from": shifted}}
            ),
            actor="t",
            at=now,
        ),
        lambda: desk.reclassify(
            registry,
            report,
            desk.ReclassificationForm(category=dice.choice(CATEGORIES)),
            actor="t",
            at=now,
        ),
        lambda: desk.put_in_place(
            registry,
            report,
            desk.PlacementForm(place=PlaceForm(point=PointForm(lat=57.05, lon=19.15))),
            actor="t",
            at=now,
        ),
        lambda: desk.review(
            registry, report, desk.ReviewForm(outcome=dice.choice(list(Review))), actor="t", at=now
        ),
        lambda: desk.link(registry, report, desk.LinkForm(same_as=other), actor="t", at=now),
        lambda: desk.unlink(registry, report, actor="t", at=now),
        lambda: desk.withdraw(
            registry, report, desk.WithdrawalForm(reason=Reason.MISTAKE), actor="t", at=now
        ),
    ]
    weights = (3, 3, 2, 2, 4, 1, 1)
    # A life meets closed doors; the record must be right all the same.
    with suppress(Refused):
        dice.choices(changes, weights)[0]()
