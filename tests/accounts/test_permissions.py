"""The table of who may do what, against the same table written by hand a second time."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.permissions import GRANTS, Action, Actor, Reach, Thing, may, reaches
from reference.roles import Role, Scope, Share

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ME = "5d0f0c1e-6a37-4b0e-9c58-2f6d6c616765"

# reporter, coordinator, analyst, participant, auditor, administrator, erasure officer
ROLES = tuple(Role)
OWN, CLEARED_OWN, OPEN = Reach.OWN, Reach.OWN_CLEARED, Reach.OWN_OPEN
ORG, SHARED, CLEARED, MEETING = Reach.ORGANISATION, Reach.SHARED, Reach.CLEARED, Reach.MEETING
ALL, OTHERS, NO = Reach.MUNICIPALITY, Reach.OTHERS, None
MATRIX: dict[str, tuple[Reach | None, ...]] = {
    "account.own": (OWN, OWN, OWN, OWN, OWN, OWN, OWN),
    "report.submit": (ORG, ORG, NO, NO, NO, NO, NO),
    "report.nothing": (ORG, ORG, NO, NO, NO, NO, NO),
    "report.read": (OWN, SHARED, ALL, MEETING, ALL, NO, NO),
    "text.read": (CLEARED_OWN, SHARED, CLEARED, MEETING, NO, NO, NO),
    "text.break-glass": (NO, NO, NO, NO, ALL, NO, NO),
    "report.correct": (OPEN, ORG, NO, NO, NO, NO, NO),
    "report.sort": (NO, ORG, ALL, NO, NO, NO, NO),
    "report.share": (NO, ORG, NO, NO, NO, NO, NO),
    "report.quarantine": (OWN, SHARED, ALL, NO, NO, NO, NO),
    "report.clear": (NO, ORG, ALL, NO, NO, NO, NO),
    "picture.read": (NO, ALL, ALL, ALL, ALL, NO, NO),
    "picture.issue": (NO, NO, ALL, NO, NO, NO, NO),
    "picture.publish": (NO, NO, ALL, NO, NO, NO, NO),
    "draft.write": (NO, NO, ALL, NO, NO, NO, NO),
    "draft.read": (NO, ALL, ALL, NO, NO, NO, NO),
    "words.read": (NO, ALL, ALL, ALL, NO, NO, NO),
    "ground.read": (ALL, ALL, ALL, ALL, ALL, ALL, ALL),
    "ground.manage": (NO, NO, NO, NO, NO, ALL, NO),
    "log.read": (NO, NO, NO, NO, ALL, NO, NO),
    "access-log.read": (NO, NO, NO, NO, ALL, NO, NO),
    "access-log.summary": (NO, ORG, NO, NO, ALL, NO, NO),
    "administration.see": (NO, ORG, NO, NO, ALL, ALL, NO),
    "people.read": (NO, ORG, NO, NO, ALL, ALL, NO),
    "people.invite": (NO, ORG, NO, NO, NO, ALL, NO),
    "people.manage": (NO, NO, NO, NO, NO, OTHERS, NO),
    "roles.grant": (NO, NO, NO, NO, NO, OTHERS, NO),
    "organisations.manage": (NO, NO, NO, NO, NO, ALL, NO),
    "keys.read": (NO, NO, NO, NO, ALL, ALL, NO),
    "keys.manage": (NO, NO, NO, NO, NO, ALL, NO),
    "erasure.propose": (OWN, ORG, ALL, NO, NO, NO, NO),
    "erasure.approve": (NO, NO, NO, NO, NO, NO, OTHERS),
}
PROGRAMS = {
    Scope.REPORT: {"report.submit": ORG, "report.nothing": ORG, "ground.read": ALL},
    Scope.READ: {"report.read": ORG, "ground.read": ALL},
    Scope.PICTURE: {"picture.read": ALL, "ground.read": ALL},
}


def actor(*holds: Role | Scope, organisation: str = "skola", municipality: str = "9947") -> Actor:
    return Actor(ME, municipality, organisation, frozenset(holds), AT)


def test_the_table_is_the_one_that_was_agreed() -> None:
    found = {action.value: tuple(GRANTS[action].get(role) for role in ROLES) for action in GRANTS}

    assert found == MATRIX
    assert set(GRANTS) == set(Action)


@pytest.mark.parametrize("scope", Scope)
def test_a_key_does_what_it_is_for_and_no_more(scope: Scope) -> None:
    found = {a.value: reach for a, granted in GRANTS.items() if (reach := granted.get(scope))}

    assert found == PROGRAMS[scope]


@pytest.mark.parametrize("action", Action)
def test_nobody_may_anything_in_another_municipality(action: Action) -> None:
    thing = Thing("9948", "skola", ME, AT, Share.MEETING, frozenset({"skola"}))

    assert not may(actor(*Role, *Scope), action, thing).allowed


@pytest.mark.parametrize("action", Action)
def test_who_holds_nothing_may_nothing(action: Action) -> None:
    assert may(actor(), action, Thing("9947", "skola", ME)).reason == "role"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ERASURE_OFFICER, Role.AUDITOR])
def test_who_keeps_the_house_reads_no_text_by_right(role: Role) -> None:
    thing = Thing("9947", "skola", ME, AT, Share.MEETING, frozenset({"skola"}))

    assert not may(actor(role), Action.TEXT_READ, thing).allowed


def test_nobody_changes_their_own_roles_or_approves_what_they_proposed() -> None:
    mine, others = Thing("9947", by=ME), Thing("9947", by="somebody else")

    for role, action in (
        (Role.ADMINISTRATOR, Action.ROLES_GRANT),
        (Role.ADMINISTRATOR, Action.PEOPLE_MANAGE),
        (Role.ERASURE_OFFICER, Action.ERASURE_APPROVE),
    ):
        assert not may(actor(role), action, mine).allowed
        assert may(actor(role), action, others).allowed


def test_what_is_held_back_is_read_by_the_own_coordinator_alone() -> None:
    held = Thing("9947", "skola", ME, AT, Share.MEETING, frozenset({"vakt"}), quarantined=True)

    readers = [
        (role, organisation)
        for role in Role
        for organisation in ("skola", "vakt", "bostad")
        if may(actor(role, organisation=organisation), Action.TEXT_READ, held).allowed
    ]

    assert readers == [(Role.COORDINATOR, "skola")]


@pytest.mark.parametrize(
    ("share", "readers"),
    [
        (Share.OWN, {(Role.COORDINATOR, "skola")}),
        (Share.NAMED, {(Role.COORDINATOR, "skola"), (Role.COORDINATOR, "vakt")}),
        (
            Share.MUNICIPALITY,
            {
                (Role.COORDINATOR, "skola"),
                (Role.COORDINATOR, "vakt"),
                *((Role.ANALYST, each) for each in ("skola", "vakt", "bostad")),
            },
        ),
        (
            Share.MEETING,
            {
                (Role.COORDINATOR, "skola"),
                (Role.COORDINATOR, "vakt"),
                *((Role.ANALYST, each) for each in ("skola", "vakt", "bostad")),
                *((Role.PARTICIPANT, each) for each in ("skola", "vakt", "bostad")),
            },
        ),
    ],
)
def test_each_level_of_sharing_holds_those_before_it(
    share: Share, readers: set[tuple[Role, str]]
) -> None:
    thing = Thing("9947", "skola", "somebody else", AT, share, frozenset({"vakt"}))

    assert readers == {
        (role, organisation)
        for role in Role
        for organisation in ("skola", "vakt", "bostad")
        if may(actor(role, organisation=organisation), Action.TEXT_READ, thing).allowed
    }


def test_a_reporter_corrects_until_the_week_is_closed_and_the_coordinator_for_good() -> None:
    closed = Thing("9947", "skola", ME, AT - timedelta(seconds=1))
    still_open = closed._replace(closes_at=AT)

    assert may(actor(Role.REPORTER), Action.REPORT_CORRECT, still_open).allowed
    assert not may(actor(Role.REPORTER), Action.REPORT_CORRECT, closed).allowed
    assert may(actor(Role.COORDINATOR), Action.REPORT_CORRECT, closed).allowed


def test_a_reach_is_that_of_all_roles_together() -> None:
    both = actor(Role.REPORTER, Role.ANALYST)

    assert reaches(both, Action.REPORT_READ) == {Reach.OWN, Reach.MUNICIPALITY}
