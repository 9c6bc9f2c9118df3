"""Examining an installation: everything that must be so before reports are entrusted to it."""

from collections.abc import Callable
from importlib.metadata import packages_distributions
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from cli.house import translated
from events.database import Unfit, check, reading
from events.log import Log
from events.sealing import Keyring, Payload, read_master_key
from migrations.run import KEYS, LOG, is_current
from projections.opening import stores
from reference.language import message
from reference.weeks import ZONE
from settings import Settings

OURS = (
    "reference",
    "events",
    "projections",
    "ingest",
    "briefing",
    "web",
    "migrations",
    "demo",
    "cli",
)
PROBE = "the keys open what they seal"


class Finding(NamedTuple):
    """What one check found; `check` is a message of the catalogue."""

    check: str
    good: bool
    found: str


def examine(settings: Settings) -> list[Finding]:
    """Run every check. None of them changes the record."""
    with stores(settings.database_url, settings.keys_url) as (engine, keys):

        def fit() -> str:
            check(engine)
            check(keys, holds_log=False)
            with reading(engine) as connection:
                head = Log(engine, settings.municipality).head(connection)
            return str(head.position)

        def migrated() -> str:
            if not (is_current(engine, LOG) and is_current(keys, KEYS)):
                raise Unfit("A migration is missing: run lagesbild migrate.")
            return ""

        def sealing() -> str:
            keyring = Keyring(keys, read_master_key(settings.master_key_file))
            keyring.check()
            (sealed,) = keyring.seal([Payload(PROBE, "doctor")])
            if keyring.open(sealed, "doctor") != PROBE:
                raise Unfit("What was sealed does not open.")
            keyring.destroy(sealed)
            return ""

        return [
            _find(message("the log is whole, in order and append-only"), fit),
            _find(message("every migration is done"), migrated),
            _find(message("texts can be sealed and opened"), sealing),
            _find(
                message("the time zone of Sweden is known"),
                lambda: ZONE.key,
            ),
            _find(message("no other package has our names"), _names_are_ours),
        ]


def _names_are_ours() -> str:
    """Other packages on PyPI install `events`, `service` and the like; then one hides the other."""
    owners = packages_distributions()
    foreign = {
        name: [owner for owner in owners.get(name, []) if owner != "lagesbild"] for name in OURS
    }
    taken = {name: others for name, others in foreign.items() if others}
    if taken:
        raise Unfit("Other packages own our names: %(taken)s.", taken=str(taken))
    return ""


def _find(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, good=True, found=look())
    except (Unfit, OSError, SQLAlchemyError) as problem:
        return Finding(check, good=False, found=translated(problem))
