"""Passwords: which are taken, how they are kept, and that asking tells nothing."""

import statistics
import time
from uuid import uuid4

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from sqlalchemy import func, select, update

from accounts import passwords, tables
from accounts.opening import Accounts
from accounts.passwords import (
    GUESSED,
    LEAST,
    MOST,
    NAMED,
    PATTERNED,
    TOO_LONG,
    TOO_SHORT,
    has_password,
    remove,
    set_password,
    too_weak,
    verify,
)
from events.database import reading, writing
from reference.language import translator
from tests.accounts.ledger import ANNA, BERIT, NOW, at_once, neighbour

GOOD = "en gul cykel i regn"


def judged(password: str) -> str | None:
    """What is said of a password of Anna Berglund in Västerås."""
    return too_weak(
        password,
        email="anna.b@vasteras.example",
        name="Anna Berglund",
        municipality="Västerås stad",
    )


def stored_hash(accounts: Accounts) -> str:
    """The only stored hash."""
    with reading(accounts.engine) as connection:
        found: str = connection.scalars(select(tables.password.c.hash)).one()
    return found


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "tvättbjörn",  # too short alone
        "kaffekopp med fyra örhängen",
        "correct donkey engine paperclip",
        "9f2c-77aa-41bd-ee02",
        "gxv kpl 8832 zzt",
        "1948362057 är inte 7",
        "x" * 6 + "åäö ÖÄÅ qrt",
        "per och eva på stan",
        "en stad i regnet",
        "🚲🌧️🟡 i november",
    ],
)
def test_a_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert judged(password) == (TOO_SHORT if len(password) < LEAST else None)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elva tecken", TOO_SHORT),
        ("ﬁnﬁn", TOO_SHORT),
        ("a" * 5 + "b c d e f g" * 20, TOO_LONG),
        ("aaaaaaaaaaaa", PATTERNED),
        ("            ", PATTERNED),
        ("abcabcabcabc", PATTERNED),
        ("hemlig!hemlig!", PATTERNED),
        ("qwertyuiopå1", PATTERNED),
        ("poiuytrewq12", PATTERNED),
        ("1qaz2wsx3edc", PATTERNED),
        ("!QAZ2wsx#EDC", PATTERNED),
        ("123456789012345", PATTERNED),
        ("abcdefghijklm", PATTERNED),
        ("asdfghjklöäå", PATTERNED),
        ("199005121234", GUESSED),
        ("19900512-1234", GUESSED),
        ("+46 70 123 45 67", GUESSED),
        ("Sommaren2026!", GUESSED),
        ("SOMMAREN2026!!", GUESSED),
        ("2026sommaren!", GUESSED),
        ("lösenord20266", GUESSED),
        ("Losenord_2026", GUESSED),
        ("P@ssw0rd-2026", GUESSED),
        ("f0tb0llsverige", GUESSED),
        ("hejsan sverige", GUESSED),
        ("sommar-vinter-26", GUESSED),
        ("Administratör1", GUESSED),
        ("Trygg kommun 1", GUESSED),
        ("correct horse battery staple", GUESSED),
        ("korrekt häst batteri klammer", GUESSED),
        ("annas gula cykel", NAMED),
        ("en Berglund i regn", NAMED),
        ("cykla i Västerås", NAMED),
        ("cykla i VASTERAS", NAMED),
        ("skriv till anna.b snart", NAMED),
    ],
)
def test_a_password_that_is_guessed_is_not_taken(password: str, why: str) -> None:
    assert judged(password) == why


def test_very_short_names_may_stand_in_a_password() -> None:
    assert (
        too_weak("superb cykel i regn", email="b@x.example", name="Bo Ek", municipality="Ale")
        is None
    )


def test_each_no_is_said_with_its_number_and_in_swedish() -> None:
    swedish = translator("sv")

    assert f" {LEAST} " in TOO_SHORT
    assert f" {MOST} " in TOO_LONG
    for sentence in (TOO_SHORT, TOO_LONG, PATTERNED, GUESSED, NAMED):
        assert swedish(sentence) != sentence


def test_the_password_opens_the_account_and_nothing_else_does(accounts: Accounts) -> None:
    assert not has_password(accounts, ANNA)

    set_password(accounts, ANNA, GOOD, at=NOW)

    assert has_password(accounts, ANNA)
    assert verify(accounts, ANNA, GOOD)
    assert not verify(accounts, ANNA, GOOD + " ")
    assert not verify(accounts, ANNA, GOOD.upper())
    assert not verify(accounts, ANNA, "")
    assert not verify(accounts, BERIT, GOOD)
    assert not verify(accounts, None, GOOD)
    assert not verify(neighbour(accounts), ANNA, GOOD)


def test_a_new_password_takes_the_place_of_the_old(accounts: Accounts) -> None:
    set_password(accounts, ANNA, GOOD, at=NOW)
    set_password(accounts, ANNA, "en blå buss i snö", at=NOW)

    assert not verify(accounts, ANNA, GOOD)
    assert verify(accounts, ANNA, "en blå buss i snö")


def test_several_at_once_leave_one_password(accounts: Accounts) -> None:
    at_once(4, lambda n: set_password(accounts, ANNA, f"{GOOD} {n}", at=NOW))

    assert sum(verify(accounts, ANNA, f"{GOOD} {n}") for n in range(4)) == 1


def test_a_removed_password_opens_nothing(accounts: Accounts) -> None:
    set_password(accounts, ANNA, GOOD, at=NOW)
    set_password(accounts, BERIT, GOOD, at=NOW)

    remove(accounts, ANNA)

    assert not verify(accounts, ANNA, GOOD)
    assert verify(accounts, BERIT, GOOD)


def test_the_same_letters_open_however_they_were_composed(accounts_on_sqlite: Accounts) -> None:
    set_password(accounts_on_sqlite, ANNA, "e\u0301n ga\u030ang i Å\u0308", at=NOW)

    assert verify(accounts_on_sqlite, ANNA, "\u00e9n g\u00e5ng i \u212b\u0308")


def test_half_a_character_is_no_error(accounts_on_sqlite: Accounts) -> None:
    set_password(accounts_on_sqlite, ANNA, "en halv cykel \ud83d", at=NOW)

    assert verify(accounts_on_sqlite, ANNA, "en halv cykel \ud83d")
    assert not verify(accounts_on_sqlite, ANNA, "en halv cykel \ud83e")


def test_what_is_longer_than_any_password_opens_nothing(accounts_on_sqlite: Accounts) -> None:
    with pytest.raises(ValueError, match="at most 200") as error:
        set_password(accounts_on_sqlite, ANNA, "x" * (MOST + 1), at=NOW)

    assert "xx" not in str(error.value)
    set_password(accounts_on_sqlite, ANNA, "x" * MOST, at=NOW)
    assert verify(accounts_on_sqlite, ANNA, "x" * MOST)
    assert not verify(accounts_on_sqlite, ANNA, "x" * (MOST + 1))


def test_hashes_are_argon2id_with_the_parameters_of_owasp(accounts_on_sqlite: Accounts) -> None:
    set_password(accounts_on_sqlite, ANNA, GOOD, at=NOW)

    kept = extract_parameters(stored_hash(accounts_on_sqlite))
    assert (kept.type, kept.memory_cost, kept.time_cost, kept.parallelism) == (
        Type.ID,
        19 * 1024,
        2,
        1,
    )
    assert extract_parameters(passwords._decoy()) == kept


def test_an_older_hash_is_made_anew_when_its_owner_signs_in(accounts: Accounts) -> None:
    set_password(accounts, ANNA, GOOD, at=NOW)
    weak = PasswordHasher(memory_cost=64, time_cost=1, parallelism=1)
    with writing(accounts.engine) as connection:
        connection.execute(update(tables.password).values(hash=weak.hash(GOOD)))

    assert not verify(accounts, ANNA, "en röd cykel i regn")
    assert weak.check_needs_rehash(stored_hash(accounts)) is False
    assert verify(accounts, ANNA, GOOD)
    assert passwords.HASHER.check_needs_rehash(stored_hash(accounts)) is False
    assert verify(accounts, ANNA, GOOD)
    with reading(accounts.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(tables.password)) == 1


def test_at_most_two_are_hashed_at_once(
    accounts_on_sqlite: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_password(accounts_on_sqlite, ANNA, GOOD, at=NOW)
    inside: list[int] = []
    most: list[int] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: bytes) -> bool:
        inside.append(1)
        most.append(len(inside))
        try:
            return real(self, stored, password)
        finally:
            inside.pop()

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    assert all(at_once(8, lambda _: verify(accounts_on_sqlite, ANNA, GOOD)))
    assert len(most) == 8
    assert max(most) <= 2


def test_an_unknown_account_takes_as_long_as_a_wrong_password(
    accounts_on_sqlite: Accounts,
) -> None:
    set_password(accounts_on_sqlite, ANNA, GOOD, at=NOW)
    ways = {"unknown": None, "without": uuid4(), "wrong": ANNA}
    took: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(9):  # in turn, so that a busy machine slows all alike
        for way, account in ways.items():
            since = time.perf_counter()
            assert not verify(accounts_on_sqlite, account, "en röd cykel i regn")
            took[way].append(time.perf_counter() - since)

    usual = {way: statistics.median(times) for way, times in took.items()}
    assert 0.5 < usual["unknown"] / usual["wrong"] < 2
    assert 0.5 < usual["without"] / usual["wrong"] < 2
