"""A table of counts that may be published: small counts hidden, and others so that they stay so.

A table of rows and columns is published with the totals of both and the total of all. Counts of 1
to 4 are shown as "<5". As sums give away what stands alone, more cells are withheld, chosen so that
little is lost. What is promised then, and checked before anything is given out:

Whoever knows all that is shown, that "<5" is 1, 2, 3 or 4, that no count is negative, and even that
a withheld cell outside of a small row or column is never below 5, can say of no hidden count of 1
to 4 which of the four it is: each of them fits all that is shown. Every other cell that is not
shown could have at least two values.

A row or column whose own total is small is not divided: only its total is shown, as "<5". Zeros are
shown, and the promise takes them into account.

The table with its totals is a network whose cells are arcs: raising one cell means sending a flow
back through others. So values between whole numbers need not be asked of: where a cell can be moved
by a flow, it can by whole numbers.
"""

import heapq
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FEW = 5
"""Counts from 1 to below this are small."""

_NO_BOUND = 1 << 40


class Mark(IntEnum):
    """How a cell is published."""

    SHOWN = 0
    FEW = 1
    WITHHELD = 2


class Unprotectable(ValueError):
    """No choice of cells keeps the promise, but to show nothing of the table."""


class Interval(NamedTuple):
    """What a hidden cell can be, by all that is shown."""

    row: int
    column: int
    low: int
    high: int


def with_totals(counts: Ints) -> Ints:
    """The counts (R, C) with the totals of rows and columns as the last column and row."""
    rows = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([rows, rows.sum(axis=0)])


def protect(counts: Ints) -> Ints:
    """How each cell of `with_totals(counts)` may be published: a Mark for each.

    Raises Unprotectable when not even withholding all but the total of all would do.
    """
    table = with_totals(np.asarray(counts, dtype=np.int64))
    network = _Network(table, _first(table))
    for cell, by in network.needs():
        network.make_room(cell, by)
    for found in intervals(table, network.marks):
        if not _kept(int(table[found.row, found.column]), found):
            raise Unprotectable(f"the count at {found.row}, {found.column} gives itself away")
    return network.marks


def intervals(table: Ints, marks: Ints) -> Iterator[Interval]:
    """What each hidden cell can be, worked out from what is shown by linear programming.

    This asks another way than the cells were chosen, and less kindly than anybody can who knows
    only what is published: a withheld cell of 5 or more is taken to be known as such.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - half a second, and seldom needed

    hidden = np.argwhere(marks != Mark.SHOWN)
    if not len(hidden):
        return
    place = {(int(i), int(j)): n for n, (i, j) in enumerate(hidden)}
    rows, columns = table.shape
    sums, known = np.zeros((rows + columns, len(hidden))), np.zeros(rows + columns)
    for (i, j), count in np.ndenumerate(table):
        sign = 1 if (i == rows - 1) == (j == columns - 1) else -1
        for line in (i, rows + j):
            if (i, j) in place:
                sums[line, place[i, j]] = sign
            else:
                known[line] -= sign * count
    bounds = [_bounds(table, marks, int(i), int(j)) for i, j in hidden]
    for n, (i, j) in enumerate(hidden):
        ends: list[int] = []
        for direction in (1.0, -1.0):
            wanted = np.zeros(len(hidden))
            wanted[n] = direction
            found = linprog(wanted, A_eq=sums, b_eq=known, bounds=bounds, method="highs")
            ends.append(_NO_BOUND if found.fun is None else round(direction * found.fun))
        yield Interval(int(i), int(j), ends[0], ends[1])


def _first(table: Ints) -> Ints:
    """The marks before anything is withheld for another's sake."""
    marks = np.where((table > 0) & (table < FEW), Mark.FEW, Mark.SHOWN).astype(np.int64)
    inside = np.zeros(table.shape, dtype=bool)
    inside[:-1, :-1] = True
    small = (marks[:, [-1]] == Mark.FEW) | (marks[[-1], :] == Mark.FEW)
    # Where a row or column has nothing at all, its total says so.
    empty = (table[:, [-1]] == 0) | (table[[-1], :] == 0)
    marks[inside & small & ~empty] = Mark.WITHHELD
    return marks


def _bounds(table: Ints, marks: Ints, i: int, j: int) -> tuple[int, int | None]:
    """Between what a hidden cell is known to lie, before anything is worked out."""
    if marks[i, j] == Mark.FEW:
        return 1, FEW - 1
    return (FEW if table[i, j] >= FEW else 0), None


def _kept(count: int, found: Interval) -> bool:
    """Whether the promise is kept for a hidden count."""
    if 0 < count < FEW:
        return found.low <= 1 and found.high >= FEW - 1
    return found.low < found.high


class _Network:
    """The table as a network: a row is a node, a column is one, a cell an arc between the two.

    Raising a cell is a flow from its row to its column, lowering it one back; for totals the other
    way round. Sums hold when as much flows into a node as out of it. `moved` is by how much the
    flow that is looked for has moved each cell.
    """

    def __init__(self, table: Ints, marks: Ints) -> None:
        self.table = table
        self.marks = marks
        self._rows, self._columns = table.shape
        self._moved = np.zeros_like(table)
        self._loss = self._losses()

    def needs(self) -> list[tuple[tuple[int, int], int]]:
        """Which cells must be able to move, and by how much; the largest moves first."""
        wanted: list[tuple[tuple[int, int], int]] = []
        for i, j in np.argwhere(self.marks != Mark.SHOWN).tolist():
            count = int(self.table[i, j])
            if 0 < count < FEW:
                wanted += [((i, j), FEW - 1 - count), ((i, j), 1 - count)]
            elif count == 0:
                wanted.append(((i, j), 1))
        return sorted((need for need in wanted if need[1]), key=lambda need: -abs(need[1]))

    def make_room(self, cell: tuple[int, int], by: int) -> None:
        """Withhold what must be for a cell to be able to move `by`. Raises Unprotectable."""
        self._moved[:] = 0
        i, j = cell
        forth = self._sign(i, j) * by > 0
        begin, end = (self._rows + j, i) if forth else (i, self._rows + j)
        left = abs(by)
        while left:
            path = self._cheapest(begin, end, cell)
            if path is None:
                raise Unprotectable(f"nothing makes room for the count at {i}, {j}")
            step = min(left, *(self._room(*arc) for arc in path))
            for at, to in path:
                k, m, up = self._arc(at, to)
                self._moved[k, m] += step if up else -step
                if self.marks[k, m] == Mark.SHOWN:
                    self.marks[k, m] = Mark.WITHHELD
            left -= step

    def _losses(self) -> "NDArray[np.float64]":
        """What is lost with a cell: more with a larger one, much more with a total."""
        loss = 1 + np.log2(np.maximum(self.table, 1))
        loss[:-1, -1] *= _OF_A_TOTAL
        loss[-1, :-1] *= _OF_A_TOTAL
        loss[-1, -1] *= _OF_THE_TOTAL
        # So that of two that lose as much, the same one is taken on any machine.
        order = np.arange(loss.size).reshape(loss.shape)
        return np.asarray(np.round(loss, 3) + order * 1e-6, dtype=np.float64)

    def _sign(self, i: int, j: int) -> int:
        return 1 if (i == self._rows - 1) == (j == self._columns - 1) else -1

    def _arc(self, at: int, to: int) -> tuple[int, int, bool]:
        """The cell between two nodes, and whether a flow from `at` to `to` raises its count."""
        forth = at < self._rows
        i, j = (at, to - self._rows) if forth else (to, at - self._rows)
        return i, j, forth == (self._sign(i, j) > 0)

    def _room(self, at: int, to: int) -> int:
        """How much can flow from one node to the other."""
        i, j, up = self._arc(at, to)
        count = int(self.table[i, j])
        if self.marks[i, j] == Mark.SHOWN and count < FEW:
            return 0
        low, high = _bounds(self.table, self.marks, i, j)
        now = count + int(self._moved[i, j])
        return (_NO_BOUND if high is None else high) - now if up else now - low

    def _cheapest(
        self, begin: int, end: int, cell: tuple[int, int]
    ) -> list[tuple[int, int]] | None:
        """The way that loses least, as its steps; None where there is none. Never by `cell`."""
        lost, came = {begin: 0.0}, dict[int, int]()
        waiting = [(0.0, begin)]
        while waiting:
            loss, at = heapq.heappop(waiting)
            if at == end:
                break
            if loss > lost[at]:
                continue
            others = range(self._rows, self._rows + self._columns)
            for to in others if at < self._rows else range(self._rows):
                i, j, _ = self._arc(at, to)
                if (i, j) == cell or self._room(at, to) <= 0:
                    continue
                more = loss + (self._loss[i, j] if self.marks[i, j] == Mark.SHOWN else _A_STEP)
                if more < lost.get(to, np.inf):
                    lost[to], came[to] = more, at
                    heapq.heappush(waiting, (more, to))
        if end not in came:
            return None
        path, at = list[tuple[int, int]](), end
        while at != begin:
            path.append((came[at], at))
            at = came[at]
        return path


_OF_A_TOTAL = 4.0
_OF_THE_TOTAL = 40.0
_A_STEP = 1e-3
"""A way by cells that are hidden anyway costs nearly nothing, and a short one less."""
