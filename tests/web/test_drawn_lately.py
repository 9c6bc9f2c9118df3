"""A picture is drawn once for all who look at it, and anew when the record has grown."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from briefing.draw import draw
from briefing.picture import Picture, digest
from events.refusal import Refused
from projections.known import known
from projections.record import Registry
from reference.periods import Period
from reference.weeks import Week
from tests.hamlet import WEEK, send, told
from web.drawn_lately import DrawnLately

READERS = 6
THIS = Period.of_week(WEEK)


def asked(pictures: DrawnLately, registry: Registry, period: Period = THIS) -> Picture:
    with known(registry.log) as now:
        return pictures.of(now, period)


def test_it_is_drawn_once_until_the_record_grows(registry: Registry) -> None:
    pictures = DrawnLately()
    send(registry, told(1))
    first = asked(pictures, registry)
    assert asked(pictures, registry) is first
    assert asked(pictures, registry, THIS.shift(-1)).period == str(WEEK.shift(-1))

    send(registry, told(2))
    second = asked(pictures, registry)
    with known(registry.log) as now:
        drawn = draw(now, WEEK)

    assert second.total.n == first.total.n + 1
    assert digest(second) == digest(drawn)
    with known(registry.log, position=first.position) as then:
        assert pictures.of(then, THIS).total.n == first.total.n


def test_all_who_ask_at_once_get_the_same_one(registry: Registry) -> None:
    pictures, together = DrawnLately(), Barrier(READERS)
    send(registry, told(1))

    def ask(_: int) -> Picture:
        together.wait()
        return asked(pictures, registry)

    with ThreadPoolExecutor(READERS) as readers:
        found = list(readers.map(ask, range(READERS)))

    assert len({id(picture) for picture in found}) == 1


def test_a_refusal_is_not_kept(registry: Registry) -> None:
    pictures, never = DrawnLately(), Period.of_week(Week(1901, 1))
    for _ in range(2):
        with pytest.raises(Refused):
            asked(pictures, registry, never)


def test_only_the_latest_are_kept(registry: Registry) -> None:
    pictures = DrawnLately(most=2)
    send(registry, told(1))
    first, before = asked(pictures, registry), asked(pictures, registry, THIS.shift(-1))
    assert asked(pictures, registry) is first

    asked(pictures, registry, THIS.shift(-2))  # the third: the one not asked for lately goes

    again = asked(pictures, registry, THIS.shift(-1))
    assert again is not before
    assert digest(again) == digest(before)
