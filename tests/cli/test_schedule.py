"""The schedule: what is due is done, said in ids and counts, and ended cleanly."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from accounts import directory
from accounts.opening import Accounts
from briefing.issue import issue
from cli import schedule
from cli.house import house_of_people, now
from cli.schedule import Desk
from events.organisation import OrganisationOpened
from ingest.adopt import open_organisation
from ingest.receive import Received, receive
from ingest.roster import open_account
from ingest.submission import Submission
from projections.record import Registry
from reference.dimensions import Channel
from reference.roles import Role
from reference.weeks import Week
from tests.cli.conftest import Run
from tests.postman import FROM, Postman, free_port, postman

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60
CANARY = "kanariefågel"
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
LAST = Week(2026, 46)


@pytest.fixture
def post() -> Iterator[Postman]:
    """A mail server."""
    with postman() as made:
        yield made


def settings_for(port: int) -> dict[str, str]:
    """What the environment says of a mail server at a port of the loopback."""
    return {
        "LAGESBILD_SMTP_HOST": "127.0.0.1",
        "LAGESBILD_SMTP_PORT": str(port),
        "LAGESBILD_SMTP_TLS": "none",
        "LAGESBILD_MAIL_FROM": FROM,
    }


@pytest.fixture
def with_mail(surroundings: dict[str, str], post: Postman) -> dict[str, str]:
    """The environment of a record of its own, whose mail goes to the server."""
    surroundings |= settings_for(post.port)
    return surroundings


def told(registry: Registry, people: Accounts, at: datetime, *, weekly: bool = False) -> UUID:
    """Somebody of the guards who has reported of the week before `at`.

    Unless they are to report weekly, no reminder is due whenever the test runs.
    """
    week = Week.of(at).shift(-1)
    opened = OrganisationOpened(
        code="vakt", sv="Vakten", en="Guards", since=week.monday, weekly=weekly
    )
    open_organisation(registry, opened, actor="test", at=week.start_at)
    account = open_account(registry, "vakt", [Role.REPORTER], actor="test", at=week.start_at)
    directory.enter(people, account, "Åsa Öberg", "asa@havstuna.example")
    sent = {
        "client_id": str(UUID(int=7)),
        "organisation": "vakt",
        "category": "DMG-GRAFF",
        "occurred": {"from": week.start_at.isoformat()},
        "place": {"words": CANARY},
        "text": CANARY,
    }
    (outcome,) = receive(
        registry,
        [Submission.model_validate(sent)],
        actor=str(account),
        at=week.end_at,
        channel=Channel.FORM,
    )
    assert isinstance(outcome, Received), outcome
    return account


def lines(output: str) -> list[dict[str, Any]]:
    """The JSON lines that were written."""
    return [json.loads(line) for line in output.splitlines()]


def only_letter(post: Postman) -> EmailMessage:
    """The one letter that came."""
    (letter,) = post.came
    return letter


def test_the_letters_of_an_issued_week_are_sent_once(
    with_mail: dict[str, str], lagesbild: Run, post: Postman
) -> None:
    assert with_mail
    assert lagesbild("migrate").returncode == 0
    with house_of_people() as (registry, people, _):
        account = told(registry, people, now())
        issue(registry.log, Week.of(now()).shift(-1), actor="test", at=now())

    first, second = lagesbild("schedule", "--once"), lagesbild("schedule", "--once")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert [line["sent"] for line in lines(first.stdout) if line["job"] == "letters"] == [1]
    assert [line["before"] for line in lines(second.stdout) if line["job"] == "letters"] == [1]
    assert lines(first.stdout)[-1]["job"] == "purge"
    letter = only_letter(post)
    assert letter["To"] == "Åsa Öberg <asa@havstuna.example>"
    assert letter["From"] == f"Lägesbilden 9948 <{FROM}>"
    said = first.stdout + first.stderr + second.stdout
    for secret in (CANARY, "Åsa", "asa@", str(account)):
        assert secret not in said


def test_without_a_mail_server_it_says_so_and_clears_out_all_the_same(lagesbild: Run) -> None:
    done = lagesbild("schedule", "--once")

    assert done.returncode == 0
    assert "LAGESBILD_SMTP_HOST" in done.stderr
    assert [line["job"] for line in lines(done.stdout)] == ["purge"]


@pytest.mark.parametrize("wrong", ["down", "refused"])
def test_what_could_not_be_sent_is_said_by_ids_and_counts(
    lagesbild: Run, post: Postman, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    for name, value in settings_for(free_port() if wrong == "down" else post.port).items():
        monkeypatch.setenv(name, value)
    post.on_recipient = lambda address: f"550 {address} is not here"
    with house_of_people() as (registry, people, _):
        account = told(registry, people, now())
        issue(registry.log, Week.of(now()).shift(-1), actor="test", at=now())

    done = lagesbild("schedule", "--once")

    (line,) = [line for line in lines(done.stdout) if line["job"] == "letters"]
    assert line["sent"] == 0
    if wrong == "down":
        assert (done.returncode, line["trouble"], line["later"]) == (1, "unreachable", 1)
    else:
        assert (done.returncode, line["trouble"]) == (0, None)
        assert line["refused"] == [str(account)]
    assert "asa@" not in done.stdout + done.stderr


def test_jobs_are_functions_of_the_time(
    with_mail: dict[str, str], lagesbild: Run, post: Postman
) -> None:
    assert with_mail
    assert lagesbild("migrate").returncode == 0
    with house_of_people() as (registry, people, settings):
        told(registry, people, TUESDAY, weekly=True)
        desk = Desk(registry, people, settings.post_office)
        after = LAST.shift(1)

        assert schedule.letters(desk, TUESDAY) == []
        issue(registry.log, LAST, actor="test", at=TUESDAY)
        (letters,) = schedule.letters(desk, TUESDAY)
        assert (letters["week"], letters["sent"]) == (str(LAST), 1)

        assert schedule.reminders(desk, MONDAY)[0]["silent"] == 0
        assert schedule.reminders(desk, MONDAY + timedelta(days=1)) == []
        (reminders,) = schedule.reminders(desk, MONDAY + timedelta(days=7))
        assert (reminders["week"], reminders["kind"]) == (str(after), "reminder-hours")
        assert (reminders["silent"], reminders["sent"]) == (1, 1)

        (purged,) = schedule.purge(desk, TUESDAY + timedelta(days=120))
        assert purged["sent_mail"] == 2
    assert len(post.came) == 2


def started(environment: dict[str, str]) -> subprocess.Popen[str]:
    """The schedule as a program of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", "schedule"],
        env={**os.environ, **environment, "LAGESBILD_LANGUAGE": "en"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(holds: Callable[[], bool], running: subprocess.Popen[str]) -> None:
    """Wait until it holds; fail when the program ends or takes too long."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_until_it_is_told_to_end_and_lets_a_letter_be_finished(
    with_mail: dict[str, str], lagesbild: Run, post: Postman, how: signal.Signals
) -> None:
    assert lagesbild("migrate").returncode == 0
    with house_of_people() as (registry, people, _):
        told(registry, people, now())
        issue(registry.log, Week.of(now()).shift(-1), actor="test", at=now())
    running: list[subprocess.Popen[str]] = []

    def end_it(_address: str) -> str:
        """Tell it to end while it hands the letter over."""
        running[0].send_signal(how)
        return "250 OK"

    post.on_letter = end_it
    running.append(started(with_mail))
    wait_until(lambda: bool(post.came), running[0])
    output, said = running[0].communicate(timeout=PATIENCE_S)

    assert running[0].returncode == 0, said
    assert "The schedule has ended." in said
    assert [line["sent"] for line in lines(output) if line["job"] == "letters"] == [1]
    again = lagesbild("schedule", "--once")
    assert [line["before"] for line in lines(again.stdout) if line["job"] == "letters"] == [1]
    assert len(post.came) == 1


def test_a_job_that_breaks_off_is_said_without_its_words_and_is_tried_again(
    lagesbild: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert lagesbild("migrate").returncode == 0
    twice = threading.Barrier(2)

    def breaks(_desk: Desk, _at: datetime) -> list[schedule.Line]:
        twice.wait(PATIENCE_S)
        return [{"job": str(UUID(f"asa@havstuna.example {CANARY}"))}]

    monkeypatch.setattr(schedule, "JOBS", {"letters": breaks})
    monkeypatch.setattr(schedule, "LOOK_EVERY", timedelta(seconds=0.2))
    with house_of_people() as (registry, people, _):
        scheduler = schedule._scheduler(Desk(registry, people, None))
        scheduler.start()
        for _ in range(2):
            twice.wait(PATIENCE_S)
        twice.abort()
        scheduler.shutdown(wait=True)

    said = capsys.readouterr()
    assert said.err.count("builtins.ValueError") >= 2
    assert "test_schedule.py" in said.err
    for secret in (CANARY, "asa@"):
        assert secret not in said.err + said.out + caplog.text
