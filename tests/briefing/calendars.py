"""Records of many weeks of the hamlet, told by counts: for what compares weeks."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from briefing.asked import Asked
from ingest.receive import receive_nothing
from ingest.submission import NothingForm, Submission
from projections.known import Known
from projections.record import Registry
from reference.periods import Period
from reference.weeks import Week
from tests.hamlet import WEEK, send, told

Counts = Mapping[str, int]
"""How many reports each organisation sends; 0 says that there was nothing."""

MONDAY = timedelta(hours=8)
"""How long after the end of its week a report comes, if nothing else is said: in time."""


def tell(
    registry: Registry,
    weeks: Sequence[Counts],
    *,
    after: timedelta = MONDAY,
    first: int = 0,
    last: Week = WEEK,
    places: Mapping[str, object] | None = None,
    category: str = "DMG-GRAFF",
) -> None:
    """Send what `weeks` count, oldest first, the last of them `last`. `first` numbers the reports.

    Reports lie some hundred metres apart and some hours from each other, unless `places` says where
    an organisation's are. The log's clock never goes back, so tell what came first first.
    """
    for ago, counts in zip(range(len(weeks) - 1, -1, -1), weeks, strict=True):
        week = last.shift(-ago)
        reports: list[Submission] = []
        for who, n in counts.items():
            if n == 0:
                nothing = NothingForm(organisation=who, week=str(week))
                receive_nothing(registry, nothing, actor="t", at=week.end_at + after)
            for _ in range(n):
                first += 1
                when = week.start_at + timedelta(hours=first * 5 % 160)
                where = (places or {}).get(who, _somewhere(first))
                of = {"organisation": who, "category": category, "place": where}
                reports.append(told(100_000 + first, **of, occurred={"from": when.isoformat()}))
        if reports:
            send(registry, *reports, at=week.end_at + after)


def _somewhere(number: int) -> object:
    return {"point": {"lat": 57.01 + number % 40 / 500, "lon": 19.05}}


def asked_of(now: Known, week: Week = WEEK) -> Asked:
    """What a week's picture is asked of."""
    kinds = now.ground.taxonomy.categories.values()
    calm = tuple(kind.id for kind in kinds if not kind.disturbance)
    return Asked(now, Period.of_week(week), calm, frozenset())
