"""Thirteen months by group of categories, each month against the same a year before."""

from collections.abc import Iterable, Mapping, Sequence

from briefing.analysis import MonthLine, Months
from briefing.longer.stretch import Stretch
from briefing.usual import FEWEST, PERIODS
from projections.ground import said_nothing
from reference.categories import OTHER, counts_under
from reference.periods import Period, PeriodKind

SHOWN = 13
DECIMALS = 2

Weekly = Mapping[int, int]


def months(stretch: Stretch) -> Months:
    """The months up to the one in which the stretch ends, in reports a week."""
    last = Period.of(PeriodKind.MONTH, stretch.last)
    shown = [last.shift(-n) for n in range(SHOWN - 1, -1, -1)]
    earlier = [shown[0].shift(-n) for n in range(PERIODS, 0, -1)]
    wanted = {*shown, *earlier, *(month.last_year() for month in shown)}
    keys = sorted({key for month in wanted for key in month.keys if key <= stretch.last.key})
    told = stretch.all(keys, ("week", "category"))
    known = stretch.known
    nothing = said_nothing(known.connection, known.municipality, keys, known.position)
    covered = {int(week) for week, _ in told} | {week for week, _ in nothing}
    held = _Held(stretch, covered)
    groups = _by_group(stretch, told)
    whole: dict[int, int] = {}
    for weeks in groups.values():
        for week, n in weeks.items():
            whole[week] = whole.get(week, 0) + n
    if not whole:
        return Months()
    return Months(
        months=tuple(str(month) for month in shown),
        lines=tuple(
            _line(code, weeks, shown, held) for code, weeks in (("", whole), *groups.items())
        ),
    )


class _Held:
    """Which weeks of a month can be counted by; none where the record does not cover it."""

    def __init__(self, stretch: Stretch, covered: set[int]) -> None:
        self._covered = covered
        self._last = stretch.last
        self._weeks: dict[Period, list[int]] = {}
        self._before: dict[Period, list[Period]] = {}

    def weeks(self, month: Period) -> list[int]:
        """The keys of its weeks up to the last that is over."""
        if month not in self._weeks:
            keys = [week.key for week in month.weeks if week <= self._last]
            self._weeks[month] = keys if self._covered.issuperset(keys) else []
        return self._weeks[month]

    def before(self, month: Period) -> list[Period]:
        """The eight months before it."""
        if month not in self._before:
            self._before[month] = [month.shift(-n) for n in range(1, PERIODS + 1)]
        return self._before[month]

    def rate(self, weeks: Weekly, month: Period) -> float | None:
        """Reports a week."""
        keys = self.weeks(month)
        return round(sum(weeks.get(key, 0) for key in keys) / len(keys), DECIMALS) if keys else None


def _by_group(
    stretch: Stretch, told: Mapping[tuple[int | str, ...], int]
) -> dict[str, dict[int, int]]:
    """Reports of what disturbs, by group and week; the group with most first, Other last."""
    kinds = stretch.known.ground.taxonomy
    calm = set(stretch.asked.calm)
    found: dict[str, dict[int, int]] = {}
    for (week, category), n in told.items():
        if category in calm:
            continue
        parent = counts_under(str(category))
        group = kinds.group_of(parent).id if parent in kinds.categories else parent
        into = found.setdefault(group, {})
        into[int(week)] = into.get(int(week), 0) + n
    return dict(
        sorted(found.items(), key=lambda item: (item[0] == OTHER, -sum(item[1].values()), item[0]))
    )


def _line(code: str, weeks: Weekly, shown: Sequence[Period], held: _Held) -> MonthLine:
    bands = [_band(held.rate(weeks, earlier) for earlier in held.before(month)) for month in shown]
    return MonthLine(
        code=code,
        rates=tuple(held.rate(weeks, month) for month in shown),
        last_year=tuple(held.rate(weeks, month.last_year()) for month in shown),
        low=tuple(low for low, _ in bands),
        high=tuple(high for _, high in bands),
    )


def _band(rates: Iterable[float | None]) -> tuple[float | None, float | None]:
    """What months were like, without the highest and the lowest."""
    known = sorted(rate for rate in rates if rate is not None)
    if len(known) < FEWEST:
        return None, None
    return known[1], known[-2]
