"""Importing a file of reports: every row is accepted, repeated, left out or refused, and told of.

The rows stream through in batches, each recorded in one transaction. A row's id comes from the
file, so importing a file again, or going on after a crash, adds only what is not there.
"""

import gc
from collections import Counter
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from events.refusal import Refused
from ingest.account import Account, AccountFile, open_account
from ingest.checking import Turned
from ingest.interpret import Interpreter, LeftOut
from ingest.receive import Outcome, receive
from ingest.refused_row import RowRefused
from ingest.rows import open_table
from ingest.rules import FileMapping
from ingest.submission import Submission
from ingest.table import Row
from projections.known import known
from projections.record import Registry
from reference.areas import OUTSIDE, UNPLACED
from reference.dimensions import Channel
from reference.language import message, translator

BATCH = 5_000
"""Rows recorded in one transaction, and what is done again at most after a crash."""

OTHER_CONTENT = message("An earlier row of the file has the same id and other content.")


def import_file(  # noqa: PLR0913 - all but the first three are named at the call
    registry: Registry,
    path: Path,
    mapping: FileMapping,
    *,
    actor: str,
    at: datetime,
    dry_run: bool = False,
    assumed: Collection[str] = (),
    language: str = "sv",
    account_path: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Account:
    """Import a file and write the account of the rows that did not come in.

    With `dry_run` everything is checked and told, and nothing recorded; `assumed` organisations
    need not take part yet. `language` is that of the
    account; `progress` is told how many more rows are done. Raises BadFile and OSError before the
    first row, if the file cannot be read as the mapping says.
    """
    with known(registry.log) as now:
        ground = now.ground
    with open_table(path, mapping.file) as table:
        interpreter = Interpreter(mapping, table.header, ground)
        with open_account(path, account_path, translator(language)) as listed:
            entrance = _Entrance(
                registry, interpreter, listed, actor, at, dry_run=dry_run, assumed=assumed
            )
            while batch := list(islice(table.rows, BATCH)):
                with _collector_paused():
                    entrance.take(batch)
                if progress is not None:
                    progress(len(batch))
            return entrance.account()


@contextmanager
def _collector_paused() -> Generator[None]:
    """Keep the cycle collector from walking the batch again and again, a third of all time.

    Nothing in a batch refers back to itself, so it is freed without the collector.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Entrance:
    """Where the rows of one file come in, batch by batch, and are counted."""

    def __init__(
        self,
        registry: Registry,
        interpreter: Interpreter,
        listed: AccountFile,
        actor: str,
        at: datetime,
        *,
        dry_run: bool,
        assumed: Collection[str],
    ) -> None:
        self._registry = registry
        self._interpreter = interpreter
        self._listed = listed
        self._actor = actor
        self._at = at
        self._dry_run = dry_run
        self._assumed = assumed
        self._rows = self._accepted = self._repeated = self._left_out = self._refused = 0
        self._in_area = Counter[str]()
        # What a dry run accepted, for a later row of the same id: nothing of it is in the record.
        self._accepted_dry: dict[tuple[str, UUID], int] = {}

    def take(self, rows: Sequence[Row]) -> None:
        """Record the batch, count it and list what did not come in, in the order of the rows."""
        self._rows += len(rows)
        read = [self._read(row) for row in rows]
        outcomes = iter(
            receive(
                self._registry,
                [one for one in read if isinstance(one, Submission)],
                actor=self._actor,
                at=self._at,
                channel=Channel.FILE,
                dry_run=self._dry_run,
                assumed=self._assumed,
            )
        )
        for row, one in zip(rows, read, strict=True):
            if isinstance(one, Submission):
                self._answer(row, one, next(outcomes))
            elif isinstance(one, LeftOut):
                self._left_out += 1
                self._listed.leave_out(row.line, one.reason)
            elif one is None:
                self._repeated += 1
            else:
                self._refuse(row, one.field, one)

    def account(self) -> Account:
        """Give the figures so far."""
        return Account(
            rows=self._rows,
            accepted=self._accepted,
            repeated=self._repeated,
            left_out=self._left_out,
            refused=self._refused,
            outside=self._in_area[OUTSIDE],
            unplaced=self._in_area[UNPLACED],
            path=self._listed.path,
            reasons=self._listed.most_common(),
        )

    def _read(self, row: Row) -> Submission | LeftOut | RowRefused | None:
        """What the row says; None for a row that a dry run already has."""
        if row.broken:
            return RowRefused("row", row.broken)
        try:
            read = self._interpreter.read(row.cells)
        except RowRefused as problem:
            return problem
        if self._dry_run and isinstance(read, Submission):
            before = self._accepted_dry.get((read.organisation, read.client_id))
            if before is not None:
                same = before == _content(read)
                return None if same else RowRefused("client_id", OTHER_CONTENT)
        return read

    def _answer(self, row: Row, sent: Submission, outcome: Outcome) -> None:
        if isinstance(outcome, Turned):
            self._refuse(row, outcome.field, outcome.problem)
        elif outcome.repeated:
            self._repeated += 1
        else:
            self._accepted += 1
            self._in_area[outcome.area] += 1
            if self._dry_run:
                self._accepted_dry[sent.organisation, sent.client_id] = _content(sent)

    def _refuse(self, row: Row, field: str, problem: Refused) -> None:
        self._refused += 1
        self._listed.refuse(row.line, field, problem.message, problem.params)


def _content(sent: Submission) -> int:
    """What makes two reports of one id the same: all but when they were sent."""
    return hash(sent.model_copy(update={"submitted_at": None}))
