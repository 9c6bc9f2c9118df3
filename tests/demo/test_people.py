"""The people of the demo: one for each role, in the log by number, with passwords of their own."""

import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from accounts import directory, passwords
from accounts import opening as accounts_opening
from accounts.opening import Accounts
from briefing.draw import draw
from demo.names import MUNICIPALITY
from demo.organisations import HALL, MEMBERS
from demo.people import (
    ANALYST,
    FILE,
    PEOPLE,
    REPORTER,
    account_of,
    actor_of,
    move_in,
    opened,
    said,
    write_down,
)
from demo.years import HER_WEEKS, lay_out
from events.database import reading
from events.sealing import read_master_key
from projections import roster
from projections.known import known
from projections.record import Registry
from reference.language import translator
from reference.roles import Role
from reference.weeks import Week
from tests.demo.havstuna import MUNICIPALITY as CODE
from tests.demo.havstuna import entries, registry_in

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
UNTIL = Week(2026, 47)
WEEKS = HER_WEEKS + 2
SEED = 47


class Laid(NamedTuple):
    """A small record of the demo, and the folder that it lies in."""

    folder: Path
    registry: Registry


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laid]:
    """A few thin weeks of Havstuna, two of them from before the reporter has her account."""
    folder = tmp_path_factory.mktemp("people")
    registry = registry_in(folder)
    lay_out(registry, folder, weeks=WEEKS, until=UNTIL, scale=0.4, now=AT)
    yield Laid(folder, registry)
    registry.log.engine.dispose()


@contextmanager
def accounts_in(folder: Path) -> Iterator[Accounts]:
    """The store of accounts beside a record."""
    with accounts_opening.store(f"sqlite:///{folder / 'accounts.db'}") as engine:
        yield accounts_opening.opened(engine, CODE, read_master_key(folder / "master.key"))


def test_there_is_one_person_for_each_role() -> None:
    assert Counter(person.role for person in PEOPLE) == dict.fromkeys(Role, 1)
    codes = {member.code for member in (*MEMBERS, HALL)}
    assert {person.organisation for person in PEOPLE} <= codes
    # .example is reserved: no mail that is sent there can reach anybody.
    assert all(person.email.endswith("@havstuna.example") for person in PEOPLE)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)


def test_the_reporter_works_as_something_that_her_organisation_has() -> None:
    (member,) = (one for one in MEMBERS if one.code == REPORTER.organisation)
    assert REPORTER.works_as in member.roles


def test_a_seed_always_gives_the_same_accounts_and_another_seed_others() -> None:
    assert opened(SEED) == opened(SEED)
    assert {one.stream for one in opened(SEED)} & {one.stream for one in opened(1)} == set()


def test_everybody_stands_in_the_roster_with_one_role(laid: Laid) -> None:
    with reading(laid.registry.log.engine) as connection:
        found = roster.people(connection, CODE)
    assert {(one.account, one.organisation, one.roles) for one in found} == {
        (account_of(SEED, person), person.organisation, frozenset({person.role}))
        for person in PEOPLE
    }


def test_the_accounts_are_opened_before_anything_is_reported(laid: Laid) -> None:
    topics = [entry[5] for entry in entries(laid.registry)]
    last = max(at for at, topic in enumerate(topics) if topic.startswith("account."))
    assert last < topics.index("report.submitted")


def test_the_reporter_sends_her_own_reports_in_the_last_weeks(laid: Laid) -> None:
    hers = actor_of(SEED, REPORTER)
    sent = [entry for entry in entries(laid.registry) if entry[5] == "report.submitted"]
    began = UNTIL.shift(1 - HER_WEEKS).start_at
    by_her = [entry for entry in sent if entry[4] == hers]

    assert len(by_her) >= 5
    assert all(entry[3] >= began for entry in by_her)
    told = {(entry[6]["organisation"], entry[6]["reporter_role"]) for entry in by_her}
    assert told == {(REPORTER.organisation, REPORTER.works_as)}
    others = [entry for entry in sent if entry[4] != hers and entry[3] >= began]
    assert (REPORTER.organisation, REPORTER.works_as) not in {
        (entry[6]["organisation"], entry[6].get("reporter_role")) for entry in others
    }


def test_the_analyst_issues_the_pictures(laid: Laid) -> None:
    issued = [entry[4] for entry in entries(laid.registry) if entry[5] == "picture.issued"]
    assert set(issued) == {actor_of(SEED, ANALYST)}
    assert len(issued) == WEEKS


def test_the_town_hall_is_not_expected_to_report(laid: Laid) -> None:
    with known(laid.registry.log) as now:
        coverage = draw(now, UNTIL).coverage
        assert HALL.code in now.ground.organisations
    assert coverage.expected == len(MEMBERS)
    assert not any(voice.expected for voice in coverage.voices if voice.code == HALL.code)


def test_each_demo_has_passwords_that_nobody_had_before(laid: Laid, tmp_path: Path) -> None:
    registry_in(tmp_path).log.engine.dispose()
    with accounts_in(laid.folder) as here, accounts_in(tmp_path) as there:
        logins = move_in(here, seed=SEED, at=AT)
        others = move_in(there, seed=SEED, at=AT)

        secrets = [login.password for login in (*logins, *others)]
        assert len(set(secrets)) == 2 * len(PEOPLE)
        for person, password in logins:
            account = directory.by_email(here, person.email)
            assert account == account_of(SEED, person)
            assert passwords.verify(here, account, password)
            assert not passwords.verify(there, account, password)
            weak = passwords.too_weak(
                password, email=person.email, name=person.name, municipality=MUNICIPALITY
            )
            assert weak is None

    written = write_down(logins, laid.folder, language="sv")

    assert written == laid.folder / FILE
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    text = written.read_text("utf-8")
    for person, password in logins:
        (line,) = (line for line in text.splitlines() if person.email in line)
        assert password in line
        assert person.role.sv in line
    with pytest.raises(FileExistsError):
        write_down(others, laid.folder, language="sv")
    assert written.read_text("utf-8") == text

    # In no other file stands a password, and no name in the record.
    for file in laid.folder.iterdir():
        content = b"" if file == written else file.read_bytes()
        assert not any(login.password.encode() in content for login in logins), file
        if not file.name.startswith("accounts.db"):
            assert not any(person.name.encode() in content for person, _ in logins), file


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_written_down_has_a_head_in_the_language_asked_for(language: str) -> None:
    t = translator(language)
    assert said([], language=language).split() == [
        t("E-mail"),
        t("Password"),
        t("Role"),
        t("Name"),
        t("Organisation"),
    ]
