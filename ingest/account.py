"""The account of an import: what became of every row, in figures and in a file beside.

The file names each row that did not come in, by line, with the reason. It never repeats what
stands in the row.
"""

import csv
from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from reference.language import Translator

REFUSED, LEFT_OUT = "refused", "left-out"
COLUMNS = ("line", "outcome", "field", "reason")
REASONS = 20
"""How many different reasons the figures name; the file names them all."""

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `rows` rows did not come in, in the asker's language."""

    outcome: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows: `rows` is the sum of accepted, repeated, left_out and refused.

    `outside` and `unplaced` tell how many of the accepted lie outside every area, or have no area.
    `reasons` are the most common ones, `path` is where the rows that did not come in are listed.
    """

    rows: int
    accepted: int
    repeated: int
    left_out: int
    refused: int
    outside: int
    unplaced: int
    path: Path
    reasons: tuple[Reason, ...] = ()


class AccountFile:
    """Writes the file row by row, in the language of `say`."""

    def __init__(self, file: TextIO, say: Translator) -> None:
        self.path = Path(file.name)
        self.reasons = Counter[tuple[str, str]]()
        self._rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        self._rows.writerow(COLUMNS)
        self._say = say

    def refuse(self, line: int, field: str, message: str, params: Mapping[str, object]) -> None:
        """List a row that was refused."""
        self._list(line, REFUSED, field, self._say(message, **params))

    def leave_out(self, line: int, reason: str) -> None:
        """List a row that the mapping leaves out, with the reason in the mapping's own words."""
        self._list(line, LEFT_OUT, "", reason)

    def most_common(self) -> tuple[Reason, ...]:
        """Give the most common reasons, most rows first."""
        return tuple(Reason(*why, rows) for why, rows in self.reasons.most_common(REASONS))

    def _list(self, line: int, outcome: str, field: str, reason: str) -> None:
        self.reasons[outcome, reason] += 1
        guard = "'" if reason.startswith(_FORMULA) else ""
        self._rows.writerow((line, outcome, field, guard + reason))


@contextmanager
def open_account(imported: Path, wished: Path | None, say: Translator) -> Generator[AccountFile]:
    """Open the account at `wished`, or else beside the imported file as NAME.account.csv.

    Where that folder cannot be written to, the current one takes it. Raises OSError.
    """
    with _writable(imported, wished) as file:
        yield AccountFile(file, say)


def _writable(imported: Path, wished: Path | None) -> TextIO:
    if wished is not None:
        return _open(wished)
    name = f"{imported.name}.account.csv"
    try:
        return _open(imported.with_name(name))
    except OSError:
        return _open(Path.cwd() / name)


def _open(path: Path) -> TextIO:
    # With the mark, a spreadsheet reads it as UTF-8.
    return path.open("w", encoding="utf-8-sig", newline="")
