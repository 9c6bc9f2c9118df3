"""The schedule: letters, reminders and clearing out, each a plain function of the time.

What is due is decided by the record, the ledger of letters and the time alone, so running a job
again, late, or in two processes at once sends nothing twice. Nothing is kept of the jobs.
"""

import json
import logging
import signal
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple

import typer

from accounts import opening as accounts_opening
from accounts.mail import Delivery, PostOffice
from accounts.opening import Accounts
from cli.house import ACTOR, MunicipalityOption, heard, house_of_people, now, say, t
from events.refusal import Refused
from projections.known import known
from projections.record import Registry
from reference.weeks import ZONE

app = typer.Typer()

LOOK_EVERY = timedelta(minutes=10)
PURGE_AT = (4, 15)
"""Local hour and minute, well away from the hour in which the clocks change."""
LINES = 8
"""Of the way that led to an error, as many lines are written: the last ones."""

Line = Mapping[str, object]
"""What was done, in ids and counts."""


class Desk(NamedTuple):
    """What jobs work with; `office` is None where no mail is sent, `is_over` ends a long job."""

    registry: Registry
    accounts: Accounts
    office: PostOffice | None
    is_over: Callable[[], bool] = lambda: False


Job = Callable[[Desk, datetime], list[Line]]


def letters(desk: Desk, at: datetime) -> list[Line]:
    """Send the weekly letters that are due at `at`."""
    from briefing.letters.digest import send_letters

    if desk.office is None:
        return []
    log, accounts = desk.registry.log, desk.accounts
    posted = send_letters(log, accounts, desk.office, at=at, is_over=desk.is_over)
    return [{"job": "letters", "week": str(week), **_counts(done)} for week, done in posted]


def reminders(desk: Desk, at: datetime) -> list[Line]:
    """Send the reminders that the week's clock calls for at `at`."""
    from briefing.letters.reminders import send_reminders

    if desk.office is None:
        return []
    log, accounts = desk.registry.log, desk.accounts
    called = send_reminders(log, accounts, desk.office, at=at, is_over=desk.is_over)
    return [
        {
            "job": "reminders",
            "week": str(one.call.week),
            "kind": one.call.kind,
            "silent": len(one.organisations),
            **_counts(one.delivery),
        }
        for one in called
    ]


def calibration(desk: Desk, at: datetime) -> list[Line]:
    """Hold the statistics against their claims, once in four weeks, and keep the result."""
    from briefing import calibrate

    log = desk.registry.log
    with known(log) as then:
        week = calibrate.due(then, at)
    if week is None:
        return []
    found = calibrate.calibrate(log, week).calibration
    try:
        calibrate.keep(log, found, actor=ACTOR, at=at)
    except Refused:
        return []  # another schedule was quicker
    return [{"job": "calibration", "week": str(week), "missed": list(found.misses), "kept": 1}]


def purge(desk: Desk, at: datetime) -> list[Line]:
    """Delete from the store of accounts what is over."""
    return [{"job": "purge", **accounts_opening.purge(desk.accounts, at=at)}]


JOBS: Mapping[str, Job] = {
    "letters": letters,
    "reminders": reminders,
    "purge": purge,
    "calibration": calibration,
}


def _counts(done: Delivery) -> Line:
    """Accounts that somebody has to look at are named by their ids, the others counted."""
    return {
        "sent": len(done.sent),
        "before": done.before,
        "later": done.later,
        "refused": [str(account) for account in done.refused],
        "unknown": [str(account) for account in done.unknown],
        "trouble": done.trouble,
    }


@app.command(help=t("Send letters and reminders, and clear out, each when it is due."))
def schedule(
    once: Annotated[
        bool, typer.Option("--once", help=t("Do what is due now and end, as for cron."))
    ] = False,
    municipality: MunicipalityOption = None,
) -> None:
    """Run until it is told to end, or once; then exit 1 when no letter could be handed over."""
    is_over = threading.Event()
    with house_of_people(municipality) as (registry, people, settings):
        with known(registry.log) as view:
            name = view.ground.name
        given = settings.post_office
        office = replace(given, name=name) if given else None
        if office is None:
            heard("No mail is sent: LAGESBILD_SMTP_HOST is empty.")
        desk = Desk(registry, people, office, is_over.is_set)
        if once:
            at, done = now(), list[Line]()
            for job in JOBS.values():
                for line in job(desk, at):
                    _write(line)
                    done.append(line)
            raise typer.Exit(1 if any(line.get("trouble") for line in done) else 0)
        _run(desk, is_over)


def _run(desk: Desk, is_over: threading.Event) -> None:
    """Run the jobs when they are due until SIGTERM or SIGINT, then let the running ones end."""
    ending = {signal.SIGTERM, signal.SIGINT}
    # Blocked before any thread starts, so that the signal is waited for here and reaches nobody
    # in the middle of something.
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    scheduler = _scheduler(desk)
    scheduler.start()
    heard("The schedule runs.")
    signal.sigwait(ending)
    is_over.set()
    scheduler.shutdown(wait=True)
    heard("The schedule has ended.")


def _scheduler(desk: Desk) -> Any:  # noqa: ANN401 - the library has no types
    """A scheduler with the jobs, kept in memory alone: what is due is not decided by it."""
    from apscheduler.events import EVENT_JOB_ERROR  # type: ignore[import-untyped]
    from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
    from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

    # What the library says of a job that failed repeats the error's words, which may hold an
    # address; `_broken` says the rest.
    quiet = logging.getLogger("apscheduler")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    scheduler: Any = BackgroundScheduler(
        timezone=ZONE,
        executors={"default": ThreadPoolExecutor(len(JOBS))},
        # A job that starts late is still right, because it asks what time it is.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    every = {"trigger": "interval", "seconds": LOOK_EVERY.total_seconds()}
    hour, minute = PURGE_AT
    daily = {"trigger": "cron", "hour": hour, "minute": minute}
    for name, job in JOBS.items():
        when = daily if job is purge else every
        scheduler.add_job(_run_job, args=[job, desk], id=name, next_run_time=now(), **when)
    scheduler.add_listener(_hear, EVENT_JOB_ERROR)
    return scheduler


def _hear(event: Any) -> None:  # noqa: ANN401 - the same
    _broken(event.job_id, event.exception)


def _run_job(job: Job, desk: Desk) -> None:
    """Do a job, and write what was done; nothing where there was nothing to do."""
    for line in job(desk, now()):
        if any(value for name, value in line.items() if name not in _STANDING):
            _write(line)


_STANDING = frozenset({"job", "week", "kind", "silent", "before", "later", "unknown"})
"""What is the same at every look, and not worth a line by itself."""


def _write(line: Line) -> None:
    typer.echo(json.dumps({"at": now().isoformat(timespec="seconds"), **line}))


def _broken(job: str, error: BaseException) -> None:
    """Say what kind of error it was and where, without a word of what it said; it is run again."""
    frames = traceback.extract_tb(error.__traceback__)[-LINES:]
    heard("The job %(job)s broke off, and is run again when it is due.", job=job)
    say.print(f"{type(error).__module__}.{type(error).__qualname__}")
    for frame in frames:
        say.print(f"{frame.filename}:{frame.lineno} {frame.name}")
