"""Laying out a record of Havstuna in a folder, here or in a process of its own.

python -m tests.demo.havstuna FOLDER WEEKS UNTIL NOW
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from accounts.opening import store
from demo.years import Summary, lay_out
from events.database import open_engine, reading
from events.log import Log
from events.sealing import Keyring, make_master_key
from migrations.run import migrate
from projections.rebuild import digest_of
from projections.record import Registry
from projections.tables import tables
from reference.weeks import Week

MUNICIPALITY = "9947"


def registry_in(folder: Path) -> Registry:
    """The record in a folder, made when it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{folder / 'lagesbild.db'}")
    keys = open_engine(f"sqlite:///{folder / 'keys.db'}")
    with store(f"sqlite:///{folder / 'accounts.db'}") as accounts:
        migrate(engine, keys, accounts)
    keyring = Keyring(keys, make_master_key(folder / "master.key"))
    return Registry(Log(engine, MUNICIPALITY), keyring)


def digests(registry: Registry) -> dict[str, str]:
    """The digest of each table of the projections, the issued pictures among them."""
    with reading(registry.log.engine) as connection:
        return {
            table.name: digest_of(connection, tables(), number)
            for number, table in enumerate(tables().all)
        }


def entries(registry: Registry) -> list[tuple[Any, ...]]:
    """The whole log in order, without what sealing makes by chance."""
    with reading(registry.log.engine) as connection:
        return [
            (*entry[:5], entry.fact.TOPIC, _unsealed(msgspec.to_builtins(entry.fact)))
            for entry in registry.log.entries(connection)
        ]


def _unsealed(value: Any) -> Any:  # noqa: ANN401 - any part of a fact
    if isinstance(value, dict):
        if value.keys() == {"key", "box"}:
            # A box is as long as its text, and some bytes.
            return len(value["box"])
        return {name: _unsealed(part) for name, part in value.items()}
    return value


def main() -> Summary:
    """What the command line asks for."""
    folder, weeks, until, now = sys.argv[1:]
    return lay_out(
        registry_in(Path(folder)),
        Path(folder),
        weeks=int(weeks),
        until=Week.parse(until),
        now=datetime.fromisoformat(now),
    )


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(main()).decode())
