"""The end of every proof, and an error that gives nothing away."""

from sqlalchemy import func, select

from accounts import openid, passkeys, passwords, proof, recovery, totp
from accounts.openid import Proven
from accounts.opening import Accounts
from accounts.passkeys import Relying
from accounts.tables import metadata
from events.database import reading
from tests.accounts.authenticator import Authenticator
from tests.accounts.ledger import ANNA, BERIT, NOW, neighbour

HERE = Relying("lage.example", "Lägesbild", ("https://lage.example",))


def given_everything(accounts: Accounts, number: int) -> None:
    """Anna and Berit can prove themselves in every way there is."""
    for account in (ANNA, BERIT):
        passwords.set_password(accounts, account, "en gul cykel i regn", at=NOW)
        totp.begin(accounts, account)
        recovery.make(accounts, account)
        options, challenge = passkeys.registration_options(accounts, HERE, account, "A", "a@x.se")
        answer = Authenticator().register(options)
        passkeys.register(accounts, HERE, account, challenge, answer, name="", at=NOW)
        known_as = Proven("https://login.example", f"{account}/{number}")
        openid.link(accounts, account, known_as, at=NOW)


def rows(accounts: Accounts) -> dict[str, int]:
    """How many rows the store holds of each account."""
    found = dict[str, int]()
    with reading(accounts.engine) as connection:
        for table in metadata.sorted_tables:
            if "account" in table.c:
                for code, account, n in connection.execute(
                    select(table.c.municipality, table.c.account, func.count()).group_by(
                        table.c.municipality, table.c.account
                    )
                ):
                    name = f"{code} {account}"
                    found[name] = found.get(name, 0) + n
    return found


def test_whoever_is_forgotten_can_prove_nothing_and_the_others_can(accounts: Accounts) -> None:
    given_everything(accounts, 1)
    given_everything(neighbour(accounts), 2)
    before = rows(accounts)
    assert len(before) == 4
    assert set(before.values()) == {4 + recovery.CODES}

    proof.forget(accounts, ANNA)

    del before[f"{accounts.municipality} {ANNA}"]
    assert rows(accounts) == before


def test_the_error_says_its_reason_and_nothing_else() -> None:
    no = proof.NotProven("code-wrong")

    assert (no.reason, str(no), repr(no)) == ("code-wrong", "code-wrong", "NotProven('code-wrong')")
