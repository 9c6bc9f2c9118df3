"""A session lives as long as the shortest of its limits, and no secret of it is stored."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from accounts import sessions
from accounts.opening import Accounts
from accounts.sessions import HALF, LIMITS, STRICTEST, WHOLE, Session
from accounts.tables import session as table
from events.database import reading
from reference.roles import Role
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour

MICROSECOND = timedelta(microseconds=1)


def signed_in(
    accounts: Accounts,
    account: UUID = ANNA,
    *roles: Role,
    whole: bool = True,
    at: datetime = NOW,
    client: str = "Firefox",
) -> tuple[str, Session]:
    return sessions.open_session(
        accounts,
        account,
        roles=roles or (Role.ANALYST,),
        way="password",
        client=client,
        whole=whole,
        at=at,
    )


def test_a_session_is_found_by_its_token(accounts: Accounts) -> None:
    token, opened = signed_in(accounts, ANNA, Role.COORDINATOR, client="Firefox on Linux" * 9)

    assert sessions.find(accounts, token, at=NOW) == opened
    assert opened == Session(
        opened.id,
        ANNA,
        WHOLE,
        "password",
        ("Firefox on Linux" * 9)[:80],
        NOW,
        NOW,
        3600,
        NOW + timedelta(hours=12),
    )


def test_another_token_or_another_municipality_finds_nothing(accounts: Accounts) -> None:
    token, opened = signed_in(accounts)

    assert sessions.find(accounts, token[:-1], at=NOW) is None
    assert sessions.find(accounts, "", at=NOW) is None
    assert sessions.find(neighbour(accounts), token, at=NOW) is None
    assert sessions.was_of(neighbour(accounts), token) is None
    assert sessions.sessions_of(neighbour(accounts), ANNA, at=NOW) == []
    assert not sessions.end(neighbour(accounts), opened.id, ANNA, at=NOW)
    assert sessions.end_all(neighbour(accounts), ANNA, at=NOW) == 0
    assert sessions.find(accounts, token, at=NOW) == opened


def test_every_role_has_its_times() -> None:
    assert LIMITS.keys() == set(Role)


@given(st.frozensets(st.sampled_from(Role)))
def test_the_shortest_time_of_any_role_holds(roles: frozenset[Role]) -> None:
    limit = sessions.limit_of(roles)

    assert all(limit.idle <= LIMITS[role].idle for role in roles)
    assert all(limit.whole <= LIMITS[role].whole for role in roles)
    assert {limit.idle} <= {LIMITS[role].idle for role in roles} or limit == STRICTEST
    assert {limit.whole} <= {LIMITS[role].whole for role in roles} or limit == STRICTEST


def test_roles_of_different_patience_give_the_shorter_of_both_times() -> None:
    # The participant may stay away for longer than the analyst, but neither for a week.
    roles = {Role.REPORTER, Role.PARTICIPANT, Role.ANALYST}

    assert sessions.limit_of(roles) == (timedelta(hours=1), timedelta(hours=12))
    assert sessions.limit_of({Role.ANALYST, Role.AUDITOR}) == STRICTEST
    assert sessions.limit_of(()) == STRICTEST


def test_a_session_that_is_left_alone_is_over_at_its_idle_time(accounts: Accounts) -> None:
    token, _ = signed_in(accounts, ANNA, Role.ADMINISTRATOR)
    other, _ = signed_in(accounts, ANNA, Role.ADMINISTRATOR)

    assert sessions.find(accounts, token, at=NOW + timedelta(minutes=30)) is None
    assert sessions.find(accounts, other, at=NOW + timedelta(minutes=30) - MICROSECOND)


def test_a_session_in_use_is_over_at_its_end(accounts: Accounts) -> None:
    token, opened = signed_in(accounts, ANNA, Role.ADMINISTRATOR)
    at = NOW
    while at + timedelta(minutes=29) < opened.ends_at:
        at += timedelta(minutes=29)
        assert sessions.find(accounts, token, at=at)

    assert sessions.find(accounts, token, at=opened.ends_at - MICROSECOND)
    assert sessions.find(accounts, token, at=opened.ends_at) is None


def test_a_half_session_has_ten_minutes_however_it_is_used(accounts: Accounts) -> None:
    token, opened = signed_in(accounts, ANNA, Role.REPORTER, whole=False)

    assert opened.stage == HALF
    assert sessions.find(accounts, token, at=NOW + timedelta(minutes=9)) is not None
    assert sessions.find(accounts, token, at=NOW + timedelta(minutes=10)) is None


def test_that_a_session_was_seen_is_written_once_a_minute(accounts: Accounts) -> None:
    token, _ = signed_in(accounts)
    commits: list[object] = []
    event.listen(accounts.engine, "commit", commits.append)
    seen: list[datetime] = []
    for seconds in (1, 59, 60, 61, 119, 120):
        found = sessions.find(accounts, token, at=NOW + timedelta(seconds=seconds))
        assert found
        seen.append(found.seen_at)

    assert [(at - NOW).seconds for at in seen] == [0, 0, 60, 60, 60, 120]
    # Six readings and two writings.
    assert len(commits) == 8


def test_time_that_goes_back_neither_ends_a_session_nor_lengthens_it(accounts: Accounts) -> None:
    token, _ = signed_in(accounts)
    sessions.find(accounts, token, at=NOW + timedelta(minutes=5))

    found = sessions.find(accounts, token, at=NOW - timedelta(minutes=5))

    assert found
    assert found.seen_at == NOW + timedelta(minutes=5)


def test_an_ended_session_is_over_but_known_to_have_been_somebodys(accounts: Accounts) -> None:
    token, opened = signed_in(accounts)

    assert not sessions.end(accounts, opened.id, BERIT, at=NOW)
    assert not sessions.end(accounts, uuid4(), ANNA, at=NOW)
    assert sessions.find(accounts, token, at=NOW)
    assert sessions.end(accounts, opened.id, ANNA, at=NOW)
    assert not sessions.end(accounts, opened.id, ANNA, at=NOW)
    assert sessions.find(accounts, token, at=NOW) is None
    assert sessions.was_of(accounts, token) == ANNA
    assert sessions.was_of(accounts, "somebody else's") is None


def test_all_sessions_of_an_account_end_but_the_one_that_is_asked_from(accounts: Accounts) -> None:
    kept_token, kept = signed_in(accounts)
    signed_in(accounts, at=NOW + timedelta(minutes=1))
    signed_in(accounts, at=NOW - timedelta(hours=2))  # over since an hour
    others, _ = signed_in(accounts, BERIT)

    assert sessions.end_all(accounts, ANNA, at=NOW, but=kept.id) == 1
    assert sessions.sessions_of(accounts, ANNA, at=NOW) == [kept]
    assert sessions.find(accounts, kept_token, at=NOW)
    assert sessions.end_all(accounts, ANNA, at=NOW) == 1
    assert sessions.find(accounts, kept_token, at=NOW) is None
    assert sessions.find(accounts, others, at=NOW)


def test_an_account_sees_its_living_sessions_the_latest_first(accounts: Accounts) -> None:
    older, first = signed_in(accounts, client="Safari")
    _, second = signed_in(accounts, at=NOW + timedelta(minutes=10), client="Firefox")
    _, ended = signed_in(accounts)
    sessions.end(accounts, ended.id, ANNA, at=NOW)
    signed_in(accounts, at=NOW - timedelta(hours=1))  # idle for its hour
    signed_in(accounts, BERIT)
    at = NOW + timedelta(minutes=20)

    assert sessions.sessions_of(accounts, ANNA, at=at) == [second, first]

    sessions.find(accounts, older, at=at)
    listed = sessions.sessions_of(accounts, ANNA, at=at)
    assert [one.client for one in listed] == ["Safari", "Firefox"]
    assert listed[0].seen_at == at


def test_what_is_stored_of_a_token_does_not_open_a_session(accounts: Accounts) -> None:
    token, _ = signed_in(accounts)
    with reading(accounts.engine) as connection:
        row = connection.execute(select(table)).one()

    assert token.encode() not in bytes(row.token_hash)
    for stored in (row.token_hash.hex(), row.token_hash.decode("latin-1"), str(row.session)):
        assert sessions.find(accounts, stored, at=NOW) is None


def test_forms_carry_what_only_their_session_could_have_made() -> None:
    assert sessions.form_token("a") == sessions.form_token("a")
    assert sessions.form_token("a") != sessions.form_token("b")
    assert len(sessions.form_token("a")) == 43
    assert sessions.form_token("a").replace("-", "").replace("_", "").isalnum()


def test_a_session_that_several_ask_for_at_once_is_seen_once(accounts: Accounts) -> None:
    token, opened = signed_in(accounts)
    later = NOW + timedelta(minutes=2)

    found = at_once(8, lambda _: sessions.find(accounts, token, at=later))

    assert found == [opened._replace(seen_at=later)] * 8


def test_whoever_asks_latest_says_when_a_session_was_seen(accounts: Accounts) -> None:
    times = [NOW + timedelta(minutes=2 * n) for n in range(1, 9)]
    tokens = [signed_in(accounts)[0] for _ in range(10)]

    def ask(number: int) -> None:
        for token in tokens:
            sessions.find(accounts, token, at=times[number])

    at_once(8, ask)

    listed = sessions.sessions_of(accounts, ANNA, at=NOW)
    assert [one.seen_at for one in listed] == [times[-1]] * 10


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    roles=st.frozensets(st.sampled_from(Role)),
    stage=st.sampled_from([WHOLE, HALF]),
    steps=st.lists(st.integers(0, 14 * 3600), max_size=8),
)
def test_a_session_lives_exactly_as_its_limits_say(
    accounts_on_sqlite: Accounts, roles: frozenset[Role], stage: str, steps: list[int]
) -> None:
    """Against a model that knows every moment at which the session was asked for."""
    accounts = accounts_on_sqlite
    token, opened = sessions.open_session(
        accounts, ANNA, roles=roles, way="passkey", client="", whole=stage == WHOLE, at=NOW
    )
    seen, at, alive = NOW, NOW, True
    for step in steps:
        at += timedelta(seconds=step)
        alive = alive and at < opened.ends_at and at < seen + timedelta(seconds=opened.idle_s)
        found = sessions.find(accounts, token, at=at)
        assert (found is not None) == alive
        if found and at - seen >= timedelta(minutes=1):
            seen = at
        assert not found or found.seen_at == seen


@pytest.mark.parametrize("way", ["password", "passkey", "provider"])
def test_a_session_says_how_it_was_opened(accounts_on_sqlite: Accounts, way: str) -> None:
    token, _ = sessions.open_session(
        accounts_on_sqlite, ANNA, roles=(), way=way, client="", whole=True, at=NOW
    )
    found = sessions.find(accounts_on_sqlite, token, at=NOW)
    assert found
    assert found.way == way
