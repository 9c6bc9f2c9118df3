"""Examining an installation: everything that must be so before reports are entrusted to it."""

from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from accounts import opening as accounts_opening
from cli.house import t, translated
from events.database import Unfit, check, reading
from events.log import Log
from events.sealing import Keyring, Payload, read_master_key
from migrations.run import ACCOUNTS, KEYS, LOG, is_current
from projections import roster
from projections.opening import stores
from reference.language import message
from reference.roles import Role
from reference.weeks import ZONE
from settings import Settings

OURS = (
    "reference",
    "events",
    "projections",
    "accounts",
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
    with (
        stores(settings.database_url, settings.keys_url) as (engine, keys),
        accounts_opening.store(settings.accounts_url) as people,
    ):

        def migrated() -> str:
            kinds = ((engine, LOG), (keys, KEYS), (people, ACCOUNTS))
            if not all(is_current(store, kind) for store, kind in kinds):
                raise Unfit("A migration is missing: run lagesbild migrate.")
            return ""

        def guarded() -> str:
            master = read_master_key(settings.master_key_file)
            accounts_opening.opened(people, settings.municipality, master)
            return ""

        return [
            _find(
                message("the log is whole, in order and append-only"),
                lambda: _head(engine, keys, settings.municipality),
            ),
            _find(message("every migration is done"), migrated),
            _find(
                message("texts can be sealed and opened"),
                lambda: _sealing(keys, settings.master_key_file),
            ),
            _find(message("accounts are whole, and the access log is append-only"), guarded),
            _find(
                message("who administers"),
                lambda: _administrators(engine, settings.municipality),
            ),
            _find(
                message("the time zone of Sweden is known"),
                lambda: ZONE.key,
            ),
            _find(message("no other package has our names"), _names_are_ours),
        ]


def _head(engine: Engine, keys: Engine, municipality: str) -> str:
    check(engine)
    check(keys, holds_log=False)
    with reading(engine) as connection:
        head = Log(engine, municipality).head(connection)
    return str(head.position)


def _sealing(keys: Engine, master_key_file: Path) -> str:
    keyring = Keyring(keys, read_master_key(master_key_file))
    keyring.check()
    (sealed,) = keyring.seal([Payload(PROBE, "doctor")])
    if keyring.open(sealed, "doctor") != PROBE:
        raise Unfit("What was sealed does not open.")
    keyring.destroy(sealed)
    return ""


def _administrators(engine: Engine, municipality: str) -> str:
    """How many there are. None is no fault: the command can do what an administrator can."""
    with reading(engine) as connection:
        everybody = roster.people(connection, municipality)
    found = sum(Role.ADMINISTRATOR in one.roles for one in everybody)
    return str(found) if found else t("nobody yet; lagesbild account open makes one")


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
