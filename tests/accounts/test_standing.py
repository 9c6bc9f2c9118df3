"""How accounts stand: what each can prove itself with, several asked for at once."""

from datetime import timedelta

import pyotp
from sqlalchemy import insert

from accounts import passwords, sessions, tables, totp
from accounts.opening import Accounts
from accounts.standing import Standing, standing
from events.database import writing
from reference.roles import Role
from tests.accounts.ledger import ANNA, BERIT, MUNICIPALITY, NOW, neighbour


def test_an_account_that_has_nothing_stands_with_nothing(accounts: Accounts) -> None:
    assert standing(accounts, []) == {}
    assert standing(accounts, [ANNA, ANNA]) == {ANNA: Standing()}


def test_each_account_stands_with_its_own(accounts: Accounts) -> None:
    passwords.set_password(accounts, BERIT, "sju blå hästar i dimman", at=NOW)
    passkey = {
        "municipality": MUNICIPALITY,
        "account": ANNA,
        "public_key": b"",
        "counter": 0,
        "name": "",
        "added_at": NOW,
    }
    with writing(accounts.engine) as connection:
        connection.execute(
            insert(tables.passkey), [passkey | {"credential": which} for which in (b"1", b"2")]
        )
        connection.execute(
            insert(tables.identity).values(
                municipality=MUNICIPALITY, issuer="i", subject="s", account=ANNA, added_at=NOW
            )
        )

    found = standing(accounts, [ANNA, BERIT])

    assert found[ANNA] == Standing(passkeys=2, providers=1)
    assert found[BERIT] == Standing(has_password=True)
    assert found[ANNA].has_second_factor
    assert not found[BERIT].has_second_factor
    assert standing(neighbour(accounts), [ANNA]) == {ANNA: Standing()}


def test_an_app_counts_once_it_is_confirmed(accounts: Accounts) -> None:
    secret = totp.begin(accounts, ANNA)
    assert not standing(accounts, [ANNA])[ANNA].has_second_factor
    totp.confirm(accounts, ANNA, pyotp.TOTP(secret).at(NOW), at=NOW)
    assert standing(accounts, [ANNA])[ANNA].has_app


def test_last_seen_is_the_latest_of_all_sessions(accounts: Accounts) -> None:
    for hours in (2, 0, 1):
        at = NOW - timedelta(hours=hours)
        sessions.open_session(
            accounts, ANNA, roles=[Role.ANALYST], way="", client="", whole=True, at=at
        )
    assert standing(accounts, [ANNA])[ANNA].last_seen_at == NOW
