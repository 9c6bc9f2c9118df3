"""The commands for accounts: who is let in by a terminal, and what it writes where."""

import json
import re
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from accounts import access, directory, invitations, passwords, sessions, totp
from cli.house import house_of_people, now
from events.database import reading
from projections import roster
from reference.roles import Role
from tests.cli.conftest import Done, Run
from web.administration.people import INVITED
from web.administration.person import BEGAN_ANEW, REMOVED, SIGNED_OUT

ANNA = "anna.ek@holmen.example"
LINK = re.compile(r"http://localhost:8000/invitation/([\w-]{43})\n")


@pytest.fixture
def fresh(lagesbild: Run) -> Run:
    """A record with an organisation and nobody in it."""
    assert lagesbild("organisation", "open", "bostad", "--sv", "Bostäder").returncode == 0
    return lagesbild


@pytest.fixture
def anna(fresh: Run) -> Run:
    """The same with Anna, who coordinates."""
    assert opened(fresh).returncode == 0
    return fresh


def opened(lagesbild: Run, *roles: str, email: str = ANNA, name: str = "Anna Ek") -> Done:
    given = [part for role in roles or ("coordinator",) for part in ("--role", role)]
    who = ("--name", name, "--email", email, "--organisation", "bostad")
    return lagesbild("account", "open", *who, *given)


def listed(lagesbild: Run) -> list[dict[str, Any]]:
    done = lagesbild("account", "list", "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def sign_in(email: str) -> None:
    """What signing in leaves behind: a session of the account."""
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, email)
        assert account is not None
        sessions.open_session(
            people, account, roles=[Role.COORDINATOR], way="test", client="", whole=True, at=now()
        )


def test_a_fresh_record_has_no_account_and_no_password(fresh: Run, tmp_path: Path) -> None:
    assert listed(fresh) == []
    with sqlite3.connect(tmp_path / "var" / "accounts.db") as store:
        tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        held = {
            name: store.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - names of our own
            for (name,) in tables
            if not name.startswith("migrations")
        }
    assert {"person", "password", "session", "access"} <= held.keys()
    assert not any(held.values()), held


def test_an_opened_account_gets_a_link_and_nothing_else_on_standard_output(fresh: Run) -> None:
    done = opened(fresh, "analyst", "participant")

    assert done.returncode == 0, done.stderr
    found = LINK.fullmatch(done.stdout)
    assert found
    (row,) = listed(fresh)
    assert (row["email"], row["name"], row["organisation"]) == (ANNA, "Anna Ek", "bostad")
    assert row["roles"] == ["analyst", "participant"]
    assert row["second_factor"] is False
    assert row["last_seen_at"] is None
    with house_of_people() as (_, people, _):
        invitation = invitations.find(people, found[1])
        assert invitation is not None
        assert invitation.is_open(now())
        assert str(invitation.account) == row["account"]
        assert invitation.invited_by == "command"


def test_neither_name_nor_address_stands_in_the_record(anna: Run, tmp_path: Path) -> None:
    (row,) = listed(anna)
    assert row["account"] in anna("log").stdout
    for file in (tmp_path / "var").glob("lagesbild.db*"):
        content = file.read_bytes()
        assert b"Anna" not in content
        assert b"anna.ek" not in content


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Anna Alm", "anna.EK@holmen.example"),
        ("Bo Alm", "no address"),
        (" ", "bo@holmen.example"),
    ],
)
def test_who_cannot_be_entered_gets_no_account(anna: Run, name: str, email: str) -> None:
    before = listed(anna)

    done = opened(anna, name=name, email=email)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert listed(anna) == before


@pytest.mark.parametrize(
    "wrong",
    [
        ("account", "open", "--name", "A", "--email", ANNA, "--organisation", "bostad"),
        ("account", "grant", ANNA, "king"),
        ("account", "invite"),
    ],
)
def test_wrong_use_ends_with_two(fresh: Run, wrong: tuple[str, ...]) -> None:
    done = fresh(*wrong)
    assert done.returncode == 2
    assert done.stdout == ""


def test_an_account_is_of_an_organisation_that_takes_part(fresh: Run) -> None:
    who = ("--name", "A", "--email", ANNA, "--organisation", "polis", "--role", "reporter")
    done = fresh("account", "open", *who)
    assert done.returncode == 1
    assert "polis" in done.stderr


def test_roles_that_are_held_apart_are_refused_together(anna: Run) -> None:
    assert opened(anna, "administrator", "auditor", email="bo@holmen.example").returncode == 1
    assert anna("account", "grant", ANNA, "administrator").returncode == 0
    done = anna("account", "grant", ANNA, "analyst")
    assert done.returncode == 1
    assert "administratör" in done.stderr.lower()


def test_a_role_is_granted_and_taken_back(anna: Run) -> None:
    assert anna("account", "grant", ANNA, "participant").returncode == 0
    assert listed(anna)[0]["roles"] == ["coordinator", "participant"]
    assert anna("account", "revoke", ANNA, "coordinator").returncode == 0
    assert listed(anna)[0]["roles"] == ["participant"]


def test_what_is_so_already_is_done(anna: Run) -> None:
    before = anna("log").stdout
    assert anna("account", "grant", ANNA, "coordinator").returncode == 0
    assert anna("account", "revoke", ANNA, "auditor").returncode == 0
    assert anna("log").stdout == before


def test_a_change_of_roles_ends_the_sessions(anna: Run) -> None:
    for verb, role in (("grant", "participant"), ("revoke", "participant")):
        sign_in(ANNA)
        assert anna("account", verb, ANNA, role).returncode == 0
        with house_of_people() as (_, people, _):
            account = directory.by_email(people, ANNA)
            assert account is not None
            assert sessions.sessions_of(people, account, at=now()) == []


def test_signing_out_ends_every_session_and_leaves_the_account(anna: Run) -> None:
    sign_in(ANNA)
    sign_in(ANNA)
    assert listed(anna)[0]["last_seen_at"] is not None

    done = anna("account", "sign-out", ANNA)

    assert done.returncode == 0
    assert "2" in done.stderr
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, ANNA)
        assert account is not None
        assert sessions.sessions_of(people, account, at=now()) == []
    assert len(listed(anna)) == 1


def test_a_second_factor_shows_in_the_list_once_it_is_confirmed(anna: Run) -> None:
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, ANNA)
        assert account is not None
        secret = totp.begin(people, account)
    assert listed(anna)[0]["second_factor"] is False
    with house_of_people() as (_, people, _):
        totp.confirm(people, account, pyotp.TOTP(secret).at(now()), at=now())
    assert listed(anna)[0]["second_factor"] is True
    (line,) = anna("account", "list").stdout.splitlines()
    assert line.startswith(f"{ANNA}\tAnna Ek\tbostad\tcoordinator\t")


def test_a_new_invitation_ends_the_one_before(anna: Run) -> None:
    first = LINK.fullmatch(anna("account", "invite", ANNA).stdout)
    second = LINK.fullmatch(anna("account", "invite", ANNA).stdout)
    assert first
    assert second
    with house_of_people() as (_, people, _):
        old, new = (invitations.find(people, found[1]) for found in (first, second))
        assert old is not None
        assert new is not None
        assert not old.is_open(now())
        assert new.is_open(now() + timedelta(days=6))


def test_a_link_alone_leaves_the_second_factor_and_beginning_anew_forgets_it(anna: Run) -> None:
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, ANNA)
        assert account is not None
        secret = totp.begin(people, account)
        totp.confirm(people, account, pyotp.TOTP(secret).at(now()), at=now())
    sign_in(ANNA)

    assert LINK.fullmatch(anna("account", "invite", ANNA).stdout)
    assert listed(anna)[0]["second_factor"] is True
    assert LINK.fullmatch(anna("account", "invite", ANNA, "--anew").stdout)
    assert listed(anna)[0]["second_factor"] is False
    with house_of_people() as (_, people, _):
        assert sessions.sessions_of(people, account, at=now()) == []


def test_what_leaves_no_trace_in_the_record_is_in_the_access_log(anna: Run) -> None:
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, ANNA)
        assert account is not None
    for verb in (("invite", ANNA, "--anew"), ("sign-out", ANNA), ("close", ANNA), ("remove", ANNA)):
        assert anna("account", *verb).returncode == 0

    with house_of_people() as (_, people, _):
        found = access.readings(people, object_id=account)
    assert {one.actor for one in found} == {"command"}
    assert [one.action for one in reversed(found)] == [
        INVITED,
        BEGAN_ANEW,
        INVITED,
        SIGNED_OUT,
        REMOVED,
    ]


def test_a_closed_account_opens_nothing_any_more(anna: Run) -> None:
    sign_in(ANNA)
    with house_of_people() as (_, people, _):
        account = directory.by_email(people, ANNA)
        assert account is not None
        passwords.set_password(people, account, "sju blå hästar i dimman", at=now())

    assert anna("account", "close", ANNA).returncode == 0

    assert listed(anna) == []
    with house_of_people() as (registry, people, _):
        assert sessions.sessions_of(people, account, at=now()) == []
        assert not passwords.has_password(people, account)
        with reading(registry.log.engine) as connection:
            assert roster.person(connection, "9948", account) is None
    assert anna("account", "invite", ANNA).returncode == 1


def test_a_removed_person_leaves_a_number_in_the_log_and_nothing_else(
    anna: Run, tmp_path: Path
) -> None:
    (row,) = listed(anna)
    refused = anna("account", "remove", ANNA)
    assert refused.returncode == 1
    assert len(listed(anna)) == 1
    assert anna("account", "close", ANNA).returncode == 0

    assert anna("account", "remove", ANNA).returncode == 0

    assert row["account"] in anna("log").stdout
    for file in (tmp_path / "var").glob("*.db*"):
        content = file.read_bytes()
        assert b"Anna Ek" not in content, file
        assert b"anna.ek" not in content, file
    assert anna("account", "invite", ANNA).returncode == 1
    assert opened(anna).returncode == 0


@pytest.mark.parametrize("verb", ["invite", "close", "remove", "sign-out"])
def test_somebody_unknown_is_said_to_be_so(fresh: Run, verb: str) -> None:
    done = fresh("account", verb, "nobody@holmen.example")
    assert done.returncode == 1
    assert "nobody@holmen.example" in done.stderr
