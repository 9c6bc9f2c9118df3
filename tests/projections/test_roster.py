"""The roster: who has an account with which roles, which keys there are, and since when."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from events.database import reading
from events.organisation import OrganisationOpened
from ingest import roster as doors
from ingest.adopt import close_organisation, open_organisation
from projections import roster
from projections.record import Registry
from projections.roster import ApiKey, Person
from projections.tables import OPEN, tables
from reference.roles import Role, Scope
from tests.hamlet import MUNICIPALITY, NOW

END = NOW + timedelta(days=30)


def account(registry: Registry, *roles: Role, of: str = "skola") -> UUID:
    return doors.open_account(registry, of, roles or (Role.REPORTER,), actor="command", at=NOW)


def person(registry: Registry, one: UUID) -> Person | None:
    with reading(registry.log.engine) as connection:
        return roster.person(connection, MUNICIPALITY, one)


def people(registry: Registry, of: str | None = None) -> list[UUID]:
    with reading(registry.log.engine) as connection:
        return [one.account for one in roster.people(connection, MUNICIPALITY, of)]


def key(registry: Registry, name: str = "program", of: str = "vakt") -> UUID:
    return doors.open_key(
        registry,
        organisation=of,
        name=name,
        scopes=(Scope.READ, Scope.REPORT),
        expires_at=END,
        actor="command",
        at=NOW,
    )


def keys(registry: Registry, of: str | None = None) -> list[ApiKey]:
    with reading(registry.log.engine) as connection:
        return roster.keys(connection, MUNICIPALITY, of)


def test_a_person_is_known_by_organisation_and_roles(registry: Registry) -> None:
    one = account(registry, Role.REPORTER, Role.PARTICIPANT)
    doors.grant(registry, one, Role.COORDINATOR, actor="x", at=NOW)
    doors.revoke(registry, one, Role.PARTICIPANT, actor="x", at=NOW)
    found = person(registry, one)
    assert found is not None
    assert found[:3] == (one, "skola", frozenset({Role.REPORTER, Role.COORDINATOR}))
    with reading(registry.log.engine) as connection:
        (opened, *_) = registry.log.stream(connection, one)
    assert found.from_position == opened.position
    assert person(registry, uuid4()) is None


def test_somebody_without_a_role_is_still_a_person(registry: Registry) -> None:
    one = account(registry, Role.REPORTER)
    doors.revoke(registry, one, Role.REPORTER, actor="x", at=NOW)
    found = person(registry, one)
    assert found is not None
    assert found.roles == frozenset()


def test_people_are_listed_by_organisation(registry: Registry) -> None:
    first, second = account(registry, Role.REPORTER, Role.ANALYST), account(registry)
    guard = account(registry, of="vakt")
    assert people(registry) == [first, second, guard]
    assert people(registry, "vakt") == [guard]
    assert people(registry, "bostad") == []


def test_a_closed_account_is_nobodys(registry: Registry) -> None:
    one, other = account(registry), account(registry)
    doors.close_account(registry, one, actor="x", at=NOW)
    assert person(registry, one) is None
    assert people(registry) == [other]
    with reading(registry.log.engine) as connection:
        roles = tables().roster_role
        standing = select(roles.c.account).where(roles.c.upto_position == OPEN)
        assert list(connection.scalars(standing)) == [other]


def test_an_account_rests_while_its_organisation_does_not_take_part(registry: Registry) -> None:
    one, other, program = account(registry, of="vakt"), account(registry), key(registry)
    close_organisation(registry, "vakt", actor="t", at=NOW)
    assert person(registry, one) is None
    assert people(registry) == [other]
    assert keys(registry) == []
    again = OrganisationOpened(code="vakt", sv="Vakten", en="The guards")
    open_organisation(registry, again, actor="t", at=NOW)
    assert person(registry, one) is not None
    assert [one.key for one in keys(registry)] == [program]


def test_who_granted_a_role_and_when_it_held_stays_on_record(registry: Registry) -> None:
    one = account(registry, Role.REPORTER)
    granted = doors.grant(registry, one, Role.ANALYST, actor="anna", at=NOW)
    revoked = doors.revoke(registry, one, Role.ANALYST, actor="bo", at=NOW)
    again = doors.grant(registry, one, Role.ANALYST, actor="cecilia", at=NOW)
    assert granted
    assert revoked
    assert again
    table = tables().roster_role
    with reading(registry.log.engine) as connection:
        rows = connection.execute(
            select(table.c.from_position, table.c.upto_position, table.c.granted_by)
            .where(table.c.account == one, table.c.role == "analyst")
            .order_by(table.c.from_position)
        ).all()
    assert [tuple(row) for row in rows] == [
        (granted.position, revoked.position, "anna"),
        (again.position, OPEN, "cecilia"),
    ]


def test_a_key_is_known_until_it_is_revoked(registry: Registry) -> None:
    one, other = key(registry), key(registry, of="skola")
    with reading(registry.log.engine) as connection:
        found = roster.key(connection, MUNICIPALITY, one)
    assert found is not None
    assert found[:5] == (one, "vakt", "program", frozenset({Scope.READ, Scope.REPORT}), END)
    assert [held.key for held in keys(registry)] == [other, one]
    assert [held.key for held in keys(registry, "vakt")] == [one]
    doors.revoke_key(registry, one, actor="x", at=NOW)
    with reading(registry.log.engine) as connection:
        assert roster.key(connection, MUNICIPALITY, one) is None
    assert [held.key for held in keys(registry)] == [other]


def test_a_municipality_knows_only_its_own(registry: Registry) -> None:
    one, program = account(registry), key(registry)
    with reading(registry.log.engine) as connection:
        assert roster.person(connection, "9949", one) is None
        assert roster.key(connection, "9949", program) is None
        assert roster.people(connection, "9949") == []
