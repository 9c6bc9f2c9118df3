"""What a reader can work out of what is published, with all months side by side and a solver.

The reader here knows nothing of how counts are hidden but what the page says: "<5" is 1 to 4, a
dash is any number, and nothing else. It reads the published JSON alone, writes all sums down as
equations in whole numbers, and asks of every hidden count for the least and the most.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from briefing.findings import Crossed, Named
from briefing.picture import Picture
from briefing.public.publish import check
from briefing.public.version import PublicPicture, as_json, canonical, public
from briefing.renderings import openly
from events.refusal import Refused
from projections.publications import Published
from reference.periods import Period, PeriodKind
from reference.weeks import Week
from tests.briefing.pictures import AS_OF

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]
Counts = list[list[int]]
Where = tuple[str, str, int, int]
"""A count by publication, table ("crossed" or "times"), row and column."""


def picture_of(full: Picture, month: str, counts: Counts, parts: Sequence[int]) -> Picture:
    """A month with these counts by area (the last in none) and group, and by daypart."""
    areas = [Named(code=f"G{n:02d}", sv=f"Område {n}", en=f"Area {n}") for n in range(len(counts))]
    groups = [Named(code=f"K{n}", sv=f"Slag {n}", en=f"Kind {n}") for n in range(len(counts[0]))]
    areas[-1] = Named(code="-", sv="Utanför", en="Outside")
    return msgspec.structs.replace(
        full,
        period=month,
        record_begins="2025-W40",
        crossed=Crossed(
            areas=tuple(areas),
            groups=tuple(groups),
            counts=tuple(tuple(row) for row in counts),
            dayparts=tuple(parts),
        ),
    )


def parts_of(counts: Counts, dice: random.Random, *, unknown: int) -> list[int]:
    """The reports strewn over the quarters of the week, but for those of unknown hour."""
    parts = [0] * 28
    for _ in range(max(0, sum(map(sum, counts)) - unknown)):
        parts[min(27, int(dice.expovariate(0.15)))] += 1
    return parts


class Reader:
    """Unknown whole numbers, and what publications say of sums of them."""

    def __init__(self, *files: bytes) -> None:
        self.at: dict[Where, int] = {}
        self.shown: dict[Where, Any] = {}
        self._sums: list[tuple[list[int], float, float]] = []
        for file in files:
            self._read(json.loads(file))

    def _read(self, said: dict[str, Any]) -> None:
        month = said["period"]
        if said["areas"]:
            rows = [[*area["by_group"], area["n"]] for area in said["areas"]]
            rows.append([*(group["n"] for group in said["groups"]), said["total"]])
            self._table(month, "crossed", rows)
        if said["times"]:
            times = said["times"]
            days = zip(times["by_part"], times["days"], strict=True)
            rows = [[*row, n] for row, n in days]
            rows.append([*times["parts"], times["n"]])
            self._table(month, "times", rows)

    def _table(self, month: str, name: str, rows: list[list[Any]]) -> None:
        high, wide = len(rows) - 1, len(rows[0]) - 1
        for i, j in product(range(high), range(wide)):
            self.at[month, name, i, j] = len(self.at)
        for i, j in product(range(high + 1), range(wide + 1)):
            over = [
                self.at[month, name, k, m]
                for k in (range(high) if i == high else [i])
                for m in (range(wide) if j == wide else [j])
            ]
            n = rows[i][j]
            self.shown[month, name, i, j] = n
            low, top = {"<5": (1, 4), "-": (0, np.inf)}.get(n, (n, n)) if n is not None else (0, 0)
            self._sums.append((over, low, top))

    def ranges(self) -> Iterator[tuple[Where, float, float]]:
        """Of each hidden count inside a table the least and the most that it can be."""
        size = len(self.at)
        if not size:
            return
        sums: NDArray[np.float64] = np.zeros((len(self._sums), size))
        for row, (over, _, _) in enumerate(self._sums):
            sums[row, over] = 1
        least, most = zip(*((low, top) for _, low, top in self._sums), strict=True)
        for where, at in self.at.items():
            if isinstance(self.shown[where], int):
                continue
            wanted = np.zeros(size)
            wanted[at] = 1
            found = [
                milp(
                    sign * wanted,
                    constraints=LinearConstraint(sums, least, most),
                    bounds=Bounds(0, np.inf),
                    integrality=np.ones(size, dtype=np.int64),
                )
                for sign in (1, -1)
            ]
            low = round(found[0].x[at]) if found[0].status == 0 else 0
            yield where, low, round(found[1].x[at]) if found[1].status == 0 else np.inf


def faults(shown: Sequence[PublicPicture], counts: Sequence[Counts], parts: Sequence[list[int]],
           *, months: Sequence[str] = MONTHS) -> list[str]:  # fmt: skip
    """Which hidden counts can be known better than was promised, by all publications at once."""
    found: list[str] = []
    truth = {
        month: {"crossed": table, "times": [by_day[4 * day : 4 * day + 4] for day in range(7)]}
        for month, table, by_day in zip(months, counts, parts, strict=False)
    }
    for (month, name, i, j), low, high in Reader(*map(as_json, shown)).ranges():
        n = truth[month][name][i][j]
        assert low <= n <= high
        narrow = low > 1 or high < 4 if 0 < n < 5 else low == high
        if narrow:
            found.append(f"{n} of {month} {name} {i}, {j} is {low} to {high}")
    return found


def made(full: Picture, month: str, counts: Counts, parts: list[int]) -> PublicPicture | None:
    try:
        return public(picture_of(full, month, counts, parts))
    except Refused:
        assert 0 < sum(map(sum, counts)) < 5
        return None


TABLES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "sparse": (5, 5, (0, 0, 0, 0, 0, 1, 1, 2, 3)),
    "middling": (4, 5, (0, 0, 1, 2, 3, 5, 6, 9, 14)),
    "one area": (2, 6, (0, 1, 2, 5, 8)),
    "none but outside": (1, 6, (0, 1, 3, 4, 6, 9, 20)),
    "one group": (6, 1, (0, 1, 3, 4, 6, 9, 20)),
    "one of each": (1, 1, (0, 3, 4, 5, 6, 40)),
    "two by two": (2, 2, (0, 1, 2, 4, 5, 6, 9)),
    "nothing": (3, 3, (0,)),
    "ones alone": (4, 4, (0, 1)),
    "large": (4, 5, (0, 2, 400, 70_000, 1_000_000)),
    "just five": (4, 4, (0, 1, 5, 5, 5)),
}


@pytest.mark.parametrize("kind", TABLES)
def test_no_small_count_can_be_worked_out_of_a_publication(full: Picture, kind: str) -> None:
    high, wide, from_ = TABLES[kind]
    dice = random.Random(kind)
    published = 0
    for _ in range(2):
        counts = [[dice.choice(from_) for _ in range(wide)] for _ in range(high)]
        few = sum(map(sum, counts)) < 3_000
        parts = parts_of(counts, dice, unknown=dice.choice((0, 2, 9))) if few else [9_000] * 28
        shown = made(full, "2026-01", counts, parts)
        if shown is None:
            continue
        published += 1
        assert faults([shown], [counts], [parts]) == []
        if shown.times:
            assert shown.times.n >= 20
    assert published


@pytest.mark.parametrize("months", [2, pytest.param(12, marks=pytest.mark.long)])
def test_months_side_by_side_say_no_more_than_each(full: Picture, months: int) -> None:
    """The same town month after month: what is small is small again."""
    dice = random.Random(12)
    mean = [[dice.choice((0.3, 1, 3, 9)) for _ in range(3)] for _ in range(3)]
    counts: list[Counts] = [
        [[int(dice.expovariate(1 / n)) for n in row] for row in mean] for _ in range(months)
    ]
    parts = [parts_of(each, dice, unknown=0) for each in counts]
    shown = [made(full, *each) for each in zip(MONTHS, counts, parts, strict=False)]

    assert faults([one for one in shown if one], counts, parts) == []


def test_a_quarter_beside_two_of_its_months_would_give_the_third_away(full: Picture) -> None:
    """Why periods never share weeks: here a reader subtracts, and what was hidden is known."""
    months: list[Counts] = [[[9, 12], [8, 30]], [[9, 11], [7, 16]], [[2, 10], [9, 14]]]
    quarter = [[sum(n) for n in zip(*rows, strict=True)] for rows in zip(*months, strict=True)]
    shown = [
        public(picture_of(full, name, each, [0] * 28))
        for name, each in zip((*MONTHS[:3], "2026-Q1"), (*months, quarter), strict=True)
    ]

    assert shown[2].areas[0].by_group[0] == "<5"
    assert shown[3].areas[0].by_group[0] == 20
    taken = [one.areas[0].by_group[0] for one in shown[:2]]
    assert 20 - sum(n for n in taken if isinstance(n, int)) == 2


def test_only_periods_that_share_no_week_are_ever_published_together() -> None:
    long = [kind for kind in PeriodKind if kind not in {PeriodKind.WEEK, PeriodKind.TWO_WEEKS}]
    weeks = [Week(2025, 40).shift(n) for n in range(80)]  # a year of 53 weeks, and both its turns
    periods = sorted({Period.of(kind, week) for kind in long for week in weeks}, key=str)
    assert len(periods) > 30

    for one, other in product(periods, periods):
        apart = not set(one.keys) & set(other.keys)
        try:
            check([_published(str(one))], other, "borders")
        except Refused:
            assert not apart
        else:
            assert apart
            assert str(one) != str(other)


def _published(period: str) -> Published:
    return Published(period, 9, 8, AS_OF, AS_OF, "analyst", "digest", "borders")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_table_and_the_words_say_no_number_that_the_data_do_not(
    full: Picture, language: str
) -> None:
    dice = random.Random(5)
    counts = [[dice.choice((0, 1, 2, 3, 6, 11, 17)) for _ in range(6)] for _ in range(5)]
    parts = parts_of(counts, dice, unknown=0)
    shown = public(picture_of(full, "2026-10", counts, parts))
    known = {str(n) for n in re.findall(r"\d+", as_json(shown).decode())}

    table = openly.csv(shown, language).decode("utf-8-sig").splitlines()
    last = [line.replace(";", ",").rpartition(",")[2] for line in table[1:]]
    assert {n for n in last if n.isdigit()} <= known
    assert last.count("<5") == canonical(shown).decode().count('"<5"')
    for row in (*openly.rows(shown.areas, language), *openly.rows(shown.groups, language)):
        assert (row.width > 0) == (isinstance(row.n, int) and row.n > 0)
    for sentence in openly.sentences(shown, language):
        assert set(re.findall(r"\d+", re.sub(r"\s(?=\d{3})", "", sentence))) <= known


@pytest.mark.parametrize("lines", ["areas", "groups"])
def test_the_order_of_the_rows_tells_nothing_of_what_is_hidden(full: Picture, lines: str) -> None:
    """The same publication, whatever the hidden counts are: their rows stand in the same order."""
    dice = random.Random(8)
    seen = 0
    for _ in range(12):
        counts = [[dice.choice((0, 1, 1, 2, 6, 11)) for _ in range(5)] for _ in range(6)]
        counts[2] = [0] * 5  # a row of nothing stands before those that hide something
        shown = public(picture_of(full, "2026-10", counts, [0] * 28))
        rows = openly.rows(getattr(shown, lines), "sv")
        order = [line.code for line in getattr(shown, lines)]
        hidden = [row.code for row in rows if not isinstance(row.n, int)]
        assert hidden == [code for code in order if code in hidden]
        assert [row.code for row in rows][len(rows) - len(hidden) :] == hidden
        seen += len(hidden) > 1
    assert seen > 2


def test_two_records_that_are_published_alike_have_the_same_digest(full: Picture) -> None:
    """Nothing of what is hidden goes into the digest, where it could be tried out."""
    one, other = ([[9, 1, 20], [8, 9, 20], [30, 9, 20]] for _ in range(2))
    other[0][1], other[0][0], other[1][0], other[1][1] = 2, 8, 9, 8
    first, second = (public(picture_of(full, "2026-10", each, [0] * 28)) for each in (one, other))

    assert first == second
    assert as_json(first) == as_json(second)


def test_where_the_log_stood_is_not_told(full: Picture) -> None:
    """The entries of the log from one month to the next are all reports, the sensitive ones too."""
    counts = [[9, 12, 7], [8, 6, 11]]
    pictures = [
        msgspec.structs.replace(
            picture_of(full, "2026-10", counts, [0] * 28), position=position, total=total
        )
        for position, total in ((500, full.total), (9_999, full.other_reports))
    ]

    first, second = map(public, pictures)
    assert as_json(first) == as_json(second)
    assert "position" not in canonical(first).decode()
