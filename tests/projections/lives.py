"""Random lives of reports, told through the real doors; the same for the same seed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from events.refusal import Refused
from ingest import desk, forms, roster
from ingest.receive import Received, receive_nothing
from ingest.submission import NothingForm, PlaceForm, PointForm
from projections.record import Registry
from reference.dimensions import Reason, Review
from reference.roles import Role, Scope, Share
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
SHARES: tuple[dict[str, object], ...] = (
    {},
    {},
    {"share": "meeting"},
    {"shared_with": ["vakt", "bostad"]},
    {"share": "municipality", "shared_with": ["skola"]},
)


def live(registry: Registry, seed: int, steps: int) -> list[UUID]:
    """Let reports come in and change, `steps` times; the reports there are in the end."""
    dice, reports, accounts = Random(seed), list[UUID](), list[UUID]()
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
                    **dice.choice(SHARES),
                )
                for n in range(dice.randrange(1, 4))
            ]
            reports += [o.report for o in send(registry, *batch, at=at) if isinstance(o, Received)]
        elif dice.random() < 0.85:
            _change(registry, dice, reports, at)
        else:
            _manage(registry, dice, accounts, at)
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
            forms.CorrectionForm.model_validate(
                {"reason": "wrong-time", "occurred": {"from": shifted}}
            ),
            actor="t",
            at=now,
        ),
        lambda: desk.reclassify(
            registry,
            report,
            forms.ReclassificationForm(category=dice.choice(CATEGORIES)),
            actor="t",
            at=now,
        ),
        lambda: desk.put_in_place(
            registry,
            report,
            forms.PlacementForm(place=PlaceForm(point=PointForm(lat=57.05, lon=19.15))),
            actor="t",
            at=now,
        ),
        lambda: desk.review(
            registry, report, forms.ReviewForm(outcome=dice.choice(list(Review))), actor="t", at=now
        ),
        lambda: desk.link(registry, report, forms.LinkForm(same_as=other), actor="t", at=now),
        lambda: desk.unlink(registry, report, actor="t", at=now),
        lambda: desk.withdraw(
            registry, report, forms.WithdrawalForm(reason=Reason.MISTAKE), actor="t", at=now
        ),
        lambda: desk.share(registry, report, _share(dice), actor="t", at=now),
        lambda: desk.quarantine(registry, report, forms.QuarantineForm(), actor="t", at=now),
        lambda: desk.clear(registry, report, forms.ClearForm(), actor="t", at=now),
    ]
    weights = (3, 3, 2, 2, 4, 1, 1, 4, 1, 2)
    # A life meets closed doors; the record must be right all the same.
    with suppress(Refused):
        dice.choices(changes, weights)[0]()


def _share(dice: Random) -> forms.ShareForm:
    names = tuple(dice.sample(ORGANISATIONS, dice.randrange(3)))
    return forms.ShareForm(share=dice.choice(list(Share)), shared_with=names)


def _manage(registry: Registry, dice: Random, accounts: list[UUID], now: datetime) -> None:
    """Open an account or a key, or change an account."""

    def opened() -> None:
        of, roles = dice.choice(ORGANISATIONS), dice.sample(list(Role), 2)
        accounts.append(roster.open_account(registry, of, roles, actor="t", at=now))

    def keyed() -> None:
        key = roster.open_key(
            registry,
            organisation=dice.choice(ORGANISATIONS),
            name="program",
            scopes=[dice.choice(list(Scope))],
            expires_at=now + timedelta(days=30),
            actor="t",
            at=now,
        )
        if dice.random() < 0.5:
            roster.revoke_key(registry, key, actor="t", at=now)

    changes: list[Callable[[], object]] = [opened, keyed]
    if accounts:
        account, role = dice.choice(accounts), dice.choice(list(Role))
        changes += [
            lambda: roster.grant(registry, account, role, actor="t", at=now),
            lambda: roster.revoke(registry, account, role, actor="t", at=now),
            lambda: roster.close_account(registry, account, actor="t", at=now),
        ]
    with suppress(Refused):
        dice.choice(changes)()
